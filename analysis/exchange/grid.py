"""The sheets of a workbook, cell by cell, before anything is said about what its columns mean."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from analysis.cohort import Fault, hints
from analysis.exchange.cells import text_of

UNNAMED = re.compile(r"number (\d+)")  # how messages name a column without a name


@dataclass(frozen=True)
class Grid:
    """A sheet whose first row names its columns.

    Attributes:
        place: file and sheet, as messages name them.
        columns: the place of each column by its name.
        rows: cells by the line that the spreadsheet shows; blank lines are left out.
        unstored: places (line, column) of formulas that the spreadsheet kept no value of.
    """

    place: str
    columns: dict[str, int]
    rows: dict[int, tuple[Any, ...]]
    unstored: frozenset[tuple[int, int]]

    def text(
        self, line: int, column: str, rule: str, *, identifier: bool = False, date: bool = False
    ) -> tuple[str, str]:
        """What a cell says and what is wrong with it, as `text_of` gives them."""
        place = self.columns[column]
        if (line, place) in self.unstored:
            return "", "is a formula without a stored value; open and save the workbook, or type the value"
        return text_of(self.rows[line][place], rule, identifier=identifier, date=date)

    def unknown_columns(self, known: Sequence[str]) -> list[Fault]:
        """A fault for each column of another name."""
        rule = "is not a column of this sheet; it may hold " + ", ".join(known)
        return [
            Fault(self.place, 1, name, name, rule, hints.meant(name, known) or hints.RENAME)
            for name in self.columns
            if name not in known
        ]

    def position(self, fault: Fault) -> tuple[int, int]:
        """Line and place in it of a fault of this sheet, 0 where it has none; a column that is not there comes last."""
        unnamed = UNNAMED.fullmatch(fault.column)
        last = len(self.columns) + 1
        place = int(unnamed[1]) if unnamed else self.columns.get(fault.column, last) + 1 if fault.column else 0
        return fault.row or 0, place


def open_grids(path: Path, names: Sequence[str], ignored: Sequence[str]) -> tuple[dict[str, Grid], list[Fault]]:
    """Read the sheets of a workbook.

    Args:
        path: the workbook.
        names: the sheets to read.
        ignored: sheets that may stand there and are not read.

    Returns:
        The sheets by name in the order of the workbook, without those that are not there, and every fault found.
    """
    if not path.is_file():
        return {}, [Fault(str(path), None, "", "", "is not a file; for a folder of tables, name a mapping before it")]
    try:
        book = _load(path, formulas=True)
        formulas = any(cell.data_type == "f" for sheet in book.worksheets for row in sheet.rows for cell in row)
        stored = _load(path, formulas=False) if formulas else book
    except Exception as error:  # whatever the parsers of a broken archive raise
        return {}, [Fault(path.name, None, "", "", f"cannot be read as an Excel workbook (.xlsx): {error}")]
    faults = [
        Fault(path.name, None, "", "", f"has no sheet {name}; fill the workbook that the command template makes")
        for name in names
        if name not in book.sheetnames
    ]
    faults += [
        Fault(
            f"{path.name}, sheet {name}",
            None,
            "",
            "",
            f"is not read; the workbook holds {', '.join(names)}",
            hints.meant(name, names),
        )
        for name in book.sheetnames
        if name not in (*names, *ignored)
    ]
    grids = {}
    for name in book.sheetnames:
        if name in names:
            grids[name], found = _grid(f"{path.name}, sheet {name}", book[name], stored[name])
            faults += found
    return grids, faults


def _load(path: Path, *, formulas: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl drops when it writes, which we do not
        return load_workbook(path, data_only=not formulas)


def _grid(place: str, sheet: Worksheet, stored: Worksheet) -> tuple[Grid, list[Fault]]:
    unstored: set[tuple[int, int]] = set()
    lines = {line: tuple(_values(row, stored, unstored)) for line, row in enumerate(sheet.rows, start=1)}
    head = [text_of(cell, "a name")[0] for cell in lines.pop(1, ())]
    columns: dict[str, int] = {}
    faults = []
    for i, name in enumerate(head):
        if name in columns:
            faults.append(Fault(place, 1, name, name, "stands twice"))
        elif name:
            columns[name] = i
    rows = {
        line: cells
        for line, cells in lines.items()
        if any(_filled(cell) or (line, i) in unstored for i, cell in enumerate(cells))
    }
    faults += [
        Fault(place, line, f"number {i + 1}", str(cell.value), "stands under no name of a column")
        for line, cells in rows.items()
        for i, cell in enumerate(cells)
        if _filled(cell) and not head[i]
    ]
    faults += [
        Fault(place, merged.min_row, "", str(merged), "is a merged cell; split it, and fill each cell")
        for merged in sheet.merged_cells.ranges
    ]
    return Grid(place, columns, rows, frozenset(unstored)), faults


def _values(row: Sequence[Any], stored: Worksheet, unstored: set[tuple[int, int]]) -> Iterator[Any]:
    """The cells of a row; for a formula the cell that holds its stored value."""
    for cell in row:
        if cell.data_type != "f":
            yield cell
            continue
        held = stored.cell(cell.row, cell.column)
        if held.value is None:
            unstored.add((cell.row, cell.column - 1))
        yield held


def _filled(cell: Any) -> bool:
    return cell.value is not None and str(cell.value).strip() != ""
