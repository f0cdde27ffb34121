"""Gray's test between curves of cumulative incidence."""

from __future__ import annotations

import numpy as np
import scipy

from analysis.stats._data import Floats, Values, aligned, check_times, codes, complete, numbers
from analysis.stats.competing import check_status
from analysis.stats.estimate import Estimate

# Probabilities this close are one.
ROUNDING = 1e-12


def gray(time: Values, status: Values, group: Values) -> Estimate:
    """Gray's test between the cumulative incidences of two or more groups.

    The test is that of Gray (1988), Annals of Statistics 16:1141-1154, with weight 1 (rho = 0), in the form of
    his ``cuminc``, which corrects the variance for ties.

    Args:
        time: shape (n,), time to the first event of any kind or to the end of follow-up, 0 or more.
        status: shape (n,), 0 where follow-up ended without an event, 1 for the event of interest, 2 and up for
            competing ones.
        group: shape (n,), labels of any kind.

    Returns:
        The chi-squared statistic, on one degree of freedom fewer than there are groups, and its P.

    Raises:
        ValueError: shapes or indexes differ, a time is negative, or status holds anything but whole numbers of 0
            or more.
    """
    aligned(time=time, status=status, group=group)
    (observed, kind, places), missing = complete(
        time=numbers(time, "time"), status=numbers(status, "status"), group=codes(group, "group")
    )
    check_times(observed)
    check_status(kind)
    labels, member, sizes = np.unique(places, return_inverse=True, return_counts=True)
    events = int((kind == 1).sum())
    value = p = None
    why_not = ""
    if labels.size < 2:
        why_not = "fewer than two groups"
    elif not events:
        why_not = "no events"
    else:
        score, covariance = _score(observed, kind, np.eye(labels.size)[member])
        # The scores sum to 0, so that one group is redundant.
        score, covariance = score[:-1], covariance[:-1, :-1]
        if np.linalg.matrix_rank(covariance) < score.size:
            why_not = "the groups overlap too little"
        else:
            value = float(score @ np.linalg.solve(covariance, score))
            p = float(scipy.special.chdtrc(score.size, value))
    return Estimate(
        value=value,
        p=p,
        n=observed.size,
        groups=tuple(int(size) for size in sizes),
        events=events,
        missing=missing,
        method="Gray's test",
        why_not=why_not,
    )


def _score(observed: Floats, kind: Floats, member: Floats) -> tuple[Floats, Floats]:
    """The scores of all groups and their covariance.

    The covariance is a sum over groups and times of outer products: what an event of either kind, then and there,
    moves the scores by, times its variance. The move needs the compensator at the end of follow-up, so that times
    are gone through first and the products summed afterwards.

    Args:
        observed: shape (n,), times.
        kind: shape (n,), 0, 1 or more.
        member: shape (n, g), one column a group.

    Returns:
        Shapes (g,) and (g, g).
    """
    g = member.shape[1]
    score, compensator = np.zeros(g), np.zeros((g, g))
    free, own, pooled = np.ones(g), np.zeros(g), 0.0
    steps: list[tuple[Floats, Floats, Floats, Floats]] = []
    for t in np.unique(observed[kind > 0]):
        risk = member[observed >= t].sum(axis=0)
        events = member[(observed == t) & (kind == 1)].sum(axis=0)
        others = member[(observed == t) & (kind > 1)].sum(axis=0)
        d = events.sum()
        there = risk > 0
        if there.sum() < 2:
            # One group alone is its own expectation.
            break
        if abs(1 - pooled) < ROUNDING:
            # Those still at risk are no part of the pooled curve: the other groups have used it up.
            return score, np.zeros((g, g))
        safe = np.where(there, risk, 1.0)
        after = np.where(there, free * (risk - events - others) / safe, free)
        # Subjects at risk, each counted for those whom another event has taken away.
        weight = np.where(there, risk / np.where(there, free, 1.0), 0.0)
        total = weight.sum()
        expected = weight * (1 - own)
        score += events - d * expected / expected.sum()
        spread = np.diag(weight) - np.outer(weight, weight) / total
        compensator += spread * d / (total * (1 - pooled))
        own = own + np.where(there, free * events / safe, 0.0)
        pooled += d / total

        left = np.where(after > 0, after, 1.0)
        later = np.where(after > 0, (1 - pooled) / left, 0.0)
        if d:
            ties = 1 - (d - 1) / np.where(there, total * free - 1, 1.0) if d > 1 else np.ones(g)
            variance = np.where(there, ties * free * d / (total * safe), 0.0)
            steps.append((spread, 1 - later, compensator.copy(), variance))
        if others.any():
            ties = 1 - np.maximum(others - 1, 0) / np.maximum(risk - 1, 1)
            variance = np.where(after > 0, ties * free**2 * others / safe**2, 0.0)
            steps.append((np.zeros((g, g)), later, compensator.copy(), variance))
        free = after
    covariance = np.zeros((g, g))
    for spread, share, so_far, variance in steps:
        move = spread + share * (compensator - so_far)
        covariance += (move * variance) @ move.T
    return score, covariance
