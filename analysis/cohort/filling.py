"""One table of a source, turned into rows of the dataset as its mapping says."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from decimal import ROUND_FLOOR, Decimal
from functools import partial

from analysis.cohort.dates import days_from, read_dates
from analysis.cohort.faults import Fault
from analysis.cohort.notation import ERRORS, MISSING, MISSING_NUMBERS, Notation, folded, written
from analysis.cohort.plan import Field, Source
from analysis.cohort.repeats import settle
from analysis.cohort.rows import Filling, Row
from analysis.cohort.schema import ANALYTES, LABS, Column
from analysis.cohort.sheets import Sheet

NO_VALUE = "no value"


def fill(
    source: Source,
    sheet: Sheet,
    starts: Mapping[str, datetime.date] | None = None,
    limits: Mapping[str, str] | None = None,
) -> Filling:
    """Turn a sheet into rows of the dataset; every column that the mapping names must be in the sheet.

    Args:
        source: what the mapping says of the table.
        sheet: its cells.
        starts: the day of infusion by patient, from which dates count.
        limits: the lower limit of detection by analyte, in its own unit, for marks that stand without a limit.
    """
    filler = _Filler(source, sheet, starts or {}, limits or {})
    for line, cells in sheet.rows.items():
        text = dict(zip(sheet.header, cells, strict=True))
        if source.table is not LABS:
            filler.filling.read += 1
            filler.add(line, text)
        elif source.layout == "wide":
            for label in source.assays:
                filler.measure(line, text, label, label)
        else:
            filler.measure(line, text, known(source, text[source.label]), source.value)
    if source.table is LABS:
        settle(filler.filling)
    return filler.filling


def infusions(source: Source, sheet: Sheet) -> tuple[dict[str, datetime.date], list[Fault]]:
    """The day of infusion by patient, and what keeps a date from being read."""
    if source.infusion is None:
        return {}, []
    column = source.infusion.column
    cells = dict(zip(sheet.rows, sheet.column(column), strict=True))
    given = {line: cell for line, cell in cells.items() if not _nothing(known(source, cell), MISSING_NUMBERS)}
    dates = read_dates(given, source.infusion.date, sheet.epoch)
    how, of = source.fields["patient_id"], source.table["patient_id"]
    starts = {}
    for line, cell in zip(sheet.rows, sheet.column(how.column), strict=True) if how.column else ():
        # A code that the mapping cannot read is told where the row is filled.
        with suppress(ValueError):
            if line in dates.moments:
                starts[filled(how, of, known(source, cell), source.notation)] = dates.moments[line].date()
    return starts, [Fault(source.place, line, column, cells[line], rule) for line, rule in dates.broken.items()]


class _Filler:
    """Fills the rows of one table, one after the other."""

    def __init__(
        self, source: Source, sheet: Sheet, starts: Mapping[str, datetime.date], limits: Mapping[str, str]
    ) -> None:
        self.source, self.starts, self.limits = source, starts, limits
        self.filling = Filling(source, sheet.repeated)
        self.columns = {column.name: column for column in source.table.columns}
        self.dates = {}
        for name, how in source.fields.items():
            if how.date:
                cells = zip(sheet.rows, (known(source, cell) for cell in sheet.column(how.column)), strict=True)
                given = {line: cell for line, cell in cells if not _nothing(cell, MISSING_NUMBERS)}
                self.dates[name] = read_dates(given, how.date, sheet.epoch)

    def add(self, line: int, text: Mapping[str, str], value: str = "") -> Row:
        """Add a row, and fill the columns that the mapping takes from the line or keeps constant."""
        row = Row(self.source, line, {}, value)
        # The patient comes first, in the schema as here: dates count from the patient's infusion.
        for name, how in self.source.fields.items():
            make = partial(self._day, name, row) if how.date else partial(self._filled, name)
            self.filling.put(row, name, known(self.source, text.get(how.column, "")), make)
        self.filling.rows.append(row)
        return row

    def _filled(self, name: str, cell: str) -> str:
        return filled(self.source.fields[name], self.columns[name], cell, self.source.notation)

    def _day(self, name: str, row: Row, _: str) -> str:
        """The days from infusion to a date."""
        dates = self.dates[name]
        if row.line in dates.broken:
            raise ValueError(dates.broken[row.line])
        if row.line not in dates.moments:
            return ""
        if row.cells["patient_id"] not in self.starts:
            raise ValueError("cannot become a day: the patient has no date of infusion")
        start, whole = self.starts[row.cells["patient_id"]], self.columns[name].kind == "integer"
        days = days_from(start, dates.moments[row.line], whole=whole)
        return scaled(Decimal(1), days, self.source.fields[name].rounding)

    def measure(self, line: int, text: Mapping[str, str], label: str, column: str) -> None:
        """Add one measurement: what it is called, and the column that holds its value."""
        source, filling = self.source, self.filling
        filling.read += 1
        if label in ERRORS:
            row = Row(source, line, {}, column)
            filling.faults.append(row.fault("analyte", label, "is an error of the spreadsheet; mend it there"))
        if label not in source.assays:
            filling.left_out[label] += 1
            return
        value = text[column]
        if not known(source, value) or (_nothing(value, MISSING_NUMBERS) and folded(value) not in source.censored):
            filling.skipped[f"marked {folded(value)}" if value else NO_VALUE] += 1
            return
        assay = source.assays[label]
        row = self.add(line, text, column)
        row.cells.update(analyte=assay.analyte, unit=ANALYTES[assay.analyte].unit)
        mark = max((mark for mark in source.censored if folded(value).startswith(mark)), key=len, default="")
        if source.censored:
            row.cells["censored"] = source.censored.get(mark, "")
        try:
            factor = assay.factor(known(source, text[source.unit])) if source.unit else next(iter(assay.units.values()))
        except ValueError as error:
            factor = Decimal(1)
            filling.faults.append(row.fault("unit", text[source.unit], str(error)))
        limit = self.limits.get(assay.analyte, "") if source.censored.get(mark) == "below" else ""
        filling.put(row, "value", value, partial(limited, mark, factor, notation=source.notation, limit=limit))


def known(source: Source, cell: str) -> str:
    """A cell, or an empty text where the mapping says that it stands for nothing."""
    return "" if folded(cell) in source.missing else cell


def _nothing(cell: str, marks: frozenset[str]) -> bool:
    return not cell or folded(cell) in marks


def limited(mark: str, factor: Decimal, text: str, *, notation: Notation, limit: str = "") -> str:
    """A value without the mark that censors it, times a factor.

    Args:
        mark: the mark; empty for a value that was measured.
        factor: what the number is multiplied by.
        text: the cell.
        notation: how it writes its number.
        limit: what stands for a mark in words, such as "below detection", that no number follows.

    Raises:
        ValueError: nothing usable stands after the mark; the message is the broken rule.
    """
    number = folded(text).removeprefix(mark).strip() if mark else text
    if number:
        return scaled(factor, notation.number(number))
    if not any(sign.isalpha() for sign in mark):
        raise ValueError(f"must have a limit after {mark}")
    if not limit:
        raise ValueError("has no limit; give the analyte's under cohort.detection_limits")
    return limit


def filled(how: Field, column: Column, text: str, notation: Notation) -> str:
    """What a cell of the source becomes.

    Raises:
        ValueError: the mapping does not say; the message is the broken rule.
    """
    if not how.column:
        return how.constant
    if how.values is not None and text in how.values:
        return how.values[text]
    numeric = column.kind in ("integer", "number")
    if _nothing(text, MISSING_NUMBERS if numeric else MISSING):
        return ""
    if how.values is not None:
        if how.otherwise is None:
            raise ValueError("is not among the mapping's values: " + ", ".join(filter(None, how.values)))
        return how.otherwise
    return scaled(how.factor, notation.number(text, percent=column.unit == "%"), how.rounding) if numeric else text


def scaled(factor: Decimal, number: str, rounding: str = "") -> str:
    """A number times a factor, exactly, in plain decimal notation; as it stands where nothing is asked of it."""
    if factor == 1 and not rounding:
        return number
    product = Decimal(number) * factor
    if rounding:
        # Halves go up on both sides of day 0, so that every rounded day is a day long.
        product = (product + (Decimal("0.5") if rounding == "nearest" else 0)).to_integral_value(ROUND_FLOOR)
    return written(product)
