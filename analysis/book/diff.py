"""``python -m analysis diff OLD NEW``: what a change of data, code or text did to the paper, number by number."""

from __future__ import annotations

import sys
from pathlib import Path

from analysis.book import changes_text, revisions
from analysis.book.changes import compare

SAME, MOVED, BAD_INPUT = 0, 1, 2


def run(old: str, new: str, data: Path | None = None, *, markdown: bool = False) -> int:
    """Print what moved between two ledgers.

    A number whose text stayed while its exact value moved is told, and does not count as moved: readers of the paper
    see no difference.

    Args:
        old: a ledger, the folder of a built site, or a git revision.
        new: the same.
        data: the dataset from which revisions are built; each its own unless given.
        markdown: in the form for pull requests.

    Returns:
        0 where no number moved, appeared or is gone; 1 where any did; 2 where there is nothing to compare.
    """
    try:
        # Both are looked for before the first is built.
        sources = [revisions.find(name) for name in (old, new)]
        changes = compare(*(revisions.load(source, data) for source in sources))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    text = changes_text.markdown(changes) if markdown else changes_text.plain(changes)
    sys.stdout.write(f"{text}\n")
    return MOVED if changes.all else SAME
