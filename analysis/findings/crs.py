"""Cytokine release syndrome: how often, how severe, when, how treated, and by which product."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.questions import Questions, source
from analysis.report import words
from analysis.report.charts import stacked_grades
from analysis.report.figure import Figure
from analysis.report.record import NOT_RECORDED, Finding, Findings, Text
from analysis.report.table import Table

REFERENCE, COMPARED = "CD19", "CD19/CD22"
HIGHEST_GRADE = 5


@dataclass(frozen=True, kw_only=True)
class Incidence(Findings):
    """Cytokine release syndrome among all treated patients."""

    graded: Finding
    any_grade: Finding
    none: Finding
    mild: Finding
    severe: Finding
    grades: tuple[Finding, ...]
    scale: Text
    table: Table


def incidence(cohort: Cohort) -> Incidence:
    """Each grade, any grade and severe, with exact intervals."""
    ask = Questions(cohort)
    grade = cohort.patients["crs_grade"]
    occurred, severe = definitions.any_crs(cohort), definitions.severe_crs(cohort)
    grades = tuple(
        ask.proportion(f"CRS of grade {g}", (grade == g).astype("boolean")) for g in range(HIGHEST_GRADE + 1)
    )
    whole = {
        "any_grade": ask.proportion("CRS of any grade", occurred),
        "none": ask.proportion("no CRS", ~occurred),
        "mild": ask.proportion("mild CRS", occurred & ~severe),
        "severe": ask.proportion("severe CRS", severe),
    }
    lowest = cohort.settings.severe_crs_grade
    scale = cohort.settings.crs_scale
    rows = [
        [f"Grade {g}" if g else "No CRS", found.n_of_N, found.percent, found.limits] for g, found in enumerate(grades)
    ]
    rows += [
        [name, found.n_of_N, found.percent, found.limits]
        for name, found in (
            ("Any grade", whole["any_grade"]),
            ("Mild (grade 1)" if lowest == 2 else f"Mild (grades 1 to {lowest - 1})", whole["mild"]),
            (f"Severe (grade {lowest} or above)", whole["severe"]),
        )
    ]
    return Incidence(
        graded=ask.count("patients whose CRS was graded", definitions.known(grade)),
        **whole,
        grades=grades,
        scale=Text(scale) if scale else Text("not recorded", why_not="the scale of CRS: not recorded"),
        table=Table(
            columns=["CRS", "Patients", "Percentage", "95% CI"],
            rows=rows,
            notes=[
                f"Highest grade in each patient, by {scale or 'a scale that is not recorded'}.",
                "CI: confidence interval; CRS: cytokine release syndrome.",
            ],
            source=source(cohort),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Course(Findings):
    """When it came, how long it lasted and how it was treated."""

    onset: Finding
    severe_onset: Finding
    duration: Finding
    tocilizumab: Finding
    tocilizumab_day: Finding
    steroids: Finding
    steroids_day: Finding
    neurotoxicity: Finding
    most_common: Text
    table: Table


def course(cohort: Cohort) -> Course:
    """Timing among those affected; treatment among all."""
    ask = Questions(cohort)
    p = cohort.patients
    occurred = definitions.any_crs(cohort)
    found = {
        "onset": ask.median("onset of CRS", definitions.among(occurred, p["crs_onset_day"]), "days", 0),
        "severe_onset": ask.median(
            "first day of severe CRS", definitions.among(definitions.severe_crs(cohort), p["severe_crs_day"]), "days", 0
        ),
        "duration": ask.median(
            "duration of CRS", definitions.among(occurred, definitions.crs_duration(cohort)), "days", 0
        ),
        "tocilizumab": ask.proportion("given tocilizumab", p["tocilizumab"]),
        "tocilizumab_day": ask.median(
            "day of first tocilizumab", definitions.among(p["tocilizumab"], p["tocilizumab_day"]), "days", 0
        ),
        "steroids": ask.proportion("given corticosteroids", p["steroids"]),
        "steroids_day": ask.median(
            "day of first corticosteroid", definitions.among(p["steroids"], p["steroids_day"]), "days", 0
        ),
        "neurotoxicity": ask.proportion("ICANS of any grade", (p["icans_grade"] >= 1).astype("boolean")),
    }
    labels = {
        "onset": "Onset of CRS after infusion",
        "severe_onset": "Onset of severe CRS after infusion",
        "duration": "Duration of CRS",
        "tocilizumab": "Tocilizumab",
        "tocilizumab_day": "First tocilizumab after infusion",
        "steroids": "Corticosteroids",
        "steroids_day": "First corticosteroid after infusion",
        "neurotoxicity": "ICANS of any grade",
    }
    events = {"CRS": ask.proportion("CRS of any grade", occurred), "ICANS": found["neurotoxicity"]}
    recorded = {name: event for name, event in events.items() if event.estimate.value is not None}
    return Course(
        **found,
        most_common=Text(max(recorded, key=lambda name: recorded[name].estimate.value or 0.0))
        if len(recorded) > 1
        else found["neurotoxicity"].text,
        table=Table(
            columns=["Course and treatment", "Patients", "Result"],
            rows=[[labels[key], finding.n, finding] for key, finding in found.items()],
            notes=[
                "Times are medians with quartiles among those affected; proportions have exact intervals.",
                "CI: confidence interval; ICANS: immune effector cell-associated neurotoxicity syndrome; "
                "IQR: interquartile range.",
            ],
            source=source(cohort),
        ),
    )


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
    product, severe = cohort.patients["product"], definitions.severe_crs(cohort)
    compared = product.isin([REFERENCE, COMPARED])
    # Where one of the two was never given there is no comparison, and the question counts as not recorded.
    both = {REFERENCE, COMPARED} <= set(product.dropna())
    dual = (product == COMPARED).astype("boolean").where(compared & both)
    single_severe = definitions.among(~dual, severe)
    dual_severe = definitions.among(dual, severe)
    single = ask.proportion(f"severe CRS after {REFERENCE}", single_severe)
    double = ask.proportion(f"severe CRS after {COMPARED}", dual_severe)
    odds = ask.odds_ratio(f"odds ratio of severe CRS, {COMPARED} against {REFERENCE}", severe, dual)
    difference = ask.risk_difference(f"difference in severe CRS, {COMPARED} minus {REFERENCE}", severe, dual)
    grade = cohort.patients["crs_grade"]
    given = list(pd.unique(product.dropna()))
    each = {name: ask.proportion(f"severe CRS after {name}", severe[(product == name).fillna(False)]) for name in given}
    return ByProduct(
        single=single,
        dual=double,
        odds=odds,
        difference=difference,
        shares=Text(words.listed([f"{f.n_of_N} after {name}" for name, f in each.items()]) if each else NOT_RECORDED),
        table=Table(
            columns=["Product", "Severe CRS", "Percentage", "95% CI"],
            rows=[
                [REFERENCE, single.n_of_N, single.percent, single.limits],
                [COMPARED, double.n_of_N, double.percent, double.limits],
            ],
            notes=[
                f"Severe: grade {cohort.settings.severe_crs_grade} or above. Nobody was randomised to a product.",
                "CI: confidence interval; CRS: cytokine release syndrome.",
            ],
            source=source(cohort),
        ),
        figure=stacked_grades({name: grade[(product == name).fillna(False)] for name in given}, source=source(cohort)),
    )
