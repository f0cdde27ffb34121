"""Time to one kind of event: the curve, and the test between groups."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from analysis.stats._data import (
    Bools,
    Floats,
    Values,
    aligned,
    check_level,
    check_times,
    codes,
    complete,
    known,
    numbers,
    yes_no,
)
from analysis.stats.estimate import Estimate

CURVE = "Kaplan-Meier estimate with log-log interval"
MEDIAN = "Kaplan-Meier median with Brookmeyer-Crowley interval (log-log)"
# Two probabilities closer than this are one: the tolerance of R's quantile.survfit.
SAME = np.finfo(float).eps ** 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class KaplanMeier:
    """A Kaplan-Meier curve with its pointwise log-log interval.

    Attributes:
        time: shape (k,), 0 and every time at which something happened, ascending.
        survival: shape (k,), the curve from each time to the next.
        low: shape (k,), lower limit; NaN where the curve is 1 or 0 and the method gives none.
        high: shape (k,), upper limit, likewise.
        n: subjects.
        events: events among them.
        missing: subjects left out because a value was missing.
        level: confidence level of the limits.
        why_not: why there is no curve, empty where there is one.
    """

    time: Floats
    survival: Floats
    low: Floats
    high: Floats
    n: int
    events: int
    missing: int
    level: float
    why_not: str = ""
    _observed: Floats = field(repr=False)
    _happened: Bools = field(repr=False)

    def at(self, t: float) -> Estimate:
        """The probability to be free of the event beyond time t, with the events by then.

        There is none beyond the last time observed, unless nobody was left before it.

        Raises:
            ValueError: t is negative.
        """
        check_times(np.array([t]))
        value = low = high = None
        why_not = self.why_not
        if not why_not and t > self.time[-1] and self.survival[-1] > 0:
            why_not = f"nobody was followed to {t:g}"
        if not why_not:
            i = int(np.searchsorted(self.time, t, side="right")) - 1
            value, low, high = float(self.survival[i]), known(self.low[i]), known(self.high[i])
        return Estimate(
            value=value,
            low=low,
            high=high,
            level=self.level,
            n=self.n,
            events=int((self._happened & (self._observed <= t)).sum()),
            missing=self.missing,
            method=CURVE,
            why_not=why_not,
        )

    @property
    def median(self) -> Estimate:
        """The median time, with the interval of Brookmeyer and Crowley (1982) on the log-log scale."""
        value, low, high = (self._crossing(curve) for curve in (self.survival, self.low, self.high))
        if high is None and low is not None:
            # The upper limit lies beyond the end of follow-up.
            high = np.inf
        return Estimate(
            value=value,
            low=low,
            high=high,
            level=self.level,
            n=self.n,
            events=self.events,
            missing=self.missing,
            method=MEDIAN,
            why_not="" if value is not None else self.why_not or "not reached",
        )

    def at_risk(self, t: float) -> int:
        """How many are still followed and free of the event just before time t."""
        return int((self._observed >= t).sum())

    def reverse(self) -> KaplanMeier:
        """The curve of follow-up, in which events and censoring change places (Schemper and Smith 1996)."""
        return replace(kaplan_meier(self._observed, ~self._happened, level=self.level), missing=self.missing)

    def _crossing(self, curve: Floats) -> float | None:
        """Where a curve crosses one half, as R has it: the middle where it runs along it."""
        drawn = ~np.isnan(curve)
        time, curve = self.time[drawn], curve[drawn]
        reached = time[curve <= 0.5 + SAME]
        if not reached.size:
            return None
        left = time[curve < 0.5 - SAME]
        end = left[0] if left.size else self.time[-1]
        on_half = abs(curve[time == reached[0]][0] - 0.5) <= SAME
        return float((reached[0] + end) / 2 if on_half else reached[0])


def kaplan_meier(time: Values, event: Values, *, level: float = 0.95) -> KaplanMeier:
    """The Kaplan-Meier curve.

    Args:
        time: shape (n,), time to the event or to the end of follow-up, 0 or more, in any unit.
        event: shape (n,), 1 where the event happened, 0 where follow-up ended without it.
        level: confidence level.

    Raises:
        ValueError: shapes or indexes differ, a time is negative, or event holds anything but 0 and 1.
    """
    check_level(level)
    (observed, happening), missing = complete(time=time, event=event)
    check_times(observed)
    happened = yes_no(happening, "event")
    curve = np.empty((0, 4))
    if observed.size:
        from lifelines import KaplanMeierFitter

        fit = KaplanMeierFitter(alpha=1 - level).fit(observed, happened)
        curve = np.column_stack([fit.timeline, fit.survival_function_, fit.confidence_interval_])
        # The log-log scale has no limits at 1 and 0, where lifelines repeats the estimate.
        curve[(curve[:, 1] == 0) | (curve[:, 1] == 1), 2:] = np.nan
    return KaplanMeier(
        time=curve[:, 0],
        survival=curve[:, 1],
        low=curve[:, 2],
        high=curve[:, 3],
        n=observed.size,
        events=int(happened.sum()),
        missing=missing,
        level=level,
        why_not="" if observed.size else "no observations",
        _observed=observed,
        _happened=happened,
    )


def logrank(time: Values, event: Values, group: Values) -> Estimate:
    """The log-rank test between two or more groups (Mantel 1966).

    Args:
        time: shape (n,), time to the event or to the end of follow-up, 0 or more.
        event: shape (n,), 1 where the event happened, 0 where follow-up ended without it.
        group: shape (n,), labels of any kind.

    Returns:
        The chi-squared statistic, on one degree of freedom fewer than there are groups at risk when events happen,
        and its P.

    Raises:
        ValueError: shapes or indexes differ, a time is negative, or event holds anything but 0 and 1.
    """
    aligned(time=time, event=event, group=group)
    (observed, happening, places), missing = complete(
        time=numbers(time, "time"), event=numbers(event, "event"), group=codes(group, "group")
    )
    check_times(observed)
    happened = yes_no(happening, "event")
    sizes = np.unique(places, return_counts=True)[1]
    value = p = None
    why_not = ""
    if sizes.size < 2:
        why_not = "fewer than two groups"
    elif not happened.any():
        why_not = "no events"
    else:
        # Who leaves before the first event is never at risk of one, nor is a group that does so as a whole.
        there = observed >= observed[happened].min()
        if np.unique(places[there]).size < 2:
            why_not = "only one group is at risk when events happen"
        else:
            from lifelines.statistics import multivariate_logrank_test

            test = multivariate_logrank_test(observed[there], places[there], happened[there])
            value, p = float(test.test_statistic), float(test.p_value)
    return Estimate(
        value=value,
        p=p,
        n=observed.size,
        groups=tuple(int(size) for size in sizes),
        events=int(happened.sum()),
        missing=missing,
        method="log-rank test",
        why_not=why_not,
    )
