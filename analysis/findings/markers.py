"""Cytokines and coagulation: extremes against the grade of CRS, courses, and how the two families run together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.schema import ANALYTES
from analysis.findings import definitions
from analysis.findings.definitions import COAGULATION, CYTOKINES, MARKERS
from analysis.findings.questions import Questions, holm, source
from analysis.report import words
from analysis.report.charts import by_grade, courses, matrix
from analysis.report.figure import Figure
from analysis.report.record import NOT_RECORDED, Finding, Findings, Text
from analysis.report.table import Table

FIRST_DRAWN_DAY = -7
ABBREVIATIONS = (
    "APTT: activated partial thromboplastin time; CI: confidence interval; CRS: cytokine release syndrome; "
    "FEU: fibrinogen-equivalent units; IFN: interferon; IL: interleukin; IQR: interquartile range; "
    "PT: prothrombin time."
)


def name(analyte: str) -> str:
    """The analyte as a sentence prints it."""
    return analyte.replace("gamma", "\N{GREEK SMALL LETTER GAMMA}")


def label(analyte: str) -> str:
    """The analyte and its extreme as a table or a figure prints it: "IL-6 peak"."""
    return f"{name(analyte)[0].upper()}{name(analyte)[1:]} {ANALYTES[analyte].extreme}"


def attribute(analyte: str) -> str:
    """The analyte as a chapter spells it: IL-6 is ``il6``, D-dimer is ``d_dimer``."""
    return {"IFN-gamma": "ifn_gamma", "D-dimer": "d_dimer"}.get(analyte, analyte.replace("-", "").lower())


def extremes(cohort: Cohort, window: tuple[int, int]) -> dict[str, pd.Series]:
    """Peak of each marker, nadir of fibrinogen, in a window of days.

    Cytokines are taken up to the day of the first dose of tocilizumab, which slows the clearance of IL-6.
    """
    return {m: definitions.extreme(cohort, m, window, untreated=m in CYTOKINES) for m in MARKERS}


def _by_word(findings: Mapping[str, Finding], word: Callable[[Finding], Text], ending: str = "") -> Text:
    """What each marker did, markers with the same word together."""
    known = {m: f for m, f in findings.items() if f.estimate.value is not None}
    if not known:
        return next(iter(findings.values())).text
    groups: dict[str, list[str]] = {}
    for m, finding in known.items():
        groups.setdefault(f"{word(finding)}{ending}", []).append(name(m))
    return Text(words.grouped(groups))


def _tocilizumab(cohort: Cohort) -> Text:
    """What the peaks of cytokines owe to tocilizumab in this dataset."""
    if cohort.recorded("tocilizumab_day"):
        return Text("Cytokines were taken up to the day of the first tocilizumab, which slows the clearance of IL-6")
    if cohort.recorded("tocilizumab") and not cohort.patients["tocilizumab"].any():
        return Text("Nobody was given tocilizumab, which would slow the clearance of IL-6")
    return Text("The days of tocilizumab are not recorded, so peaks of IL-6 may hold its effect on clearance")


def _values(findings: Mapping[str, Finding]) -> Text:
    """The value of each marker that has one: "IL-6 0.63 and PT 0.50"."""
    known = [f"{name(m)} {f.value}" for m, f in findings.items() if f.estimate.value is not None]
    return Text(words.listed(known)) if known else next(iter(findings.values())).text


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
    rhos: Text
    correlated: Text
    compared: Text
    first_day: Finding
    last_day: Finding
    tocilizumab: Text
    correlations: Table
    severity: Table
    figure: Figure


def against_grade(cohort: Cohort) -> Extremes:
    """Spearman's rho with the grade over all patients; severe against mild as a ratio of Hodges-Lehmann."""
    ask = Questions(cohort)
    grade, severe = cohort.patients["crs_grade"], definitions.severe_not_mild(cohort)
    first, last = cohort.settings.marker_window
    values = extremes(cohort, (first, last))
    rho = holm({m: ask.correlation(f"{label(m)} with CRS grade", values[m], grade) for m in MARKERS})
    fold = holm({m: ask.fold(f"{label(m)}, severe against mild CRS", values[m], severe) for m in MARKERS})
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
    return Extremes(
        **{attribute(m): marker for m, marker in markers.items()},
        recorded=Text(words.listed([name(m) for m in present]) if present else NOT_RECORDED),
        rhos=_values(rho),
        correlated=_by_word(rho, lambda f: f.correlated, " correlated"),
        compared=_by_word(fold, lambda f: f.direction),
        first_day=ask.constant("first day of the marker window", first),
        last_day=ask.constant("last day of the marker window", last),
        tocilizumab=_tocilizumab(cohort),
        correlations=Table(
            columns=["Marker", "Patients", "Rho with grade", "Adjusted P"],
            rows=[[label(m), f.rho.n, f.rho, f.rho.p_adjusted_cell] for m, f in markers.items()],
            notes=[
                "Rho: Spearman's correlation over all patients, those without CRS as grade 0.",
                "Adjusted P by Holm over the markers.",
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
class Early(Findings):
    """The change of the markers in the early days, from each patient's own level before infusion."""

    il6: Finding
    il10: Finding
    ifn_gamma: Finding
    pt: Finding
    aptt: Finding
    d_dimer: Finding
    fibrinogen: Finding
    compared: Text
    already_severe: Finding
    risen: Text
    cytokine_ratios: Text
    coagulation_ratios: Text
    first_day: Finding
    last_day: Finding
    table: Table
    cytokine_courses: Figure
    coagulation_courses: Figure


def early(cohort: Cohort) -> Early:
    """Early extreme over the last value before infusion, severe against mild CRS, with the courses by severity.

    The severe syndrome may begin within the early days, so this describes and does not predict.
    """
    ask = Questions(cohort)
    severe = definitions.severe_not_mild(cohort)
    first, last = cohort.settings.early_window
    change = {m: peak / definitions.baseline(cohort, m) for m, peak in extremes(cohort, (first, last)).items()}
    fold = holm(
        {m: ask.fold(f"early change of {name(m)}, severe against mild CRS", change[m], severe) for m in MARKERS}
    )
    mild_change, severe_change = (
        holm(
            {
                m: ask.change(f"early change of {name(m)} in {which} CRS", definitions.among(group, change[m]))
                for m in MARKERS
            }
        )
        for which, group in (("mild", ~severe), ("severe", severe))
    )
    severity = pd.Series(
        severe.to_numpy(), index=cohort.patients.loc[severe.index, "patient_id"], dtype="boolean"
    ).reindex(cohort.patients["patient_id"])
    drawn = (FIRST_DRAWN_DAY, cohort.settings.marker_window[1])
    cytokines, coagulation = (
        courses(
            {
                f"{name(m)} ({ANALYTES[m].unit})": definitions.samples(cohort, m, drawn, untreated=m in CYTOKINES)
                for m in family
            },
            severity,
            source=source(cohort),
        )
        for family in (CYTOKINES, COAGULATION)
    )
    return Early(
        **{attribute(m): finding for m, finding in fold.items()},
        compared=_by_word(fold, lambda f: f.direction),
        already_severe=ask.proportion(
            "severe CRS that began by the last of the early days",
            definitions.among(
                definitions.severe_crs(cohort), (cohort.patients["severe_crs_day"] <= last).astype("boolean")
            ),
        ),
        risen=_by_word(severe_change, lambda f: f.direction),
        cytokine_ratios=_values({m: fold[m] for m in CYTOKINES}),
        coagulation_ratios=_values({m: fold[m] for m in COAGULATION}),
        first_day=ask.constant("first of the early days", first),
        last_day=ask.constant("last of the early days", last),
        table=Table(
            columns=["Marker", "Change in mild", "Change in severe", "Ratio", "Adjusted P"],
            rows=[
                [name(m)[0].upper() + name(m)[1:], mild_change[m], severe_change[m], fold[m], fold[m].p_adjusted_cell]
                for m in MARKERS
            ],
            notes=[
                "Change: early peak, for fibrinogen the nadir, over the last value up to the day of infusion. "
                "Signed-rank estimates on the log scale. Ratio: severe over mild, Hodges-Lehmann on the log scale.",
                "Adjusted P by Mann-Whitney and Holm over the markers.",
                ABBREVIATIONS,
            ],
            source=source(cohort),
        ),
        cytokine_courses=cytokines,
        coagulation_courses=coagulation,
    )


@dataclass(frozen=True, kw_only=True)
class InLine(Findings):
    """Coagulation extremes against cytokine peaks, patient by patient."""

    in_line: Finding
    against: Finding
    severe: Finding
    severe_in_line: Finding
    rhos: Text
    figure: Figure


def in_line(cohort: Cohort) -> InLine:
    """Spearman's rho of each coagulation extreme with each cytokine peak, one family of comparisons.

    Over all patients the grade drives both, so the same is asked of the patients with severe CRS alone.
    """
    ask = Questions(cohort)
    values = extremes(cohort, cohort.settings.marker_window)
    severe = definitions.severe_crs(cohort)
    rho = _pairs(ask, values)
    within = _pairs(ask, {m: definitions.among(severe, v) for m, v in values.items()})
    pairs = {(c, k): f"{name(c)} with {name(k)} {f.value}" for (c, k), f in rho.items() if f.estimate.value is not None}
    return InLine(
        in_line=ask.count("pairs of coagulation marker and cytokine that run in line", _agree(rho, 1)),
        against=ask.count("pairs of coagulation marker and cytokine that run against each other", _agree(rho, -1)),
        severe=ask.count("patients with severe CRS", severe),
        severe_in_line=ask.count("pairs that run in line within severe CRS", _agree(within, 1)),
        rhos=Text(words.listed(list(pairs.values()))) if pairs else next(iter(rho.values())).text,
        figure=matrix({label(c): {label(k): rho[c, k] for k in CYTOKINES} for c in COAGULATION}, source=source(cohort)),
    )


def _pairs(ask: Questions, values: Mapping[str, pd.Series]) -> dict[tuple[str, str], Finding]:
    """The correlation of each coagulation marker with each cytokine, adjusted as one family."""
    pairs = [(c, k) for c in COAGULATION for k in CYTOKINES]
    rho = holm({f"{c}|{k}": ask.correlation(f"{label(c)} with {label(k)}", values[c], values[k]) for c, k in pairs})
    return {(c, k): rho[f"{c}|{k}"] for c, k in pairs}


def _agree(rho: Mapping[tuple[str, str], Finding], way: int) -> pd.Series:
    """Whether each pair runs in line (1), or against (-1); missing where a marker is.

    Harm pulls fibrinogen down and the others up, so "in line" is a fall of the one and a rise of the others.
    """
    signs = {1: "positively", -1: "negatively"}
    found = [
        pd.NA
        if finding.estimate.value is None
        else finding.correlated == signs[way * (-1 if ANALYTES[c].extreme == "nadir" else 1)]
        for (c, _), finding in rho.items()
    ]
    return pd.Series(found, dtype="boolean")
