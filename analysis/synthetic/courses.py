"""Laboratory series of the response study: one latent course a patient and analyte, sampled with gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.cohort.schema import ANALYTES
from analysis.synthetic import assumptions as a
from analysis.synthetic.chance import Flags, Floats

DAYS = np.arange(-7, 31)


def draw(rng: np.random.Generator, patients: pd.DataFrame) -> pd.DataFrame:
    """The measurements of all patients.

    Args:
        rng: the stream.
        patients: needs the columns on CRS and tocilizumab, ``ldh`` and ``last_contact_day``.

    Returns:
        A row a measurement, ordered by patient, analyte and day, in the columns of ``labs.csv``.
    """
    size = len(patients)
    inflammation = rng.standard_normal(size)
    mean, spread = a.CYTOKINE_PEAK
    # Cytokines peak as CRS turns severe, or two days after the onset of mild CRS.
    worst = patients["severe_crs_day"].fillna(patients["crs_onset_day"] + 2).fillna(mean).to_numpy(dtype=float)
    peak = np.clip(mean + a.PEAK_WITH_CRS * (worst - mean) + spread * rng.standard_normal(size), 2, 10)
    taken = {panel: _taken(rng, patients) for panel in a.PANELS}
    parts = []
    for panel in a.PANELS:
        for analyte in panel:
            values = _course(rng, patients, analyte, peak, inflammation)
            row, column = np.nonzero(taken[panel])
            parts.append(
                pd.DataFrame(
                    {
                        "patient_id": patients["patient_id"].to_numpy()[row],
                        "day": DAYS[column],
                        "analyte": analyte,
                        "value": values[row, column],
                        "unit": ANALYTES[analyte].unit,
                    }
                )
            )
    labs = pd.concat(parts, ignore_index=True)
    return _censor(labs).sort_values(["patient_id", "analyte", "day"], ignore_index=True)


def _taken(rng: np.random.Generator, patients: pd.DataFrame) -> Flags:
    """Which samples of a panel were taken, shape ``(patients, days)``: the well are sampled less often."""
    start, end, last = (
        patients[day].to_numpy(dtype=float, na_value=np.nan)[:, None]
        for day in ("crs_onset_day", "crs_end_day", "last_contact_day")
    )
    ill = (start - 1 <= DAYS) & (end >= DAYS)
    kept = rng.random(ill.shape) >= np.where(ill, a.MISSED, a.MISSED_WELL)
    planned = (DAYS >= 0) | np.isin(DAYS, a.DAYS_BEFORE)
    return np.asarray(kept & planned & (last >= DAYS), dtype=bool)


def _course(
    rng: np.random.Generator, patients: pd.DataFrame, analyte: str, peak: Floats, inflammation: Floats
) -> Floats:
    """One analyte on every day, shape ``(patients, days)``, in its unit."""
    course, size = a.COURSES[analyte], len(patients)
    base = np.log(course.base) + course.base_spread * rng.standard_normal(size)
    if analyte == "LDH":
        base = np.log(patients["ldh"].to_numpy())
    own = a.SHARED * inflammation + np.sqrt(1 - a.SHARED**2) * rng.standard_normal(size)
    sign = np.sign(np.log(course.folds[-1]))
    grade = patients["crs_grade"].to_numpy(dtype=int)
    # No course turns the other way: the weakest stay at their base.
    height = sign * np.maximum(sign * np.log(course.folds)[grade] + course.spread * own, 0)

    distance = DAYS - (peak + course.lag)[:, None]
    shape = np.exp(-0.5 * (distance / np.where(distance < 0, course.rise, course.fall)) ** 2)
    log_value = base[:, None] + height[:, None] * shape + course.noise * _noise(rng, size)
    if analyte == "IL-6":
        since = DAYS - patients["tocilizumab_day"].to_numpy(dtype=float, na_value=np.nan)[:, None]
        blocked = np.log(a.TOCILIZUMAB_FOLD) * np.exp(-(since - 1) / a.TOCILIZUMAB_DECAY)
        log_value += np.where(since > 0, blocked, 0)
    return np.asarray(np.exp(log_value))


def _noise(rng: np.random.Generator, size: int) -> Floats:
    """Noise of variance 1 that carries over from one day to the next, shape ``(size, days)``."""
    noise = rng.standard_normal((size, DAYS.size))
    for day in range(1, DAYS.size):
        noise[:, day] = a.CARRY_OVER * noise[:, day - 1] + np.sqrt(1 - a.CARRY_OVER**2) * noise[:, day]
    return noise


def _censor(labs: pd.DataFrame) -> pd.DataFrame:
    """Values beyond what the assay can measure become its limit, and say so."""
    low = labs["analyte"].map(a.DETECTION_LIMITS)
    below = labs["value"] < low
    above = (labs["analyte"] == "ferritin") & (labs["value"] > a.FERRITIN_LIMIT)
    value = labs["value"].mask(below, low).mask(above, a.FERRITIN_LIMIT)
    censored = pd.Series(pd.NA, index=labs.index, dtype="string").mask(below, "below").mask(above, "above")
    return labs.assign(value=value, censored=censored)
