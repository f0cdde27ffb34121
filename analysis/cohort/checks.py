"""Rules that span columns and tables: keys that match, days in order, facts that agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.cohort.faults import Fault
from analysis.cohort.identifiers import check_identifiers
from analysis.cohort.schema import ANALYTES, INFECTIONS, LABS, PATIENTS
from analysis.cohort.settings import FILE, Settings


@dataclass(frozen=True)
class Rule:
    """A rule within ``patients.csv``: the column to blame, which rows break it, and what it asks."""

    column: str
    broken: Callable[[pd.DataFrame], pd.Series]
    asks: str


def _before(first: str, second: str) -> Rule:
    return Rule(first, lambda p: (p[first] > p[second]).fillna(False), f"must not come after {second}")


def _without_crs(day: str) -> Rule:
    return Rule(
        day,
        lambda p: p[day].notna() & (p["crs_grade"] == 0).fillna(False),
        "must be empty where crs_grade is 0",
    )


def _needs(column: str, of: str) -> Rule:
    """A day or detail that may stand only where the fact it belongs to is yes."""
    return Rule(
        column,
        lambda p: p[column].notna() & p[of].notna() & ~p[of].fillna(True).astype(bool),
        f"must be empty where {of} is no",
    )


RULES = (
    *(_without_crs(day) for day in ("crs_onset_day", "severe_crs_day", "crs_end_day")),
    _before("crs_onset_day", "crs_end_day"),
    _before("crs_onset_day", "severe_crs_day"),
    _before("severe_crs_day", "crs_end_day"),
    *(
        _before(day, "last_contact_day")
        for day in (
            "crs_onset_day",
            "severe_crs_day",
            "crs_end_day",
            "tocilizumab_day",
            "steroids_day",
            "progression_day",
            "relapse_day",
            "hsct_day",
        )
    ),
    _needs("tocilizumab_day", "tocilizumab"),
    _needs("steroids_day", "steroids"),
    _needs("infection_progressed", "primary_infection"),
    _needs("progression_day", "infection_progressed"),
    _needs("death_cause", "died"),
    Rule(
        "last_contact_day", lambda p: p["last_contact_day"].isna() & p["died"].notna(), "is needed where died is given"
    ),
)


def check_agreement(settings: Settings, frames: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Every broken rule between columns and tables.

    Args:
        settings: the dataset's settings.
        frames: tables by name, typed, indexed by the line a spreadsheet would show.
    """
    patients = frames[PATIENTS.name]
    ids = patients["patient_id"]
    faults = [
        Fault(PATIENTS.file, int(i), "patient_id", ids[i], "stands twice; each patient has one row")
        for i in ids.index[ids.duplicated()]
    ]
    if patients.empty:
        faults.append(Fault(PATIENTS.file, None, "", "", "holds no patient"))
    for table in (LABS, INFECTIONS):
        if table.name in frames:
            key = frames[table.name]["patient_id"]
            faults += [
                Fault(table.file, int(i), "patient_id", key[i], f"is not in {PATIENTS.file}")
                for i in key.index[~key.isin(ids)]
            ]
    for rule in RULES:
        rows = patients.index[rule.broken(patients)]
        faults += [
            Fault(PATIENTS.file, int(i), rule.column, _written(patients.at[i, rule.column]), rule.asks) for i in rows
        ]
    if LABS.name in frames:
        faults += _check_labs(frames[LABS.name])
    for graded, scale in (("crs_grade", "crs_scale"), ("crs_grade_other", "crs_scale_other")):
        if patients[graded].notna().any() and not getattr(settings, scale):
            faults.append(Fault(FILE, None, scale, "", f"is missing: it names the scale of {graded}"))
    return faults + check_identifiers(frames)


def _written(value: object) -> str:
    """A value as it stands in the file."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return "" if value is pd.NA else str(value)


def _check_labs(labs: pd.DataFrame) -> list[Fault]:
    """Units that are not the analyte's own, and two values for one patient, analyte and time."""
    own = labs["analyte"].map({name: analyte.unit for name, analyte in ANALYTES.items()})
    faults = [
        Fault(LABS.file, int(i), "unit", str(labs.at[i, "unit"]), f"must be {own[i]} for {labs.at[i, 'analyte']}")
        for i in labs.index[labs["unit"] != own]
    ]
    twice = labs.duplicated(["patient_id", "analyte", "day"])
    faults += [
        Fault(
            LABS.file,
            int(i),
            "day",
            f"{labs.at[i, 'day']:g}",
            f"stands twice for this patient and {labs.at[i, 'analyte']}",
        )
        for i in labs.index[twice]
    ]
    return faults
