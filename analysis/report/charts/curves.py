"""Curves of the time to an event, with their intervals and the numbers at risk under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.report.charts.steps import Curve, draw
from analysis.report.figure import (
    CURVES,
    Drawn,
    chart,
    missing,
)
from analysis.report.source import Source
from analysis.stats.competing import CumulativeIncidence
from analysis.stats.survival import KaplanMeier

LEAST_AT_RISK = 5  # a curve that rests on fewer is an accident of one or two patients
MONTHS, DAYS = 6, 5  # between two ticks of an axis


def least_at_risk(source: Source) -> int:
    """Fewest patients at risk for which a curve is drawn."""
    return max(LEAST_AT_RISK, source.least)


@chart
def survival_curves(
    curves: Mapping[str, KaplanMeier],
    *,
    source: Source,
    since: str = "infusion",
    colours: Sequence[str] = CURVES,
) -> Drawn:
    """Kaplan-Meier curves; strokes mark patients whose follow-up ended.

    A curve stops where too few are at risk. Where no single patient may be seen there are no strokes, and where small
    counts are masked each step joins as many events as may be told.

    Args:
        curves: one or two curves by name, time in months.
        source: the dataset.
        since: what time counts from.
        colours: of the curves, where they have a meaning.
    """
    shown = {
        name: Curve(
            time=c.time,
            level=100 * c.survival,
            low=100 * c.low,
            high=100 * c.high,
            at_risk=c.at_risk,
            censored=np.flatnonzero(np.diff(c.survival) == 0) + 1,
            least=least_at_risk(source),
        ).joined(source, MONTHS)
        for name, c in curves.items()
        if c.n
    }
    if not shown:
        return missing(source, "Not recorded: survival")
    end = max(float(curve.time[-1]) for curve in shown.values())
    ticks = np.arange(0, end + 0.01, MONTHS if end <= 48 else 2 * MONTHS)
    return draw(
        shown, ticks, ("Probability (%)", f"Months from {since}"), highest=103.0, colours=colours, source=source
    )


@chart
def incidence_curves(
    curves: Mapping[str, CumulativeIncidence],
    what: str,
    *,
    competing: Mapping[str, CumulativeIncidence],
    last: int,
    source: Source,
    since: str = "infusion",
    colours: Sequence[str] = CURVES,
) -> Drawn:
    """Cumulative incidences, and thinner and without intervals those of the events that compete, up to a day.

    Args:
        curves: one or two curves by name, time in days.
        what: the event, as the vertical axis names it.
        competing: the cumulative incidence of any other event first, by the same names; drawn where there was one
            and single patients may be seen.
        last: last day drawn.
        source: the dataset.
        since: what time counts from.
        colours: of the curves, where they have a meaning.
    """
    shown = {
        name: replace(
            _incidence(c, last, source),
            # Competing events are few, so a step of theirs is one patient or two.
            competing=None
            if source.coarse or source.disclosure or not competing[name].events
            else _incidence(competing[name], last, source),
        ).joined(source, DAYS)
        for name, c in curves.items()
        if c.n
    }
    if not shown:
        return missing(source, f"Not recorded: {what}")
    # Where nothing happened the curve lies on an axis of one percent.
    both = [one for curve in shown.values() for one in (curve, curve.competing) if one]
    highest = max(1.0, *(float(np.nanmax(np.append(curve.high, curve.level))) for curve in both))
    ticks = np.arange(0, last + 0.01, DAYS if last <= 40 else 3 * DAYS)
    labels = (f"{what[0].upper()}{what[1:]} (%)", f"Days from {since}")
    return draw(
        shown,
        ticks,
        labels,
        highest=highest * 1.08,
        colours=colours,
        source=source,
    )


def _incidence(c: CumulativeIncidence, last: int, source: Source) -> Curve:
    """A cumulative incidence up to a day, to which it runs level."""
    kept = c.time <= last
    return Curve(
        time=np.append(c.time[kept], last),
        level=_extended(100 * c.incidence[kept]),
        low=_extended(100 * c.low[kept]),
        high=_extended(100 * c.high[kept]),
        at_risk=c.at_risk,
        censored=np.empty(0, dtype=int),
        least=least_at_risk(source),
    )


def _extended(values: np.ndarray) -> np.ndarray:
    return np.append(values, values[-1])
