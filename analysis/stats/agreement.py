"""Agreement of two gradings of the same subjects."""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy

from analysis.stats._data import Values, check_level, complete
from analysis.stats.estimate import Estimate

WEIGHTS = ("quadratic", "linear")
# A variance below this is 0.
ROUNDING = 1e-14


def weighted_kappa(
    a: Values, b: Values, *, weights: Literal["quadratic", "linear"] = "quadratic", level: float = 0.95
) -> Estimate:
    """Cohen's weighted kappa, with the large-sample interval of Fleiss, Cohen and Everitt (1969).

    Disagreement weighs as the difference between two grades, or its square; a grade that nobody was given does
    not move the others together. The interval has no width where all agree, for one, and is then left out.

    Args:
        a: shape (n,), grades by the first scale or reader.
        b: shape (n,), grades by the second, the same subjects in the same order.
        weights: ``quadratic`` or ``linear``.
        level: confidence level.

    Returns:
        kappa, at most 1.

    Raises:
        ValueError: a column does not hold numbers, the two differ in length or index, or the weights are unknown.
    """
    check_level(level)
    if weights not in WEIGHTS:
        raise ValueError(f"weights must be one of {', '.join(WEIGHTS)}, not {weights!r}")
    (first, second), missing = complete(a=a, b=b)
    method = f"Cohen's kappa with {weights} weights and large-sample interval"
    if not first.size or np.ptp(first) == 0 or np.ptp(second) == 0:
        why_not = "a grading takes one value" if first.size else "no observations"
        return Estimate(value=None, level=level, n=first.size, missing=missing, method=method, why_not=why_not)
    from statsmodels.stats.inter_rater import cohens_kappa

    grades = np.unique(np.concatenate([first, second]))
    table = np.zeros((grades.size, grades.size))
    np.add.at(table, (np.searchsorted(grades, first), np.searchsorted(grades, second)), 1)
    with np.errstate(all="ignore"):
        result = cohens_kappa(table, weights=grades, wt=weights)
    value = float(result.kappa)
    low = high = None
    if result.var_kappa > ROUNDING:
        half = float(scipy.special.ndtri((1 + level) / 2)) * float(result.std_kappa)
        low, high = value - half, min(1.0, value + half)
    return Estimate(value=value, low=low, high=high, level=level, n=first.size, missing=missing, method=method)
