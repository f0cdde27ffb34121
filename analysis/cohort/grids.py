"""The cells of any kind of file as text, before anything is said about which of them name the columns."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.cohort.notation import Typed, written

# Day 0 of Excel's count. The count holds a 29 February 1900 that never was; before March 1900 it is a day wrong.
EPOCH = datetime.date(1899, 12, 30)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cells of one table, row by row, without the spaces around them.

    Attributes:
        rows: the rows, the first of the file first; numbers that the file holds as such are ``Typed``.
        merged: merged areas as top, left, bottom and right, counted from 1; ``None`` where the format tells of none.
        epoch: the day from which the file counts serial numbers of days.
    """

    rows: Sequence[list[str]]
    merged: Sequence[tuple[int, int, int, int]] | None = None
    epoch: datetime.date = EPOCH


def text_of(value: object) -> str:
    """A value of a spreadsheet or of a Parquet file as text: numbers exactly as they were typed, dates as 2019-05-03.

    Raises:
        TypeError: the value is of a kind that no cell of a table can hold.
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case int():
            text = Typed(value)
        case float() if math.isfinite(value):
            # The shortest decimals that give this float: what was typed, to 15 digits.
            text = Typed(written(Decimal(repr(value))))
        case float() if math.isnan(value):
            text = ""
        case Decimal() if value.is_finite():
            text = Typed(written(value))
        case datetime.datetime():
            moment = (value.replace(tzinfo=None) + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
            text = str(moment if moment.time() != datetime.time() else moment.date())
        case str() | float() | Decimal() | datetime.date() | datetime.time() | datetime.timedelta():
            text = str(value).strip()
        case _:
            raise TypeError(f"holds {type(value).__name__} in a cell")
    return text
