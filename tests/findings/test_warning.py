"""Early warning uses nothing that was known only later."""

from collections.abc import Callable

import pytest

from analysis.cohort import Cohort
from analysis.findings import warning

Make = Callable[..., Cohort]
PATIENTS = {
    "crs_grade": ["3", "4", "3", "3", "1", "2", "0", "1", "3", "2"],
    "severe_crs_day": ["3", "5", "6", "4", "", "", "", "", "", ""],
    "last_contact_day": ["90"] * 9 + ["2"],
    "died": ["no"] * 9 + ["yes"],
}


def levels(day: str, values: list[str], analyte: str = "IL-6", unit: str = "pg/mL") -> list[tuple[str, ...]]:
    return [(f"P{i}", day, analyte, value, unit) for i, value in enumerate(values, start=1) if value]


EARLY = levels("2", ["1", "30", "40", "8", "7", "6", "5", "4", "900", "800"])
LATER = levels("4", ["9", "1", "1", "1", "500", "600", "700", "800", "1", ""])


def test_who_is_at_risk_is_told(make_cohort: Make) -> None:
    found = warning.landmark(make_cohort(PATIENTS, labs=EARLY))
    assert (found.day.value, found.at_risk.count) == ("3", "7")
    assert (found.already_severe.count, found.unknown.count, found.died.count) == ("1", "1", "1")
    assert found.severe.n_of_N == "3 of 7"
    assert found.without.count == "1"
    # The three with severe CRS later had the three highest values.
    assert found.il6.area.value == "1.00"
    assert found.il6.fold.estimate.groups == (3, 4)


def test_severe_cases_that_grow_from_crs_already_there_are_counted(make_cohort: Make) -> None:
    onset = ["2", "3", "4", "", "1", "2", "", "9", "2", "1"]
    found = warning.landmark(make_cohort({**PATIENTS, "crs_onset_day": onset}, labs=EARLY))
    # Of seven at risk the fourth has no day of onset; the second, fifth and sixth had CRS by day 3.
    assert found.begun.n_of_N == "3 of 6"
    assert found.from_begun.n_of_N == "1 of 2"


def test_the_limit_of_detection_is_that_of_the_last_value(make_cohort: Make) -> None:
    found = warning.landmark(make_cohort(PATIENTS, labs=EARLY, settings="[detection_limits]\nIL-6 = 1.0\n"))
    assert found.at_limit == "IL-6 in 0 of 7"
    assert warning.landmark(make_cohort(PATIENTS, labs=EARLY)).at_limit == "not recorded"


def test_a_landmark_that_the_study_did_not_set_is_a_default(make_cohort: Make) -> None:
    assert warning.landmark(make_cohort(PATIENTS, labs=EARLY)).on == "day 3 (by default)"
    chosen = warning.landmark(make_cohort(PATIENTS, labs=EARLY, settings="landmark_day = 3\n"))
    assert chosen.on == "day 3"
    assert chosen.day.estimate.method == "set by the study"


def test_samples_after_the_landmark_change_nothing(make_cohort: Make) -> None:
    before = warning.landmark(make_cohort(PATIENTS, labs=EARLY))
    after = warning.landmark(make_cohort(PATIENTS, labs=EARLY + LATER))
    assert before.il6.fold.estimate == after.il6.fold.estimate
    assert before.il6.area.estimate == after.il6.area.estimate


def test_the_landmark_is_the_datasets(make_cohort: Make) -> None:
    found = warning.landmark(make_cohort(PATIENTS, labs=EARLY + LATER, settings="landmark_day = 4\n"))
    assert found.already_severe.count == "2"
    assert found.severe.n_of_N == "2 of 6"
    assert found.il6.area.value == "0.00"


def test_low_fibrinogen_warns(make_cohort: Make) -> None:
    labs = levels("3", ["4", "1", "1.1", "1.2", "3", "3.1", "3.2", "3.3", "4", ""], "fibrinogen", "g/L")
    found = warning.landmark(make_cohort(PATIENTS, labs=labs))
    assert found.fibrinogen.area.value == "1.00"
    assert found.corrected.text == "not recorded"


def test_the_committed_cohort_agrees_with_r(response_cohort: Cohort) -> None:
    found = warning.landmark(response_cohort)
    assert found.severe.text == "12 of 53 (22.6%; 95% CI 12.3% to 36.2%)"
    # wilcox.test on the log2 scale, pROC's ci.auc, p.adjust, and brglm2 for the model.
    assert found.ifn_gamma.fold.text == "2.23 (95% CI 1.16 to 6.28)"
    assert found.ifn_gamma.area.text == "0.73 (95% CI 0.57 to 0.89)"
    assert found.ifn_gamma.fold.adjusted_p == pytest.approx(0.1157221, abs=1e-6)
    assert found.apparent.text == "0.69 (95% CI 0.53 to 0.85)"


def test_the_model_does_worse_in_other_patients_than_in_its_own(response_cohort: Cohort) -> None:
    found = warning.landmark(response_cohort)
    assert found.apparent.estimate.value is not None
    assert found.corrected.estimate.value is not None
    assert found.corrected.estimate.value < found.apparent.estimate.value
    assert "1000 resamples" in found.corrected.estimate.method
    # The resamples leave the second decimal alone.
    assert found.error.estimate.value is not None
    assert 0 < found.error.estimate.value < 0.005


def test_peaks_that_differ_need_not_warn(response_cohort: Cohort) -> None:
    assert warning.landmark(response_cohort).coagulation.endswith("were neither clearly higher nor clearly lower")
