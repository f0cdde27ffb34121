"""Density of infection on cohorts small enough to count the days of."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import density, infection

Make = Callable[..., Cohort]


@pytest.fixture
def cohort(make_cohort: Make) -> Cohort:
    """A death on day 10, a relapse on day 50, and a patient with a primary infection."""
    return make_cohort(
        {
            "primary_infection": ["no", "no", "no", "yes"],
            "relapse_day": ["", "50", "", ""],
            "last_contact_day": ["10", "400", "400", "400"],
            "died": ["yes", "no", "no", "no"],
        },
        infections=[
            ("P1", "4", "bacterial", "no"),
            ("P1", "10", "bacterial", "yes"),
            ("P2", "30", "viral", "no"),
            ("P2", "50", "viral", "no"),
            ("P2", "51", "viral", "no"),
            ("P3", "91", "viral", "no"),
            ("P4", "12", "fungal", "no"),
        ],
    )


def test_days_at_risk_stop_at_death_at_relapse_and_at_the_end_of_the_window_both_ends_included(cohort: Cohort) -> None:
    found = density.by_period(cohort)
    assert (found.early.at_risk.text, found.late.at_risk.text) == ("3", "2")
    assert found.early.days.value == f"{11 + 31 + 31} patient-days"
    assert found.late.days.value == f"{20 + 60} patient-days"
    assert found.stops == "death, relapse or last contact"


def test_density_counts_every_infection_up_to_relapse(cohort: Cohort) -> None:
    found = density.by_period(cohort)
    assert (found.early.episodes.text, found.late.episodes.text) == ("3", "1")
    assert (found.early.after_relapse.text, found.late.after_relapse.text) == ("0", "1")
    assert found.early.density.estimate.value == pytest.approx(100 * 3 / 73)
    assert found.late.density.estimate.value == pytest.approx(100 * 1 / 80)
    assert found.ratio.estimate.value == pytest.approx((1 / 80) / (3 / 73))
    # The count of infections in the window does not stop at relapse.
    assert infection.incidence(cohort).episodes.text == "3"


def test_the_table_sets_the_later_days_beside_the_earlier(cohort: Cohort) -> None:
    rows = [[str(cell) for cell in row] for row in density.by_period(cohort).table.rows]
    assert [row[:4] for row in rows] == [["0 to 30", "3", "3", "73"], ["31 to 90", "2", "1", "80"]]
    assert [row[5].split(" (")[0] for row in rows] == ["reference", "0.30"]


def test_without_any_relapse_recorded_the_days_stop_at_death_and_the_finding_says_so(make_cohort: Make) -> None:
    cohort = make_cohort(
        {"primary_infection": ["no", "no"], "last_contact_day": ["40", "400"], "died": ["yes", "no"]}, infections=[]
    )
    found = density.by_period(cohort)
    assert found.late.days.text == str(10 + 60)
    assert found.late.after_relapse.text == "not recorded"
    assert found.stops == "death or last contact, as no relapse is recorded"
    assert found.early.density.text == "0.00 per 100 patient-days (95% CI 0.00 to 5.95)"
    assert found.ratio.text == "not estimable"


def test_a_patient_without_a_last_contact_is_left_out_with_the_infections(make_cohort: Make) -> None:
    cohort = make_cohort(
        {"primary_infection": ["no", "no"], "last_contact_day": ["", "400"], "relapse_day": ["9", ""]},
        infections=[("P1", "3", "viral", "no"), ("P2", "5", "viral", "no")],
    )
    found = density.by_period(cohort).early
    assert (found.episodes.text, found.days.text) == ("1", "31")
    assert (found.density.estimate.n, found.density.estimate.missing) == (1, 1)


def test_no_file_of_infections_is_no_density_of_zero(make_cohort: Make) -> None:
    cohort = make_cohort({"primary_infection": ["no"], "last_contact_day": ["400"], "died": ["no"]})
    assert density.by_period(cohort).early.density.text == "not recorded"


def test_the_committed_cohort(infection_cohort: Cohort) -> None:
    found = density.by_period(infection_cohort)
    # R: poisson.test(c(10, 17), c(2888, 1719)).
    assert (found.early.days.text, found.late.days.text) == ("1719", "2888")
    estimate = found.ratio.estimate
    assert [estimate.value, estimate.low, estimate.high, estimate.p] == pytest.approx(
        [0.350130357, 0.143273298, 0.809664645, 0.008576554], rel=1e-6
    )
