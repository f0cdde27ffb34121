"""Importing: whole tables go in, a checked dataset or a list of faults comes out, and nothing is lost in silence."""

from __future__ import annotations

import csv
import datetime
import io
import re
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort import DatasetError, importing, read
from analysis.cohort.importing import ImportReport, import_dataset

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "nci-cd22"

COHORT = """\
[cohort]
title = "Invented"
synthetic = true
source = "Made up for a test"
licence = "CC0"
crs_scale = "ASTCT 2019"

"""
PATIENTS = """\
[patients]
file = "base.csv"
columns = { patient_id = "ID" }

"""
LONG = """\
[[labs]]
file = "lab.csv"
layout = "long"
columns = { patient_id = "ID", day = "Day", analyte = "Test", value = "Result" }
analytes = { IL6 = "IL-6" }

"""
BASE = {"base.csv": "ID\nA\nB\n"}


class Bench:
    """A source, a mapping and a place for the new dataset, in one temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.mapping = folder / "centre.toml"
        self.source = folder / "source"
        self.target = folder / "new"
        self.source.mkdir()

    def lay(self, mapping: str, tables: Mapping[str, str]) -> Bench:
        self.mapping.write_text(mapping, encoding="utf-8")
        for name, text in tables.items():
            (self.source / name).write_text(text, encoding="utf-8")
        return self

    def run(self) -> ImportReport:
        return import_dataset(self.mapping, self.source, self.target)

    def made(self, table: str) -> str:
        self.run()
        return (self.target / f"{table}.csv").read_text(encoding="utf-8")

    @property
    def untouched(self) -> bool:
        """Whether nothing stands beside the mapping and the source, hidden files included."""
        return {path.name for path in self.target.parent.iterdir()} <= {self.mapping.name, self.source.name}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


# What comes out.


def test_only_the_filled_columns_come_out_in_the_order_of_the_schema(bench: Bench) -> None:
    mapping = COHORT + '[patients]\nfile = "base.csv"\n[patients.columns]\nsex = "s"\nage = "a"\npatient_id = "i"\n'
    bench.lay(mapping, {"base.csv": "s,i,a,note\nmale,007,61,x\nfemale,Ö-2,8.5,\n"})
    assert bench.made("patients") == "patient_id,age,sex\n007,61,male\nÖ-2,8.5,female\n"


def test_the_settings_come_out_as_they_were_given(bench: Bench) -> None:
    cohort = COHORT + (
        'period = "2015 to \\"2019\\", Zürich"\ncut_off = 2019-12-31\nmarker_window = [0, 14]\nresponse_day = 28\n'
        "[cohort.detection_limits]\nIL-6 = 1.5\nCRP = 3\n"
    )
    bench.lay(cohort + PATIENTS, BASE).run()
    settings = read(bench.target).settings
    assert (settings.title, settings.synthetic, settings.crs_scale) == ("Invented", True, "ASTCT 2019")
    assert settings.period == '2015 to "2019", Zürich'
    assert settings.cut_off is not None
    assert settings.cut_off.isoformat() == "2019-12-31"
    assert settings.marker_window == (0, 14)
    assert settings.response_day == 28
    assert settings.detection_limits == {"IL-6": 1.5, "CRP": 3.0}


def test_two_imports_give_the_same_bytes(bench: Bench) -> None:
    bench.lay(COHORT + PATIENTS + LONG, BASE | {"lab.csv": "ID,Day,Test,Result\nA,1,IL6,4\nA,2,IL6,5\n"}).run()
    first = {path.name: path.read_bytes() for path in bench.target.iterdir()}
    import_dataset(bench.mapping, bench.source, bench.target.with_name("again"))
    assert {path.name: path.read_bytes() for path in bench.target.with_name("again").iterdir()} == first
    assert set(first) == {"cohort.toml", "patients.csv", "labs.csv"}
    assert all(b"\r" not in content for content in first.values())


def test_several_tables_of_measurements_follow_one_another(bench: Bench) -> None:
    wide = """\
