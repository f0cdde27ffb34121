"""A dataset folder, read and checked: the cohort that every analysis starts from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.cohort import hashing, hints
from analysis.cohort import settings as settings_module
from analysis.cohort.checks import check
from analysis.cohort.checks.rule import Tables
from analysis.cohort.faults import DatasetError, Fault
from analysis.cohort.schema import INFECTIONS, INTEGER, LABS, NUMBER, PATIENTS, TABLES, Column, Table
from analysis.cohort.settings import Settings, read_settings
from analysis.cohort.sheets import read_sheet

# Which dataset the book is built from; unset means the project's own.
VARIABLE = "ANALYSIS_DATA"
SHEETS = (".csv", ".tsv", ".xls", ".xlsx", ".parquet")  # what a table in the wrong place or format ends in
NAMES = ("response", "infection")  # the datasets that the chapters ask for
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """One checked dataset.

    Attributes:
        folder: where it was read from.
        settings: the contents of ``cohort.toml``.
        patients: a row a patient, every column of the schema; a column that the file lacks is all missing.
            Whole numbers are ``Int64``, numbers ``float64``, yes/no ``boolean``, the rest ``string``.
        labs: a row a measurement; no rows where there is no ``labs.csv``.
        infections: a row an episode, or ``None`` where infections were not recorded (no file).
        digest: the first characters of a hash of the files, which tells two versions of a dataset apart.
        warnings: what the checks noticed and let pass; they hold rows and values of patients.
    """

    folder: Path
    settings: Settings
    patients: pd.DataFrame
    labs: pd.DataFrame
    infections: pd.DataFrame | None
    digest: str
    warnings: tuple[Fault, ...]

    def recorded(self, *columns: str) -> bool:
        """Whether each of these columns of ``patients`` holds at least one value."""
        return all(self.patients[column].notna().any() for column in columns)

    def measured(self, analyte: str) -> bool:
        """Whether ``labs`` holds at least one value of this analyte."""
        return bool((self.labs["analyte"] == analyte).any())


def root() -> Path:
    """The folder that the book is built from: the one in ``ANALYSIS_DATA``, or the project's ``data``."""
    return Path(os.environ.get(VARIABLE) or PROJECT / "data")


def locate(name: str) -> Path:
    """The folder of the dataset of that name.

    A root that is itself a dataset serves under every name, so that one cohort fills all chapters.
    """
    top = root()
    return top if (top / settings_module.FILE).is_file() else top / name


def files(folder: Path) -> list[Path]:
    """The files that make the dataset in this folder, in a fixed order."""
    names = [settings_module.FILE, *(table.file for table in TABLES)]
    return [folder / name for name in names if (folder / name).is_file()]


def digest(folder: Path) -> str:
    """Twelve characters that change when any file of the dataset does."""
    return hashing.digest((path.name, path) for path in files(folder))[:12]


def load(name: str) -> Cohort:
    """Read the dataset of that name (``"response"``, ``"infection"``), or the one that the author chose.

    Raises:
        DatasetError: the dataset breaks the contract; the message lists every fault.
    """
    return read(locate(name))


@dataclass(frozen=True, kw_only=True)
class Examination:
    """All that the checks say of a dataset folder.

    Attributes:
        folder: where it was read from.
        settings: the contents of ``cohort.toml``, or ``None`` where they cannot stand.
        frames: the tables that could be read, by name, typed, indexed by the line a spreadsheet would show.
        errors: what breaks the contract. Rules across columns and tables are asked once each table is right by itself.
        warnings: what is noticed and let pass.
    """

    folder: Path
    settings: Settings | None
    frames: Mapping[str, pd.DataFrame]
    errors: Sequence[Fault]
    warnings: Sequence[Fault]

    def cohort(self) -> Cohort:
        """The dataset.

        Raises:
            DatasetError: it breaks the contract; the message lists every fault.
        """
        if self.settings is None or self.errors:
            raise DatasetError(str(self.folder), self.errors)
        return Cohort(
            folder=self.folder,
            settings=self.settings,
            patients=_clean(self.frames[PATIENTS.name]),
            labs=_clean(self.frames.get(LABS.name, _empty(LABS))),
            infections=_clean(self.frames[INFECTIONS.name]) if INFECTIONS.name in self.frames else None,
            digest=digest(self.folder),
            warnings=tuple(self.warnings),
        )


