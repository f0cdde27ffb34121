"""Tables of findings, as data that the page turns into a real table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.report import mime, words
from analysis.report.printed import Text
from analysis.report.record import NOT_APPLICABLE, NOT_RECORDED, Finding
from analysis.report.source import Source


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose numbers are findings.

    Rows of which nothing is recorded are named in a note, unless there are no others.

    Attributes:
        columns: the head; the first column names the rows.
        rows: a label, then findings or their faces.
        notes: what the reader needs to read it, such as methods and denominators; abbreviations add themselves.
        source: the dataset; ``None`` where the table tells nothing about patients.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str | Finding | Text]]
    notes: Sequence[str]
    source: Source | None

    def __str__(self) -> str:
        """The table as plain text, a line a row, then its notes."""
        return "\n".join([*self._lines(), *self._notes()])

    def _lines(self) -> list[str]:
        return [" | ".join(row) for row in [list(self.columns), *self._printed()]]

    @property
    def _recorded(self) -> list[Sequence[str | Finding | Text]]:
        """The rows that say something."""
        return [row for row in self.rows if any(str(cell) != NOT_RECORDED for cell in row[1:])]

    @property
    def _shown(self) -> Sequence[Sequence[str | Finding | Text]]:
        return self._recorded or self.rows

    def _notes(self) -> list[str]:
        """The notes, and what the abbreviations in the table and in these mean."""
        left_out = [str(row[0]) for row in self.rows if row not in self._shown]
        notes = [*self.notes, *([f"Not recorded: {'; '.join(left_out)}."] if left_out else [])]
        meant = words.abbreviations("\n".join([*self._lines(), *notes]))
        return [*notes, *([meant] if meant else [])]

    def _printed(self) -> list[list[str]]:
        return [[str(cell) for cell in row] for row in self._shown]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        rows = self._printed()
        # A table in which nothing is recorded is a sentence.
        recorded = any(cell not in (NOT_RECORDED, NOT_APPLICABLE) for row in rows for cell in row[1:])
        data = {
            "why_not": "" if recorded else NOT_RECORDED,
            "columns": list(self.columns),
            "rows": [[_told(cell) for cell in row] for row in self._shown],
            "notes": self._notes(),
            "dataset": self.source.title if self.source else "",
            "synthetic": self.source is not None and self.source.synthetic,
        }
        return {"text/plain": str(self), mime.TABLE: data}


def _told(cell: str | Finding | Text) -> dict[str, Any]:
    """What a page gets to know of a cell."""
    return (cell.text if isinstance(cell, Finding) else cell if isinstance(cell, Text) else Text(cell)).shown
