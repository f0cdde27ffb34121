"""The command that lists what is wrong or odd: text, JSON, page, exit code."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.cohort import Cohort, checking
from analysis.cohort.checking import Progress, check_dataset, run

Write = Callable[..., Path]
SETTINGS = 'title = "T"\nsynthetic = true\nsource = "S"\nlicence = "L"\ncrs_scale = "ASTCT 2019"\n'
PROJECT = Path(__file__).resolve().parents[2]
ODD = "patient_id,crs_grade,tocilizumab\nP1,0,yes\nP2,1,yes\n"
WRONG = "patient_id,age,sex\nP1,999,F\nP2,<b>,male\n"


def asked(_cohort: Cohort) -> None:
    """What a build asks beyond the checks, where it refuses nothing."""


def test_a_sound_dataset_is_said_to_be_sound(dataset: Write) -> None:
    folder = dataset()
    assert run(folder, asked, as_json=False, html=None, force=False) == (f"{folder}: no error, no warning", 0)


def test_warnings_are_listed_and_are_no_failure(dataset: Write) -> None:
    text, code = run(dataset(patients=ODD), asked, as_json=False, html=None, force=False)
    assert code == 0
    assert text.splitlines()[1:4] == [
        "",
        "Warnings, which do not stop the build:",
        "  patients.csv, row 2, column tocilizumab: 'yes': is yes though crs_grade is 0",
    ]
    assert text.splitlines()[4].startswith("    correct one of them")


def test_errors_are_listed_with_what_to_do(dataset: Write) -> None:
    text, code = run(dataset(patients=WRONG), asked, as_json=False, html=None, force=False)
    assert code == 1
    assert "no warning" in text.splitlines()[0]
    assert "3 errors" in text.splitlines()[0]
    assert "    did you mean female?" in text.splitlines()


def test_errors_and_warnings_come_together(dataset: Write) -> None:
    rows = "patient_id,crs_grade,tocilizumab,crs_onset_day\nP1,0,yes,3\n"
    found = check_dataset(dataset(patients=rows), asked)
    assert ([f.column for f in found.errors], [f.column for f in found.warnings]) == (
        ["crs_onset_day"],
        ["tocilizumab"],
    )


@pytest.mark.parametrize(("patients", "outcome"), [("patient_id\nP1\n", "sound"), (ODD, "warnings"), (WRONG, "errors")])
def test_the_machine_readable_form_has_its_shape(dataset: Write, patients: str, outcome: str) -> None:
    folder = dataset(patients=patients)
    found = json.loads(run(folder, asked, as_json=True, html=None, force=False)[0])
    assert list(found) == ["check", "dataset", "outcome", "rows", "errors", "warnings"]
    assert (found["check"], found["dataset"], found["outcome"]) == (1, folder.name, outcome)
    assert found["rows"] == {"patients": len(patients.splitlines()) - 1}
    for fault in found["errors"] + found["warnings"]:
        assert list(fault) == ["file", "row", "column", "value", "rule", "remedy"]
    assert bool(found["errors"]) == (outcome == "errors")


def test_the_page_is_whole_private_and_escaped(dataset: Write, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    run(dataset(patients=WRONG), asked, as_json=False, html=target, force=False)
    page = BeautifulSoup(target.read_text(encoding="utf-8"), "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "en-GB"
    assert not page.find_all(["script", "link", "img", "iframe", "b"])
    assert "prefers-color-scheme: dark" in str(page.style)
    private = page.find(class_="private")
    assert private is not None
    assert "Private" in private.get_text()
    assert [heading.get_text() for heading in page.find_all("h2")] == ["Errors (3)", "Warnings (0)"]
    tables = page.find_all("table")
    assert [table.caption.get_text().partition(":")[0] for table in tables] == [
        "patients.csv, age",
        "patients.csv, sex",
    ]
    assert all(cell["scope"] for cell in page.find_all("th"))
    assert [cell.get_text() for cell in tables[0].find_all("td")][::2] == ["999", "<b>"]
    assert oct(target.stat().st_mode)[-3:] == "600"


def test_a_page_that_exists_is_replaced_only_by_force(dataset: Write, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("mine")
    with pytest.raises(FileExistsError, match="--force"):
        run(dataset(), asked, as_json=False, html=target, force=False)
    assert target.read_text() == "mine"
    run(dataset(), asked, as_json=False, html=target, force=True)
    assert "<h1>" in target.read_text()
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_a_page_that_cannot_be_put_in_place_leaves_nothing(dataset: Write, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        run(dataset(), asked, as_json=False, html=tmp_path / "taken", force=True)
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


@pytest.mark.parametrize(("patients", "code"), [(ODD, 0), (WRONG, 1)])
def test_the_command_line_prints_json_alone_on_standard_output(dataset: Write, patients: str, code: int) -> None:
    command = [sys.executable, "-m", "analysis", "check", str(dataset(patients=patients)), "--json"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert json.loads(done.stdout)["outcome"] == ("errors" if code else "warnings")


def test_a_limit_that_the_build_refuses_is_an_error_of_the_check_too(dataset: Write) -> None:
    rows = "patient_id,crs_grade\n" + "".join(f"P{number},{1 if number < 6 else 3}\n" for number in range(1, 7))
    folder = dataset(patients=rows, settings=SETTINGS + "disclosure = 5\n")
    commands = [["check", str(folder)], ["book", str(folder), "--output", str(folder / "built")]]
    done = [
        subprocess.run(
            [sys.executable, "-m", "analysis", *command], cwd=PROJECT, capture_output=True, text=True, check=False
        )
        for command in commands
    ]
    rule = "cohort.toml, key disclosure: '5': asks too much of 6 patients: a count below 5 follows from what is left"
    assert [each.returncode for each in done] == [1, 1]
    assert rule in done[0].stdout
    assert rule in done[1].stderr
    assert not (folder / "built").exists()


def test_what_breaks_the_contract_is_asked_nothing_further(dataset: Write) -> None:
    found = check_dataset(dataset(patients=WRONG), lambda _: pytest.fail("asked"))
    assert found.outcome == "errors"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_of_a_terminal_that_goes_away() -> None:
    stream = Terminal()
    progress = Progress(stream)
    progress("reading labs.csv")
    assert stream.getvalue() == "\r\x1b[Kreading labs.csv ..."
    progress.done()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_progress_elsewhere_is_a_line_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(checking.time, "monotonic", lambda: now)
    stream = io.StringIO()
    progress = Progress(stream)
    progress("first")
    assert not stream.getvalue()
    now = checking.EVERY
    progress("second")
    progress("third")
    progress.done()
    assert stream.getvalue() == "second ...\n"
