"""Neurotoxicity beside cytokine release syndrome."""

from collections.abc import Callable

from analysis.cohort import Cohort
from analysis.findings import neurotoxicity

Make = Callable[..., Cohort]


def test_grades_and_severity(make_cohort: Make) -> None:
    found = neurotoxicity.incidence(make_cohort({"icans_grade": ["0", "1", "3", "4", ""]}))
    assert found.any_grade.n_of_N == "3 of 4"
    assert found.severe.n_of_N == "2 of 4"
    assert [grade.count for grade in found.grades] == ["1", "1", "0", "1", "1", "0"]
    assert found.with_severe_crs.text == "not recorded"


def test_by_the_severity_of_crs(make_cohort: Make) -> None:
    cohort = make_cohort({"icans_grade": ["0", "1", "2", "0", "1"], "crs_grade": ["0", "1", "3", "4", ""]})
    found = neurotoxicity.incidence(cohort)
    # The last patient's CRS was not graded.
    assert (found.with_severe_crs.n_of_N, found.without_severe_crs.n_of_N) == ("1 of 2", "1 of 2")


def test_both_syndromes_are_counted_side_by_side(make_cohort: Make) -> None:
    def told(icans: list[str], crs: list[str]) -> str:
        return neurotoxicity.incidence(make_cohort({"icans_grade": icans, "crs_grade": crs})).beside_crs

    assert told(["0", "1"], ["2", ""]) == "1 of 1 had CRS and 1 of 2 had ICANS"
    assert told(["1", "0"], ["", ""]) == "not recorded"
