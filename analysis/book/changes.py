"""What moved between two ledgers: which number of the one is which number of the other, and whether it says the same.

What is compared is the printed text. That a number stands in another line, or that its code does, is no change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Literal

from analysis.book.ledger import Entry, Ledger

# What may move behind a text that stays, because a text is rounded.
EXACT = ("value", "low", "high", "level", "p", "adjusted_p", "n", "events", "missing", "method")
# Not the digits of a name such as CD19 or IL-6.
NUMBER = re.compile(r"(?<![^\W_])(?<![^\W\d_]-)\d")

Kind = Literal["flipped", "moved", "appeared", "gone"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A number that two ledgers print differently, or that only one of them prints.

    Attributes:
        entry: where it stands now, or stood.
        was: its old text; ``None`` where it appeared.
        now: its new text; ``None`` where it is gone.
    """

    entry: Entry
    was: str | None
    now: str | None

    @property
    def kind(self) -> Kind:
        """What happened; words flip, which are texts without a number."""
        if self.was is None:
            return "appeared"
        if self.now is None:
            return "gone"
        return "moved" if NUMBER.search(self.was) or NUMBER.search(self.now) else "flipped"


@dataclass(frozen=True, kw_only=True)
class Behind:
    """A record that moved while every text of this page that prints it stayed.

    Attributes:
        page: the page.
        what: what the record estimates.
        fields: name, old and new content of each field that moved.
    """

    page: str
    what: str
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """All that differs between two ledgers.

    Attributes:
        all: page by page, in reading order; what is gone ends its page.
        behind: what moved without being seen, in the same order.
        data: the titles of the datasets whose files are not the same.
        code: whether the code that computes is another.
    """

    all: list[Change]
    behind: list[Behind]
    data: list[str]
    code: bool

    def of(self, *kinds: Kind) -> list[Change]:
        """The changes of these kinds, in order."""
        return [change for change in self.all if change.kind in kinds]


def compare(old: Ledger, new: Ledger) -> Changes:
    """What moved from one ledger to another."""
    pairs, gone, appeared = _paired(old["numbers"], new["numbers"])
    here = [Change(entry=b, was=a["text"], now=b["text"]) for a, b in pairs if a["text"] != b["text"]]
    here += [Change(entry=entry, was=None, now=entry["text"]) for entry in appeared]
    order = {entry["id"]: i for i, entry in enumerate(new["numbers"])}
    here.sort(key=lambda change: order[change.entry["id"]])
    pages = list(dict.fromkeys(entry["page"] for entry in [*new["numbers"], *old["numbers"]]))
    changes = sorted(
        [*here, *(Change(entry=entry, was=entry["text"], now=None) for entry in gone)],
        key=lambda change: pages.index(change.entry["page"]),
    )
    return Changes(
        all=changes,
        behind=_behind(pairs, changes),
        data=sorted({title for title, _ in _datasets(old) ^ _datasets(new)}),
        code=old["code"] != new["code"],
    )


def _datasets(ledger: Ledger) -> set[tuple[str, str]]:
    return {(facts["dataset"], facts["digest"]) for entry in ledger["numbers"] for facts in entry["facts"]}


# Which number is which. The keys are tried in this order, each on what those before it left over.


def _unmoved(entry: Entry) -> Hashable:
    # The id without its count, which shifts when the same is quoted once more further up.
    return re.sub(r" \(\d+\)$", "", entry["id"]), entry["sentence"], entry["text"]


def _same_id(entry: Entry) -> Hashable:
    return str(entry["id"])


def _records(entry: Entry) -> Hashable:
    """What stands behind a text, whatever its author calls it."""
    return tuple((facts["what"], facts["dataset"]) for facts in entry["facts"]) or entry["given"]


def _renamed(entry: Entry) -> Hashable:
    return entry["page"], _records(entry), entry["face"], entry["text"]


def _renamed_and_moved(entry: Entry) -> Hashable:
    return entry["page"], _records(entry), entry["face"], entry["place"]


Pairs = list[tuple[Entry, Entry]]


def _paired(old: list[Entry], new: list[Entry]) -> tuple[Pairs, list[Entry], list[Entry]]:
    """Pairs of entries that are the same number, and what is left of the old and of the new."""
    pairs: Pairs = []
    for key in (_unmoved, _same_id, _renamed, _renamed_and_moved):
        before, after = _grouped(old, key), _grouped(new, key)
        for name, group in before.items():
            others = after.get(name, [])
            # Where numbers of one description moved, their order tells which is which only if none came or went.
            if key is not _renamed_and_moved or len(group) == len(others):
                pairs += zip(group, others, strict=False)
        taken = {a["id"] for a, _ in pairs}, {b["id"] for _, b in pairs}
        old = [entry for entry in old if entry["id"] not in taken[0]]
        new = [entry for entry in new if entry["id"] not in taken[1]]
    return pairs, old, new


def _grouped(entries: list[Entry], key: Callable[[Entry], Hashable]) -> dict[Hashable, list[Entry]]:
    groups: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def _behind(pairs: Pairs, changes: list[Change]) -> list[Behind]:
    """Records that moved unseen, each once a page."""
    seen = {(change.entry["page"], facts["what"]) for change in changes for facts in change.entry["facts"]}
    found: dict[Behind, int] = {}
    for old, new in pairs:
        for a, b in zip(old["facts"], new["facts"], strict=False):
            moved = tuple((name, a[name], b[name]) for name in EXACT if a[name] != b[name])
            if moved and (new["page"], b["what"]) not in seen:
                found.setdefault(Behind(page=new["page"], what=b["what"], fields=moved), new["line"])
    return sorted(found, key=lambda behind: (behind.page, found[behind]))
