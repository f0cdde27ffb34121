"""Infection on a cohort small enough to check by eye."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import infection


@pytest.fixture
def cohort(make_cohort: Callable[..., Cohort]) -> Cohort:
    return make_cohort(
        {
            "primary_infection": ["no", "no", "no", "yes", "yes"],
            "infection_progressed": ["", "", "", "yes", "no"],
            "progression_day": ["", "", "", "9", ""],
            "crs_grade": ["1", "0", "3", "3", "0"],
            "severe_crs_day": ["", "", "6", "5", ""],
            "bridging": ["other", "none", "FC", "other", "none"],
            "last_contact_day": ["10", "400", "400", "400", "400"],
            "died": ["yes", "no", "no", "no", "no"],
            "death_cause": ["infection", "", "", "", ""],
        },
        infections=[
            ("P1", "4", "bacterial", "no"),
            ("P1", "9", "bacterial", "yes"),
            ("P2", "45", "viral", "no"),
            ("P4", "12", "fungal", "no"),
        ],
    )


def test_patients_and_episodes_of_those_without_a_primary_infection(cohort: Cohort) -> None:
    found = infection.incidence(cohort)
    assert found.infected.n_of_N == "1 of 3"
    assert found.episodes.text == "2"
    assert found.more_than_one.text == "1"
    assert found.died.n_of_N == "1 of 3"
    assert found.progressed.n_of_N == "1 of 2"


def test_density_counts_days_until_death_or_the_end_of_the_window_both_ends_included(cohort: Cohort) -> None:
    density = infection.incidence(cohort).density.estimate
    assert density.value == pytest.approx(100 * 2 / (11 + 31 + 31))


def test_a_death_of_infection_is_not_known_where_an_episode_does_not_tell(make_cohort: Callable[..., Cohort]) -> None:
    cohort = make_cohort({"primary_infection": ["no", "no"]}, infections=[("P1", "3", "viral", "")])
    assert infection.incidence(cohort).died.text == "not recorded"


def test_kinds_count_episodes(cohort: Cohort) -> None:
    kinds = infection.kinds(cohort)
    assert kinds.bacterial.n_of_N == "2 of 2"
    assert kinds.fatal.n_of_N == "1 of 2"


def test_exposures_and_the_order_of_events(cohort: Cohort) -> None:
    risks = infection.risks(cohort)
    assert (risks.bridging.exposed.n_of_N, risks.bridging.unexposed.n_of_N) == ("1 of 1", "0 of 2")
    assert (risks.severe_crs.exposed.n_of_N, risks.severe_crs.unexposed.n_of_N) == ("1 of 1", "0 of 1")
    assert (risks.any_bridging.exposed.n_of_N, risks.any_bridging.unexposed.n_of_N) == ("1 of 2", "0 of 1")
    assert risks.progressed_first.text == "0"


def test_progression_before_severe_crs_is_not_laid_to_it(make_cohort: Callable[..., Cohort]) -> None:
    cohort = make_cohort(
        {
            "primary_infection": ["yes"] * 4,
            "infection_progressed": ["yes", "yes", "yes", "no"],
            "progression_day": ["2", "9", "", ""],
            "crs_grade": ["3", "4", "3", "3"],
            "severe_crs_day": ["4", "5", "5", "6"],
        }
    )
    risks = infection.risks(cohort)
    assert risks.severe_crs.exposed.n_of_N == "3 of 4"
    # The first progressed too early, and of the third nobody knows when.
    assert (risks.severe_crs_before.exposed.n_of_N, risks.severe_crs_before.unexposed.n_of_N) == ("1 of 2", "1 of 1")
    assert risks.severe_crs_before.odds.estimate.missing == 1
    assert risks.progressed_first.text == "1"
