"""The sorts of question that the chapters ask of a cohort, each answered by one statistic in one record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.cohort.dataset import PROJECT
from analysis.cohort.settings import FILE, read_toml
from analysis.findings import disclosure
from analysis.findings.disclosure import Basis, compared, crossed, known, members
from analysis.report import words
from analysis.report.masking import COUNTS
from analysis.report.printed import Text
from analysis.report.record import NOT_RECORDED, Finding, Kind
from analysis.report.source import Origin, Source
from analysis.stats.estimate import Estimate
from analysis.stats.regression import Regression

Values = pd.Series  # a value a patient, indexed as the cohort's patients are
ADJUSTMENTS = {"holm": "Holm", "bh": "Benjamini-Hochberg"}
SET, DEFAULT = "set by the study", "default of this book, as the study set none"
UNADJUSTED = "Intervals are not adjusted for multiplicity."
# What a caption says of points, and of the boxes that take their place where no single patient may be seen.
POINTS = (
    "Each point is a patient, each bar a median and each upright line the quartiles; small groups have no such line.",
    "Each box runs from the first to the third quartile and its bar is the median; small groups are left out.",
)

Key = TypeVar("Key")


def source(*cohorts: Cohort) -> Source:
    """The dataset, as a record names it; synthetic where any of several is."""
    return Source(
        title=" and ".join(dict.fromkeys(cohort.settings.title for cohort in cohorts)),
        digest=" and ".join(dict.fromkeys(cohort.digest for cohort in cohorts)),
        synthetic=any(cohort.settings.synthetic for cohort in cohorts),
        coarse=any(cohort.settings.private or cohort.settings.disclosure for cohort in cohorts),
        disclosure=max(cohort.settings.disclosure or 0 for cohort in cohorts),
    )


def drawn_as(cohort: Cohort, single: str, coarse: str) -> Text:
    """What a caption says of the marks in a figure: of single patients, or of groups where none may be seen."""
    return Text(coarse if source(cohort).coarse else single)


def setting(value: str, what: str) -> Text:
    """A text that ``cohort.toml`` gives, or that it was not recorded; ``what`` says what it is."""
    return Text(value, given=FILE) if value else Text(NOT_RECORDED, why_not=f"{what}: {NOT_RECORDED}")


def chosen(cohort: Cohort, key: str) -> bool:
    """Whether ``cohort.toml`` sets a key; where it does not, the book's default stands."""
    given, _ = read_toml(cohort.folder / FILE)
    return key in (given or {})


def by_default(phrase: str, *constants: Finding) -> Text:
    """A phrase that holds constants of the study, and that they are defaults where the study did not choose them."""
    default = any(constant.estimate.method == DEFAULT for constant in constants)
    return Text(f"{phrase} (by default)" if default else phrase, findings=constants)


def told(findings: Mapping[Key, Finding], phrase: Callable[[Key, Finding], str]) -> Text:
    """A phrase for each finding that has something to tell, listed; where none has, why not."""
    return of_known(findings, lambda known: words.listed([phrase(key, found) for key, found in known.items()]))


def of_known(findings: Mapping[Key, Finding], say: Callable[[Mapping[Key, Finding]], str]) -> Text:
    """What ``say`` makes of the findings that have a value or a masked count; where none has, why not."""
    telling = {
        key: found
        for key, found in findings.items()
        if found.estimate.value is not None or (found.mask is not None and found.kind in COUNTS)
    }
    return Text(say(telling), findings=telling.values()) if telling else next(iter(findings.values())).text


def any_of(count: Finding) -> bool:
    """Whether there is one at all, be their number masked or not."""
    return bool(count.estimate.events) or (count.mask is not None and count.mask.events != "")


def log2(values: Values) -> Values:
    """Base-2 logarithm; values of 0 or below have none and are missing."""
    numbers = values.astype("float64")
    return numbers.where(numbers > 0).map(np.log2)


