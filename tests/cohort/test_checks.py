"""Rules between columns and tables: each is broken once, and holds where the facts are not known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.cohort import read

Write = Callable[..., Path]
Faults = Callable[..., list[str]]

LABS_HEAD = "patient_id,day,analyte,value,unit\n"


def patients(**facts: object) -> str:
    """One patient with these facts."""
    return f"patient_id,{','.join(facts)}\nP1,{','.join(map(str, facts.values()))}\n"


@pytest.mark.parametrize(
    ("facts", "column", "told"),
    [
        ({"crs_grade": 0, "crs_onset_day": 3}, "crs_onset_day", "'3': must be empty where crs_grade is 0"),
        ({"crs_grade": 0, "severe_crs_day": 3}, "severe_crs_day", "'3': must be empty where crs_grade is 0"),
        ({"crs_grade": 0, "crs_end_day": 3}, "crs_end_day", "'3': must be empty where crs_grade is 0"),
        ({"crs_onset_day": 5, "crs_end_day": 4}, "crs_onset_day", "'5': must not come after crs_end_day"),
        ({"crs_onset_day": 5, "severe_crs_day": 4}, "crs_onset_day", "'5': must not come after severe_crs_day"),
        ({"severe_crs_day": 5, "crs_end_day": 4}, "severe_crs_day", "'5': must not come after crs_end_day"),
        *(
            ({day: 9, "last_contact_day": 8}, day, "'9': must not come after last_contact_day")
            for day in (
                "crs_onset_day",
                "severe_crs_day",
                "crs_end_day",
                "tocilizumab_day",
                "steroids_day",
                "progression_day",
                "relapse_day",
                "hsct_day",
            )
        ),
        ({"tocilizumab": "no", "tocilizumab_day": 2}, "tocilizumab_day", "'2': must be empty where tocilizumab is no"),
        ({"steroids": "no", "steroids_day": 2}, "steroids_day", "'2': must be empty where steroids is no"),
        (
            {"primary_infection": "no", "infection_progressed": "yes"},
            "infection_progressed",
            "'yes': must be empty where primary_infection is no",
        ),
        (
            {"infection_progressed": "no", "progression_day": 2},
            "progression_day",
            "'2': must be empty where infection_progressed is no",
        ),
        (
            {"died": "no", "death_cause": "CRS", "last_contact_day": 9},
            "death_cause",
            "'CRS': must be empty where died is no",
        ),
        ({"died": "no"}, "last_contact_day", "is needed where died is given"),
    ],
)
def test_facts_that_contradict_one_another_are_faults(
    dataset: Write, faults: Faults, facts: dict[str, object], column: str, told: str
) -> None:
    assert faults(read, dataset(patients=patients(**facts))) == [f"patients.csv, row 2, column {column}: {told}"]


@pytest.mark.parametrize(
    "facts",
    [
        {"crs_grade": 3, "crs_onset_day": 3, "severe_crs_day": 3, "crs_end_day": 3, "last_contact_day": 3},
        {"crs_grade": "", "crs_onset_day": 3},
        {"crs_onset_day": "", "crs_end_day": 3},
        {"tocilizumab": "", "tocilizumab_day": 2},
        {"tocilizumab": "yes", "tocilizumab_day": ""},
        {"primary_infection": "yes", "infection_progressed": "no"},
        {"died": "yes", "death_cause": "", "last_contact_day": 0},
        {"died": "", "last_contact_day": ""},
    ],
)
def test_facts_that_agree_or_are_not_known_are_taken(dataset: Write, facts: dict[str, object]) -> None:
    assert len(read(dataset(patients=patients(**facts))).patients) == 1


def test_every_contradiction_is_told_by_its_own_row(dataset: Write, faults: Faults) -> None:
    rows = "patient_id,tocilizumab,tocilizumab_day,died\nP1,no,2,\nP2,yes,2,\n\nP3,no,4,no\n"
    assert faults(read, dataset(patients=rows)) == [
        "patients.csv, row 5, column last_contact_day: is needed where died is given",
        "patients.csv, row 2, column tocilizumab_day: '2': must be empty where tocilizumab is no",
        "patients.csv, row 5, column tocilizumab_day: '4': must be empty where tocilizumab is no",
    ]


def test_a_patient_stands_once(dataset: Write, faults: Faults) -> None:
    assert faults(read, dataset(patients="patient_id\nP1\n01\n1\nP1\n")) == [
        "patients.csv, row 5, column patient_id: 'P1': stands twice; each patient has one row"
    ]


def test_a_dataset_holds_patients(dataset: Write, faults: Faults) -> None:
    assert faults(read, dataset(patients="patient_id\n")) == ["patients.csv: holds no patient"]


def test_other_tables_name_known_patients_only(dataset: Write, faults: Faults) -> None:
    folder = dataset(
        patients="patient_id\n007\n",
        labs=LABS_HEAD + "007,1,CRP,3,mg/L\n7,1,CRP,3,mg/L\n",
        infections="patient_id,day,kind\nÖ,1,viral\n",
    )
    assert faults(read, folder) == [
        "labs.csv, row 3, column patient_id: '7': is not in patients.csv",
        "infections.csv, row 2, column patient_id: 'Ö': is not in patients.csv",
    ]


def test_an_analyte_has_one_unit(dataset: Write, faults: Faults) -> None:
    assert faults(read, dataset(labs=LABS_HEAD + "P1,1,CRP,3,mg/L\nP1,1,ferritin,3,mg/L\n")) == [
        "labs.csv, row 3, column unit: 'mg/L': must be ug/L for ferritin"
    ]


def test_a_measurement_stands_once(dataset: Write, faults: Faults) -> None:
    rows = "P1,1,CRP,3,mg/L\nP1,1.0,CRP,4,mg/L\nP1,1.01,CRP,4,mg/L\nP2,1,CRP,4,mg/L\nP1,1,LDH,4,U/L\n"
    assert faults(read, dataset(labs=LABS_HEAD + rows)) == [
        "labs.csv, row 3, column day: '1': stands twice for this patient and CRP"
    ]


@pytest.mark.parametrize(("grade", "scale"), [("crs_grade", "crs_scale"), ("crs_grade_other", "crs_scale_other")])
def test_grades_need_the_name_of_their_scale(dataset: Write, faults: Faults, grade: str, scale: str) -> None:
    settings = 'title = "T"\nsynthetic = true\nsource = "S"\nlicence = "L"\n'
    assert len(read(dataset(settings=settings, patients=patients(**{grade: ""}))).patients) == 1
    assert faults(read, dataset(settings=settings, patients=patients(**{grade: 0}))) == [
        f"cohort.toml, key {scale}: is missing: it names the scale of {grade}"
    ]
    assert read(dataset(settings=f'{settings}{scale} = "Lee 2014"\n', patients=patients(**{grade: 0}))).recorded(grade)
