"""Logistic regression of an ordered outcome."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import scipy

from analysis.stats._data import Values, check_level
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
                fit = model.fit(start, method="newton", disp=0, maxiter=100)
                error = fit.bse[:k]
            except np.linalg.LinAlgError:
                error = np.full(k, np.inf)
        if not np.isfinite(error).all() or error.max() > INFINITE:
            why_not = "an estimate is infinite"
        else:
            coef, half = fit.params[:k] / scale, float(scipy.special.ndtri((1 + level) / 2)) * error / scale
            p = 2 * scipy.special.ndtr(-np.abs(fit.params[:k] / error))
            table = data.table("odds_ratio", coef, coef - half, coef + half, p)
            thresholds = model.transform_threshold_params(fit.params)[1:-1] + centre @ coef
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
