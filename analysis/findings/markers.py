"""Cytokines and coagulation: their peaks and nadirs against the grade of CRS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.cohort.schema import ANALYTES
from analysis.findings import definitions, levels
from analysis.findings.crs import HIGHEST_GRADE
from analysis.findings.levels import CYTOKINES, MARKERS
from analysis.findings.questions import POINTS, Questions, drawn_as, holm, setting, source
from analysis.report import words
from analysis.report.charts import by_grade
from analysis.report.figure import Figure
from analysis.report.record import NOT_RECORDED, Finding, Findings, Text
from analysis.report.table import Table

ABBREVIATIONS = (
    "APTT: activated partial thromboplastin time; CI: confidence interval; CRS: cytokine release syndrome; "
    "FEU: fibrinogen-equivalent units; IFN: interferon; IL: interleukin; IQR: interquartile range; "
    "PT: prothrombin time."
)
PERMUTATIONS = 10_000  # of the test of trend, enough to tell P values of a few in a thousand apart


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


def extremes(cohort: Cohort, window: tuple[int, int]) -> dict[str, pd.Series]:
    """Peak of each marker, nadir of fibrinogen, in a window of days.

    Cytokines are taken up to the day of the first dose of tocilizumab, which slows the clearance of IL-6.
    """
    return {m: levels.extreme(cohort, m, window, untreated=m in CYTOKINES) for m in MARKERS}


def by_word(findings: Mapping[str, Finding], word: Callable[[Finding], Text], ending: str = "") -> Text:
    """What each marker did, markers with the same word together."""
    known = {m: f for m, f in findings.items() if f.estimate.value is not None}
    if not known:
        return next(iter(findings.values())).text
    groups: dict[str, list[str]] = {}
    for m, finding in known.items():
        groups.setdefault(f"{word(finding)}{ending}", []).append(name(m))
    return Text(words.grouped(groups), findings=known.values())


def _tocilizumab(cohort: Cohort) -> Text:
    """What the peaks of cytokines owe to tocilizumab in this dataset."""
    if cohort.recorded("tocilizumab_day"):
        told = "Cytokines were taken up to the day of the first tocilizumab, which slows the clearance of IL-6"
    elif cohort.recorded("tocilizumab") and not cohort.patients["tocilizumab"].any():
        told = "Nobody was given tocilizumab, which would slow the clearance of IL-6"
    else:
        told = "The days of tocilizumab are not recorded, so peaks of IL-6 may hold its effect on clearance"
    return Text(told, given="patients.csv, what it records of tocilizumab")


def values_of(findings: Mapping[str, Finding]) -> Text:
    """The value of each marker that has one: "IL-6 0.63 and PT 0.50"."""
    known = {m: f for m, f in findings.items() if f.estimate.value is not None}
    told = [f"{name(m)} {f.value}" for m, f in known.items()]
    return Text(words.listed(told), findings=known.values()) if known else next(iter(findings.values())).text


def counts_of(findings: Mapping[str, Finding]) -> Text:
    """The count of each marker that has one: "IL-10 in 4 of 55 and D-dimer in 0 of 55"."""
    known = {m: f for m, f in findings.items() if f.estimate.value is not None or f.mask is not None}
    told = [f"{name(m)} in {f.n_of_N}" for m, f in known.items()]
    return Text(words.listed(told), findings=known.values()) if known else next(iter(findings.values())).text


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
    compared: Text
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
        compared=by_word(fold, lambda f: f.direction),
        first_day=ask.constant("first day of the marker window", first),
        last_day=ask.constant("last day of the marker window", last),
        tocilizumab=_tocilizumab(cohort),
        drawn=drawn_as(cohort, *POINTS),
        correlations=Table(
            columns=["Marker", "Patients", "Rho with grade", "P", "Adjusted P"],
            rows=[[label(m), f.rho.n, f.rho, f.rho.p_cell, f.rho.p_adjusted_cell] for m, f in markers.items()],
            notes=[
                "Rho: Spearman's correlation over all patients, those without CRS as grade 0.",
                "P is not adjusted; adjusted P is by Holm over the markers.",
                ABBREVIATIONS,
            ],
            source=source(cohort),
        ),
        severity=Table(
            columns=["Marker", "Mild, median (IQR)", "Severe, median (IQR)", "Ratio", "Adjusted P"],
            rows=[[label(m), f.mild, f.severe, f.fold, f.fold.p_adjusted_cell] for m, f in markers.items()],
            notes=[
                "Ratio: severe over mild, Hodges-Lehmann on the log scale.",
                "Adjusted P by Mann-Whitney and Holm over the markers.",
                ABBREVIATIONS,
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


def other_measures(cohort: Cohort) -> OtherMeasures:
    """Kendall's tau-b, trend over the grades and area under the ROC curve: the question of `against_grade` again."""
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
            columns=["Marker", "Tau-b with grade", "P for trend", "AUC, severe against mild"],
            rows=[[label(m), f.tau, f.trend.p_cell, f.area] for m, f in measures.items()],
            notes=[
                "Tau-b: Kendall's, over all patients. "
                f"Trend: Jonckheere-Terpstra over the grades, by {PERMUTATIONS} permutations; P is not adjusted.",
                "AUC: area under the receiver operating characteristic curve with DeLong's interval; for fibrinogen "
                "a lower value speaks for severe CRS, for the others a higher.",
                ABBREVIATIONS,
            ],
            source=source(cohort),
        ),
    )


def harm(analyte: str, values: pd.Series) -> pd.Series:
    """The values as a score that rises with harm: fibrinogen, whose low values tell of it, with its sign turned."""
    return values if ANALYTES[analyte].extreme == "peak" else -values


def _trend(ask: Questions, what: str, values: pd.Series, grade: pd.Series) -> Finding:
    both = pd.DataFrame({"value": values, "grade": grade}).dropna()
    groups = [both.loc[both["grade"] == g, "value"] for g in range(HIGHEST_GRADE + 1)]
    estimate = stats.jonckheere(groups, permutations=PERMUTATIONS).estimate
    return ask.of(replace(estimate, missing=len(values) - len(both)), "correlation", what, places=2)
