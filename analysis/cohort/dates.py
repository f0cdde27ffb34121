"""Calendar dates of a centre's tables, which become days from infusion and go no further."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.cohort.notation import folded, written

# "infer" takes the order from the column itself, where every date in it can be read in one way only.
ORDERS = ("ymd", "dmy", "mdy", "serial", "infer")
YEARS = range(1900, 2100)
# Before, Excel's count of days is wrong by a day that never was.
FIRST_SERIAL = 61
SHORT_YEAR = "has a year of two digits; write all four"
MONTH_DAYS = 99  # what two digits can hold; a larger number in front is a year

_YEAR_FIRST = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号])")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}")
_YEAR_AND_TIME = r"(?P<year>[0-9]{4}|[0-9]{2})(?:\s+(?P<clock>\S.*))?"
_NAMED = {
    "dmy": re.compile(rf"(?P<day>[0-9]{{1,2}})(?:\.\s*|[-/\s])?(?P<name>[^\W\d_]+)(?:[.,]\s*|[-/\s])?{_YEAR_AND_TIME}"),
    "mdy": re.compile(rf"(?P<name>[^\W\d_]+)(?:\.\s*|[-/\s])(?P<day>[0-9]{{1,2}})(?:,\s*|[-/\s]){_YEAR_AND_TIME}"),
}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = {name[:letters]: i for i, name in enumerate(_MONTHS, start=1) for letters in (3, len(name))} | {"sept": 9}
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?")


@dataclass(frozen=True)
class Dates:
    """The dates of one column.

    Attributes:
        moments: date and time by line; midnight where no time stands.
        broken: the broken rule by line, for what cannot be read, or not in one way only.
    """

    moments: dict[int, datetime.datetime] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)


def read_dates(cells: Mapping[int, str], order: str, epoch: datetime.date) -> Dates:
    """Read a column of dates.

    A column is written in one way: where some dates have the year first and others last, those that are not in the
    stated order are refused, because a spreadsheet that takes 3/5/2016 for a date and leaves 13/5/2016 as text has
    swapped the day and the month of the first.

    Args:
        cells: the column's cells by line, none of them empty.
        order: one of ``ORDERS``.
        epoch: the day from which serial numbers count.
    """
    dates = Dates()
    lasts: dict[int, tuple[int, int, int, datetime.time]] = {}
    named: dict[int, datetime.datetime] = {}
    for line, cell in cells.items():
        text = folded(cell)
        try:
            if order == "serial":
                dates.moments[line] = _serial(text, epoch)
                continue
            if (moment := _named(text, order)) is not None:
                named[line] = moment
                continue
            (one, two, three), time = _numbers(text, compact=order == "ymd")
            if one > MONTH_DAYS:
                dates.moments[line] = _moment(one, two, three, time)
            else:
                lasts[line] = (one, two, three, time)
        except ValueError as error:
            dates.broken[line] = str(error)
    _read_year_last(dates, lasts, order)
    dates.moments.update(named)  # only now: a month by its name cannot have been swapped, and tells nothing of others
    return dates


def _read_year_last(dates: Dates, lasts: Mapping[int, tuple[int, int, int, datetime.time]], order: str) -> None:
    """Add the dates whose year stands last."""
    if lasts and (dates.moments or order == "ymd"):
        stray, place = (lasts, "last") if order in ("ymd", "infer") else (list(dates.moments), "first")
        rule = f"has the year {place}" + (", others of the column do not" if dates.moments else "; date is ymd")
        for line in stray:
            dates.broken[line] = rule + "; write all in one way, for a spreadsheet may have swapped days and months"
            dates.moments.pop(line, None)
        if stray is lasts:
            return
    inferred: dict[int, str] = {}
    for line, (one, two, year, time) in lasts.items():
        readings = {"dmy": (two, one), "mdy": (one, two)}
        sound, errors = {}, []
        for name in readings if order == "infer" else (order,):
            try:
                sound[name] = _moment(year, *readings[name], time)
            except ValueError as error:
                errors.append(str(error))
        if not sound:
            dates.broken[line] = errors[0]
        elif len(set(sound.values())) > 1:
            both = " and ".join(str(moment.date()) for moment in sound.values())
            dates.broken[line] = f'can be read as {both}; the mapping must say date = "dmy" or "mdy"'
        else:
            dates.moments[line] = next(iter(sound.values()))
            if len(sound) == 1:
                inferred[line] = next(iter(sound))
    if len(set(inferred.values())) > 1:
        for line in (line for line, name in inferred.items() if name == "mdy"):
            dates.broken[line] = "has the month first, others of the column the day; write all in one way"
            del dates.moments[line]


def _named(text: str, order: str) -> datetime.datetime | None:
    """The date of a text that has its month by its English name, ``None`` where it has none."""
    name, found = next(((name, f) for name, form in _NAMED.items() if (f := form.fullmatch(text))), ("", None))
    if found is None:
        return None
    if len(found["year"]) == 2:
        raise ValueError(SHORT_YEAR)
    month = _MONTH.get(found["name"].casefold())
    if month is None:
        raise ValueError("has a month by a name that is not English; write the month as a number")
    if order not in (name, "infer"):
        first = "day" if name == "dmy" else "month"
        raise ValueError(f'has its {first} first; date is {order}; write all in one way, or say date = "{name}"')
    return _moment(int(found["year"]), month, int(found["day"]), _time(found["clock"] or ""))


def _numbers(text: str, *, compact: bool) -> tuple[tuple[int, int, int], datetime.time]:
    """The three numbers of a date as they stand, and its time; eight digits are a date only where it is compact."""
    day, _, clock = re.sub(r"[T\s]+", " ", text).partition(" ")
    found = _YEAR_FIRST.fullmatch(day) or _YEAR_LAST.fullmatch(day) or (compact and _COMPACT.fullmatch(day))
    if not found:
        raise ValueError(_wrong(day, alone=not clock))
    one, two, three = (int(part) for part in found.groups() if part and part.isdigit())
    return (one, two, three), _time(clock)


def _time(clock: str) -> datetime.time:
    """The time of a cell; midnight where there is none."""
    if not clock:
        return datetime.time()
    parts = _TIME.fullmatch(clock)
    if parts is None:
        raise ValueError("must have a time such as 14:30 after its date, or none")
    try:
        hour, minute, second = (int(part or 0) for part in parts.groups())
        return datetime.time(hour, minute, second)
    except ValueError:
        raise ValueError("has a time that no clock shows") from None


def _wrong(text: str, *, alone: bool) -> str:
    """Why a text is not a date; whether it stands alone in its cell."""
    if _SHORT_YEAR.fullmatch(text):
        return SHORT_YEAR
    if alone and _NUMBER.fullmatch(text):
        return 'is a number; where it is a spreadsheet\'s count of days, say date = "serial"'
    return "must be a date such as 2016-05-03, 3/5/2016, 3 May 2016 or 2016年5月3日"


def _moment(year: int, month: int, day: int, time: datetime.time) -> datetime.datetime:
    try:
        moment = datetime.datetime.combine(datetime.date(year, month, day), time)
    except ValueError:
        raise ValueError("is not a day of the calendar") from None
    if year not in YEARS:
        raise ValueError(f"must have a year from {YEARS[0]} to {YEARS[-1]}")
    return moment


def _serial(text: str, epoch: datetime.date) -> datetime.datetime:
    if not _NUMBER.fullmatch(text) or Decimal(text) >= 100_000:
        raise ValueError("must be a spreadsheet's count of days, such as 42493")
    if Decimal(text) < FIRST_SERIAL:
        raise ValueError(f"must be {FIRST_SERIAL} or more; spreadsheets count the days before wrongly")
    seconds = round(Decimal(text) * 86400)
    return datetime.datetime.combine(epoch, datetime.time()) + datetime.timedelta(seconds=seconds)


def days_from(start: datetime.date, moment: datetime.datetime, *, whole: bool) -> str:
    """The days from the day of infusion, which is day 0 from its first minute to its last.

    Args:
        start: the day of infusion.
        moment: the date and time to count to.
        whole: whether the time is left out; with it, day 1.25 is six in the morning of the day after infusion.
    """
    days = (moment.date() - start).days
    if whole:
        return str(days)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return written(round(days + Decimal(seconds) / 86400, 4))
