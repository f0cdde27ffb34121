"""How well a score tells two classes apart."""

from __future__ import annotations

from math import sqrt

import numpy as np
import scipy

from analysis.stats._data import Floats, Values, check_level, complete, yes_no
from analysis.stats.estimate import Estimate

METHOD = "area under the ROC curve with DeLong interval"


def auc(score: Values, label: Values, *, level: float = 0.95) -> Estimate:
    """The area under the ROC curve: how often a score with the label exceeds one without, ties counting half.

    The interval is that of DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44:837-845, kept within 0 and 1.
    It has no width where the classes do not overlap, and none exists for a class of one: it is then left out.

    Args:
        score: shape (n,); a higher score speaks for label 1.
        label: shape (n,), 0 or 1.
        level: confidence level.

    Returns:
        The area, 0 to 1; ``groups`` holds the numbers with label 1 and 0.

    Raises:
        ValueError: shapes or indexes differ, or label holds anything but 0 and 1.
    """
    check_level(level)
    (scores, labels), missing = complete(score=score, label=label)
    positive = yes_no(labels, "label")
    with_label, without = scores[positive], scores[~positive]
    value = low = high = None
    if with_label.size and without.size:
        won = wins(with_label, without)
        value = float(won.mean())
        if min(won.shape) > 1:
            error = sqrt(won.mean(axis=1).var(ddof=1) / won.shape[0] + won.mean(axis=0).var(ddof=1) / won.shape[1])
            if error > 0:
                half = float(scipy.special.ndtri((1 + level) / 2)) * error
                low, high = max(0.0, value - half), min(1.0, value + half)
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        n=scores.size,
        groups=(with_label.size, without.size),
        events=with_label.size,
        missing=missing,
        method=METHOD,
        why_not="" if value is not None else "a class is empty",
    )


def wins(with_label: Floats, without: Floats) -> Floats:
    """For each pair of scores whether the one with the label is higher, a tie being half; the area is their mean."""
    return np.asarray((np.sign(np.subtract.outer(with_label, without)) + 1) / 2)
