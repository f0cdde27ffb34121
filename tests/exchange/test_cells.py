"""What a cell of a spreadsheet says, and what is refused because it says something else than it shows."""

from __future__ import annotations

import datetime

import openpyxl
import pytest

from analysis.exchange.cells import plain, text_of


def cell(value: object, shown: str = "General"):
    made = openpyxl.Workbook().worksheets[0]["A1"]
    made.value = value
    made.number_format = shown
    return made


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (4.1 * 100, "410"),
        (-5, "-5"),
        (1234567.25, "1234567.25"),
        (1e-7, "0.0000001"),
        (1e16, "10000000000000000"),
        (123456789012345, "123456789012345"),
    ],
)
def test_a_number_is_written_as_it_was_typed(number: float, text: str) -> None:
    assert plain(number) == text
    assert text_of(cell(number), "a number") == (text, "")


@pytest.mark.parametrize(("value", "text"), [(None, ""), ("  CR ", "CR"), ("007", "007"), ("\u00a0", "")])
def test_text_stands_without_the_spaces_around_it(value: object, text: str) -> None:
    assert text_of(cell(value), "any text") == (text, "")


@pytest.mark.parametrize(
    ("value", "shown", "rule", "text", "fault"),
    [
        (True, "General", "yes or no", "TRUE", "is a logical value of the spreadsheet; it must be yes or no"),
        (
            datetime.datetime(2019, 3, 1, 0, 0),
            "yyyy-mm-dd",
            "a whole number from 0 to 365 days",
            "2019-03-01",
            "is a date or a time; it must be a whole number from 0 to 365 days, counted from the infusion, which is "
            "day 0",
        ),
        (datetime.time(12, 30), "hh:mm", "any text", "12:30:00", "is a date or a time; it must be any text"),
        (
            0.417,
            "0.0%",
            "a number from 0 to 100 %",
            "0.417",
            "is shown as a percentage, which is 100 times what the cell holds; it must be a number from 0 to 100 %",
        ),
        ("#DIV/0!", "General", "a number", "#DIV/0!", "is an error of the spreadsheet; mend it or empty the cell"),
    ],
)
def test_what_is_something_else_than_it_shows_is_refused(
    value: object, shown: str, rule: str, text: str, fault: str
) -> None:
    assert text_of(cell(value, shown), rule) == (text, fault)


def test_a_code_shown_with_zeros_that_it_does_not_have_is_refused() -> None:
    assert text_of(cell(7), "any text", identifier=True) == ("7", "")
    fault = "is a number that is shown in the format 000; type the code as text"
    assert text_of(cell(7, "000"), "any text", identifier=True) == ("7", fault)


def test_a_date_stands_where_one_is_asked_for_and_a_time_does_not() -> None:
    assert text_of(cell(datetime.datetime(2019, 12, 31, 0, 0)), "a date", date=True) == ("2019-12-31", "")
    assert text_of(cell(datetime.datetime(2019, 12, 31, 8, 0)), "a date", date=True)[1].startswith(
        "is a date or a time"
    )
