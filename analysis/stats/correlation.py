"""Rank correlation."""

from __future__ import annotations

import math

import numpy as np
import scipy

from analysis.stats._data import Floats, Values, aligned, check_level, codes, complete, numbers
from analysis.stats.estimate import Estimate

# cor.test takes Kendall's P from the exact distribution below this size.
EXACT_BELOW = 50
# Correlations this close to 1 differ from it by rounding alone.
ROUNDING = 1e-14


def _why_not(x: Floats, y: Floats, least: int) -> str:
    if x.size < least:
        return f"fewer than {least} pairs"
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return "a variable takes one value"
    return ""


def _pearson(x: Floats, y: Floats) -> float:
    x, y = x - x.mean(), y - y.mean()
    return _tidy(float(x @ y) / math.sqrt(float(x @ x) * float(y @ y)))


def _tidy(value: float) -> float:
    """A correlation, exactly 1 or -1 where only rounding keeps it from that."""
    return math.copysign(1.0, value) if 1 - abs(value) < ROUNDING else value


def _t_test(value: float, freedom: int) -> float:
    """Two-sided P of a correlation by the t distribution."""
    if abs(value) == 1:
        return 0.0
    return 2 * float(scipy.special.stdtr(freedom, -abs(value) * math.sqrt(freedom / (1 - value**2))))


def _fisher_z(value: float, error: float, level: float) -> tuple[float | None, float | None]:
    """Limits by Fisher's z, given the standard error on that scale; none for a perfect correlation."""
    if abs(value) >= 1 or not math.isfinite(error):
        return None, None
    half = float(scipy.special.ndtri((1 + level) / 2)) * error
    return math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half)


def spearman(x: Values, y: Values, *, level: float = 0.95) -> Estimate:
    """Spearman's rho, with P by the t approximation and the interval of Bonett and Wright.

    The interval is Fisher's z with the standard error of Bonett and Wright (2000), Psychometrika 65:23-28. It has
    no meaning below four pairs or where rho is 1 or -1, and is then left out.

    Args:
        x: shape (n,).
        y: shape (n,), the same subjects in the same order.
        level: confidence level.

    Returns:
        rho, -1 to 1.

    Raises:
        ValueError: a column does not hold numbers, or the two differ in length or index.
    """
    check_level(level)
    (a, b), missing = complete(x=x, y=y)
    method = "Spearman's rho (t approximation) with Bonett-Wright interval"
    why_not = _why_not(a, b, 3)
    if why_not:
        return Estimate(value=None, level=level, n=a.size, missing=missing, method=method, why_not=why_not)
    value = _pearson(scipy.stats.rankdata(a), scipy.stats.rankdata(b))
    low, high = _fisher_z(value, math.sqrt((1 + value**2 / 2) / (a.size - 3)) if a.size > 3 else math.inf, level)
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        p=_t_test(value, a.size - 2),
        n=a.size,
        missing=missing,
        method=method,
    )


def kendall(x: Values, y: Values, *, level: float = 0.95) -> Estimate:
    """Kendall's tau-b, with the interval of Bonett and Wright.

    P is exact where nothing is tied and there are fewer than 50 pairs, else by the normal approximation corrected
    for ties. The interval is Fisher's z with the standard error of Bonett and Wright (2000), Psychometrika
    65:23-28; it has no meaning below five pairs or where tau is 1 or -1, and is then left out.

    Args:
        x: shape (n,).
        y: shape (n,), the same subjects in the same order.
        level: confidence level.

    Returns:
        tau-b, -1 to 1.

    Raises:
        ValueError: a column does not hold numbers, or the two differ in length or index.
    """
    check_level(level)
    (a, b), missing = complete(x=x, y=y)
    exact = a.size < EXACT_BELOW and np.unique(a).size == np.unique(b).size == a.size
    method = f"Kendall's tau-b ({'exact' if exact else 'normal approximation'}) with Bonett-Wright interval"
    why_not = _why_not(a, b, 2)
    if why_not:
        return Estimate(value=None, level=level, n=a.size, missing=missing, method=method, why_not=why_not)
    result = scipy.stats.kendalltau(a, b, method="exact" if exact else "asymptotic")
    value = _tidy(float(result.statistic))
    low, high = _fisher_z(value, math.sqrt(0.437 / (a.size - 4)) if a.size > 4 else math.inf, level)
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        p=float(result.pvalue),
        n=a.size,
        missing=missing,
        method=method,
    )


def repeated_correlation(subject: Values, x: Values, y: Values, *, level: float = 0.95) -> Estimate:
    """The correlation within subjects who were measured more than once (rmcorr).

    One slope is fitted to all subjects, an intercept to each: Bakdash and Marusich (2017), Frontiers in
    Psychology 8:456. The interval is Fisher's z with the degrees of freedom of the error.

    Args:
        subject: shape (n,), labels of any kind.
        x: shape (n,).
        y: shape (n,).
        level: confidence level.

    Returns:
        The correlation, -1 to 1; ``groups`` holds the number of pairs of each subject, in the order of the labels.

    Raises:
        ValueError: x or y does not hold numbers, or the columns differ in length or index.
    """
    check_level(level)
    aligned(subject=subject, x=x, y=y)
    (places, a, b), missing = complete(subject=codes(subject, "subject"), x=numbers(x, "x"), y=numbers(y, "y"))
    _, member, sizes = np.unique(places, return_inverse=True, return_counts=True)
    # Each subject's own mean is taken off; rounding is measured against what was there before.
    scales = np.abs(a).max(initial=0), np.abs(b).max(initial=0)
    a, b = (values - (np.bincount(member, values) / sizes)[member] for values in (a, b))
    freedom = len(a) - len(sizes) - 1
    why_not = ""
    if freedom < 1:
        why_not = "too few repeated measurements"
    elif any(np.abs(values).max() <= ROUNDING * scale for values, scale in zip((a, b), scales, strict=True)):
        why_not = "a variable does not vary within subjects"
    value = low = high = p = None
    if not why_not:
        value = _pearson(a, b)
        low, high = _fisher_z(value, 1 / math.sqrt(freedom - 1) if freedom > 1 else math.inf, level)
        p = _t_test(value, freedom)
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        p=p,
        n=len(a),
        groups=tuple(int(size) for size in sizes),
        missing=missing,
        method="repeated-measures correlation with Fisher's z interval",
        why_not=why_not,
    )
