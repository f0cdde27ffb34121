"""What the abstract of the infection study prints, and what must be so in any cohort like it."""

import pandas as pd
import pytest

from analysis.cohort import Cohort


@pytest.fixture
def early(infection: Cohort) -> pd.DataFrame:
    assert infection.infections is not None
    return infection.infections[infection.infections["day"].between(0, 30)]


def test_settings(infection: Cohort) -> None:
    assert infection.settings.synthetic
    assert infection.settings.title.startswith("Synthetic")
    assert infection.settings.centre == "Tongji Hospital affiliated to Huazhong University of Science and Technology"
    assert infection.settings.period == "June 2016 to September 2019"
    assert infection.settings.infection_window == (0, 30)
    assert infection.labs.empty


def test_pinned_patients(infection: Cohort) -> None:
    assert len(infection.patients) == 90
    assert (infection.patients["product"] == "CD19/CD22").all()
    assert infection.patients["primary_infection"].sum() == 34
    assert infection.patients["infection_progressed"].sum() == 11
    assert (
        infection.patients["infection_progressed"].notna().equals(infection.patients["primary_infection"].astype(bool))
    )


def test_pinned_infections(infection: Cohort, early: pd.DataFrame) -> None:
    free = infection.patients.loc[~infection.patients["primary_infection"], "patient_id"]
    assert len(free) == 56
    assert early["patient_id"].isin(free).all()
    assert len(early) == 17
    assert early["patient_id"].nunique() == 16
    assert (early["kind"] == "bacterial").sum() > 17 / 2


def test_pinned_deaths(infection: Cohort, early: pd.DataFrame) -> None:
    assert infection.infections is not None
    fatal = early[early["fatal"]]
    assert len(fatal) == 2
    assert infection.infections["fatal"].sum() == 2
    dead = infection.patients[infection.patients["death_cause"] == "infection"].set_index("patient_id")
    assert set(dead.index) == set(fatal["patient_id"])
    assert (dead["last_contact_day"] > fatal.set_index("patient_id")["day"]).all()


def test_two_episodes_of_one_patient_lie_apart(early: pd.DataFrame) -> None:
    twice = early[early.duplicated("patient_id", keep=False)]
    assert twice["day"].max() - twice["day"].min() >= 5


def test_later_infections_are_in_both_groups_while_the_patient_is_seen(infection: Cohort) -> None:
    assert infection.infections is not None
    late = infection.infections[infection.infections["day"] > 30].merge(infection.patients, on="patient_id")
    assert late["day"].max() <= 90
    assert (late["day"] <= late["last_contact_day"]).all()
    assert set(late["primary_infection"]) == {True, False}


def test_order_of_severe_crs_and_progression_matters(infection: Cohort) -> None:
    both = infection.patients.dropna(subset=["progression_day", "severe_crs_day"])
    before = (both["progression_day"] < both["severe_crs_day"]).sum()
    assert 1 <= before <= 2
    assert (both["progression_day"] > both["severe_crs_day"]).sum() > 2 * before


def test_bridging_has_all_three_kinds_in_both_groups(infection: Cohort) -> None:
    counts = infection.patients.groupby(["primary_infection", "bridging"]).size()
    assert len(counts) == 6
    assert counts.min() >= 5


def test_whoever_died_before_the_assessment_has_no_response(infection: Cohort) -> None:
    patients = infection.patients
    dead = patients["died"] & (patients["last_contact_day"] <= infection.settings.response_day)
    assert patients["response"].isna().equals(dead.astype(bool))
