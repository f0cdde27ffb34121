"""How coagulation runs with the cytokines: from patient to patient, within patients, and how long after them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.cohort.schema import ANALYTES
from analysis.findings import definitions, levels
from analysis.findings.disclosure import Basis, known
from analysis.findings.levels import COAGULATION, CYTOKINES, MARKERS
from analysis.findings.markers import counts_of, extremes, label, name, title
from analysis.findings.questions import UNADJUSTED, Questions, holm, log2, of_known, source, told
from analysis.report.charts import matrix
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

Pair = tuple[str, str]
PAIRS: list[Pair] = [(c, k) for c in COAGULATION for k in CYTOKINES]


@dataclass(frozen=True, kw_only=True)
class InLine(Findings):
    """Coagulation extremes against cytokine peaks, patient by patient."""

    pairs: tuple[Finding, ...]
    severe_pairs: tuple[Finding, ...]
    in_line: Finding
    against: Finding
    severe: Finding
    severe_in_line: Finding
    extent: Text
    rhos: Text
    severe_extent: Text
    figure: Figure


def in_line(cohort: Cohort) -> InLine:
    """Spearman's rho of each coagulation extreme with each cytokine peak, one family of comparisons.

    Over all patients the grade drives both, so the same is asked of the patients with severe CRS alone.
    """
    ask = Questions(cohort)
    values = extremes(cohort, cohort.settings.marker_window)
    severe = definitions.severe_crs(cohort)
    rho, within = (
        _family(
            {(c, k): ask.correlation(f"{label(c)} with {label(k)}", taken[c], taken[k]) for c, k in PAIRS},
            f"coagulation extremes with cytokine peaks{where}",
        )
        for taken, where in (
            (values, ", over all patients"),
            ({m: definitions.among(severe, v) for m, v in values.items()}, ", within severe CRS"),
        )
    )
    return InLine(
        pairs=tuple(rho.values()),
        severe_pairs=tuple(within.values()),
        in_line=ask.tally("pairs of coagulation marker and cytokine that run in line", _agree(rho, 1)),
        against=ask.tally("pairs of coagulation marker and cytokine that run against each other", _agree(rho, -1)),
        severe=ask.count("patients with severe CRS", severe),
        severe_in_line=ask.tally("pairs that run in line within severe CRS", _agree(within, 1)),
        extent=of_known(rho, _extent),
        rhos=_values(rho),
        severe_extent=of_known(within, _extent),
        figure=matrix({label(c): {label(k): rho[c, k] for k in CYTOKINES} for c in COAGULATION}, source=source(cohort)),
    )


@dataclass(frozen=True, kw_only=True)
class SameDay(Findings):
    """Coagulation markers against cytokines on the same day within patients."""

    pairs: tuple[Finding, ...]
    in_line: Finding
    against: Finding
    at_limit: Text
    correlations: Text
    figure: Figure


def same_day(cohort: Cohort) -> SameDay:
    """The repeated-measures correlation of same-day values on the log scale, one family of comparisons."""
    ask = Questions(cohort)
    window = cohort.settings.marker_window
    daily = {
        m: log2(levels.by_day(cohort, m, window, untreated=m in CYTOKINES).melt(ignore_index=False)["value"])
        for m in MARKERS
    }
    found = _family(
        {(c, k): _within(ask, f"{name(c)} with {name(k)} within patients", daily[c], daily[k]) for c, k in PAIRS},
        "coagulation markers with cytokines on the same day, within patients",
    )
    return SameDay(
        pairs=tuple(found.values()),
        in_line=ask.tally("pairs of coagulation marker and cytokine in line within patients", _agree(found, 1)),
        against=ask.tally("pairs of coagulation marker and cytokine against each other within", _agree(found, -1)),
        at_limit=counts_of(
            {
                m: ask.tally(
                    f"daily values of {name(m)} at the limit of detection",
                    levels.days_at_limit(cohort, m, window, untreated=m in CYTOKINES),
                )
                for m in MARKERS
            }
        ),
        correlations=_values(found),
        figure=matrix(
            {title(c): {name(k): found[c, k] for k in CYTOKINES} for c in COAGULATION}, source=source(cohort)
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Lag(Findings):
    """By how many days the extreme of coagulation follows the peak of a cytokine."""

    patients: Finding
    later: Finding
    earlier: Finding
    days: Text
    table: Table


def lag(cohort: Cohort) -> Lag:
    """Day of the coagulation extreme minus day of the cytokine peak in each patient with CRS, one family.

    Cytokine peaks are taken up to the day of the first tocilizumab, and as a sensitivity analysis over all samples.
    """
    ask = Questions(cohort)
    window = cohort.settings.marker_window
    crs = definitions.any_crs(cohort)
    extreme = {m: levels.extreme_day(cohort, m, window, untreated=m in CYTOKINES) for m in MARKERS}
    whole = {k: levels.extreme_day(cohort, k, window) for k in CYTOKINES}
    lags = {(c, k): definitions.among(crs, extreme[c] - extreme[k]) for c, k in PAIRS}
    found = _family(
        {(c, k): _days(ask, f"{label(c)} after {label(k)}", lags[c, k]) for c, k in PAIRS},
        "lag of coagulation extremes after cytokine peaks",
    )
    all_samples = {
        (c, k): _days(ask, f"{label(c)} after {label(k)} of all samples", definitions.among(crs, extreme[c] - whole[k]))
        for c, k in PAIRS
    }
    return Lag(
        patients=ask.count("patients with CRS", crs),
        later=ask.tally("pairs in which coagulation follows", _clearly(found, "higher")),
        earlier=ask.tally("pairs in which coagulation leads", _clearly(found, "lower")),
        days=_values(found),
        table=Table(
            columns=[
                "Extreme after peak",
                "Patients used, of all with both",
                "Lag, days",
                "Adjusted P",
                "All samples, days",
            ],
            rows=[
                [
                    f"{label(c)} after {name(k)}",
                    _apart(ask, f"{label(c)} and {label(k)}", lags[c, k]).n_of_N,
                    found[c, k],
                    found[c, k].p_adjusted_cell,
                    all_samples[c, k],
                ]
                for c, k in PAIRS
            ],
            notes=[
                "Lag: day of the coagulation extreme less day of the cytokine peak, signed-rank estimate. "
                "Patients in whom both fell on one day are left out of the test, the estimate and its interval, "
                "and are not among those used; leaving them out moves the lag away from 0.",
                "Adjusted P by Holm over the pairs. All samples: cytokines after tocilizumab included.",
                UNADJUSTED,
            ],
            source=source(cohort),
        ),
    )


def _family(found: Mapping[Pair, Finding], family: str) -> dict[Pair, Finding]:
    """The pairs with their P values adjusted as one family."""
    adjusted = holm({"|".join(pair): finding for pair, finding in found.items()}, family)
    return {pair: adjusted["|".join(pair)] for pair in found}


def _extent(known: Mapping[Pair, Finding]) -> str:
    """The weakest pair and the strongest: "from 0.36 (95% CI 0.10 to 0.58) for APTT with IL-10 to ..."."""
    ordered = sorted(known.items(), key=lambda item: abs(item[1].estimate.value or 0.0))
    weakest, strongest = (f"{f.text} for {name(pair[0])} with {name(pair[1])}" for pair, f in (ordered[0], ordered[-1]))
    return f"from {weakest} to {strongest}" if len(ordered) > 1 else strongest


def _values(found: Mapping[Pair, Finding]) -> Text:
    """The value of each pair that has one: "PT with IL-6 0.47 and PT with IL-10 0.52"."""
    return told(found, lambda pair, f: f"{name(pair[0])} with {name(pair[1])} {f.value}")


def _agree(found: Mapping[Pair, Finding], way: int) -> pd.Series:
    """Whether each pair runs in line (1), or against (-1); missing where a marker is.

    Harm pulls fibrinogen down and the others up, so "in line" is a fall of the one and a rise of the others.
    """
    signs = {1: "positively", -1: "negatively"}
    return _known(found, lambda c, f: f.correlated == signs[way * (-1 if ANALYTES[c].extreme == "nadir" else 1)])


def _clearly(found: Mapping[Pair, Finding], direction: str) -> pd.Series:
    """Whether each pair differs clearly in this direction; missing where a marker is."""
    return _known(found, lambda _, f: f.direction == direction)


def _known(found: Mapping[Pair, Finding], says: Callable[[str, Finding], bool]) -> pd.Series:
    said = [pd.NA if f.estimate.value is None else says(c, f) for (c, _), f in found.items()]
    return pd.Series(said, dtype="boolean")


def _within(ask: Questions, what: str, x: pd.Series, y: pd.Series) -> Finding:
    """The correlation within patients of two Series with a row a patient and day, indexed by patient."""
    both = pd.DataFrame({"x": x, "y": y}).dropna()
    estimate = stats.repeated_correlation(both.index.to_numpy(), both["x"].to_numpy(), both["y"].to_numpy())
    # Days without both samples are no observations; without a single one, every patient lacks them.
    missing = len(ask.cohort.patients) if both.empty else 0
    return ask.of(replace(estimate, missing=missing), "correlation", what, places=2)


def _apart(ask: Questions, what: str, lags: pd.Series) -> Finding:
    """In how many patients the two days differ: those on whom the signed-rank estimate rests."""
    return ask.count(f"patients with {what} on different days", (lags != 0).astype("boolean").where(lags.notna()))


def _days(ask: Questions, what: str, lags: pd.Series) -> Finding:
    return ask.of(stats.signed_rank(lags), "difference", what, places=1, basis=Basis(base=known(lags)))
