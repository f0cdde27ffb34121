"""The laboratory courses allow the honest analyses: gaps, limits, treatment and time."""

import numpy as np
import pandas as pd
import pytest

from analysis.cohort import Cohort
from analysis.synthetic.assumptions import FERRITIN_LIMIT

CYTOKINES = ("IL-6", "IL-10", "IFN-gamma")
COAGULATION = ("PT", "APTT", "D-dimer", "fibrinogen")
OTHERS = ("CRP", "ferritin", "LDH", "platelets", "creatinine")


@pytest.fixture
def labs(response: Cohort) -> pd.DataFrame:
    days = ["patient_id", "crs_grade", "crs_onset_day", "crs_end_day", "tocilizumab_day", "last_contact_day"]
    return response.labs.merge(response.patients[days], on="patient_id")


def day_of_extreme(labs: pd.DataFrame, analyte: str) -> float:
    """Median day of the extreme in severe CRS."""
    rows = labs[(labs["analyte"] == analyte) & (labs["crs_grade"] >= 3) & (labs["day"] >= 0)]
    values = rows.groupby("patient_id")["value"]
    at = values.idxmin() if analyte == "fibrinogen" else values.idxmax()
    return float(rows.loc[at, "day"].median())


def test_every_analyte_in_every_patient(response: Cohort) -> None:
    seen = response.labs.groupby("analyte")["patient_id"].nunique()
    assert set(seen.index) == {*CYTOKINES, *COAGULATION, *OTHERS}
    assert (seen == len(response.patients)).all()


def test_days_are_missing_and_more_often_in_the_well(labs: pd.DataFrame) -> None:
    planned = labs[(labs["analyte"] == "CRP") & labs["day"].between(0, 30)]
    ill = planned["day"].between(planned["crs_onset_day"], planned["crs_end_day"]).fillna(False)
    people = planned.drop_duplicates("patient_id")
    days_ill = (people["crs_end_day"] - people["crs_onset_day"] + 1).sum()
    days_well = (people["last_contact_day"].clip(upper=30) + 1).sum() - days_ill
    assert 0.85 < ill.sum() / days_ill < 0.97
    assert 0.65 < (~ill).sum() / days_well < 0.80


def test_sampling_is_sparser_before_infusion(response: Cohort) -> None:
    per_day = response.labs.groupby("day").size()
    assert set(per_day.index[per_day.index < 0]) == {-7, -5, -3, -1}
    assert set(per_day.index[per_day.index >= 0]) == set(range(31))


def test_nothing_is_measured_after_last_contact(labs: pd.DataFrame) -> None:
    assert (labs["day"] <= labs["last_contact_day"]).all()


def test_values_below_detection_stand_at_the_limit(response: Cohort) -> None:
    limits = response.settings.detection_limits
    below = response.labs[response.labs["censored"] == "below"]
    assert set(below["analyte"]) == set(limits)
    assert (below["value"] == below["analyte"].map(limits)).all()
    measured = response.labs[response.labs["censored"].isna() & response.labs["analyte"].isin(limits)]
    assert (measured["value"] >= measured["analyte"].map(limits)).all()


def test_a_few_ferritins_are_over_the_upper_limit(response: Cohort) -> None:
    above = response.labs[response.labs["censored"] == "above"]
    assert set(above["analyte"]) == {"ferritin"}
    assert (above["value"] == FERRITIN_LIMIT).all()
    assert 0 < len(above) < 0.05 * (response.labs["analyte"] == "ferritin").sum()


def test_tocilizumab_raises_il6_for_some_days(labs: pd.DataFrame) -> None:
    il6 = labs[(labs["analyte"] == "IL-6") & labs["tocilizumab_day"].notna()]
    since = il6["day"] - il6["tocilizumab_day"]
    before = il6[since.between(-1, 0)].groupby("patient_id")["value"].mean()
    after = il6[since.between(1, 2)].groupby("patient_id")["value"].mean()
    other = labs[(labs["analyte"] == "IL-10") & labs["tocilizumab_day"].notna()]
    since = other["day"] - other["tocilizumab_day"]
    control = (
        other[since.between(1, 2)].groupby("patient_id")["value"].mean()
        / other[since.between(-1, 0)].groupby("patient_id")["value"].mean()
    )
    assert (after / before).median() > 2 * control.median()


def test_peak_of_il6_differs_from_the_peak_before_tocilizumab(labs: pd.DataFrame) -> None:
    il6 = labs[(labs["analyte"] == "IL-6") & labs["tocilizumab_day"].notna() & (labs["day"] >= 0)]
    highest = il6.groupby("patient_id")["value"].max()
    before = il6[il6["day"] <= il6["tocilizumab_day"]].groupby("patient_id")["value"].max()
    raised = (highest > before.reindex(highest.index)).sum()
    assert len(highest) / 2 < raised < len(highest)


def test_coagulation_follows_the_cytokines(labs: pd.DataFrame) -> None:
    cytokines = np.median([day_of_extreme(labs, analyte) for analyte in CYTOKINES])
    coagulation = np.median([day_of_extreme(labs, analyte) for analyte in COAGULATION])
    assert 4 <= cytokines <= 7
    assert 2 <= coagulation - cytokines <= 6


@pytest.mark.parametrize("analyte", [*CYTOKINES, *COAGULATION])
def test_markers_recover_by_the_last_days(labs: pd.DataFrame, analyte: str) -> None:
    rows = labs[(labs["analyte"] == analyte) & (labs["crs_grade"] >= 3)]
    base, worst, late = (
        np.log(rows.loc[rows["day"].between(*window), "value"].median()) for window in ((-7, 0), (6, 12), (26, 30))
    )
    assert abs(late - base) < abs(worst - base) / 4


def test_a_patient_changes_smoothly_from_day_to_day(response: Cohort) -> None:
    pt = response.labs[response.labs["analyte"] == "PT"]
    logs = np.log(pt.pivot_table(index="patient_id", columns="day", values="value"))
    # Two days apart by one differ less than two days apart by four, once the course is back at its base.
    near, far = (np.nanstd(logs.loc[:, 22:30].diff(gap, axis=1)) for gap in (1, 4))
    assert near < 0.85 * far
