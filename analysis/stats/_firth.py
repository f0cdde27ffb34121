"""Fits with Firth's penalty, by firthmodels."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.stats._data import Floats

# Full Newton steps first, to a precision far below what is printed: near the optimum step-halving stalls on
# rounding. Where they diverge, halved steps to the precision that halving can reach.
ATTEMPTS: tuple[dict[str, Any], ...] = (
    {"max_halfstep": 0, "gtol": 1e-10, "xtol": 1e-10},
    {"max_halfstep": 25, "gtol": 1e-6, "xtol": 1e-6},
)
ITERATIONS = 300


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Coefficients with the limits of the profile penalised likelihood and P of the penalised likelihood ratio."""

    coef: Floats
    low: Floats
    high: Floats
    p: Floats
    intercept: float


def fit(model: Any, x: Floats, y: Any, level: float) -> Fit | None:
    """Fit a model of firthmodels; nothing where it does not converge.

    A limit or a P is NaN where its own iterations do not converge.

    Args:
        model: the class of the model.
        x: shape (n, k), columns that vary.
        y: the outcome, as the model takes it.
        level: confidence level.
    """
    # Neither estimates nor tests change with location and scale; the iterations do.
    centre, scale = x.mean(axis=0), x.std(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = _converged(model, (x - centre) / scale, y)
        if fitted is None:
            return None
        low, high, p = np.transpose([_inference(fitted, term, level) for term in range(scale.size)])
    coef = fitted.coef_ / scale
    intercept = float(fitted.intercept_ - centre @ coef)
    return Fit(coef=coef, low=low / scale, high=high / scale, p=p, intercept=intercept)


def coefficients(model: Any, x: Floats, y: Any) -> Floats | None:
    """The coefficients of ``fit`` alone, at a fraction of its time.

    Args:
        model: the class of the model.
        x: shape (n, k), columns that vary, each with mean 0 and standard deviation 1.
        y: the outcome, as the model takes it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = _converged(model, x, y)
    return None if fitted is None else np.asarray(fitted.coef_, dtype=np.float64)


def _converged(model: Any, x: Floats, y: Any) -> Any:
    for options in ATTEMPTS:
        try:
            fitted = model(backend="numpy", max_iter=ITERATIONS, **options).fit(x, y)
        except np.linalg.LinAlgError:
            continue
        if fitted.converged_ and np.isfinite(fitted.coef_).all():
            return fitted
    return None


def _inference(fitted: Any, term: int, level: float) -> tuple[float, float, float]:
    """Limits and P of one term; in a sparse model they may lie where the information is singular."""
    try:
        low, high = fitted.conf_int(1 - level, method="pl", features=term, max_iter=ITERATIONS, tol=1e-8)[term]
    except np.linalg.LinAlgError:
        low, high = np.nan, np.nan
    try:
        p = fitted.lrt(term).lrt_pvalues_[term]
    except np.linalg.LinAlgError:
        p = np.nan
    return low, high, p
