"""Follow-up: relapse, transplant, death and last contact, up to one cut-off date for all."""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cohort.schema import REMISSION
from analysis.synthetic import assumptions as a
from analysis.synthetic.chance import Floats, choose, days, only, standard


def draw(
    rng: np.random.Generator, patients: pd.DataFrame, end: datetime.date, early_death: Floats, late_causes: list[str]
) -> pd.DataFrame:
    """Follow-up of patients who entered evenly over the study period.

    Args:
        rng: the stream.
        patients: needs ``marrow_blasts``, ``response`` and ``mrd``.
        end: day of the last possible infusion.
        early_death: day of a death by infection that was drawn before, NaN for the others, shape ``(n,)``.
        late_causes: causes to draw from for later deaths in remission.

    Returns:
        A row a patient: ``relapse_day``, ``hsct_day``, ``last_contact_day``, ``died`` and ``death_cause``.
    """
    size = len(patients)
    relapse, hsct = _relapse_and_transplant(rng, patients)
    death, cause = _death(rng, relapse, hsct, late_causes)
    early = ~np.isnan(early_death)
    death, cause = np.where(early, early_death, death), np.where(early, "infection", cause)

    infused = np.floor(rng.random(size) * ((end - a.START).days + 1))
    to_cut_off = (a.CUT_OFF - a.START).days - infused
    first, last = a.LOST_BETWEEN
    lost = np.where(rng.random(size) < a.LOST, np.floor(first + (last - first) * rng.random(size)), np.inf)
    contact = np.where(early, death, np.minimum(death, np.minimum(to_cut_off, lost)))
    died = contact == death
    return pd.DataFrame(
        {
            "relapse_day": np.where(relapse <= contact, relapse, np.nan),
            "hsct_day": np.where(hsct <= contact, hsct, np.nan),
            "last_contact_day": contact,
            "died": died,
            "death_cause": pd.Series(cause, dtype=object).where(died),
        }
    )


def _relapse_and_transplant(rng: np.random.Generator, patients: pd.DataFrame) -> tuple[Floats, Floats]:
    """Days on which they would come if nothing ended follow-up before; NaN where they never would."""
    size = len(patients)
    remission = patients["response"].isin(REMISSION).to_numpy()
    failure = patients["response"].notna().to_numpy() & ~remission
    burden = standard(np.log2(patients["marrow_blasts"].to_numpy()))
    log_hazard = a.BURDEN_ON_RELAPSE * burden + a.MRD_ON_RELAPSE * (patients["mrd"] == "positive").to_numpy()
    wait = rng.exponential(size=size) * a.RELAPSE_MEDIAN / np.log(2) * np.exp(-log_hazard)
    without = a.RESPONSE_DAY + 1 + wait

    day = days(rng, a.HSCT_DAY, (a.RESPONSE_DAY + 2, 232), size)
    chosen = choose(rng, only(remission), round(a.HSCT_SHARE * int(remission.sum())))
    hsct = np.where(chosen & (day < without), day, np.nan)
    # A lower hazard stretches what is left of the wait.
    after = hsct + 1 + (without - hsct) * np.exp(-a.HSCT_ON_RELAPSE)
    relapse = np.floor(np.where(np.isnan(hsct), without, after))
    return np.where(failure, a.RESPONSE_DAY, np.where(remission, relapse, np.nan)), hsct


def _death(
    rng: np.random.Generator, relapse: Floats, hsct: Floats, late_causes: list[str]
) -> tuple[Floats, npt.NDArray[np.str_]]:
    """Day and cause of death, in remission or after relapse, whichever comes first."""
    size = relapse.size
    yearly = np.where(np.isnan(hsct), a.DEATH_IN_REMISSION, a.DEATH_AFTER_HSCT)
    since = np.where(np.isnan(hsct), a.RESPONSE_DAY, hsct)
    in_remission = np.floor(since + 1 + rng.exponential(size=size) * 365.25 / -np.log1p(-yearly))
    relapsed = np.floor(relapse + 7 + rng.exponential(size=size) * a.DEATH_AFTER_RELAPSE / np.log(2))
    first = ~(in_remission >= relapse)
    cause = np.where(first, rng.choice(late_causes, size=size), "leukaemia")
    return np.where(first, in_remission, relapsed), cause
