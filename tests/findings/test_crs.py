"""How often cytokine release syndrome came, and its course."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import crs

Make = Callable[..., Cohort]


@pytest.fixture
def columns() -> dict[str, list[str]]:
    return {
        "crs_grade": ["0", "1", "2", "3", ""],
        "crs_onset_day": ["", "2", "4", "6", ""],
        "severe_crs_day": ["", "", "", "7", ""],
        "crs_end_day": ["", "4", "9", "15", ""],
        "tocilizumab": ["no", "no", "yes", "yes", "no"],
        "tocilizumab_day": ["", "", "5", "9", ""],
    }


def test_grades_sum_to_the_patients_graded(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    found = crs.incidence(make_cohort(columns))
    assert found.graded.text == "4"
    assert [grade.count for grade in found.grades] == ["1", "1", "1", "1", "0", "0"]
    assert (found.any_grade.n_of_N, found.mild.n_of_N, found.severe.n_of_N) == ("3 of 4", "2 of 4", "1 of 4")
    assert found.scale == "Lee 2014"


def test_rows_name_the_grades_that_the_dataset_counts_as_mild(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    labels = [row[0] for row in crs.incidence(make_cohort(columns)).table.rows]
    assert labels[-2:] == ["Mild (grades 1 to 2)", "Severe (grade 3 or above)"]
    lower = [row[0] for row in crs.incidence(make_cohort(columns, settings="severe_crs_grade = 2\n")).table.rows]
    assert lower[-2:] == ["Mild (grade 1)", "Severe (grade 2 or above)"]


def test_times_are_medians_among_those_affected(make_cohort: Make, columns: dict[str, list[str]]) -> None:
    found = crs.course(make_cohort(columns))
    assert found.onset.ci == "IQR 3 to 5"
    assert found.tocilizumab_day.ci == "IQR 6 to 8"
    assert (found.onset.value, found.onset.n) == ("4 days", "3")
    assert (found.severe_onset.value, found.severe_onset.n) == ("7 days", "1")
    assert found.duration.value == "6 days"
    assert (found.tocilizumab.n_of_N, found.tocilizumab_day.value) == ("2 of 5", "7 days")


def test_a_median_between_two_days_keeps_its_decimal(make_cohort: Make) -> None:
    onset = crs.course(make_cohort({"crs_grade": ["1", "2", "1", "2"], "crs_onset_day": ["1", "5", "6", "9"]})).onset
    assert onset.text == "5.5 days (IQR 4 to 6.8)"
    one = crs.course(make_cohort({"crs_grade": ["1"], "crs_onset_day": ["1"]})).onset
    assert one.value == "1 day"
