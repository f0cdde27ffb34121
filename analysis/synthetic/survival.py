"""Follow-up: relapse, transplant, death and last contact, up to one cut-off date for all."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from analysis.synthetic import assumptions as a
from analysis.synthetic.chance import Floats, choose, days, only, standard

# Follow-up after the response assessment begins on the next day.
ASSESSED = 30


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
    remission = patients["response"].isin(["CR", "CRi"]).to_numpy()
    failure = patients["response"].notna().to_numpy() & ~remission

    burden = standard(np.log2(patients["marrow_blasts"].to_numpy()))
    log_hazard = a.BURDEN_ON_RELAPSE * burden + a.MRD_ON_RELAPSE * (patients["mrd"] == "positive").to_numpy()
    wait = rng.exponential(size=size) * a.RELAPSE_MEDIAN / np.log(2) * np.exp(-log_hazard)
    hsct = days(rng, a.HSCT_DAY, (ASSESSED + 2, 232), size)
    transplanted = choose(rng, only(remission), round(a.HSCT_SHARE * int(remission.sum())))
    hsct = np.where(transplanted & (hsct < ASSESSED + 1 + wait), hsct, np.nan)
    # What is left of the wait at transplant grows by the hazard ratio.
    left = ASSESSED + 1 + wait - hsct
    relapse = np.where(np.isnan(hsct), ASSESSED + 1 + wait, hsct + 1 + left * np.exp(-a.HSCT_ON_RELAPSE))
    relapse = np.floor(np.where(failure, ASSESSED, np.where(remission, relapse, np.nan)))

    yearly = np.where(np.isnan(hsct), a.DEATH_IN_REMISSION, a.DEATH_AFTER_HSCT)
    from_day = np.where(np.isnan(hsct), ASSESSED, hsct)
    in_remission = np.floor(from_day + 1 + rng.exponential(size=size) * 365.25 / -np.log1p(-yearly))
    relapsed = np.floor(relapse + 7 + rng.exponential(size=size) * a.DEATH_AFTER_RELAPSE / np.log(2))
    death = np.where(in_remission < np.nan_to_num(relapse, nan=np.inf), in_remission, relapsed)
    cause = np.where(death == in_remission, rng.choice(late_causes, size=size), "leukaemia")
    early = ~np.isnan(early_death)
    death, cause = np.where(early, early_death, death), np.where(early, "infection", cause)

    infused = np.floor(rng.random(size) * ((end - a.START).days + 1))
    observed = (a.CUT_OFF - a.START).days - infused
    lost = np.where(rng.random(size) < a.LOST, np.floor(100 + 800 * rng.random(size)), np.inf)
    last = np.where(early, death, np.minimum(death, np.minimum(observed, lost)))
    died = last == death
    return pd.DataFrame(
        {
            "relapse_day": np.where(relapse <= last, relapse, np.nan),
            "hsct_day": np.where(hsct <= last, hsct, np.nan),
            "last_contact_day": last,
            "died": died,
            "death_cause": pd.Series(cause, dtype=object).where(died),
        }
    )
