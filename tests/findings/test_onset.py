"""Time from infusion to cytokine release syndrome."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import onset

Make = Callable[..., Cohort]


@pytest.fixture
def cohort(make_cohort: Make) -> Cohort:
    return make_cohort(
        {
            "crs_grade": ["1", "3", "0", "0", "2"],
            "crs_onset_day": ["2", "5", "", "", "9"],
            "severe_crs_day": ["", "7", "", "", ""],
            "last_contact_day": ["90", "90", "4", "90", "90"],
            "died": ["no", "no", "yes", "no", "no"],
        }
    )


def test_death_before_crs_competes_and_does_not_end_the_risk_of_the_others(cohort: Cohort) -> None:
    found = onset.from_infusion(cohort).any_grade
    # Nobody is censored before day 14, so the incidence is the share of all five, the dead patient included.
    assert [f.percent for f in found.by_day] == ["20.0%", "40.0%", "60.0%"]
    assert [f.n_of_N for f in found.by_day] == ["1 of 5", "2 of 5", "3 of 5"]
    assert found.died_first.text == "1"
    assert found.dated.n_of_N == "3 of 3"


def test_severe_crs_counts_from_its_first_severe_day(cohort: Cohort) -> None:
    found = onset.from_infusion(cohort)
    assert [f.percent for f in found.severe.by_day] == ["0.0%", "20.0%", "20.0%"]
    assert found.severe.dated.n_of_N == "1 of 1"
    assert [str(row[0]) for row in found.table.rows][-1] == "Severe, by day 14"


def test_each_day_is_told_with_its_interval(cohort: Cohort) -> None:
    found = onset.from_infusion(cohort).any_grade
    early, middle, late = found.by_day
    assert found.told == f"{early.text} by day 3, {middle.text} by day 7 and {late.text} by day 14"
    assert "95% CI" in late.text


def test_severe_onset_alone_may_be_unrecorded(make_cohort: Make) -> None:
    found = onset.from_infusion(make_cohort({"crs_grade": ["0", "3"], "crs_onset_day": ["", "4"]}))
    assert found.any_grade.by_day[1].n_of_N == "1 of 2"
    assert found.severe.told == "not recorded"
    assert found.severe.dated.text.why_not == "day of onset of severe CRS: not recorded"
    assert found.any_grade.died_first.text == "not recorded"
    assert found.figure.why_not == ""


def test_the_last_estimate_agrees_with_the_share_of_patients(response_cohort: Cohort) -> None:
    found = onset.from_infusion(response_cohort)
    # R 4: cmprsk::timepoints(cuminc(time, status), c(3, 7, 14)) on the same patients.
    assert [f.estimate.value for f in found.any_grade.by_day] == pytest.approx([0.3818182, 0.7636364, 0.8545455])
    assert [f.estimate.value for f in found.severe.by_day] == pytest.approx([0.03636364, 0.1818182, 0.2545455])
