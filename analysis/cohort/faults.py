"""What is wrong with a dataset, said so that its owner can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One broken rule: where it is, what stands there, and what should.

    ``row`` is the line as a spreadsheet counts it (the header is row 1), or ``None`` for the file as a whole.
    ``column`` is the key where the file is a TOML file, and empty where the fault is not one column's.
    ``remedy`` says what to do, where that can be told. ``value`` may be a patient's; the rule and the remedy hold
    names of the schema only, but for a remedy that repeats what stands in the cell.
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    remedy: str = ""

    def __str__(self) -> str:
        """The fault on one line."""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", {'key' if self.file.endswith('.toml') else 'column'} {self.column}"
        found = f"{self.value!r}: " if self.value else ""
        return f"{place}: {found}{self.rule}"


def alike(faults: Iterable[Fault]) -> list[list[Fault]]:
    """The faults by file, column and rule, in the order in which each such group first appears."""
    groups: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.file, fault.column, fault.rule), []).append(fault)
    return list(groups.values())


def listed(faults: Iterable[Fault]) -> list[str]:
    """The faults as lines of text: the first rows of each group with what to do, and how many more there are."""
    lines = []
    for group in alike(faults):
        shown = group[:SHOWN]
        for remedy in dict.fromkeys(fault.remedy for fault in shown):
            lines += [f"  {fault}" for fault in shown if fault.remedy == remedy]
            lines += [f"    {remedy}"] if remedy else []
        if len(group) > SHOWN:
            lines.append(f"  and {len(group) - SHOWN} more rows with this fault")
    return lines


# A slip that runs down a column would push every other fault off the screen.
SHOWN = 20


class DatasetError(Exception):
    """A dataset that breaks the contract.

    ``faults`` holds every broken rule, not the first. The message holds them too; where one rule is broken in very
    many rows of a column, it shows the first of them and counts the rest.
    """

    def __init__(self, folder: str, faults: Sequence[Fault]) -> None:
        """Keep the faults and word them as one message."""
        self.faults = tuple(faults)
        noun = "fault" if len(self.faults) == 1 else "faults"
        super().__init__("\n".join([f"{folder}: {len(self.faults)} {noun}", *listed(self.faults)]))
