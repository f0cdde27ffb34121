"""The markers against the grade: what counts, how it is oriented and how it is printed."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import markers

Make = Callable[..., Cohort]
GRADES = {"crs_grade": ["0", "1", "2", "3", "4", "3"]}
FALLING = [
    ("P1", "5", "4"),
    ("P2", "5", "3.5"),
    ("P3", "5", "3"),
    ("P4", "5", "2"),
    ("P5", "5", "1"),
    ("P6", "5", "1.5"),
]


@pytest.fixture
def falling(make_cohort: Make) -> Cohort:
    """Fibrinogen is lower the higher the grade; IL-6 stays under its limit in all but the last."""
    labs = [(patient, day, "fibrinogen", value, "g/L") for patient, day, value in FALLING]
    labs += [(f"P{i}", "5", "IL-6", "1.5" if i < 6 else "7", "pg/mL") for i in range(1, 7)]
    return make_cohort(GRADES, labs=labs, settings="[detection_limits]\nIL-6 = 1.5\n")


def test_low_fibrinogen_speaks_for_severe_crs(falling: Cohort) -> None:
    fibrinogen = markers.other_measures(falling).fibrinogen
    assert fibrinogen.tau.estimate.value == pytest.approx(-14 / (15 * 14) ** 0.5)
    assert fibrinogen.area.value == "1.00"
    assert fibrinogen.area.estimate.groups == (3, 2)
    assert fibrinogen.trend.estimate.groups == (1, 1, 1, 2, 1, 0)


def test_a_patient_without_grade_or_value_is_left_out_of_the_trend(make_cohort: Make) -> None:
    labs = [(patient, day, "fibrinogen", value, "g/L") for patient, day, value in FALLING[1:]]
    trend = markers.other_measures(
        make_cohort({"crs_grade": ["0", "", *GRADES["crs_grade"][2:]]}, labs=labs)
    ).fibrinogen
    assert (trend.trend.estimate.n, trend.trend.estimate.missing) == (4, 2)


def test_what_is_not_measured_is_told_apart_from_what_is(falling: Cohort) -> None:
    found = markers.other_measures(falling)
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


def test_other_measures_carry_no_adjusted_p_value(response_cohort: Cohort) -> None:
    found = markers.other_measures(response_cohort)
    assert all(f.adjusted_p is None for f in (found.il6.tau, found.il6.trend, found.il6.area))
    # By R: cor.test(method = "kendall") and pROC's ci.auc.
    assert found.il6.tau.estimate.value == pytest.approx(0.5503, abs=5e-5)
    assert found.fibrinogen.area.text == "0.84 (95% CI 0.69 to 1.00)"


def test_the_scale_of_the_grades_is_named(falling: Cohort) -> None:
    assert markers.against_grade(falling).scale == "Lee 2014"
