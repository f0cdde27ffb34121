"""The text of a CSV file, before anything is said about what its columns mean."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from analysis.cohort.faults import Fault


@dataclass(frozen=True)
class Sheet:
    """The cells of a CSV file, without the spaces around them.

    Attributes:
        header: names of the columns, as they stand; a name may be empty or stand twice.
        rows: cells by the line that a spreadsheet would show (the header is 1); blank lines are left out, and so
            are rows that are longer or shorter than the header, which are faults.
    """

    header: list[str]
    rows: dict[int, list[str]]

    def column(self, name: str) -> list[str]:
        """The cells under the first column of that name."""
        place = self.header.index(name)
        return [line[place] for line in self.rows.values()]

    @property
    def doubled(self) -> list[str]:
        """Names that stand more than once in the header."""
        return sorted({name for name in self.header if name and self.header.count(name) > 1})


def read_sheet(path: Path, file: str, delimiter: str = ",") -> tuple[Sheet | None, list[Fault]]:
    """Read a CSV file: UTF-8 with or without its mark, comma between cells, any line ending.

    Args:
        path: the file.
        file: its name in messages.
        delimiter: what stands between cells.

    Returns:
        The sheet, or ``None`` where the file cannot be read as one, and every fault found.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            lines = [[cell.strip() for cell in line] for line in csv.reader(handle, delimiter=delimiter, strict=True)]
    except (UnicodeDecodeError, csv.Error) as error:
        return None, [Fault(file, None, "", "", f"cannot be read; save it as CSV UTF-8 with commas: {error}")]
    if not lines or not any(lines[0]):
        return None, [Fault(file, 1, "", "", "is empty; the first row must name the columns")]
    header = lines[0]
    given = {i: line for i, line in enumerate(lines[1:], start=2) if any(line)}
    ragged = [
        Fault(file, i, "", "", f"has {len(line)} cells where the header has {len(header)}")
        for i, line in given.items()
        if len(line) != len(header)
    ]
    return Sheet(header, {i: line for i, line in given.items() if len(line) == len(header)}), ragged
