"""The workbook to fill: drop-downs, ranges and notes made from the schema and from the rules of ``cohort.toml``."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.cohort import dictionary
from analysis.cohort.archives import timeless
from analysis.cohort.schema import ANALYTES, LABS, TABLES, Column, Table
from analysis.exchange import study

FILE = "dataset.xlsx"
DICTIONARY = "dictionary"

AUTHOR = "CAR-T manuscript"
LAST_ROW = 1_048_576  # of any sheet
MESSAGE, TITLE = 255, 32  # characters that a spreadsheet shows of a message and of its title
WIDEST = 60  # characters
FONT, POINTS = "Calibri", 11
REQUIRED, OPTIONAL = PatternFill("solid", fgColor="F4C7A8"), PatternFill("solid", fgColor="D9E4EE")
AS_TEXT = "@"


def template() -> bytes:
    """The empty workbook; the same bytes whenever and wherever it is made."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _study(book.create_sheet(study.SHEET))
    for table in TABLES:
        _table(book.create_sheet(table.name), table)
    _dictionary(book.create_sheet(DICTIONARY))
    book.properties.creator = AUTHOR
    buffer = io.BytesIO()
    book.save(buffer)
    return timeless(buffer.getvalue())


def _study(sheet: Worksheet) -> None:
    rows = study.entries()
    notes = {
        "key": "What the row tells. Rows marked in colour must be filled.",
        "value": "Fill this column only.",
        "unit": "The unit of the value.",
        "rule": "What the value must be.",
        "if left out": "What holds where the value is empty.",
        "meaning": "What the value tells.",
    }
    _head(sheet, study.COLUMNS, [notes[name] for name in study.COLUMNS], required=["value"])
    _widths(sheet, (28, 40, 12, 40, 14, WIDEST))
    for line, entry in enumerate(rows, start=2):
        _line(sheet, line, (entry.name, "", entry.unit, entry.rule, entry.left_out, entry.meaning))
        sheet.cell(line, 1).fill = REQUIRED if entry.required else OPTIONAL
        value = sheet.cell(line, 2)
        value.number_format = {"date": "yyyy-mm-dd", "integer": "General", "number": "General"}.get(entry.kind, AS_TEXT)
        _add(sheet, _of_entry(entry), f"B{line}", f"{entry.name} must be {entry.rule}")
    _print(sheet, fit=True)


def _of_entry(entry: study.Entry) -> DataValidation | None:
    if entry.kind == "yes/no":
        return _listing(["yes", "no"])
    if entry.kind == "date":
        return DataValidation(type="date", operator="greaterThan", formula1="DATE(1990,1,1)")
    if entry.kind == "number":
        return DataValidation(type="decimal", operator="greaterThan", formula1=str(entry.low))
    return _range("whole", entry.low, entry.high) if entry.kind == "integer" else None


def _table(sheet: Worksheet, table: Table) -> None:
    required = [column.name for column in table.columns if column.required]
    _head(sheet, [c.name for c in table.columns], [_note(column) for column in table.columns], required)
    for place, column in enumerate(table.columns, start=1):
        letter = get_column_letter(place)
        widest = max(len(text) for text in (column.name, *column.choices))
        sheet.column_dimensions[letter].width = min(max(widest + 4, 12), WIDEST)
        if column.kind not in ("integer", "number"):
            # Else a spreadsheet takes the zeros from 007, and a date for what looks like one.
            sheet.column_dimensions[letter].number_format = AS_TEXT
        rule = f"{column.name} must be {column.rule}"
        cells = f"{letter}2:{letter}{LAST_ROW}"
        if table is LABS and column.name == "analyte":
            _add(sheet, DataValidation(type="list", formula1=_analytes("A")), cells, f"{rule}"[:MESSAGE])
        elif table is LABS and column.name == "unit":
            own = get_column_letter([c.name for c in table.columns].index("analyte") + 1)
            formula = f"INDEX({_analytes('B')},MATCH(${own}2,{_analytes('A')},0))"
            rule = f"unit must be the analyte's own, which stands on the sheet {DICTIONARY}; fill the analyte first"
            _add(sheet, DataValidation(type="list", formula1=formula), cells, rule)
        else:
            _add(sheet, _of_column(column), cells, rule)
    sheet.freeze_panes = "B2"
    _print(sheet, fit=len(table.columns) < 10)


