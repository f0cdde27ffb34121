"""Dates of a column: what each order reads, what is refused, and that nothing is guessed."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort.dates import ORDERS, Dates, days_from, read_dates
from analysis.cohort.grids import EPOCH
from analysis.cohort.notation import Typed

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
FORMS = {"ymd": "{0.year}-{0.month}-{0.day}", "dmy": "{0.day}/{0.month}/{0.year}", "mdy": "{0.month}/{0.day}/{0.year}"}


def column(*cells: str, order: str, epoch: datetime.date = EPOCH) -> Dates:
    return read_dates(dict(enumerate(cells, start=2)), order, epoch)


def broken(*cells: str, order: str) -> dict[int, str]:
    return column(*cells, order=order).broken


@pytest.mark.parametrize(
    ("order", "cell", "moment"),
    [
        ("ymd", "2016-05-03", "2016-05-03 00:00:00"),
        ("ymd", "2016/5/3", "2016-05-03 00:00:00"),
        ("ymd", "2016.5.3", "2016-05-03 00:00:00"),
        ("ymd", "20160503", "2016-05-03 00:00:00"),
        ("ymd", Typed("20160503"), "2016-05-03 00:00:00"),
        ("ymd", "2016\u5e745\u67083\u65e5", "2016-05-03 00:00:00"),
        ("infer", "2016\u5e745\u67083\u65e5 8:05", "2016-05-03 08:05:00"),
        ("ymd", "\uff12\uff10\uff11\uff16\uff0f\uff15\uff0f\uff13", "2016-05-03 00:00:00"),
        ("ymd", "2016-05-03 14:30", "2016-05-03 14:30:00"),
        ("ymd", "2016-05-03T14:30:15.7", "2016-05-03 14:30:15"),
        ("dmy", "3/5/2016", "2016-05-03 00:00:00"),
        ("dmy", "03.05.2016 14:30", "2016-05-03 14:30:00"),
        ("mdy", "5/3/2016", "2016-05-03 00:00:00"),
        ("dmy", "2016-05-03", "2016-05-03 00:00:00"),
        ("infer", "13/5/2016", "2016-05-13 00:00:00"),
        ("infer", "5/13/2016", "2016-05-13 00:00:00"),
        ("infer", "5/5/2016", "2016-05-05 00:00:00"),
        ("infer", "2016-05-03", "2016-05-03 00:00:00"),
        ("serial", "42493", "2016-05-03 00:00:00"),
        ("serial", Typed("42493.604166666664"), "2016-05-03 14:30:00"),
        ("dmy", "29/2/2020", "2020-02-29 00:00:00"),
        ("dmy", "12 Mar 2024", "2024-03-12 00:00:00"),
        ("dmy", "12-MAR-2024 06:15", "2024-03-12 06:15:00"),
        ("dmy", "12MAR2024", "2024-03-12 00:00:00"),
        ("dmy", "1. September 2024", "2024-09-01 00:00:00"),
        ("dmy", "1 Sept. 2024", "2024-09-01 00:00:00"),
        ("mdy", "March 12, 2024", "2024-03-12 00:00:00"),
        ("mdy", "May 3 2024 18:00", "2024-05-03 18:00:00"),
        ("infer", "3 May 2016", "2016-05-03 00:00:00"),
        ("infer", "May 3, 2016", "2016-05-03 00:00:00"),
    ],
)
def test_a_date_is_read(order: str, cell: str, moment: str) -> None:
    dates = column(cell, order=order)
    assert dates.broken == {}
    assert str(dates.moments[2]) == moment


@pytest.mark.parametrize(
    ("order", "cell", "rule"),
    [
        ("ymd", "2019-02-30", "is not a day of the calendar"),
        ("dmy", "29/2/2019", "is not a day of the calendar"),
        ("dmy", "5/13/2016", "is not a day of the calendar"),
        ("infer", "31/31/2016", "is not a day of the calendar"),
        ("ymd", "2016-00-10", "is not a day of the calendar"),
        ("dmy", "3/5/16", "has a year of two digits"),
        ("infer", "3.5.16", "has a year of two digits"),
        ("ymd", "3/5/2016", "has the year last; date is ymd"),
        ("ymd", "1016-05-03", "must have a year from 1900 to 2099"),
        ("dmy", "3/5/2106", "must have a year from 1900 to 2099"),
        ("infer", "42493", "is a number; where it is a spreadsheet's count of days, say date"),
        ("infer", "20160503", "is a number"),
        ("dmy", "03052016", "is a number"),
        ("serial", "2016-05-03", "must be a spreadsheet's count of days"),
        ("serial", "60", "must be 61 or more"),
        ("serial", "20160503", "must be a spreadsheet's count of days"),
        ("infer", "May 2016", "must be a date such as"),
        ("dmy", "12-MAR-24", "has a year of two digits"),
        ("dmy", "March 12, 2024", "has its month first; date is dmy"),
        ("ymd", "12 Mar 2024", "has its day first; date is ymd"),
        ("dmy", "12 M\u00e4rz 2024", "has a month by a name that is not English"),
        ("dmy", "31 Feb 2024", "is not a day of the calendar"),
        ("dmy", "12 Mar 2024 noon", "must have a time such as 14:30"),
        ("dmy", "12 days after", "must be a date such as"),
        ("infer", "2016-05", "must be a date such as"),
        ("infer", "2016-05/03", "must be a date such as"),
        ("infer", "day 5", "must be a date such as"),
        ("infer", "unknown", "must be a date such as"),
        ("ymd", "2016-05-03 14:30 PM", "must have a time"),
        ("ymd", "2016-05-03 24:30", "has a time that no clock shows"),
        ("ymd", "2016-05-03T14:30Z", "must have a time"),
    ],
)
def test_what_is_no_sound_date_is_refused(order: str, cell: str, rule: str) -> None:
    dates = column(cell, order=order)
    assert dates.moments == {}
    assert dates.broken[2].startswith(rule)


def test_a_date_that_can_be_read_in_two_ways_is_refused_unless_the_order_is_stated() -> None:
    assert broken("13/5/2016", "3/5/2016", order="infer") == {
        3: 'can be read as 2016-05-03 and 2016-03-05; the mapping must say date = "dmy" or "mdy"'
    }
    assert broken("13/5/2016", "3/5/2016", order="dmy") == {}


def test_a_column_in_two_orders_is_refused() -> None:
    assert broken("13/5/2016", "5/14/2016", "5/5/2016", order="infer") == {
        3: "has the month first, others of the column the day; write all in one way"
    }


@pytest.mark.parametrize(("order", "line"), [("ymd", 3), ("infer", 3), ("dmy", 2), ("mdy", 2)])
def test_years_in_front_and_behind_in_one_column_are_refused(order: str, line: int) -> None:
    (rule,) = (dates := column("2016-03-05", "5/3/2016", order=order)).broken.values()
    assert list(dates.broken) == [line]
    assert "a spreadsheet may have swapped days and months" in rule
    assert len(dates.moments) == 1


def test_serial_numbers_count_from_the_day_that_the_file_says() -> None:
    assert column("41031", order="serial", epoch=datetime.date(1904, 1, 1)).moments[2].date() == datetime.date(
        2016, 5, 3
    )


@settings(deadline=None, derandomize=True, database=None)
@given(st.lists(DAYS, min_size=1), st.sampled_from(sorted(FORMS)))
def test_what_is_written_in_a_stated_order_is_read_back(days: list[datetime.date], order: str) -> None:
    dates = column(*(FORMS[order].format(day) for day in days), order=order)
    assert dates.broken == {}
    assert [moment.date() for moment in dates.moments.values()] == days


@settings(deadline=None, derandomize=True, database=None)
@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from(["dmy", "mdy"]))
def test_an_inferred_order_is_never_the_wrong_one(days: list[datetime.date], order: str) -> None:
    dates = column(*(FORMS[order].format(day) for day in days), order="infer")
    assert {line: moment.date() for line, moment in dates.moments.items()}.items() <= dict(enumerate(days, 2)).items()
    ambiguous = [line for line, day in enumerate(days, start=2) if day.day <= 12 and day.day != day.month]
    assert list(dates.broken) == ambiguous


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="0123456789-/. :T\u5e74\u6708\u65e5", max_size=20), st.sampled_from(ORDERS))
def test_any_text_is_a_date_or_a_fault(text: str, order: str) -> None:
    dates = column(text, order=order)
    assert len(dates.moments) + len(dates.broken) == 1


@pytest.mark.parametrize(
    ("moment", "whole", "days"),
    [
        ("2016-05-03T00:00", False, "0"),
        ("2016-05-03T23:59", True, "0"),
        ("2016-05-04T06:00", False, "1.25"),
        ("2016-05-04T06:00", True, "1"),
        ("2016-05-02T18:00", False, "-0.25"),
        ("2016-05-02T18:00", True, "-1"),
        ("2017-05-03T00:00", True, "365"),
    ],
)
def test_days_count_from_midnight_of_the_day_of_infusion(moment: str, whole: bool, days: str) -> None:
    assert days_from(datetime.date(2016, 5, 3), datetime.datetime.fromisoformat(moment), whole=whole) == days


@settings(deadline=None, derandomize=True, database=None)
@given(DAYS, st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2099, 12, 31)))
def test_the_decimals_lie_within_the_whole_day(start: datetime.date, moment: datetime.datetime) -> None:
    whole, exact = (Decimal(days_from(start, moment, whole=whole)) for whole in (True, False))
    assert 0 <= exact - whole <= 1


def test_the_name_of_a_month_tells_nothing_of_the_other_dates_of_a_column() -> None:
    dates = column("12 Mar 2024", "3/5/2016", order="infer")
    assert str(dates.moments[2].date()) == "2024-03-12"
    assert "can be read as" in dates.broken[3]


def test_dates_of_a_spreadsheet_may_stand_among_those_with_names() -> None:
    assert column("12 Mar 2024", "2016-05-03", order="dmy").broken == {}
