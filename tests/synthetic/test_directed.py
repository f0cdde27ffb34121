"""The directions of the two abstracts hold in the data, with overlap, and the seeds were found as README.md says."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.cohort import Cohort, read
from analysis.cohort.schema import ANALYTES
from analysis.stats import Estimate, adjust, firth_logistic, fisher, mann_whitney, spearman
from analysis.synthetic import assumptions
from analysis.synthetic.files import make

CYTOKINES = ("IL-6", "IL-10", "IFN-gamma")
COAGULATION = ("PT", "APTT", "D-dimer", "fibrinogen")
MARKERS = CYTOKINES + COAGULATION
# An odds ratio beyond this, either way, would be hard to believe in studies of this size.
LARGEST = 12
PEAKS = tuple(m for m in MARKERS if ANALYTES[m].extreme == "peak")


def auc(high: pd.Series, low: pd.Series) -> float:
    """Share of pairs in which the member of ``high`` has the higher value."""
    above = np.subtract.outer(high.dropna().to_numpy(), low.dropna().to_numpy())
    return float((above > 0).mean() + (above == 0).mean() / 2)


def towards(estimate: Estimate, null: float, sign: int) -> bool:
    """Whether the whole interval lies on the expected side of no effect."""
    limit = estimate.low if sign > 0 else estimate.high
    return limit is not None and sign * (limit - null) > 0


def odds_raised(ratio: Estimate) -> bool:
    return towards(ratio, 1, +1) and (ratio.value or np.inf) < LARGEST


def odds_lowered(ratio: Estimate) -> bool:
    return towards(ratio, 1, -1) and (ratio.value or 0) > 1 / LARGEST


def significant(estimates: list[Estimate]) -> bool:
    return bool((adjust([e.p for e in estimates], method="holm") < 0.05).all())


def two_by_two(exposed: pd.Series, event: pd.Series) -> Estimate:
    return fisher(
        [[(exposed & event).sum(), (exposed & ~event).sum()], [(~exposed & event).sum(), (~exposed & ~event).sum()]]
    )


def sign_of(marker: str) -> int:
    return 1 if ANALYTES[marker].extreme == "peak" else -1


def extremes(cohort: Cohort, marker: str, window: tuple[int, int], before_tocilizumab: bool = False) -> pd.Series:
    """Each patient's highest (fibrinogen: lowest) value in the window, indexed by patient."""
    labs = cohort.labs[(cohort.labs["analyte"] == marker) & cohort.labs["day"].between(*window)]
    if before_tocilizumab:
        dose = labs["patient_id"].map(cohort.patients.set_index("patient_id")["tocilizumab_day"].astype(float))
        labs = labs[~(labs["day"] > dose)]
    values = labs.groupby("patient_id")["value"]
    found = values.max() if sign_of(marker) > 0 else values.min()
    return found.reindex(cohort.patients["patient_id"])


def rises(cohort: Cohort, marker: str) -> pd.Series:
    """The early extreme, as the log of its ratio to the last value at or before day 0."""
    labs = cohort.labs[(cohort.labs["analyte"] == marker) & (cohort.labs["day"] <= 0)].sort_values("day")
    base = labs.groupby("patient_id")["value"].last().reindex(cohort.patients["patient_id"])
    return np.log(extremes(cohort, marker, cohort.settings.early_window) / base)


def by_severity(cohort: Cohort, values: pd.Series) -> tuple[pd.Series, pd.Series]:
    grade = cohort.patients.set_index("patient_id")["crs_grade"]
    return values[grade >= cohort.settings.severe_crs_grade], values[
        grade.between(1, cohort.settings.severe_crs_grade - 1)
    ]


def failures(cohort: Cohort) -> tuple[pd.DataFrame, pd.Series]:
    evaluable = cohort.patients[cohort.patients["response"].notna()]
    return evaluable, ~evaluable["response"].isin(["CR", "CRi"])


def burden_and_ldh_with_failure(cohort: Cohort) -> Iterator[bool]:
    evaluable, failed = failures(cohort)
    odds_ratios = []
    for column in ("marrow_blasts", "ldh"):
        term = np.log2(evaluable[[column]])
        odds_ratios.append(firth_logistic(term, failed.astype(int)).estimate(column))
        yield 0.7 < auc(evaluable.loc[failed, column], evaluable.loc[~failed, column]) < 0.92
    yield all(odds_raised(ratio) for ratio in odds_ratios)
    yield significant(odds_ratios)


