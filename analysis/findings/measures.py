"""Cytokines and coagulation against the grade of CRS by other measures than the primary ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.crs import HIGHEST_GRADE
from analysis.findings.levels import MARKERS
from analysis.findings.markers import attribute, by_word, extremes, harm, heads, label
from analysis.findings.questions import Questions, source
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

PERMUTATIONS = 10_000  # of the test of trend, enough to tell P values of a few in a thousand apart


@dataclass(frozen=True, kw_only=True)
class Measures(Findings):
    """One marker against the grade by other measures."""

    tau: Finding
    trend: Finding
    area: Finding


@dataclass(frozen=True, kw_only=True)
class OtherMeasures(Findings):
    """The markers against the grade, asked in other ways."""

    il6: Measures
    il10: Measures
    ifn_gamma: Measures
    pt: Measures
    aptt: Measures
    d_dimer: Measures
    fibrinogen: Measures
    correlated: Text
    table: Table


def against_grade(cohort: Cohort) -> OtherMeasures:
    """Kendall's tau-b, trend over the grades and area under the ROC curve: the question of the peaks again."""
    ask = Questions(cohort)
    grade, severe = cohort.patients["crs_grade"], definitions.severe_not_mild(cohort)
    values = extremes(cohort, cohort.settings.marker_window)
    measures = {
        m: Measures(
            tau=ask.kendall(f"tau-b of {label(m)} with CRS grade", values[m], grade),
            trend=_trend(ask, f"trend of {label(m)} over CRS grades", values[m], grade),
            area=ask.auc(f"{label(m)}, severe against mild CRS", harm(m, values[m])[severe.index], severe),
        )
        for m in MARKERS
    }
    return OtherMeasures(
        **{attribute(m): found for m, found in measures.items()},
        correlated=by_word({m: f.tau for m, f in measures.items()}, lambda f: f.correlated, " correlated"),
        table=Table(
            columns=[
                "Marker",
                "Patients",
                "Tau-b with grade",
                "P for trend",
                f"AUC, {' against '.join(reversed(heads(ask, severe)))}",
            ],
            rows=[[label(m), f.tau.n, f.tau, f.trend.p_cell, f.area] for m, f in measures.items()],
            notes=[
                "Tau-b: Kendall's, over all patients. "
                f"Trend: Jonckheere-Terpstra over the grades, by {PERMUTATIONS} permutations.",
                "AUC with DeLong's interval; for fibrinogen a lower value speaks for severe CRS, for the others a "
                "higher. These are no new family: nothing is adjusted for multiplicity.",
            ],
            source=source(cohort),
        ),
    )


def _trend(ask: Questions, what: str, values: pd.Series, grade: pd.Series) -> Finding:
    both = pd.DataFrame({"value": values, "grade": grade}).dropna()
    groups = [both.loc[both["grade"] == g, "value"] for g in range(HIGHEST_GRADE + 1)]
    estimate = stats.jonckheere(groups, permutations=PERMUTATIONS).estimate
    return ask.of(replace(estimate, missing=len(values) - len(both)), "correlation", what, places=2)
