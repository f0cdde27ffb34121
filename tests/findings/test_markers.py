"""The markers against the grade: what counts, how it is oriented and how it is printed."""

import pytest

from analysis.cohort import Cohort
from analysis.findings import markers, measures


def test_what_is_not_measured_is_told_apart_from_what_is(falling: Cohort) -> None:
    found = measures.against_grade(falling)
    assert found.pt.tau.text == found.pt.trend.text == found.pt.area.text == "not recorded"
    assert "PT" not in found.correlated
    assert markers.against_grade(falling).recorded == "IL-6 and fibrinogen"


def test_one_family_is_printed_with_both_p_values(response_cohort: Cohort) -> None:
    found = markers.against_grade(response_cohort)
    assert list(found.correlations.columns)[-2:] == ["P", "Adjusted P"]
    raw = {m: getattr(found, m).rho.estimate.p for m in ("il6", "fibrinogen")}
    # The smallest of seven is multiplied by seven; the largest stays as it is.
    assert found.il6.rho.adjusted_p == pytest.approx(7 * raw["il6"])
    assert found.fibrinogen.rho.adjusted_p == pytest.approx(raw["fibrinogen"])
    assert found.il6.rho.adjustment == "Holm, 7 comparisons"


def test_the_scale_of_the_grades_is_named(falling: Cohort) -> None:
    assert markers.against_grade(falling).scale == "Lee 2014"
