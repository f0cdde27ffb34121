"""The workbook in a real spreadsheet program: it opens, keeps its rules, and what is filled comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from analysis.cohort import read
from analysis.cohort.settings import read_settings
from analysis.exchange.filled import import_workbook

Office = Callable[[Path, str], Path]
pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension is not supported:UserWarning")


def rules(path: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    """What each sheet refuses, by the sheet and the first cell that the rule is for."""
    return {
        (sheet.title, str(one.sqref).partition(":")[0]): (one.type, one.formula1, one.error)
        for sheet in openpyxl.load_workbook(path)
        for one in sheet.data_validations.dataValidation
    }


def test_the_template_keeps_its_rules_and_notes_through_other_formats(form: Path, office: Office) -> None:
    before = rules(form / "dataset.xlsx")
    back = office(office(form / "dataset.xlsx", "ods"), "xlsx")
    after = rules(back)
    assert after.keys() == before.keys()
    assert len(before) > 60
    for place, (kind, formula, error) in before.items():
        assert after[place][0] == kind, place
        assert after[place][2] == error, place
        if kind == "list":
            assert str(after[place][1]).replace("$'", "").replace("'", "") == formula, place
    notes = [cell.comment.text for cell in openpyxl.load_workbook(back)["patients"][1]]
    assert all(notes)
    assert "Rule: any text; required" in notes[0]


@pytest.mark.parametrize("study", ["response", "infection"])
def test_a_filled_workbook_is_the_cohort_that_it_was_filled_from(
    study: str, blank, office: Office, data: Path, tmp_path: Path
) -> None:
    saved = office(blank.from_dataset(data / study).save(), "xlsx")
    import_workbook(saved, tmp_path / "new")
    tables = {path.name for path in (data / study).glob("*.csv")}
    assert {path.name for path in (tmp_path / "new").iterdir()} == tables | {"cohort.toml"}
    for name in tables:
        assert (tmp_path / "new" / name).read_bytes() == (data / study / name).read_bytes(), name
    assert read_settings(tmp_path / "new") == read_settings(data / study)
    assert read(tmp_path / "new").patients.equals(read(data / study).patients)


def test_a_slip_in_each_sheet_gives_clear_messages_and_no_folder(
    blank, office: Office, data: Path, tmp_path: Path, faults
) -> None:
    blank.from_dataset(data / "infection")
    blank.cell("patients", 7, "age").value = 170
    blank.rows("labs", {"patient_id": "I01", "day": 1, "analyte": "IL-6", "value": "12,5", "unit": "pg/mL"})
    blank.cell("infections", 4, "kind").value = "parasite"
    saved = office(blank.save(), "xlsx")
    assert faults(import_workbook, saved, tmp_path / "new") == [
        "dataset.xlsx, sheet patients, row 7, column age: '170': must be a number from 0 to 100 years",
        "dataset.xlsx, sheet labs, row 2, column value: '12,5': must be a number of 0 or more",
        "dataset.xlsx, sheet infections, row 4, column kind: 'parasite': must be one of bacterial, viral, fungal, "
        "unknown",
    ]
    assert not list(tmp_path.glob("*new*"))


def test_a_formula_counts_by_the_value_that_the_program_stored(workbook, office: Office, tmp_path: Path) -> None:
    workbook.rows("patients", {"patient_id": "P1", "age": "=20+0.1*3"})
    import_workbook(office(workbook.save(), "xlsx"), tmp_path / "new")
    assert (tmp_path / "new" / "patients.csv").read_text(encoding="utf-8") == "patient_id,age\nP1,20.3\nP2,\n"


def test_codes_keep_their_zeros(workbook, office: Office, tmp_path: Path) -> None:
    workbook.rows("patients", {"patient_id": "007"}, {"patient_id": "0010"})
    import_workbook(office(workbook.save(), "xlsx"), tmp_path / "new")
    assert (tmp_path / "new" / "patients.csv").read_text(encoding="utf-8") == "patient_id\n007\n0010\n"
