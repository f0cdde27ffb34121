"""Logistic regression for few events."""

from __future__ import annotations

import pandas as pd

from analysis.stats._data import Values, check_level, yes_no
from analysis.stats._design import design
from analysis.stats._firth import fit
from analysis.stats.regression import Regression

FIRTH = "logistic regression with Firth's penalty, profile penalised likelihood interval and likelihood ratio test"


def firth_logistic(x: pd.DataFrame | Values, y: Values, *, level: float = 0.95) -> Regression:
    """Logistic regression with Firth's penalty, which stays finite under separation.

    Intervals are those of the profile penalised likelihood, P of the penalised likelihood ratio test (Firth 1993;
    Heinze and Schemper 2002, Statistics in Medicine 21:2409-2419). An intercept is added.

    Args:
        x: terms, a frame or an array of shape (n, k) or (n,); the names of an array are ``x1``, ``x2``, ...
        y: shape (n,), 0 or 1.
        level: confidence level.

    Returns:
        Odds ratios; a term that takes one value has none and leaves the others as they are.

    Raises:
        ValueError: shapes or indexes differ, or y holds anything but 0 and 1.
    """
    check_level(level)
    data = design(x, y=y)
    outcome = yes_no(data.outcomes[0], "y")
    events = int(outcome.sum())
    why_not = data.why_not(intercept=True)
    if data.n and events in (0, data.n):
        why_not = "no events" if events == 0 else "no non-events"
    table = data.empty("odds_ratio")
    intercepts: tuple[float, ...] = ()
    if not why_not:
        from firthmodels import FirthLogisticRegression

        fitted = fit(FirthLogisticRegression, data.x, outcome, level)
        if fitted is None:
            why_not = "the fit did not converge"
        else:
            table = data.table("odds_ratio", fitted.coef, fitted.low, fitted.high, fitted.p)
            intercepts = (fitted.intercept,)
    return Regression(
        table=table,
        measure="odds_ratio",
        intercepts=intercepts,
        n=data.n,
        events=events,
        missing=data.missing,
        level=level,
        method=FIRTH,
        why_not=why_not,
    )
