"""Several values for one patient, analyte and day."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort.plan import Field, Source
from analysis.cohort.repeats import REPEATS, settle
from analysis.cohort.rows import Filling, Row
from analysis.cohort.schema import LABS

FIELDS = {"patient_id": Field(column="ID"), "day": Field(column="Day")}


def filling(repeats: str, *values: str, day: str = "1") -> Filling:
    """Rows of one patient and analyte; a value is written as ``<5``, ``5`` or ``>5``."""
    source = Source(
        key="labs[1]", table=LABS, file="l.csv", fields=FIELDS, layout="long", value="Result", repeats=repeats
    )
    rows = [
        Row(
            source,
            line,
            {"patient_id": "A", "day": day, "analyte": "CRP", "value": value.lstrip("<>")}
            | {"censored": {"<": "below", ">": "above"}.get(value[0], "")},
            "Result",
        )
        for line, value in enumerate(values, start=2)
    ]
    return Filling(source, read=len(rows), rows=rows)


def left(table: Filling) -> list[str]:
    marks = {"below": "<", "above": ">", "": ""}
    return [marks[row.cells["censored"]] + row.cells["value"] for row in table.rows]


@pytest.mark.parametrize(
    ("repeats", "values", "kept"),
    [
        ("first", ["2", "3", "1"], "2"),
        ("last", ["2", "3", "1"], "1"),
        ("max", ["2", "3", "1"], "3"),
        ("max", ["9", "10"], "10"),
        ("min", ["2", "3", "1"], "1"),
        ("mean", ["2", "3", "1"], "2"),
        ("mean", ["0.1", "0.2"], "0.15"),
        ("mean", ["1", "1", "2"], "1.33"),
        ("first", ["<5", "7"], "<5"),
        ("max", ["<5", "7"], "7"),
        ("max", ["<5", "5"], "5"),
        ("max", ["<5", "<3"], "<5"),
        ("max", [">100", "7"], ">100"),
        ("min", ["<5", "7"], "<5"),
        ("min", [">100", "7"], "7"),
        ("min", ["<5", "<3"], "<3"),
    ],
)
def test_one_row_stands_for_all(repeats: str, values: list[str], kept: str) -> None:
    settle(table := filling(repeats, *values))
    assert left(table) == [kept]
    assert table.faults == []
    assert table.skipped == {f"repeated on the day (repeats = {repeats})": len(values) - 1}


@pytest.mark.parametrize(
    ("repeats", "values", "rule"),
    [
        ("refuse", ["2", "2"], "the mapping must say which is to stand: repeats = first, last, max, min, mean"),
        ("mean", ["<5", "7"], "a value beyond a limit has no mean with others"),
        ("max", ["<5", "3"], "a value beyond a limit leaves open which is the max"),
        ("max", [">100", "120"], "a value beyond a limit leaves open which is the max"),
        ("min", ["<5", "3"], "a value beyond a limit leaves open which is the min"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_rows(repeats: str, values: list[str], rule: str) -> None:
    settle(table := filling(repeats, *values))
    assert [str(fault) for fault in table.faults] == [
        f"l.csv, row 3, column Day (as day): '1': stands in rows 2, 3 for this patient and CRP; {rule}"
    ]


def test_the_same_day_may_be_written_in_two_ways() -> None:
    table = filling("last", "2")
    table.rows += filling("last", "3", day="1.0").rows
    settle(table)
    assert left(table) == ["3"]


def test_other_days_and_cells_without_a_value_are_left_alone() -> None:
    table = filling("refuse", "2")
    table.rows += filling("refuse", "3", day="2").rows + filling("refuse", "<", day="1").rows
    settle(table)
    assert len(table.rows) == 3
    assert table.faults == []


@settings(deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from(REPEATS[1:]),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=12),
)
def test_no_row_is_lost_uncounted(repeats: str, values: list[tuple[int, int]]) -> None:
    table = filling(repeats)
    for day, value in values:
        table.rows += filling(repeats, str(value), day=str(day)).rows
    settle(table)
    by_day = {day: [Decimal(value) for other, value in values if other == day] for day, _ in values}
    assert len(table.rows) == len(by_day)
    assert len(table.rows) + sum(table.skipped.values()) == len(values)
    assert Counter(row.cells["day"] for row in table.rows) == Counter(map(str, by_day))
    for row in table.rows:
        given = by_day[int(row.cells["day"])]
        assert min(given) <= Decimal(row.cells["value"]) <= max(given)
