"""What the abstract of the response study prints, and what must be so in any cohort like it."""

import datetime

import pandas as pd

from analysis.cohort import Cohort


def test_settings(response: Cohort) -> None:
    assert response.settings.synthetic
    assert response.settings.title.startswith("Synthetic")
    assert response.settings.licence == "CC0-1.0"
    assert response.settings.centre == "a single centre (not named in the abstract)"
    assert response.settings.period == "June 2016 to June 2019"
    assert response.settings.early_window == (1, 7)
    assert response.infections is None


def test_pinned_numbers(response: Cohort) -> None:
    patients = response.patients
    assert len(patients) == 55
    assert patients["response"].notna().sum() == 54
    assert patients["response"].isin(["CR", "CRi"]).sum() == 48
    assert (patients["crs_grade"] > 0).sum() == 47


def test_both_products_and_no_fatal_crs(response: Cohort) -> None:
    assert set(response.patients["product"]) == {"CD19", "CD19/CD22"}
    assert response.patients["crs_grade"].max() == 4
    assert 0.15 <= (response.patients["crs_grade"] >= 3).mean() <= 0.30


def test_some_with_mild_crs_were_treated_and_some_with_severe_were_not(response: Cohort) -> None:
    severe = response.patients["crs_grade"] >= response.settings.severe_crs_grade
    for treatment in ("tocilizumab", "steroids"):
        given = response.patients[treatment]
        assert given[~severe].any()
        assert not given[severe].all()
        assert given[severe].mean() > given[~severe].mean()
        assert response.patients[f"{treatment}_day"].notna().equals(given.astype(bool))


def test_whoever_was_not_evaluable_died_before_the_assessment(response: Cohort) -> None:
    lost = response.patients[response.patients["response"].isna()]
    assert lost["died"].all()
    assert (lost["last_contact_day"] < response.settings.response_day).all()
    assert lost["mrd"].isna().all()


def test_follow_up_fits_the_period_and_the_cut_off(response: Cohort) -> None:
    patients = response.patients
    longest = (datetime.date(2019, 12, 31) - datetime.date(2016, 6, 1)).days
    assert patients["last_contact_day"].max() <= longest
    # Whoever is alive and not lost was seen at the cut-off, at least half a year after the last infusion.
    assert (patients.loc[~patients["died"], "last_contact_day"] >= 100).all()
    assert patients["last_contact_day"].nunique() > 40
    assert patients["death_cause"].notna().equals(patients["died"].astype(bool))


def test_failures_progress_at_the_assessment_and_remissions_relapse_later(response: Cohort) -> None:
    patients = response.patients.dropna(subset=["response"])
    remission = patients["response"].isin(["CR", "CRi"])
    assert (patients.loc[~remission, "relapse_day"] == response.settings.response_day).all()
    assert (patients.loc[remission, "relapse_day"].dropna() > response.settings.response_day).all()
    assert patients.loc[~remission, "hsct_day"].isna().all()
    assert patients["hsct_day"].notna().any()
    leukaemia = patients["death_cause"] == "leukaemia"
    assert patients.loc[leukaemia, "relapse_day"].notna().all()


def test_survival_lies_near_the_published(response: Cohort) -> None:
    patients = response.patients
    year = pd.Series(patients["died"] & (patients["last_contact_day"] <= 365)).mean()
    assert 0.2 <= year <= 0.45
