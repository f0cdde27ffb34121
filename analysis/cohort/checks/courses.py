"""Courses over time: values that stand still, jump, or hide a limit of detection."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.cohort.checks.rule import Find, Rule, Tables, lines
from analysis.cohort.schema import LABS

STILL_DAYS, STILL_SAMPLES = 10, 5  # a value that stands for so long, in at least so many samples, was copied
JUMP = 1000.0  # times, within a day
ENOUGH = 10  # values from which on an analyte is judged
PILE = 3  # times as many values as the next one has: they are a limit, not a measurement


def _ends(t: Tables) -> pd.Series:
    """Whether a value of a course is the lowest or highest of its analyte, which may be a limit of the assay."""
    c = t.courses
    by = c.groupby("analyte", sort=False)["value"]
    return (c["value"] == by.transform("min")) | (c["value"] == by.transform("max"))


def _still(t: Tables) -> pd.Series:
    """The first line of each run of equal values."""
    c = t.courses[t.courses["measured"] & ~_ends(t)]
    run = ((c["course"] != c["course"].shift()) | (c["value"] != c["value"].shift())).cumsum()
    days = c["day"].groupby(run)
    long = (days.transform("max") - days.transform("min") >= STILL_DAYS) & (days.transform("size") >= STILL_SAMPLES)
    return lines(t.labs, c.index[long & ~run.duplicated()])


def _jumps(t: Tables) -> pd.Series:
    c = t.courses
    before = c.shift()
    ratio = c["value"] / before["value"]
    near = (c["course"] == before["course"]) & (c["day"] - before["day"] <= 1)
    return lines(t.labs, c.index[near & ((ratio >= JUMP) | (ratio <= 1 / JUMP)) & np.isfinite(ratio) & (ratio > 0)])


def _constant(t: Tables) -> pd.Series:
    found = [
        rows.index[0]
        for rows in t.by_analyte.values()
        if len(rows) >= ENOUGH and rows["censored"].isna().any() and rows["value"].min() == rows["value"].max()
    ]
    return lines(t.labs, found)


def _piled(end: str, mark: str) -> Find:
    """The first line of each analyte whose lowest or highest value stands far too often and is never marked."""

    def find(t: Tables) -> pd.Series:
        found = []
        for rows in t.by_analyte.values():
            counts = rows["value"].value_counts().sort_index(ascending=end == "lowest")
            unmarked = not (rows["censored"] == mark).any()
            if unmarked and len(counts) > 1 and counts.index[0] > 0:
                first, following = counts.iloc[0], counts.iloc[1]
                if first >= ENOUGH and first >= PILE * following:
                    found.append(rows.index[rows["value"] == counts.index[0]][0])
        return lines(t.labs, found)

    return find


def _limit(t: Tables) -> pd.Series:
    """The limit of detection of each measurement's analyte, where there is one."""
    return t.labs["analyte"].map(t.settings.detection_limits).astype("float64")


def _analyte(t: Tables, line: int) -> str:
    return str(t.labs.at[line, "analyte"])


def _warning(column: str, asks: str, remedy: str, find: Find) -> Rule:
    return Rule(
        file=LABS.file,
        column=column,
        asks=asks,
        general="the analyte",
        remedy=remedy,
        find=find,
        say=_analyte,
        warning=True,
    )


RULES = (
    _warning(
        "value",
        f"of {{}} is the same in this patient for {STILL_DAYS} days or longer",
        "see whether it is a limit of detection (mark it as censored), or was carried forward to days without a sample",
        _still,
    ),
    _warning(
        "value",
        f"of {{}} is {JUMP:g} times the patient's last value, or a {JUMP:g}th of it, within a day",
        "look both values up: one may be in another unit or in another patient's row",
        _jumps,
    ),
    _warning(
        "value",
        "is the same in all measurements of {}",
        "see whether the column was filled with a constant",
        _constant,
    ),
    _warning(
        "censored",
        "is empty where {} stands at its lowest value, which is there so often that it looks like a limit",
        "write below in the column censored where the laboratory reported less than the limit",
        _piled("lowest", "below"),
    ),
    _warning(
        "censored",
        "is empty where {} stands at its highest value, which is there so often that it looks like a limit",
        "write above in the column censored where the laboratory reported more than the limit",
        _piled("highest", "above"),
    ),
    _warning(
        "value",
        "of {} lies below the limit of detection in cohort.toml and is not marked as censored",
        "write the limit as the value and below in the column censored, or correct the limit",
        lambda t: (t.labs["value"] < t.once(_limit)) & t.labs["censored"].isna(),
    ),
    _warning(
        "value",
        "of {} is censored below and is not the limit of detection in cohort.toml",
        "write the limit as the value; if the assay changed, nothing",
        lambda t: (t.labs["value"] != t.once(_limit)) & t.once(_limit).notna() & (t.labs["censored"] == "below"),
    ),
)
