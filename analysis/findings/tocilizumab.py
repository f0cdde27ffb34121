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

WHICH = ("up to the day of tocilizumab", "before that day", "of all samples")


@dataclass(frozen=True, kw_only=True)
class Peaks(Findings):
    """The peak of one cytokine: up to the day of the first dose, before that day, and over the whole window."""

    higher_after: Finding
    rho: Finding
    rho_before: Finding
    rho_all: Finding
    fold: Finding
    fold_before: Finding
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
    """The peak up to the day of tocilizumab, and two sensitivity analyses: before that day, and of all samples.

    Samples of the day itself may precede or follow the dose. Where no day of tocilizumab is known, none is given.
    """
    ask = Questions(cohort)
    window = cohort.settings.marker_window
    grade, severe = cohort.patients["crs_grade"], definitions.severe_not_mild(cohort)
    dosed = definitions.known(cohort.patients["tocilizumab_day"])
    peaks = {}
    for m in CYTOKINES:
        primary, before, whole = (
            levels.extreme(cohort, m, window, untreated=untreated, strictly=strictly).where(dosed.notna())
            for untreated, strictly in ((True, False), (True, True), (False, False))
        )
        later = (whole > primary).astype("boolean").where(whole.notna() & primary.notna())
        what = [f"{name(m)} peak {which}" for which in WHICH]
        rho, rho_before, rho_all = (
            ask.correlation(f"{each} with CRS grade", peak, grade)
            for each, peak in zip(what, (primary, before, whole), strict=True)
        )
        fold, fold_before, fold_all = (
            ask.fold(f"{each}, severe against mild CRS", peak, severe)
            for each, peak in zip(what, (primary, before, whole), strict=True)
        )
        peaks[m] = Peaks(
            higher_after=ask.count(f"{name(m)} peak after tocilizumab", definitions.among(dosed, later)),
            rho=rho,
            rho_before=rho_before,
            rho_all=rho_all,
            fold=fold,
            fold_before=fold_before,
            fold_all=fold_all,
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
                for which, rho, fold in zip(
                    WHICH, (f.rho, f.rho_before, f.rho_all), (f.fold, f.fold_before, f.fold_all), strict=True
                )
            ],
            notes=[
                "Rho: Spearman's correlation over all patients. Ratio: Hodges-Lehmann on the log scale. "
                "Patients are sorted by their highest grade, which is known only later.",
            ],
            source=source(cohort),
        ),
    )
