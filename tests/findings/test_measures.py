"""The markers against the grade by other measures: how they are oriented, and what they leave out."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import measures

Make = Callable[..., Cohort]


def test_low_fibrinogen_speaks_for_severe_crs(falling: Cohort) -> None:
    fibrinogen = measures.against_grade(falling).fibrinogen
    assert fibrinogen.tau.estimate.value == pytest.approx(-14 / (15 * 14) ** 0.5)
    assert fibrinogen.area.value == "1.00"
    assert fibrinogen.area.estimate.groups == (3, 2)
    assert fibrinogen.trend.estimate.groups == (1, 1, 1, 2, 1, 0)


def test_a_patient_without_grade_or_value_is_left_out_of_the_trend(make_cohort: Make) -> None:
    labs = [
        (f"P{i}", "5", "fibrinogen", value, "g/L") for i, value in enumerate(["3.5", "3", "2", "1", "1.5"], start=2)
    ]
    trend = measures.against_grade(make_cohort({"crs_grade": ["0", "", "2", "3", "4", "3"]}, labs=labs)).fibrinogen
    assert (trend.trend.estimate.n, trend.trend.estimate.missing) == (4, 2)


def test_other_measures_carry_no_adjusted_p_value(response_cohort: Cohort) -> None:
    found = measures.against_grade(response_cohort)
    assert all(f.adjusted_p is None for f in (found.il6.tau, found.il6.trend, found.il6.area))
    # By R: cor.test(method = "kendall") and pROC's ci.auc.
    assert found.il6.tau.estimate.value == pytest.approx(0.5503, abs=5e-5)
    assert found.fibrinogen.area.text == "0.84 (95% CI 0.69 to 1.00)"
