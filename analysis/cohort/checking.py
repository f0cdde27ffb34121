"""``python -m analysis check``: everything that is wrong or odd in a dataset, for the eyes of its owner."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from analysis.cohort import check_page
from analysis.cohort.dataset import Cohort, examine
from analysis.cohort.faults import DatasetError, Fault, listed

# What a build asks of a sound dataset beyond the checks; it raises ``DatasetError`` where the dataset cannot stand.
Further = Callable[[Cohort], object]

# Readers of the JSON form may rely on its shape while this number stands.
VERSION = 1
EVERY = 3.0  # seconds between lines of progress where nobody watches a terminal


@dataclass(frozen=True, kw_only=True)
class Check:
    """What the checks say of a dataset. It holds rows and values of patients, and is as private as they are.

    Attributes:
        folder: the dataset.
        rows: how many rows each table has that could be read, by its name.
        errors: what stops the build.
        warnings: what does not.
    """

    folder: Path
    rows: dict[str, int]
    errors: Sequence[Fault]
    warnings: Sequence[Fault]

    @property
    def outcome(self) -> str:
        """``errors``, ``warnings`` or ``sound``."""
        return "errors" if self.errors else "warnings" if self.warnings else "sound"

    @property
    def summary(self) -> str:
        """How many errors and warnings there are, in words."""
        return f"{counted(self.errors, 'error')}, {counted(self.warnings, 'warning')}"

    def __str__(self) -> str:
        """All errors and warnings as text: those of one rule together, the first rows of each, and what to do."""
        lines = [f"{self.folder}: {self.summary}"]
        if self.errors:
            lines += ["", "Errors, which stop the build:", *listed(self.errors)]
        if self.warnings:
            lines += ["", "Warnings, which do not stop the build:", *listed(self.warnings)]
        return "\n".join(lines)

    @property
    def json(self) -> str:
        """The machine-readable form.

        An object with ``check`` (the version of this shape), ``dataset`` (the folder's name), ``outcome`` (``errors``,
        ``warnings`` or ``sound``), ``rows`` (by table) and the lists ``errors`` and ``warnings``. Each item of these
        has ``file``, ``row`` (the line a spreadsheet shows; null for a file as a whole), ``column``, ``value``,
        ``rule`` and ``remedy`` (texts, empty where there is none).
        """
        shape = {
            "check": VERSION,
            "dataset": self.folder.resolve().name,
            "outcome": self.outcome,
            "rows": self.rows,
            "errors": [asdict(fault) for fault in self.errors],
            "warnings": [asdict(fault) for fault in self.warnings],
        }
        return json.dumps(shape, ensure_ascii=False, indent=2)


def counted(faults: Sequence[Fault], noun: str) -> str:
    """Such as "no error", "1 error" or "2 errors"."""
    return f"{len(faults) or 'no'} {noun}{'' if len(faults) < 2 else 's'}"


class Progress:
    """Says on a stream what is being done: in one line of a terminal, elsewhere a line every few seconds."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream; the clock starts."""
        self.stream, self.terminal, self.last = stream, stream.isatty(), time.monotonic()

    def __call__(self, step: str) -> None:
        """Tell a step that begins."""
        if self.terminal:
            self.stream.write(f"\r\x1b[K{step} ...")
        elif time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            self.stream.write(f"{step} ...\n")
        self.stream.flush()

    def done(self) -> None:
        """Leave the terminal as it was."""
        if self.terminal:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def check_dataset(folder: Path, further: Further) -> Check:
    """Ask every check of a dataset folder; progress goes to standard error.

    Args:
        folder: the dataset.
        further: is asked of a dataset that passes the checks.
    """
    progress = Progress(sys.stderr)
    found = examine(folder, progress)
    errors = found.errors
    if not errors:
        progress("asking the questions of the book")
        try:
            further(found.cohort())
        except DatasetError as error:
            errors = error.faults
    progress.done()
    rows = {name: len(frame) for name, frame in found.frames.items()}
    return Check(folder=folder, rows=rows, errors=errors, warnings=found.warnings)


def run(folder: Path, further: Further, *, as_json: bool, html: Path | None, force: bool) -> tuple[str, int]:
    """The command: what to print, and the exit code, 1 where there are errors and 0 elsewhere.

    Args:
        folder: the dataset.
        further: is asked of a dataset that passes the checks.
        as_json: print the machine-readable form.
        html: where to write the report as a page.
        force: replace that file where it exists.

    Raises:
        FileExistsError: the file for the page exists; nothing was checked.
    """
    if html is not None and not force and (html.exists() or html.is_symlink()):
        raise FileExistsError(f"{html} exists already; name another file, or replace it with --force")
    found = check_dataset(folder, further)
    if html is not None:
        _write(html, check_page.page(found.folder.resolve().name, found.summary, found.errors, found.warnings))
    return (found.json if as_json else str(found)), 1 if found.errors else 0


def _write(path: Path, text: str) -> None:
    """Write a file in one step, readable for its owner only."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
