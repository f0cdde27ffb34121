"""What the two tests of Wilcoxon share: from a statistic to its P and to the limits of the interval it gives.

Both statistics count: the rank-sum test the differences between two samples that lie above 0, the signed-rank test
the averages of two values that do. The limits of the interval are two of the numbers counted.
"""

from __future__ import annotations

from itertools import accumulate
from math import ceil

import numpy as np
import scipy

from analysis.stats._data import Floats

# R's wilcox.test is exact below this size of every sample.
EXACT_BELOW = 50
# Tail probabilities this close are one.
ROUNDING = 1e-15


def exact(ways: list[int], above: float, level: float) -> tuple[float, int, float]:
    """P, the rank of the lower limit among the sorted numbers, and the level attained.

    Args:
        ways: in how many of the equally likely orders, or choices of signs, the statistic is 0, 1, ...
        above: the statistic.
        level: the level asked for.
    """
    total = sum(ways)
    cumulative = np.array([below / total for below in accumulate(ways)])
    p = min(1.0, 2 * float(cumulative[int(min(above, len(ways) - 1 - above))]))
    rank = int(np.searchsorted(cumulative, (1 - level) / 2 - ROUNDING))
    if rank == 0:
        return p, 1, 1 - 2 * float(cumulative[0])
    return p, rank, level


def normal(size: int, above: float, level: float, *, together: float, apart: float) -> tuple[float, int, float]:
    """As ``exact``, by the normal approximation.

    Args:
        size: how many numbers there are; the statistic is half of it where the null hypothesis holds.
        above: the statistic.
        level: the level asked for.
        together: standard deviation of the statistic under the null hypothesis, for P.
        apart: the same at a shift that is none of the numbers, where fewer values are tied, for the interval.
    """
    p = min(1.0, 2 * float(scipy.special.ndtr(-max(abs(above - size / 2) - 0.5, 0) / together)))
    rank = ceil(size / 2 - 0.5 - float(scipy.special.ndtri((1 + level) / 2)) * apart)
    if rank < 1:
        return p, 1, 2 * float(scipy.special.ndtr((size / 2 - 0.5) / apart)) - 1
    return p, rank, level


def ties(values: Floats) -> int:
    """The sum of t cubed minus t over the groups of t equal values, by which ties narrow a statistic."""
    sizes = np.unique(values, return_counts=True)[1]
    return int((sizes**3 - sizes).sum())
