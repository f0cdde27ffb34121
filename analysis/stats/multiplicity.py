"""P values adjusted for how many were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from analysis.stats._data import Floats, Values, numbers

METHODS = ("holm", "bh")


def adjust(p: Values | Sequence[float | None], *, method: Literal["holm", "bh"] = "holm") -> Floats:
    """Adjusted P values, in the order given.

    Args:
        p: shape (n,), P values; a missing one (``None`` or NaN) passes through and does not count.
        method: ``holm`` (Holm 1979, family-wise error) or ``bh`` (Benjamini and Hochberg 1995, false discovery
            rate).

    Returns:
        Shape (n,), NaN where p is missing.

    Raises:
        ValueError: a P value lies outside 0 to 1, or the method is unknown.
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    raw = numbers(pd.Series(p), "p")
    known = ~np.isnan(raw)
    if ((raw[known] < 0) | (raw[known] > 1)).any():
        raise ValueError("P values lie between 0 and 1")
    order = np.flatnonzero(known)[np.argsort(raw[known], kind="stable")]
    rank, n = np.arange(1, order.size + 1), order.size
    adjusted: Floats = np.full(raw.size, np.nan)
    if method == "holm":
        adjusted[order] = np.minimum(np.maximum.accumulate(raw[order] * (n + 1 - rank)), 1)
    else:
        adjusted[order] = np.minimum.accumulate((raw[order] * n / rank)[::-1])[::-1]
    return adjusted
