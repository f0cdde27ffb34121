"""The clinical definitions: one function each, from a cohort to a value a patient.

Every Series is indexed like ``cohort.patients``. It is missing where the dataset does not tell.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.schema import ANALYTES

CYTOKINES = ("IL-6", "IL-10", "IFN-gamma")
COAGULATION = ("PT", "APTT", "D-dimer", "fibrinogen")
MARKERS = CYTOKINES + COAGULATION
DAYS_PER_MONTH = 365.25 / 12


def among(mask: pd.Series, values: pd.Series) -> pd.Series:
    """The values of those to whom the mask applies; all missing where the dataset tells the mask of nobody.

    A mask of some of the patients takes values of these only.
    """
    mine = values.loc[mask.index]
    if mask.notna().any() or mask.empty:
        return mine[mask.fillna(False).astype(bool)]
    return mine.where(mask.notna())


def known(values: pd.Series) -> pd.Series:
    """Whether each value is known; missing throughout where none is, because then nothing was recorded."""
    has = values.notna().astype("boolean")
    return has if has.any() else has.where(has)


def equals(values: pd.Series, what: str) -> pd.Series:
    """Whether each value is the one named; missing where it is."""
    return (values == what).astype("boolean").where(values.notna())


def complete_remission(cohort: Cohort) -> pd.Series:
    """CR or CRi by the response day; missing in those not evaluable."""
    response = cohort.patients["response"]
    return response.isin(["CR", "CRi"]).astype("boolean").where(response.notna())


def treatment_failure(cohort: Cohort) -> pd.Series:
    """No CR or CRi by the response day; missing in those not evaluable."""
    return ~complete_remission(cohort)


def any_crs(cohort: Cohort) -> pd.Series:
    """Cytokine release syndrome of any grade."""
    return (cohort.patients["crs_grade"] >= 1).astype("boolean")


def severe_crs(cohort: Cohort) -> pd.Series:
    """Cytokine release syndrome of the dataset's severe grade or above."""
    return (cohort.patients["crs_grade"] >= cohort.settings.severe_crs_grade).astype("boolean")


def severe_not_mild(cohort: Cohort) -> pd.Series:
    """Severe against mild cytokine release syndrome, in those who had it."""
    return among(any_crs(cohort), severe_crs(cohort))


def crs_duration(cohort: Cohort) -> pd.Series:
    """Days of cytokine release syndrome, the first and the last included."""
    return cohort.patients["crs_end_day"] - cohort.patients["crs_onset_day"] + 1


def _by_patient(cohort: Cohort, values: pd.Series) -> pd.Series:
    """A Series indexed by patient_id, laid out like the patients."""
    laid_out = values.reindex(cohort.patients["patient_id"])
    laid_out.index = cohort.patients.index
    return laid_out.astype("float64")


def samples(cohort: Cohort, analyte: str, window: tuple[int, int], *, untreated: bool = False) -> pd.DataFrame:
    """The measurements of an analyte within a window of days.

    Args:
        cohort: the cohort.
        analyte: its name in the schema.
        window: first and last day, both included; a decimal day belongs to the day it falls in.
        untreated: leave out samples after the day of the first tocilizumab, which slows the clearance of IL-6 and
            so raises its level. Samples of that day stay, because days do not tell which came first. Patients whose
            day of treatment is not recorded keep all their samples.
    """
    labs = cohort.labs
    day = np.floor(labs["day"])
    kept = (labs["analyte"] == analyte) & day.between(*window)
    if untreated:
        first_dose = cohort.patients.set_index("patient_id")["tocilizumab_day"]
        kept &= day <= labs["patient_id"].map(first_dose).astype("float64").fillna(np.inf)
    kept_rows: pd.DataFrame = labs[kept]
    return kept_rows


def extreme(cohort: Cohort, analyte: str, window: tuple[int, int], *, untreated: bool = False) -> pd.Series:
    """The peak of an analyte in a window, or its nadir where low values tell of harm.

    A value under the limit of detection counts as the limit, so that all such values tie. Arguments as in `samples`.
    """
    grouped = samples(cohort, analyte, window, untreated=untreated).groupby("patient_id")["value"]
    return _by_patient(cohort, grouped.max() if ANALYTES[analyte].extreme == "peak" else grouped.min())


def baseline(cohort: Cohort, analyte: str) -> pd.Series:
    """The last value on or before the day of infusion."""
    before = cohort.labs[(cohort.labs["analyte"] == analyte) & (np.floor(cohort.labs["day"]) <= 0)]
    return _by_patient(cohort, before.sort_values("day").groupby("patient_id")["value"].last())


def months(days: pd.Series) -> pd.Series:
    """Days as months of 30.44 days."""
    return days.astype("float64") / DAYS_PER_MONTH


def event_free(cohort: Cohort) -> tuple[pd.Series, pd.Series]:
    """Time in days to failure, relapse or death, whichever came first, and whether it happened.

    A patient who did not reach remission fails on the response day, or on an earlier day of progression. Without any
    day of relapse in the dataset nobody can be told to be free of it, and both are missing.
    """
    patients = cohort.patients
    nothing = patients["last_contact_day"].isna() | patients["died"].isna()
    if not cohort.recorded("relapse_day"):
        nothing |= True
    contact = patients["last_contact_day"].astype("float64")
    failure = pd.Series(np.inf, index=patients.index).where(
        ~treatment_failure(cohort).fillna(False).astype(bool), float(cohort.settings.response_day)
    )
    relapse = patients["relapse_day"].astype("float64").fillna(np.inf)
    event = relapse.where(relapse < failure, failure)
    happened = patients["died"] | (event <= contact)
    return event.where(event < contact, contact).where(~nothing), happened.where(~nothing)


def episodes(cohort: Cohort) -> pd.DataFrame | None:
    """Infections that began in the dataset's infection window, or ``None`` where infections are not recorded."""
    if cohort.infections is None:
        return None
    return cohort.infections[cohort.infections["day"].between(*cohort.settings.infection_window)]


def infected(cohort: Cohort) -> pd.Series:
    """At least one infection that began in the infection window."""
    ids = cohort.patients["patient_id"]
    found = episodes(cohort)
    if found is None:
        return pd.Series(pd.NA, index=ids.index, dtype="boolean")
    return ids.isin(found["patient_id"]).astype("boolean")


def other_bridging(cohort: Cohort) -> pd.Series:
    """Bridging chemotherapy other than FC."""
    return equals(cohort.patients["bridging"], "other")
