"""The template, and workbooks filled from the synthetic cohorts as a person would fill them."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import PROJECT

from analysis.cohort import DatasetError
from analysis.exchange import template

STUDY = {"title": "Invented", "synthetic": "yes", "source": "Made up", "licence": "CC0", "infections_recorded": "no"}


def typed(text: str) -> Any:
    """What a spreadsheet makes of a typed text: a number of what looks like one."""
    return int(text) if re.fullmatch(r"-?\d+", text) else float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


class Workbook:
    """The template's workbook, to be filled and saved."""

    def __init__(self, source: Path, target: Path) -> None:
        self.book = openpyxl.load_workbook(source)
        self.path = target

    def cell(self, sheet: str, row: int, column: str) -> Any:
        names = [cell.value for cell in self.book[sheet][1]]
        return self.book[sheet].cell(row, names.index(column) + 1)

    def study(self, **values: object) -> Workbook:
        """Fill rows of the sheet ``study``; two underscores in a name stand for the dot."""
        keys = {row[0].value: row[0].row for row in self.book["study"].iter_rows(min_row=2)}
        for name, value in values.items():
            self.cell("study", keys[name.replace("__", ".")], "value").value = value
        return self

    def rows(self, sheet: str, *rows: dict[str, object]) -> Workbook:
        page = self.book[sheet]
        places = {cell.value: cell.column for cell in page[1]}
        for line, row in enumerate(rows, start=2):
            for column, value in row.items():
                page.cell(line, places[column]).value = value
        return self

    def from_dataset(self, folder: Path) -> Workbook:
        """Fill all sheets from a dataset."""
        given = tomllib.loads((folder / "cohort.toml").read_text(encoding="utf-8"))
        limits = {f"detection_limits.{name}": limit for name, limit in given.pop("detection_limits", {}).items()}
        windows = {
            f"{key}.{part}": day
            for key, value in given.items()
            if isinstance(value, list)
            for part, day in zip(("first", "last"), value, strict=True)
        }
        plain = {
            key: {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
            for key, value in given.items()
            if not isinstance(value, list)
        }
        recorded = "yes" if (folder / "infections.csv").is_file() else "no"
        self.study(**plain, **windows, **limits, infections_recorded=recorded)
        for path in folder.glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as handle:
                rows = [{k: typed(v) for k, v in row.items() if v} for row in csv.DictReader(handle)]
            self.rows(path.stem, *rows)
        return self

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the command ``template`` makes."""
    folder = tmp_path_factory.mktemp("template") / "form"
    template.make(folder)
    return folder


@pytest.fixture
def workbook(form: Path, tmp_path: Path) -> Workbook:
    """A workbook with the required keys and two patients."""
    book = Workbook(form / "dataset.xlsx", tmp_path / "dataset.xlsx").study(**STUDY)
    return book.rows("patients", {"patient_id": "P1"}, {"patient_id": "P2"})


@pytest.fixture
def blank(form: Path, tmp_path: Path) -> Workbook:
    """The workbook as it comes."""
    return Workbook(form / "dataset.xlsx", tmp_path / "dataset.xlsx")


@pytest.fixture
def faults() -> Callable[..., list[str]]:
    """A function that calls another, which must find faults, and gives them as lines."""

    def collect(call: Callable[..., object], *args: object) -> list[str]:
        with pytest.raises(DatasetError) as caught:
            call(*args)
        return [str(fault) for fault in caught.value.faults]

    return collect


@pytest.fixture(scope="session")
def data() -> Path:
    """The project's own datasets."""
    return PROJECT / "data"


@pytest.fixture
def office(tmp_path: Path) -> Callable[[Path, str], Path]:
    """A function that opens a file in LibreOffice and saves it in another format, as a user would."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (no soffice)")

    def convert(path: Path, suffix: str) -> Path:
        folder = tmp_path / f"as-{suffix}-of-{path.suffix[1:]}"
        profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return folder / f"{path.stem}.{suffix}"

    return convert
