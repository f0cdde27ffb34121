"""The change in the early days, from each patient's own level before infusion."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import courses

Make = Callable[..., Cohort]


def test_change_is_relative_to_the_last_value_before_infusion(make_cohort: Make) -> None:
    # IL-6 doubles in mild and rises eightfold in severe CRS; what came after the early days does not count.
    labs = [
        (patient, day, "IL-6", value, "pg/mL")
        for patient, peak in (("P1", "20"), ("P2", "20"), ("P3", "80"), ("P4", "80"))
        for day, value in (("-5", "99"), ("0", "10"), ("4", peak), ("8", "9999"))
    ]
    early = courses.early(
        make_cohort({"crs_grade": ["1", "2", "3", "4"], "severe_crs_day": ["", "", "7", "8"]}, labs=labs)
    )
    assert early.il6.estimate.value == pytest.approx(4)
    assert early.il6.estimate.groups == (2, 2)
    assert early.already_severe.n_of_N == "1 of 2"
    assert str(early.table.rows[0][1]).startswith("2.00")


def test_patients_without_change_are_counted(make_cohort: Make) -> None:
    labs = [
        (patient, day, analyte, value, unit)
        for patient, peak in (("P1", "10"), ("P2", "20"), ("P3", "80"), ("P4", "10"))
        for analyte, unit in (("IL-6", "pg/mL"), ("PT", "s"))
        for day, value in (("0", "10"), ("4", peak if analyte == "IL-6" else "11"))
    ]
    grades = {"crs_grade": ["1", "2", "3", "0"]}
    early = courses.early(make_cohort(grades, labs=labs))
    # The fourth never had CRS and stands in neither group; PT changed in all.
    assert early.unchanged == "IL-6 in 1 of 3"
    assert early.table.columns[1:3] == ["Mild (n = 2), change", "Severe (n = 1), change"]
    # The one without change leaves the cell of its group, and not the ratio.
    cells = [str(cell) for cell in early.table.rows[0]]
    assert cells[1].endswith(", n = 1")
    assert not any("n = " in cell for cell in cells[2:])
    assert courses.early(make_cohort(grades, labs=labs[4:6])).unchanged == "nobody here"


def test_every_family_of_the_early_days_has_a_name(response_cohort: Cohort) -> None:
    early = courses.early(response_cohort)
    assert early.il6.family == "early change of the markers in severe against mild CRS"
