"""Neurotoxicity: how often, how severe, and in whom beside the severity of cytokine release syndrome."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.questions import Questions, source
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

SEVERE_GRADE, HIGHEST_GRADE = 3, 5


@dataclass(frozen=True, kw_only=True)
class Neurotoxicity(Findings):
    """Immune effector cell-associated neurotoxicity syndrome (ICANS) among all treated patients."""

    any_grade: Finding
    severe: Finding
    severe_grade: Finding
    with_severe_crs: Finding
    without_severe_crs: Finding
    beside_crs: Text
    grades: tuple[Finding, ...]
    table: Table


def incidence(cohort: Cohort) -> Neurotoxicity:
    """Each grade, any and severe, and any by the severity of CRS, with exact intervals.

    The highest grades of both syndromes tell nothing of their order.
    """
    ask = Questions(cohort)
    grade, severe_crs = cohort.patients["icans_grade"], definitions.severe_crs(cohort)
    occurred = (grade >= 1).astype("boolean")
    each = [(grade == g).astype("boolean") for g in range(HIGHEST_GRADE + 1)]
    ask.disjoint(*each)
    grades = tuple(ask.proportion(f"ICANS of grade {g}", had) for g, had in enumerate(each))
    any_grade = ask.proportion("ICANS of any grade", occurred)
    severe = ask.proportion(f"ICANS of grade {SEVERE_GRADE} or above", (grade >= SEVERE_GRADE).astype("boolean"))
    beside = ask.proportion("ICANS of any grade with severe CRS", definitions.among(severe_crs, occurred))
    apart = ask.proportion("ICANS of any grade without severe CRS", definitions.among(~severe_crs, occurred))
    named = {
        **{f"Grade {g}" if g else "No ICANS": found for g, found in enumerate(grades)},
        "Any grade": any_grade,
        f"Grade {SEVERE_GRADE} or above": severe,
        "Any grade, patients with severe CRS": beside,
        "Any grade, patients with mild or no CRS": apart,
    }
    return Neurotoxicity(
        any_grade=any_grade,
        severe=severe,
        severe_grade=ask.constant("lowest grade of severe ICANS", SEVERE_GRADE),
        with_severe_crs=beside,
        without_severe_crs=apart,
        beside_crs=_beside_crs(any_grade, ask.proportion("CRS of any grade", definitions.any_crs(cohort))),
        grades=grades,
        table=Table(
            columns=["ICANS", "Patients", "Percentage", "95% CI"],
            rows=[[label, found.n_of_N, found.percent, found.limits] for label, found in named.items()],
            notes=[
                "Highest grade in each patient; exact intervals.",
            ],
            source=source(cohort),
        ),
    )


def _beside_crs(icans: Finding, crs: Finding) -> Text:
    """How many patients had either syndrome; no contrast, as their grades are not of one scale."""
    if icans.estimate.value is None or crs.estimate.value is None:
        unknown = icans if icans.estimate.value is None else crs
        if not unknown.mask:
            return unknown.text
    return Text(f"{crs.n_of_N} had CRS and {icans.n_of_N} had ICANS", findings=[crs, icans])
