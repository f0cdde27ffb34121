"""The clinical definitions, on cohorts small enough to check by eye."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.cohort import Cohort
from analysis.findings import definitions

Make = Callable[..., Cohort]


def known(values: pd.Series) -> list[object]:
    return [None if pd.isna(v) else v for v in values]


def test_remission_counts_incomplete_recovery_and_leaves_out_the_unevaluable(make_cohort: Make) -> None:
    cohort = make_cohort({"response": ["CR", "CRi", "PR", "SD", "PD", "NR", ""]})
    assert known(definitions.complete_remission(cohort)) == [True, True, False, False, False, False, None]
    assert known(definitions.treatment_failure(cohort)) == [False, False, True, True, True, True, None]


def test_severity_follows_the_grade_that_cohort_toml_sets(make_cohort: Make) -> None:
    grades = {"crs_grade": ["0", "1", "2", "3", ""]}
    assert known(definitions.severe_not_mild(make_cohort(grades))) == [False, False, True]
    lower = make_cohort(grades, settings="severe_crs_grade = 2\n")
    assert known(definitions.severe_not_mild(lower)) == [False, True, True]


def test_duration_counts_both_ends(make_cohort: Make) -> None:
    cohort = make_cohort({"crs_onset_day": ["3", "3", ""], "crs_end_day": ["3", "9", ""]})
    assert known(definitions.crs_duration(cohort)) == [1, 7, None]


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
    assert known(definitions.extreme(treated, "IL-6", (0, 30))) == [900, 700, 50, None]


def test_peak_before_tocilizumab_keeps_the_day_of_the_dose(treated: Cohort) -> None:
    assert known(definitions.extreme(treated, "IL-6", (0, 30), untreated=True)) == [90, 700, 50, None]


def test_fibrinogen_has_a_nadir(treated: Cohort) -> None:
    assert known(definitions.extreme(treated, "fibrinogen", (0, 30))) == [1, None, None, None]


def test_baseline_is_the_last_value_up_to_the_day_of_infusion(treated: Cohort) -> None:
    assert known(definitions.baseline(treated, "IL-6")) == [4, None, None, None]


def test_event_free_time_ends_at_failure_relapse_or_death(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "response": ["CR", "CR", "CR", "CR", "PD", "PD", ""],
            "relapse_day": ["100", "", "", "", "", "20", ""],
            "last_contact_day": ["300", "200", "400", "", "90", "90", "17"],
            "died": ["yes", "yes", "no", "", "no", "no", "yes"],
        }
    )
    time, event = definitions.event_free(cohort)
    assert known(time) == [100, 200, 400, None, 30, 20, 17]
    assert known(event) == [True, True, False, None, True, True, True]


def test_nobody_is_event_free_where_relapse_was_not_recorded(make_cohort: Make) -> None:
    time, event = definitions.event_free(make_cohort({"last_contact_day": ["300"], "died": ["no"]}))
    assert known(time) == known(event) == [None]


def test_months() -> None:
    assert definitions.months(pd.Series([0.0, 365.25])).tolist() == pytest.approx([0, 12])


def test_infected_counts_onsets_in_the_window_only(make_cohort: Make) -> None:
    cohort = make_cohort(
        {"age": ["30", "30", "30"]},
        infections=[("P1", "0", "viral", "no"), ("P2", "31", "viral", "no"), ("P1", "30", "fungal", "no")],
    )
    assert known(definitions.infected(cohort)) == [True, False, False]
    found = definitions.episodes(cohort)
    assert found is not None
    assert len(found) == 2


def test_no_file_of_infections_is_not_a_file_without_infections(make_cohort: Make, bare: Cohort) -> None:
    assert known(definitions.infected(bare)) == [None, None, None]
    assert known(definitions.infected(make_cohort({"age": ["30"]}, infections=[]))) == [False]


def test_bridging_other_than_fc(make_cohort: Make) -> None:
    cohort = make_cohort({"bridging": ["none", "FC", "other", ""]})
    assert known(definitions.other_bridging(cohort)) == [False, False, True, None]


def test_among_takes_those_to_whom_the_mask_applies() -> None:
    values = pd.Series([1.0, 2.0, 3.0])
    mask = pd.Series([True, False, pd.NA], dtype="boolean")
    assert definitions.among(mask, values).tolist() == [1.0]
    nobody_known = pd.Series([pd.NA] * 3, dtype="boolean")
    assert np.isnan(definitions.among(nobody_known, values)).all()
    assert len(definitions.among(nobody_known, values)) == 3
    assert definitions.among(mask.iloc[1:], values).tolist() == []
