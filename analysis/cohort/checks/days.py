"""Days in their order: from infusion, through toxicity, to death or last contact."""

from __future__ import annotations

import pandas as pd

from analysis.cohort.checks.rule import Rule, Tables
from analysis.cohort.schema import INFECTIONS, LABS, PATIENTS

LATE_CRS = 28  # days; cytokine release syndrome begins within four weeks (ASTCT 2019, doi:10.1016/j.bbmt.2018.12.758)
DEATH = "last_contact_day"
OF_PATIENTS = (
    "crs_onset_day",
    "severe_crs_day",
    "crs_end_day",
    "tocilizumab_day",
    "steroids_day",
    "progression_day",
    "relapse_day",
    "hsct_day",
)


def _before(first: str, second: str) -> Rule:
    return Rule(
        file=PATIENTS.file,
        column=first,
        asks=f"must not come after {second}",
        remedy=f"correct {first} or {second}; days count from infusion, which is day 0",
        find=lambda t: t.patients[first] > t.patients[second],
    )


def _after_infusion(day: str, what: str) -> Rule:
    return Rule(
        file=PATIENTS.file,
        column=day,
        asks="must come after day 0, the day of infusion",
        remedy=f"correct the day, or leave it empty where there was no {what}",
        find=lambda t: t.patients[day] == 0,
    )


def _before_last_contact(table: str, what: str) -> Rule:
    return Rule(
        file=f"{table}.csv",
        column="day",
        asks=f"must not come after the patient's {DEATH}",
        remedy=f"correct the day of {what}, its patient_id, or {DEATH} in {PATIENTS.file}",
        # A sample with a decimal day belongs to the day it falls in.
        find=lambda t: t.frames[table]["day"] >= t.of_patient(table, DEATH) + 1,
    )


def _outside_windows(t: Tables) -> pd.Series:
    day, s = t.infections["day"], t.settings
    return ~day.between(*s.infection_window) & ~day.between(*s.late_infection_window)


RULES = (
    _before("crs_onset_day", "crs_end_day"),
    _before("crs_onset_day", "severe_crs_day"),
    _before("severe_crs_day", "crs_end_day"),
    *(_before(day, DEATH) for day in OF_PATIENTS),
    _after_infusion("relapse_day", "relapse or progression"),
    _after_infusion("hsct_day", "transplant after infusion"),
    _before_last_contact(LABS.name, "the sample"),
    _before_last_contact(INFECTIONS.name, "the infection"),
    Rule(
        file=PATIENTS.file,
        column=DEATH,
        asks="is needed where died is given",
        remedy="give the day of death or of last contact, in days from infusion",
        find=lambda t: t.patients[DEATH].isna() & t.patients["died"].notna(),
    ),
    Rule(
        file=PATIENTS.file,
        column="crs_onset_day",
        asks=f"comes later than day {LATE_CRS}, which is unusual",
        remedy="see whether the day counts from infusion, and whether it was cytokine release syndrome",
        find=lambda t: t.patients["crs_onset_day"] > LATE_CRS,
        warning=True,
    ),
    Rule(
        file=PATIENTS.file,
        column="tocilizumab_day",
        asks="comes before crs_onset_day",
        remedy="correct one of the days, unless tocilizumab was given to prevent cytokine release syndrome",
        find=lambda t: t.patients["tocilizumab_day"] < t.patients["crs_onset_day"],
        warning=True,
    ),
    Rule(
        file=PATIENTS.file,
        column=DEATH,
        asks="says that the patient died on the day of infusion",
        remedy="see whether 0 stands for a day that is not known",
        find=lambda t: (t.patients[DEATH] == 0) & t.patients["died"],
        warning=True,
    ),
    Rule(
        file=INFECTIONS.file,
        column="day",
        asks="falls in neither infection_window nor late_infection_window, so no chapter counts the infection",
        remedy="nothing, if the windows are those of the study; else change them in cohort.toml",
        find=_outside_windows,
        warning=True,
    ),
)
