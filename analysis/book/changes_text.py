"""What moved between two ledgers, as a person reads it: in a terminal, or under a pull request."""

from __future__ import annotations

import textwrap
from itertools import groupby

from analysis.book.changes import Behind, Change, Changes

WIDTH = 100
FOLDED_FROM = 20  # changes; fewer are shown unfolded
LIMIT = 60_000  # bytes; a comment on GitHub holds 65536 characters


def summary(changes: Changes) -> str:
    """How many of each kind, and whether data or code differ."""
    counted = {
        "Words flipped": changes.of("flipped"),
        "numbers moved": changes.of("moved"),
        "appeared": changes.of("appeared"),
        "gone": changes.of("gone"),
    }
    told = ", ".join(f"{name}: {len(group)}" for name, group in counted.items())
    causes = [f"the data ({', '.join(changes.data)})"] if changes.data else []
    causes += ["the code"] if changes.code else []
    told = told if changes.all else "No number moved"
    return f"{told}. Changed: {' and '.join(causes)}." if causes else f"{told}."


BEHIND = "Same text, but what stands behind it moved"


def _fields(behind: Behind) -> str:
    return "; ".join(f"{name} {_blank(old)} -> {_blank(new)}" for name, old, new in behind.fields)


def _blank(content: object) -> str:
    return "none" if content is None else str(content)


def _sentence(change: Change) -> str:
    """The sentence in which a number stands; for a cell, its table."""
    entry = change.entry
    if entry["place"] == "cell":
        return f"Table {_expression(change).partition(', ')[0]}"
    return str(entry["sentence"])


def _name(change: Change) -> str:
    """The expression that prints a number; for a cell, row and column."""
    expression = _expression(change)
    return expression.partition(", ")[2] if change.entry["place"] == "cell" else expression


def _expression(change: Change) -> str:
    return str(change.entry["id"]).removeprefix(f"{change.entry['page']}: ")


def _page(change: Change | Behind) -> str:
    return change.page if isinstance(change, Behind) else str(change.entry["page"])


def _place(change: Change) -> tuple[bool, int, str]:
    """What stands in one place is shown together; lines of the old text are not lines of the new."""
    return change.now is None, change.entry["line"], _sentence(change)


# In a terminal.


def plain(changes: Changes) -> str:
    """For a terminal of 100 columns."""
    lines = _wrapped(summary(changes), 0)
    parts = {
        "Words that flipped": changes.of("flipped"),
        "Numbers": changes.of("moved", "appeared", "gone"),
    }
    for title, part in parts.items():
        if part:
            lines += ["", title, "-" * len(title)]
        for page, group in groupby(part, _page):
            lines += ["", page]
            for (gone, line, sentence), together in groupby(group, _place):
                lines += _wrapped(f"{'was ' if gone else ''}line {line}: {sentence}", 2)
                for change in together:
                    lines += _wrapped(f"{_name(change)}: {_moved(change)}", 6)
    if changes.behind:
        lines += ["", BEHIND, "-" * len(BEHIND)]
    for page, hidden in groupby(changes.behind, _page):
        lines += ["", page]
        for behind in hidden:
            lines += _wrapped(f"{behind.what}: {_fields(behind)}", 2)
    return "\n".join(lines)


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 4), break_on_hyphens=False
    )


def _moved(change: Change) -> str:
    if change.was is None:
        return f"appeared, {change.now}"
    return f"gone, was {change.was}" if change.now is None else f"{change.was} -> {change.now}"


# Under a pull request.

# Entities are never markup; the invisible space keeps GitHub from making mentions and references.
SAFE = str.maketrans(
    {c: f"&#{ord(c)};" for c in "\\`*_{}[]<>&|~"} | {"@": "@\N{ZERO WIDTH SPACE}", "#": "#\N{ZERO WIDTH SPACE}"}
)


def markdown(changes: Changes) -> str:
    """For a comment or a job summary on GitHub: tables, folded where there are many, and never too long to post."""
    blocks = ["### What this does to the numbers of the book", _safe(summary(changes))]
    room = _Room()
    flipped, others = changes.of("flipped"), changes.of("moved", "appeared", "gone")
    if flipped:
        blocks.append("#### Words that flipped")
    for part, folded in ((flipped, False), (others, len(others) > FOLDED_FROM)):
        for page, group in groupby(part, _page):
            of_page = list(group)
            table = _table(["Line", "Sentence or table", "Number", "Was", "Now"], room.for_rows(_rows(of_page)))
            blocks += _titled(f"{page} ({len(of_page)})", table, folded)
    if changes.behind:
        rows = [_row([behind.page, behind.what, _fields(behind)]) for behind in changes.behind]
        table = _table(["Page", "What", "Moved"], room.for_rows(rows))
        blocks += _titled(f"{BEHIND} ({len(rows)})", table, True)
    if room.left_out:
        blocks.append(f"{room.left_out} more do not fit here; `python -m analysis diff` prints them all.")
    return "\n\n".join(blocks)


class _Room:
    """How many rows still fit.

    Attributes:
        left_out: the rows that did not.
    """

    def __init__(self) -> None:
        self.left = LIMIT
        self.left_out = 0

    def for_rows(self, rows: list[str]) -> list[str]:
        """The rows that fit."""
        kept = []
        for row in rows:
            self.left -= len(row.encode())
            if self.left > 0:
                kept.append(row)
        self.left_out += len(rows) - len(kept)
        return kept


def _rows(changes: list[Change]) -> list[str]:
    """A row a change; a sentence stands in the first row of its changes."""
    rows = []
    for (_, line, sentence), group in groupby(changes, _place):
        where = [str(line), sentence]
        for change in group:
            rows.append(_row([*where, _name(change), change.was or "", change.now or ""]))
            where = ["", ""]
    return rows


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(_safe(cell) for cell in cells)} |"


def _table(columns: list[str], rows: list[str]) -> str:
    return "\n".join([_row(columns), "|" + " --- |" * len(columns), *rows]) if rows else ""


def _titled(title: str, table: str, folded: bool) -> list[str]:
    if not table:
        return []
    if folded:
        return [f"<details><summary>{_safe(title)}</summary>", table, "</details>"]
    return [f"**{_safe(title)}**", table]


def _safe(text: str) -> str:
    """Text that Markdown shows as it is."""
    return " ".join(text.translate(SAFE).replace("://", "&#58;//").split())
