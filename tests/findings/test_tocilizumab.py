"""Peaks with and without the samples after tocilizumab."""

from collections.abc import Callable

from analysis.cohort import Cohort
from analysis.findings import tocilizumab

Make = Callable[..., Cohort]
LABS = [
    ("P1", "3", "IL-6", "50", "pg/mL"),
    ("P1", "7", "IL-6", "900", "pg/mL"),
    ("P2", "3", "IL-6", "80", "pg/mL"),
    ("P2", "7", "IL-6", "20", "pg/mL"),
    ("P3", "7", "IL-6", "10", "pg/mL"),
    ("P4", "7", "IL-6", "5", "pg/mL"),
]
PATIENTS = {"crs_grade": ["4", "3", "1", "0"], "tocilizumab": ["yes", "yes", "no", "no"]}


def test_peaks_after_the_dose_are_counted_among_those_dosed(make_cohort: Make) -> None:
    found = tocilizumab.all_samples(make_cohort({**PATIENTS, "tocilizumab_day": ["4", "4", "", ""]}, labs=LABS))
    assert found.dosed.count == "2"
    assert found.il6.higher_after.n_of_N == "1 of 2"
    assert found.higher_after == "IL-6 in 1 of 2"
    # Up to the dose P1, whose grade is the highest, peaks below P2, and above with all samples.
    assert (found.il6.rho.value, found.il6.rho_all.value) == ("0.80", "1.00")
    assert found.il6.rho.estimate.n == found.il6.rho_all.estimate.n == 4


def test_a_peak_on_the_day_of_the_dose_is_left_out_where_only_the_days_before_count(make_cohort: Make) -> None:
    found = tocilizumab.all_samples(make_cohort({**PATIENTS, "tocilizumab_day": ["7", "4", "", ""]}, labs=LABS))
    # P1, whose grade is the highest, peaks on the day of the dose.
    assert (found.il6.rho.value, found.il6.rho_before.value) == ("1.00", "0.80")
    assert [row[0] for row in found.table.rows[:3]] == [
        "IL-6, up to the day of tocilizumab",
        "IL-6, before that day",
        "IL-6, of all samples",
    ]


def test_without_the_day_of_a_dose_neither_peak_is_given(make_cohort: Make) -> None:
    found = tocilizumab.all_samples(make_cohort(PATIENTS, labs=LABS))
    assert found.dosed.text.why_not == "the day of the first tocilizumab: not recorded"
    assert {str(cell) for row in found.table.rows for cell in row[1:]} == {"not recorded"}


def test_samples_after_the_dose_can_only_raise_a_peak(response_cohort: Cohort) -> None:
    found = tocilizumab.all_samples(response_cohort)
    assert found.higher_after == "IL-6 in 12 of 18, IL-10 in 8 of 18 and IFN-\N{GREEK SMALL LETTER GAMMA} in 4 of 18"
    # By R: wilcox.test(conf.int = TRUE) on the log2 scale.
    assert found.il6.fold_all.text == "18.5 (95% CI 7.1 to 54.8)"
