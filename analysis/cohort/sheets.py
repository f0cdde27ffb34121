"""The text of a table, before anything is said about what its columns mean."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from pathlib import Path

from analysis.cohort import delimited, excel, parquet
from analysis.cohort.faults import Fault
from analysis.cohort.grids import EPOCH, Grid

SUFFIXES = delimited.SUFFIXES + excel.SUFFIXES + parquet.SUFFIXES


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a table of a centre is laid out in its file.

    Attributes:
        sheet: of a workbook, the sheet; empty for the only one.
        encoding: of a text file; empty for UTF-8, or UTF-16 with its mark.
        skip_rows: rows above the header.
        header_rows: rows that name the columns.
    """

    sheet: str = ""
    encoding: str = ""
    skip_rows: int = 0
    header_rows: int = 1


@dataclass(frozen=True)
class Sheet:
    """The cells of a table, without the spaces around them.

    Attributes:
        header: names of the columns, as they stand; a name may be empty or stand twice.
        rows: cells by the line that a spreadsheet would show (the header is 1); blank lines are left out, and so
            are rows that are longer or shorter than the header, which are faults.
        repeated: header rows that were found again below the header, and left out.
        epoch: the day from which the file counts serial numbers of days.
    """

    header: list[str]
    rows: dict[int, list[str]]
    repeated: int = 0
    epoch: datetime.date = EPOCH

    def column(self, name: str) -> list[str]:
        """The cells under the first column of that name."""
        place = self.header.index(name)
        return [line[place] for line in self.rows.values()]

    @property
    def doubled(self) -> list[str]:
        """Names that stand more than once in the header."""
        return sorted({name for name in self.header if name and self.header.count(name) > 1})


def read_sheet(
    path: Path, file: str, form: Form | None = None, separator: str = ","
) -> tuple[Sheet | None, list[Fault]]:
    """Read a table of a dataset or of a centre.

    Args:
        path: the file.
        file: its name in messages.
        form: how a centre's file is laid out: a text file (comma, semicolon or tab between cells), an Excel workbook
            or a Parquet file, by its ending. Without it, a file of a dataset, which is strict: UTF-8 with or without
            its mark, commas, the header in the first row.
        separator: what stands between cells of such a strict file, if not commas.

    Returns:
        The sheet, or ``None`` where the file cannot be read as one, and every fault found.
    """
    grid, faults = _read_grid(path, file, form, separator)
    if grid is None:
        return None, faults
    first = 0 if form is None else form.skip_rows
    body = first + (1 if form is None else form.header_rows)
    heads = [[" ".join(cell.split()) for cell in row] for row in grid.rows[first:body]]
    if not any(map(any, heads)):
        rule = "is empty; the first row must name the columns"
        return None, [
            *faults,
            Fault(file, first + 1, "", "", rule if not first else "is empty; it must name the columns"),
        ]
    header = _joined(heads, grid, first)
    given = {i: row for i, row in enumerate(grid.rows[body:], start=body + 1) if any(row)}
    if form is not None:
        header, given = _trimmed(header, given)
        heads = [(head + [""] * len(header))[: len(header)] for head in heads]
    again = [i for i, row in given.items() if form is not None and [" ".join(cell.split()) for cell in row] in heads]
    given = {i: row for i, row in given.items() if i not in again}
    faults += [
        Fault(file, area[0], "", excel.area_name(area), "is merged; unmerge it and fill in each of its cells")
        for area in grid.merged or ()
        if area[2] > body and not {*range(area[0], area[2] + 1)} <= {*again}
    ]
    faults += [
        Fault(file, i, "", "", f"has {len(row)} cells where the header has {len(header)}")
        for i, row in given.items()
        if len(row) != len(header)
    ]
    rows = {i: row for i, row in given.items() if len(row) == len(header)}
    return Sheet(header, rows, len(again), grid.epoch), faults


def _read_grid(path: Path, file: str, form: Form | None, separator: str) -> tuple[Grid | None, list[Fault]]:
    ending = path.suffix.lower()
    try:
        if form is None:
            return delimited.read_delimited(path, separator=separator), []
        if ending in excel.SUFFIXES:
            return excel.read_excel(path, file, form.sheet)
        if ending in parquet.SUFFIXES:
            return parquet.read_parquet(path), []
        if ending in delimited.SUFFIXES:
            return delimited.read_delimited(path, form.encoding, form.skip_rows + form.header_rows - 1), []
    except ValueError as error:
        return None, [Fault(file, None, "", "", str(error))]
    rule = f"is not a table that can be read; save it as one of {', '.join(SUFFIXES)}"
    return None, [Fault(file, None, "", "", rule)]


def _joined(heads: list[list[str]], grid: Grid, above: int) -> list[str]:
    """One name for each column, from one or several rows; a name that spans several columns belongs to each."""
    heads = [list(head) for head in heads]
    if grid.merged is not None:
        for top, left, bottom, right in grid.merged:
            if above < top <= bottom <= above + len(heads):
                name = heads[top - above - 1][left - 1]
                heads[top - above - 1][left - 1 : right] = [name] * (right - left + 1)
    else:
        # A text file keeps a spanning name in its first column only. The columns that it spans have names below.
        for upper, lower in pairwise(heads):
            for i in range(1, min(len(upper), len(lower))):
                if not upper[i] and lower[i] and lower[i - 1]:
                    upper[i] = upper[i - 1]
    return [" / ".join(filter(None, names)) for names in zip_longest(*heads, fillvalue="")]


def _trimmed(header: list[str], rows: dict[int, list[str]]) -> tuple[list[str], dict[int, list[str]]]:
    """The table without the nameless columns at its right edge that hold nothing, which spreadsheets leave there."""
    width = max(i for row in (header, *rows.values()) for i, cell in enumerate(row, start=1) if cell)
    return header[:width], {i: row[:width] for i, row in rows.items()}
