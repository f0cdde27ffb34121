"""Two gradings of the same cytokine release syndrome: how far they agree, and what hangs on the choice."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions, markers
from analysis.findings.disclosure import compared
from analysis.findings.questions import UNADJUSTED, Questions, holm, setting, source
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table


@dataclass(frozen=True, kw_only=True)
class Agreement(Findings):
    """Two scales in the same patients."""

    kappa: Finding
    same: Finding
    higher: Finding
    lower: Finding
    severe: Finding
    severe_other: Finding
    moved: Finding
    only_first: Finding
    only_other: Finding
    scale: Text
    scale_other: Text
    cross: Table


def _both(cohort: Cohort) -> tuple[pd.Series, pd.Series]:
    """The grades by the first and by the second scale, of those with both."""
    first, other = cohort.patients["crs_grade"], cohort.patients["crs_grade_other"]
    graded = first.notna() & other.notna()
    return first.where(graded), other.where(graded)


def agreement(cohort: Cohort) -> Agreement:
    """Quadratic weighted kappa, exact agreement, and the patients whom the choice of scale makes severe or not.

    The lowest severe grade is the same for both scales.
    """
    ask = Questions(cohort)
    first, other = _both(cohort)
    line = cohort.settings.severe_crs_grade
    severe, severe_other = (first >= line).astype("boolean"), (other >= line).astype("boolean")
    ask.disjoint(*(each.astype("boolean") for each in (first == other, first < other, first > other)))
    return Agreement(
        kappa=ask.of(
            stats.weighted_kappa(first, other),
            "correlation",
            "agreement of two gradings of CRS",
            places=2,
            basis=compared(first, (first == other).astype("boolean")),
        ),
        same=ask.proportion("the same grade of CRS by both scales", (first == other).astype("boolean")),
        higher=ask.count("a higher grade of CRS by the second scale", (other > first).astype("boolean")),
        lower=ask.count("a lower grade of CRS by the second scale", (other < first).astype("boolean")),
        severe=ask.proportion("severe CRS by the first scale", severe),
        severe_other=ask.proportion("severe CRS by the second scale", severe_other),
        moved=ask.proportion("severe CRS by one scale only", severe ^ severe_other),
        only_first=ask.count("severe CRS by the first scale only", severe & ~severe_other),
        only_other=ask.count("severe CRS by the second scale only", severe_other & ~severe),
        scale=setting(cohort.settings.crs_scale, "the scale of CRS"),
        scale_other=setting(cohort.settings.crs_scale_other, "the second scale of CRS"),
        cross=_cross(ask, first, other),
    )


def _cross(ask: Questions, first: pd.Series, other: pd.Series) -> Table:
    """Patients by their grade on either scale, with totals."""
    settings = ask.cohort.settings
    highest = max([0, *first.dropna(), *other.dropna()])
    rows = {f"Grade {g}" if g else "No CRS": first == g for g in range(highest + 1)}
    columns = {f"Grade {g}" if g else "No CRS": other == g for g in range(highest + 1)}
    everyone = (first == other) | (first != other)
    for line in (rows, columns):
        ask.disjoint(*(each.astype("boolean") for each in line.values()))
    ask.disjoint(*((of & by).astype("boolean") for of in rows.values() for by in columns.values()))
    return Table(
        columns=[f"{settings.crs_scale} by row, {settings.crs_scale_other} by column", *columns, "All"],
        rows=[
            [
                row,
                *(
                    ask.count(
                        f"patients, {row} by the first scale and {column} by the second", (of & by).astype("boolean")
                    )
                    for column, by in {**columns, "any grade": everyone}.items()
                ),
            ]
            for row, of in {**rows, "All": everyone}.items()
        ],
        notes=[
            f"Patients by their highest grade; severe is grade {settings.severe_crs_grade} or above on either scale.",
        ],
        source=source(ask.cohort),
    )


@dataclass(frozen=True, kw_only=True)
class Consequences(Findings):
    """What the scale changes in the comparison of markers with the grade."""

    correlated: Text
    correlated_other: Text
    higher: Text
    higher_other: Text
    table: Table


def consequences(cohort: Cohort) -> Consequences:
    """Peaks against the grade and against its severity, by one scale and by the other, in the same patients.

    Holm's method adjusts over the markers, within a scale.
    """
    ask = Questions(cohort)
    first, other = _both(cohort)
    line = cohort.settings.severe_crs_grade
    values = markers.extremes(cohort, cohort.settings.marker_window)
    rho, fold = [], []
    for scale, grade in (("first", first), ("second", other)):
        severe = definitions.among((grade >= 1).astype("boolean"), (grade >= line).astype("boolean"))
        rho.append(
            holm(
                {
                    m: ask.correlation(f"{markers.label(m)} with CRS grade by the {scale} scale", peak, grade)
                    for m, peak in values.items()
                },
                f"the markers against the grade of CRS by the {scale} of two scales",
            )
        )
        fold.append(
            holm(
                {
                    m: ask.fold(f"{markers.label(m)}, severe against mild CRS by the {scale} scale", peak, severe)
                    for m, peak in values.items()
                },
                f"the markers in severe against mild CRS by the {scale} of two scales",
            )
        )
    names = cohort.settings.crs_scale or "first scale", cohort.settings.crs_scale_other or "second scale"
    return Consequences(
        correlated=markers.by_word(rho[0], lambda f: f.correlated, " correlated"),
        correlated_other=markers.by_word(rho[1], lambda f: f.correlated, " correlated"),
        higher=markers.by_word(fold[0], lambda f: f.direction),
        higher_other=markers.by_word(fold[1], lambda f: f.direction),
        table=Table(
            columns=[
                "Marker",
                *(f"Rho, {name}" for name in names),
                *(f"Severe over mild, {name}" for name in names),
            ],
            rows=[
                [markers.label(m), rho[0][m], rho[1][m], fold[0][m], fold[1][m]] for m in values if cohort.measured(m)
            ],
            notes=[
                "Rho: Spearman's correlation with the grade. Severe over mild: Hodges-Lehmann on the log scale.",
                f"{UNADJUSTED} Words in the text follow P values adjusted by Holm over the markers.",
            ],
            source=source(cohort),
        ),
    )
