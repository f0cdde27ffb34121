"""Proportional hazards regression."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import scipy

from analysis.stats._data import Bools, Floats, Values, check_level, check_times, yes_no
from analysis.stats._design import INFINITE, Design, design
from analysis.stats._firth import fit
from analysis.stats.regression import Regression

PLAIN = "Cox regression (Efron's ties) with Wald interval and test"
FIRTH = (
    "Cox regression with Firth's penalty (Breslow's ties), "
    "profile penalised likelihood interval and likelihood ratio test"
)


def cox(
    x: pd.DataFrame | Values, time: Values, event: Values, *, firth: bool = False, level: float = 0.95
) -> Regression:
    """Cox regression.

    With ``firth`` the partial likelihood is penalised (Heinze and Schemper 2001, Biometrics 57:114-119), which
    keeps hazard ratios finite where all events fall in one group; intervals and P then come from the profile
    penalised likelihood. Ties are then Breslow's, as in the published program of that method (R's coxphf); for one
    group, or one change of state, `time_dependent` has the penalty with Efron's ties, and the chapters use that.

    Args:
        x: terms, a frame or an array of shape (n, k) or (n,); the names of an array are ``x1``, ``x2``, ...
        time: shape (n,), time to the event or to the end of follow-up, 0 or more.
        event: shape (n,), 1 where the event happened, 0 where follow-up ended without it.
        firth: whether to penalise.
        level: confidence level.

    Returns:
        Hazard ratios; a term that takes one value has none and leaves the others as they are.

    Raises:
        ValueError: shapes or indexes differ, a time is negative, or event holds anything but 0 and 1.
    """
    check_level(level)
    data = design(x, time=time, event=event)
    observed = data.outcomes[0]
    check_times(observed)
    happened = yes_no(data.outcomes[1], "event")
    events = int(happened.sum())
    table = data.empty("hazard_ratio")
    why_not = data.why_not(intercept=False)
    if data.n and not events:
        why_not = "no events"
    if not why_not:
        fitted, why_not = (_firth if firth else _plain)(data, observed, happened, level)
        table = table if fitted is None else fitted
    return Regression(
        table=table,
        measure="hazard_ratio",
        n=data.n,
        events=events,
        missing=data.missing,
        level=level,
        method=FIRTH if firth else PLAIN,
        why_not=why_not,
    )


def _firth(data: Design, observed: Floats, happened: Bools, level: float) -> tuple[pd.DataFrame | None, str]:
    from firthmodels import FirthCoxPH

    fitted = fit(FirthCoxPH, data.x, (happened, observed), level)
    if fitted is None:
        return None, "the fit did not converge"
    return data.table("hazard_ratio", fitted.coef, fitted.low, fitted.high, fitted.p), ""


def _plain(data: Design, observed: Floats, happened: Bools, level: float) -> tuple[pd.DataFrame | None, str]:
    from statsmodels.duration.hazard_regression import PHReg

    # Neither estimates nor tests change with location and scale; the iterations do.
    scale = data.x.std(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fitted = PHReg(observed, (data.x - data.x.mean(axis=0)) / scale, happened, ties="efron").fit(disp=0)
            coef, error = fitted.params, fitted.bse
        except np.linalg.LinAlgError:
            return None, "the fit did not converge"
    if not np.isfinite(error).all() or error.max() > INFINITE:
        return None, "an estimate is infinite"
    half = float(scipy.special.ndtri((1 + level) / 2)) * error
    p = 2 * scipy.special.ndtr(-np.abs(coef / error))
    return data.table("hazard_ratio", coef / scale, (coef - half) / scale, (coef + half) / scale, p), ""
