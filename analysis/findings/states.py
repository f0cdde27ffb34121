"""Events and time at risk before and after patients change their state, such as by a transplant."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis import stats
from analysis.findings.questions import Questions
from analysis.report.record import Finding, Findings
from analysis.stats.estimate import Estimate

PER = 100  # units of time at risk to which a rate refers


@dataclass(frozen=True, kw_only=True)
class State(Findings):
    """The events that came in one state, the time that patients spent at risk in it, and their rate."""

    events: Finding
    time: Finding
    rate: Finding


def split(ask: Questions, what: str, *, time: pd.Series, event: pd.Series, change: pd.Series, unit: str) -> list[State]:
    """The state after the change, then the one before it or without it.

    Args:
        ask: questions to the cohort.
        what: the event, in words.
        time: to the event or the end of follow-up; missing in those who are left out.
        event: whether it happened.
        change: when the state changes, on the same clock; missing where it never does. One on or after ``time`` does
            not count, as in `analysis.stats.time_dependent`.
        unit: of the time.
    """
    there = time.notna() & event.notna()
    changed = (change < time).fillna(False).astype(bool)
    before = change.where(changed, time).astype("float64")
    return [
        State(
            events=(events := ask.count(f"{what}, {name}", (event & mine).astype("boolean").where(there))),
            time=(total := ask.of(_total(spent.where(there)), "quantity", f"time at risk of {what}, {name}", unit, 0)),
            rate=ask.of(_rate(events, total), "quantity", f"rate of {what}, {name}", f"per {PER} {unit}", 2),
        )
        for name, mine, spent in (
            ("after the change", changed, time.astype("float64") - before),
            ("before it or without it", ~changed, before),
        )
    ]


def _rate(events: Finding, total: Finding) -> Estimate:
    """Events over the time, with the exact interval; it rests on the patients who are counted in the time."""
    time = total.estimate
    found = stats.rate(int(events.estimate.value or 0), time.value or 0.0, per=PER)
    return replace(found, n=time.n, missing=time.missing)


def _total(spent: pd.Series) -> Estimate:
    """The time of all patients."""
    known = spent.dropna()
    return Estimate(
        value=float(known.sum()) if len(known) or spent.empty else None,
        n=len(known),
        missing=len(spent) - len(known),
        method="time at risk, summed over patients",
    )
