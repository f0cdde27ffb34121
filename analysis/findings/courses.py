"""Cytokines and coagulation from day to day: the early change, and the courses by severity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.schema import ANALYTES
from analysis.findings import definitions, levels
from analysis.findings.levels import COAGULATION, CYTOKINES, MARKERS
from analysis.findings.markers import (
    attribute,
    by_word,
    counts_of,
    extent_of,
    extremes,
    heads,
    name,
    title,
    values_of,
)
from analysis.findings.questions import UNADJUSTED, Questions, any_of, by_default, holm, source
from analysis.report.charts import courses, least_patients
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

FIRST_DRAWN_DAY = -7


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
    cytokines_compared: Text
    coagulation_compared: Text
    ratios_extent: Text
    already_severe: Finding
    risen: Text
    at_limit: Text
    unchanged: Text
    days: Text
    cytokine_ratios: Text
    coagulation_ratios: Text
    first_day: Finding
    least: Finding
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
    change = {m: peak / levels.baseline(cohort, m) for m, peak in extremes(cohort, (first, last)).items()}
    fold = holm(
        {m: ask.fold(f"early change of {name(m)}, severe against mild CRS", change[m], severe) for m in MARKERS},
        "early change of the markers in severe against mild CRS",
    )
    mild_change, severe_change = (
        holm(
            {
                m: ask.change(f"early change of {name(m)} in {which} CRS", definitions.among(group, change[m]))
                for m in MARKERS
            },
            f"early change of the markers within {which} CRS",
        )
        for which, group in (("mild", ~severe), ("severe", severe))
    )
    known = severe.dropna().astype(bool)
    severity = pd.Series(
        severe.to_numpy(), index=cohort.patients.loc[severe.index, "patient_id"], dtype="boolean"
    ).reindex(cohort.patients["patient_id"])
    first_day, last_day = (
        ask.constant(f"{which} of the early days", day, key="early_window")
        for which, day in (("first", first), ("last", last))
    )
    drawn = (FIRST_DRAWN_DAY, cohort.settings.marker_window[1])
    cytokines, coagulation = (
        courses(
            {
                f"{name(m)} ({ANALYTES[m].unit})": levels.samples(cohort, m, drawn, untreated=m in CYTOKINES)
                for m in family
            },
            severity,
            source=source(cohort),
        )
        for family in (CYTOKINES, COAGULATION)
    )
    return Early(
        **{attribute(m): finding for m, finding in fold.items()},
        compared=by_word(fold, lambda f: f.direction),
        cytokines_compared=by_word({m: fold[m] for m in CYTOKINES}, lambda f: f.direction),
        coagulation_compared=by_word({m: fold[m] for m in COAGULATION}, lambda f: f.direction),
        ratios_extent=extent_of(fold),
        already_severe=ask.proportion(
            "severe CRS that began by the last of the early days",
            definitions.among(
                definitions.severe_crs(cohort), (cohort.patients["severe_crs_day"] <= last).astype("boolean")
            ),
        ),
        risen=by_word(severe_change, lambda f: f.direction),
        at_limit=counts_of(
            {
                m: ask.count(
                    f"{name(m)} before infusion at the limit of detection", levels.latest_at_limit(cohort, m, 0)
                )
                for m in MARKERS
            }
        ),
        unchanged=_unchanged(ask, {m: ratios.loc[severe.dropna().index] for m, ratios in change.items()}),
        days=by_default(f"days {first_day} to {last_day}", first_day, last_day),
        cytokine_ratios=values_of({m: fold[m] for m in CYTOKINES}),
        coagulation_ratios=values_of({m: fold[m] for m in COAGULATION}),
        first_day=first_day,
        least=ask.constant("least number of patients for which a day is drawn", least_patients(source(cohort))),
        last_day=last_day,
        table=Table(
            columns=["Marker", *(f"{head}, change" for head in heads(ask, severe)), "Ratio", "Adjusted P"],
            rows=[
                [
                    title(m),
                    _with_n(mild_change[m], int((~known).sum())),
                    _with_n(severe_change[m], int(known.sum())),
                    _with_n(fold[m], len(known)),
                    fold[m].p_adjusted_cell,
                ]
                for m in MARKERS
            ],
            notes=[
                "Change: early peak, for fibrinogen the nadir, over the last value up to the day of infusion. "
                "Signed-rank estimates on the log scale. Ratio: severe over mild, Hodges-Lehmann on the log scale.",
                "Where a cell rests on fewer patients than its head, or the ratio on fewer than both, n says on how "
                "many: without a value, or, within a group, without a change.",
                f"Adjusted P by Mann-Whitney and Holm over the markers. {UNADJUSTED}",
            ],
            source=source(cohort),
        ),
        cytokine_courses=cytokines,
        coagulation_courses=coagulation,
    )


def _with_n(found: Finding, size: int) -> Finding | Text:
    """The estimate, and its number of patients where that is not the size of the group."""
    left_out = size - found.estimate.n
    if found.estimate.value is None or not left_out or left_out < found.source.disclosure:
        return found  # few who are left out could be counted by their difference from the head
    return Text(f"{found.text}, n = {found.n}", findings=[found])


def _unchanged(ask: Questions, change: Mapping[str, pd.Series]) -> Text:
    """In how many patients with CRS a marker did not change, of the markers of which there are any."""
    counts = {
        m: ask.count(
            f"patients in whom {name(m)} did not change", (ratios == 1).astype("boolean").where(ratios.notna())
        )
        for m, ratios in change.items()
    }
    known = {m: found for m, found in counts.items() if found.estimate.value is not None or found.mask is not None}
    some = {m: found for m, found in known.items() if any_of(found)}
    return Text("nobody here", findings=known.values()) if known and not some else counts_of(some or counts)
