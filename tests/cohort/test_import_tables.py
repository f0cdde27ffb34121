"""Importing what real tables hold: dates, errors of spreadsheets, files of every kind; every row is accounted for."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from bench import BASE, COHORT, LONG, PATIENTS, Bench
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort import DatasetError
from analysis.cohort.dates import ORDERS


def test_an_import_takes_dates_from_the_day_of_infusion(bench: Bench) -> None:
    mapping = COHORT + PATIENTS.replace("columns", 'infusion = { column = "Infused", date = "dmy" }\ncolumns').replace(
        '"ID"', '"ID", crs_onset_day = { column = "CRS", date = "dmy" }'
    )
    labs = LONG.replace('"Day"', '{ column = "Taken", date = "ymd" }')
    tables = {
        "base.csv": "ID,Infused,CRS\nA,3/5/2016,5/5/2016\nB,31/12/2016 15:00,\n",
        "lab.csv": "ID,Taken,Test,Result\nA,2016-05-01,IL6,4\nA,2016-05-04 06:00,IL6,5\nB,2017-01-01 12:00,IL6,6\n",
    }
    report = bench.lay(mapping + labs, tables).run()
    assert (bench.target / "patients.csv").read_text() == "patient_id,crs_onset_day\nA,2\nB,\n"
    assert (bench.target / "labs.csv").read_text().splitlines()[1:] == [
        "A,-2,IL-6,4,pg/mL",
        "A,1.25,IL-6,5,pg/mL",
        "B,1.5,IL-6,6,pg/mL",
    ]
    assert report.unused_columns == {}
    written = "".join(path.read_text() for path in bench.target.iterdir()) + str(report)
    assert not re.search(r"20(16|17)", written)


def test_dates_that_cannot_be_placed_are_told_by_their_rows(bench: Bench, faults: Callable[..., list[str]]) -> None:
    mapping = COHORT + PATIENTS.replace("columns", 'infusion = "Infused"\ncolumns').replace(
        '"ID"', '"ID", crs_onset_day = { column = "CRS", date = "dmy" }'
    )
    labs = LONG.replace('"Day"', '{ column = "Taken", date = "infer" }')
    tables = {
        "base.csv": "ID,Infused,CRS\nA,2016-05-03,1/5/2016\nB,2016-02-30,5/5/2016\nC,,\n",
        "lab.csv": "ID,Taken,Test,Result\nA,4/5/2016,IL6,4\nC,13/5/2016,IL6,5\nA,14/5/16,IL6,6\n",
    }
    bench.lay(mapping + labs, tables)
    assert faults(bench.run) == [
        "base.csv, row 3, column Infused: '2016-02-30': is not a day of the calendar",
        "base.csv, row 3, column CRS (as crs_onset_day): '5/5/2016': "
        "cannot become a day: the patient has no date of infusion",
        "lab.csv, row 2, column Taken (as day): '4/5/2016': "
        'can be read as 2016-05-04 and 2016-04-05; the mapping must say date = "dmy" or "mdy"',
        "lab.csv, row 3, column Taken (as day): '13/5/2016': cannot become a day: the patient has no date of infusion",
        "lab.csv, row 4, column Taken (as day): '14/5/16': has a year of two digits; write all four",
        "base.csv, row 2, column CRS (as crs_onset_day): '-2': must be a whole number from 0 to 365 days",
    ]
    assert bench.untouched


def test_errors_of_a_spreadsheet_stop_the_import_unless_they_are_listed(
    bench: Bench, faults: Callable[..., list[str]]
) -> None:
    tables = BASE | {"lab.csv": "ID,Day,Test,Result\nA,1,IL6,#N/A\nA,2,#REF!,4\nA,3,IL6,5\n"}
    bench.lay(COHORT + PATIENTS + LONG, tables)
    rule = "is an error of the spreadsheet; mend it there"
    assert faults(bench.run) == [
        f"lab.csv, row 2, column Result (as value): '#N/A': {rule} or list it under missing",
        f"lab.csv, row 3, column Test (as analyte): '#REF!': {rule}",
    ]
    listed = LONG.replace("columns", 'missing = ["#N/A", "#REF!"]\ncolumns')
    report = bench.lay(COHORT + PATIENTS + listed, {}).run().sources[1]
    assert (report.written, report.skipped, report.left_out) == (1, {"marked #N/A": 1}, {"": 1})


def test_a_line_of_a_wide_table_is_told_once(bench: Bench, faults: Callable[..., list[str]]) -> None:
    wide = '[[labs]]\nfile = "w.csv"\nlayout = "wide"\ncolumns = { patient_id = "ID", day = "Day" }\n'
    wide += 'analytes = { IL6 = "IL-6", IL8 = "IL-8" }\n'
    bench.lay(COHORT + PATIENTS + wide, BASE | {"w.csv": "ID,Day,IL6,IL8\nA,one,4,5\nZ,1,4,5\n"})
    assert faults(bench.run) == [
        "w.csv, row 2, column Day (as day): 'one': must be a number such as 12.5"
        "; if it says that nothing is known, list it under missing",
    ]
    (bench.source / "w.csv").write_text("ID,Day,IL6,IL8\nA,1,4,5\nZ,1,4,5\n")
    assert faults(bench.run) == ["w.csv, row 3, column ID (as patient_id): 'Z': is not in patients.csv"]


def test_tables_of_all_kinds_give_the_same_dataset(bench: Bench) -> None:
    frame = pd.DataFrame({"ID": ["A", "A"], "Day": [1, 2.5], "Test": ["IL6", "IL6"], "Result": [4.5, 0.1]})
    text = "ID;Day;Test;Result\nA;1;IL6;4,5\nA;2,5;IL6;0,1\n"
    bench.lay(COHORT + PATIENTS + LONG.replace("layout", 'decimal = ","\nlayout'), BASE | {"lab.csv": text})
    made = {bench.made("labs")}
    with pd.ExcelWriter(bench.source / "lab.xlsx") as writer:
        frame.to_excel(writer, sheet_name="Lab 1", index=False)
        pd.DataFrame({"x": [1]}).to_excel(writer, sheet_name="Spare", index=False)
    frame.to_parquet(bench.source / "lab.parquet")
    for name, form in (("lab.xlsx", 'sheet = "Lab 1"\ndecimal = ","\n'), ("lab.parquet", 'decimal = ","\n')):
        bench.lay(COHORT + PATIENTS + LONG.replace("lab.csv", name).replace("layout", form + "layout"), {})
        bench.target = bench.target.with_name(name)
        report = bench.run()
        made.add((bench.target / "labs.csv").read_text())
        assert ("lab.xlsx, sheet Spare" in report.unused_files) == (name == "lab.xlsx")
    assert len(made) == 1


def test_a_small_limit_of_detection_is_written_in_plain_decimals(bench: Bench) -> None:
    cohort = COHORT + "[cohort.detection_limits]\nIL-6 = 0.00001\n"
    labs = LONG.replace("columns", 'below = ["low"]\ncolumns')
    bench.lay(cohort + PATIENTS + labs, BASE | {"lab.csv": "ID,Day,Test,Result\nA,1,IL6,low\n"})
    assert bench.made("labs").splitlines()[1] == "A,1,IL-6,0.00001,pg/mL,below"


@settings(deadline=None, derandomize=True, database=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=6), min_size=5, max_size=5), max_size=4), st.sampled_from(ORDERS))
def test_whatever_the_cells_hold_there_is_a_dataset_or_a_list_of_faults(rows: list[list[str]], order: str) -> None:
    patients = PATIENTS.replace("columns", f'infusion = {{ column = "Inf", date = "{order}" }}\ncolumns')
    labs = LONG.replace("lab.csv", "base.csv").replace('"Day"', f'{{ column = "Day", date = "{order}" }}')
    labs = labs.replace("columns", 'below = ["<"]\ndecimal = ","\nthousands = "."\nrepeats = "mean"\ncolumns')
    labs = labs.replace(" }\nanalytes", ', unit = "Inf" }\nanalytes')
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["ID", "Inf", "Day", "Test", "Result"], ["A", "", "", "IL6", ""], *rows])
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder)).lay(COHORT + patients + labs, {})
        (bench.source / "base.csv").write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
        try:
            bench.run()
        except DatasetError:
            assert bench.untouched
        else:
            assert (bench.target / "labs.csv").is_file()


CELLS = st.sampled_from(["", "NA", "-", "\u6eb6\u8840", "1", "2.5", "\uff1c3", "\uff14", "low"])


@settings(deadline=None, derandomize=True, database=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(0, 2), st.sampled_from(["IL6", "Na", ""]), CELLS), max_size=12
    ),
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(3, 5), CELLS, CELLS), max_size=8),
    st.sampled_from(["first", "last"]),
    st.booleans(),
)
def test_every_row_that_is_read_is_written_or_counted(
    long: list[tuple[str, int, str, str]], wide: list[tuple[str, int, str, str]], repeats: str, paged: bool
) -> None:
    how = f'missing = ["\u6eb6\u8840"]\nbelow = ["<", "low"]\nrepeats = "{repeats}"\n'
    mapping = COHORT + "[cohort.detection_limits]\nIL-6 = 2\nCRP = 3\n" + PATIENTS
    mapping += LONG.replace("columns", f"{how}columns")
    mapping += '[[labs]]\nfile = "w.csv"\nlayout = "wide"\n' + how
    mapping += 'columns = { patient_id = "ID", day = "Day" }\nanalytes = { IL6 = "IL-6", crp = "CRP" }\n'
    head = "ID,Day,Test,Result\n"
    lines = [f"{','.join(map(str, row))}\n" for row in long]
    lines.append("A,9,IL6,1\n")  # the label of the mapping must stand in the table
    text = head + (head.join(lines) if paged else "".join(lines))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        bench.lay(mapping, BASE | {"lab.csv": text})
        (bench.source / "w.csv").write_text("ID,Day,IL6,crp\n" + "".join(f"{','.join(map(str, r))}\n" for r in wide))
        report = bench.run()
        written = len((bench.target / "labs.csv").read_text().splitlines()) - 1
    patients, first, second = report.sources
    assert (patients.read, patients.written) == (2, 2)
    assert (first.read, second.read) == (len(lines), 2 * len(wide))
    assert (first.repeated, second.repeated) == (len(lines) - 1 if paged else 0, 0)
    for source in (first, second):
        assert source.read == source.written + sum(source.skipped.values()) + sum(source.left_out.values())
    assert first.written + second.written == written
