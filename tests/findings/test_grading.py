"""Two gradings of the same syndrome."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import grading

Make = Callable[..., Cohort]
OTHER = 'crs_scale_other = "ASTCT 2019"\n'


@pytest.fixture
def graded(make_cohort: Make) -> Cohort:
    """Eight patients, the last graded by one scale only."""
    return make_cohort(
        {
            "crs_grade": ["0", "1", "1", "2", "2", "3", "4", "3"],
            "crs_grade_other": ["0", "1", "2", "3", "3", "2", "4", ""],
        },
        labs=[(f"P{i + 1}", "3", "IL-6", str(value), "pg/mL") for i, value in enumerate([5, 20, 10, 80, 90, 40, 200])],
        settings=OTHER,
    )


def test_patients_on_either_side_of_the_severe_line(graded: Cohort) -> None:
    found = grading.agreement(graded)
    assert (found.same.n_of_N, found.higher.text, found.lower.text) == ("3 of 7", "3", "1")
    assert (found.severe.n_of_N, found.severe_other.n_of_N) == ("2 of 7", "3 of 7")
    assert (found.moved.n_of_N, found.only_first.text, found.only_other.text) == ("3 of 7", "1", "2")
    assert (found.scale, found.scale_other) == ("Lee 2014", "ASTCT 2019")


def test_kappa_weighs_disagreement_by_its_square(graded: Cohort) -> None:
    # One grade apart in four of seven; between any two patients the squared difference is on average 156 / 49.
    assert grading.agreement(graded).kappa.estimate.value == pytest.approx(1 - (4 / 7) / (156 / 49))


def test_the_cross_table_counts_every_patient_once(graded: Cohort) -> None:
    table = grading.agreement(graded).cross
    cells = [[str(cell) for cell in row] for row in table.rows]
    assert table.columns[1:] == ["No CRS", "Grade 1", "Grade 2", "Grade 3", "Grade 4", "All"]
    assert cells[2] == ["Grade 2", "0", "0", "0", "2", "0", "2"]
    assert cells[-1] == ["All", "1", "1", "2", "2", "1", "7"]


def test_both_scales_are_set_against_the_same_patients(graded: Cohort) -> None:
    found = grading.consequences(graded)
    assert [row[0] for row in found.table.rows] == ["IL-6 peak"]
    row = found.table.rows[0]
    assert [cell.n for cell in row[1:3]] == ["7", "7"]
    # Those without CRS are neither severe nor mild.
    assert [cell.n for cell in row[3:]] == ["6", "6"]
    assert list(found.table.columns[1:3]) == ["Rho, Lee 2014", "Rho, ASTCT 2019"]
    assert found.correlated_other.startswith("IL-6 was ")


def test_one_grading_is_not_two(response_cohort: Cohort) -> None:
    assert grading.agreement(response_cohort).kappa.text.why_not == "agreement of two gradings of CRS: not recorded"
    assert grading.consequences(response_cohort).correlated.why_not
