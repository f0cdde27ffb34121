"""What went with infection and its progression, on cohorts small enough to check by eye."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import risks

Make = Callable[..., Cohort]


def test_each_exposure_is_asked_of_the_patients_it_concerns(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "primary_infection": ["no", "no", "no", "yes", "yes"],
            "infection_progressed": ["", "", "", "yes", "no"],
            "progression_day": ["", "", "", "9", ""],
            "crs_grade": ["1", "0", "3", "3", "0"],
            "severe_crs_day": ["", "", "6", "5", ""],
            "bridging": ["other", "none", "FC", "other", "none"],
        },
        infections=[("P1", "4", "bacterial", "no"), ("P2", "45", "viral", "no"), ("P4", "12", "fungal", "no")],
    )
    risk = risks.exposures(cohort)
    assert (risk.bridging.exposed.n_of_N, risk.bridging.unexposed.n_of_N) == ("1 of 1", "0 of 2")
    assert (risk.severe_crs.exposed.n_of_N, risk.severe_crs.unexposed.n_of_N) == ("1 of 1", "0 of 1")
    assert (risk.any_bridging.exposed.n_of_N, risk.any_bridging.unexposed.n_of_N) == ("1 of 2", "0 of 1")
    assert risk.progressed_first.text == "0"


@pytest.fixture
def progressing(make_cohort: Make) -> Cohort:
    """Progression too early, after, on the same day, on a day that nobody knows, and none."""
    return make_cohort(
        {
            "primary_infection": ["yes"] * 6,
            "infection_progressed": ["yes", "yes", "yes", "yes", "no", "no"],
            "progression_day": ["2", "9", "5", "", "", ""],
            "crs_grade": ["3", "4", "3", "3", "3", "1"],
            "severe_crs_day": ["4", "5", "5", "5", "6", ""],
            "last_contact_day": ["400"] * 6,
            "died": ["no"] * 6,
        }
    )


def test_progression_before_severe_crs_or_on_its_day_is_not_laid_to_it(progressing: Cohort) -> None:
    risk = risks.exposures(progressing)
    assert risk.severe_crs.exposed.n_of_N == "4 of 5"
    assert (risk.severe_crs_before.exposed.n_of_N, risk.severe_crs_before.unexposed.n_of_N) == ("1 of 2", "2 of 3")
    assert risk.severe_crs_before.odds.estimate.missing == 1
    assert risk.progressed_first.n_of_N == "2 of 3"


def test_in_time_a_patient_is_exposed_after_the_day_on_which_crs_turned_severe(progressing: Cohort) -> None:
    estimate = risks.exposures(progressing).severe_crs_in_time.estimate
    assert (estimate.n, estimate.events, estimate.missing) == (5, 3, 1)
    # Exposed at some time: the patient who progressed afterwards, and the one who never did.
    assert estimate.groups == (2, 3)


def test_events_and_days_are_split_where_crs_turned_severe(progressing: Cohort) -> None:
    risk = risks.exposures(progressing)
    assert (risk.after.events.text, risk.without.events.text) == ("1", "2")
    # Days 6 to 9 of the second and 7 to 90 of the fifth; the rest, up to the end, without.
    assert risk.after.time.estimate.value == 4 + 84
    assert risk.without.time.estimate.value == 2 + 5 + 5 + 6 + 90
    assert risk.entered.n_of_N == "2 of 5"
    assert risk.after.rate.estimate.value == pytest.approx(100 / 88)
    # The second progressed on day 9, after the others.
    assert risk.latest.value == "9"
    assert [str(cell) for cell in risk.table.rows[-1][1:3]] == ["1 in 88 patient-days", "2 in 108 patient-days"]


def test_where_no_order_is_known_there_is_no_contrast_by_order(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "primary_infection": ["yes"] * 4,
            "infection_progressed": ["yes", "yes", "no", "no"],
            "progression_day": ["4", "9", "", ""],
            "crs_grade": ["3", "0", "3", "0"],
        }
    )
    risk = risks.exposures(cohort)
    assert risk.severe_crs.exposed.n_of_N == "1 of 2"
    assert risk.severe_crs_before.odds.text == risk.progressed_first.text == "not recorded"


def patients(**columns: str) -> dict[str, list[str]]:
    """Three patients with a primary infection: one progressed after severe CRS, one never, and one to be told."""
    base = {
        "primary_infection": ["yes", "yes", "yes"],
        "infection_progressed": ["yes", "no", "no"],
        "progression_day": ["9", "", ""],
        "crs_grade": ["4", "0", "0"],
        "severe_crs_day": ["5", "", ""],
        "last_contact_day": ["400", "400", "400"],
    }
    return {name: [*values[:2], columns.get(name, values[2])] for name, values in base.items()}


@pytest.mark.parametrize(
    "unknown",
    [
        {"infection_progressed": ""},
        {"infection_progressed": "yes"},
        {"crs_grade": "3"},
        {"crs_grade": ""},
        {"last_contact_day": ""},
    ],
    ids=["progression", "its day", "day of severe CRS", "grade", "last contact"],
)
def test_in_time_a_patient_without_the_fact_or_its_day_is_left_out(make_cohort: Make, unknown: dict[str, str]) -> None:
    everything = risks.exposures(make_cohort(patients())).severe_crs_in_time.estimate
    assert (everything.n, everything.missing) == (3, 0)
    estimate = risks.exposures(make_cohort(patients(**unknown))).severe_crs_in_time.estimate
    assert (estimate.n, estimate.missing) == (2, 1)


def test_in_time_a_progression_after_the_later_window_is_not_seen(make_cohort: Make) -> None:
    late = patients(infection_progressed="yes", progression_day="91")
    estimate = risks.exposures(make_cohort(late)).severe_crs_in_time.estimate
    assert (estimate.n, estimate.events, estimate.missing) == (3, 1, 0)


def test_both_models_of_bridging_rest_on_the_same_patients(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "primary_infection": ["no"] * 8 + ["yes"],
            "bridging": ["other"] * 4 + ["none"] * 4 + ["other"],
            "marrow_blasts": ["5", "20", "40", "0", "10", "30", "60", "", "50"],
        },
        infections=[(f"P{i}", "4", "viral", "no") for i in (1, 2, 3, 5, 8)],
    )
    found = risks.exposures(cohort)
    assert (found.bridging.odds.estimate.n, found.adjusted.alone.estimate.n) == (8, 7)
    assert (found.adjusted.bridging.n_of_N, found.adjusted.bridging.estimate.missing) == ("4 of 7", 1)
    # Firth's estimate of a two by two table adds a half to each cell.
    assert found.adjusted.alone.estimate.value == pytest.approx((3.5 / 1.5) / (1.5 / 2.5))


def test_the_committed_cohort(infection_cohort: Cohort) -> None:
    found = risks.exposures(infection_cohort)
    bridging, in_time = found.adjusted.bridging.estimate, found.severe_crs_in_time.estimate
    # R: brglm2 with type AS_mean; interval and P from the profile of its penalised likelihood.
    assert [bridging.value, bridging.low, bridging.high, bridging.p] == pytest.approx(
        [5.436582, 1.658071, 20.071315, 0.004820954], rel=1e-4
    )
    # R: the profile of coxph's likelihood (Efron) with the penalty added, in counting-process form.
    assert [in_time.value, in_time.low, in_time.high, in_time.p] == pytest.approx(
        [7.264828, 2.182929, 26.439452, 0.001580315], rel=1e-4
    )
    assert found.severe_crs_in_time.hazard == "higher hazard"
