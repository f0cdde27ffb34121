"""Exports of a REDCap project come back as the dataset that was typed into it, or are refused by row and column."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redcap_project import Project
from support import PROJECT

from analysis.__main__ import main
from analysis.cohort import DatasetError, read
from analysis.exchange.redcap_dictionary import write_dictionary
from analysis.exchange.redcap_import import RedcapReport, import_export

STUDIES = ("response", "infection")
COHORT = """\
title = "Invented"
synthetic = true
source = "Made up for a test"
licence = "CC0"
crs_scale = "ASTCT 2019"
"""
PATIENTS = """\
patient_id,product,age,sex,crs_grade,crs_onset_day,crs_end_day,tocilizumab,primary_infection,last_contact_day,died
P1,CD19,36,female,1,2,4,no,no,300,no
P2,CD19/CD22,21.5,male,0,,,no,yes,30,yes
P3,CD22,60,,2,3,9,yes,,400,
"""
LABS = """\
patient_id,day,analyte,value,unit,censored
P1,-3,IL-6,4.5,pg/mL,
P1,2,IL-6,1.5,pg/mL,below
P1,2,fibrinogen,2.75,g/L,
P3,0,IL-6,120,pg/mL,
"""
INFECTIONS = """\
patient_id,day,kind,site,organism,fatal
P2,12,bacterial,lung,"Escherichia coli, ESBL",no
P2,29,unknown,,,yes
"""
Rows = list[list[str]]


class Centre:
    """A small project with its dictionary, its dataset, and a place for imports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cohort = folder / "cohort.toml"
        self.file = folder / "export.csv"
        self.typed = folder / "typed"
        self.typed.mkdir()
        self.target = folder / "new"
        self.cohort.write_text(COHORT)
        for name, text in (("patients", PATIENTS), ("labs", LABS), ("infections", INFECTIONS)):
            (self.typed / f"{name}.csv").write_text(text)

    def export(self, *, dates: bool = False, labels: bool = False, headers: bool | None = None) -> Rows:
        dictionary = self.folder / f"dictionary-{dates}.csv"
        if not dictionary.is_file():
            write_dictionary(dictionary, dates=dates)
        text = Project.upload(dictionary).export(self.typed, labels=labels, headers=headers)
        return list(csv.reader(io.StringIO(text)))

    def save(self, rows: Rows, delimiter: str = ",") -> Path:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
        self.file.write_text(text.getvalue(), encoding="utf-8")
        return self.file

    def run(self, **options: list[str]) -> RedcapReport:
        return import_export(self.file, self.target, self.cohort, **options)

    def made(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(self.target.iterdir())}

    @property
    def untouched(self) -> bool:
        """Whether no dataset and no trace of one stands beside the export."""
        return not self.target.exists() and not [path for path in self.folder.iterdir() if path.name.startswith(".")]


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


SOUND = {"cohort.toml": COHORT, "infections.csv": INFECTIONS, "labs.csv": LABS, "patients.csv": PATIENTS}

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


# What is refused. Each corruption changes the rows of a sound export; the fault is told by the export's own row,
# header and text.


