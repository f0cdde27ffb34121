"""Keys of a TOML table: what is taken, and that a fault never stops the reading."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis.cohort.faults import Fault
from analysis.cohort.keys import Keys
from analysis.cohort.schema import PATIENTS


def keys(**given: Any) -> Keys:
    return Keys("m.toml", "top", given, [])


def told(table: Keys) -> list[str]:
    return [str(fault) for fault in table.faults]


def test_what_is_absent_reads_as_nothing() -> None:
    table = keys()
    assert (table.text("a"), table.texts("a"), table.cell("a", PATIENTS["age"])) == ("", [], None)
    assert (table.factor("a"), table.table("a").given, table.tables("a")) == (1, {}, [])
    assert (table.whole("a", 2, 5), table.sign("a", (" ",))) == (2, "")
    assert table.faults == []


def test_what_is_sound_is_taken_without_the_spaces_around_it() -> None:
    table = keys(a=" x ", b=["y ", "z"], c=0.1, d={"e": 1}, f=[{"g": 1}, {"g": 2}], h=3, i=" ")
    assert (table.whole("h", 2, 5), table.sign("i", (" ", ","))) == (3, " ")
    assert (table.text("a"), table.text("a", ("x", "y")), table.texts("b")) == ("x", "x", ["y", "z"])
    assert (table.factor("c"), table.table("d").given) == (Decimal("0.1"), {"e": 1})
    assert [each.given["g"] for each in table.tables("f")] == [1, 2]
    assert table.faults == []


@pytest.mark.parametrize(
    ("value", "cell"), [(7, "7"), (7.5, "7.5"), (1e-7, "0.0000001"), (" 8 ", "8"), ("", ""), (" ", "")]
)
def test_a_cell_is_a_text_or_a_number(value: object, cell: str) -> None:
    table = keys(a=value)
    assert table.cell("a", PATIENTS["age"]) == cell
    assert table.faults == []


def test_faults_of_tables_within_tables_name_the_whole_path() -> None:
    faults: list[Fault] = []
    top = Keys("m.toml", "", {"a": {"b": {"c": 1}}, "labs": [{"d": 1}, 2]}, faults)
    top.table("a").table("b").only(("x", "y"))
    for table in top.tables("labs"):
        table.need("d", "e")
    assert [str(fault) for fault in faults] == [
        "m.toml, key a.b.c: is not a key of this table; allowed are x, y",
        "m.toml, key labs[2]: '2': must be a table: [labs[2]] above its keys, or { key = value }",
        "m.toml, key labs[1].e: is missing and required",
        "m.toml, key labs[2].d: is missing and required",
        "m.toml, key labs[2].e: is missing and required",
    ]


@pytest.mark.parametrize(
    ("method", "value", "rule"),
    [
        ("text", 1, "must be text in quotes"),
        ("text", "", "must be text in quotes"),
        ("texts", "x", 'must be a list of texts, such as ["NA", "not done"]'),
        ("texts", ["x", " "], 'must be a list of texts, such as ["NA", "not done"]'),
        ("factor", 0, "must be a number above 0"),
        ("factor", -1, "must be a number above 0"),
        ("factor", "2", "must be a number above 0"),
        ("factor", True, "must be a number above 0"),
        ("factor", float("inf"), "must be a number above 0"),
        ("factor", float("nan"), "must be a number above 0"),
        ("sign", ";", 'must be one of "," "."'),
        ("sign", 1, 'must be one of "," "."'),
        ("whole", -1, "must be a whole number from 0 to 9"),
        ("whole", 10, "must be a whole number from 0 to 9"),
        ("whole", 1.0, "must be a whole number from 0 to 9"),
        ("whole", True, "must be a whole number from 0 to 9"),
        ("whole", "1", "must be a whole number from 0 to 9"),
        ("tables", {}, "must be opened by [[a]], once for each table of the source"),
        ("table", 1, "must be a table: [top.a] above its keys, or { key = value }"),
    ],
)
def test_what_breaks_its_rule_leaves_a_fault(method: str, value: object, rule: str) -> None:
    table = keys(a=value)
    getattr(table, method)("a", *{"whole": (0, 9), "sign": ((",", "."),)}.get(method, ()))
    assert [(fault.column, fault.rule) for fault in table.faults] == [("top.a", rule)]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (True, "must be text in quotes or a number"),
        ([1], "must be text in quotes or a number"),
        (float("inf"), "must be text in quotes or a number"),
        ("x", "must be a number from 0 to 100 years"),
        (101, "must be a number from 0 to 100 years"),
    ],
)
def test_a_cell_obeys_the_rule_of_its_column(value: object, rule: str) -> None:
    table = keys(a=value)
    table.cell("a", PATIENTS["age"])
    assert told(table) == [f"m.toml, key top.a: {str(value)!r}: {rule}"]


def test_a_key_that_is_nearly_right_is_told_the_right_one() -> None:
    table = keys(skip_row=1, colour="red")
    table.only(("skip_rows", "file"))
    assert [fault.remedy for fault in table.faults] == ["did you mean skip_rows?", ""]
