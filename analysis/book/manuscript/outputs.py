"""The files that are handed over: written whole or not at all, and never over what a co-author has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from analysis.book.manuscript.faults import ManuscriptError

RECORD = ".manuscript.json"


def changed(folder: Path, names: list[str]) -> list[str]:
    """Those of some files that are there and are not what was written last."""
    record = _record(folder)
    return [
        name
        for name in names
        if (folder / name).is_file() and _digest((folder / name).read_bytes()) != record.get(name)
    ]


def refuse_changed(folder: Path, names: list[str]) -> None:
    """Refuse to write over files that somebody has changed.

    Raises:
        ManuscriptError: there are such files.
    """
    found = changed(folder, names)
    if found:
        raise ManuscriptError(
            f"{folder / name} has been changed since it was made here: move it elsewhere, so that nothing in it is lost"
            for name in found
        )


def replace(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files, each whole, and keep what they are made of.

    Raises:
        ManuscriptError: one of them has been changed by somebody; then none is written.
    """
    refuse_changed(folder, list(contents))
    record = _record(folder) | {name: _digest(content) for name, content in contents.items()}
    for name, content in contents.items():
        (folder / f".{name}.new").write_bytes(content)
    (folder / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for name in contents:
        (folder / f".{name}.new").replace(folder / name)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _record(folder: Path) -> dict[str, str]:
    file = folder / RECORD
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}
