"""One hash for files, so that all who ask whether a file has changed mean the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[tuple[str, Path]]) -> str:
    """A hash of files, in the order given.

    Args:
        files: each with the name that counts, which tells less than its path where folders must not matter.

    Returns:
        64 characters that change with any name or content; a file that is not there counts as such.
    """
    total = hashlib.sha256()
    for name, path in files:
        total.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"\1") + b"\0")
    return total.hexdigest()
