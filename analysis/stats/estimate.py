"""The one record that every statistic returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """A statistic with what a reader needs to judge it.

    A field is ``None`` where it has no meaning for the method (a test has no interval, and some intervals have
    none at the edge, such as DeLong's at an area of 1). Where the data do not allow an estimate, ``value`` is
    ``None`` and ``why_not`` says why in a few words.

    Attributes:
        value: the estimate, on the scale that is printed (a proportion is 0 to 1, an odds ratio is not logged);
            for a test that estimates nothing, its statistic.
        low: lower limit of the interval; ``-inf`` or 0 where it is open.
        high: upper limit of the interval; ``inf`` where it is open.
        level: confidence level of the interval.
        p: two-sided P value.
        n: number of observations used.
        groups: number used in each group, in the order given, for comparisons.
        events: number of events among them, where events are counted.
        missing: observations left out because a value was missing.
        method: the method in words, as a methods section names it, interval included.
        why_not: why there is no value, empty where there is one.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    p: float | None = None
    n: int
    groups: tuple[int, ...] = ()
    events: int | None = None
    missing: int = 0
    method: str
    why_not: str = ""
