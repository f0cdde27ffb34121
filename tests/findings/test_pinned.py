"""What the two abstracts print is what the findings give, and their directions hold by the book's own analyses."""

import pytest

from analysis.cohort import Cohort
from analysis.findings import courses, crs, efficacy, infection, markers, products, risks, together


def test_figures_of_the_response_study(response_cohort: Cohort) -> None:
    response = efficacy.response(response_cohort)
    assert response.treated.text == "55"
    assert response.evaluable.n_of_N == "54 of 55"
    assert response.cr.text == "48 of 54 (88.9%; 95% CI 77.4% to 95.8%)"
    assert crs.incidence(response_cohort).any_grade.text == "47 of 55 (85.5%; 95% CI 73.3% to 93.5%)"


def test_figures_of_the_infection_study(infection_cohort: Cohort) -> None:
    found = infection.incidence(infection_cohort)
    assert found.patients.text == "90"
    assert (found.without_primary.count, found.with_primary.count) == ("56", "34")
    assert found.infected.text == "16 of 56 (28.6%; 95% CI 17.3% to 42.2%)"
    assert found.episodes.text == "17"
    assert found.more_than_one.text == "1"
    assert found.died.text == "2 of 56 (3.6%; 95% CI 0.4% to 12.3%)"
    assert found.progressed.text == "11 of 34 (32.4%; 95% CI 17.4% to 50.5%)"


def test_directions_of_the_response_study(response_cohort: Cohort) -> None:
    burden = efficacy.burden(response_cohort)
    assert burden.marrow.odds.odds == burden.ldh.odds.odds == "higher odds"
    assert products.by_product(response_cohort).odds.frequency == "less frequent"


@pytest.mark.parametrize("name", ["il6", "il10", "ifn_gamma", "pt", "aptt", "d_dimer"])
def test_directions_of_the_peaks(response_cohort: Cohort, name: str) -> None:
    marker = getattr(markers.against_grade(response_cohort), name)
    assert marker.rho.correlated == "positively"
    assert marker.fold.direction == "higher"
    assert getattr(courses.early(response_cohort), name).direction == "higher"


def test_directions_of_fibrinogen_and_of_coagulation_with_cytokines(response_cohort: Cohort) -> None:
    fibrinogen = markers.against_grade(response_cohort).fibrinogen
    assert (fibrinogen.rho.correlated, fibrinogen.fold.direction) == ("negatively", "lower")
    pairs = together.in_line(response_cohort)
    assert pairs.in_line.count == pairs.in_line.n == "12"


def test_directions_of_the_infection_study(infection_cohort: Cohort) -> None:
    risk = risks.exposures(infection_cohort)
    assert risk.bridging.odds.odds == risk.severe_crs.odds.odds == "higher odds"
    assert risk.severe_crs_before.odds.odds == "higher odds"
    assert infection.kinds(infection_cohort).bacterial.share == "most"
