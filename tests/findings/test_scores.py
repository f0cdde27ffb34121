"""Scores, checked by hand at every threshold."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import scores

Make = Callable[..., Cohort]
UNITS = {
    "platelets": "10^9/L",
    "D-dimer": "mg/L FEU",
    "PT": "s",
    "fibrinogen": "g/L",
    "LDH": "U/L",
    "creatinine": "umol/L",
    "CRP": "mg/L",
}


def measured(day: str, patient: str = "P1", **values: str) -> list[tuple[str, str, str, str, str]]:
    named = {name.replace("D_dimer", "D-dimer"): value for name, value in values.items()}
    return [(patient, day, analyte, value, UNITS[analyte]) for analyte, value in named.items()]


NORMAL = {"platelets": "200", "D_dimer": "0.3", "PT": "12", "fibrinogen": "3"}


@pytest.mark.parametrize(
    ("test", "value", "points"),
    [
        ("platelets", "100", 0),
        ("platelets", "99", 1),
        ("platelets", "50", 1),
        ("platelets", "49", 2),
        ("D_dimer", "0.99", 0),
        ("D_dimer", "1.0", 2),
        ("D_dimer", "2.0", 2),
        ("D_dimer", "2.01", 3),
        ("PT", "14.9", 0),
        ("PT", "15", 1),
        ("PT", "17.9", 1),
        ("PT", "18", 2),
        ("fibrinogen", "1.0", 0),
        ("fibrinogen", "0.99", 1),
    ],
)
def test_isth_points_at_the_thresholds(make_cohort: Make, test: str, value: str, points: int) -> None:
    labs = measured("-1", PT="12") + measured("5", **{**NORMAL, test: value})
    assert scores.isth(make_cohort({"age": ["30"]}, labs=labs)).tolist() == [points]


def test_the_isth_score_is_that_of_the_worst_single_day(make_cohort: Make) -> None:
    labs = measured("0", PT="12")
    labs += measured("5", **{**NORMAL, "platelets": "20"}) + measured("6", **{**NORMAL, "D_dimer": "9"})
    # Day 7 would add up to 8, but lacks a test.
    labs += measured("7", platelets="20", D_dimer="9", PT="30")
    assert scores.isth(make_cohort({"age": ["30"]}, labs=labs)).tolist() == [3]


def test_without_a_time_before_infusion_nothing_tells_a_longer_one(make_cohort: Make) -> None:
    found = scores.overt_dic(make_cohort({"crs_grade": ["3"]}, labs=measured("5", **NORMAL)))
    assert found.overt.text == "not recorded"


def test_overt_dic_is_counted_by_severity(make_cohort: Make) -> None:
    overt = {"platelets": "20", "D_dimer": "9", "PT": "12", "fibrinogen": "3"}
    labs = [row for p in ("P1", "P2", "P3") for row in measured("0", p, PT="12")]
    labs += measured("5", "P1", **overt) + measured("5", "P2", **overt) + measured("5", "P3", **NORMAL)
    found = scores.overt_dic(make_cohort({"crs_grade": ["3", "1", "0", "2"]}, labs=labs))
    assert [f.n_of_N for f in (found.severe, found.mild, found.none, found.overt)] == [
        "1 of 1",
        "1 of 1",
        "0 of 1",
        "2 of 3",
    ]


def test_what_came_first_is_counted_where_both_days_are_known(make_cohort: Make) -> None:
    overt = {"platelets": "20", "D_dimer": "9", "PT": "12", "fibrinogen": "3"}
    patients = [f"P{i}" for i in range(1, 7)]
    labs = [row for p in patients for row in measured("0", p, PT="12", platelets="60")]
    # Overt from day 5 on in all but the last, and again later.
    labs += [row for p in patients[:5] for day in ("5", "9") for row in measured(day, p, **overt)]
    labs += measured("5", "P6", **NORMAL)
    cohort = make_cohort(
        {"crs_grade": ["3", "4", "3", "3", "1", "3"], "severe_crs_day": ["7", "5", "2", "", "", "4"]}, labs=labs
    )
    found = scores.overt_dic(cohort)
    assert (found.both.text, found.before.text, found.same_day.text, found.after.text) == ("3", "1", "1", "1")
    assert found.low_platelets == "below 100 × 10⁹/L in 6 of 6 and below 50 × 10⁹/L in 0 of 6"  # noqa: RUF001
    undated = scores.overt_dic(make_cohort({"crs_grade": ["3"] * 6}, labs=labs))
    assert undated.both.text == undated.before.text == "not recorded"


def test_easix_is_in_the_units_of_its_authors(make_cohort: Make) -> None:
    # Creatinine of 1 mg/dL, CRP of 2 mg/dL.
    labs = measured("0", LDH="200", creatinine="88.4", CRP="20", platelets="100")
    cohort = make_cohort({"age": ["30"]}, labs=labs)
    assert scores.easix(cohort).tolist() == pytest.approx([2.0])
    assert scores.m_easix(cohort).tolist() == pytest.approx([4.0])


def test_easix_knows_nothing_after_infusion(make_cohort: Make) -> None:
    labs = measured("-3", LDH="200", creatinine="88.4", platelets="100") + measured("1", LDH="9000", platelets="5")
    assert scores.easix(make_cohort({"age": ["30"]}, labs=labs)).tolist() == pytest.approx([2.0])


def test_nobody_has_a_score_over_no_platelets(make_cohort: Make) -> None:
    labs = measured("0", LDH="200", creatinine="88.4", platelets="0")
    assert scores.easix(make_cohort({"age": ["30"]}, labs=labs)).isna().all()


def test_scores_of_the_committed_cohort_agree_with_r(response_cohort: Cohort) -> None:
    # table() of the scores, fisher.test, and brglm2 with pROC's ci.auc.
    dic = scores.overt_dic(response_cohort)
    assert [f.n_of_N for f in (dic.none, dic.mild, dic.severe)] == ["1 of 8", "10 of 33", "13 of 14"]
    assert dic.odds.estimate.value == pytest.approx(27.6833, rel=1e-3)  # R iterates to about this
    before = scores.before_infusion(response_cohort)
    assert before.easix.odds.estimate.value == pytest.approx(1.345506, rel=1e-5)
    assert before.m_easix.odds.estimate.value == pytest.approx(1.342718, rel=1e-5)
    assert before.easix.area.text == "0.63 (95% CI 0.47 to 0.79)"
