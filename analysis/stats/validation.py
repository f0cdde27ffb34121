"""How well a model would do in patients that it was not fitted to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.stats._data import Bools, Floats, Values, check_level, yes_no
from analysis.stats._design import Design, design
from analysis.stats._firth import coefficients
from analysis.stats.diagnostic import auc, wins
from analysis.stats.estimate import Estimate

MODEL = "area under the ROC curve of a logistic regression with Firth's penalty"
APPARENT = f"apparent {MODEL}, with DeLong interval"
CORRECTED = (
    f"{MODEL}, corrected for optimism by Harrell's bootstrap ({{samples}} resamples), "
    "with the DeLong interval moved by the optimism"
)
# Predictors are of the order of 1 and computed to 1e-10 or better: what differs less is a tie, on every machine.
DECIMALS = 8
# Resamples drawn for each one used, before there are too few that a model can be fitted to.
DRAWS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Validation:
    """The discrimination of a model, as it appears and corrected for optimism.

    Attributes:
        apparent: the area under the ROC curve in the patients to whom the model was fitted.
        corrected: the same less the optimism.
        optimism: by how much a model fitted to a resample does better there than in the patients themselves, on
            average over the resamples; ``None`` where there is none.
        error: Monte Carlo standard error of the optimism: by how much another draw of the resamples would move it.
        samples: number of resamples.
    """

    apparent: Estimate
    corrected: Estimate
    optimism: float | None
    error: float | None
    samples: int


def optimism_corrected_auc(
    x: pd.DataFrame | Values, y: Values, *, samples: int = 500, seed: int = 1, level: float = 0.95
) -> Validation:
    """The area under the ROC curve of a Firth logistic model, corrected for optimism by the bootstrap.

    The correction is that of Harrell, Lee and Mark (1996), Statistics in Medicine 15:361-387: patients are drawn
    with replacement, the model is fitted to them from the start, and its area in those drawn less its area in all
    patients is its optimism. A resample that holds one class only, or terms that cannot be told apart in it, is
    drawn again; a term that takes one value in it is left out there.

    The interval is DeLong's for the apparent area, moved by the optimism and kept within 0 and 1. The shift is that
    of Noma et al. (2021), Statistics in Medicine 40:5691-5701, who move the percentiles of the areas in the
    resamples; with fifty patients those lie too high, and DeLong's limits hold the true area more often. It does not
    know how much the resamples themselves vary, which ``error`` tells. Where the classes do not overlap it has no
    width, and is left out.

    Args:
        x: terms, a frame or an array of shape (n, k) or (n,).
        y: shape (n,), 0 or 1.
        samples: number of resamples.
        seed: seed of the random numbers; each resample is one ``integers(n, size=n)`` of numpy's default generator.
        level: confidence level.

    Returns:
        Areas, 0 to 1; their ``groups`` hold the numbers with outcome 1 and 0.

    Raises:
        ValueError: shapes or indexes differ, y holds anything but 0 and 1, or ``samples`` is not positive.
    """
    check_level(level)
    if samples < 1:
        raise ValueError("samples must be 1 or more")
    data = design(x, y=y)
    outcome = yes_no(data.outcomes[0], "y")
    model = _fitted(data.x, outcome)
    scores = np.zeros(data.n) if model is None else model.predictor(data.x)
    apparent = replace(auc(scores, outcome, level=level), missing=data.missing, method=APPARENT)
    if model is None and not apparent.why_not:
        why_not = data.why_not(intercept=True) or "the fit did not converge"
        apparent = replace(apparent, value=None, low=None, high=None, why_not=why_not)
    method = CORRECTED.format(samples=samples)
    nothing = replace(apparent, value=None, low=None, high=None, method=method)
    if apparent.value is None:
        return Validation(apparent=apparent, corrected=nothing, optimism=None, error=None, samples=samples)
    areas = _bootstrap(data.x, outcome, samples, np.random.default_rng(seed))
    if areas is None:
        nothing = replace(nothing, why_not="too few resamples allow a fit")
        return Validation(apparent=apparent, corrected=nothing, optimism=None, error=None, samples=samples)
    excess = areas[:, 0] - areas[:, 1]
    optimism = float(excess.mean())
    error = float(excess.std(ddof=1) / np.sqrt(samples)) if samples > 1 else None
    value = apparent.value - optimism
    corrected = replace(nothing, value=min(1.0, max(0.0, value)))
    if apparent.low is not None and apparent.high is not None:
        # One of the two limits may have been cut at 0 or 1, where the moved interval need not be.
        half = max(apparent.value - apparent.low, apparent.high - apparent.value)
        corrected = replace(corrected, low=max(0.0, value - half), high=min(1.0, value + half))
    return Validation(apparent=apparent, corrected=corrected, optimism=optimism, error=error, samples=samples)


@dataclass(frozen=True, kw_only=True)
class _Model:
    """A fitted model: a term that took one value has coefficient 0.

    Attributes:
        centre: shape (k,), means of the terms.
        coef: shape (k,), their coefficients.
    """

    centre: Floats
    coef: Floats

    def predictor(self, x: Floats) -> Floats:
        """The linear predictor, less the intercept, which no area depends on."""
        return np.asarray(((x - self.centre) * self.coef).sum(axis=1).round(DECIMALS))

    def area(self, x: Floats, y: Bools) -> float:
        """The area under the ROC curve in these patients."""
        scores = self.predictor(x)
        return float(wins(scores[y], scores[~y]).mean())


def _fitted(x: Floats, y: Bools) -> _Model | None:
    """The model, or nothing where these patients allow none."""
    from firthmodels import FirthLogisticRegression

    if not y.any() or y.all():
        return None
    varies = np.ptp(x, axis=0) > 0
    names = [f"x{i}" for i in np.flatnonzero(varies)]
    if Design(terms=names, x=x[:, varies], varying=names, outcomes=[], missing=0).why_not(intercept=True):
        return None
    centre, scale = x.mean(axis=0), x.std(axis=0)
    found = coefficients(FirthLogisticRegression, ((x - centre) / np.where(varies, scale, 1))[:, varies], y)
    if found is None:
        return None
    coef = np.zeros(x.shape[1])
    coef[varies] = found / scale[varies]
    return _Model(centre=centre, coef=coef)


def _bootstrap(x: Floats, y: Bools, samples: int, rng: np.random.Generator) -> Floats | None:
    """Shape (samples, 2): the areas of each resample's model in the resample and in all patients."""
    areas: list[tuple[float, float]] = []
    for _ in range(DRAWS * samples):
        drawn = rng.integers(len(y), size=len(y))
        model = _fitted(x[drawn], y[drawn])
        if model is not None:
            areas.append((model.area(x[drawn], y[drawn]), model.area(x, y)))
            if len(areas) == samples:
                return np.array(areas)
    return None
