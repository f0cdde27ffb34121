"""The first infection on cohorts small enough to sort by eye."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import first_infection

Make = Callable[..., Cohort]


@pytest.fixture
def cohort(make_cohort: Make) -> Cohort:
    """Infection, relapse, death, nothing, infection after relapse, infection on the day of death, and primary."""
    return make_cohort(
        {
            "primary_infection": ["no", "no", "no", "no", "no", "no", "yes"],
            "bridging": ["other", "other", "none", "FC", "FC", "", "other"],
            "relapse_day": ["40", "60", "", "200", "20", "", ""],
            "last_contact_day": ["100", "300", "15", "300", "300", "70", "300"],
            "died": ["yes", "no", "yes", "no", "no", "yes", "no"],
        },
        infections=[
            ("P1", "9", "viral", "no"),
            ("P1", "5", "viral", "no"),
            ("P1", "50", "viral", "no"),
            ("P4", "91", "viral", "no"),
            ("P5", "25", "viral", "no"),
            ("P6", "70", "viral", "yes"),
            ("P7", "3", "viral", "no"),
        ],
    )


def test_the_first_of_infection_relapse_and_death_counts_up_to_the_end_of_the_later_window(cohort: Cohort) -> None:
    time, status = first_infection.first_event(cohort)
    assert time.tolist() == [5, 60, 15, 90, 20, 70]
    assert status.tolist() == [1, 2, 3, 0, 2, 1]


def test_incidence_over_all_and_by_bridging(cohort: Cohort) -> None:
    found = first_infection.by_bridging(cohort)
    # Nobody is censored before the end, so the incidence is the share infected first.
    assert found.everybody.early.estimate.value == pytest.approx(1 / 6)
    assert found.everybody.late.estimate.value == pytest.approx(2 / 6)
    assert (found.other_bridging.infection.text, found.other_bridging.followed.text) == ("1", "2")
    assert (found.rest.infection.text, found.rest.relapse.text, found.rest.death.text) == ("0", "1", "1")
    # The patient whose bridging is not recorded is in neither group.
    assert (found.gray.estimate.groups, found.gray.estimate.missing) == ((3, 2), 1)
    assert found.competing == "relapse and death"


def test_without_any_relapse_recorded_death_alone_competes_and_the_finding_says_so(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "primary_infection": ["no", "no"],
            "last_contact_day": ["12", "300"],
            "died": ["yes", "no"],
            "bridging": ["other", "other"],
        },
        infections=[("P2", "40", "viral", "no")],
    )
    found = first_infection.by_bridging(cohort)
    assert found.competing == "death, as no relapse is recorded"
    assert (found.everybody.relapse.text, found.everybody.death.text) == ("not recorded", "1")
    assert (found.everybody.early.percent, found.everybody.late.percent) == ("0.0%", "50.0%")
    assert found.gray.text.why_not.endswith("(fewer than two groups)")


def test_whoever_may_have_died_or_been_lost_is_missing(make_cohort: Make) -> None:
    cohort = make_cohort(
        {"primary_infection": ["no"] * 4, "last_contact_day": ["40", "300", "", "40"], "died": ["", "", "", ""]},
        infections=[("P4", "7", "viral", "no")],
    )
    _, status = first_infection.first_event(cohort)
    assert status.isna().tolist() == [True, False, True, False]


def test_the_committed_cohort(infection_cohort: Cohort) -> None:
    found = first_infection.by_bridging(infection_cohort)
    # R: cmprsk::cuminc, its estimate and P of Gray's test.
    assert found.rest.late.estimate.value == pytest.approx(0.29411765, rel=1e-6)
    assert found.other_bridging.early.estimate.value == pytest.approx(0.5)
    assert found.gray.estimate.p == pytest.approx(0.05704758, rel=1e-6)


def test_what_the_test_says_follows_its_p_value(cohort: Cohort, infection_cohort: Cohort) -> None:
    for found in (first_infection.by_bridging(cohort), first_infection.by_bridging(infection_cohort)):
        assert found.gray.estimate.p is not None
        assert found.gray.estimate.p > 0.05
        assert found.differ == "did not differ clearly"
