"""Events per person-time."""

from __future__ import annotations

from math import inf

import scipy

from analysis.stats._data import check_level, counts
from analysis.stats.estimate import Estimate


def rate(events: int, person_time: float, *, per: float = 100, level: float = 0.95) -> Estimate:
    """An incidence rate with its exact Poisson interval (Garwood 1936).

    Args:
        events: number of events.
        person_time: time at risk, summed over subjects, in any unit.
        per: the person-time to which the rate refers, in the same unit.
        level: confidence level.

    Returns:
        Events per ``per`` units of person-time; ``n`` is the number of events.

    Raises:
        ValueError: a count is negative or not whole, or time is negative.
    """
    check_level(level)
    (events,) = counts(events=events)
    _check_time(person_time)
    method = "incidence rate with exact Poisson interval"
    if person_time == 0:
        return Estimate(value=None, level=level, n=events, events=events, method=method, why_not="no time at risk")
    tail = (1 - level) / 2
    scale = float(per / person_time)
    return Estimate(
        value=events * scale,
        low=float(scipy.special.gammaincinv(events, tail)) * scale if events else 0.0,
        high=float(scipy.special.gammaincinv(events + 1, 1 - tail)) * scale,
        level=level,
        n=events,
        events=events,
        method=method,
    )


def rate_ratio(e1: int, t1: float, e2: int, t2: float, *, level: float = 0.95) -> Estimate:
    """The ratio of two incidence rates, the first over the second, by the exact conditional method.

    Given the total, the events of the first group are binomial; the interval is that of Clopper and Pearson on
    that scale and P that of the exact binomial test (Lehmann and Romano 2005, section 4.5).

    Args:
        e1: events in the first group.
        t1: its person-time.
        e2: events in the second group.
        t2: its person-time, in the same unit.
        level: confidence level.

    Returns:
        The ratio; ``n`` is the number of events, ``groups`` those of each group.

    Raises:
        ValueError: a count is negative or not whole, or a time is negative.
    """
    check_level(level)
    e1, e2 = counts(e1=e1, e2=e2)
    _check_time(t1, t2)
    value = low = high = p = None
    why_not = ""
    if t1 == 0 or t2 == 0:
        why_not = "no time at risk in a group"
    elif e1 + e2 == 0:
        why_not = "no events"
    else:
        test = scipy.stats.binomtest(e1, e1 + e2, t1 / (t1 + t2))
        share = test.proportion_ci(level, "exact")
        value, low, high = (_odds(q) * t2 / t1 for q in (e1 / (e1 + e2), float(share.low), float(share.high)))
        p = float(test.pvalue)
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        p=p,
        n=e1 + e2,
        groups=(e1, e2),
        events=e1 + e2,
        method="rate ratio with exact conditional interval and test",
        why_not=why_not,
    )


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else inf


def _check_time(*times: float) -> None:
    if any(not time >= 0 for time in times):
        raise ValueError("person-time must be 0 or more")