[[labs]]
file = "base.csv"
layout = "wide"
columns = { patient_id = "ID", day = { constant = -5 } }
analytes = { crp0 = "CRP" }
"""
    tables = {"base.csv": "ID,crp0\nA,3\nB,\n", "lab.csv": "ID,Day,Test,Result\nB,1,IL6,4\n"}
    bench.lay(COHORT + PATIENTS + LONG + wide, tables)
    assert bench.made("labs") == "patient_id,day,analyte,value,unit\nB,1,IL-6,4,pg/mL\nA,-5,CRP,3,mg/L\n"


def test_a_censored_column_stands_beside_tables_without_marks(bench: Bench) -> None:
    other = LONG.replace("lab.csv", "old.csv").replace("columns", 'below = ["<"]\ncolumns')
    head = "ID,Day,Test,Result\n"
    bench.lay(
        COHORT + PATIENTS + LONG + other, BASE | {"lab.csv": head + "A,1,IL6,4\n", "old.csv": head + "A,2,IL6,<5\n"}
    )
    assert bench.made("labs").splitlines()[1:] == ["A,1,IL-6,4,pg/mL,", "A,2,IL-6,5,pg/mL,below"]


def test_the_infections_are_optional(bench: Bench) -> None:
    infections = (
        '[infections]\nfile = "inf.csv"\ncolumns = { patient_id = "ID", day = "d", kind = { constant = "viral" } }\n'
    )
    bench.lay(COHORT + PATIENTS, BASE).run()
    assert read(bench.target).infections is None
    bench.target = bench.target.with_name("second")
    bench.lay(COHORT + PATIENTS + infections, BASE | {"inf.csv": "ID,d\nB,9\n"})
    assert bench.made("infections") == "patient_id,day,kind\nB,9,viral\n"


# The report.


def test_the_report_lists_all_that_was_not_placed(bench: Bench) -> None:
    tables = {
        "base.csv": "ID,Remarks,,\nA,secret,x,\n",
        "lab.csv": "ID,Day,Test,Result,Lot\nA,1,IL6,4,x\nA,2,IL6,,x\nA,2,Sodium,138,x\nA,3,Sodium,,x\nA,4,,7,x\n",
        "spare.csv": "a\n1\n",
        "~$spare.xlsx": "",
        "old.xls": "",
    }
    report = bench.lay(COHORT + PATIENTS + LONG, tables).run()
    assert str(report).splitlines() == [
        "imported into new",
        "patients from base.csv: 1 row read, 1 written",
        "labs from lab.csv: 5 measurements read, 1 written",
        "  skipped, no value: 1",
        "  left out, analyte (no name): 1",
        "  left out, analyte Sodium: 2",
        "columns of base.csv not used: Remarks, (no name)",
        "columns of lab.csv not used: Lot",
        "files not used: old.xls, spare.csv",
    ]
    assert "secret" not in str(report)


def test_a_column_that_another_table_uses_is_not_listed(bench: Bench) -> None:
    wide = '[[labs]]\nfile = "base.csv"\nlayout = "wide"\ncolumns = { patient_id = "ID", day = { constant = 0 } }\n'
    bench.lay(COHORT + PATIENTS + wide + 'analytes = { crp = "CRP" }\n', {"base.csv": "ID,crp,age\nA,3,9\n"})
    assert bench.run().unused_columns == {"base.csv": ["age"]}


def test_a_column_counts_as_used_in_its_own_file_only(bench: Bench) -> None:
    tables = {"base.csv": "ID,Test\nA,walk\n", "lab.csv": "ID,Day,Test,Result\nA,1,IL6,4\n"}
    assert bench.lay(COHORT + PATIENTS + LONG, tables).run().unused_columns == {"base.csv": ["Test"]}


# Faults of the mapping against the source, and of what they yield.


def test_names_that_the_source_lacks_are_faults_all_at_once(bench: Bench, faults: Callable[..., list[str]]) -> None:
    mapping = (
        COHORT
        + PATIENTS.replace('"ID"', '"Id", age = "Years"')
        + LONG.replace("IL6 =", 'CRP = "CRP", IL6 =').replace('"Result"', '"Value"')
        + LONG.replace("lab.csv", "absent.csv")
    )
    bench.lay(mapping, BASE | {"lab.csv": "ID,Day,Test,Result\nA,1,IL6,4\n"})
    assert faults(bench.run) == [
        "centre.toml, key patients.columns.patient_id: 'Id': is not a column of base.csv, which has ID",
        "centre.toml, key patients.columns.age: 'Years': is not a column of base.csv, which has ID",
        "centre.toml, key labs[1].columns.value: 'Value': is not a column of lab.csv, which has ID, Day, Test, Result",
        "centre.toml, key labs[1].analytes.CRP: 'CRP': does not stand in column Test of lab.csv, which holds IL6",
        f"centre.toml, key labs[2].file: 'absent.csv': is not a file of {bench.source}, which holds base.csv, lab.csv",
    ]
    assert bench.untouched


def test_a_column_named_by_mistake_does_not_flood_the_message(bench: Bench, faults: Callable[..., list[str]]) -> None:
    values = "".join(f"A,1,IL6,{i}\n" for i in range(500))
    bench.lay(
        COHORT + PATIENTS + LONG.replace('"Test"', '"Result"'), BASE | {"lab.csv": "ID,Day,Test,Result\n" + values}
    )
    (told,) = faults(bench.run)
    assert told.startswith("centre.toml, key labs[1].analytes.IL6: 'IL6': does not stand in column Result of lab.csv")
    assert told.endswith(" and 440 more")


def test_a_wide_column_that_the_source_lacks_is_a_fault(bench: Bench, faults: Callable[..., list[str]]) -> None:
    wide = '[[labs]]\nfile = "w.csv"\nlayout = "wide"\ncolumns = { patient_id = "ID", day = "Day" }\n'
    bench.lay(COHORT + PATIENTS + wide + 'analytes = { IL8 = "IL-8" }\n', BASE | {"w.csv": "ID,Day,IL6\nA,1,4\n"})
    assert faults(bench.run) == [
        "centre.toml, key labs[1].analytes.IL8: 'IL8': is not a column of w.csv, which has ID, Day, IL6"
    ]


def test_faults_of_the_mapping_and_of_the_source_come_together(bench: Bench, faults: Callable[..., list[str]]) -> None:
    bench.lay(COHORT.replace("true", '"yes"') + PATIENTS, {"base.csv": "ID,ID\nA,B\nC\n"})
    assert faults(bench.run) == [
        "centre.toml, key cohort.synthetic: 'yes': must be true or false, without quotes",
        "base.csv, row 3: has 1 cells where the header has 2",
        "base.csv, row 1, column ID: 'ID': stands twice, so the mapping cannot name it",
    ]


def test_a_doubled_column_that_is_not_used_does_no_harm(bench: Bench) -> None:
    report = bench.lay(COHORT + PATIENTS, {"base.csv": "ID,x,x\nA,1,2\n"}).run()
    assert report.unused_columns == {"base.csv": ["x", "x"]}


def test_a_file_that_cannot_be_read_is_told_once(bench: Bench, faults: Callable[..., list[str]]) -> None:
    bench.lay(COHORT + PATIENTS.replace("base", "lab") + LONG, {})
    (bench.source / "lab.csv").write_bytes("ID,Größe\n".encode("latin-1"))
    assert len(faults(bench.run)) == 1
    assert faults(bench.run)[0].startswith(
        "lab.csv: cannot be read; save it as CSV UTF-8 or let the mapping name its encoding: "
    )


def test_a_breach_of_the_contract_is_told_where_it_stands_in_the_source(
    bench: Bench, faults: Callable[..., list[str]]
) -> None:
    mapping = COHORT + PATIENTS.replace(
        '"ID"', '"ID", age = "Years", sex = { column = "S", values = { F = "female" } }'
    )
    tables = {
        "base.csv": "ID,Years,S\n\nA,161,F\nB,40,X\n",
        "lab.csv": "ID,Day,Test,Result\nA,1,Na,9\nA,1,IL6,low\n",
    }
    bench.lay(mapping + LONG, tables)
    assert faults(bench.run) == [
        "base.csv, row 4, column S (as sex): 'X': is not among the mapping's values: F",
        "lab.csv, row 3, column Result (as value): 'low': must be a number such as 12.5",
        "base.csv, row 3, column Years (as age): '161': must be a number from 0 to 100 years",
    ]
    assert bench.untouched


def test_breaches_between_tables_are_told_where_they_stand_in_the_source(
    bench: Bench, faults: Callable[..., list[str]]
) -> None:
    second = LONG.replace("lab.csv", "more.csv")
    head = "ID,Day,Test,Result\n"
    tables = {"base.csv": "ID\nA\nA\n", "lab.csv": head + "A,1,IL6,4\n", "more.csv": head + "A,1,IL6,5\nZ,2,IL6,5\n"}
    bench.lay(COHORT + PATIENTS + LONG + second, tables)
    assert faults(bench.run) == [
        "base.csv, row 3, column ID (as patient_id): 'A': stands twice; each patient has one row",
        "more.csv, row 3, column ID (as patient_id): 'Z': is not in patients.csv",
        "more.csv, row 2, column Day (as day): '1': stands twice for this patient and IL-6",
    ]


def test_a_required_cell_that_could_not_be_filled_is_told_once(bench: Bench, faults: Callable[..., list[str]]) -> None:
    mapping = COHORT + PATIENTS + '[infections]\nfile = "i.csv"\n[infections.columns]\npatient_id = "ID"\nday = "Day"\n'
    mapping += 'kind = { column = "Kind", values = { B = "bacterial" } }\n'
    bench.lay(mapping, BASE | {"i.csv": "ID,Day,Kind\nA,3,Q\nB,,B\n"})
    assert faults(bench.run) == [
        "i.csv, row 2, column Kind (as kind): 'Q': is not among the mapping's values: B",
        "i.csv, row 3, column Day (as day): is empty and required",
    ]


def test_a_missing_scale_is_told_at_the_mapping(bench: Bench, faults: Callable[..., list[str]]) -> None:
    mapping = COHORT.replace('crs_scale = "ASTCT 2019"\n', "") + PATIENTS.replace('"ID"', '"ID", crs_grade = "CRS"')
    bench.lay(mapping, {"base.csv": "ID,CRS\nA,2\n"})
    assert faults(bench.run) == ["centre.toml, key cohort.crs_scale: is missing: it names the scale of crs_grade"]


def test_a_source_without_patients_is_a_fault(bench: Bench, faults: Callable[..., list[str]]) -> None:
    bench.lay(COHORT + PATIENTS, {"base.csv": "ID\n"})
    assert faults(bench.run) == ["patients.csv: holds no patient"]


# Never harmful.


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_a_target_that_exists_is_left_alone(bench: Bench, faults: Callable[..., list[str]], kind: str) -> None:
    bench.lay(COHORT + PATIENTS, BASE)
    if kind == "folder":
        bench.target.mkdir()
        (bench.target / "mine.txt").write_text("kept")
    elif kind == "file":
        bench.target.write_text("kept")
    else:
        bench.target.symlink_to(bench.target.with_name("nowhere"))
    assert faults(bench.run) == [f"{bench.target}: exists already; name a new folder"]
    kept = {"folder": bench.target / "mine.txt", "file": bench.target}
    assert bench.target.is_symlink() if kind == "link" else kept[kind].read_text() == "kept"


def test_folders_that_are_not_there_are_faults(bench: Bench, faults: Callable[..., list[str]], tmp_path: Path) -> None:
    bench.lay(COHORT + PATIENTS, BASE)
    bench.source, bench.target = tmp_path / "no", tmp_path / "none" / "new"
    assert faults(bench.run) == [
        f"{tmp_path / 'no'}: is not a folder",
        f"{tmp_path / 'none'}: is not a folder; make it first",
    ]


def test_a_mapping_that_is_not_there_is_a_fault(bench: Bench, faults: Callable[..., list[str]]) -> None:
    assert faults(bench.run) == [f"centre.toml: is not a file of {bench.mapping.parent}"]


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError])
@pytest.mark.parametrize("moment", ["writing", "checking", "placing"])
def test_nothing_is_left_behind_when_it_is_interrupted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, trouble: type[BaseException], moment: str
) -> None:
    bench.lay(COHORT + PATIENTS, BASE)
    seen = []

    def stop(*_: object, **__: object) -> None:
        seen.extend(path.name for path in bench.target.parent.iterdir() if path.name.startswith(".unfinished-dataset-"))
        raise trouble

    places = {
        "writing": (csv, "DictWriter"),
        "checking": (importing, "read"),
        "placing": (Path, "rename"),
    }
    with monkeypatch.context() as patched:
        patched.setattr(*places[moment], stop)
        with pytest.raises(trouble):
            bench.run()
    assert len(seen) == 1
    assert bench.untouched
    bench.run()
    assert (bench.target / "patients.csv").is_file()


def test_the_source_is_only_read(bench: Bench) -> None:
    bench.lay(COHORT + PATIENTS, BASE)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in bench.source.iterdir()}
    bench.run()
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in bench.source.iterdir()} == before


def test_a_dataset_is_replaced_by_force_but_never_the_source(bench: Bench, faults: Callable[..., list[str]]) -> None:
    bench.lay(COHORT + PATIENTS, BASE).run()
    (bench.source / "base.csv").write_text("ID\nC\n")
    import_dataset(bench.mapping, bench.source, bench.target, force=True)
    assert read(bench.target).patients["patient_id"].tolist() == ["C"]
    bench.lay((COHORT + PATIENTS).replace("base", "patients").replace("ID", "patient_id"), {})
    bench.source = bench.target
    assert faults(partial(import_dataset, force=True), bench.mapping, bench.source, bench.target) == [
        f"{bench.target}: is the folder of the source; name another"
    ]


# Tables of other kinds and hands.


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
        "w.csv, row 2, column Day (as day): 'one': must be a number such as 12.5",
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


# The page for authors, and the public cohort.


def test_the_example_for_authors_runs_as_it_stands(bench: Bench) -> None:
    page = (ROOT / "data" / "mappings" / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    bench.target = bench.target.with_name("example")
    tables = {name: text for name, text in blocks.items() if name.endswith(".csv") and name != "labs.csv"}
    report = bench.lay(blocks["example.toml"], tables).run()
    assert f"{report}\n" == blocks["report"]
    patients = read(bench.target).patients.set_index("patient_id")
    assert patients.loc["007", ["age", "sex", "ldh", "response", "mrd", "crs_onset_day"]].tolist() == [
        8.0,
        "female",
        252.0,
        "CR",
        "negative",
        5,
    ]
    assert patients["response"].tolist() == ["CR", "CR", "NR"]
    labs = (bench.target / "labs.csv").read_text().splitlines()
    assert "007,7.3,ferritin,2500,ug/L,above" in labs
    assert "007,7.3,CRP,41,mg/L," in labs
    assert "012,0.4,CRP,5,mg/L,below" in labs
    assert "007,5,IFN-gamma,1200,pg/mL," in labs


def test_the_ugly_workbook_for_authors_is_imported_as_it_stands(bench: Bench) -> None:
    page = (ROOT / "data" / "mappings" / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, text in blocks.items():
        if ".xlsx:" in name:
            sheet = workbook.create_sheet(name.split(":")[1])
            for row in csv.reader(io.StringIO(text)):
                sheet.append([typed(cell) for cell in row])
    first, second = workbook.worksheets
    first.merge_cells("A1:H1")
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
        second.merge_cells(area)
    workbook.save(bench.source / "\u75c5\u4f8b.xlsx")
    bench.target = bench.target.with_name("ugly")
    report = bench.lay(blocks["ugly.toml"], {}).run()
    assert f"{report}\n" == blocks["ugly"]
    assert (bench.target / "labs.csv").read_text() == blocks["labs.csv"]
    patients = read(bench.target).patients.set_index("patient_id")
    assert patients.loc["007", ["sex", "age", "crs_grade", "crs_onset_day", "ldh"]].tolist() == ["female", 8, 1, 4, 252]
    assert patients.loc["012", ["sex", "age", "crs_grade"]].tolist() == ["male", 31, 0]
    assert patients.loc["012", ["crs_onset_day", "ldh"]].isna().all()


def typed(cell: str) -> object:
    """A cell as a person would have typed it into Excel: dates and numbers are such, codes with zeros are text."""
    if re.fullmatch(r"2016-[0-9: -]+", cell):
        return datetime.datetime.fromisoformat(cell)
    return float(cell) if re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)?|0\.[0-9]+", cell) else cell or None


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    if not REAL.is_dir():
        pytest.skip("the public CD22 cohort is not beside the repository, at ../shared/data/nci-cd22")
    target = tmp_path_factory.mktemp("real") / "nci-cd22"
    return target, import_dataset(ROOT / "data" / "mappings" / "nci-cd22.toml", REAL, target)


def test_the_public_cohort_agrees_with_its_publication(real: tuple[Path, ImportReport]) -> None:
    cohort = read(real[0])
    patients = cohort.patients
    assert not cohort.settings.synthetic
    assert len(patients) == 59
    assert (patients["response"] == "CR").sum() == 42
    assert patients["response"].notna().sum() == 58
    assert patients["mrd"].value_counts().to_dict() == {"negative": 37, "positive": 5}
    assert (patients["crs_grade"] > 0).sum() == 52
    assert patients["crs_grade"].value_counts().sort_index().tolist() == [7, 26, 21, 3, 2]
    assert patients["crs_grade_other"].value_counts().sort_index().tolist() == [7, 21, 19, 10, 2]
    assert (cohort.settings.crs_scale, cohort.settings.crs_scale_other) == ("Lee 2014", "ASTCT 2019")
    assert cohort.recorded("product", "prior_hsct", "marrow_blasts", "extramedullary", "tocilizumab", "steroids")
    assert not cohort.recorded("ldh")


def test_every_measurement_of_the_public_cohort_is_accounted_for(real: tuple[Path, ImportReport]) -> None:
    target, report = real
    measured = [source for source in report.sources if source.table == "labs"]
    assert [source.read for source in measured] == [790, 12346]
    for source in report.sources:
        assert source.read == source.written + sum(source.skipped.values()) + sum(source.left_out.values())
    assert len(read(target).labs) == sum(source.written for source in measured)


def test_the_report_of_the_public_cohort_names_what_was_left_out(real: tuple[Path, ImportReport]) -> None:
    report = real[1]
    assert {"hlh", "hlh_day", "dose_level", "t_cell_selection", "anakinra"} <= set(
        report.unused_columns["patients.csv"]
    )
    assert report.unused_files == ["car_expansion.csv"]


def test_every_mapping_of_the_project_can_be_read() -> None:
    for path in (ROOT / "data" / "mappings").glob("*.toml"):
        assert importing.read_mapping(path)[1] == []


def test_the_message_names_the_source(bench: Bench) -> None:
    bench.lay(COHORT + PATIENTS, {"base.csv": "ID\nA\nA\n"})
    with pytest.raises(DatasetError, match=re.escape(f"{bench.source}: 1 fault")):
        bench.run()
