"""Coagulation against cytokines: between patients, within them, and in time."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort, read
from analysis.findings import markers, together

Make = Callable[..., Cohort]


@pytest.fixture
def in_step(make_cohort: Make) -> Cohort:
    """In each of six patients IL-6 doubles each day up to its peak, D-dimer rises and fibrinogen falls with it.

    From day 4 on IL-6 halves; D-dimer stays at its highest, and fibrinogen falls for one more day in P1 and P2, two in
    P3 and P4, and three in P5 and P6. The last was dosed on day 2, and never had CRS.
    """
    labs = []
    for i in range(1, 7):
        for day in range(8):
            level = 2.0 ** min(day, 8 - day)
            labs.append((f"P{i}", str(day), "IL-6", str(i * level), "pg/mL"))
            labs.append((f"P{i}", str(day), "D-dimer", str(i * 2.0 ** min(day, 4)), "mg/L FEU"))
            nadir = 4 + (i + 1) // 2
            labs.append((f"P{i}", str(day), "fibrinogen", str(i / 2.0 ** min(day, nadir)), "g/L"))
    patients = {"crs_grade": ["1", "2", "3", "4", "3", "0"], "tocilizumab_day": ["", "", "", "", "", "2"]}
    return make_cohort(patients, labs=labs)


def cells(found: together.Lag) -> dict[str, list[str]]:
    return {str(label): [str(cell) for cell in rest] for label, *rest in found.table.rows}


def test_the_lag_runs_from_peak_to_extreme_in_patients_with_crs(in_step: Cohort) -> None:
    lags = together.lag(in_step)
    rows = cells(lags)
    assert lags.patients.count == "5"
    assert rows["Fibrinogen nadir after IL-6"][0] == "5 of 5"
    # Lags of 1, 1, 2, 2 and 3 days.
    assert rows["Fibrinogen nadir after IL-6"][1].startswith("2.0 (")
    # Both reached on day 4 in all: nothing is left to test.
    assert rows["D-dimer peak after IL-6"][:2] == ["0 of 5", "not estimable"]
    assert rows["PT peak after IL-6"] == ["not recorded"] * 4
    assert lags.later.n == "1"


def test_within_patients_harm_rises_together(in_step: Cohort) -> None:
    within = together.same_day(in_step)
    assert within.in_line.n_of_N == "2 of 2"
    assert within.against.count == "0"
    assert within.correlations.startswith("D-dimer with IL-6 0.")
    assert "fibrinogen with IL-6 \N{MINUS SIGN}0." in within.correlations


def test_lags_and_correlations_of_the_committed_cohort(response_cohort: Cohort) -> None:
    # By R: wilcox.test(conf.int = TRUE) on the lags, and the analysis of covariance behind rmcorr.
    rows = cells(together.lag(response_cohort))
    assert rows["PT peak after IL-6"] == ["43 of 47", "4.5 (95% CI 3.5 to 5.0)", "<0.001", "3.5 (95% CI 3.0 to 4.5)"]
    assert rows[f"Fibrinogen nadir after {markers.name('IFN-gamma')}"][:2] == ["46 of 46", "5.5 (95% CI 5.0 to 6.5)"]
    within = together.same_day(response_cohort)
    assert "0.48 95% CI 0.42 to 0.53" in within.figure.texts


def test_each_way_of_asking_is_a_family_of_its_own(response_cohort: Cohort) -> None:
    between, within = together.in_line(response_cohort), together.same_day(response_cohort)
    asked = [between.pairs, between.severe_pairs, within.pairs]
    assert [{pair.adjustment for pair in pairs} for pairs in asked] == [{"Holm, 12 comparisons"}] * 3
    assert len({pairs[0].family for pairs in asked}) == 3


def test_daily_values_at_the_limit_are_counted_up_to_tocilizumab(make_cohort: Make) -> None:
    rows = ["P1,1,IL-6,2,pg/mL,below", "P1,2,IL-6,9,pg/mL,", "P1,2.5,IL-6,2,pg/mL,below", "P1,5,IL-6,2,pg/mL,below"]
    patients = {"crs_grade": ["1", "1"], "tocilizumab": ["yes", "no"], "tocilizumab_day": ["3", ""]}
    cohort = make_cohort(patients, labs=[])
    (cohort.folder / "labs.csv").write_text("\n".join(["patient_id,day,analyte,value,unit,censored", *rows, ""]))
    assert together.same_day(read(cohort.folder)).at_limit == "IL-6 in 1 of 2"


def test_the_strongest_and_the_weakest_pair_are_told(response_cohort: Cohort) -> None:
    # R: cor with method "spearman" over the pairs of extremes.
    assert together.in_line(response_cohort).extent == (
        "from 0.36 (95% CI 0.10 to 0.58) for APTT with IL-10 to 0.61 (95% CI 0.39 to 0.76) for PT with IL-6"
    )