def examine(folder: Path, progress: Callable[[str], object] = str) -> Examination:
    """Read a dataset folder and ask every check.

    Args:
        folder: the dataset.
        progress: is told what is being read and checked.
    """
    settings, errors = read_settings(folder)
    warnings: list[Fault] = []
    known = {path.name for path in files(folder)} | {table.file for table in TABLES}
    holds = ", ".join(table.file for table in TABLES)
    errors += [
        Fault(path.name, None, "", "", f"is not read; a dataset holds {holds}", _for_file(path.name))
        for path in sorted(folder.glob("*"))
        if path.suffix.lower() in SHEETS and path.name not in known
    ]
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        if (folder / table.file).is_symlink() or (folder / table.file).exists():
            if not (folder / table.file).is_file():
                errors.append(Fault(table.file, None, "", "", "is not a file that can be read"))
                continue
            progress(f"reading {table.file}")
            frame, found = _read_table(folder / table.file, table)
            errors += found
            if frame is not None:
                frames[table.name] = frame
        elif table is PATIENTS:
            errors.append(Fault(table.file, None, "", "", "the file is missing; it holds a row for each patient"))
    if settings is not None and not errors:
        errors, warnings = check(Tables(settings, frames), progress)
    return Examination(folder=folder, settings=settings, frames=frames, errors=errors, warnings=warnings)


def _for_file(name: str) -> str:
    """What to do about a table that is not read."""
    meant = hints.near(name.rpartition(".")[0], [table.name for table in TABLES])
    return f"did you mean {meant}.csv?" if meant else "move it out of the folder"


def read(folder: Path) -> Cohort:
    """Read and check a dataset folder.

    Raises:
        DatasetError: the dataset breaks the contract; the message lists every fault.
    """
    return examine(folder).cohort()


def _clean(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by number from 0, without the line numbers that the messages needed."""
    return frame.reset_index(drop=True)


def _empty(table: Table) -> pd.DataFrame:
    return pd.DataFrame({c.name: convert(pd.Series([], dtype="object"), c)[0] for c in table.columns})


def _read_table(path: Path, table: Table) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read one file as the schema declares it; the frame's index is the line a spreadsheet would show."""
    sheet, faults = read_sheet(path, table.file)
    if sheet is None:
        return None, faults
    known = [column.name for column in table.columns]
    faults += [
        Fault(
            table.file,
            1,
            name or f"number {i}",
            name,
            "is not a column of this table; it may hold " + ", ".join(known),
            hints.for_name(name, known),
        )
        for i, name in enumerate(sheet.header, start=1)
        if name not in known
    ]
    faults += [Fault(table.file, 1, name, name, "stands twice") for name in sheet.doubled]
    lines = pd.Index(list(sheet.rows), dtype="int64")
    columns = {}
    for column in table.columns:
        given = column.name in sheet.header
        cells = pd.Series(sheet.column(column.name) if given else "", index=lines, dtype="object")
        columns[column.name], wrong = _convert_once(cells, column)
        empty = cells == ""
        if column.required and given:
            faults += [Fault(table.file, int(i), column.name, "", "is empty and required") for i in lines[empty]]
        elif column.required:
            faults.append(Fault(table.file, 1, column.name, "", "is missing and required"))
        faults += [
            Fault(table.file, int(i), column.name, cells[i], f"must be {column.rule}", hints.for_cell(cells[i], column))
            for i in lines[wrong & ~empty]
        ]
    return pd.DataFrame(columns, index=lines), faults


def _convert_once(cells: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """What `convert` gives, with each text converted once: a long table holds few that differ."""
    codes, texts = pd.factorize(cells)
    values, wrong = convert(pd.Series(texts, dtype="object"), column)
    return values.take(codes).set_axis(cells.index), wrong.take(codes).set_axis(cells.index)


def convert(cells: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """The cells in the column's own type, and which of them break its rule.

    Args:
        cells: text, without spaces around it; an empty cell becomes a missing value.
        column: the column of the contract that they fill.

    Returns:
        The values, missing where a cell is empty or breaks the rule, and a mask of the cells that break it.
        The mask may hold empty cells too: whether a cell may be empty is not this function's to say.
    """
    none = pd.Series(False, index=cells.index)
    given = cells.where(cells != "")
    if column.kind in ("id", "text"):
        return given.astype("string"), none
    if column.kind == "choice":
        return given.astype("string"), ~cells.isin(column.choices)
    if column.kind == "yes/no":
        return given.map({"yes": True, "no": False}).astype("boolean"), ~cells.isin(["yes", "no"])
    plain = cells.str.fullmatch(INTEGER if column.kind == "integer" else NUMBER).astype(bool)
    numbers = pd.to_numeric(given.where(plain), errors="coerce").astype("float64")
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    wrong = ~(plain & np.isfinite(numbers) & numbers.between(low, high))
    numbers = numbers.mask(wrong)
    return (numbers.astype("Int64") if column.kind == "integer" else numbers), wrong
