"""Proportions and their differences."""

from __future__ import annotations

from math import hypot
from typing import Literal

import scipy

from analysis.stats._data import check_level, counts
from analysis.stats.estimate import Estimate

METHODS = {"exact": "Clopper-Pearson exact interval", "wilson": "Wilson score interval"}


def proportion(events: int, n: int, *, method: Literal["exact", "wilson"] = "exact", level: float = 0.95) -> Estimate:
    """A proportion with its interval.

    Args:
        events: how many have the event.
        n: of how many.
        method: ``exact`` (Clopper and Pearson 1934) or ``wilson`` (Wilson 1927, no continuity correction).
        level: confidence level.

    Returns:
        The proportion, 0 to 1.

    Raises:
        ValueError: a count is negative or not whole, events exceed n, or the method is unknown.
    """
    check_level(level)
    events, n = _of(events, n)
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    words = f"proportion with {METHODS[method]}"
    if n == 0:
        return Estimate(value=None, level=level, n=0, events=0, method=words, why_not="no observations")
    low, high = _limits(events, n, method, level)
    return Estimate(value=events / n, low=low, high=high, level=level, n=n, events=events, method=words)


def risk_difference(events_a: int, n_a: int, events_b: int, n_b: int, *, level: float = 0.95) -> Estimate:
    """The difference between two independent proportions, a minus b, with Newcombe's hybrid score interval.

    The interval is method 10 of Newcombe (1998), Statistics in Medicine 17:873-890: it combines the Wilson
    limits of the two proportions. It has no continuity correction.

    Args:
        events_a: events in the first group.
        n_a: size of the first group.
        events_b: events in the second group.
        n_b: size of the second group.
        level: confidence level.

    Returns:
        The difference, -1 to 1.

    Raises:
        ValueError: a count is negative or not whole, or events exceed their group.
    """
    check_level(level)
    events_a, n_a = _of(events_a, n_a)
    events_b, n_b = _of(events_b, n_b)
    words = "difference of proportions with Newcombe's hybrid score interval"
    value = low = high = None
    if n_a and n_b:
        a, b = events_a / n_a, events_b / n_b
        low_a, high_a = _limits(events_a, n_a, "wilson", level)
        low_b, high_b = _limits(events_b, n_b, "wilson", level)
        value = a - b
        low, high = value - hypot(a - low_a, high_b - b), value + hypot(high_a - a, b - low_b)
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        n=n_a + n_b,
        groups=(n_a, n_b),
        events=events_a + events_b,
        method=words,
        why_not="" if value is not None else "a group is empty",
    )


def _of(events: int, n: int) -> tuple[int, int]:
    events, n = counts(events=events, n=n)
    if events > n:
        raise ValueError(f"events ({events}) exceed n ({n})")
    return events, n


def _limits(events: int, n: int, method: str, level: float) -> tuple[float, float]:
    interval = scipy.stats.binomtest(events, n).proportion_ci(level, method)
    return float(interval.low), float(interval.high)
