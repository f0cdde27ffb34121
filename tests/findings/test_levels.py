"""Values of the laboratory, on cohorts small enough to check by eye."""

from collections.abc import Callable

import pandas as pd
import pytest

from analysis.cohort import Cohort, read
from analysis.findings import levels

Make = Callable[..., Cohort]


def known(values: pd.Series) -> list[object]:
    return [None if pd.isna(v) else v for v in values]


@pytest.fixture
def treated(make_cohort: Make) -> Cohort:
    """P1 had tocilizumab on day 5 and P2 on a day that was not recorded; P3 had none and P4 no samples."""
    rows = [
        ("P1", "-1", "IL-6", "2", "pg/mL"),
        ("P1", "0.4", "IL-6", "4", "pg/mL"),
        ("P1", "5.9", "IL-6", "90", "pg/mL"),
        ("P1", "6", "IL-6", "900", "pg/mL"),
        ("P1", "31", "IL-6", "9999", "pg/mL"),
        ("P2", "8", "IL-6", "700", "pg/mL"),
        ("P3", "30.5", "IL-6", "50", "pg/mL"),
        ("P1", "4", "fibrinogen", "3", "g/L"),
        ("P1", "9", "fibrinogen", "1", "g/L"),
    ]
    return make_cohort(
        {"tocilizumab": ["yes", "yes", "no", "no"], "tocilizumab_day": ["5", "", "", ""]},
        labs=rows,
    )


def test_peak_is_the_highest_value_in_the_window(treated: Cohort) -> None:
    assert known(levels.extreme(treated, "IL-6", (0, 30))) == [900, 700, 50, None]


def test_peak_before_tocilizumab_keeps_the_day_of_the_dose(treated: Cohort) -> None:
    assert known(levels.extreme(treated, "IL-6", (0, 30), untreated=True)) == [90, 700, 50, None]


def test_fibrinogen_has_a_nadir(treated: Cohort) -> None:
    assert known(levels.extreme(treated, "fibrinogen", (0, 30))) == [1, None, None, None]


def test_baseline_is_the_last_value_up_to_the_day_of_infusion(treated: Cohort) -> None:
    assert known(levels.baseline(treated, "IL-6")) == [4, None, None, None]


def test_the_latest_value_is_the_last_one_up_to_the_day(treated: Cohort) -> None:
    assert known(levels.latest(treated, "IL-6", 5)) == [90, None, None, None]
    assert known(levels.latest(treated, "IL-6", 8)) == [900, 700, None, None]
    assert known(levels.latest(treated, "IL-6", 8, untreated=True)) == [90, 700, None, None]


def test_each_day_has_its_own_extreme(make_cohort: Make) -> None:
    rows = [("2.1", "5"), ("2.9", "7"), ("4", "3")]
    labs = [("P1", day, "IL-6", value, "pg/mL") for day, value in rows]
    labs += [("P1", day, "fibrinogen", value, "g/L") for day, value in rows]
    cohort = make_cohort({"age": ["30", "30"]}, labs=labs)
    daily = levels.by_day(cohort, "IL-6", (2, 4))
    assert list(daily.columns) == [2, 3, 4]
    assert [known(daily.loc[patient]) for patient in (0, 1)] == [[7, None, 3], [None, None, None]]
    assert known(levels.by_day(cohort, "fibrinogen", (2, 4)).loc[0]) == [5, None, 3]
    assert levels.by_day(cohort, "PT", (2, 4)).isna().all(axis=None)


def test_the_day_of_an_extreme_is_the_first_and_needs_values_that_vary(make_cohort: Make) -> None:
    courses = {"P1": ["1", "9", "9", "2"], "P2": ["4", "4", "4", "4"], "P3": ["6"]}
    labs = [
        (patient, str(day), analyte, value, unit)
        for analyte, unit in (("IL-6", "pg/mL"), ("fibrinogen", "g/L"))
        for patient, values in courses.items()
        for day, value in enumerate(values, start=1)
    ]
    cohort = make_cohort({"tocilizumab_day": ["", "", "", ""]}, labs=labs)
    assert known(levels.extreme_day(cohort, "IL-6", (0, 30))) == [2, None, None, None]
    assert known(levels.extreme_day(cohort, "fibrinogen", (0, 30))) == [1, None, None, None]


def test_the_day_of_a_peak_may_be_sought_up_to_tocilizumab(treated: Cohort) -> None:
    assert known(levels.extreme_day(treated, "IL-6", (0, 30))) == [6, None, None, None]
    assert known(levels.extreme_day(treated, "IL-6", (0, 30), untreated=True)) == [5, None, None, None]


def test_a_peak_lies_at_the_limit_where_no_value_rose_above_it(make_cohort: Make) -> None:
    rows = ["P1,1,IL-6,1.5,pg/mL,below", "P1,2,IL-6,8,pg/mL,", "P2,1,IL-6,1.5,pg/mL,below"]
    rows += ["P1,1,IL-10,3,pg/mL,", "P1,1,PT,12,s,"]
    cohort = make_cohort({"age": ["30", "30", "30"]}, labs=[], settings="[detection_limits]\nIL-10 = 3.0\n")
    (cohort.folder / "labs.csv").write_text("\n".join(["patient_id,day,analyte,value,unit,censored", *rows, ""]))
    cohort = read(cohort.folder)
    assert known(levels.at_limit(cohort, "IL-6", (0, 30))) == [False, True, None]
    # A limit that no value fell under is known too; without any, there is nothing to tell.
    assert known(levels.at_limit(cohort, "IL-10", (0, 30))) == [False, None, None]
    assert known(levels.at_limit(cohort, "PT", (0, 30))) == [None, None, None]


def test_the_last_value_and_the_values_of_each_day_lie_at_the_limit_too(make_cohort: Make) -> None:
    rows = ["P1,-1,IL-6,8,pg/mL,", "P1,0,IL-6,1.5,pg/mL,below", "P1,2.1,IL-6,1.5,pg/mL,below", "P1,2.8,IL-6,3,pg/mL,"]
    rows += ["P2,-3,IL-6,1.5,pg/mL,below", "P2,-1,IL-6,2,pg/mL,", "P2,5,IL-6,1.5,pg/mL,below", "P1,1,PT,12,s,"]
    cohort = make_cohort({"age": ["30", "30", "30"]}, labs=[])
    (cohort.folder / "labs.csv").write_text("\n".join(["patient_id,day,analyte,value,unit,censored", *rows, ""]))
    cohort = read(cohort.folder)
    assert known(levels.latest_at_limit(cohort, "IL-6", 0)) == [True, False, None]
    # Of P1 on days 0 and 2, and of P2 on day 5.
    assert levels.days_at_limit(cohort, "IL-6", (0, 30)).tolist() == [True, False, True]
    assert known(levels.days_at_limit(cohort, "PT", (0, 30))) == [None]
