"""Two samples compared by ranks, and the quantiles that describe one."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, comb, sqrt

import numpy as np
import scipy

from analysis.stats._data import Floats, Values, check_level, present
from analysis.stats.estimate import Estimate

# R's wilcox.test is exact below this size in both groups.
EXACT_BELOW = 50
# Tail probabilities this close are one.
ROUNDING = 1e-15


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantiles:
    """Median and quartiles of one sample, by linear interpolation (type 7 of Hyndman and Fan 1996, R's default).

    Attributes:
        median: the median, ``None`` where there are no values.
        q1: lower quartile.
        q3: upper quartile.
        low: smallest value.
        high: largest value.
        n: number of values.
        missing: values left out because they are missing.
        why_not: why there is no median, empty where there is one.
    """

    median: float | None
    q1: float | None = None
    q3: float | None = None
    low: float | None = None
    high: float | None = None
    n: int
    missing: int = 0
    why_not: str = ""


def quantiles(x: Values) -> Quantiles:
    """Median, quartiles and range of a sample.

    Args:
        x: shape (n,).

    Raises:
        ValueError: x is not one column of numbers.
    """
    values, missing = present(x, "x")
    if not values.size:
        return Quantiles(median=None, n=0, missing=missing, why_not="no observations")
    low, q1, median, q3, high = (float(q) for q in np.quantile(values, [0, 0.25, 0.5, 0.75, 1]))
    return Quantiles(median=median, q1=q1, q3=q3, low=low, high=high, n=values.size, missing=missing)


def mann_whitney(x: Values, y: Values, *, level: float = 0.95) -> Estimate:
    """The Mann-Whitney (Wilcoxon rank-sum) test, with the shift that belongs to it.

    The shift is that of Hodges and Lehmann (1963): the median of all differences between a value of x and one of
    y. Its interval inverts the test, so that its limits are two of those differences. Both are exact where
    nothing is tied and each group is smaller than 50; else they follow the normal approximation with continuity
    and tie correction. Where a group is so small that no interval reaches ``level``, the widest stands, and the
    record's ``level`` is the one it attains; where all differences are equal there is no interval.

    Args:
        x: shape (n,), first sample.
        y: shape (m,), second sample.
        level: confidence level.

    Returns:
        The shift, x minus y.

    Raises:
        ValueError: a sample is not one column of numbers.
    """
    check_level(level)
    a, missing_a = present(x, "x")
    b, missing_b = present(y, "y")
    pooled = np.concatenate([a, b])
    exact = max(a.size, b.size) < EXACT_BELOW and np.unique(pooled).size == pooled.size
    kind = "exact" if exact else "normal approximation with continuity correction"
    method = f"Mann-Whitney test ({kind}); Hodges-Lehmann shift with the interval of the test"
    why_not = ""
    if min(a.size, b.size) == 0:
        why_not = "a group is empty"
    elif pooled.min() == pooled.max():
        why_not = "all values are equal"
    value = low = high = p = None
    if not why_not:
        differences = np.sort(np.subtract.outer(a, b), axis=None)
        above = float((differences > 0).sum() + (differences == 0).sum() / 2)
        p, rank, attained = (_exact if exact else _normal)(a, b, above, level)
        value = float(np.median(differences))
        if differences[0] < differences[-1]:
            low, high, level = float(differences[rank - 1]), float(differences[-rank]), attained
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        p=p,
        n=pooled.size,
        groups=(a.size, b.size),
        missing=missing_a + missing_b,
        method=method,
        why_not=why_not,
    )


def _exact(a: Floats, b: Floats, above: float, level: float) -> tuple[float, int, float]:
    """P, the rank of the lower limit among the sorted differences, and the level attained."""
    cumulative = _distribution(a.size, b.size)
    pairs = a.size * b.size
    p = min(1.0, 2 * float(cumulative[int(min(above, pairs - above))]))
    rank = int(np.searchsorted(cumulative, (1 - level) / 2 - ROUNDING))
    if rank == 0:
        return p, 1, 1 - 2 * float(cumulative[0])
    return p, rank, level


def _distribution(n: int, m: int) -> Floats:
    """P(U <= u) for u = 0 ... nm when all orders are equally likely.

    The counts are the coefficients of a Gaussian binomial, kept as whole numbers so that nothing is rounded.
    """
    ways = [1] + [0] * (n * m)
    for i in range(1, n + 1):
        for u in range(n * m, m + i - 1, -1):
            ways[u] -= ways[u - m - i]
        for u in range(i, n * m + 1):
            ways[u] += ways[u - i]
    total, below = comb(n + m, n), 0
    cumulative = np.empty(n * m + 1)
    for u, count in enumerate(ways):
        below += count
        cumulative[u] = below / total
    return cumulative


def _normal(a: Floats, b: Floats, above: float, level: float) -> tuple[float, int, float]:
    """As ``_exact``, by the normal approximation.

    P uses the ties in the pooled sample. The interval asks of a shift that lies between two differences, where
    no value of one sample meets one of the other, so that only the ties within each sample count.
    """
    pairs = a.size * b.size
    together, apart = (
        _deviation(a.size, b.size, ties) for ties in (_ties(np.concatenate([a, b])), _ties(a) + _ties(b))
    )
    p = min(1.0, 2 * float(scipy.special.ndtr(-max(abs(above - pairs / 2) - 0.5, 0) / together)))
    rank = ceil(pairs / 2 - 0.5 - float(scipy.special.ndtri((1 + level) / 2)) * apart)
    if rank < 1:
        return p, 1, 2 * float(scipy.special.ndtr((pairs / 2 - 0.5) / apart)) - 1
    return p, rank, level


def _ties(values: Floats) -> int:
    sizes = np.unique(values, return_counts=True)[1]
    return int((sizes**3 - sizes).sum())


def _deviation(n: int, m: int, ties: int) -> float:
    """Standard deviation of U under the null hypothesis, corrected for ties."""
    total = n + m
    return sqrt(n * m / 12 * (total + 1 - ties / (total * (total - 1))))
