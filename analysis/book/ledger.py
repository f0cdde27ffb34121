"""The ledger: every printed number with its sentence and its record, as files beside the pages.

The same chapters, data and code give the same bytes, on any machine: entries stand in the order of their pages,
paths are relative, nothing tells the time, and floats are rounded to what processors agree on.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from analysis.book.provenance import of_page
from analysis.book.state import MARK
from analysis.cohort import hashing
from analysis.cohort.dataset import PROJECT

JSON, CSV = "numbers.json", "numbers.csv"
VERSION = 1
FIELDS = ("id", "page", "line", "place", "sentence", "text", "face", "why_not", "given")
FACTS = (
    "what",
    "kind",
    "unit",
    "value",
    "low",
    "high",
    "level",
    "p",
    "adjusted_p",
    "adjustment",
    "family",
    "n",
    "events",
    "missing",
    "method",
    "code",
    "function",
    "dataset",
    "digest",
    "synthetic",
)
# Iterative fits differ in the fifteenth digit between processors; nobody prints, or needs, more than eight.
DIGITS = 8

Entry = dict[str, Any]
Ledger = dict[str, Any]


def code_digest() -> str:
    """Twelve characters that change when the code that computes does."""
    code = sorted((PROJECT / "analysis").rglob("*.py"))
    return hashing.digest((path.relative_to(PROJECT).as_posix(), path) for path in code)[:12]


def write(app: Sphinx, failure: Exception | None) -> None:
    """Write ``numbers.json`` and ``numbers.csv`` into the site, and remove them if it has a fault or a warning."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir)
    # Sphinx makes its status of the warnings only after this event.
    if failure is not None or app._warncount:
        remove(folder)
        return
    entries = [_portable(entry) for docname in sorted(app.env.found_docs) for entry in of_page(app.env, docname)]
    _write_json(folder / JSON, entries)
    _write_csv(folder / CSV, entries)


def remove(folder: Path) -> None:
    """Remove the ledger of a site that may no longer be what it says."""
    for name in (JSON, CSV):
        (folder / name).unlink(missing_ok=True)


def portable(fact: Any) -> Any:
    """A float as every machine has it; anything else as it is."""
    return float(f"{fact:.{DIGITS}g}") if isinstance(fact, float) else fact


def _portable(entry: Entry) -> Entry:
    """An entry whose floats are the same on every machine."""
    rounded = [{name: portable(fact) for name, fact in facts.items()} for facts in entry["facts"]]
    return {**entry, "facts": rounded}


def _write_json(path: Path, entries: list[Entry]) -> None:
    ledger: Ledger = {"version": VERSION, "code": code_digest(), "numbers": entries}
    text = json.dumps(ledger, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_csv(path: Path, entries: list[Entry]) -> None:
    """A row for each record of each number: a text of three findings takes three rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream, lineterminator="\n")
        sheet.writerow([*FIELDS, *FACTS])
        for entry in entries:
            for facts in entry["facts"] or [{}]:
                sheet.writerow([entry[name] for name in FIELDS] + [facts.get(name) for name in FACTS])


def read(path: Path) -> Ledger:
    """A ledger that was written before.

    Args:
        path: ``numbers.json``, or the folder of the site that holds it.

    Raises:
        FileNotFoundError: it is not there.
        ValueError: the file is no ledger, or stands in a build that did not come to its end.
    """
    file = path / JSON if path.is_dir() else path
    output = file.absolute().parent.parent
    # A build that succeeds leaves its mark. A copy of a site has no doctrees beside it, and needs no mark.
    if (output / ".doctrees").is_dir() and not (output / MARK).is_file():
        raise ValueError(f"{file} is left from a build that was broken off or failed: build the book again")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file} is not a ledger: {error}") from error
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise ValueError(f"{file} is not a ledger of version {VERSION}")
    return found
