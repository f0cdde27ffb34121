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


def test_a_death_of_infection_is_not_known_where_an_episode_does_not_tell(make_cohort: Callable[..., Cohort]) -> None:
    cohort = make_cohort({"primary_infection": ["no", "no"]}, infections=[("P1", "3", "viral", "")])
    assert infection.incidence(cohort).died.text == "not recorded"


def test_kinds_count_episodes(cohort: Cohort) -> None:
    kinds = infection.kinds(cohort)
    assert kinds.bacterial.n_of_N == "2 of 2"
    assert kinds.told == "2 bacterial, 0 viral, 0 fungal and 0 unknown; 1 was fatal"


def test_the_table_of_kinds_sets_the_later_window_beside_the_first(make_cohort: Callable[..., Cohort]) -> None:
    episodes = [("P1", "3", "viral", "no"), ("P1", "30", "fungal", "no"), ("P1", "31", "viral", "yes")]
    cohort = make_cohort({"primary_infection": ["no"]}, infections=[*episodes, ("P1", "91", "fungal", "no")])
    table = infection.kinds(cohort).table
    assert list(table.columns) == ["Infections", "Days 0 to 30", "Days 31 to 90"]
    rows = {row[0]: [str(cell).split(" (")[0] for cell in row[1:]] for row in table.rows}
    assert rows == {
        "Bacterial": ["0 of 2", "0 of 1"],
        "Viral": ["1 of 2", "1 of 1"],
        "Fungal": ["1 of 2", "0 of 1"],
        "Unknown": ["0 of 2", "0 of 1"],
        "Fatal": ["0 of 2", "1 of 1"],
    }
