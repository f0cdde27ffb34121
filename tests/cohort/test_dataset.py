"""Reading a dataset folder: what is taken, in which types, and what is refused with which words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort import Cohort, DatasetError, load, read
from analysis.cohort.checks.plausibility import PLAUSIBLE
from analysis.cohort.dataset import convert, digest, files, locate, root
from analysis.cohort.schema import ANALYTES, INFECTIONS, LABS, PATIENTS

Write = Callable[..., Path]
Faults = Callable[..., list[str]]

LABS_HEAD = "patient_id,day,analyte,value,unit\n"
INFECTIONS_HEAD = "patient_id,day,kind\n"


# What is taken.


def test_the_smallest_dataset_has_every_column_all_missing(dataset: Write) -> None:
    cohort = read(dataset(patients="patient_id\nP1\n"))
    assert list(cohort.patients) == [column.name for column in PATIENTS.columns]
    assert cohort.patients.drop(columns="patient_id").isna().all(axis=None)
    assert (len(cohort.patients), len(cohort.labs), cohort.infections) == (1, 0, None)
    assert not cohort.recorded("age")


def test_every_column_has_its_type_whether_it_is_filled_or_not(dataset: Write) -> None:
    types = {"integer": "Int64", "number": "float64", "yes/no": "boolean"}
    full = read(
        dataset(
            patients="patient_id,age,died,crs_grade,response,last_contact_day\nP1,8.5,no,2,CR,400\nP2,,,,,\n",
            labs=LABS_HEAD + "P1,0.5,CRP,3,mg/L\n",
            infections=INFECTIONS_HEAD + "P1,3,viral\n",
        )
    )
    for table, frame in ((PATIENTS, full.patients), (LABS, full.labs), (INFECTIONS, full.infections)):
        assert frame is not None
        assert {c.name: str(frame[c.name].dtype) for c in table.columns} == {
            c.name: types.get(c.kind, "string") for c in table.columns
        }
    dataset(labs=LABS_HEAD, infections=INFECTIONS_HEAD, patients="patient_id\nP1\n")
    empty = read(full.folder)
    assert empty.infections is not None
    assert (full.patients.dtypes == empty.patients.dtypes).all()
    assert (full.labs.dtypes == empty.labs.dtypes).all()
    assert full.infections is not None
    assert (full.infections.dtypes == empty.infections.dtypes).all()


def test_values_are_read_as_they_were_meant(dataset: Write) -> None:
    cohort = read(
        dataset(
            patients="died,patient_id,age,last_contact_day,crs_grade\nyes, 007 ,+8.50,0400,0\n\nno,Ö-2,.5,7,\n",
            labs="unit,value,analyte,day,patient_id\nmg/L,3.,CRP,-0.25,007\n",
        )
    )
    first, second = cohort.patients.to_dict("records")
    assert (first["patient_id"], second["patient_id"]) == ("007", "Ö-2")
    assert (first["age"], second["age"], first["last_contact_day"]) == (8.5, 0.5, 400)
    assert (first["died"], second["died"]) == (True, False)
    assert first["crs_grade"] == 0
    assert pd.isna(second["crs_grade"])
    assert cohort.labs.loc[0, ["patient_id", "day", "analyte", "value"]].tolist() == ["007", -0.25, "CRP", 3.0]
    assert cohort.patients.index.tolist() == [0, 1]


def test_no_episodes_is_not_the_same_as_not_recorded(dataset: Write) -> None:
    infections = read(dataset(infections=INFECTIONS_HEAD)).infections
    assert infections is not None
    assert infections.empty


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_spreadsheet_may_add_its_marks_and_line_ends(dataset: Write, end: str, mark: str) -> None:
    folder = dataset(patients=(mark + "patient_id,age\nP1,8\n\nP2,9\n").replace("\n", end))
    assert read(folder).patients["age"].tolist() == [8.0, 9.0]


def test_recorded_and_measured_ask_for_values(dataset: Write) -> None:
    cohort = read(dataset(patients="patient_id,age,sex\nP1,,male\nP2,,\n", labs=LABS_HEAD + "P1,1,CRP,3,mg/L\n"))
    assert cohort.recorded("sex")
    assert not cohort.recorded("sex", "age")
    assert cohort.measured("CRP")
    assert not cohort.measured("LDH")


# Where it is found.


def test_the_root_comes_from_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ANALYSIS_DATA", raising=False)
    assert root() == Path(__file__).resolve().parents[2] / "data"
    monkeypatch.setenv("ANALYSIS_DATA", "")
    assert root() == Path(__file__).resolve().parents[2] / "data"
    monkeypatch.setenv("ANALYSIS_DATA", str(tmp_path))
    assert locate("response") == tmp_path / "response"


def test_one_dataset_serves_under_every_name(monkeypatch: pytest.MonkeyPatch, dataset: Write) -> None:
    folder = dataset()
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    assert locate("response") == locate("infection") == folder
    assert isinstance(load("response"), Cohort)


def test_the_digest_changes_with_any_file_of_the_dataset_and_no_other(dataset: Write) -> None:
    folder = dataset(labs=LABS_HEAD)
    before = digest(folder)
    assert [path.name for path in files(folder)] == ["cohort.toml", "patients.csv", "labs.csv"]
    (folder / "notes.txt").write_text("x")
    assert digest(folder) == before == read(folder).digest
    (folder / "labs.csv").write_text(LABS_HEAD + "\n")
    assert digest(folder) != before
    dataset(labs=LABS_HEAD, infections=INFECTIONS_HEAD)
    assert digest(folder) != before


# What is refused.


def test_a_folder_that_is_not_there_is_no_dataset(tmp_path: Path, faults: Faults) -> None:
    assert faults(read, tmp_path / "none") == [
        "cohort.toml: the file is missing; it names the dataset and says if it is synthetic",
        "patients.csv: the file is missing; it holds a row for each patient",
    ]


def test_every_fault_of_every_file_comes_at_once(dataset: Write, faults: Faults) -> None:
    folder = dataset(
        settings='title = "T"\nsynthetic = true\nsource = "S"\nlicence = ""\n',
        patients="patient_id,age,sex,gender\n,8,male,\nP2,x,man,\nP3,9\n",
        labs="patient_id,day,analyte,unit\nP1,soon,CRP,mg/L\n",
        infections=INFECTIONS_HEAD + "P1,3,\n",
    )
    columns = ", ".join(column.name for column in PATIENTS.columns)
    assert faults(read, folder) == [
        "cohort.toml, key licence: must be text in quotes, not empty",
        "patients.csv, row 4: has 2 cells where the header has 4",
        f"patients.csv, row 1, column gender: 'gender': is not a column of this table; it may hold {columns}",
        "patients.csv, row 2, column patient_id: is empty and required",
        "patients.csv, row 3, column age: 'x': must be a number from 0 to 100 years",
        "patients.csv, row 3, column sex: 'man': must be one of female, male",
        "labs.csv, row 2, column day: 'soon': must be a number from -60 to 365 days",
        "labs.csv, row 1, column value: is missing and required",
        "infections.csv, row 2, column kind: is empty and required",
    ]


def test_unnamed_and_doubled_columns_are_faults(dataset: Write, faults: Faults) -> None:
    told = faults(read, dataset(patients="patient_id,,age,age\nP1,,8,x\n"))
    assert told[0].startswith("patients.csv, row 1, column number 2: is not a column of this table; it may hold ")
    assert told[1:] == ["patients.csv, row 1, column age: 'age': stands twice"]


def test_names_of_columns_are_exact(dataset: Write, faults: Faults) -> None:
    told = faults(read, dataset(patients="Patient_ID,age\nP1,8\n"))
    assert told[0].startswith("patients.csv, row 1, column Patient_ID: 'Patient_ID': is not a column of this table")
    assert told[1] == "patients.csv, row 1, column patient_id: is missing and required"


@pytest.mark.parametrize(
    "text", ["inf", "nan", "NaN", "1e3", "0x1F", "1,5", "8 y", "<5", "--8", ".", "1_0", "٨", "NA", "8-9"]
)
def test_only_plain_decimals_are_numbers(dataset: Write, faults: Faults, text: str) -> None:
    assert faults(read, dataset(patients=f'patient_id,age\nP1,"{text}"\n')) == [
        f"patients.csv, row 2, column age: {text!r}: must be a number from 0 to 100 years"
    ]


def test_a_number_beyond_all_measure_is_no_number(dataset: Write, faults: Faults) -> None:
    folder = dataset(labs=LABS_HEAD + f"P1,1,CRP,{'9' * 400},mg/L\n")
    assert faults(read, folder) == [f"labs.csv, row 2, column value: '{'9' * 400}': must be a number of 0 or more"]


@pytest.mark.parametrize("text", ["2019-03-04", "04/03/2019", "43528", "4.5", "4.0", "-1", "day 4", "366"])
def test_a_date_or_a_part_of_a_day_is_not_a_day(dataset: Write, faults: Faults, text: str) -> None:
    assert faults(read, dataset(patients=f"patient_id,crs_onset_day\nP1,{text}\n")) == [
        f"patients.csv, row 2, column crs_onset_day: {text!r}: must be a whole number from 0 to 365 days"
    ]


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("died", "1", "yes or no"),
        ("died", "Yes", "yes or no"),
        ("died", "TRUE", "yes or no"),
        ("sex", "F", "one of female, male"),
        ("product", "cd19", "one of CD19, CD22, CD19/CD22"),
        ("crs_grade", "6", "a whole number from 0 to 5"),
        ("crs_grade", "III", "a whole number from 0 to 5"),
        ("marrow_blasts", "100.1", "a number from 0 to 100 %"),
        ("marrow_blasts", "5%", "a number from 0 to 100 %"),
        ("ldh", "4.2", "a number from 20 to 20000 U/L"),
        ("last_contact_day", "7301", "a whole number from 0 to 7300 days"),
    ],
)
def test_each_kind_of_column_refuses_what_it_does_not_hold(
    dataset: Write, faults: Faults, column: str, text: str, rule: str
) -> None:
    assert faults(read, dataset(patients=f"patient_id,{column}\nP1,{text}\n")) == [
        f"patients.csv, row 2, column {column}: {text!r}: must be {rule}"
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("P1,400,CRP,3,mg/L", "column day: '400': must be a number from -60 to 365 days"),
        ("P1,1,crp,3,mg/L", "column analyte: 'crp': must be one of " + ", ".join(ANALYTES)),
        ("P1,1,CRP,-3,mg/L", "column value: '-3': must be a number of 0 or more"),
        ("P1,1,CRP,<3,mg/L", "column value: '<3': must be a number of 0 or more"),
        ("P1,1,CRP,,mg/L", "column value: is empty and required"),
        ("P1,1,CRP,3,", "column unit: is empty and required"),
        (
            "P1,1,CRP,3,mg/dL",
            "column unit: 'mg/dL': must be one of pg/mL, s, mg/L FEU, g/L, 10^9/L, mg/L, ug/L, U/L, umol/L",
        ),
    ],
)
def test_measurements_are_refused_cell_by_cell(dataset: Write, faults: Faults, row: str, fault: str) -> None:
    assert faults(read, dataset(labs=LABS_HEAD + row + "\n")) == [f"labs.csv, row 2, {fault}"]


def test_censoring_is_below_or_above(dataset: Write, faults: Faults) -> None:
    head = LABS_HEAD.replace("unit", "unit,censored")
    good = read(dataset(labs=head + "P1,1,CRP,3,mg/L,below\nP1,2,CRP,3,mg/L,\n"))
    assert good.labs["censored"].tolist() == ["below", pd.NA]
    assert faults(read, dataset(labs=head + "P1,1,CRP,3,mg/L,<\n")) == [
        "labs.csv, row 2, column censored: '<': must be one of below, above"
    ]


def test_blank_lines_do_not_shift_the_rows_of_messages(dataset: Write, faults: Faults) -> None:
    assert faults(read, dataset(patients="patient_id,age\n\nP1,8\n\n\nP2,x\n")) == [
        "patients.csv, row 6, column age: 'x': must be a number from 0 to 100 years"
    ]


def test_a_file_that_is_no_csv_does_not_hide_the_faults_of_others(dataset: Write, faults: Faults) -> None:
    told = faults(
        read, dataset(patients="patient_id\nMüller\n".encode("latin-1"), labs=LABS_HEAD + "P1,1,CRP,x,mg/L\n")
    )
    assert told[0].startswith("patients.csv: cannot be read; save it as CSV UTF-8 with commas: ")
    assert told[1:] == ["labs.csv, row 2, column value: 'x': must be a number of 0 or more"]


@settings(deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=200))
def test_no_file_however_damaged_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "cohort.toml").write_bytes(content)
    for table in (PATIENTS, LABS, INFECTIONS):
        (folder / table.file).write_bytes(content)
    with pytest.raises(DatasetError):
        read(folder)


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="0123456789.+-eEx_ ", max_size=8))
def test_a_cell_is_taken_or_refused_never_changed(text: str) -> None:
    for column in (PATIENTS["age"], PATIENTS["crs_grade"]):
        values, wrong = convert(pd.Series([text.strip()]), column)
        if not text.strip() or wrong[0]:
            assert values.isna()[0]
        else:
            assert float(values[0]) == float(text)


def test_twenty_thousand_measurements_load(dataset: Write) -> None:
    analytes = list(ANALYTES.values())
    rows = [
        f"P{patient},{day}.125,{analyte.name},{2 * PLAUSIBLE[analyte.name].middle[0] + day / 1000:.3f},{analyte.unit}\n"
        for patient in range(27)
        for day in range(31)
        for analyte in analytes[:24]
    ]
    folder = dataset(patients="patient_id\n" + "".join(f"P{i}\n" for i in range(27)), labs=LABS_HEAD + "".join(rows))
    labs = read(folder).labs
    assert len(labs) == len(rows) == 20088
    assert labs["patient_id"].nunique() == 27
