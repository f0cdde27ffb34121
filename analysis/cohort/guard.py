"""What must not enter the repository: rows of patients, unless a program made them or they may be published.

It runs before each commit and looks at what is staged, not at what lies in the folder. A table is known by its
columns, whatever its file is called; programs and prose are not looked into.
"""

from __future__ import annotations

import codecs
import io
import re
import subprocess
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.cohort.faults import Fault
from analysis.cohort.identifiers import suspicious
from analysis.cohort.schema import TABLES
from analysis.cohort.settings import FILE

KNOWN = frozenset(column.name for table in TABLES for column in table.columns)
TELLING = ("a national or insurance number", "a number of medical records", "a date of birth")
OWN = frozenset(table.file for table in TABLES)
KEY = "patient_id"
RULE = f"is of a private dataset: take it out (git rm --cached) and keep it elsewhere, or let {FILE} say publish = true"
HEAD = 20  # lines among which the names of columns may stand
SEPARATORS = ",;\t|"
PROGRAMS_AND_PROSE = {
    ".py",
    ".r",
    ".js",
    ".css",
    ".md",
    ".rst",
    ".toml",
    ".cfg",
    ".yml",
    ".yaml",
    ".bib",
    ".ipynb",
    ".html",
}
# What may hold tables and is not looked into.
CLOSED = {
    *(".xls", ".xlsb", ".ods", ".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar"),
    *(".sav", ".dta", ".sas7bdat", ".xpt", ".rds", ".rda", ".rdata", ".feather", ".pkl", ".pickle", ".h5"),
    *(".db", ".sqlite", ".sqlite3", ".mdb", ".accdb"),
}
Lines = Sequence[Sequence[str]]


def staged(folder: Path) -> list[Fault]:
    """Every staged file that belongs to a private dataset.

    Args:
        folder: the repository, or a folder in it.

    Raises:
        OSError: it is no repository, or git is not there.
    """
    _git(folder, "rev-parse", "--git-dir")
    listed = _git(
        folder, "diff", "--cached", "--name-only", "--diff-filter=ACMRT", "--ignore-submodules", "-z"
    ).decode()
    faults = []
    for name in filter(None, listed.split("\0")):
        path = PurePosixPath(name)
        if path.name == FILE:
            if not _open(_staged_text(folder, path)):
                faults.append(Fault(name, None, "publish", "", RULE))
        elif path.suffix.lower() not in PROGRAMS_AND_PROSE:
            kind = _rows_of_patients(path, _git(folder, "show", f":{name}"))
            # A leave is for the files of its dataset, not for what else lies beside them.
            left = path.name in OWN and _open(_staged_text(folder, path.parent / FILE))
            if kind and not left:
                faults.append(Fault(name, None, "", "", f"{kind} and {RULE}"))
    return faults


def _git(folder: Path, *arguments: str) -> bytes:
    # Paths of files are told from the top of the repository.
    ran = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607
    if ran.returncode:
        raise OSError(f"git {arguments[0]}: {ran.stderr.decode(errors='replace').strip()}")
    return ran.stdout


def _staged_text(folder: Path, path: PurePosixPath) -> str:
    """A file as it is staged or was committed; empty where it is neither."""
    try:
        return _git(folder, "show", f":{path}").decode("utf-8-sig", errors="replace")
    except OSError:
        return ""


def _open(text: str) -> bool:
    """Whether a ``cohort.toml`` says that its rows are made up, or that they may be published."""
    try:
        settings: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return settings.get("synthetic") is True or settings.get("publish") is True


def _rows_of_patients(path: PurePosixPath, content: bytes) -> str:
    """What a file holds that tells of patients, if it does; an empty table, as of a template, tells nothing."""
    suffix = path.suffix.lower()
    if suffix in CLOSED:
        return "cannot be looked into"
    try:
        tables = READERS.get(suffix, _text)(content)
    except Exception:
        return "cannot be read"
    return next(filter(None, map(_told, tables)), "")


def _told(lines: Lines) -> str:
    """What a table tells of patients, by the names of its columns."""
    for at, line in enumerate(lines[:HEAD]):
        names = {cell.strip().strip("'\"").lower() for cell in line}
        if any(any(cell.strip() for cell in below) for below in lines[at + 1 :]):
            if KEY in names and len(names & KNOWN) > 1:
                return "holds rows of patients"
            kinds = [suspicious(name, []) for name in sorted(names)] if len(names) > 1 else []
            if kind := next((kind for kind in kinds if kind in TELLING), None):
                return f"seems to hold {kind} in a column"
    return ""


def _text(content: bytes) -> list[Lines]:
    """The text as a table with each of the separators that a table may have, or as objects with names."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in content and not wide:
        return []
    lines = content.decode("utf-16" if wide else "utf-8-sig", errors="replace").splitlines()
    return [*([line.split(separator) for line in lines] for separator in SEPARATORS), _objects(lines)]


def _objects(lines: Sequence[str]) -> Lines:
    """The names that the values of JSON have, as the head of a table."""
    names = {name for line in lines for name in re.findall(r'"(\w+)"\s*:\s*["\d]', line)}
    return [sorted(names), ["values"]]


def _workbook(content: bytes) -> list[Lines]:
    from openpyxl import load_workbook  # noqa: PLC0415 - few commits hold a workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return [
        [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(max_row=50, values_only=True)]
        for sheet in book.worksheets
    ]


def _parquet(content: bytes) -> list[Lines]:
    from pyarrow import parquet  # noqa: PLC0415 - the same

    table = parquet.read_table(io.BytesIO(content)).slice(0, 1)
    return [[table.column_names, *([str(cell) for cell in row.values()] for row in table.to_pylist())]]


READERS: dict[str, Callable[[bytes], Sequence[Lines]]] = {".xlsx": _workbook, ".xlsm": _workbook, ".parquet": _parquet}
