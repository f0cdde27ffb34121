"""The clinical definitions: one function each, from a cohort to a value a patient.

Every Series is indexed like ``cohort.patients``. It is missing where the dataset does not tell.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.schema import REMISSION

DAYS_PER_MONTH = 365.25 / 12
# Flow cytometry does not see fewer blasts in the marrow than this percentage.
LEAST_BLASTS = 0.01


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


def equals(values: pd.Series, what: str | int) -> pd.Series:
    """Whether each value is the one named; missing where it is."""
    return (values == what).astype("boolean").where(values.notna())


def complete_remission(cohort: Cohort) -> pd.Series:
    """CR or CRi by the response day; missing in those not evaluable."""
    response = cohort.patients["response"]
    return response.isin(REMISSION).astype("boolean").where(response.notna())


def treatment_failure(cohort: Cohort) -> pd.Series:
    """No CR or CRi by the response day; missing in those not evaluable."""
    return ~complete_remission(cohort)


def marrow_blasts(cohort: Cohort) -> pd.Series:
    """Blasts in the marrow before lymphodepletion, in percent; fewer than can be seen enter as the least that can."""
    return cohort.patients["marrow_blasts"].clip(lower=LEAST_BLASTS)


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


def severe_by(cohort: Cohort, day: int) -> pd.Series:
    """Severe cytokine release syndrome that began by a day; missing where that cannot be told.

    Without the day of a single severe case, nobody can be told to have been free of it on a day.
    """
    severe, began = severe_crs(cohort), cohort.patients["severe_crs_day"]
    if severe.any() and began.isna().all():
        return severe.where(severe.isna())
    return severe & (began <= day).astype("boolean")


def crs_by(cohort: Cohort, day: int) -> pd.Series:
    """Cytokine release syndrome of any grade that began by a day; missing where that cannot be told."""
    return any_crs(cohort) & (cohort.patients["crs_onset_day"] <= day).astype("boolean")


def died_by(cohort: Cohort, day: int) -> pd.Series:
    """Death by a day."""
    return cohort.patients["died"] & (cohort.patients["last_contact_day"] <= day).astype("boolean")


def severe_after(cohort: Cohort, day: int) -> pd.Series:
    """Severe cytokine release syndrome that began after a day, in those at risk of it then.

    Missing in those in whom it had begun, in those known to have died, and where neither can be told.
    """
    begun, dead = severe_by(cohort, day), died_by(cohort, day).fillna(False).astype(bool)
    return severe_crs(cohort).where((begun == False).fillna(False).astype(bool) & ~dead)  # noqa: E712 - may be missing


def months(days: pd.Series) -> pd.Series:
    """Days as months of 30.44 days."""
    return days.astype("float64") / DAYS_PER_MONTH


def event_free(cohort: Cohort) -> tuple[pd.Series, pd.Series]:
    """Time in days to failure, relapse or death, whichever came first, and whether it happened.

    A patient who did not reach remission fails on the response day, or on an earlier day of progression or of last
    contact. Without any response or any day of relapse in the dataset nobody can be told to be free of failure, and
    both are missing.
    """
    patients = cohort.patients
    nothing = patients["last_contact_day"].isna() | patients["died"].isna()
    if not (cohort.recorded("response") and cohort.recorded("relapse_day")):
        nothing |= True
    contact = patients["last_contact_day"].astype("float64")
    failure = pd.Series(np.inf, index=patients.index).where(
        ~treatment_failure(cohort).fillna(False).astype(bool), contact.clip(upper=cohort.settings.response_day)
    )
    relapse = patients["relapse_day"].astype("float64").fillna(np.inf)
    event = relapse.where(relapse < failure, failure)
    happened = patients["died"] | (event <= contact)
    return event.where(event < contact, contact).where(~nothing), happened.where(~nothing)


def at_response(cohort: Cohort) -> pd.Series:
    """Whether a patient was assessed for response, and alive and observed beyond the response day.

    Missing throughout where the dataset tells the response or the follow-up of nobody.
    """
    contact = cohort.patients["last_contact_day"]
    assessed, followed = known(complete_remission(cohort)), known(contact)
    there = assessed & followed & (contact > cohort.settings.response_day)
    return there.where(assessed.notna() & followed.notna())


def relapse_free(cohort: Cohort) -> tuple[pd.Series, pd.Series]:
    """Time in days from the response day to relapse or death, whichever came first, and whether it happened.

    Only of patients who are in remission and at risk on that day: a relapse, a death or a last contact up to it comes
    before the clock starts, and who has one then is left out. Missing where event-free survival is.
    """
    start = cohort.settings.response_day
    time, event = event_free(cohort)
    at_risk = complete_remission(cohort) & ~(time <= start)
    return among(at_risk, time - start), among(at_risk, event)


def competing(timed: tuple[pd.Series, pd.Series]) -> tuple[pd.Series, pd.Series]:
    """A time to an event (1) or to others that compete with it, with all others as the event and the event as one."""
    time, status = timed
    return time, status.mask(status > 0, 1.0 + (status == 1))


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


def time_to_crs(cohort: Cohort, *, severe: bool = False) -> tuple[pd.Series, pd.Series]:
    """Days from infusion to cytokine release syndrome (CRS), and what ended them: 1 CRS, 2 death without it, 0 neither.

    The recorded grade is taken to cover the marker window, so a patient without CRS counts as followed to its end,
    or to death or last contact where that was earlier. CRS that came after the window counts as none in it. Both are
    missing where the grade or the day of onset is not known, and in all patients where no day was recorded.

    Args:
        cohort: the cohort.
        severe: time to its first severe day, with mild CRS as none.
    """
    p = cohort.patients
    last = cohort.settings.marker_window[1]
    happened = severe_crs(cohort) if severe else any_crs(cohort)
    yes = happened.fillna(False).astype(bool)
    day = p["severe_crs_day" if severe else "crs_onset_day"].astype("float64").where(yes)
    contact = p["last_contact_day"].astype("float64")
    died = p["died"].fillna(False).astype(bool) & (contact <= last)
    told = happened.notna() & (~yes | day.notna())
    if yes.any() and day.isna().all():
        told &= False
    time = day.where(yes, contact.fillna(last)).clip(upper=last)
    status = pd.Series(np.select([yes & (day <= last), ~yes & died], [1.0, 2.0], 0.0), index=p.index)
    return time.where(told), status.where(told)