def _set(row: int, column: str, text: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        rows[row - 1][rows[0].index(column)] = text
        return rows

    return change


def _head(old: str, new: str) -> Callable[[Rows], Rows]:
    return lambda rows: [[new if cell == old else cell for cell in rows[0]], *rows[1:]]


def _without(column: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        place = rows[0].index(column)
        return [row[:place] + row[place + 1 :] for row in rows]

    return change


def _with(header: str, *cells: str) -> Callable[[Rows], Rows]:
    return lambda rows: [[*row, text] for row, text in zip(rows, (header, *cells, *[""] * len(rows)), strict=False)]


# In the sound export row 2 is P1, rows 3 to 5 its labs, 6 is P2, 7 and 8 its infections, 9 is P3, 10 its lab.
RAW: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "unknown code": (_set(2, "product", "9"), "row 2, column product: '9': must be one of 1 (CD19), 2 (CD22), 3 (CD19"),
    "label among codes": (_set(2, "product", "CD19"), "row 2, column product: 'CD19': is a label where most of the"),
    "yes/no code": (_set(6, "died", "2"), "row 6, column died: '2': must be one of 1 (yes), 0 (no)"),
    "unknown status": (_set(2, "baseline_complete", "7"), "row 2, column baseline_complete: '7': must be one of 0"),
    "record twice": (lambda rows: [*rows, rows[1]], "row 11, column patient_id: 'P1': stands twice: this record is in"),
    "instance twice": (
        _set(4, "redcap_repeat_instance", "1"),
        "row 4, column redcap_repeat_instance: '1': stands twice: this instance 1 of Labs is in row 3 too",
    ),
    "instance of nothing": (_set(3, "redcap_repeat_instance", ""), "row 3, column redcap_repeat_instance: must be a"),
    "instance zero": (_set(3, "redcap_repeat_instance", "0"), "row 3, column redcap_repeat_instance: '0': must be a"),
    "unknown instrument": (
        _set(3, "redcap_repeat_instrument", "laboratory"),
        "row 3, column redcap_repeat_instrument: 'laboratory': must be one of labs, infections",
    ),
    "wrong instrument": (
        _set(3, "redcap_repeat_instrument", "infections"),
        "row 3, column lab_value: '4.5': belongs to Labs, and the row is an instance of Infections",
    ),
    "baseline in an instance": (_set(3, "age", "36"), "row 3, column age: '36': belongs to Baseline, and the row is"),
    "lab in the record's row": (_set(2, "lab_value", "4"), "row 2, column lab_value: '4': belongs to Labs, which must"),
    "labs not repeating": (
        lambda rows: _without("redcap_repeat_instance")(_without("redcap_repeat_instrument")(rows)),
        "row 3, column patient_id: 'P1': stands twice: this record is in row 2 too",
    ),
    "repeating event": (
        _set(2, "redcap_repeat_instance", "1"),
        "row 2, column redcap_repeat_instance: '1': is an inst",
    ),
    "second event": (
        _with("redcap_event_name", "visit_1", "visit_1", "visit_2"),
        "row 4, column redcap_event_name: 'visit_2': is a second event beside visit_1",
    ),
    "header renamed": (_head("crs_grade", "crs_max"), "row 1, column crs_max: is not the name of a field"),
    "header empty": (_head("crs_grade", ""), "row 1, column number 20: has no header"),
    "header twice": (_head("died", "tocilizumab"), "row 1, column tocilizumab: fills what tocilizumab fills; keep one"),
    "header a label": (_head("age", "Age at infusion"), "row 1, column Age at infusion: is a label where the rest of"),
    "day and date": (_with("crs_onset_date"), "row 1, column crs_onset_date: fills what crs_onset_day fills; keep one"),
    "date of no infusion": (
        _head("crs_onset_day", "crs_onset_date"),
        "row 1, column infusion_date: is missing; crs_onset_date and other dates count from it",
    ),
    "own column": (_with("hospital_number", "7"), "row 1, column hospital_number: is not the name of a field of the"),
    "no record column": (_without("patient_id"), "row 1, column patient_id: is missing"),
    "no instance column": (
        _without("redcap_repeat_instance"),
        "row 1, column redcap_repeat_instrument: and redcap_rep",
    ),
    "row cut short": (lambda rows: [*rows[:-1], rows[-1][:20]], "row 10: has 20 cells where the header has"),
    "row too long": (lambda rows: [*rows[:-1], [*rows[-1], "x"]], "row 10: has 51 cells where the header has 50"),
    "record empty": (_set(3, "patient_id", ""), "row 3, column patient_id: is empty; every row names its record"),
    "instances of no record": (
        lambda rows: [*rows[:8], *rows[9:]],
        "row 9, column patient_id: 'P3': has instances, but no row of its own",
    ),
    "out of range": (_set(2, "age", "360"), "row 2, column age: '360': must be a number from 0 to 100 years"),
    "decimal comma": (_set(2, "age", "36,5"), "row 2, column age: '36,5': must be a number from 0 to 100 years"),
    "day with decimals": (
        _set(2, "crs_onset_day", "2.5"),
        "row 2, column crs_onset_day: '2.5': must be a whole number",
    ),
    "text for a number": (_set(3, "lab_value", "<5"), "row 3, column lab_value: '<5': must be a number of 0 or more"),
    "unit of another analyte": (_set(5, "lab_unit", "1"), "row 5, column lab_unit: '1 (pg/mL)': must be g/L for fibri"),
    "measured twice": (_set(4, "lab_day", "-3"), "row 4, column lab_day: '-3': stands twice for this patient and IL-6"),
    "end before onset": (_set(2, "crs_end_day", "1"), "row 2, column crs_onset_day: '2': must not come after crs_end"),
    "onset without syndrome": (_set(6, "crs_onset_day", "1"), "row 6, column crs_onset_day: '1': must be empty where"),
    "no last contact": (_set(6, "last_contact_day", ""), "row 6, column last_contact_day: is needed where died is"),
    "required and empty": (_set(3, "lab_analyte", ""), "row 3, column lab_analyte: is empty and required"),
    "missing data code": (_set(2, "age", "UNK"), "row 2, column age: 'UNK': must be a number from 0 to 100 years"),
    "boxes beside the field": (_with("product___1"), "row 1, column product___1: fills what product fills; keep one"),
    "two boxes": (
        lambda rows: _with("product___3", "1")(_with("product___1", "1")(_without("product")(rows))),
        "row 2, column product___3: '1': is ticked beside product___1",
    ),
    "no record": (lambda rows: rows[:1], "export.csv: holds no patient"),
    "nothing of the project": (
        lambda rows: [["a", "b"], *(row[:2] for row in rows[1:])],
        "row 1, column a: is not the name of a field",
    ),
}
DATED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "before 1900": (
        _set(2, "infusion_date", "1819-01-02"),
        "row 2, column infusion_date: '1819-01-02': must be a date",
    ),
    "event before 1900": (
        _set(2, "crs_end_date", "0218-02-01"),
        "row 2, column crs_end_date: '0218-02-01': must be a d",
    ),
    "other order": (_set(2, "crs_end_date", "05/02/2016"), "row 2, column crs_end_date: '05/02/2016': must be a date"),
    "no such day": (_set(2, "crs_end_date", "2017-02-29"), "row 2, column crs_end_date: '2017-02-29': must be a date"),
    "with a time": (_set(3, "lab_date", "2016-02-01 10:30"), "row 3, column lab_date: '2016-02-01 10:30': must be a d"),
    "a day for a date": (_set(2, "crs_end_date", "4"), "row 2, column crs_end_date: '4': must be a date such as"),
    "without infusion": (_set(2, "infusion_date", ""), "row 2, column infusion_date: is empty; the record's days are"),
    "no infusion column": (_without("infusion_date"), "row 1, column infusion_date: is missing; crs_onset_date and"),
    "before the infusion": (
        _set(2, "crs_onset_date", "2016-01-30"),
        "row 2, column crs_onset_date: '2016-01-30 (day -2)': must be a whole number from 0 to 365 days",
    ),
    "long after the infusion": (
        _set(7, "infection_date", "2026-02-24"),
        "row 7, column infection_date: '2026-02-24 (day 3665)': must be a whole number from 0 to 365 days",
    ),
    "wrong way round": (
        _set(2, "crs_end_date", "2016-02-02"),
        "row 2, column crs_onset_date: '2016-02-03 (day 2)': must not come after crs_end_day",
    ),
}
LABELLED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "label changed": (_head("Age at infusion", "Age"), "row 1, column Age: is not the label of a field"),
    "header a name": (_head("Sex", "sex"), "row 1, column sex: is a name where the rest of the header holds labels"),
    "unknown label": (_set(2, "Sex", "Female"), "row 2, column Sex: 'Female': must be one of female, male"),
    "code among labels": (_set(2, "Sex", "1"), "row 2, column Sex: '1': is a code where most of the export holds"),
    "unknown instrument": (_set(3, "Repeat Instrument", "labs"), "row 3, column Repeat Instrument: 'labs': is a code"),
    "unknown status": (_set(2, "Complete?", "Done"), "row 2, column Complete?: 'Done': must be one of Incomplete"),
}
CORRUPTIONS = {
    **{f"raw: {name}": ({}, change, fault) for name, (change, fault) in RAW.items()},
    **{f"dates: {name}": ({"dates": True}, change, fault) for name, (change, fault) in DATED.items()},
    **{f"labels: {name}": ({"labels": True}, change, fault) for name, (change, fault) in LABELLED.items()},
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_export_is_refused_by_row_and_column(centre: Centre, name: str) -> None:
    form, change, fault = CORRUPTIONS[name]
    centre.save(change(centre.export(**form)))
    with pytest.raises(DatasetError) as caught:
        centre.run()
    assert any(str(found).startswith(("export.csv, " + fault, fault)) for found in caught.value.faults), caught.value
    assert centre.untouched


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda raw: raw[:0], "is empty; the first row must name the columns"),
        (lambda raw: raw.replace(b",", b":"), "row 1"),
        (lambda raw: raw.replace(b"coli", b"c\xf6li"), "cannot be read; save it as CSV UTF-8"),
        (lambda raw: raw.decode().encode("utf-16"), "cannot be read; save it as CSV UTF-8"),
        (lambda raw: raw.replace(b'"Escherichia coli, ESBL"', b'"Escherichia coli'), "cannot be read"),
        (lambda raw: raw[: len(raw) - 30], "has 28 cells where the header has 50"),
    ],
    ids=["empty", "colons", "Latin-1", "UTF-16", "open quote", "cut off"],
)
def test_a_damaged_file_is_refused(centre: Centre, damage: Callable[[bytes], bytes], fault: str) -> None:
    centre.save(centre.export())
    centre.file.write_bytes(damage(centre.file.read_bytes()))
    with pytest.raises(DatasetError, match=fault):
        centre.run()
    assert centre.untouched


