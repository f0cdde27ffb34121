"""Time to an event that another kind of event can forestall."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy

from analysis.stats._data import Floats, Values, check_level, check_times, complete, known
from analysis.stats.estimate import Estimate

METHOD = "Aalen-Johansen estimate of cumulative incidence with complementary log-log interval, variance by Gray"

# An incidence this close to 1 differs from it by rounding alone.
ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class CumulativeIncidence:
    """A curve of cumulative incidence with its pointwise interval.

    Attributes:
        time: shape (k,), 0 and every time at which something happened, ascending.
        incidence: shape (k,), the curve from each time to the next.
        variance: shape (k,), its variance as Gray's ``cuminc`` has it.
        low: shape (k,), lower limit; NaN where the curve is 0 or 1 and the method gives none.
        high: shape (k,), upper limit, likewise.
        counts: shape (k,), events of the kind of interest by that time.
        n: subjects.
        events: events of the kind of interest.
        competing: events of any other kind.
        missing: subjects left out because a value was missing.
        level: confidence level of the limits.
        why_not: why there is no curve, empty where there is one.
    """

    time: Floats
    incidence: Floats
    variance: Floats
    low: Floats
    high: Floats
    counts: Floats
    n: int
    events: int
    competing: int
    missing: int
    level: float
    why_not: str = ""
    _observed: Floats = field(repr=False)
    _closed: bool = field(repr=False)

    def at(self, t: float) -> Estimate:
        """The probability that the event has happened by time t, with the events by then.

        There is none beyond the last time observed, unless every subject had an event of some kind before it.

        Raises:
            ValueError: t is negative.
        """
        check_times(np.array([t]))
        why_not = self.why_not
        if not why_not and t > self.time[-1] and not self._closed:
            why_not = f"nobody was followed to {t:g}"
        value = low = high = None
        events = self.events
        if not why_not:
            i = int(np.searchsorted(self.time, t, side="right")) - 1
            value, low, high = float(self.incidence[i]), known(self.low[i]), known(self.high[i])
            events = int(self.counts[i])
        return Estimate(
            value=value,
            low=low,
            high=high,
            level=self.level,
            n=self.n,
            events=events,
            missing=self.missing,
            method=METHOD,
            why_not=why_not,
        )

    def at_risk(self, t: float) -> int:
        """How many are still followed and free of any event just before time t."""
        return int((self._observed >= t).sum())


def cumulative_incidence(time: Values, status: Values, *, level: float = 0.95) -> CumulativeIncidence:
    """The cumulative incidence of one kind of event where others compete with it.

    The estimate is that of Aalen and Johansen, exact with ties; its variance that of Gray's ``cuminc``, which
    corrects for ties. The interval is symmetric on the scale log(-log(1 - F)), so that without competing events it
    is the log-log interval of Kaplan and Meier up to the variance.

    Args:
        time: shape (n,), time to the first event of any kind or to the end of follow-up, 0 or more.
        status: shape (n,), 0 where follow-up ended without an event, 1 for the event of interest, 2 and up for
            competing ones.
        level: confidence level.

    Raises:
        ValueError: shapes or indexes differ, a time is negative, or status holds anything but whole numbers of 0
            or more.
    """
    check_level(level)
    (observed, kind), missing = complete(time=time, status=status)
    check_times(observed)
    check_status(kind)
    times = np.unique(np.append(0.0, observed)) if observed.size else np.empty(0)
    risk = (observed >= times[:, None]).sum(axis=1).astype(float)
    at = observed == times[:, None]
    events = (at & (kind == 1)).sum(axis=1).astype(float)
    others = (at & (kind > 1)).sum(axis=1).astype(float)
    # The share free of any event, before the first time and after each.
    free = np.append(1.0, np.cumprod((risk - events - others) / risk))
    incidence = np.cumsum(free[:-1] * events / risk)
    variance = _variance(incidence, free, risk, events, others)
    low, high = _limits(incidence, variance, level)
    return CumulativeIncidence(
        time=times,
        incidence=incidence,
        variance=variance,
        low=low,
        high=high,
        counts=np.cumsum(events),
        n=observed.size,
        events=int(events.sum()),
        competing=int(others.sum()),
        missing=missing,
        level=level,
        why_not="" if observed.size else "no observations",
        _observed=observed,
        _closed=bool(free[-1] == 0),
    )


def check_status(kind: Floats) -> None:
    """Refuse a status that is not a whole number of 0 or more.

    Raises:
        ValueError: there is one.
    """
    if ((kind < 0) | (kind != np.round(kind))).any():
        raise ValueError("status must be 0, 1, 2, ...")


def _variance(incidence: Floats, free: Floats, risk: Floats, events: Floats, others: Floats) -> Floats:
    """Variance of the incidence at each time, carried forward between events of interest.

    An event at an earlier time moves the curve up at once and lowers what can still follow it; a competing one does
    the latter only. What can still follow is the rise since that time over the share then free of events.
    """
    before, after = free[:-1], free[1:]
    left = np.where(after > 0, after, 1.0)
    rise = np.where(after > 0, (incidence[:, None] - incidence) / left, 0.0)
    scale = (before / risk) ** 2
    share = np.maximum(risk - 1, 1)
    own = scale * events * (1 - np.maximum(events - 1, 0) / share)
    other = scale * others * (1 - np.maximum(others - 1, 0) / share) * (after > 0)
    total = np.tril((1 - rise) ** 2 * own + rise**2 * other).sum(axis=1)
    last = np.maximum.accumulate(np.where(events > 0, np.arange(len(events)), -1))
    return np.where(last >= 0, total[last], 0.0)


def _limits(incidence: Floats, variance: Floats, level: float) -> tuple[Floats, Floats]:
    inside = (incidence > 0) & (incidence < 1 - ROUNDING) & (variance > 0)
    free = np.where(inside, 1 - incidence, 0.5)
    half = float(scipy.special.ndtri((1 + level) / 2)) * np.sqrt(variance) / (free * np.abs(np.log(free)))
    low, high = (np.where(inside, 1 - free ** np.exp(sign * half), np.nan) for sign in (-1, 1))
    return low, high
