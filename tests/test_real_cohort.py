"""The statistics on the 59 real patients, where their files are beside this checkout.

Statistics of the whole group agree with R's (tests/reference/real.R). Fourteen cytokines are compared day by
day from the onset of cytokine release syndrome (CRS), in patients with HLH-like toxicity against those without: the
comparison that the authors of the data made. No row and no value of one patient is printed or kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest
from support import PROJECT, REAL_COHORT

from analysis import stats

pytestmark = pytest.mark.skipif(not REAL_COHORT.is_dir(), reason="the real cohort is not beside this checkout")
DAYS = range(-3, 15)
REFERENCE = json.loads((PROJECT / "tests" / "reference" / "real.json").read_text(encoding="utf-8"))["cases"]


class Cohort:
    """The statistics that R was asked for, by the names under which R's answers are stored."""

    def __init__(self) -> None:
        self.patients = pd.read_csv(REAL_COHORT / "patients.csv", index_col="patient_id")
        self.patients["log2_blasts"] = np.log2(self.patients["marrow_blasts_pct"])
        cytokines, labs = (pd.read_csv(REAL_COHORT / f"{name}.csv") for name in ("cytokines", "labs"))
        self.peak = cytokines.pivot_table("value_pg_ml", "patient_id", "cytokine", "max").reindex(self.patients.index)
        self.ferritin = labs.pivot_table("value", "patient_id", "analyte", "max")["Ferritin"].reindex(self.peak.index)
        self.statistics: dict[str, Callable[[], Any]] = {
            "CR": lambda: stats.proportion(int(self.patients["cr"].sum()), int(self.patients["cr"].count())),
            "HLH by earlier transplant": lambda: self.fisher(self.patients["prior_hct"]),
            "severe CRS by HLH": lambda: self.fisher(self.patients["crs_grade_max_lee"] >= 3),
            "peak ferritin for HLH, AUC": lambda: stats.auc(self.ferritin, self.patients["hlh"]),
            "CR on blasts, Firth": lambda: self.response_on("log2_blasts"),
            "CR on blasts and earlier transplant, Firth": lambda: self.response_on("log2_blasts", "prior_hct"),
            "grade on blasts, ordinal": self.grade_on_blasts,
            **{f"peak {name} by HLH": partial(self.by_hlh, name) for name in self.peak},
            **{
                f"peak {name} and grade, spearman": partial(self.with_grade, stats.spearman, name) for name in self.peak
            },
            **{f"peak {name} and grade, kendall": partial(self.with_grade, stats.kendall, name) for name in self.peak},
            **{f"14 cytokines by HLH, {method}": partial(self.adjusted, method) for method in ("holm", "bh")},
            **{f"grades by Lee and ASTCT, {by}": partial(self.agreement, by) for by in ("linear", "quadratic")},
        }

    def fisher(self, other: pd.Series) -> stats.Estimate:
        return stats.fisher(pd.crosstab(self.patients["hlh"], other))

    def by_hlh(self, cytokine: str) -> stats.Estimate:
        level, hlh = np.log2(self.peak[cytokine]), self.patients["hlh"] == 1
        return stats.mann_whitney(level[hlh], level[~hlh])

    def adjusted(self, method: Literal["holm", "bh"]) -> np.ndarray:
        return stats.adjust([self.by_hlh(name).p for name in sorted(self.peak)], method=method)

    def with_grade(self, correlation: Callable[..., stats.Estimate], cytokine: str) -> stats.Estimate:
        return correlation(self.peak[cytokine], self.patients["crs_grade_max_lee"])

    def response_on(self, *terms: str) -> stats.Regression:
        return stats.firth_logistic(self.patients[list(terms)], self.patients["cr"])

    def grade_on_blasts(self) -> stats.Regression:
        return stats.ordinal_logistic(self.patients[["log2_blasts"]], self.patients["crs_grade_max_lee"])

    def agreement(self, weights: Literal["linear", "quadratic"]) -> stats.Estimate:
        grades = self.patients["crs_grade_max_lee"], self.patients["crs_grade_max_astct"]
        return stats.weighted_kappa(*grades, weights=weights)


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return Cohort()


def answers(found: Any, names: list[str]) -> dict[str, Any]:
    """What our side says under the names that R's answer has."""
    if isinstance(found, stats.Regression):
        columns = found.table.rename(columns={found.measure: "value"})
        return {name: columns[name].to_numpy() if name in columns else getattr(found, name) for name in names}
    if isinstance(found, stats.Estimate):
        return {name: getattr(found, name) for name in names}
    return {"p": found}


@pytest.mark.parametrize("case", REFERENCE, ids=[case["name"] for case in REFERENCE])
def test_r_gives_the_same(case: dict[str, Any], cohort: Cohort) -> None:
    theirs = {name: value for name, value in case["output"].items() if name != "error"}
    ours = answers(cohort.statistics[case["name"]](), list(theirs))
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, rtol=1e-6, err_msg=name)


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
