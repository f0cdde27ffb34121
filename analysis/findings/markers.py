"""Cytokines and coagulation: their peaks and nadirs against the grade of CRS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.schema import ANALYTES
from analysis.findings import definitions, levels
from analysis.findings.levels import CYTOKINES, MARKERS
from analysis.findings.questions import (
    POINTS,
    UNADJUSTED,
    Questions,
    by_default,
    drawn_as,
    holm,
    of_known,
    setting,
    source,
    told,
)
from analysis.report import words
from analysis.report.charts import by_grade
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import NOT_RECORDED, Finding, Findings
from analysis.report.table import Table


def name(analyte: str) -> str:
    """The analyte as a sentence prints it."""
    return analyte.replace("gamma", "\N{GREEK SMALL LETTER GAMMA}")


def title(analyte: str) -> str:
    """The analyte as a line of a table or a figure begins with it."""
    return name(analyte)[0].upper() + name(analyte)[1:]


def label(analyte: str) -> str:
    """The analyte and its extreme as a table or a figure prints it: "IL-6 peak"."""
    return f"{title(analyte)} {ANALYTES[analyte].extreme}"


def attribute(analyte: str) -> str:
    """The analyte as a chapter spells it: IL-6 is ``il6``, D-dimer is ``d_dimer``."""
    return {"IFN-gamma": "ifn_gamma", "D-dimer": "d_dimer"}.get(analyte, analyte.replace("-", "").lower())


def heads(ask: Questions, severe: pd.Series) -> tuple[str, str]:
    """Mild and severe CRS with their numbers of patients, for the head of a table: "Mild (n = 33)"."""
    mild, severe_head = (
        name if size.estimate.value is None and size.mask is None else f"{name} (n = {size.count})"
        for name, size in (
            ("Mild", ask.count("mild CRS, of those with CRS", ~severe)),
            ("Severe", ask.count("severe CRS, of those with CRS", severe)),
        )
    )
    return mild, severe_head


def extremes(cohort: Cohort, window: tuple[int, int]) -> dict[str, pd.Series]:
    """Peak of each marker, nadir of fibrinogen, in a window of days.

    Cytokines are taken up to the day of the first dose of tocilizumab, which slows the clearance of IL-6.
    """
    return {m: levels.extreme(cohort, m, window, untreated=m in CYTOKINES) for m in MARKERS}


def by_word(findings: Mapping[str, Finding], word: Callable[[Finding], Text], ending: str = "") -> Text:
    """What each marker did, markers with the same word together."""

    def say(known: Mapping[str, Finding]) -> str:
        groups: dict[str, list[str]] = {}
        for m, finding in known.items():
            groups.setdefault(f"{word(finding)}{ending}", []).append(name(m))
        return words.grouped(groups)

    return of_known(findings, say)


def _tocilizumab(cohort: Cohort) -> Text:
    """What the peaks of cytokines owe to tocilizumab in this dataset."""
    if cohort.recorded("tocilizumab_day"):
        said = "Cytokines were taken up to the day of the first tocilizumab, which slows the clearance of IL-6"
    elif cohort.recorded("tocilizumab") and not cohort.patients["tocilizumab"].any():
        said = "Nobody was given tocilizumab, which would slow the clearance of IL-6"
    else:
        said = "The days of tocilizumab are not recorded, so peaks of IL-6 may hold its effect on clearance"
    return Text(said, given="patients.csv, what it records of tocilizumab")


def values_of(findings: Mapping[str, Finding]) -> Text:
    """The value of each marker that has one, with its interval: "IL-6 0.63 (95% CI 0.43 to 0.78) and PT 0.50 (...)"."""
    return told(findings, lambda m, f: f"{name(m)} {f.text}")


def extent_of(findings: Mapping[str, Finding]) -> Text:
    """The lowest estimate and the highest: "from 0.63 (95% CI 0.50 to 0.79) for fibrinogen to 8.73 (...) for IL-6"."""

    def say(known: Mapping[str, Finding]) -> str:
        ordered = sorted(known.items(), key=lambda item: item[1].estimate.value or 0.0)
        first, last = (f"{found.text} for {name(marker)}" for marker, found in (ordered[0], ordered[-1]))
        return f"from {first} to {last}" if len(ordered) > 1 else last

    return of_known(findings, say)


def counts_of(findings: Mapping[str, Finding]) -> Text:
    """The count of each marker that has one: "IL-10 in 4 of 55 and D-dimer in 0 of 55"."""
    return told(findings, lambda m, f: f"{name(m)} in {f.n_of_N}")


@dataclass(frozen=True, kw_only=True)
class Marker(Findings):
    """One marker against the grade of CRS."""

    rho: Finding
    mild: Finding
    severe: Finding
    fold: Finding


@dataclass(frozen=True, kw_only=True)
class Extremes(Findings):
    """All markers against the grade and the severity of CRS; each is one family of comparisons."""

    il6: Marker
    il10: Marker
    ifn_gamma: Marker
    pt: Marker
    aptt: Marker
    d_dimer: Marker
    fibrinogen: Marker
    recorded: Text
    at_limit: Text
    scale: Text
    rhos: Text
    correlated: Text
    correlations_extent: Text
    compared: Text
    ratios_extent: Text
    window: Text
    first_day: Finding
    last_day: Finding
    tocilizumab: Text
    drawn: Text
    correlations: Table
    severity: Table
    figure: Figure


def against_grade(cohort: Cohort) -> Extremes:
    """Spearman's rho with the grade over all patients; severe against mild as a ratio of Hodges-Lehmann."""
    ask = Questions(cohort)
    grade, severe = cohort.patients["crs_grade"], definitions.severe_not_mild(cohort)
    first, last = cohort.settings.marker_window
    values = extremes(cohort, (first, last))
    rho = holm(
        {m: ask.correlation(f"{label(m)} with CRS grade", values[m], grade) for m in MARKERS},
        "markers at their extreme with the grade of CRS",
    )
    fold = holm(
        {m: ask.fold(f"{label(m)}, severe against mild CRS", values[m], severe) for m in MARKERS},
        "markers at their extreme in severe against mild CRS",
    )
    markers = {
        m: Marker(
            rho=rho[m],
            mild=ask.median(f"{label(m)} in mild CRS", definitions.among(~severe, values[m]), ANALYTES[m].unit),
            severe=ask.median(f"{label(m)} in severe CRS", definitions.among(severe, values[m]), ANALYTES[m].unit),
            fold=fold[m],
        )
        for m in MARKERS
    }
    first_day, last_day = (
        ask.constant(f"{which} day of the marker window", day, key="marker_window")
        for which, day in (("first", first), ("last", last))
    )
    present = [m for m in MARKERS if cohort.measured(m)]
    scale = cohort.settings.crs_scale
    return Extremes(
        **{attribute(m): marker for m, marker in markers.items()},
        recorded=Text(words.listed([name(m) for m in present]) if present else NOT_RECORDED, given="labs.csv"),
        scale=setting(scale, "the scale of CRS"),
        at_limit=counts_of(
            {
                m: ask.count(
                    "peaks at the limit of detection",
                    levels.at_limit(cohort, m, (first, last), untreated=m in CYTOKINES),
                )
                for m in MARKERS
            }
        ),
        rhos=values_of(rho),
        correlated=by_word(rho, lambda f: f.correlated, " correlated"),
        correlations_extent=extent_of(rho),
        compared=by_word(fold, lambda f: f.direction),
        ratios_extent=extent_of(fold),
        window=by_default(f"day {first_day} to day {last_day}", first_day, last_day),
        first_day=first_day,
        last_day=last_day,
        tocilizumab=_tocilizumab(cohort),
        drawn=drawn_as(cohort, *POINTS),
        correlations=Table(
            columns=["Marker", "Patients", "Rho with grade", "P", "Adjusted P"],
            rows=[[label(m), f.rho.n, f.rho, f.rho.p_cell, f.rho.p_adjusted_cell] for m, f in markers.items()],
            notes=[
                "Rho: Spearman's correlation over all patients, those without CRS as grade 0.",
                f"P is not adjusted; adjusted P is by Holm over the markers. {UNADJUSTED}",
            ],
            source=source(cohort),
        ),
        severity=Table(
            columns=["Marker", *(f"{head}, median (IQR)" for head in heads(ask, severe)), "Ratio", "Adjusted P"],
            rows=[[label(m), f.mild, f.severe, f.fold, f.fold.p_adjusted_cell] for m, f in markers.items()],
            notes=[
                "Ratio: severe over mild, Hodges-Lehmann on the log scale. "
                "Patients are sorted by their highest grade, which is known only later.",
                f"Adjusted P by Mann-Whitney and Holm over the markers. {UNADJUSTED}",
            ],
            source=source(cohort),
        ),
        figure=by_grade(
            [(f"{label(m)} ({ANALYTES[m].unit})", values[m]) for m in present],
            grade,
            severe_from=cohort.settings.severe_crs_grade,
            source=source(cohort),
        ),
    )


def harm(analyte: str, values: pd.Series) -> pd.Series:
    """The values as a score that rises with harm: fibrinogen, whose low values tell of it, with its sign turned."""
    return values if ANALYTES[analyte].extreme == "peak" else -values
