"""Cytokine release syndrome: who gets which grade, when, and what is given for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.synthetic import assumptions as a
from analysis.synthetic.chance import Flags, Floats, choose, days, deal, only


def draw(rng: np.random.Generator, log_weights: Floats, grades: Mapping[int, int]) -> pd.DataFrame:
    """Grades by weight, and the days and treatments that go with them.

    Args:
        rng: the stream.
        log_weights: latent severity: log weight by which the highest grades are drawn first, shape ``(n,)``.
        grades: number of patients with each grade, highest first.

    Returns:
        A row a patient: the columns of the schema on CRS, neurotoxicity, tocilizumab and steroids.
    """
    size = log_weights.size
    grade = np.array(deal(rng, log_weights, grades), dtype=float)
    middle, severe = grade == a.SEVERE - 1, grade >= a.SEVERE

    onset = np.where(severe, days(rng, a.ONSET_SEVERE, (1, 6), size), days(rng, a.ONSET_MILD, (1, 14), size))
    worse = onset + rng.integers(*a.SEVERE_DELAY, size, endpoint=True)
    mild_end = onset + days(rng, a.LENGTH_MILD, (2, 14), size)
    severe_end = np.maximum(onset + days(rng, a.LENGTH_SEVERE, (5, 25), size), worse + 2)

    tocilizumab = _treated(rng, middle, severe, a.TOCILIZUMAB)
    tocilizumab_day = np.where(severe, worse + rng.integers(0, 2, size), onset + rng.integers(1, 4, size))
    steroids = _treated(rng, middle, severe, a.STEROIDS)
    steroids_day = np.where(severe, worse, onset + 2) + rng.integers(0, 4, size)
    icans = _treated(rng, middle, severe, a.ICANS)
    icans_grade = np.where(severe, rng.choice([1, 2, 3], p=[0.4, 0.4, 0.2], size=size), 1)
    return pd.DataFrame(
        {
            "crs_grade": grade,
            "crs_onset_day": np.where(grade > 0, onset, np.nan),
            "severe_crs_day": np.where(severe, worse, np.nan),
            "crs_end_day": np.where(grade > 0, np.where(severe, severe_end, mild_end), np.nan),
            "icans_grade": np.where(icans, icans_grade, 0),
            "tocilizumab": tocilizumab,
            "tocilizumab_day": np.where(tocilizumab, tocilizumab_day, np.nan),
            "steroids": steroids,
            "steroids_day": np.where(steroids, steroids_day, np.nan),
        }
    )


def until_last_contact(patients: pd.DataFrame) -> pd.DataFrame:
    """The patients with CRS ended by death where death came first."""
    end = np.minimum(patients["crs_end_day"], patients["last_contact_day"])
    return patients.assign(crs_end_day=end)


def _treated(rng: np.random.Generator, middle: Flags, severe: Flags, shares: tuple[float, float]) -> Flags:
    """A fixed share of those with grade 2 and of the severe, rounded to whole patients."""
    few, many = (round(share * int(group.sum())) for share, group in zip(shares, (middle, severe), strict=True))
    return choose(rng, only(middle), few) | choose(rng, only(severe), many)
