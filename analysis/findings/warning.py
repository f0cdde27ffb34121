"""Early warning: what the markers tell on a fixed day about severe CRS that begins after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions, levels
from analysis.findings.levels import COAGULATION, CYTOKINES, MARKERS
from analysis.findings.markers import attribute, by_word, counts_of, extent_of, harm, name, title
from analysis.findings.questions import UNADJUSTED, Questions, by_default, holm, log2, source
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

# One of each family, chosen for that and not by the data.
MODEL = ("IL-6", "D-dimer")
RESAMPLES = 1000
MONTE_CARLO = "standard deviation over the resamples divided by the square root of their number"
OPTIMISM = "area of each resample's model in the resample less its area in all patients, mean over resamples"


@dataclass(frozen=True, kw_only=True)
class AtLandmark(Findings):
    """One marker at the landmark, against severe CRS after it."""

    fold: Finding
    area: Finding


@dataclass(frozen=True, kw_only=True)
class EarlyWarning(Findings):
    """All markers at the landmark, one family of comparisons, and one model."""

    il6: AtLandmark
    il10: AtLandmark
    ifn_gamma: AtLandmark
    pt: AtLandmark
    aptt: AtLandmark
    d_dimer: AtLandmark
    fibrinogen: AtLandmark
    day: Finding
    at_risk: Finding
    already_severe: Finding
    died: Finding
    unknown: Finding
    severe: Finding
    without: Finding
    begun: Finding
    from_begun: Finding
    on: Text
    at_limit: Text
    compared: Text
    ratios_extent: Text
    cytokines: Text
    coagulation: Text
    apparent: Finding
    corrected: Finding
    optimism: Finding
    error: Finding
    resamples: Finding
    table: Table


def landmark(cohort: Cohort) -> EarlyWarning:
    """Each marker's last value by the landmark day, against severe CRS that began after it.

    Nothing later than the landmark enters: patients in whom severe CRS had begun, or who had died, are left out, and
    those who never had CRS are at risk and stay.
    """
    ask = Questions(cohort)
    day = cohort.settings.landmark_day
    severe = definitions.severe_after(cohort, day)
    values = {m: levels.latest(cohort, m, day, untreated=m in CYTOKINES) for m in MARKERS}
    fold = holm(
        {
            m: ask.fold(f"{name(m)} at the landmark, severe CRS after it against none", values[m], severe)
            for m in MARKERS
        },
        "markers at the landmark against severe CRS after it",
    )
    markers = {
        m: AtLandmark(
            fold=fold[m], area=ask.auc(f"{name(m)} at the landmark for severe CRS after it", harm(m, values[m]), severe)
        )
        for m in MARKERS
    }
    model = stats.optimism_corrected_auc(
        pd.DataFrame({m: log2(values[m]) for m in MODEL}), severe, samples=RESAMPLES, seed=1
    )
    corrected = ask.of(model.corrected, "area", "the model at the landmark, corrected for optimism", places=2)
    the_day = ask.constant("landmark day", day, key="landmark_day")
    at_risk, mild = definitions.known(severe), definitions.crs_by(cohort, day)
    begun, dead = definitions.severe_by(cohort, day), definitions.died_by(cohort, day)
    return EarlyWarning(
        **{attribute(m): found for m, found in markers.items()},
        day=the_day,
        at_risk=ask.count("patients at risk of severe CRS at the landmark", at_risk),
        already_severe=ask.count("severe CRS that had begun by the landmark", begun),
        died=ask.count("deaths by the landmark", dead),
        unknown=ask.count(
            "patients in whom the day of severe CRS is not known", ~definitions.known(begun), of_record=True
        ),
        severe=ask.proportion("severe CRS after the landmark", severe),
        without=ask.count(
            "patients at risk at the landmark who never had CRS",
            definitions.among(at_risk, ~definitions.any_crs(cohort)),
        ),
        begun=ask.proportion(
            "mild CRS that had begun by the landmark, among patients at risk", definitions.among(at_risk, mild)
        ),
        from_begun=ask.proportion(
            "severe CRS after the landmark in patients whose mild CRS had begun by it", definitions.among(severe, mild)
        ),
        on=by_default(f"day {the_day}", the_day),
        at_limit=counts_of(
            {
                m: ask.count(
                    f"{name(m)} at the landmark at the limit of detection",
                    definitions.among(at_risk, levels.latest_at_limit(cohort, m, day, untreated=m in CYTOKINES)),
                )
                for m in MARKERS
            }
        ),
        compared=by_word(fold, lambda f: f.direction),
        ratios_extent=extent_of(fold),
        cytokines=by_word({m: fold[m] for m in CYTOKINES}, lambda f: f.direction),
        coagulation=by_word({m: fold[m] for m in COAGULATION}, lambda f: f.direction),
        apparent=ask.of(model.apparent, "area", "the model at the landmark, as it appears", places=2),
        corrected=corrected,
        optimism=ask.of(
            replace(model.corrected, value=model.optimism, low=None, high=None, method=OPTIMISM),
            "quantity",
            "optimism of the model at the landmark",
            places=3,
        ),
        error=ask.of(
            replace(model.corrected, value=model.error, low=None, high=None, method=MONTE_CARLO),
            "quantity",
            "Monte Carlo standard error of the optimism",
            places=4,
        ),
        resamples=ask.constant("resamples", model.samples),
        table=Table(
            columns=["Marker", "Patients", "Ratio", "AUC", "Adjusted P"],
            rows=[[title(m), f.area.n, f.fold, f.area, f.fold.p_adjusted_cell] for m, f in markers.items()],
            notes=[
                "Ratio: later severe CRS over none, Hodges-Lehmann on the log scale. "
                "AUC with DeLong's interval; for fibrinogen a lower value warns, for the others a higher.",
                f"Adjusted P by Mann-Whitney and Holm over the markers. {UNADJUSTED}",
            ],
            source=source(cohort),
        ),
    )
