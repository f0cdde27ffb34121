"""Response, and what went with failure, on cohorts small enough to check by eye."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import efficacy

Make = Callable[..., Cohort]


@pytest.fixture
def cohort(make_cohort: Make) -> Cohort:
    """Three in remission, three without, and three not evaluable: one died, one lived on, one left early."""
    return make_cohort(
        {
            "response": ["CR", "CRi", "CR", "PR", "SD", "PD", "", "", ""],
            "mrd": ["negative", "positive", "", "positive", "", "", "", "", ""],
            "ldh": ["100", "200", "400", "200", "400", "800", "", "90", "5000"],
            "marrow_blasts": ["0", "0.004", "40", "90", "80", "70", "", "", ""],
            "last_contact_day": ["400", "400", "400", "90", "90", "90", "12", "300", "20"],
            "died": ["no", "no", "no", "yes", "yes", "yes", "yes", "yes", "no"],
        }
    )


def test_the_unevaluable_are_left_out_and_then_counted_as_failures(cohort: Cohort) -> None:
    response = efficacy.response(cohort)
    assert (response.cr.n_of_N, response.failed.n_of_N) == ("3 of 6", "3 of 6")
    assert response.worst_case.n_of_N == "3 of 9"
    assert (response.unassessed.count, response.died_unassessed.count) == ("3", "1")


@pytest.mark.parametrize(
    ("dead", "told"),
    [
        ([], "Response was assessed in every patient"),
        (["yes"], "Response could not be assessed in 1 patient, who had died before"),
        (["no"], "Response could not be assessed in 1 patient, who had not died before"),
        (["no", "no"], "Response could not be assessed in 2 patients, of whom none had died before"),
        (["yes", "no"], "Response could not be assessed in 2 patients, of whom 1 had died before"),
    ],
)
def test_who_was_not_assessed_is_told_of_one_and_of_many(make_cohort: Make, dead: list[str], told: str) -> None:
    columns = {
        "response": ["CR", *("" for _ in dead)],
        "last_contact_day": ["400", *("12" for _ in dead)],
        "died": ["no", *dead],
    }
    assert efficacy.response(make_cohort(columns)).not_assessed == told


def test_residual_disease_is_told_of_patients_in_remission_who_were_assessed(cohort: Cohort) -> None:
    assert efficacy.response(cohort).mrd_negative.n_of_N == "1 of 2"


def test_ranks_compare_failure_with_remission(cohort: Cohort) -> None:
    ldh = efficacy.burden(cohort).ldh
    # Each failure has twice the LDH of its counterpart, and of nine pairs six are ordered so and two tie.
    assert ldh.fold.estimate.value == pytest.approx(2)
    assert ldh.fold.estimate.groups == (3, 3)
    assert ldh.auc.estimate.value == pytest.approx(7 / 9)


def test_blasts_that_nobody_can_tell_apart_count_as_equal(cohort: Cohort) -> None:
    marrow = efficacy.burden(cohort).marrow
    assert marrow.remission.estimate.low == pytest.approx(0.01)
    assert marrow.auc.text == "1.00"
    assert marrow.auc.limits == "not estimable"


def test_only_the_odds_ratios_are_a_family(cohort: Cohort) -> None:
    burden = efficacy.burden(cohort)
    for predictor in (burden.marrow, burden.ldh):
        assert predictor.odds.adjustment == "Holm, 2 comparisons"
        assert predictor.odds.adjusted_p is not None
        assert predictor.fold.adjusted_p is None
        assert predictor.auc.adjusted_p is None


def test_where_nobody_failed_there_is_nobody_to_compare(make_cohort: Make) -> None:
    burden = efficacy.burden(make_cohort({"response": ["CR", "CRi"], "marrow_blasts": ["10", "20"]}))
    assert burden.failed.why_not == "failure against remission: one of the two groups is empty"
    assert burden.medians == "marrow blasts in remission 15.0%"


def test_the_day_of_response_is_a_default_where_the_study_sets_none(make_cohort: Make) -> None:
    patients = {"response": ["CR", "CRi"]}
    assert efficacy.response(make_cohort(patients)).by == "day 30 (by default)"
    assert efficacy.response(make_cohort(patients, settings="response_day = 28\n")).by == "day 28"


def test_the_table_has_a_column_a_measurement(cohort: Cohort) -> None:
    table = efficacy.burden(cohort).table
    assert {len(row) for row in table.rows} == {len(table.columns)} == {3}
    assert "Patients in remission | 3 | 3" in str(table)


def test_a_measurement_that_is_not_recorded_leaves_the_other(make_cohort: Make) -> None:
    burden = efficacy.burden(make_cohort({"response": ["CR", "CR", "PD"], "marrow_blasts": ["10", "20", "15"]}))
    assert burden.marrow.auc.estimate.value == pytest.approx(0.5)
    assert {burden.ldh.fold.text, burden.ldh.auc.text, burden.ldh.odds.text} == {"not recorded"}
    assert burden.medians == "marrow blasts in remission 15.0% and marrow blasts without 15.0%"


def test_ranks_agree_with_the_model_in_the_response_study(response_cohort: Cohort) -> None:
    burden = efficacy.burden(response_cohort)
    for predictor in (burden.marrow, burden.ldh):
        assert predictor.odds.odds == "higher odds"
        assert predictor.fold.direction == predictor.auc.direction == "higher"
        assert predictor.fold.estimate.groups == (6, 48)
