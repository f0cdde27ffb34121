"""The columns of a regression: which vary, and whether they can be told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.stats._data import Floats, Values, complete

# A standard error beyond this, for a term scaled to a standard deviation of 1, means that the likelihood still
# rises where the iterations stopped: the estimate is infinite.
INFINITE = 50.0


@dataclass(frozen=True, kw_only=True)
class Design:
    """Complete rows of a regression.

    Attributes:
        terms: all terms, in the order given.
        x: shape (n, k), the terms that vary only.
        varying: the names of those.
        outcomes: the outcome columns, shape (n,) each.
        missing: rows left out.
    """

    terms: list[str]
    x: Floats
    varying: list[str]
    outcomes: list[Floats]
    missing: int

    @property
    def n(self) -> int:
        """Rows used."""
        return len(self.x)

    def why_not(self, *, intercept: bool) -> str:
        """Why no model can be fitted to these terms, or nothing."""
        if not self.n:
            return "no observations"
        if not self.varying:
            return "takes one value"
        columns = np.column_stack([np.ones(self.n), self.x])
        if self.n <= columns.shape[1] - (not intercept):
            return "too few observations for the number of terms"
        # Units must not decide whether two columns count as one.
        scaled = columns / np.abs(columns).max(axis=0)
        if np.linalg.matrix_rank(scaled) < columns.shape[1]:
            return "terms determine each other"
        return ""

    def table(self, measure: str, coef: Floats, low: Floats, high: Floats, p: Floats) -> pd.DataFrame:
        """A row a term, on the ratio scale, NaN for the terms that do not vary."""
        with np.errstate(over="ignore"):
            ratio, low, high = np.exp(coef), np.exp(low), np.exp(high)
        frame = pd.DataFrame(
            {"coef": coef, measure: ratio, "low": low, "high": high, "p": p},
            index=pd.Index(self.varying, name="term"),
        )
        return frame.reindex(pd.Index(self.terms, name="term"))

    def empty(self, measure: str) -> pd.DataFrame:
        """The table of a model that could not be fitted."""
        columns = ["coef", measure, "low", "high", "p"]
        return pd.DataFrame(np.nan, index=pd.Index(self.terms, name="term"), columns=columns)


def design(x: pd.DataFrame | Values, **outcomes: Values) -> Design:
    """Read the terms and the outcome, and keep the rows that are complete.

    Args:
        x: a frame, or an array of shape (n, k) or (n,), a column a term; an array's terms are ``x1``, ``x2``, ...
        outcomes: the outcome columns by name, shape (n,) each.

    Raises:
        ValueError: shapes or indexes differ, a column does not hold numbers, or two terms share a name.
    """
    frame = _frame(x)
    terms = [str(term) for term in frame.columns]
    if len(set(terms)) < len(terms):
        raise ValueError("two terms share a name")
    # An array has no index of its own, and takes that of the outcome.
    indexed = isinstance(x, pd.DataFrame | pd.Series)
    named: dict[str, Values] = {
        f"term {term}": frame.iloc[:, i] if indexed else frame.iloc[:, i].to_numpy() for i, term in enumerate(terms)
    }
    arrays, missing = complete(**named, **outcomes)
    columns = np.column_stack(arrays[: len(terms)])
    varies = np.ptp(columns, axis=0) > 0 if len(columns) else np.zeros(len(terms), dtype=bool)
    return Design(
        terms=terms,
        x=columns[:, varies],
        varying=[term for term, keep in zip(terms, varies, strict=True) if keep],
        outcomes=arrays[len(terms) :],
        missing=missing,
    )


def _frame(x: pd.DataFrame | pd.Series | ArrayLike) -> pd.DataFrame:
    if isinstance(x, pd.DataFrame):
        frame = x
    elif isinstance(x, pd.Series):
        frame = x.to_frame(name="x1" if x.name is None else x.name)
    else:
        array = np.asarray(x)
        if array.ndim == 1:
            array = array[:, None]
        if array.ndim != 2:
            raise ValueError(f"the terms must have one or two dimensions, not {array.ndim}")
        frame = pd.DataFrame(array, columns=[f"x{i + 1}" for i in range(array.shape[1])])
    if not frame.shape[1]:
        raise ValueError("there are no terms")
    return frame
