"""The response study: 55 patients, their remissions, their CRS and their laboratory courses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.synthetic import assumptions as a
from analysis.synthetic import baseline, courses, crs, remission, survival
from analysis.synthetic.chance import choose, only, shuffle, standard, stream

SETTINGS = f"""\
title = "Synthetic response cohort"
synthetic = true
source = "Made by the program analysis.synthetic to agree with a published abstract; no row is a patient."
licence = "CC0-1.0"
centre = "a single centre (not named in the abstract)"
period = "June 2016 to June 2019"
cut_off = {a.CUT_OFF}
crs_scale = "Lee 2014"
response_day = {a.RESPONSE_DAY}
severe_crs_grade = {a.SEVERE}
marker_window = {list(a.MARKER_WINDOW)}
early_window = {list(a.EARLY_WINDOW)}
landmark_day = {a.LANDMARK_DAY}

[detection_limits]
""" + "".join(f"{analyte} = {limit}\n" for analyte, limit in a.DETECTION_LIMITS.items())


def draw(seed: int) -> dict[str, pd.DataFrame]:
    """The tables of the study, by name."""
    rng = stream(seed)
    patients = baseline.draw(rng, "R", a.RESPONSE_PATIENTS)
    patients["product"] = shuffle(rng, a.PRODUCTS)
    burden = standard(np.log2(patients["marrow_blasts"].to_numpy()))
    dual = (patients["product"] == "CD19/CD22").to_numpy()
    severity = a.BURDEN_ON_GRADE * burden + a.DUAL_ON_GRADE * dual
    patients = pd.concat([patients, crs.draw(rng, severity, a.GRADES)], axis=1)

    # The one patient who could not be assessed died before day 30, after CRS.
    unassessed = choose(rng, only((patients["crs_grade"] > 0).to_numpy()), a.RESPONSE_PATIENTS - a.EVALUABLE)
    responses = remission.draw(rng, patients[~unassessed], a.FAILURES, a.REMISSIONS, a.MRD_POSITIVE)
    patients = pd.concat([patients, responses], axis=1)
    early_death = np.where(unassessed, rng.integers(*a.EARLY_DEATH_DAY, endpoint=True), np.nan)
    follow_up = survival.draw(rng, patients, a.RESPONSE_END, early_death, ["infection", "other"])
    patients = crs.until_last_contact(pd.concat([patients, follow_up], axis=1))
    return {"patients": patients, "labs": courses.draw(rng, patients)}
