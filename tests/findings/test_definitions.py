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


def test_at_risk_of_severe_crs_is_who_lives_without_it(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "crs_grade": ["3", "3", "0", "1", "4", "", "2"],
            "severe_crs_day": ["3", "4", "", "", "", "", ""],
            "last_contact_day": ["90", "90", "", "3", "90", "90", "4"],
            "died": ["no", "no", "", "yes", "no", "no", "yes"],
        }
    )
    assert known(definitions.severe_by(cohort, 3)) == [True, False, False, False, None, None, False]
    assert known(definitions.died_by(cohort, 3)) == [False, False, None, True, False, False, False]
    assert known(definitions.severe_after(cohort, 3)) == [None, True, False, None, None, None, False]


def test_without_the_day_of_any_severe_case_nobody_is_known_to_be_at_risk(make_cohort: Make) -> None:
    assert known(definitions.severe_after(make_cohort({"crs_grade": ["3", "0"]}), 3)) == [None, None]
    assert known(definitions.severe_after(make_cohort({"crs_grade": ["1", "0"]}), 3)) == [False, False]


def test_event_free_time_ends_at_failure_relapse_or_death(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "response": ["CR", "CR", "CR", "CR", "PD", "PD", "", "PD"],
            "relapse_day": ["100", "", "", "", "", "20", "", ""],
            "last_contact_day": ["300", "200", "400", "", "90", "90", "17", "28"],
            "died": ["yes", "yes", "no", "", "no", "no", "yes", "no"],
        }
    )
    time, event = definitions.event_free(cohort)
    assert known(time) == [100, 200, 400, None, 30, 20, 17, 28]
    assert known(event) == [True, True, False, None, True, True, True, True]


@pytest.mark.parametrize("recorded", [{"response": ["CR"]}, {"relapse_day": ["100"]}])
def test_nobody_is_event_free_where_response_or_relapse_was_not_recorded(
    make_cohort: Make, recorded: dict[str, list[str]]
) -> None:
    time, event = definitions.event_free(make_cohort({"last_contact_day": ["300"], "died": ["no"], **recorded}))
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


def test_time_to_crs_ends_at_crs_death_last_contact_or_the_end_of_the_window(make_cohort: Make) -> None:
    cohort = make_cohort(
        {
            "crs_grade": ["1", "3", "0", "0", "0", "", "2", "2"],
            "crs_onset_day": ["4", "2", "", "", "", "", "", "45"],
            "severe_crs_day": ["", "6", "", "", "", "", "", ""],
            "last_contact_day": ["400", "400", "9", "12", "400", "400", "400", "400"],
            "died": ["no", "no", "yes", "no", "yes", "no", "no", "no"],
        }
    )
    time, status = definitions.time_to_crs(cohort)
    # The sixth has no grade, and the seventh no day; the last had CRS after the window.
    assert known(time) == [4, 2, 9, 12, 30, None, None, 30]
    assert known(status) == [1, 1, 2, 0, 0, None, None, 0]
    time, status = definitions.time_to_crs(cohort, severe=True)
    assert known(time) == [30, 6, 9, 12, 30, None, 30, 30]
    assert known(status) == [0, 1, 2, 0, 0, None, 0, 0]


def test_without_last_contact_a_patient_without_crs_counts_to_the_end_of_the_window(make_cohort: Make) -> None:
    time, status = definitions.time_to_crs(make_cohort({"crs_grade": ["0", "1"], "crs_onset_day": ["", "3"]}))
    assert (known(time), known(status)) == ([30, 3], [0, 1])


def test_nobody_is_free_of_crs_where_no_day_was_recorded(make_cohort: Make) -> None:
    time, status = definitions.time_to_crs(make_cohort({"crs_grade": ["0", "1"]}))
    assert known(time) == known(status) == [None, None]


@pytest.fixture
def followed(make_cohort: Make) -> Cohort:
    """P3 was followed to the response day only, P4 relapsed on it, P6 died before it; nobody assessed P7."""
    return make_cohort(
        {
            "response": ["CR", "CR", "CRi", "CR", "PD", "", "", "CR"],
            "relapse_day": ["130", "", "", "30", "", "", "", ""],
            "last_contact_day": ["230", "430", "30", "100", "90", "12", "400", ""],
            "died": ["yes", "no", "no", "yes", "yes", "yes", "no", ""],
        }
    )


def test_at_the_response_day_are_the_assessed_who_are_followed_beyond_it(followed: Cohort, bare: Cohort) -> None:
    assert known(definitions.at_response(followed)) == [True, True, False, True, True, False, False, False]
    assert known(definitions.at_response(bare)) == [None, None, None]


def test_relapse_free_time_counts_from_the_response_day(followed: Cohort, bare: Cohort) -> None:
    time, event = definitions.relapse_free(followed)
    # Of P8 the dataset tells that remission was reached, and no more.
    assert time.index.tolist() == event.index.tolist() == [0, 1, 7]
    assert known(time) == [100, 400, None]
    assert known(event) == [True, False, None]
    assert [known(values) for values in definitions.relapse_free(bare)] == [[None] * 3] * 2