@dataclass(frozen=True)
class Questions:
    """Questions to one cohort.

    Every method takes what is asked in words first, and Series with a value a patient. A missing value leaves the
    patient out of that answer and is counted; where all are missing the answer reads "not recorded".
    """

    cohort: Cohort

    def of(
        self,
        estimate: Estimate,
        kind: Kind,
        what: str,
        unit: str = "",
        places: int | None = None,
        *,
        basis: Basis | None = None,
    ) -> Finding:
        """A finding from a statistic that is there already; ``basis`` tells which patients its counts are of."""
        finding = Finding(
            estimate=estimate,
            kind=kind,
            what=what,
            source=source(self.cohort),
            unit=unit,
            places=places,
            origin=_origin(),
        )
        return disclosure.concealed(self.cohort, finding, basis)

    def count(self, what: str, happened: Values, *, of_record: bool = False) -> Finding:
        """How many patients or episodes; ``happened`` is yes/no.

        ``of_record``: it counts what was recorded, and not what patients had.
        """
        return self.of(_counted(happened), "count", what, basis=_basis(happened, of_record=of_record))

    def tally(self, what: str, happened: Values) -> Finding:
        """How many things that are no patients, as days or comparisons; ``happened`` is yes/no."""
        return self.of(_counted(happened), "count", what, basis=Basis())

    def constant(self, what: str, value: float, unit: str = "", *, places: int = 0, key: str = "") -> Finding:
        """A constant of the methods, or one that ``cohort.toml`` sets under a key or leaves to its default."""
        method = DEFAULT if key and not chosen(self.cohort, key) else SET
        estimate = Estimate(value=value, n=len(self.cohort.patients), method=method)
        return self.of(estimate, "quantity", what, unit, places, basis=Basis())

    def proportion(self, what: str, happened: Values, *, of_record: bool = False) -> Finding:
        """Which part of the patients, with its exact interval; ``happened`` is yes/no. ``of_record`` as in `count`."""
        known = happened.dropna().astype(bool)
        estimate = _with_missing(stats.proportion(int(known.sum()), len(known)), happened)
        return self.of(estimate, "proportion", what, basis=_basis(happened, of_record=of_record))

    def disjoint(self, *happened: Values) -> None:
        """Tell that these yes/no exclude one another, so that what is printed of them adds up."""
        disclosure.note_parts(members(each) for each in happened)

    def median(self, what: str, values: Values, unit: str = "", places: int | None = None) -> Finding:
        """The median with its quartiles."""
        q = stats.quantiles(values.astype("float64"))
        estimate = Estimate(
            value=q.median, low=q.q1, high=q.q3, level=0.5, n=q.n, missing=q.missing, method="median with quartiles"
        )
        return self.of(estimate, "median", what, unit, places, basis=Basis(base=known(values)))

    def odds_ratio(self, what: str, event: Values, exposed: Values) -> Finding:
        """Odds of the event in the exposed against the others, by Fisher's exact method."""
        both = pd.DataFrame({"event": event, "exposed": exposed}).dropna().astype(bool)
        table = [
            [int(((both["exposed"] == e) & (both["event"] == o)).sum()) for o in (True, False)] for e in (True, False)
        ]
        estimate = stats.fisher(table)
        return self.of(_with_missing(estimate, event, exposed), "ratio", what, basis=crossed(event, exposed))

    def risk_difference(self, what: str, event: Values, exposed: Values) -> Finding:
        """Risk in the exposed minus risk in the others, by Newcombe's method."""
        both = pd.DataFrame({"event": event, "exposed": exposed}).dropna().astype(bool)
        cells = [
            (int(side.sum()), len(side)) for side in (both.loc[both["exposed"] == e, "event"] for e in (True, False))
        ]
        difference = stats.risk_difference(*cells[0], *cells[1])
        value, low, high = (None if b is None else 100 * b for b in (difference.value, difference.low, difference.high))
        estimate = replace(difference, value=value, low=low, high=high)
        estimate = _with_missing(estimate, event, exposed)
        return self.of(estimate, "difference", what, "percentage points", 1, basis=crossed(event, exposed))

    def odds_ratio_per_doubling(self, what: str, event: Values, values: Values) -> Finding:
        """Odds of the event for each doubling of a measurement, by Firth's penalised likelihood."""
        table = stats.firth_logistic(pd.DataFrame({"doubling": log2(values)}), event)
        return self.of(table.estimate("doubling"), "ratio", what, basis=compared(values, event))

    def correlation(self, what: str, x: Values, y: Values) -> Finding:
        """Spearman's rank correlation."""
        return self.of(stats.spearman(x, y), "correlation", what, places=2, basis=Basis(base=known(x, y)))

    def kendall(self, what: str, x: Values, y: Values) -> Finding:
        """Kendall's tau-b."""
        return self.of(stats.kendall(x, y), "correlation", what, places=2, basis=Basis(base=known(x, y)))

    def auc(self, what: str, score: Values, event: Values) -> Finding:
        """How often a patient with the event has a higher score than one without: the area under the ROC curve."""
        return self.of(stats.auc(score, event), "area", what, places=2, basis=compared(score, event))

    def ratios(self, fit: Regression, whats: Mapping[str, str], basis: Basis) -> dict[str, Finding]:
        """The ratio of each term of a regression; ``whats`` says in words what each is."""
        return {term: self.of(fit.estimate(term), "ratio", what, basis=basis) for term, what in whats.items()}

    def fold(self, what: str, values: Values, group: Values) -> Finding:
        """How many times higher the values run in the group than outside it: Hodges-Lehmann on the log scale."""
        inside = group.dropna().astype(bool)
        values = values.loc[group.index]
        logs = log2(values)
        shift = stats.mann_whitney(*(logs.reindex(inside.index)[mine] for mine in (inside, ~inside)))
        return self.of(_with_missing(_unlog(shift), values, group), "ratio", what, basis=compared(logs, group))

    def change(self, what: str, ratios: Values) -> Finding:
        """By how many times a measurement changed within patients: the signed-rank estimate on the log scale."""
        return self.of(_unlog(stats.signed_rank(log2(ratios))), "ratio", what, basis=Basis(base=known(ratios)))


