"""The statistical methods of the book, read off the calls that made its numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from platform import python_version

from analysis.cohort import Cohort
from analysis.findings import chapters
from analysis.findings.questions import DEFAULT, SET, source
from analysis.report import words
from analysis.report.printed import Text
from analysis.report.record import NOT_USED, Finding, Findings
from analysis.report.table import Table

LIBRARIES = ("lifelines", "statsmodels", "scipy", "firthmodels", "numpy", "pandas", "matplotlib")
CALLS, RUNNING = "the calls that made the numbers", "the software that runs"
# What the kinds of finding are called where methods are listed: in a sentence's code, and in a table.
KINDS = {
    "proportion": ("proportions", "Proportions"),
    "difference": ("differences", "Differences"),
    "ratio": ("ratios", "Ratios"),
    "correlation": ("correlations", "Correlations"),
    "area": ("areas", "Areas under the ROC curve"),
    "probability": ("probabilities", "Probabilities over time"),
    "quantity": ("quantities", "Rates, times and other quantities"),
    "median": ("distributions", "Distributions"),
    "test": ("tests", "Tests without an estimate"),
}


@dataclass(frozen=True, kw_only=True)
class Methods(Findings):
    """The methods behind the numbers, the families of comparisons, and the software that ran."""

    proportions: Text
    differences: Text
    ratios: Text
    correlations: Text
    areas: Text
    probabilities: Text
    quantities: Text
    distributions: Text
    tests: Text
    table: Table
    families: Table
    python: Text
    libraries: Text


def used(cohorts: Mapping[str, Cohort]) -> Methods:
    """Ask every question of every chapter, and list the methods that answered.

    Args:
        cohorts: the datasets by name.
    """
    told = {title: list(chapters.within(chapters.ask(title, cohorts))) for title in chapters.CHAPTERS}
    datasets = source(*{cohort.folder: cohort for cohort in cohorts.values()}.values())
    methods = _methods(told)
    return Methods(
        **{name: _sentence([m for k, m in methods if k == kind], what) for kind, (name, what) in KINDS.items()},
        table=Table(
            columns=["Numbers", "Method", "Chapters"],
            rows=[[KINDS[kind][1], Text(method, given=CALLS), where] for (kind, method), where in methods.items()],
            notes=["Read off the calls that made the numbers of these pages, in the datasets that they rest on."],
            source=datasets,
        ),
        families=Table(
            columns=["Family of comparisons", "Adjustment", "Chapters"],
            rows=[[family, Text(how, given=CALLS), where] for (family, how), where in _families(told).items()],
            notes=["Comparisons that could not be made do not count."],
            source=datasets,
        ),
        python=Text(f"Python {python_version()}", given=RUNNING),
        # By now every question has been asked, so what is loaded is what took part.
        libraries=Text(
            words.listed([f"{name} {metadata.version(name)}" for name in LIBRARIES if name in sys.modules]),
            given=RUNNING,
        ),
    )


def _sentence(methods: list[str], what: str) -> Text:
    """The methods of one kind of number, as a sentence lists them."""
    return (
        Text("; ".join(methods), given=CALLS)
        if methods
        else Text(NOT_USED, why_not=f"{what[0].lower()}{what[1:]}: {NOT_USED}")
    )


def _made(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Those that have a value and were computed from patients."""
    return (
        f
        for f in findings
        if f.estimate.value is not None and f.estimate.method not in (SET, DEFAULT) and f.kind in KINDS
    )


def _methods(told: Mapping[str, Iterable[Finding]]) -> dict[tuple[str, str], str]:
    """The chapters of each kind of number and method, in the order of the kinds."""
    where: dict[tuple[str, str], dict[str, None]] = {}
    for title, findings in told.items():
        for finding in _made(findings):
            where.setdefault((finding.kind, finding.estimate.method), {})[title] = None
    ordered = sorted(where, key=lambda key: (list(KINDS).index(key[0]), key[1]))
    return {key: "; ".join(where[key]) for key in ordered}


def _families(told: Mapping[str, Iterable[Finding]]) -> dict[tuple[str, str], str]:
    """The chapters of each family of comparisons, in the order in which they come."""
    where: dict[tuple[str, str], dict[str, None]] = {}
    for title, findings in told.items():
        for finding in findings:
            if finding.adjusted_p is not None:
                where.setdefault((finding.family, finding.adjustment), {})[title] = None
    return {key: "; ".join(titles) for key, titles in where.items()}
