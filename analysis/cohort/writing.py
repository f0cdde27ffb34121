"""Writing a dataset folder: all of it is put in place in one step, or nothing."""

from __future__ import annotations

import csv
import datetime
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from analysis.cohort.dataset import examine
from analysis.cohort.faults import DatasetError, Fault
from analysis.cohort.schema import TABLES
from analysis.cohort.settings import FILE

# All that a folder may hold to be replaced.
FILES = frozenset({FILE, *(table.file for table in TABLES)})
PREFIX = ".unfinished-dataset-"
_NEW, _OLD = "new", "old"
_LIMITS = "detection_limits"


def check_target(target: Path, *, force: bool = False) -> list[Fault]:
    """Why a dataset cannot be written to this folder, if so.

    Args:
        target: the folder.
        force: whether a dataset that is there may be replaced.
    """
    if target.is_symlink() or (target.exists() and not force):
        return [Fault(str(target), None, "", "", "exists already; name a new folder")]
    if target.exists():
        return _check_replaced(target)
    if not target.parent.is_dir():
        return [Fault(str(target.parent), None, "", "", "is not a folder; make it first")]
    return []


def _check_replaced(target: Path) -> list[Fault]:
    if not target.is_dir():
        return [Fault(str(target), None, "", "", "is not a folder, so it is not replaced")]
    if not (target / FILE).is_file():
        return [Fault(str(target), None, "", "", f"holds no {FILE}, so it is no dataset and is not replaced")]
    return [
        Fault(str(target), None, "", path.name, "is no file of a dataset, so the folder is not replaced")
        for path in sorted(target.iterdir())
        if path.name not in FILES or path.is_symlink() or not path.is_file()
    ]


@contextmanager
def new_dataset(target: Path, *, force: bool = False, check: Callable[[Path], object] | None = None) -> Iterator[Path]:
    """Give an empty folder to write a dataset's files to; check them at the end, and put them in place in one step.

    The folder is a hidden one beside the target. Whatever goes wrong, it is removed again and the target is as it was.
    Where the process is killed, the next call for a target in the same place removes what it left; a dataset that was
    to be replaced, and was not yet, goes back to its place.

    Args:
        target: the dataset folder to make; the folder around it must exist.
        force: whether a dataset that is there is replaced.
        check: raises where what was written cannot stand; without it, the contract is checked.

    Raises:
        DatasetError: the target cannot be made, or what was written breaks the contract.
    """
    if faults := check_target(target, force=force):
        raise DatasetError(str(target), faults)
    # Named before it is made: an interrupt in between finds it too.
    workshop, lock = target.parent / f"{PREFIX}{secrets.token_hex(8)}", None
    try:
        lock = _open_workshop(workshop)
        folder = workshop / _NEW / target.name
        folder.mkdir(parents=True)
        yield folder
        (check or partial(_check, target))(folder)
        if faults := check_target(target, force=force):
            raise DatasetError(str(target), faults)
        if target.exists():
            (workshop / _OLD).mkdir()
            target.rename(workshop / _OLD / target.name)
        folder.rename(target)
    finally:
        _clear(workshop)
        if lock is not None:
            os.close(lock)


def _check(target: Path, folder: Path) -> None:
    """Raise where the folder breaks the contract, by the name that its owner knows."""
    if faults := examine(folder).errors:
        raise DatasetError(str(target), faults)


def _open_workshop(workshop: Path) -> int:
    """Make the hidden folder and return its lock; those that no process holds any more are cleared.

    The lock belongs to the process and falls with it, however it ends, so that no left folder is taken for one in use,
    nor the other way round. The folder around is locked meanwhile: a new one is never seen without its own lock.
    """
    around = os.open(workshop.parent, os.O_RDONLY)
    try:
        fcntl.flock(around, fcntl.LOCK_EX)
        for left in (path for path in workshop.parent.glob(f"{PREFIX}*") if path.is_dir() and not path.is_symlink()):
            with suppress(OSError), _locked(left):  # in use, or another user's
                _clear(left)
        workshop.mkdir(mode=0o700)
        handle = os.open(workshop, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    finally:
        os.close(around)
    return handle


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _clear(workshop: Path) -> None:
    """Remove a workshop; a dataset that was taken out of its place for a new one that never came goes back."""
    for old in (workshop / _OLD).glob("*"):
        place = workshop.parent / old.name
        if not place.exists() and not place.is_symlink():
            old.rename(place)
    shutil.rmtree(workshop, ignore_errors=True)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a table of a dataset; a column that a row does not hold is empty there.

    Raises:
        ValueError: a row holds another column.
    """
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def toml(given: Mapping[str, Any]) -> str:
    """The text of ``cohort.toml``; its values are texts, truths, numbers, dates, lists of days, and one table."""
    plain = {key: value for key, value in given.items() if key != _LIMITS}
    lines = [f"{key} = {_written(value)}\n" for key, value in plain.items()]
    if _LIMITS in given:
        lines += [f"\n[{_LIMITS}]\n", *(f"{name} = {_written(limit)}\n" for name, limit in given[_LIMITS].items())]
    return "".join(lines)


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else json.dumps(value, ensure_ascii=False)
