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


TABLE = "patient_id,crs_grade,age\nP1,2,33\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("patients.txt", TABLE),
        ("patients.csv.bak", TABLE),
        ("patients", TABLE),
        ("deep/in/PATIENTS.CSV", TABLE),
        ("semicolons.csv", TABLE.replace(",", ";")),
        ("bars.dat", TABLE.replace(",", "|")),
        ("quoted.csv", TABLE.replace("patient_id", '"Patient_ID"')),
        ("titled.csv", "Export of our study\n\n" + TABLE),
        ("wide.csv", TABLE.encode("utf-16")),
        ("rows.json", '[{"patient_id": "P1",\n "age": 33}]'),
    ],
)
def test_rows_are_known_by_their_columns_whatever_the_file_is_called(
    repository: Path, name: str, content: str | bytes
) -> None:
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (repository / ".gitignore").write_text("*\n", encoding="utf-8")
    git(repository, "add", "--force", name)
    (fault,) = staged(repository)
    assert (fault.file, fault.rule.partition(" and ")[0]) == (name, "holds rows of patients")


@pytest.mark.parametrize("name", ["own.zip", "own.ods", "own.xls", "patients.csv.gz", "own.sav"])
def test_what_cannot_be_looked_into_is_stopped(repository: Path, name: str) -> None:
    (repository / name).write_bytes(b"\x1f\x8b\x00")
    git(repository, "add", name)
    (fault,) = staged(repository)
    assert fault.rule.startswith("cannot be looked into")


def test_a_centres_own_table_is_known_by_what_says_who_patients_are(repository: Path) -> None:
    (line,) = put(repository, centre_csv="MRN;Diagnosis\n123;ALL\n")
    assert "seems to hold a number of medical records" in line


def test_a_leave_is_for_the_files_of_its_dataset_only(repository: Path) -> None:
    leave = PRIVATE.replace("false", "true")
    (line,) = put(repository, own__cohort_toml=leave, own__patients_csv=ROWS, own__export_csv=ROWS)
    assert line.startswith("own/export.csv: holds rows of patients")


def test_a_link_holds_no_rows(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("private") / "patients.csv"
    elsewhere.write_text(ROWS, encoding="utf-8")
    (repository / "patients.csv").symlink_to(elsewhere)
    assert put(repository) == []


def test_this_project_itself_passes(tmp_path: Path) -> None:
    project = Path(__file__).resolve().parents[2]
    if not (project / ".git").exists():
        pytest.skip("this copy of the project is no git repository")
    files = subprocess.run(["git", "ls-files", "-z"], cwd=project, check=True, capture_output=True).stdout  # noqa: S607
    git(tmp_path, "init", "-q")
    for name in filter(None, files.decode().split("\0")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((project / name).read_bytes())
    git(tmp_path, "add", "--all")
    assert staged(tmp_path) == []
