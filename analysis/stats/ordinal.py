"""Logistic regression of an ordered outcome."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import scipy

from analysis.stats._data import Floats, Values, check_level
from analysis.stats._design import INFINITE, design
from analysis.stats.regression import Regression

METHOD = "proportional odds logistic regression with Wald interval and test"


def ordinal_logistic(x: pd.DataFrame | Values, y: Values, *, level: float = 0.95) -> Regression:
    """Proportional odds regression (McCullagh 1980): the odds of a higher outcome, whatever the threshold.

    Args:
        x: terms, a frame or an array of shape (n, k) or (n,); the names of an array are ``x1``, ``x2``, ...
        y: shape (n,), numbers whose order is that of the outcome; how far apart they lie does not matter.
        level: confidence level.

    Returns:
        Odds ratios; ``intercepts`` holds the thresholds, as log odds of an outcome at or below each. A term that
        takes one value has none and leaves the others as they are.

    Raises:
        ValueError: shapes or indexes differ, or a column does not hold numbers.
    """
    check_level(level)
    data = design(x, y=y)
    grades, outcome = np.unique(data.outcomes[0], return_inverse=True)
    table = data.empty("odds_ratio")
    intercepts: tuple[float, ...] = ()
    why_not = data.why_not(intercept=True)
    if data.n and grades.size < 2:
        why_not = "the outcome takes one value"
    if not why_not:
        from statsmodels.miscmodels.ordinal_model import OrderedModel

        centre, scale = data.x.mean(axis=0), data.x.std(axis=0)
        model = OrderedModel(outcome, (data.x - centre) / scale, distr="logit")
        k = scale.size
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = model.fit(method="bfgs", disp=0, maxiter=500, skip_hessian=True).params
            try:
                fit = model.fit(start, method="newton", disp=0, maxiter=100, skip_hessian=True)
                limits = model.transform_threshold_params(fit.params)
                information = _information(model.exog, outcome.astype(float), fit.params[:k], limits)
                error = np.sqrt(np.diag(np.linalg.inv(information))[:k])
            except np.linalg.LinAlgError:
                error = np.full(k, np.inf)
        if not np.isfinite(error).all() or error.max() > INFINITE:
            why_not = "an estimate is infinite"
        else:
            coef, half = fit.params[:k] / scale, float(scipy.special.ndtri((1 + level) / 2)) * error / scale
            p = 2 * scipy.special.ndtr(-np.abs(fit.params[:k] / error))
            table = data.table("odds_ratio", coef, coef - half, coef + half, p)
            thresholds = limits[1:-1] + centre @ coef
            intercepts = tuple(float(threshold) for threshold in thresholds)
    return Regression(
        table=table,
        measure="odds_ratio",
        intercepts=intercepts,
        n=data.n,
        events=None,
        missing=data.missing,
        level=level,
        method=METHOD,
        why_not=why_not,
    )


def _information(x: Floats, outcome: Floats, coef: Floats, limits: Floats) -> Floats:
    """The observed information of the coefficients and the thresholds.

    Differentiated by hand: by differences its last digits would not be the same on every machine.

    Args:
        x: shape (n, k).
        outcome: shape (n,), the place of each outcome in their order, from 0.
        coef: shape (k,).
        limits: shape (c + 1,), the thresholds between c outcomes, from minus infinity to infinity.
    """
    k, inner = coef.size, limits.size - 2
    total = np.zeros((k + inner, k + inner))
    for row, place in zip(x, outcome.astype(int), strict=True):
        # The probability of an outcome is the distribution function at its upper bound less that at its lower one.
        below = scipy.special.expit(limits[place : place + 2] - row @ coef)
        density = below * (1 - below)
        slope = density * (1 - 2 * below)
        probability = below[1] - below[0]
        signed = np.array([-density[0], density[1]]) / probability
        curvature = np.diag(np.array([-slope[0], slope[1]]) / probability) - np.outer(signed, signed)
        change = np.zeros((2, k + inner))
        change[:, :k] = -row
        for bound in (0, 1):
            threshold = place + bound - 1
            if 0 <= threshold < inner:
                change[bound, k + threshold] = 1
        total -= change.T @ curvature @ change
    return total
