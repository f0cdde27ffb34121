"""What the cytokine peaks owe to samples taken after tocilizumab."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.cohort import Cohort
from analysis.findings import definitions, levels
from analysis.findings.levels import CYTOKINES
from analysis.findings.markers import attribute, counts_of, heads, name
from analysis.findings.questions import Questions, source
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table


@dataclass(frozen=True, kw_only=True)
class Peaks(Findings):
    """The peak of one cytokine, up to the first dose and over the whole window."""

    higher_after: Finding
    rho: Finding
    rho_all: Finding
    fold: Finding
    fold_all: Finding


@dataclass(frozen=True, kw_only=True)
class AllSamples(Findings):
    """The cytokine peaks with and without the samples after tocilizumab."""

    il6: Peaks
    il10: Peaks
    ifn_gamma: Peaks
    dosed: Finding
    higher_after: Text
    table: Table


def all_samples(cohort: Cohort) -> AllSamples:
    """The peak of all samples of the window, the sensitivity analysis, beside the one up to tocilizumab.

    Where no day of tocilizumab is known the two cannot be told apart, and neither is given.
    """
    ask = Questions(cohort)
    window = cohort.settings.marker_window
    grade, severe = cohort.patients["crs_grade"], definitions.severe_not_mild(cohort)
    dosed = definitions.known(cohort.patients["tocilizumab_day"])
    peaks = {}
    for m in CYTOKINES:
        primary, whole = (
            levels.extreme(cohort, m, window, untreated=untreated).where(dosed.notna()) for untreated in (True, False)
        )
        later = (whole > primary).astype("boolean").where(whole.notna() & primary.notna())
        what = f"{name(m)} peak up to tocilizumab", f"{name(m)} peak of all samples"
        peaks[m] = Peaks(
            higher_after=ask.count(f"{name(m)} peak after tocilizumab", definitions.among(dosed, later)),
            rho=ask.correlation(f"{what[0]} with CRS grade", primary, grade),
            rho_all=ask.correlation(f"{what[1]} with CRS grade", whole, grade),
            fold=ask.fold(f"{what[0]}, severe against mild CRS", primary, severe),
            fold_all=ask.fold(f"{what[1]}, severe against mild CRS", whole, severe),
        )
    return AllSamples(
        **{attribute(m): found for m, found in peaks.items()},
        dosed=ask.count("the day of the first tocilizumab", dosed, of_record=True),
        higher_after=counts_of({m: found.higher_after for m, found in peaks.items()}),
        table=Table(
            columns=["Peak", "Patients", "Rho with grade", f"Ratio, {' over '.join(reversed(heads(ask, severe)))}"],
            rows=[
                [f"{name(m)}, {which}", rho.n, rho, fold]
                for m, f in peaks.items()
                for which, rho, fold in (("up to tocilizumab", f.rho, f.fold), ("all samples", f.rho_all, f.fold_all))
            ],
            notes=[
                "Rho: Spearman's correlation over all patients. Ratio: Hodges-Lehmann on the log scale. "
                "Patients are sorted by their highest grade, which is known only later.",
            ],
            source=source(cohort),
        ),
    )