def test_a_fault_is_told_once_and_others_beside_it(centre: Centre) -> None:
    rows = centre.export(dates=True)
    rows = _set(2, "infusion_date", "")(_set(7, "infection_kind", "8")(_set(10, "lab_value", "-1")(rows)))
    centre.save(rows)
    with pytest.raises(DatasetError) as caught:
        centre.run()
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "infusion_date"),
        (7, "infection_kind"),
        (10, "lab_value"),
    ]


# Options and places.


@pytest.mark.parametrize("mark", ["1", "9", "No", "Yes", "Checked", "-10", "labs"])
def test_a_mark_for_missing_data_must_be_no_value(centre: Centre, mark: str) -> None:
    centre.save(centre.export())
    with pytest.raises(DatasetError, match=f"--missing: '{mark}': cannot mark a missing value"):
        centre.run(missing=[mark])
    assert centre.untouched


def test_a_mark_may_be_a_sentinel_and_leaves_the_cell_empty(centre: Centre) -> None:
    rows = centre.export()
    centre.save(_set(6, "crs_grade", "-999")(_set(9, "crs_grade", "-999")(_set(9, "product", "NI")(rows))))
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

    monkeypatch.setattr("analysis.exchange.redcap_import.read", interrupted)
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
    centre.save(_with("mrn", "1")(_set(6, "product", "NI")(rows)))
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


