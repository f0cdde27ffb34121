"""What every regression returns."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.stats.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class Regression:
    """A fitted regression: a row a term, and what was fitted.

    Attributes:
        table: indexed by term, in the order given; columns ``coef`` (the log of the ratio), the ratio itself under
            the name in ``measure``, ``low`` and ``high`` (its interval, on the scale of the ratio) and ``p``.
            NaN throughout where a term or the model could not be estimated.
        measure: ``odds_ratio`` or ``hazard_ratio``.
        intercepts: on the log scale: one for a logistic model, one a threshold for an ordinal one, none for Cox.
        n: subjects used.
        events: events among them, ``None`` for an ordinal outcome.
        missing: subjects left out because a value was missing.
        level: confidence level of the intervals.
        method: the method in words, as a methods section names it.
        why_not: why nothing could be estimated, empty where something was.
    """

    table: pd.DataFrame
    measure: str
    intercepts: tuple[float, ...] = ()
    n: int
    events: int | None
    missing: int
    level: float
    method: str
    why_not: str = ""

    def estimate(self, term: str) -> Estimate:
        """The ratio of one term.

        Raises:
            KeyError: the model has no such term.
        """
        ratio, low, high, p = (
            None if pd.isna(number) else float(number)
            for number in self.table[[self.measure, "low", "high", "p"]].loc[term].to_numpy(dtype=float)
        )
        return Estimate(
            value=ratio,
            low=low,
            high=high,
            level=self.level,
            p=p,
            n=self.n,
            events=self.events,
            missing=self.missing,
            method=self.method,
            why_not="" if ratio is not None else self.why_not or "takes one value",
        )
