"""What was measured in the laboratory: the samples of an analyte, and one value of them a patient.

Every Series is indexed like ``cohort.patients``. It is missing where the dataset does not tell.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.schema import ANALYTES, LABS

CYTOKINES = ("IL-6", "IL-10", "IFN-gamma")
COAGULATION = ("PT", "APTT", "D-dimer", "fibrinogen")
MARKERS = CYTOKINES + COAGULATION


def _by_patient(cohort: Cohort, values: pd.Series) -> pd.Series:
    """A Series indexed by patient_id, laid out like the patients."""
    laid_out = values.reindex(cohort.patients["patient_id"])
    laid_out.index = cohort.patients.index
    return laid_out.astype("float64")


def samples(
    cohort: Cohort, analyte: str, window: tuple[int, int], *, untreated: bool = False, strictly: bool = False
) -> pd.DataFrame:
    """The measurements of an analyte within a window of days.

    Args:
        cohort: the cohort.
        analyte: its name in the schema.
        window: first and last day, both included; a decimal day belongs to the day it falls in.
        untreated: leave out samples after the day of the first tocilizumab, which slows the clearance of IL-6 and
            so raises its level. Samples of that day stay, because days do not tell which came first. Patients whose
            day of treatment is not recorded keep all their samples.
        strictly: leave out the samples of that day too.
    """
    labs = cohort.labs
    day = np.floor(labs["day"])
    kept = (labs["analyte"] == analyte) & day.between(*window)
    if untreated:
        first_dose = cohort.patients.set_index("patient_id")["tocilizumab_day"]
        kept &= day <= labs["patient_id"].map(first_dose - int(strictly)).astype("float64").fillna(np.inf)
    kept_rows: pd.DataFrame = labs[kept]
    return kept_rows


def extreme(
    cohort: Cohort, analyte: str, window: tuple[int, int], *, untreated: bool = False, strictly: bool = False
) -> pd.Series:
    """The peak of an analyte in a window, or its nadir where low values tell of harm.

    A value under the limit of detection counts as the limit, so that all such values tie. Arguments as in `samples`.
    """
    grouped = samples(cohort, analyte, window, untreated=untreated, strictly=strictly).groupby("patient_id")["value"]
    return _by_patient(cohort, grouped.max() if ANALYTES[analyte].extreme == "peak" else grouped.min())


def baseline(cohort: Cohort, analyte: str) -> pd.Series:
    """The last value on or before the day of infusion."""
    return latest(cohort, analyte, 0)


def latest(cohort: Cohort, analyte: str, day: int, *, untreated: bool = False) -> pd.Series:
    """The last value up to a day, that day included. ``untreated`` as in `samples`."""
    taken = _up_to(cohort, analyte, day, untreated=untreated)
    return _by_patient(cohort, taken.groupby("patient_id")["value"].last())


def _up_to(cohort: Cohort, analyte: str, day: int, *, untreated: bool) -> pd.DataFrame:
    """The samples up to a day, in their order in time."""
    taken = samples(cohort, analyte, (int(LABS["day"].low or 0), day), untreated=untreated)
    return taken.sort_values("day", kind="stable")


def by_day(cohort: Cohort, analyte: str, window: tuple[int, int], *, untreated: bool = False) -> pd.DataFrame:
    """The extreme of each day: a row a patient, a column a day of the window. Arguments as in `samples`."""
    taken = samples(cohort, analyte, window, untreated=untreated)
    daily = taken.assign(day=np.floor(taken["day"]).astype("int64")).pivot_table(
        index="patient_id",
        columns="day",
        values="value",
        aggfunc="max" if ANALYTES[analyte].extreme == "peak" else "min",
    )
    daily = daily.reindex(index=cohort.patients["patient_id"], columns=range(window[0], window[1] + 1))
    return daily.set_axis(cohort.patients.index).astype("float64")


def extreme_day(cohort: Cohort, analyte: str, window: tuple[int, int], *, untreated: bool = False) -> pd.Series:
    """The first day on which the extreme was reached; arguments as in `samples`.

    Patients whose values are all equal, at the limit of detection for instance, have no such day.
    """
    daily = by_day(cohort, analyte, window, untreated=untreated)
    varied = daily[daily.max(axis=1) > daily.min(axis=1)]
    day = varied.idxmax(axis=1) if ANALYTES[analyte].extreme == "peak" else varied.idxmin(axis=1)
    return day.reindex(daily.index).astype("float64")


def at_limit(cohort: Cohort, analyte: str, window: tuple[int, int], *, untreated: bool = False) -> pd.Series:
    """Whether the extreme is a value under the limit of detection; missing where the dataset tells of no such limit.

    Arguments as in `samples`.
    """
    taken = samples(cohort, analyte, window, untreated=untreated)
    return _of_patients(cohort, analyte, taken, _under_limit(taken, analyte, "patient_id"))


def days_at_limit(cohort: Cohort, analyte: str, window: tuple[int, int], *, untreated: bool = False) -> pd.Series:
    """The same of the extreme of each day: a value for each patient and day with a sample."""
    taken = samples(cohort, analyte, window, untreated=untreated)
    if taken.empty or not _has_limit(cohort, analyte):
        return pd.Series([pd.NA], dtype="boolean")
    taken = taken.assign(day=np.floor(taken["day"]))
    keys = ["patient_id", "day"]
    return _under_limit(taken, analyte, keys).groupby([taken[key] for key in keys]).any().astype("boolean")


def latest_at_limit(cohort: Cohort, analyte: str, day: int, *, untreated: bool = False) -> pd.Series:
    """The same of the last value up to a day."""
    taken = _up_to(cohort, analyte, day, untreated=untreated).groupby("patient_id").tail(1)
    return _of_patients(cohort, analyte, taken, _under_limit(taken, analyte, "patient_id"))


def _under_limit(taken: pd.DataFrame, analyte: str, by: str | list[str]) -> pd.Series:
    """Whether each sample is under the limit of detection and the extreme of its group."""
    reached = taken.groupby(by)["value"].transform("max" if ANALYTES[analyte].extreme == "peak" else "min")
    return (taken["value"] == reached) & (taken["censored"] == "below").fillna(False).astype(bool)


def _has_limit(cohort: Cohort, analyte: str) -> bool:
    """Whether the dataset tells of a limit of detection."""
    labs = cohort.labs
    below = (labs["censored"] == "below") & (labs["analyte"] == analyte)
    return analyte in cohort.settings.detection_limits or bool(below.any())


def _of_patients(cohort: Cohort, analyte: str, taken: pd.DataFrame, under: pd.Series) -> pd.Series:
    ids = cohort.patients["patient_id"]
    found = ids.isin(taken.loc[under, "patient_id"]).astype("boolean")
    return found.where(ids.isin(taken["patient_id"]) & _has_limit(cohort, analyte))