# Whatever else may happen to a file.

SPOILT = st.one_of(
    st.sampled_from(
        ["", "0", "1", "2", "yes", "Complete", "labs", "infections", "P1", "-999", "1e9", "2016-02-30", "٣"]
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.sampled_from([{}, {"dates": True}, {"labels": True}]), data=st.data())
def test_a_spoilt_cell_is_refused_or_stands_in_the_dataset(centre: Centre, form: dict[str, bool], data) -> None:
    rows = centre.export(**form)
    line = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    old, rows[line][column] = rows[line][column], data.draw(SPOILT)
    centre.save(rows)
    try:
        centre.run()
    except DatasetError:
        assert centre.untouched
        return
    made = {name: _facts(text) for name, text in centre.made().items()}
    shutil.rmtree(centre.target)
    assert made.keys() == SOUND.keys()
    lost = sum(((_facts(SOUND[name]) - made[name]) for name in made), Counter())
    new = sum(((made[name] - _facts(SOUND[name])) for name in made), Counter())
    assert max(lost.total(), new.total()) <= 1, "more than the row of the spoilt cell has changed"
    if line == 0 or old.strip() == rows[line][column].strip():
        assert not lost
        assert not new


def _facts(text: str) -> Counter[frozenset[tuple[str, str]]]:
    """The rows of a table, without their order and their empty cells."""
    return Counter(frozenset((k, v) for k, v in row.items() if v) for row in csv.DictReader(io.StringIO(text)))
