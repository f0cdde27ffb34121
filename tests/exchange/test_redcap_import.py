"""Exports of a REDCap project come back as the dataset that was typed into it, and nothing else is touched."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from redcap_project import COHORT, SOUND, Centre, Project, Rows, beside, put
from support import PROJECT

from analysis.__main__ import main
from analysis.cohort import DatasetError, read
from analysis.exchange.redcap_dictionary import write_dictionary
from analysis.exchange.redcap_import import import_export

STUDIES = ("response", "infection")


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


# What comes back.


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("labels", [False, True], ids=["raw", "labels"])
@pytest.mark.parametrize("dates", [False, True], ids=["days", "dates"])
def test_a_default_cohort_comes_back_byte_by_byte(tmp_path: Path, study: str, labels: bool, dates: bool) -> None:
    source, target = PROJECT / "data" / study, tmp_path / "new"
    write_dictionary(tmp_path / "dictionary.csv", dates=dates)
    export = tmp_path / "export.csv"
    export.write_text(Project.upload(tmp_path / "dictionary.csv").export(source, labels=labels), encoding="utf-8")
    import_export(export, target, source / "cohort.toml")
    old, new = read(source), read(target)
    pd.testing.assert_frame_equal(new.patients, old.patients)
    pd.testing.assert_frame_equal(new.labs, old.labs)
    if old.infections is None or new.infections is None:
        assert old.infections is new.infections
    else:
        pd.testing.assert_frame_equal(new.infections, old.infections)
    assert new.digest == old.digest
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {
        path.name: path.read_bytes() for path in source.iterdir()
    }


@pytest.mark.parametrize("dates", [False, True], ids=["days", "dates"])
@pytest.mark.parametrize("headers", [False, True], ids=["names", "labels"])
@pytest.mark.parametrize("labels", [False, True], ids=["codes", "labels"])
def test_headers_and_values_are_told_apart(centre: Centre, dates: bool, headers: bool, labels: bool) -> None:
    centre.save(centre.export(dates=dates, headers=headers, labels=labels))
    centre.run()
    assert centre.made() == SOUND


def _quoted(rows: Rows) -> bytes:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows).encode()


def _joined(rows: Rows, delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


HARMLESS: dict[str, Callable[[Rows], bytes]] = {
    "byte order mark": lambda rows: b"\xef\xbb\xbf" + _joined(rows).encode(),
    "semicolons": lambda rows: _joined(rows, ";").encode(),
    "tabs": lambda rows: _joined(rows, "\t").encode(),
    "bars": lambda rows: _joined(rows, "|").encode(),
    "line ends of Windows": lambda rows: _joined(rows, end="\r\n").encode(),
    "all cells quoted": _quoted,
    "spaces around cells": lambda rows: _joined([[f" {cell} " for cell in row] for row in rows]).encode(),
    "blank lines": lambda rows: _joined([*rows[:3], [], *rows[3:], []]).encode(),
    "instances before their record": lambda rows: _joined([rows[0], *rows[2:5], rows[1], *rows[5:]]).encode(),
    "instances in another order": lambda rows: _joined([*rows[:2], *rows[4:1:-1], *rows[5:]]).encode(),
    "columns in another order": lambda rows: _joined([row[:1] + row[:0:-1] for row in rows]).encode(),
    "columns that nobody filled left out": lambda rows: _joined(
        [[cell for cell, column in zip(row, zip(*rows, strict=True), strict=True) if any(column[1:])] for row in rows]
    ).encode(),
    "an event of a project with one": lambda rows: _joined(
        [[*row, "event_1_arm_1" if i else "redcap_event_name"] for i, row in enumerate(rows)]
    ).encode(),
    "a group, an identifier and times of a survey": lambda rows: _joined(
        [[*row, *(("north", "", "2020-01-01 10:00") if i else SURVEY)] for i, row in enumerate(rows)]
    ).encode(),
}
SURVEY = ("redcap_data_access_group", "redcap_survey_identifier", "baseline_timestamp")


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_matter_changes_nothing(centre: Centre, name: str) -> None:
    centre.file.write_bytes(HARMLESS[name](centre.export()))
    centre.run()
    assert centre.made() == SOUND


def test_a_field_of_check_boxes_is_a_choice(centre: Centre) -> None:
    for labels in (False, True):
        rows = centre.export(labels=labels)
        column = rows[0].index("product") if not labels else [h.startswith("Antigens") for h in rows[0]].index(True)
        label = rows[0][column]
        heads = [f"{label} (choice={c})" for c in ("CD19", "CD22", "CD19/CD22")] if labels else BOXES
        values = ["CD19", "CD22", "CD19/CD22"] if labels else ["1", "2", "3"]
        for i, row in enumerate(rows):
            ticks = [
                ("Checked" if labels else "1") if row[column] == v else ("Unchecked" if labels else "0") for v in values
            ]
            row[column : column + 1] = ticks if i else heads
        centre.save(rows)
        centre.run()
        assert centre.made() == SOUND
        for path in centre.target.iterdir():
            path.unlink()
        centre.target.rmdir()


BOXES = ["product___1", "product___2", "product___3"]


def test_the_report_counts_and_names_and_holds_no_value(centre: Centre) -> None:
    rows = centre.export(dates=True)
    head = rows[0]
    rows[1][head.index("baseline_complete")] = "0"
    rows[5][head.index("baseline_complete")] = "1"
    rows[2][head.index("labs_complete")] = "0"
    rows[5][head.index("mrd")] = "UNK"
    drop = head.index("dose")
    rows = [[*row[:drop], *row[drop + 1 :], "MRN-77" if i else "hospital_number"] for i, row in enumerate(rows)]
    centre.save(rows)
    report = str(centre.run(missing=["UNK"], ignored=["hospital_*"]))
    for line in (
        "patients: 3 rows",
        "labs: 4 rows",
        "incomplete: 1 of form Baseline",
        "unverified: 1 of form Baseline",
        "incomplete: 1 of form Labs",
        "missing value: 1 in mrd",
        "not in the export: dose",
        "columns left out: hospital_number",
    ):
        assert line in report.splitlines()
    assert "infusion_date, crs_onset_date" in report
    assert not [value for value in ("MRN-77", "P1", "2016-", "CD22") if value in report]
    assert "2016" not in "".join(centre.made().values())


def test_a_repeating_instrument_without_an_instance_is_not_recorded(centre: Centre) -> None:
    (centre.typed / "infections.csv").unlink()
    (centre.typed / "labs.csv").unlink()
    centre.save(centre.export())
    report = str(centre.run())
    assert "infections: 0 rows; no instance in the export, so not recorded" in report
    assert read(centre.target).infections is None
    assert sorted(centre.made()) == ["cohort.toml", "patients.csv"]


# Options and places.


@pytest.mark.parametrize("mark", ["1", "9", "No", "Yes", "Checked", "-10", "labs"])
def test_a_mark_for_missing_data_must_be_no_value(centre: Centre, mark: str) -> None:
    centre.save(centre.export())
    with pytest.raises(DatasetError, match=f"--missing: '{mark}': cannot mark a missing value"):
        centre.run(missing=[mark])
    assert centre.untouched


def test_a_mark_may_be_a_sentinel_and_leaves_the_cell_empty(centre: Centre) -> None:
    rows = centre.export()
    centre.save(put(6, "crs_grade", "-999")(put(9, "crs_grade", "-999")(put(9, "product", "NI")(rows))))
    report = centre.run(missing=["-999", "NI"])
    assert report.emptied == {"crs_grade": 2, "product": 1}
    patients = read(centre.target).patients
    assert patients["crs_grade"].isna().tolist() == [False, True, True]
    assert patients["product"].isna().tolist() == [False, False, True]


def test_a_faulty_cohort_toml_is_told_by_its_own_name(centre: Centre) -> None:
    centre.save(centre.export())
    centre.cohort = centre.folder / "study.toml"
    centre.cohort.write_text(COHORT.replace('crs_scale = "ASTCT 2019"\n', ""))
    with pytest.raises(DatasetError, match=r"study\.toml, key crs_scale: is missing"):
        centre.run()
    centre.cohort.write_text("title = ")
    with pytest.raises(DatasetError, match=r"study\.toml: is not valid TOML"):
        centre.run()
    assert centre.untouched


def test_paths_that_cannot_serve_are_told_at_once(centre: Centre) -> None:
    with pytest.raises(DatasetError) as caught:
        import_export(centre.file, centre.folder / "no" / "new", None)
    told = [str(fault) for fault in caught.value.faults]
    assert [part for part in ("export.csv: is not a file", "cohort.toml: is needed", "is not a folder; make it first")
            if not any(part in line for line in told)] == []  # fmt: skip
    with pytest.raises(DatasetError, match=r"lost\.toml: is not a file"):
        import_export(centre.save(centre.export()), centre.target, centre.folder / "lost.toml")


def test_a_folder_of_the_user_is_never_touched(centre: Centre) -> None:
    centre.save(centre.export())
    centre.target.mkdir()
    (centre.target / "mine.txt").write_text("mine")
    with pytest.raises(DatasetError, match="exists already; name a new folder"):
        centre.run()
    assert [path.name for path in centre.target.iterdir()] == ["mine.txt"]


def test_nothing_is_left_where_an_import_is_interrupted(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(folder: Path) -> None:
        assert (folder / "patients.csv").is_file()
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.exchange.redcap_import.examine", interrupted)
    centre.save(centre.export())
    with pytest.raises(KeyboardInterrupt):
        centre.run()
    assert centre.untouched


# The command line.


def _command(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["analysis", "redcap", *arguments])
    return main()


def test_the_commands_write_a_dictionary_and_read_an_export(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dictionary = centre.folder / "dates.csv"
    assert _command(monkeypatch, "dictionary", str(dictionary), "--dates") == 0
    assert "42 fields on 7 instruments" in capsys.readouterr().out
    rows = list(csv.reader(io.StringIO(Project.upload(dictionary).export(centre.typed))))
    centre.save(beside("mrn", "1")(put(6, "product", "NI")(rows)))
    place = (str(centre.file), str(centre.target))
    assert _command(monkeypatch, "import", *place, "--cohort", str(centre.cohort)) == 1
    error = capsys.readouterr().err
    assert "1 fault" in error
    assert "to leave it out on purpose: --ignore 'mrn'" in error
    options = ("--cohort", str(centre.cohort), "--ignore", "mrn", "--missing", "NI")
    assert _command(monkeypatch, "import", *place, *options) == 0
    assert f"make book DATA={centre.target}" in capsys.readouterr().out
    assert read(centre.target).patients["product"].isna().sum() == 1


def test_the_command_without_a_cohort_file_says_what_it_is(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    centre.save(centre.export())
    assert _command(monkeypatch, "import", str(centre.file), str(centre.target)) == 1
    assert "cohort.toml: is needed: it names the dataset" in capsys.readouterr().err
    assert centre.untouched
