"""Rules between columns and tables: each is broken once, and holds where the facts are not known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.cohort import read
from analysis.cohort.checks import RULES, listing
from analysis.cohort.schema import ANALYTES

Write = Callable[..., Path]
Faults = Callable[..., list[str]]

DATA = Path(__file__).resolve().parents[2] / "data"
SETTINGS = 'title = "T"\nsynthetic = true\nsource = "S"\nlicence = "L"\ncrs_scale = "ASTCT 2019"\n'
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


@pytest.mark.parametrize(
    ("facts", "column", "told"),
    [
        ({"crs_grade": 2, "severe_crs_day": 3}, "severe_crs_day", "'3': must be empty where crs_grade is below"),
        ({"relapse_day": 0}, "relapse_day", "'0': must come after day 0"),
        ({"hsct_day": 0}, "hsct_day", "'0': must come after day 0"),
        ({"crs_grade": 5, "died": "no", "last_contact_day": 9}, "crs_grade", "'5': must not be 5 where died is no"),
        ({"icans_grade": 5, "died": "no", "last_contact_day": 9}, "icans_grade", "'5': must not be 5 where died is no"),
    ],
)
def test_facts_that_cannot_be_are_faults(
    dataset: Write, faults: Faults, facts: dict[str, object], column: str, told: str
) -> None:
    (only,) = faults(read, dataset(patients=patients(**facts)))
    assert only.startswith(f"patients.csv, row 2, column {column}: {told}")


DEAD = {"died": "yes", "last_contact_day": 40}


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"crs_onset_day": 29}, "crs_onset_day"),
        ({"tocilizumab": "yes", "tocilizumab_day": 2, "crs_onset_day": 3}, "tocilizumab_day"),
        ({"died": "yes", "last_contact_day": 0}, "last_contact_day"),
        ({**DEAD, "crs_grade": 5, "death_cause": "other"}, "death_cause"),
        ({**DEAD, "crs_grade": 4, "death_cause": "CRS"}, "death_cause"),
        ({**DEAD, "response": "CR", "death_cause": "leukaemia"}, "death_cause"),
        ({"death_cause": "CRS"}, "death_cause"),
        ({"crs_grade": 0, "tocilizumab": "yes"}, "tocilizumab"),
        ({"crs_grade": 0, "icans_grade": 0, "steroids": "yes"}, "steroids"),
        ({"response": "PD", "mrd": "negative"}, "mrd"),
        ({"response": "CR", "relapse_day": 20}, "relapse_day"),
        ({"response": "CR", "last_contact_day": 20}, "response"),
        ({"tocilizumab_day": 2}, "tocilizumab_day"),
        ({"steroids_day": 2}, "steroids_day"),
        ({"progression_day": 2}, "progression_day"),
    ],
)
def test_facts_that_are_odd_are_warnings(dataset: Write, facts: dict[str, object], column: str) -> None:
    (only,) = read(dataset(patients=patients(**facts))).warnings
    assert (only.file, only.row, only.column, only.value) == ("patients.csv", 2, column, str(facts[column]))
    assert only.remedy


@pytest.mark.parametrize(
    "facts",
    [
        {"crs_onset_day": 28},
        {"tocilizumab": "yes", "tocilizumab_day": 3, "crs_onset_day": 3},
        {**DEAD, "crs_grade": 5, "death_cause": "CRS"},
        {**DEAD, "response": "CR", "relapse_day": 35, "death_cause": "leukaemia"},
        {**DEAD, "response": "PD", "death_cause": "leukaemia"},
        {"crs_grade": 0, "icans_grade": 2, "steroids": "yes"},
        {"response": "PD", "mrd": "positive", "relapse_day": 5},
        {"response": "CR", "relapse_day": 30, "last_contact_day": 30},
        {"mrd": "negative"},
    ],
)
def test_what_happens_to_patients_is_not_odd(dataset: Write, facts: dict[str, object]) -> None:
    assert read(dataset(patients=patients(**facts))).warnings == ()


@pytest.mark.parametrize(
    ("rows", "column", "row"),
    [
        ("crs_grade,severe_crs_day\nP1,3,2\nP2,4,\n", "severe_crs_day", 3),
        ("crs_grade,crs_onset_day\nP1,,2\nP2,1,\n", "crs_onset_day", 3),
        ("died,last_contact_day\nP1,no,9\nP2,,8\n", "died", 3),
        ("primary_infection\nP1,yes\nP2,\n", "primary_infection", 3),
        ("response,mrd\nP1,CR,\nP2,,negative\n", "mrd", 3),
    ],
)
def test_what_other_patients_have_is_missed(dataset: Write, rows: str, column: str, row: int) -> None:
    found = read(dataset(patients=f"patient_id,{rows}")).warnings
    assert (column, row) in [(fault.column, fault.row) for fault in found]


def test_two_scales_that_differ_on_whether_there_was_any_are_odd(dataset: Write) -> None:
    settings = SETTINGS + 'crs_scale_other = "Lee 2014"\n'
    rows = "patient_id,crs_grade,crs_grade_other\nP1,0,1\nP2,1,3\nP3,,1\n"
    (only,) = [w for w in read(dataset(settings=settings, patients=rows)).warnings if w.column == "crs_grade_other"]
    assert only.row == 2


FATAL = "patient_id,day,kind,fatal\n"


@pytest.mark.parametrize(
    ("died", "cause", "told"),
    [
        ("no", "", "'yes': must not be yes where the patient did not die"),
        ("yes", "other", "'yes': must not be yes where death_cause is another than infection"),
    ],
)
def test_a_fatal_infection_needs_its_death(dataset: Write, faults: Faults, died: str, cause: str, told: str) -> None:
    facts = patients(died=died, death_cause=cause, last_contact_day=9)
    assert faults(read, dataset(patients=facts, infections=FATAL + "P1,3,viral,yes\n")) == [
        f"infections.csv, row 2, column fatal: {told}"
    ]


def test_infections_and_deaths_that_do_not_meet_are_odd(dataset: Write) -> None:
    rows = (
        "patient_id,died,death_cause,last_contact_day,infection_progressed\n"
        "P1,yes,infection,9,no\nP2,yes,infection,9,yes\nP3,yes,infection,900,no\nP4,yes,infection,9,no\nP5,,,,\n"
    )
    infections = FATAL + "P4,3,viral,yes\nP4,4,fungal,yes\nP5,3,viral,yes\nP2,3,viral,no\nP5,200,viral,no\n"
    found = read(dataset(patients=rows, infections=infections)).warnings
    assert [(w.file, w.row, w.column) for w in found] == [
        ("infections.csv", 6, "day"),
        ("infections.csv", 3, "fatal"),
        ("infections.csv", 4, "fatal"),
        ("patients.csv", 2, "death_cause"),
        ("patients.csv", 6, "died"),
    ]


def test_an_episode_stands_once_unless_something_tells_two_apart(dataset: Write, faults: Faults) -> None:
    head = "patient_id,day,kind,organism\n"
    assert read(dataset(infections=head + "P1,3,viral,CMV\nP1,3,viral,EBV\n")).infections is not None
    (only,) = faults(read, dataset(infections=head + "P1,3,viral,\nP1,3,viral,\n"))
    assert only.startswith("infections.csv, row 3, column patient_id: 'P1': has the same episode twice")


@pytest.mark.parametrize("table", ["labs", "infections"])
def test_nothing_is_recorded_after_the_last_contact(dataset: Write, faults: Faults, table: str) -> None:
    rows = {
        "labs": LABS_HEAD + "P1,9.9,CRP,3,mg/L\nP1,10,CRP,3,mg/L\n",
        "infections": "patient_id,day,kind\nP1,9,viral\nP1,10,viral\n",
    }
    (only,) = faults(read, dataset(patients=patients(last_contact_day=9), **{table: rows[table]}))
    assert only == f"{table}.csv, row 3, column day: '10': must not come after the patient's last_contact_day"


def course(values: str, analyte: str = "CRP", unit: str = "mg/L") -> str:
    """One measurement a day."""
    rows = (f"P1,{day},{analyte},{value},{unit}\n" for day, value in enumerate(values.split()))
    return LABS_HEAD + "".join(rows)


@pytest.mark.parametrize(
    ("labs", "row", "told"),
    [
        (course("3 5 5 5 5 5 5 5 5 5 5 5 9"), 3, "of CRP is the same in this patient for 10 days or longer"),
        (course("3 5 0.004 3"), 4, "of CRP is 1000 times the patient's last value"),
        (course("5 5 5 5 5 5 5 5 5 5"), 2, "is the same in all measurements of CRP"),
        (course("3 5 9 0.001"), 5, "is not plausible for CRP in mg/L"),
        (course("3 320 2 2", "fibrinogen", "g/L"), 3, "is not plausible for fibrinogen in g/L; it would be in mg/dL"),
        (course("500 " * 5 + "600 " * 5, "CRP"), 2, "has a median that is not plausible for CRP in mg/L"),
        (course("11 12 13 14 15 999"), 7, "looks like a code for a missing value"),
    ],
)
def test_a_course_that_is_odd_is_a_warning(dataset: Write, labs: str, row: int, told: str) -> None:
    found = [w for w in read(dataset(labs=labs)).warnings if w.rule.startswith(told)]
    assert [(w.file, w.row, w.column) for w in found] == [("labs.csv", row, "value")]


@pytest.mark.parametrize(
    "labs",
    [
        course("3 5 5 5 5 5 5 5 5 5 9"),  # nine days
        course("0.1 5 500 3"),
        course("5 5 5"),
        course("0 0 0.02 0 0 0.1", "neutrophils", "10^9/L"),
        course("95 97 99 101 120 88 99", "platelets", "10^9/L"),
        course("11 12 13 14 15 990"),
    ],
)
def test_a_course_that_patients_have_is_not_odd(dataset: Write, labs: str) -> None:
    assert read(dataset(labs=labs)).warnings == ()


def test_limits_of_detection_are_looked_for(dataset: Write) -> None:
    rows = course("2 2 2 2 2 2 2 2 2 2 3 4 5 80 9 9 9 9 9 9 90 91 92")
    found = read(dataset(labs=rows)).warnings
    assert [(w.row, w.column, "lowest" in w.rule) for w in found if w.column == "censored"] == [(2, "censored", True)]
    marked = "patient_id,day,analyte,value,unit,censored\n"
    labs = marked + "P1,1,CRP,3,mg/L,below\nP1,2,CRP,2,mg/L,\nP1,3,CRP,4,mg/L,below\nP1,4,CRP,5,mg/L,above\n"
    found = read(dataset(labs=labs, settings=SETTINGS + "[detection_limits]\nCRP = 3\n")).warnings
    assert [(w.row, w.rule.partition(" in cohort.toml")[0]) for w in found] == [
        (3, "of CRP lies below the limit of detection"),
        (4, "of CRP is censored below and is not the limit of detection"),
    ]


def test_two_patients_with_one_course_are_odd(dataset: Write) -> None:
    first = course("3 5 7 9 11 13 15 17 19 21")
    rows = first + first.partition("\n")[2].replace("P1", "P2")
    (only,) = read(dataset(labs=rows)).warnings
    assert (only.row, only.value) == (12, "P2 and P1")


def test_words_for_missing_are_noticed_in_texts(dataset: Write) -> None:
    infections = "patient_id,day,kind,organism\nP1,3,unknown,Unknown\nP2,3,unknown,CMV\n"
    (only,) = read(dataset(infections=infections)).warnings
    assert (only.row, only.column, only.value) == (2, "organism", "Unknown")


@pytest.mark.parametrize("name", ["response", "infection"])
def test_the_shipped_cohorts_are_not_odd(name: str) -> None:
    assert read(DATA / name).warnings == ()


def test_every_rule_says_what_to_do_and_is_listed() -> None:
    text = listing.markdown()
    for rule in RULES:
        assert rule.remedy
        assert f"| {rule.listed} | {rule.remedy} |" in text
        assert "{}" not in rule.listed
    assert {name for name in ANALYTES if f"| {name} | {ANALYTES[name].unit} |" in text} == set(ANALYTES)
