"""Codes that stand for a missing value, such as 999 or "unknown", where the column's own rule lets them pass."""

from __future__ import annotations

import pandas as pd

from analysis.cohort.checks.rule import Rule, Tables
from analysis.cohort.hints import MISSING_WORDS
from analysis.cohort.schema import LABS, TABLES, Column, Table

CODES = (99.0, 999.0, 9999.0)
OFTEN = 3  # rows with the code
NEAR, NEARBY = 1.5, 1.05  # times the code, or the code times
OTHERS = 5  # values that are no codes, from which on a code can stand apart


def coded(values: pd.Series) -> pd.Series:
    """Which numbers look like codes.

    A number of `CODES` is one where it stands apart from all other values, none of them within a factor of 1.5, or
    where it stands in three or more rows, and oftener than all values within 5% of it together.

    Args:
        values: the numbers of one column, or of one analyte.

    Returns:
        A mask of the same index.
    """
    numbers = values.astype("float64")
    others = numbers[~numbers.isin(CODES)].dropna()
    found = pd.Series(False, index=values.index)
    for code in CODES:
        here = numbers == code
        if here.any() and len(others) >= OTHERS:
            apart = not others.between(code / NEAR, code * NEAR).any()
            often = int(here.sum()) >= OFTEN and here.sum() > others.between(code / NEARBY, code * NEARBY).sum()
            if apart or often:
                found |= here
    return found


def _by_analyte(t: Tables) -> pd.Series:
    masks = [coded(rows["value"]) for rows in t.by_analyte.values()]
    return pd.concat(masks).reindex(t.labs.index) if masks else pd.Series(dtype="bool")


def _number(table: Table, column: Column) -> Rule:
    of_analyte = table is LABS and column.name == "value"
    return Rule(
        file=table.file,
        column=column.name,
        asks="looks like a code for a missing value: it stands apart from the other values, or very often",
        remedy="leave the cell empty, or the row out in labs.csv, where the value is not known",
        find=_by_analyte if of_analyte else lambda t: coded(t.frames[table.name][column.name]),
        warning=True,
    )


def _text(table: Table, column: Column) -> Rule:
    return Rule(
        file=table.file,
        column=column.name,
        asks="looks like a word for a missing value",
        remedy="leave the cell empty where it is not known" if not column.required else "give the patient an id",
        find=lambda t: t.frames[table.name][column.name].str.casefold().isin(MISSING_WORDS),
        warning=True,
    )


# A code that the bounds of a column refuse needs no rule of its own.
RULES = (
    *(
        _number(table, column)
        for table in TABLES
        for column in table.columns
        if column.kind in ("integer", "number") and (column.high is None or column.high >= CODES[0])
    ),
    *(_text(table, column) for table in TABLES for column in table.columns if column.kind in ("id", "text")),
)
