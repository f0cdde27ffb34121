"""The empty workbook: its sheets, notes, drop-downs and ranges say what the schema says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from analysis.cohort.schema import ANALYTES, TABLES, Column, Table
from analysis.exchange import study

COLUMNS = [(table, column) for table in TABLES for column in table.columns]


@pytest.fixture(scope="module")
def book(form: Path) -> Any:
    return openpyxl.load_workbook(form / "dataset.xlsx")


def letter(table: Table, column: Column) -> str:
    return get_column_letter([c.name for c in table.columns].index(column.name) + 1)


def validations(sheet: Any) -> dict[str, Any]:
    return {str(one.sqref).partition(":")[0]: one for one in sheet.data_validations.dataValidation}


def held(book: Any, formula: str) -> list[str]:
    """The cells that a reference to the sheet ``dictionary`` names."""
    sheet, _, cells = formula.partition("!")
    return [row[0].value for row in book[sheet][cells.replace("$", "")]]


def test_the_sheets_stand_in_the_order_of_the_work(book: Any) -> None:
    assert book.sheetnames == ["study", "patients", "labs", "infections", "dictionary"]
    assert all(sheet.freeze_panes and sheet.print_title_rows == "$1:$1" for sheet in book)
    assert all(sheet.page_setup.orientation == "landscape" for sheet in book)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_head_names_the_columns_with_their_meaning_unit_and_rule(book: Any, table: Table) -> None:
    head = book[table.name][1]
    assert [cell.value for cell in head] == [column.name for column in table.columns]
    for cell, column in zip(head, table.columns, strict=True):
        assert column.meaning in cell.comment.text
        assert f"Rule: {column.rule}" in cell.comment.text
        assert not column.unit or f"Unit: {column.unit}" in cell.comment.text
        assert ("required" in cell.comment.text) == column.required
        assert book[table.name].column_dimensions[cell.column_letter].width >= len(column.name) + 2


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: value.name)
def test_a_column_refuses_what_its_rule_does(book: Any, table: Table, column: Column) -> None:
    found = validations(book[table.name]).get(f"{letter(table, column)}2")
    if column.kind in ("id", "text"):
        assert found is None
        return
    assert found.showErrorMessage
    assert str(found.sqref).endswith("1048576")
    if (table.name, column.name) == ("labs", "unit"):
        assert "analyte's own" in found.error
        return
    assert found.error == f"{column.name} must be {column.rule}"[:255]
    if column.kind == "choice":
        choices = held(book, found.formula1) if "!" in found.formula1 else found.formula1.strip('"').split(",")
        assert choices == list(column.choices)
        assert len(found.formula1) <= 255
    elif column.kind == "yes/no":
        assert found.formula1 == '"yes,no"'
    else:
        assert found.type == {"integer": "whole", "number": "decimal"}[column.kind]
        assert float(found.formula1) == column.low
        assert (None if found.formula2 is None else float(found.formula2)) == column.high


def test_the_unit_that_is_offered_follows_the_analyte(book: Any) -> None:
    formula = validations(book["labs"])["E2"].formula1
    units, _, found = formula.removeprefix("INDEX(").partition(",MATCH($C2,")
    assert found.endswith(",0))")
    assert held(book, found.removesuffix(",0))")) == list(ANALYTES)
    assert held(book, units) == [analyte.unit for analyte in ANALYTES.values()]


def test_codes_and_words_are_text_so_that_zeros_stay(book: Any) -> None:
    for table, column in COLUMNS:
        shown = book[table.name].column_dimensions[letter(table, column)].number_format
        assert shown == ("General" if column.kind in ("integer", "number") else "@"), column.name


def rows(book: Any) -> Iterator[tuple[Any, ...]]:
    yield from book[study.SHEET].iter_rows(min_row=2)


def test_the_study_has_a_row_for_each_value_with_its_rule(book: Any) -> None:
    entries = study.entries()
    assert [row[0].value for row in rows(book)] == [entry.name for entry in entries]
    rules = validations(book[study.SHEET])
    for row, entry in zip(rows(book), entries, strict=True):
        assert [cell.value or "" for cell in row[1:]] == ["", entry.unit, entry.rule, entry.left_out, entry.meaning]
        found = rules.get(row[1].coordinate)
        assert (found is None) == (entry.kind == "text"), entry.name
        assert found is None or found.error == f"{entry.name} must be {entry.rule}"
        if entry.kind == "integer":
            assert (int(found.formula1), int(found.formula2)) == (entry.low, entry.high)
        assert row[1].number_format == {"text": "@", "yes/no": "@", "date": "yyyy-mm-dd"}.get(entry.kind, "General")


def test_the_dictionary_lists_every_column_and_analyte(book: Any) -> None:
    lines = [tuple(cell.value or "" for cell in row) for row in book["dictionary"].iter_rows(min_row=2)]
    assert [line[:2] for line in lines[: len(COLUMNS)]] == [(table.name, column.name) for table, column in COLUMNS]
    assert [line[:2] for line in lines[-len(ANALYTES) :]] == [(a.name, a.unit) for a in ANALYTES.values()]
