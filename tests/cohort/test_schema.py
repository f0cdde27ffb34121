"""The declaration itself: names, rules in words, and what the checks rely on."""

from __future__ import annotations

import re

import pytest

from analysis.cohort.schema import ANALYTES, INFECTIONS, INTEGER, LABS, NUMBER, PATIENTS, TABLES, Column


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        (Column(name="c", kind="id", meaning="m"), "any text"),
        (Column(name="c", kind="text", meaning="m"), "any text"),
        (Column(name="c", kind="yes/no", meaning="m"), "yes or no"),
        (Column(name="c", kind="choice", meaning="m", choices=("a", "b")), "one of a, b"),
        (Column(name="c", kind="number", meaning="m"), "a number"),
        (Column(name="c", kind="number", meaning="m", unit="g", low=0.5), "a number of 0.5 or more g"),
        (
            Column(name="c", kind="integer", meaning="m", unit="days", low=0, high=7300),
            "a whole number from 0 to 7300 days",
        ),
    ],
)
def test_a_rule_reads_as_words(column: Column, rule: str) -> None:
    assert column.rule == rule


def test_names_are_told_apart() -> None:
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert table.file == f"{table.name}.csv"
    assert len({table.name for table in TABLES}) == len(TABLES)


def test_columns_are_found_by_name() -> None:
    assert PATIENTS["age"].unit == "years"
    with pytest.raises(KeyError, match="height"):
        PATIENTS["height"]


def test_every_table_is_joined_by_a_required_patient() -> None:
    assert all(table["patient_id"].required for table in TABLES)
    assert [column.name for column in PATIENTS.columns if column.required] == ["patient_id"]


def test_choices_belong_to_choices_and_bounds_to_numbers() -> None:
    for column in (column for table in TABLES for column in table.columns):
        assert (column.kind == "choice") == bool(column.choices)
        if column.kind not in ("number", "integer"):
            assert (column.low, column.high, column.unit) == (None, None, "")
        if column.low is not None and column.high is not None:
            assert column.low < column.high


def test_every_day_is_bounded_so_that_a_date_is_noticed() -> None:
    days = [c for table in TABLES for c in table.columns if c.name.endswith("day")]
    assert {c.unit for c in days} == {"days"}
    assert all(c.high is not None and c.high < 43000 for c in days)
    assert {c.kind for c in days} == {"integer", "number"}


def test_the_lab_table_offers_every_analyte_and_unit() -> None:
    assert LABS["analyte"].choices == tuple(ANALYTES)
    assert set(LABS["unit"].choices) == {analyte.unit for analyte in ANALYTES.values()}
    assert all(name == analyte.name for name, analyte in ANALYTES.items())


def test_nadirs_are_what_falls_in_toxicity() -> None:
    assert {a.name for a in ANALYTES.values() if a.extreme == "nadir"} == {"fibrinogen", "platelets", "neutrophils"}


def test_an_episode_of_infection_has_a_whole_day() -> None:
    assert INFECTIONS["day"].kind == "integer"


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("7", True, True),
        ("+07", True, True),
        ("-7", True, True),
        ("7.", False, True),
        (".5", False, True),
        ("7.25", False, True),
        ("", False, False),
        (".", False, False),
        ("1e3", False, False),
        ("\u0667", False, False),
    ],
)
def test_plain_decimals(text: str, whole: bool, number: bool) -> None:
    assert bool(re.fullmatch(INTEGER, text)) == whole
    assert bool(re.fullmatch(NUMBER, text)) == number
