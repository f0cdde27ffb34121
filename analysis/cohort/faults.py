"""What is wrong with a dataset, said so that its owner can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One broken rule: where it is, what stands there, and what should.

    ``row`` is the line as a spreadsheet counts it (the header is row 1), or ``None`` for the file as a whole.
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        """The fault on one line."""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        found = f"{self.value!r}: " if self.value else ""
        return f"{place}: {found}{self.rule}"


class DatasetError(Exception):
    """A dataset that breaks the contract. ``faults`` holds every broken rule, not the first."""

    def __init__(self, folder: str, faults: Sequence[Fault]) -> None:
        """Keep the faults and word them as one message."""
        self.faults = tuple(faults)
        noun = "fault" if len(self.faults) == 1 else "faults"
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{folder}: {len(self.faults)} {noun}\n{lines}")
