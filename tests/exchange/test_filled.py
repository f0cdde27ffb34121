"""A filled workbook becomes a dataset, or every fault is told by its place and nothing is written."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from analysis.__main__ import main
from analysis.cohort import DatasetError, read
from analysis.exchange import study
from analysis.exchange.filled import import_workbook

ROW = {entry.name: line for line, entry in enumerate(study.entries(), start=2)}
LAB = {"patient_id": "P1", "day": 1, "analyte": "IL-6", "value": 12.5, "unit": "pg/mL"}
EPISODE = {"patient_id": "P2", "day": 7, "kind": "viral"}
Faults = Callable[..., list[str]]


@pytest.fixture
def refused(tmp_path: Path, faults: Faults) -> Callable[..., list[str]]:
    """A function that imports a workbook, which must be refused without a trace, and gives the faults."""

    def collect(book) -> list[str]:
        path = book.save()
        found = faults(import_workbook, path, tmp_path / "new")
        assert [each.name for each in tmp_path.iterdir()] == [path.name]
        return found

    return collect


def made(book, tmp_path: Path) -> dict[str, str]:
    import_workbook(book.save(), tmp_path / "new")
    return {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "new").iterdir()}


# What comes out.


def test_the_rows_come_out_as_they_were_typed(workbook, tmp_path: Path) -> None:
    workbook.rows("patients", {"patient_id": 12, "age": 12.0, "ldh": 0.1 + 199.2, "sex": " male "})
    workbook.rows("labs", {**LAB, "patient_id": 12})
    files = made(workbook, tmp_path)
    assert files["patients.csv"] == "patient_id,age,sex,ldh\n12,12,male,199.3\nP2,,,\n"
    assert files["labs.csv"] == "patient_id,day,analyte,value,unit\n12,1,IL-6,12.5,pg/mL\n"


def test_blank_rows_and_the_order_of_columns_do_not_matter(workbook, tmp_path: Path) -> None:
    sheet = workbook.book["labs"]
    sheet.delete_rows(1)
    sheet.append(["unit", "value", "analyte", "day", "patient_id"])
    sheet.append([None, None, " ", None, None])
    sheet.append(["pg/mL", 12.5, "IL-6", 1, "P1"])
    assert made(workbook, tmp_path)["labs.csv"] == "patient_id,day,analyte,value,unit\nP1,1,IL-6,12.5,pg/mL\n"


@pytest.mark.parametrize(("recorded", "file"), [("no", None), ("yes", "patient_id,day,kind\n")])
def test_no_infections_are_none_or_not_recorded_as_the_study_says(
    workbook, tmp_path: Path, recorded: str, file: str | None
) -> None:
    files = made(workbook.study(infections_recorded=recorded), tmp_path)
    assert files.get("infections.csv") == file
    assert "labs.csv" not in files
    assert (read(tmp_path / "new").infections is None) == (recorded == "no")


def test_the_study_becomes_the_settings(workbook, tmp_path: Path) -> None:
    workbook.study(cut_off=datetime.datetime(2019, 12, 31, 0, 0), early_window__last=5, detection_limits__CRP=0.3)
    made(workbook, tmp_path)
    settings = read(tmp_path / "new").settings
    assert settings.cut_off == datetime.date(2019, 12, 31)
    assert settings.early_window == (1, 5)
    assert settings.detection_limits == {"CRP": 0.3}
    assert settings.response_day == 30


def test_the_command_takes_a_workbook_without_a_mapping_and_reports_counts(
    workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook.rows("labs", LAB).save()
    monkeypatch.setattr(sys, "argv", ["analysis", "import", str(path), str(tmp_path / "new")])
    assert main() == 0
    told = capsys.readouterr().out
    assert told.startswith("imported into new\npatients: 2 rows\nlabs: 1 row\ninfections: not recorded\n")
    assert "P1" not in told
    assert main() == 1
    assert "exists already; name a new folder" in capsys.readouterr().err


# What is refused.


def test_every_fault_of_every_sheet_is_told_at_once(workbook, refused) -> None:
    workbook.study(title=None, response_day=400, landmark_day="three")
    workbook.rows("patients", {"patient_id": "P1", "age": 170}, {"patient_id": "P2", "died": True})
    workbook.rows("labs", LAB, {**LAB, "value": "<5"})
    workbook.rows("infections", {**EPISODE, "day": datetime.datetime(2019, 3, 1, 0, 0)})
    assert refused(workbook) == [
        "dataset.xlsx, sheet study, row 2, column value: title is empty and required",
        f"dataset.xlsx, sheet study, row {ROW['infections_recorded']}, column value: 'no': infections_recorded "
        "must be yes where the sheet infections has rows",
        f"dataset.xlsx, sheet study, row {ROW['response_day']}, column value: '400': response_day must be a "
        "whole number from 1 to 365",
        f"dataset.xlsx, sheet study, row {ROW['landmark_day']}, column value: 'three': landmark_day must be a "
        "whole number from 1 to 30",
        "dataset.xlsx, sheet patients, row 2, column age: '170': must be a number from 0 to 100 years",
        "dataset.xlsx, sheet patients, row 3, column died: 'TRUE': is a logical value of the spreadsheet; it must "
        "be yes or no",
        "dataset.xlsx, sheet labs, row 3, column value: '<5': must be a number of 0 or more",
        "dataset.xlsx, sheet infections, row 2, column day: '2019-03-01': is a date or a time; it must be a whole "
        "number from 0 to 365 days, counted from the infusion, which is day 0",
    ]


def test_faults_stand_in_the_order_of_the_sheets_the_rows_and_the_columns(workbook, refused) -> None:
    workbook.book.move_sheet("labs", offset=-workbook.book.sheetnames.index("labs"))
    workbook.book.create_sheet("notes")
    workbook.study(response_day=400)
    workbook.book["patients"]["BA2"] = "no column has a name here"
    workbook.rows("patients", {"patient_id": "P1", "ldh": "high", "age": 170}, {"patient_id": "P2", "age": "old"})
    workbook.rows("labs", {**LAB, "value": "<5", "day": "first"})
    places = [line.partition(": ")[0].removeprefix("dataset.xlsx, sheet ") for line in refused(workbook)]
    assert places == [
        "notes",
        "labs, row 2, column day",
        "labs, row 2, column value",
        f"study, row {ROW['response_day']}, column value",
        "patients, row 2, column age",
        "patients, row 2, column ldh",
        "patients, row 2, column number 53",
        "patients, row 3, column age",
    ]


def test_a_misspelt_name_is_answered_by_the_one_that_was_meant(workbook, tmp_path: Path) -> None:
    workbook.book["labs"]["G1"] = "Analite"
    workbook.book["patients"]["BA1"] = "favourite colour"
    workbook.book["study"]["A30"] = "respnse_day"
    workbook.book.create_sheet("infectons")
    with pytest.raises(DatasetError) as caught:
        import_workbook(workbook.save(), tmp_path / "new")
    remedies = {fault.value or fault.file: fault.remedy for fault in caught.value.faults}
    assert remedies["Analite"] == "did you mean analyte?"
    assert remedies["favourite colour"] == "rename the column, or delete it"
    assert remedies["respnse_day"] == "did you mean response_day?"
    assert remedies["dataset.xlsx, sheet infectons"] == "did you mean infections?"


def test_rules_across_sheets_are_told_by_sheet_and_row(workbook, refused) -> None:
    workbook.rows("patients", {"patient_id": "P1", "crs_grade": 2})
    workbook.rows("labs", LAB, {**LAB, "unit": "mg/L"}, {}, {**LAB, "patient_id": "P9", "day": 2})
    assert refused(workbook) == [
        f"dataset.xlsx, sheet study, row {ROW['crs_scale']}, column value: crs_scale is missing: it names the scale of "
        "crs_grade",
        "dataset.xlsx, sheet labs, row 3, column day: '1': stands twice for this patient and IL-6",
        "dataset.xlsx, sheet labs, row 3, column unit: 'mg/L': must be pg/mL for IL-6",
        "dataset.xlsx, sheet labs, row 5, column patient_id: 'P9': is not in the sheet patients",
    ]


def test_a_window_the_wrong_way_round_is_told_at_its_first_day(workbook, refused) -> None:
    assert refused(workbook.study(early_window__first=7, early_window__last=2)) == [
        f"dataset.xlsx, sheet study, row {ROW['early_window.first']}, column value: '[7, 2]': early_window must be two "
        "whole days, the first before the second, such as [0, 30]"
    ]


def test_a_formula_without_a_stored_value_is_refused(workbook, refused) -> None:
    rule = "is a formula without a stored value; open and save the workbook, or type the value"
    assert refused(workbook.rows("patients", {"age": "=20+1"})) == [
        f"dataset.xlsx, sheet patients, row 2, column age: {rule}"
    ]


def test_a_workbook_without_a_patient_is_refused(blank, refused) -> None:
    blank.study(title="T", synthetic="no", source="S", licence="L", infections_recorded="no")
    assert refused(blank) == ["dataset.xlsx, sheet patients: holds no patient"]


def another_column(book) -> None:
    book.book["labs"]["G1"] = "remark"


def a_column_twice(book) -> None:
    book.book["labs"]["F1"] = "day"


def a_column_away(book) -> None:
    book.rows("labs", LAB).book["labs"].delete_cols(3)


def under_no_name(book) -> None:
    book.book["labs"]["H3"] = "checked"


def merged(book) -> None:
    book.book["patients"].merge_cells("B2:B3")


def another_sheet(book) -> None:
    book.book.create_sheet("labs 2")


def a_sheet_away(book) -> None:
    del book.book["labs"]


def another_key(book) -> None:
    book.book["study"]["A30"] = "colour"


def a_key_twice(book) -> None:
    book.book["study"]["A12"] = "title"


def a_required_key_away(book) -> None:
    book.book["study"].delete_rows(2)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (another_column, "dataset.xlsx, sheet labs, row 1, column remark: 'remark': is not a column of this sheet"),
        (a_column_twice, "dataset.xlsx, sheet labs, row 1, column day: 'day': stands twice"),
        (a_column_away, "dataset.xlsx, sheet labs, row 1, column analyte: is missing and required"),
        (
            under_no_name,
            "dataset.xlsx, sheet labs, row 3, column number 8: 'checked': stands under no name of a column",
        ),
        (merged, "dataset.xlsx, sheet patients, row 2: 'B2:B3': is a merged cell; split it, and fill each cell"),
        (
            another_sheet,
            "dataset.xlsx, sheet labs 2: is not read; the workbook holds study, patients, labs, infections",
        ),
        (a_sheet_away, "dataset.xlsx: has no sheet labs; fill the workbook that the command template makes"),
        (another_key, "dataset.xlsx, sheet study, row 30, column key: 'colour': is not a key of this sheet"),
        (a_key_twice, "dataset.xlsx, sheet study, row 12, column key: 'title': stands twice"),
        (a_required_key_away, "dataset.xlsx, sheet study: has no row for the key title, which is required"),
    ],
)
def test_a_workbook_of_another_form_is_refused(workbook, refused, spoil: Callable[..., None], told: str) -> None:
    spoil(workbook)
    assert any(line.startswith(told) for line in refused(workbook))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"patient_id\nP1\n"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, faults: Faults, content: bytes) -> None:
    (tmp_path / "dataset.xlsx").write_bytes(content)
    (message,) = faults(import_workbook, tmp_path / "dataset.xlsx", tmp_path / "new")
    assert message.startswith("dataset.xlsx: cannot be read as an Excel workbook (.xlsx): ")
    (message,) = faults(import_workbook, tmp_path, tmp_path / "new")
    assert message.endswith("is not a file; for a folder of tables, name a mapping before it")


def test_a_workbook_of_nobody_is_refused(tmp_path: Path, faults: Faults) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert len(faults(import_workbook, tmp_path / "other.xlsx", tmp_path / "new")) == 5
