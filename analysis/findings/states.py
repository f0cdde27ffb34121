"""Events and time at risk before and after patients change their state, such as by a transplant."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis import stats
from analysis.findings.disclosure import Basis, known, members
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
    states = {
        "after the change": (changed, time.astype("float64") - before),
        "before it or without it": (~changed, before),
    }
    came = {name: (event & mine).astype("boolean").where(there) for name, (mine, _) in states.items()}
    ask.disjoint(*came.values())
    found = []
    for name, (_, spent) in states.items():
        lengths, events = spent.where(there), members(came[name])
        total = _total(lengths)
        # The time of all patients would be the course of one where only one was ever in the state.
        groups = (members(lengths > 0),)
        found.append(
            State(
                events=ask.count(f"{what}, {name}", came[name]),
                time=ask.of(
                    total,
                    "quantity",
                    f"time at risk of {what}, {name}",
                    unit,
                    0,
                    basis=Basis(base=known(lengths), groups=groups),
                ),
                rate=ask.of(
                    _rate(len(events), total),
                    "quantity",
                    f"rate of {what}, {name}",
                    f"per {PER} {unit}",
                    2,
                    basis=Basis(events=events, base=known(lengths), groups=(*groups, events)),
                ),
            )
        )
    return found


def _rate(events: int, total: Estimate) -> Estimate:
    """Events over the time, with the exact interval; it rests on the patients who are counted in the time."""
    found = stats.rate(events, total.value or 0.0, per=PER)
    return replace(found, n=total.n, missing=total.missing)


def _total(spent: pd.Series) -> Estimate:
    """The time of all patients."""
    lengths = spent.dropna()
    return Estimate(
        value=float(lengths.sum()) if len(lengths) or spent.empty else None,
        n=len(lengths),
        missing=len(spent) - len(lengths),
        method="time at risk, summed over patients",
    )
