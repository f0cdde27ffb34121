"""Importing: whole tables go in, a checked dataset or a list of faults comes out, and nothing is lost in silence."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from bench import BASE, COHORT, LONG, PATIENTS, Bench

from analysis.cohort import DatasetError, importing, read
from analysis.cohort.importing import import_dataset

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
        "lab.csv, row 3, column Result (as value): 'low': must be a number such as 12.5"
        "; if it says that nothing is known, list it under missing",
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
        "checking": (importing, "examine"),
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


def test_the_message_names_the_source(bench: Bench) -> None:
    bench.lay(COHORT + PATIENTS, {"base.csv": "ID\nA\nA\n"})
    with pytest.raises(DatasetError, match=re.escape(f"{bench.source}: 1 fault")):
        bench.run()