def _note(column: Column) -> str:
    parts = [column.meaning, f"Unit: {column.unit}" if column.unit else "", f"Rule: {dictionary.full_rule(column)}"]
    return "\n".join(part for part in parts if part)


def _of_column(column: Column) -> DataValidation | None:
    if column.kind == "choice":
        return _listing(column.choices)
    if column.kind == "yes/no":
        return _listing(["yes", "no"])
    if column.kind in ("integer", "number"):
        return _range("whole" if column.kind == "integer" else "decimal", column.low, column.high)
    return None


def _listing(choices: Sequence[str]) -> DataValidation:
    return DataValidation(type="list", formula1=f'"{",".join(choices)}"')


def _range(kind: str, low: float | None, high: float | None) -> DataValidation | None:
    if low is None:
        return None
    if high is None:
        return DataValidation(type=kind, operator="greaterThanOrEqual", formula1=f"{low:g}")
    return DataValidation(type=kind, operator="between", formula1=f"{low:g}", formula2=f"{high:g}")


def _add(sheet: Worksheet, validation: DataValidation | None, cells: str, rule: str) -> None:
    """Let the sheet refuse what breaks the rule, and say the rule."""
    if validation is not None:
        validation.showErrorMessage = True
        validation.errorTitle = "Not as the rule says"
        validation.error = rule[:MESSAGE]
        validation.allowBlank = True
        validation.add(cells)
        sheet.add_data_validation(validation)


def _dictionary(sheet: Worksheet) -> None:
    """Every column of every sheet, then the analytes, which the drop-downs of ``labs`` read from here."""
    rows = [(table.name, *row) for table in TABLES for row in dictionary.column_rows(table)]
    head = ("sheet", *dictionary.COLUMNS)
    _head(sheet, head, [f"The {name} that the row is about." if name in head[:2] else name for name in head], [])
    _widths(sheet, (14, 24, 10, 12, WIDEST, WIDEST))
    first = _first_analyte()
    for line, row in enumerate(rows, start=2):
        _line(sheet, line, row)
    _line(sheet, first - 1, dictionary.ANALYTE, bold=True)
    for line, row in enumerate(dictionary.analyte_rows(), start=first):
        _line(sheet, line, row)
    _print(sheet, fit=True)


def _first_analyte() -> int:
    """The line of the first analyte: after the head, the columns, an empty line and a head of their own."""
    return 1 + sum(len(table.columns) for table in TABLES) + 3


def _analytes(letter: str) -> str:
    """Where the analytes stand, by name (column A) or by unit (column B)."""
    first = _first_analyte()
    return f"{DICTIONARY}!${letter}${first}:${letter}${first + len(ANALYTES) - 1}"


def _widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _line(sheet: Worksheet, line: int, texts: Sequence[str], *, bold: bool = False) -> None:
    """A row of text, as high as its longest cell needs in columns whose widths are set."""
    needed = 1
    for place, text in enumerate(texts, start=1):
        cell = sheet.cell(line, place, text or None)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name=FONT, size=POINTS, bold=bold)
        needed = max(needed, len(textwrap.wrap(text, int(sheet.column_dimensions[cell.column_letter].width) - 2)))
    sheet.row_dimensions[line].height = needed * POINTS * 1.4


def _head(sheet: Worksheet, names: Sequence[str], notes: Sequence[str], required: Sequence[str]) -> None:
    """The first row, which stays in sight: names of columns, each with a note."""
    for place, (name, note) in enumerate(zip(names, notes, strict=True), start=1):
        cell = sheet.cell(1, place, name)
        cell.font = Font(name=FONT, size=POINTS, bold=True)
        cell.fill = REQUIRED if name in required else OPTIONAL
        cell.comment = Comment(note, AUTHOR, height=60 + 15 * (len(note) // 35 + note.count("\n")), width=300)
    sheet.freeze_panes = "A2"


def _print(sheet: Worksheet, *, fit: bool) -> None:
    """On paper: across, the head on every page, and the name of the sheet with the page below."""
    setup: Any = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    if fit:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        setup.fitToWidth, setup.fitToHeight = 1, 0
    else:
        sheet.print_title_cols = "A:A"
    sheet.oddFooter.center.text = "&A, page &P of &N"
