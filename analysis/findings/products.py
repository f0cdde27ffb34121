"""Cytokine release syndrome after the dual-target product against the single-target one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.crs import HIGHEST_GRADE
from analysis.findings.disclosure import crossed
from analysis.findings.questions import Questions, log2, source, told
from analysis.report import words
from analysis.report.charts import forest, stacked_grades
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import NOT_RECORDED, Finding, Findings
from analysis.report.table import Table

REFERENCE, COMPARED = "CD19", "CD19/CD22"
AGAINST = f"{COMPARED} against {REFERENCE}"


def _dual(cohort: Cohort) -> pd.Series:
    """Given the dual-target product and not the single-target one; missing after any other.

    Where one of the two was never given there is no comparison, and the question counts as not recorded.
    """
    product = cohort.patients["product"]
    both = {REFERENCE, COMPARED} <= set(product.dropna())
    return (product == COMPARED).astype("boolean").where(product.isin([REFERENCE, COMPARED]) & both)


def _exact(ask: Questions) -> Finding:
    """The primary comparison."""
    severe = definitions.severe_crs(ask.cohort)
    return ask.odds_ratio(f"odds ratio of severe CRS, {AGAINST}", severe, _dual(ask.cohort))


@dataclass(frozen=True, kw_only=True)
class ByProduct(Findings):
    """Severe CRS after the dual-target product against the single-target one."""

    single: Finding
    dual: Finding
    odds: Finding
    difference: Finding
    shares: Text
    table: Table
    figure: Figure


def by_product(cohort: Cohort) -> ByProduct:
    """CD19/CD22 against CD19, unadjusted and not randomised: Fisher's odds ratio and Newcombe's difference."""
    ask = Questions(cohort)
    product, severe, dual = cohort.patients["product"], definitions.severe_crs(cohort), _dual(cohort)
    single = ask.proportion(f"severe CRS after {REFERENCE}", definitions.among(~dual, severe))
    double = ask.proportion(f"severe CRS after {COMPARED}", definitions.among(dual, severe))
    difference = ask.risk_difference(f"difference in severe CRS, {COMPARED} minus {REFERENCE}", severe, dual)
    grade = cohort.patients["crs_grade"]
    given = list(pd.unique(product.dropna()))
    each = {name: ask.proportion(f"severe CRS after {name}", severe[(product == name).fillna(False)]) for name in given}
    return ByProduct(
        single=single,
        dual=double,
        odds=_exact(ask),
        difference=difference,
        shares=Text(
            words.listed([f"{f.n_of_N} after {name}" for name, f in each.items()]) if each else NOT_RECORDED,
            findings=each.values(),
        ),
        table=Table(
            columns=["Product", "Severe CRS", "Percentage", "95% CI"],
            rows=[
                [REFERENCE, single.n_of_N, single.percent, single.limits],
                [COMPARED, double.n_of_N, double.percent, double.limits],
            ],
            notes=[
                f"Severe: grade {cohort.settings.severe_crs_grade} or above. Nobody was randomised to a product.",
            ],
            source=source(cohort),
        ),
        figure=stacked_grades(
            {name: _grades(ask, name, grade[(product == name).fillna(False)]) for name in given},
            each,
            source=source(cohort),
        ),
    )


def _grades(ask: Questions, product: str, grade: pd.Series) -> dict[int, Finding]:
    """How many patients given a product had each grade."""
    each = {g: definitions.equals(grade, g) for g in range(HIGHEST_GRADE + 1)}
    ask.disjoint(*each.values())
    return {g: ask.proportion(f"CRS of grade {g} after {product}", had) for g, had in each.items()}


@dataclass(frozen=True, kw_only=True)
class Models(Findings):
    """The comparison of products by models: alone, and at the same tumour burden."""

    single_blasts: Finding
    dual_blasts: Finding
    severe: Finding
    severe_adjusted: Finding
    higher: Finding
    higher_adjusted: Finding
    at_each_grade: Text
    table: Table
    figure: Figure


def models(cohort: Cohort) -> Models:
    """Severe CRS by Firth's logistic regression, the whole grade by proportional odds; with and without burden.

    Burden is marrow blasts before lymphodepletion on the log2 scale. Few severe events allow no third term.
    """
    ask = Questions(cohort)
    grade, severe, dual = cohort.patients["crs_grade"], definitions.severe_crs(cohort), _dual(cohort)
    blasts = definitions.marrow_blasts(cohort)
    alone = pd.DataFrame({"dual": dual})
    adjusted = pd.DataFrame({"dual": dual, "burden": log2(blasts)})

    def ratio(fit: stats.Regression, outcome: str, event: pd.Series, terms: pd.DataFrame) -> Finding:
        there = terms.notna().all(axis=1)
        return ask.of(
            fit.estimate("dual"), "ratio", f"odds ratio of {outcome}, {AGAINST}", basis=crossed(event[there], dual)
        )

    any_grade = definitions.any_crs(cohort)
    found = {
        "severe": ratio(stats.firth_logistic(alone, severe), "severe CRS by Firth's penalty", severe, alone),
        "severe_adjusted": ratio(
            stats.firth_logistic(adjusted, severe), "severe CRS adjusted for tumour burden", severe, adjusted
        ),
        "higher": ratio(stats.ordinal_logistic(alone, grade), "a higher grade of CRS", any_grade, alone),
        "higher_adjusted": ratio(
            stats.ordinal_logistic(adjusted, grade),
            "a higher grade of CRS adjusted for tumour burden",
            any_grade,
            adjusted,
        ),
    }
    thresholds = range(1, int(grade.max()) + 1) if grade.notna().any() else ()
    least = {g: (grade >= g).astype("boolean") for g in thresholds}
    at_each = {
        f"Grade {g} or above": ratio(stats.firth_logistic(alone, reached), f"CRS of grade {g} or above", reached, alone)
        for g, reached in least.items()
    }
    return Models(
        **found,
        single_blasts=ask.median(
            f"marrow blasts before lymphodepletion, {REFERENCE}", definitions.among(~dual, blasts), "%"
        ),
        dual_blasts=ask.median(
            f"marrow blasts before lymphodepletion, {COMPARED}", definitions.among(dual, blasts), "%"
        ),
        at_each_grade=told(at_each, lambda label, f: f"{label.lower()} {f.value}") if at_each else found["higher"].text,
        table=_models_table(cohort, {"primary": _exact(ask), **found}),
        figure=forest(
            {**at_each, "All grades, one odds ratio": found["higher"]},
            f"Odds ratio, {AGAINST}",
            source=source(cohort),
        ),
    )


def _models_table(cohort: Cohort, found: Mapping[str, Finding]) -> Table:
    labels = {
        "primary": ("Severe CRS", "exact (primary)"),
        "severe": ("Severe CRS", "Firth, product"),
        "severe_adjusted": ("Severe CRS", "Firth, product and burden"),
        "higher": ("Higher grade", "proportional odds, product"),
        "higher_adjusted": ("Higher grade", "proportional odds, product and burden"),
    }
    return Table(
        columns=["Outcome", "Method and terms", "Patients", "Odds ratio", "P"],
        rows=[[*labels[key], f.n, f, f.p_cell] for key, f in found.items()],
        notes=[
            f"Odds ratio: {AGAINST}. Burden: marrow blasts before lymphodepletion, log2.",
            "One question in several ways: P values are not adjusted.",
        ],
        source=source(cohort),
    )
