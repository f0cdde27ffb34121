"""The hazard of an event after a change of state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from analysis.stats._data import Bools, Floats, Values, aligned, check_level, check_times, numbers, yes_no
from analysis.stats.estimate import Estimate

COX = (
    "Cox regression with Firth's penalty (Efron's ties), "
    "profile penalised likelihood interval and likelihood ratio test"
)
STATE = f"hazard ratio of a time-dependent state, by {COX}"
GROUP = f"hazard ratio by {COX}"
# On the log scale the likelihood bends over distances of about 1; points this close miss none of its hills.
STEP = 0.125


def time_dependent(time: Values, event: Values, change: Values, *, level: float = 0.95) -> Estimate:
    """The hazard ratio of an event in patients whose state has changed, against those in whom it has not yet or never.

    A patient counts as unchanged up to the moment of the change, that moment included, and as changed after it, so no
    time that a patient had to live through to reach the change is credited to it. A change on the day of the event
    therefore does not come before the event, and a change at 0 makes a group that is fixed from the start.

    The Cox partial likelihood of the one term that varies in time is penalised (Heinze and Schemper 2001, Biometrics
    57:114-119), which keeps the ratio finite where no event, or every event, follows a change. Tied events are thinned
    out as in Efron (1977), Journal of the American Statistical Association 72:557-565.

    Args:
        time: shape (n,), time to the event or to the end of follow-up, 0 or more.
        event: shape (n,), 1 where the event happened, 0 where follow-up ended without it.
        change: shape (n,), time of the change on the same clock, 0 or more; missing where it never came. One on or
            after ``time`` counts as never.
        level: confidence level.

    Returns:
        The hazard ratio; ``groups`` holds the numbers of patients who changed under observation and of the others,
        ``missing`` those without a time or an event.

    Raises:
        ValueError: shapes or indexes differ, a time is negative, or event holds anything but 0 and 1.
    """
    check_level(level)
    aligned(time=time, event=event, change=change)
    observed, outcome, changed_at = numbers(time, "time"), numbers(event, "event"), numbers(change, "change")
    keep = ~(np.isnan(observed) | np.isnan(outcome))
    observed, changed_at = observed[keep], np.where(np.isnan(changed_at), np.inf, changed_at)[keep]
    check_times(observed)
    check_times(changed_at)
    happened = yes_no(outcome[keep], "event")
    changed = int((changed_at < observed).sum())
    ratio = low = high = p = None
    why_not = ""
    if not observed.size:
        why_not = "no observations"
    elif not happened.any():
        why_not = "no events"
    elif not changed:
        why_not = "nobody changed"
    else:
        likelihood = _risk_sets(observed, happened, changed_at)
        if likelihood.odds.size:
            ratio, low, high, p = _inference(likelihood, level)
        else:
            why_not = "no event while both states were at risk"
    return Estimate(
        value=ratio,
        low=low,
        high=high,
        level=level,
        p=p,
        n=observed.size,
        groups=(changed, observed.size - changed),
        events=int(happened.sum()),
        missing=int((~keep).sum()),
        method=STATE if changed_at[changed_at < observed].any() else GROUP,
        why_not=why_not,
    )


@dataclass(frozen=True, kw_only=True)
class _Likelihood:
    """The penalised partial likelihood of one coefficient.

    Attributes:
        odds: shape (k,), log odds that the patient with the event is a changed one, were the hazards equal; a value
            an event, tied events thinned out by Efron's method. Events with nobody at risk in one state say nothing.
        after: events among these in changed patients.
    """

    odds: Floats
    after: int

    def __call__(self, coef: Floats | float) -> Floats:
        """The logarithm of the penalised likelihood at each coefficient."""
        x = np.add.outer(coef, self.odds)
        p = scipy.special.expit(x)
        information = (p * scipy.special.expit(-x)).sum(axis=-1)
        # log(1 + exp(x)), without overflow.
        denominators = np.logaddexp(0, x).sum(axis=-1)
        return np.asarray(self.after * coef - denominators + np.log(information) / 2)

    def slope(self, coef: float) -> float:
        """Its derivative."""
        p = scipy.special.expit(coef + self.odds)
        information = p * scipy.special.expit(-coef - self.odds)
        return float(self.after - p.sum() + (information * (1 - 2 * p)).sum() / information.sum() / 2)


def _risk_sets(observed: Floats, happened: Bools, changed_at: Floats) -> _Likelihood:
    odds: list[Floats] = []
    after = 0
    for t in np.unique(observed[happened]):
        changed, failing = changed_at < t, happened & (observed == t)
        at_risk = observed >= t
        with_change, without = (at_risk & changed).sum(), (at_risk & ~changed).sum()
        if not with_change or not without:
            continue
        failed = (failing & changed).sum()
        share = np.arange(failing.sum()) / failing.sum()
        odds.append(np.log(with_change - share * failed) - np.log(without - share * (failing.sum() - failed)))
        after += int(failed)
    return _Likelihood(odds=np.concatenate(odds) if odds else np.empty(0), after=after)


def _inference(likelihood: _Likelihood, level: float) -> tuple[float, float, float, float]:
    """Ratio, limits and P."""
    # Beyond these edges the likelihood only falls: each event's probability is all but decided there.
    reach = float(np.log(4 * likelihood.odds.size))
    left, right = float(-likelihood.odds.max() - reach), float(-likelihood.odds.min() + reach)
    grid = np.linspace(left, right, int(np.ceil((right - left) / STEP)) + 1)
    top = int(np.argmax(likelihood(grid)))
    best = scipy.optimize.brentq(
        likelihood.slope, grid[max(top - 1, 0)], grid[min(top + 1, grid.size - 1)], xtol=1e-14, rtol=1e-14
    )
    highest = float(likelihood(best))
    lowest = highest - float(scipy.special.chdtri(1, 1 - level)) / 2

    def above(coef: float) -> float:
        return float(likelihood(coef)) - lowest

    while above(left) > 0:
        left -= 1
    while above(right) > 0:
        right += 1
    points = np.sort(np.concatenate([[left], grid, [best], [right]]))
    inside = np.flatnonzero(likelihood(points) > lowest)
    low, high = (
        scipy.optimize.brentq(above, points[a], points[b], xtol=1e-13, rtol=1e-13)
        for a, b in ((inside[0] - 1, inside[0]), (inside[-1], inside[-1] + 1))
    )
    p = float(scipy.special.chdtrc(1, max(0.0, 2 * (highest - float(likelihood(0.0))))))
    ratio, low, high = (float(np.exp(number)) for number in (best, low, high))
    return ratio, low, high, p
