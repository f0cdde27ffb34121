"""Rows of a dataset on their way from a centre's tables, each with the place that it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from analysis.cohort.faults import Fault
from analysis.cohort.notation import ERRORS
from analysis.cohort.plan import Source


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
        return Fault(self.source.place, self.line, name, text, rule)


@dataclass
class Filling:
    """What one table of the source yields.

    Attributes:
        source: the table of the source.
        repeated: header rows that stood again among its rows.
        read: rows in it, or measurements where it fills ``labs``.
        rows: the dataset's rows, in the source's order.
        skipped: how many were not placed, by reason.
        left_out: how many were not placed because the mapping has no analyte for them, by the source's label.
        faults: cells that the mapping cannot turn into what the dataset holds.
    """

    source: Source
    repeated: int = 0
    read: int = 0
    rows: list[Row] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def put(self, row: Row, column: str, text: str, make: Callable[[str], str]) -> None:
        """Put into a cell what ``make`` makes of a text; where it cannot, leave the cell empty and keep the fault."""
        rule = "is an error of the spreadsheet; mend it there or list it under missing" if text in ERRORS else ""
        row.cells[column] = ""
        try:
            row.cells[column] = "" if rule else make(text)
        except ValueError as error:
            rule = str(error)
        if rule:
            self.faults.append(row.fault(column, text, rule))
