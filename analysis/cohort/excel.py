"""One sheet of an Excel workbook."""

from __future__ import annotations

import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.cohort import hints
from analysis.cohort.faults import Fault
from analysis.cohort.grids import Grid, text_of
from analysis.cohort.notation import Typed, written

SUFFIXES = (".xlsx", ".xlsm")


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets, hidden ones included; none where it cannot be read."""
    try:
        return [sheet.title for sheet in _open(path, values=True).worksheets]
    except ValueError:
        return []


def read_excel(path: Path, file: str, name: str = "") -> tuple[Grid | None, list[Fault]]:
    """Read a sheet: values as they were typed, those of formulas as Excel last stored them.

    Dates become 2019-05-03 or 2019-05-03 14:30:00, per cents keep their sign (a cell that shows 35% holds 0.35).

    Args:
        path: the workbook.
        file: its name in messages.
        name: the sheet; empty for the only one.

    Returns:
        The cells, or ``None`` where the sheet cannot be read, and every fault found.
    """
    try:
        values, formulas = _open(path, values=True), _open(path, values=False)
    except ValueError as error:
        return None, [Fault(file, None, "", "", str(error))]
    names = [sheet.title for sheet in values.worksheets]
    if (name or len(names) != 1) and name not in names:
        rule = "is not a sheet of it" if name else "must be named by the mapping (sheet), for it has several"
        return None, [Fault(file, None, "", name, f"{rule}: {', '.join(names)}", hints.meant(name, names))]
    sheet, written_as = (book[name or names[0]] for book in (values, formulas))
    faults = [
        Fault(file, cell.row, cell.column_letter, str(cell.value), "is a formula without a value; save it in Excel")
        for line in written_as.iter_rows()
        for cell in line
        if cell.data_type == "f" and sheet[cell.coordinate].value is None
    ]
    areas = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
    rows = [[_text(cell) for cell in line] for line in sheet.iter_rows()]
    return Grid(rows=rows, merged=sorted(areas), epoch=values.epoch.date()), faults


def area_name(area: tuple[int, int, int, int]) -> str:
    """A merged area as Excel names it: ``B5:B7``."""
    from openpyxl.utils import get_column_letter

    top, left, bottom, right = area
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def _open(path: Path, *, values: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and drop-downs that do not concern the cells
            return openpyxl.load_workbook(path, data_only=values)
    except Exception as error:  # a damaged workbook fails in as many ways as it has parts
        rule = "cannot be read; save it as an Excel workbook (.xlsx) without a password"
        raise ValueError(f"{rule}: {error}") from error


def _text(cell: Any) -> str:
    text = text_of(cell.value)
    if isinstance(text, Typed) and "%" in cell.number_format:
        return f"{written(Decimal(text) * 100)}%"
    return text
