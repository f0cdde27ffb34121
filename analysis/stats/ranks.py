"""Samples compared by ranks, with each other or with 0, and the quantiles that describe one."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

from analysis.stats._data import Floats, Values, check_level, present
from analysis.stats._wilcoxon import EXACT_BELOW, exact, normal, ties
from analysis.stats.estimate import Estimate

# The two ways to the P and the interval, in words.
EXACT = "exact"
NORMAL = "normal approximation with continuity correction"


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
    is_exact = max(a.size, b.size) < EXACT_BELOW and np.unique(pooled).size == pooled.size
    kind = EXACT if is_exact else NORMAL
    method = f"Mann-Whitney test ({kind}) with the Hodges-Lehmann shift and the interval of the test"
    why_not = ""
    if min(a.size, b.size) == 0:
        why_not = "a group is empty"
    elif pooled.min() == pooled.max():
        why_not = "all values are equal"
    value = low = high = p = None
    if not why_not:
        differences = np.sort(np.subtract.outer(a, b), axis=None)
        above = float((differences > 0).sum() + (differences == 0).sum() / 2)
        if is_exact:
            p, rank, attained = exact(_orders(a.size, b.size), above, level)
        else:
            # A shift between two differences lets no value of one sample meet one of the other.
            together, apart = (_shift_deviation(a.size, b.size, tied) for tied in (ties(pooled), ties(a) + ties(b)))
            p, rank, attained = normal(differences.size, above, level, together=together, apart=apart)
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


def signed_rank(x: Values, *, level: float = 0.95) -> Estimate:
    """The Wilcoxon signed-rank test of one sample, or of paired differences, against 0, with its (pseudo)median.

    The (pseudo)median is that of Hodges and Lehmann (1963): the median of the averages of every two values, each
    value with itself included. Its interval inverts the test, so that its limits are two of those averages. Both
    are exact where there are fewer than 50 values, none of them 0 and no two equally far from 0; else they follow
    the normal approximation with continuity and tie correction. Zeros are left out, from the estimate and its
    interval too, so that those describe the subjects that changed.

    All is that of R's ``wilcox.test(x, conf.int = TRUE)``, but for two things. Outside the exact case R's estimate
    is a root of the normal approximation, which may be 0 on a whole stretch; this is the median of the averages
    itself. Where an exact interval cannot reach ``level``, the widest stands, and the record's ``level`` is the one
    it attains, which R rounds. In the normal approximation the level follows R: the probability of error is doubled
    until the test can reject both the smallest and the largest value. Where that leaves no level, or all values are
    equal, there is no interval.

    Args:
        x: shape (n,).
        level: confidence level.

    Returns:
        The (pseudo)median; ``n`` counts the values other than 0.

    Raises:
        ValueError: x is not one column of numbers.
    """
    check_level(level)
    given, missing = present(x, "x")
    values = given[given != 0]
    is_exact = given.size < EXACT_BELOW and given.size == np.unique(np.abs(values)).size
    kind = EXACT if is_exact else NORMAL
    if values.size < given.size:
        kind += ", without zeros"
    why_not = ""
    if not given.size:
        why_not = "no observations"
    elif not values.size:
        why_not = "all values are zero"
    value = low = high = p = None
    if not why_not:
        averages = np.sort(np.add.outer(values, values)[np.triu_indices(values.size)] / 2)
        above = float((averages > 0).sum() + (averages == 0).sum() / 2)
        if is_exact:
            p, rank, attained = exact(_signs(values.size), above, level)
        else:
            # Seen from between two averages, no value lies as far to one side as another to the other.
            together, apart = (_sign_deviation(values.size, ties(tied)) for tied in (np.abs(values), values))
            reached = _reached(values, level)
            p, rank, attained = normal(averages.size, above, reached, together=together, apart=apart)
        value = float(np.median(averages))
        if attained > 0:
            low, high, level = float(averages[rank - 1]), float(averages[-rank]), attained
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        p=p,
        n=values.size,
        missing=missing,
        method=f"Wilcoxon signed-rank test ({kind}) with the Hodges-Lehmann median and the interval of the test",
        why_not=why_not,
    )


def _orders(n: int, m: int) -> list[int]:
    """In how many orders of n and m values u = 0 ... nm of the differences lie above 0.

    These are the coefficients of a Gaussian binomial, kept as whole numbers so that nothing is rounded.
    """
    ways = [1] + [0] * (n * m)
    for i in range(1, n + 1):
        for u in range(n * m, m + i - 1, -1):
            ways[u] -= ways[u - m - i]
        for u in range(i, n * m + 1):
            ways[u] += ways[u - i]
    return ways


def _signs(n: int) -> list[int]:
    """With how many choices of n signs the positive ranks add up to 0 ... n(n + 1) / 2."""
    ways = [1]
    for rank in range(1, n + 1):
        ways = [without + with_it for without, with_it in zip(ways + [0] * rank, [0] * rank + ways, strict=True)]
    return ways


def _shift_deviation(n: int, m: int, tied: int) -> float:
    """Standard deviation of the rank-sum statistic under the null hypothesis, corrected for ties."""
    total = n + m
    return sqrt(n * m / 12 * (total + 1 - tied / (total * (total - 1))))


def _sign_deviation(n: int, tied: int) -> float:
    """Standard deviation of the signed-rank statistic under the null hypothesis, corrected for ties."""
    return sqrt(n * (n + 1) * (2 * n + 1) / 24 - tied / 48)


def _reached(values: Floats, level: float) -> float:
    """The level, lowered by R's rule where the test cannot reject the smallest or the largest value; 0 for none."""
    for end in (values.min(), values.max()):
        others = values[values != end]
        if not others.size:
            return 0.0
        z = (others.size * (others.size + 1) / 4 - 0.5) / _sign_deviation(others.size, ties(others))
        while level > 0 and scipy.special.ndtri((1 + level) / 2) > z:
            level = 2 * level - 1
    return max(level, 0.0)
