"""A new folder, made as a whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.cohort import DatasetError, Fault


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside the target, put in its place in one step when the block ends without an error.

    Args:
        target: the folder to make; it must not exist, the folder around it must.

    Raises:
        DatasetError: the target cannot be made.
    """
    if target.exists() or target.is_symlink():
        raise DatasetError(str(target), [Fault(str(target), None, "", "", "exists already; name a new folder")])
    if not target.parent.is_dir():
        fault = Fault(str(target.parent), None, "", "", "is not a folder; make it first")
        raise DatasetError(str(target), [fault])
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as workshop:
        folder = Path(workshop) / target.name
        folder.mkdir()
        yield folder
        folder.rename(target)
