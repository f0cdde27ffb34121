"""Events and time at risk before and after patients change their state, such as by a transplant."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.findings.disclosure import Basis, known, members
from analysis.findings.questions import Questions
from analysis.report.record import Finding, Findings
from analysis.stats.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class State(Findings):
    """The events that came in one state, and the time that patients spent at risk in it."""

    events: Finding
    time: Finding


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
    states = {
        "after the change": (changed, time.astype("float64") - before),
        "before it or without it": (~changed, before),
    }
    came = {name: (event & mine).astype("boolean").where(there) for name, (mine, _) in states.items()}
    ask.disjoint(*came.values())
    return [
        State(
            events=ask.count(f"{what}, {name}", came[name]),
            time=_total(ask, f"time at risk of {what}, {name}", spent.where(there), unit),
        )
        for name, (_, spent) in states.items()
    ]


def _total(ask: Questions, what: str, spent: pd.Series, unit: str) -> Finding:
    """The time of all patients, which would be the course of one where only one was ever in the state."""
    lengths = spent.dropna()
    estimate = Estimate(
        value=float(lengths.sum()) if len(lengths) or spent.empty else None,
        n=len(lengths),
        missing=len(spent) - len(lengths),
        method="time at risk, summed over patients",
    )
    basis = Basis(base=known(spent), groups=(members(spent > 0),))
    return ask.of(estimate, "quantity", what, unit, 0, basis=basis)