def less_severe_crs_with_both_targets(cohort: Cohort) -> Iterator[bool]:
    severe = cohort.patients["crs_grade"] >= cohort.settings.severe_crs_grade
    yield odds_lowered(two_by_two(cohort.patients["product"] == "CD19/CD22", severe))


def markers_with_grade(cohort: Cohort) -> Iterator[bool]:
    grade = cohort.patients.set_index("patient_id")["crs_grade"].astype(float)
    for markers, before in ((MARKERS, False), (CYTOKINES, True)):
        found = {m: extremes(cohort, m, cohort.settings.marker_window, before) for m in markers}
        correlations = {m: spearman(found[m], grade) for m in markers}
        yield all(towards(rho, 0, sign_of(m)) and 0.4 < abs(rho.value or 0) < 0.8 for m, rho in correlations.items())
        yield significant(list(correlations.values()))
        groups = {m: by_severity(cohort, np.log(found[m])) for m in markers}
        shifts = {m: mann_whitney(*groups[m]) for m in markers}
        yield all(towards(shift, 0, sign_of(m)) for m, shift in shifts.items())
        yield significant(list(shifts.values()))
        yield all(auc(*groups[m][:: sign_of(m)]) < 0.95 for m in markers)


def room_for_a_landmark(cohort: Cohort) -> Iterator[bool]:
    """Some severe CRS by day 3, most of it later."""
    day = cohort.patients["severe_crs_day"].dropna()
    yield 0 < (day <= 3).mean() < 0.25


def early_rise_with_severe_crs(cohort: Cohort) -> Iterator[bool]:
    groups = [by_severity(cohort, rises(cohort, m)) for m in PEAKS]
    shifts = [mann_whitney(*group) for group in groups]
    yield all(towards(shift, 0, +1) for shift in shifts)
    yield significant(shifts)
    yield all(auc(*group) < 0.95 for group in groups)


def coagulation_with_cytokines(cohort: Cohort) -> Iterator[bool]:
    window = cohort.settings.marker_window
    for marker in COAGULATION:
        for cytokine in CYTOKINES:
            rho = spearman(extremes(cohort, marker, window), extremes(cohort, cytokine, window))
            yield towards(rho, 0, sign_of(marker))


def bridging_with_infection(cohort: Cohort) -> Iterator[bool]:
    assert cohort.infections is not None
    free = cohort.patients[~cohort.patients["primary_infection"]]
    early = cohort.infections[cohort.infections["day"].between(*cohort.settings.infection_window)]
    yield odds_raised(two_by_two(free["bridging"] == "other", free["patient_id"].isin(early["patient_id"])))
    yield 6 <= early.groupby("patient_id")["day"].min().median() <= 12


def severe_crs_with_progression(cohort: Cohort) -> Iterator[bool]:
    primary = cohort.patients[cohort.patients["primary_infection"]]
    severe = primary["crs_grade"] >= cohort.settings.severe_crs_grade
    yield odds_raised(two_by_two(severe, primary["infection_progressed"]))


Direction = Callable[[Cohort], Iterator[bool]]
DIRECTIONS: dict[str, tuple[Direction, ...]] = {
    "response": (
        burden_and_ldh_with_failure,
        less_severe_crs_with_both_targets,
        room_for_a_landmark,
        markers_with_grade,
        early_rise_with_severe_crs,
        coagulation_with_cytokines,
    ),
    "infection": (bridging_with_infection, severe_crs_with_progression),
}
SEEDS = {
    "response": range(1, assumptions.RESPONSE_SEED + 1),
    "infection": range(101, assumptions.INFECTION_SEED + 1),
}


@pytest.mark.parametrize("direction", DIRECTIONS["response"])
def test_direction_holds_in_response_study(response: Cohort, direction: Direction) -> None:
    assert all(direction(response))


@pytest.mark.parametrize("direction", DIRECTIONS["infection"])
def test_direction_holds_in_infection_study(infection: Cohort, direction: Direction) -> None:
    assert all(direction(infection))


@pytest.mark.parametrize("study", DIRECTIONS)
def test_seed_is_the_first_with_which_every_direction_holds(study: str, tmp_path: Path) -> None:
    for seed in SEEDS[study]:
        make(tmp_path, study, seed)
        cohort = read(tmp_path)
        holds = all(all(direction(cohort)) for direction in DIRECTIONS[study])
        assert holds == (seed == SEEDS[study][-1]), seed
