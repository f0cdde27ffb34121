"""Severe against mild CRS on each single day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.findings import definitions, levels
from analysis.findings.levels import CYTOKINES, MARKERS
from analysis.findings.markers import attribute, name, title
from analysis.findings.questions import UNADJUSTED, Questions, bh, source
from analysis.report import words
from analysis.report.charts import ratios_by_day
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

LEAST_PATIENTS = 3  # in each group: fewer cannot give an interval that means anything


@dataclass(frozen=True, kw_only=True)
class Days(Findings):
    """One marker, day by day: its ratios are one family of comparisons."""

    ratios: Mapping[int, Finding]
    clear: Finding
    span: Text
    furthest: Text


@dataclass(frozen=True, kw_only=True)
class Daily(Findings):
    """Every marker, day by day."""

    il6: Days
    il10: Days
    ifn_gamma: Days
    pt: Days
    aptt: Days
    d_dimer: Days
    fibrinogen: Days
    least: Finding
    spans: Text
    table: Table
    figure: Figure


def ratios(cohort: Cohort) -> Daily:
    """The ratio of severe to mild CRS on each day of the marker window.

    Cytokines are taken up to the day of the first tocilizumab. Samples after the onset of severe CRS are included, so
    this describes and does not predict.
    """
    ask = Questions(cohort)
    days = {m: _days(ask, m) for m in MARKERS}
    compared = {m: found for m, found in days.items() if found.clear.estimate.value is not None}
    clear = {m: found for m, found in compared.items() if found.clear.count != "0"}
    told = words.listed([f"{name(m)} ({found.span})" for m, found in clear.items()]) if clear else "no marker"
    behind = [found.clear for found in compared.values()]
    return Daily(
        **{attribute(m): found for m, found in days.items()},
        least=ask.constant("least number of patients in each group", _least(cohort)),
        spans=Text(told, findings=behind) if compared else next(iter(days.values())).clear.text,
        table=Table(
            columns=["Marker", "Days compared", "Days with a clear difference", "Which", "Furthest from 1"],
            rows=[
                [title(m), found.clear.n, found.clear.count, found.span, found.furthest] for m, found in days.items()
            ],
            notes=[
                "Clear: the interval leaves out 1, and P by Mann-Whitney, adjusted by Benjamini and Hochberg over the "
                f"days of the marker, agrees. {UNADJUSTED}",
                "Furthest from 1: the most extreme of the clear days, so it tends to overstate the difference.",
            ],
            source=source(cohort),
        ),
        figure=ratios_by_day(
            {title(m): found.ratios for m, found in days.items()}, "Severe over mild CRS (ratio)", source=source(cohort)
        ),
    )


def _least(cohort: Cohort) -> int:
    return max(LEAST_PATIENTS, cohort.settings.disclosure or 0)


def _days(ask: Questions, marker: str) -> Days:
    """One marker on every day on which enough patients of both groups were sampled."""
    cohort = ask.cohort
    severe = definitions.severe_not_mild(cohort)
    known = severe.dropna().astype(bool)
    groups = known.index[known], known.index[~known]
    daily = levels.by_day(cohort, marker, cohort.settings.marker_window, untreated=marker in CYTOKINES)
    found = bh(
        {
            str(day): ask.fold(f"{name(marker)} on day {day}, severe against mild CRS", values, severe)
            for day, values in daily.items()
            if all(values[group].notna().sum() >= _least(cohort) for group in groups)
        },
        f"{name(marker)} in severe against mild CRS, day by day",
    )
    on = {int(day): finding for day, finding in found.items()}
    clear = [day for day, finding in on.items() if finding.direction in ("higher", "lower")]
    told = bool(on) and not known.empty
    happened = pd.Series([day in clear for day in on] if told else [pd.NA], dtype="boolean")
    count = ask.tally(f"days with a clear difference of {name(marker)}", happened)
    by_way = {way: [day for day in clear if on[day].direction == way] for way in ("higher", "lower")}
    span = words.listed([f"{way} on {_runs(days)}" for way, days in by_way.items() if days])
    far = max(clear, key=lambda day: abs(math.log(on[day].estimate.value or 1.0)), default=None)
    furthest = "none" if far is None else f"day {far}: {on[far].text}, n = {on[far].n}"
    behind = [on[day] for day in clear] or [count]
    return Days(
        ratios=on,
        clear=count,
        span=Text(span, findings=behind) if told else count.text,
        furthest=Text(furthest, findings=behind if far is None else [on[far]]) if told else count.text,
    )


def _runs(days: list[int]) -> str:
    """Days in their order, neighbours together: "days 5 to 9 and 11"."""
    starts = [day for day in days if day - 1 not in days]
    ends = [day for day in days if day + 1 not in days]
    runs = [f"{a} to {b}" if b > a else str(a) for a, b in zip(starts, ends, strict=True)]
    return f"{'day' if len(days) == 1 else 'days'} {words.listed(runs)}"
