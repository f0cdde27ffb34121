"""No row of a private patient is committed: the guard in a real repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from analysis.cohort.guard import staged

PRIVATE = 'title = "T"\nsynthetic = false\nsource = "S"\nlicence = "L"\n'
ROWS = "patient_id,crs_grade\nP1,2\n"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


def put(repository: Path, **files: str) -> list[str]:
    """Write files, add them, and give what the guard tells."""
    for name, text in files.items():
        path = repository / name.replace("__", "/").replace("_csv", ".csv").replace("_toml", ".toml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(repository, "add", "--all")
    return [str(fault) for fault in staged(repository)]


def test_a_private_dataset_is_stopped_file_by_file(repository: Path) -> None:
    told = put(repository, own__cohort_toml=PRIVATE, own__patients_csv=ROWS)
    assert [line.partition(":")[0] for line in told] == ["own/cohort.toml, key publish", "own/patients.csv"]
    assert "P1" not in "".join(told)


@pytest.mark.parametrize("leave", ["publish = true\n" + PRIVATE, PRIVATE.replace("false", "true")])
def test_a_dataset_that_may_be_published_passes(repository: Path, leave: str) -> None:
    assert put(repository, own__cohort_toml=leave, own__patients_csv=ROWS) == []


def test_what_is_not_staged_is_let_be(repository: Path) -> None:
    (repository / "patients.csv").write_text(ROWS, encoding="utf-8")
    assert staged(repository) == []


def test_what_is_staged_counts_and_not_what_the_folder_holds_now(repository: Path) -> None:
    assert put(repository, patients_csv=ROWS)
    (repository / "patients.csv").unlink()
    assert staged(repository)


def test_rows_without_a_dataset_around_them_are_stopped(repository: Path) -> None:
    (line,) = put(repository, notes__export_csv=ROWS)
    assert line.startswith("notes/export.csv: holds rows of patients and is of a private dataset")


def test_a_broken_settings_file_opens_nothing(repository: Path) -> None:
    assert len(put(repository, own__cohort_toml="publish = tru", own__patients_csv=ROWS)) == 2


def test_empty_templates_and_other_tables_pass(repository: Path) -> None:
    assert put(repository, template_csv="patient_id,crs_grade\n", other_csv="year,patients\n2019,5\n") == []


def test_workbooks_and_parquet_files_are_read(repository: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("patients").append(["patient_id", "age"])
    book["patients"].append(["P1", 5])
    book.save(repository / "own.xlsx")
    pd.DataFrame({"patient_id": ["P1"], "age": [5]}).to_parquet(repository / "own.parquet")
    (repository / "broken.xlsx").write_bytes(b"PK no workbook")
    git(repository, "add", "--all")
    told = {fault.file: fault.rule.partition(" and ")[0] for fault in staged(repository)}
    assert told == {
        "broken.xlsx": "cannot be read",
        "own.parquet": "holds rows of patients",
        "own.xlsx": "holds rows of patients",
    }


def test_outside_a_repository_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="not a git repository"):
        staged(tmp_path)
