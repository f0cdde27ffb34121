"""Survival, by response and around a transplant, on cohorts small enough to check by eye."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import survival

Make = Callable[..., Cohort]

# The third was followed to day 30 only, the fourth relapsed on it, the sixth died before it, and nobody assessed the
# last. The second was transplanted later, the seventh before day 30.
PATIENTS = {
    "response": ["CR", "CR", "CRi", "CR", "PD", "", "CR", ""],
    "relapse_day": ["130", "", "", "30", "", "", "", ""],
    "hsct_day": ["", "160", "", "", "", "", "20", ""],
    "last_contact_day": ["230", "430", "30", "100", "90", "12", "330", "400"],
    "died": ["yes", "no", "no", "yes", "yes", "yes", "yes", "no"],
}


@pytest.fixture
def cohort(make_cohort: Make) -> Cohort:
    return make_cohort(PATIENTS)


def test_relapse_free_survival_counts_from_the_response_day(cohort: Cohort) -> None:
    survived = survival.curves(cohort)
    assert survived.relapse_free.events.n_of_N == "2 of 3"
    # Of three, one relapses after 100 days and one dies after 300: the median lies at the second.
    assert survived.relapse_free.median.estimate.value == pytest.approx(300 / (365.25 / 12))
    assert survived.relapse_free.first.percent == "33.3%"
    assert survived.table.columns[-1] == "Relapse-free, from day 30"


def test_overall_and_event_free_survival_count_from_infusion(cohort: Cohort) -> None:
    survived = survival.curves(cohort)
    assert survived.overall.events.n_of_N == "5 of 8"
    # Of eight one dies, one is censored, and of the six left the third death, on day 230, leaves less than half.
    assert survived.overall.median.estimate.value == pytest.approx(230 / (365.25 / 12))
    assert survived.event_free.events.n_of_N == "5 of 8"
    # Events on day 12 and twice on day 30 leave five of eight, one of them censored; then two of the other four.
    assert survived.event_free.first.estimate.value == pytest.approx(5 / 8 * 2 / 4)


def test_the_table_tells_how_many_are_still_at_risk(cohort: Cohort) -> None:
    found = survival.curves(cohort)
    rows = {str(row[0]): [str(cell) for cell in row[1:]] for row in found.table.rows}
    days = cohort.patients["last_contact_day"].astype("float64")
    assert rows["At risk at 12 months"][0] == str(int((days >= 12 * 365.25 / 12).sum()))
    assert found.overall.at_risk[0].estimate.n == int(days.notna().sum())


def test_death_is_told_where_relapse_is_not(make_cohort: Make) -> None:
    survived = survival.curves(make_cohort({**PATIENTS, "relapse_day": [""] * 8}))
    assert survived.overall.events.n_of_N == "5 of 8"
    assert survived.event_free.first.text == survived.relapse_free.first.text == "not recorded"


def test_the_landmark_takes_who_is_assessed_and_followed_beyond_it(cohort: Cohort) -> None:
    landmark = survival.by_response(cohort)
    assert (landmark.entered.text, landmark.died_before.text) == ("5", "1")
    assert (landmark.remission.n_of_N, landmark.failed.n_of_N) == ("3 of 4", "1 of 1")
    assert landmark.remission_first.percent == "25.0%"
    assert landmark.failed_first.percent == "0.0%"
    assert "Months from the response day" in landmark.figure.texts


def test_the_landmark_moves_with_the_response_day(make_cohort: Make) -> None:
    cohort = make_cohort(PATIENTS, settings="response_day = 28\n")
    assert survival.by_response(cohort).entered.text == "6"
    # Who was followed to day 30, and who relapsed on it, now come after time zero.
    assert survival.curves(cohort).relapse_free.events.n_of_N == "3 of 5"


def test_nobody_without_remission_gives_no_hazard_ratio(make_cohort: Make) -> None:
    patients = {"response": ["CR", "CR"], "last_contact_day": ["300", "400"], "died": ["yes", "no"]}
    landmark = survival.by_response(make_cohort(patients))
    assert landmark.remission.n_of_N == "1 of 2"
    assert landmark.hazard_ratio.text == landmark.failed_first.text == "not estimable"


def test_transplant_is_a_state_that_a_patient_enters_on_its_day(cohort: Cohort) -> None:
    transplant = survival.transplant(cohort)
    assert transplant.transplanted.n_of_N == "2 of 3"
    assert transplant.day.value == "90.0"
    ratio = transplant.hazard_ratio.estimate
    assert (ratio.n, ratio.events, ratio.groups) == (3, 2, (2, 1))
    # Of two at risk without transplant and one with it, one without relapses; at the later death all at risk have had
    # it. Firth's penalty puts the share of the transplanted, r / (r + 2), at a quarter. Transplant as a baseline group
    # would give 1/6.
    assert ratio.value == pytest.approx(2 / 3)


def test_events_and_time_are_split_at_the_transplant(cohort: Cohort) -> None:
    transplant = survival.transplant(cohort)
    assert (transplant.after.events.text, transplant.without.events.text) == ("1", "1")
    assert transplant.after.rate.text.endswith(")")
    month = 365.25 / 12
    # The second waited 130 days and was seen for 270 more, the seventh came transplanted and died after 300, the first
    # relapsed after 100 without.
    assert transplant.after.time.estimate.value == pytest.approx((270 + 300) / month)
    assert transplant.without.time.estimate.value == pytest.approx((100 + 130) / month)


def test_survival_by_response_is_the_time_dependent_ratio_of_a_fixed_group(response_cohort: Cohort) -> None:
    # R: the profile of coxph's likelihood (Efron) with the penalty added.
    ratio = survival.by_response(response_cohort).hazard_ratio.estimate
    assert [ratio.value, ratio.low, ratio.high, ratio.p] == pytest.approx(
        [6.487996, 2.372448, 15.86153, 0.0007205502], rel=1e-5
    )


def test_relapse_before_or_on_the_day_of_transplant_ends_follow_up(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "response": ["CR"] * 4,
            "relapse_day": ["50", "80", "", ""],
            "hsct_day": ["80", "80", "80", ""],
            "last_contact_day": ["400", "400", "300", "300"],
            "died": ["no"] * 4,
        }
    )
    transplant = survival.transplant(cohort)
    assert transplant.transplanted.n_of_N == "1 of 4"
    assert transplant.hazard_ratio.estimate.groups == (1, 3)


def test_no_column_of_transplants_is_not_a_column_without_any(make_cohort: Make) -> None:
    transplant = survival.transplant(make_cohort({**PATIENTS, "hsct_day": [""] * 8}))
    assert transplant.transplanted.text == transplant.hazard_ratio.text == "not recorded"


def test_the_parts_of_the_response_study_agree(response_cohort: Cohort) -> None:
    survived, landmark = survival.curves(response_cohort), survival.by_response(response_cohort)
    transplant = survival.transplant(response_cohort)
    assert landmark.remission.n == survived.relapse_free.events.n == transplant.transplanted.n == "48"
    assert landmark.failed.n == "6"
    deaths = (int(f.count) for f in (landmark.died_before, landmark.remission, landmark.failed))
    assert survived.overall.events.count == str(sum(deaths))
    assert landmark.hazard_ratio.hazard == "higher hazard"
    assert str(transplant.hazard_ratio.estimate.groups[0]) == transplant.transplanted.count
