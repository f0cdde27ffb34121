"""Which questions each chapter asks, so that all of them can be asked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from analysis.cohort import Cohort
from analysis.cohort.dataset import NAMES
from analysis.findings import (
    courses,
    crs,
    daily,
    density,
    description,
    efficacy,
    first_infection,
    grading,
    infection,
    markers,
    measures,
    neurotoxicity,
    onset,
    products,
    risks,
    scores,
    summary,
    survival,
    tocilizumab,
    together,
    warning,
)
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

Question = Callable[[Cohort], Findings]

# The dataset that a chapter rests on, and its questions.
CHAPTERS: Mapping[str, tuple[str, tuple[Question, ...]]] = {
    "Efficacy": (
        "response",
        (efficacy.response, efficacy.burden, survival.curves, survival.by_response, survival.transplant),
    ),
    "Cytokine release syndrome": (
        "response",
        (
            crs.incidence,
            crs.course,
            onset.from_infusion,
            neurotoxicity.incidence,
            products.by_product,
            products.models,
            grading.agreement,
            grading.consequences,
        ),
    ),
    "Cytokines and coagulation": (
        "response",
        (
            markers.against_grade,
            measures.against_grade,
            tocilizumab.all_samples,
            courses.early,
            daily.ratios,
            together.in_line,
            together.same_day,
            together.lag,
            warning.landmark,
            scores.overt_dic,
            scores.before_infusion,
        ),
    ),
    "Infection": (
        "infection",
        (
            infection.incidence,
            infection.kinds,
            density.by_period,
            first_infection.by_bridging,
            risks.exposures,
        ),
    ),
}


def ask(chapter: str, cohorts: Mapping[str, Cohort]) -> tuple[Findings, ...]:
    """Every answer of a chapter, in the order in which it tells them.

    Args:
        chapter: its title, a key of ``CHAPTERS``.
        cohorts: the datasets by name.
    """
    dataset, questions = CHAPTERS[chapter]
    return tuple(question(cohorts[dataset]) for question in questions)


def everything(cohort: Cohort) -> None:
    """Ask one cohort all that the book may ask of it."""
    for chapter in CHAPTERS:
        ask(chapter, dict.fromkeys(NAMES, cohort))
    description.both(cohort)
    summary.key_results(cohort, cohort)


def within(answer: Any) -> Iterator[Finding]:
    """Every finding in an answer, those in its groups, lists and tables included; some stand in several places."""
    if isinstance(answer, Finding):
        yield answer
    elif isinstance(answer, Table):
        yield from within([row[1:] for row in answer.rows])
    elif isinstance(answer, Findings):
        yield from within([getattr(answer, field.name) for field in fields(answer)])
    elif isinstance(answer, Mapping):
        yield from within(list(answer.values()))
    elif isinstance(answer, list | tuple):
        for item in answer:
            yield from within(item)
