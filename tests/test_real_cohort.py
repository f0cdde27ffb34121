"""The statistics on the 59 real patients, where their files are beside this checkout.

Fourteen cytokines, day by day from the onset of cytokine release syndrome (CRS), in patients with HLH-like toxicity
against those without: the comparison that the authors of the data made. Nothing of the data is printed or kept.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support import REAL_COHORT

from analysis import stats

pytestmark = pytest.mark.skipif(not REAL_COHORT.is_dir(), reason="the real cohort is not beside this checkout")
DAYS = range(-3, 15)


@pytest.fixture(scope="module")
def with_crs() -> pd.DataFrame:
    """The patients with CRS, by id."""
    patients = pd.read_csv(REAL_COHORT / "patients.csv", index_col="patient_id")
    return patients[patients["crs"] == 1]


@pytest.fixture(scope="module")
def by_day(with_crs: pd.DataFrame) -> pd.DataFrame:
    """A row a cytokine and day from onset, with the comparison of the two groups."""
    levels = pd.read_csv(REAL_COHORT / "cytokines.csv")
    levels = levels[levels["patient_id"].isin(with_crs.index)]
    onset = levels["patient_id"].map(with_crs["crs_onset_day"])
    levels = levels.assign(from_onset=levels["day"] - onset, hlh=levels["patient_id"].map(with_crs["hlh"]) == 1)
    rows = []
    for (cytokine, day), sampled in levels[levels["from_onset"].isin(DAYS)].groupby(["cytokine", "from_onset"]):
        values = sampled["value_pg_ml"]
        shift = stats.mann_whitney(values[sampled["hlh"]], values[~sampled["hlh"]])
        rows.append((cytokine, day, shift.value, shift.low, shift.high, shift.p, shift.n))
    table = pd.DataFrame(rows, columns=["cytokine", "day", "shift", "low", "high", "p", "n"])
    adjusted = {name: stats.adjust(group["p"], method="bh") for name, group in table.groupby("cytokine")}
    return table.assign(p_adjusted=np.concatenate([adjusted[name] for name in sorted(adjusted)]))


def test_the_cohort_is_the_published_one(with_crs: pd.DataFrame) -> None:
    assert (len(with_crs), int(with_crs["hlh"].sum())) == (52, 21)


def test_every_cytokine_is_compared_on_every_day_on_which_both_groups_were_sampled(by_day: pd.DataFrame) -> None:
    assert by_day["cytokine"].nunique() == 14
    estimable = by_day.dropna(subset=["shift"])
    assert len(estimable) > 14 * len(DAYS) / 2
    assert ((estimable["low"] <= estimable["shift"]) & (estimable["shift"] <= estimable["high"])).all()
    assert estimable["p"].between(0, 1).all()
    tested = by_day.dropna(subset=["p"])
    assert (tested["p_adjusted"] - tested["p"]).min() > -1e-12


def test_interferon_gamma_runs_higher_with_hlh_after_the_onset_of_crs(by_day: pd.DataFrame) -> None:
    late = by_day[(by_day["cytokine"] == "IFN-gamma") & by_day["day"].between(3, 8)].dropna(subset=["shift"])
    assert (late["shift"] > 0).all()
    assert late["p_adjusted"].min() < 0.05
