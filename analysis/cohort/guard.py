"""What must not enter the repository: rows of patients, unless a program made them or they may be published.

It runs before each commit and looks at what is staged, not at what lies in the folder.
"""

from __future__ import annotations

import csv
import io
import subprocess
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.cohort.faults import Fault
from analysis.cohort.schema import TABLES
from analysis.cohort.settings import FILE

KNOWN = frozenset(column.name for table in TABLES for column in table.columns)
KEY = "patient_id"
RULE = f"is of a private dataset: take it out (git rm --cached) and keep it elsewhere, or let {FILE} say publish = true"
Lines = list[list[str]]


def staged(folder: Path) -> list[Fault]:
    """Every staged file that belongs to a private dataset.

    Args:
        folder: the repository, or a folder in it.

    Raises:
        OSError: it is no repository, or git is not there.
    """
    _git(folder, "rev-parse", "--git-dir")
    listed = _git(folder, "diff", "--cached", "--name-only", "--diff-filter=ACMRT", "-z").decode()
    faults = []
    for name in filter(None, listed.split("\0")):
        path = PurePosixPath(name)
        if path.name == FILE:
            if not _open(_staged_text(folder, path)):
                faults.append(Fault(name, None, "publish", "", RULE))
        elif path.suffix.lower() in READERS:
            kind = _rows_of_patients(path, _git(folder, "show", f":{name}"))
            if kind and not _open(_staged_text(folder, path.parent / FILE)):
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
    """What a table holds that tells of patients, if it does; an empty table, as of a template, tells nothing."""
    try:
        sheets = READERS[path.suffix.lower()](content)
    except Exception:
        return "cannot be read"
    for lines in sheets:
        header = {cell.strip() for cell in lines[0]} if lines else set()
        if KEY in header and len(header & KNOWN) > 1 and any(any(line) for line in lines[1:]):
            return "holds rows of patients"
    return ""


def _text(content: bytes, separator: str) -> list[Lines]:
    text = content.decode("utf-8-sig", errors="replace")
    return [list(csv.reader(io.StringIO(text), delimiter=separator))]


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


READERS: dict[str, Callable[[bytes], Sequence[Lines]]] = {
    ".csv": lambda content: _text(content, ","),
    ".tsv": lambda content: _text(content, "\t"),
    ".xlsx": _workbook,
    ".parquet": _parquet,
}
