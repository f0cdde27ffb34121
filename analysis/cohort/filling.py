"""One table of a source, turned into rows of the dataset as its mapping says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from functools import partial

from analysis.cohort.faults import Fault
from analysis.cohort.mapping import Field, Source
from analysis.cohort.schema import ANALYTES, LABS, NUMBER
from analysis.cohort.sheets import Sheet

NO_VALUE = "no value"


@dataclass(frozen=True)
class Row:
    """A row of the dataset, with the place in the source that it came from.

    Attributes:
        source: the table of the source.
        line: the line in it, as a spreadsheet shows it.
        cells: text by the dataset's columns.
        value: the source's column that holds the value, where the row is a measurement.
    """

    source: Source
    line: int
    cells: dict[str, str]
    value: str = ""

    def fault(self, column: str, text: str, rule: str) -> Fault:
        """A fault of one of the dataset's columns, by the source's own file, line and column."""
        origins = {name: how.column for name, how in self.source.fields.items()}
        origins |= {"analyte": self.source.label, "value": self.value, "unit": self.source.unit}
        origin = origins.get(column) or column
        name = origin if origin == column else f"{origin} (as {column})"
        return Fault(self.source.file, self.line, name, text, rule)


@dataclass
class Filling:
    """What one table of the source yields.

    Attributes:
        source: the table of the source.
        read: rows in it, or measurements where it fills ``labs``.
        rows: the dataset's rows, in the source's order.
        skipped: how many were not placed, by reason.
        left_out: how many were not placed because the mapping has no analyte for them, by the source's label.
        faults: cells that the mapping cannot turn into what the dataset holds.
    """

    source: Source
    read: int = 0
    rows: list[Row] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, text: Mapping[str, str], value: str = "") -> Row:
        """Add a row, and fill the columns that the mapping takes from the line or keeps constant."""
        row = Row(self.source, line, {}, value)
        for name, how in self.source.fields.items():
            self.put(row, name, text.get(how.column, ""), partial(filled, how))
        self.rows.append(row)
        return row

    def put(self, row: Row, column: str, text: str, make: Callable[[str], str]) -> None:
        """Put into a cell what ``make`` makes of a text; where it cannot, leave the cell empty and keep the fault."""
        try:
            row.cells[column] = make(text)
        except ValueError as error:
            row.cells[column] = ""
            self.faults.append(row.fault(column, text, str(error)))


def fill(source: Source, sheet: Sheet) -> Filling:
    """Turn a sheet into rows of the dataset; every column that the mapping names must be in the sheet."""
    filling = Filling(source)
    for line, cells in sheet.rows.items():
        text = {name: "" if cell in source.missing else cell for name, cell in zip(sheet.header, cells, strict=True)}
        if source.table is not LABS:
            filling.read += 1
            filling.add(line, text)
        elif source.layout == "wide":
            for label in source.assays:
                _measure(filling, line, text, label, label)
        else:
            _measure(filling, line, text, text[source.label], source.value)
    return filling


def _measure(filling: Filling, line: int, text: Mapping[str, str], label: str, column: str) -> None:
    """Add one measurement: what it is called, and the column that holds its value."""
    source = filling.source
    filling.read += 1
    if label not in source.assays:
        filling.left_out[label] += 1
        return
    if not text[column]:
        filling.skipped[NO_VALUE] += 1
        return
    assay = source.assays[label]
    row = filling.add(line, text, column)
    row.cells.update(analyte=assay.analyte, unit=ANALYTES[assay.analyte].unit)
    mark = max((mark for mark in source.censored if text[column].startswith(mark)), key=len, default="")
    if source.censored:
        row.cells["censored"] = source.censored.get(mark, "")
    unit = text[source.unit] if source.unit else next(iter(assay.units))
    if unit in assay.units:
        filling.put(row, "value", text[column], partial(limited, mark, assay.units[unit]))
    else:
        row.cells["value"] = ""
        units = ", ".join(assay.units)
        filling.faults.append(row.fault("unit", unit, f"is not a unit that the mapping has for {label}: {units}"))


def limited(mark: str, factor: Decimal, text: str) -> str:
    """A value without the mark that censors it.

    Raises:
        ValueError: nothing usable stands after the mark; the message is the broken rule.
    """
    number = text.removeprefix(mark).strip()
    if not number:
        raise ValueError(f"must have a limit after {mark}")
    return scaled(factor, number)


def filled(how: Field, text: str) -> str:
    """What a cell of the source becomes.

    Raises:
        ValueError: the mapping does not say; the message is the broken rule.
    """
    if not how.column:
        return how.constant
    if how.values is None:
        return scaled(how.factor, text, how.rounding)
    if text in how.values:
        return how.values[text]
    if text and how.otherwise is None:
        raise ValueError("is not among the mapping's values: " + ", ".join(filter(None, how.values)))
    return (how.otherwise or "") if text else ""


def scaled(factor: Decimal, text: str, rounding: str = "") -> str:
    """A number times a factor, exactly, in plain decimal notation; as it stands where nothing is asked of it.

    Raises:
        ValueError: the text is not a plain number; the message is the broken rule.
    """
    if not text or (factor == 1 and not rounding):
        return text
    if not re.fullmatch(NUMBER, text):
        raise ValueError("must be a number such as 12.5")
    number = Decimal(text) * factor
    if rounding:
        # Halves go up on both sides of day 0, so that every rounded day is a day long.
        number = (number + (Decimal("0.5") if rounding == "nearest" else 0)).to_integral_value(ROUND_FLOOR)
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
