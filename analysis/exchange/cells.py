"""The text of a spreadsheet's cell, as a person would have typed it into a CSV file."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

# What a spreadsheet keeps of a number. Further digits are the remains of binary arithmetic, which no person typed.
DIGITS = 15
_TIMES = (datetime.date, datetime.time, datetime.timedelta)


def plain(number: float) -> str:
    """A number in plain decimal notation: 12 and not 12.0, 0.1 and not 0.1000000000000001."""
    return str(number) if isinstance(number, int) else format(Decimal(f"{number:.{DIGITS}g}"), "f")


def text_of(cell: Any, rule: str, *, identifier: bool = False, date: bool = False) -> tuple[str, str]:
    """What a cell says, and what is wrong with the way it says so.

    Args:
        cell: a cell of openpyxl; of a formula, the one that holds its stored value.
        rule: what the cell must hold, for the messages.
        identifier: whether it holds a code, whose leading zeros count.
        date: whether it may hold a calendar date.

    Returns:
        The text without spaces around it, empty for an empty cell; and the fault, empty where there is none.
    """
    value, shown = cell.value, cell.number_format
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if value is None or isinstance(value, str):
        text = (value or "").strip()
        fault = "is an error of the spreadsheet; mend it or empty the cell" if cell.data_type == "e" else ""
    elif isinstance(value, bool):
        text, fault = str(value).upper(), f"is a logical value of the spreadsheet; it must be {rule}"
    elif isinstance(value, _TIMES):
        counted = ", counted from the infusion, which is day 0" if rule.endswith("days") else ""
        allowed = date and type(value) is datetime.date
        text, fault = str(value), "" if allowed else f"is a date or a time; it must be {rule}{counted}"
    elif "%" in shown:
        text, fault = (
            plain(value),
            f"is shown as a percentage, which is 100 times what the cell holds; it must be {rule}",
        )
    elif identifier and not re.fullmatch(r"General|0|@", shown):
        text, fault = plain(value), f"is a number that is shown in the format {shown}; type the code as text"
    else:
        text, fault = plain(value), ""
    return text, fault
