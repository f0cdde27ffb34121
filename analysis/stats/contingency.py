"""Two-by-two tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike

from analysis.stats._data import check_level
from analysis.stats.estimate import Estimate

METHOD = "Fisher's exact test with the conditional odds ratio and its exact interval"


def fisher(table: ArrayLike | pd.DataFrame, *, level: float = 0.95) -> Estimate:
    """Fisher's exact test of a 2 x 2 table, with the odds ratio that belongs to it.

    The odds ratio is the conditional maximum likelihood estimate, given both margins, and its interval inverts
    the two one-sided exact tests (Cornfield 1956), so P below 0.05 and an interval around 1 can meet. P is the
    sum over all tables no more probable than the one seen.

    Args:
        table: shape (2, 2), counts: a row a group, first column with the event, second without.
        level: confidence level.

    Returns:
        The odds ratio of the first row against the second; 0 or infinite where a cell is empty.

    Raises:
        ValueError: the table has another shape, or a count is negative or not whole.
    """
    check_level(level)
    cells = np.asarray(table, dtype=float)
    if cells.shape != (2, 2):
        raise ValueError(f"the table must be 2 x 2, not {' x '.join(map(str, cells.shape))}")
    if not (np.isfinite(cells).all() and (cells >= 0).all() and (cells == np.round(cells)).all()):
        raise ValueError("the table must hold whole numbers of 0 or more")
    cells = cells.astype(int)
    rows = tuple(int(row) for row in cells.sum(axis=1))
    n, events = sum(rows), int(cells[:, 0].sum())
    why_not = ""
    if min(rows) == 0:
        why_not = "a group is empty"
    elif events == 0:
        why_not = "no events"
    elif events == n:
        why_not = "no non-events"
    if why_not:
        return Estimate(value=None, level=level, n=n, groups=rows, events=events, method=METHOD, why_not=why_not)
    ratio = scipy.stats.contingency.odds_ratio(cells, kind="conditional")
    interval = ratio.confidence_interval(level)
    return Estimate(
        value=float(ratio.statistic),
        low=float(interval.low),
        high=float(interval.high),
        level=level,
        p=float(scipy.stats.fisher_exact(cells).pvalue),
        n=n,
        groups=rows,
        events=events,
        method=METHOD,
    )