def _counted(happened: Values) -> Estimate:
    """How many are yes, of those known."""
    sure = happened.dropna().astype(bool)
    missing, n = int(happened.isna().sum()), len(sure)
    value = float(sure.sum()) if n or not missing else None
    return Estimate(value=value, n=n, events=int(sure.sum()), missing=missing, method="count")


def _basis(happened: Values, *, of_record: bool) -> Basis:
    return Basis(events=members(happened), base=known(happened), of_record=of_record)


def _origin() -> Origin:
    """The line outside this module that asked."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename == __file__ and frame.f_back is not None:
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    file = path.relative_to(PROJECT).as_posix() if path.is_relative_to(PROJECT) else path.name
    return Origin(file=file, line=frame.f_lineno, function=frame.f_code.co_name)


def _unlog(shift: Estimate) -> Estimate:
    """A shift on the log2 scale as a ratio."""
    value, low, high = (None if bound is None else float(2.0**bound) for bound in (shift.value, shift.low, shift.high))
    return replace(shift, value=value, low=low, high=high)


def _with_missing(estimate: Estimate, *series: Values) -> Estimate:
    """The estimate with the number of patients that at least one of the Series lacks."""
    return replace(estimate, missing=int(pd.concat(series, axis=1).isna().any(axis=1).sum()))


def holm(findings: Mapping[str, Finding], family: str) -> dict[str, Finding]:
    """The same findings, their P values adjusted as one family by Holm's method.

    Args:
        findings: the comparisons by name.
        family: what they ask together, in words.
    """
    return _adjusted(findings, family, "holm")


def bh(findings: Mapping[str, Finding], family: str) -> dict[str, Finding]:
    """The same findings, their P values adjusted as one family by the method of Benjamini and Hochberg.

    Arguments as in `holm`.
    """
    return _adjusted(findings, family, "bh")


def _adjusted(findings: Mapping[str, Finding], family: str, method: Literal["holm", "bh"]) -> dict[str, Finding]:
    raw = [finding.estimate.p for finding in findings.values()]
    made = sum(p is not None for p in raw)
    adjustment = f"{ADJUSTMENTS[method]}, {made} comparison{'' if made == 1 else 's'}"
    return {
        name: finding.adjusted(None if np.isnan(p) else float(p), adjustment, family)
        for (name, finding), p in zip(findings.items(), stats.adjust(raw, method=method), strict=True)
    }
