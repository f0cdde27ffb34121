"""What figures and tables show, as files for other programs: CSV, and for tables a workbook too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from analysis.book.ledger import FACTS, portable
from analysis.cohort.archives import timeless

WIDEST = 60  # characters


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], dataset: str, *, synthetic: bool) -> bytes:
    """A table as CSV in UTF-8, each row marked with its dataset, and with whether a program made that up.

    Args:
        columns: the head.
        rows: cells; ``None`` is left empty, and numbers are rounded as in the ledger.
        dataset: its title; empty where the table tells nothing about patients, and then no row is marked.
        synthetic: whether a program made the dataset up.
    """
    stream = io.StringIO()
    sheet = csv.writer(stream, lineterminator="\n")
    mark: list[Any] = [dataset, _written(synthetic)] if dataset else []
    sheet.writerow([*columns, *(["dataset", "synthetic"] if dataset else [])])
    sheet.writerows([*map(_written, row), *mark] for row in rows)
    return stream.getvalue().encode()


def _written(cell: Any) -> Any:
    return {True: "true", False: "false"}[cell] if isinstance(cell, bool) else portable(cell)


def as_workbook(table: Mapping[str, Any], title: str) -> bytes:
    """A table as a workbook: as it is printed on one sheet, and the numbers behind it in full on another.

    Args:
        table: what `analysis.report.table.Table` shows to a page.
        title: its number and caption.
    """
    book = Workbook()
    printed = book.worksheets[0]
    printed.title = "Table"
    head, texts = list(table["columns"]), [[cell["text"] for cell in row] for row in table["rows"]]
    _lines(printed, [[title], head, *texts, *([note] for note in table["notes"])], bold=(1, 2))
    _widths(printed, [head, *texts])
    printed.freeze_panes = "B3"
    numbers = [
        [row[0]["text"], column, cell["text"], *(portable(facts.get(name)) for name in FACTS)]
        for row in table["rows"]
        for column, cell in zip(head, row, strict=True)
        for facts in cell["facts"]
    ]
    if numbers:
        behind = book.create_sheet("Numbers")
        names = ["row", "column", "text", *FACTS]
        _lines(behind, [names, *numbers], bold=(1,))
        _widths(behind, [names, *numbers])
        behind.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return timeless(stream.getvalue())


def _lines(sheet: Worksheet, lines: Iterable[Sequence[Any]], bold: Sequence[int]) -> None:
    for y, line in enumerate(lines, start=1):
        for x, value in enumerate(line, start=1):
            cell = sheet.cell(y, x, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
            if y in bold:
                cell.font = Font(bold=True)
            elif len(line) > 1:
                cell.alignment = Alignment(wrap_text=True, vertical="top")


def _widths(sheet: Worksheet, lines: Sequence[Sequence[Any]]) -> None:
    for x, column in enumerate(zip(*lines, strict=True), start=1):
        sheet.column_dimensions[sheet.cell(2, x).column_letter].width = min(
            WIDEST, 2 + max(len(str(cell)) for cell in column)
        )
