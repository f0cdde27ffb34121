"""The infection study: 90 patients given CD19 then CD22 CAR-T cells, and their infections."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.synthetic import assumptions as a
from analysis.synthetic import baseline, crs, remission, survival
from analysis.synthetic.chance import Floats, choose, days, only, shuffle, stream

SETTINGS = f"""\
title = "Synthetic infection cohort"
synthetic = true
source = "Made by the program analysis.synthetic to agree with a published abstract; no row is a patient."
licence = "CC0-1.0"
centre = "Tongji Hospital affiliated to Huazhong University of Science and Technology"
period = "June 2016 to September 2019"
cut_off = {a.CUT_OFF}
crs_scale = "Lee 2014"
response_day = {a.RESPONSE_DAY}
severe_crs_grade = {a.SEVERE}
infection_window = {list(a.INFECTION_WINDOW)}
late_infection_window = {list(a.LATE_WINDOW)}
"""


def draw(seed: int) -> dict[str, pd.DataFrame]:
    """The tables of the study, by name."""
    rng = stream(seed)
    size = a.INFECTION_PATIENTS
    patients = baseline.draw(rng, "I", size).assign(product="CD19/CD22")
    patients["bridging"] = shuffle(rng, a.BRIDGING)
    primary = choose(rng, np.zeros(size), a.PRIMARY_INFECTIONS)
    severity = a.PRIMARY_ON_GRADE * primary.astype(float)
    patients = pd.concat([patients, crs.draw(rng, severity, a.INFECTION_GRADES)], axis=1)
    patients["primary_infection"] = primary
    patients = pd.concat([patients, _progressions(rng, patients)], axis=1)

    early = _early(rng, patients)
    onset = patients["patient_id"].map(early[early["fatal"]].set_index("patient_id")["day"]).to_numpy(dtype=float)
    early_death: Floats = onset + rng.integers(*a.FATAL_DELAY, size, endpoint=True)
    counts = (a.INFECTION_FAILURES, a.INFECTION_REMISSIONS, a.INFECTION_MRD_POSITIVE)
    responses = remission.draw(rng, patients, *counts)
    # Whoever died before the assessment was not assessed.
    responses.loc[early_death <= a.RESPONSE_DAY] = None
    patients = pd.concat([patients, responses], axis=1)
    # The abstract counts two deaths by infection, so no later death is one.
    follow_up = survival.draw(rng, patients, a.INFECTION_END, early_death, ["other"])
    patients = crs.until_last_contact(pd.concat([patients, follow_up], axis=1))
    infections = pd.concat([early, _late(rng, patients)], ignore_index=True)
    return {
        "patients": patients,
        "infections": infections.sort_values(["patient_id", "day"], ignore_index=True),
    }


def _progressions(rng: np.random.Generator, patients: pd.DataFrame) -> pd.DataFrame:
    """Which primary infections progressed, and when: mostly after CRS turned severe, but not in all."""
    size = len(patients)
    primary = patients["primary_infection"].to_numpy()
    worse = patients["severe_crs_day"].to_numpy(dtype=float)
    severe = ~np.isnan(worse)
    progressed = choose(rng, np.where(primary, a.SEVERE_ON_PROGRESSION * severe, -np.inf), a.PROGRESSED)
    first = choose(rng, only(progressed & (worse >= 4)), a.PROGRESSED_FIRST)
    after = worse + rng.integers(*a.PROGRESSION_DELAY, size, endpoint=True)
    day = np.where(severe, np.where(first, worse - 2, after), days(rng, a.PROGRESSION_DAY, (2, 28), size))
    return pd.DataFrame(
        {
            "infection_progressed": pd.Series(progressed, dtype="boolean").where(primary),
            "progression_day": np.where(progressed, day, np.nan),
        }
    )


def _early(rng: np.random.Generator, patients: pd.DataFrame) -> pd.DataFrame:
    """The episodes on days 0 to 30, all in patients without primary infection."""
    size = len(patients)
    step = np.digitize(patients["crs_grade"], [1, 4])
    risk = a.BRIDGING_ON_INFECTION * (patients["bridging"] == "other") + a.GRADE_ON_INFECTION * step
    infected = choose(rng, np.where(patients["primary_infection"], -np.inf, risk), a.INFECTED)
    first = days(rng, a.INFECTION_DAY, (1, 28), size)
    repeats = sum(a.EARLY_KINDS.values()) - a.INFECTED
    again = choose(rng, only(infected & (first <= 18)), repeats)
    second = first + rng.integers(*a.REPEAT_DELAY, size, endpoint=True)
    who = np.concatenate([np.flatnonzero(infected), np.flatnonzero(again)])
    day = np.concatenate([first[infected], second[again]])
    episodes = _episodes(rng, patients["patient_id"].to_numpy()[who], day, a.EARLY_KINDS)
    # A single bacterial infection, in the second week or later: so late that CRS had begun in everyone.
    deadly = (episodes["kind"] == "bacterial").to_numpy() & ~again[who] & (day >= 8)
    return episodes.assign(fatal=choose(rng, only(deadly), a.FATAL))


def _late(rng: np.random.Generator, patients: pd.DataFrame) -> pd.DataFrame:
    """Episodes after the window of the abstract, on days 31 to 90, none fatal."""
    count = sum(a.LATE_KINDS.values())
    seen = choose(rng, only((patients["last_contact_day"] > a.LATE_WINDOW[1]).to_numpy()), count)
    day = rng.integers(*a.LATE_WINDOW, count, endpoint=True).astype(float)
    return _episodes(rng, patients["patient_id"].to_numpy()[seen], day, a.LATE_KINDS).assign(fatal=False)


def _episodes(
    rng: np.random.Generator, patient_id: npt.NDArray[np.object_], day: Floats, kinds: Mapping[str, int]
) -> pd.DataFrame:
    """Episodes in these patients on these days, with kinds in exactly these numbers."""
    kind = shuffle(rng, kinds)
    site = [str(rng.choice(list(a.SITES[k]), p=list(a.SITES[k].values()))) for k in kind]
    return pd.DataFrame({"patient_id": patient_id, "day": day, "kind": kind, "site": site})
