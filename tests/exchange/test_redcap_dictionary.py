"""The REDCap dictionary keeps REDCap's own rules, says what the schema says, and its codes stay what they were."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from analysis.cohort import DatasetError, read
from analysis.cohort.schema import PATIENT_ID, TABLES
from analysis.exchange.redcap_dictionary import write_dictionary

Line = dict[str, str]

HEADER = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
]
NAME, FORM, _, TYPE, LABEL, CHOICES, NOTE, VALIDATION, LOW, HIGH, IDENTIFIER, BRANCHING, REQUIRED = HEADER[:13]
MATRIX, RANKING = HEADER[15:17]
TYPES = (
    "text",
    "notes",
    "dropdown",
    "radio",
    "checkbox",
    "yesno",
    "truefalse",
    "calc",
    "file",
    "slider",
    "descriptive",
)
NUMBERS = ("integer", "number")
VALIDATIONS = (*NUMBERS, "date_ymd", "date_mdy", "date_dmy", "datetime_ymd", "time", "email", "phone", "zipcode")
RESERVED = (
    "redcap_event_name",
    "redcap_repeat_instrument",
    "redcap_repeat_instance",
    "redcap_data_access_group",
    "redcap_survey_identifier",
    "redcap_survey_timestamp",
    "redcap_survey_return_code",
    "redcap_csrf_token",
    "hidden_edit_flag",
)
CHOSEN = ("radio", "dropdown", "checkbox")


def broken(lines: list[Line]) -> list[str]:
    """Every rule of REDCap that a dictionary breaks, by field. Written from REDCap's help, not from our writer."""
    faults = []
    names = [line[NAME] for line in lines]
    forms = [form for form, _ in groupby(line[FORM] for line in lines)]
    known = {line[NAME]: line for line in lines}
    reserved = {*RESERVED, *(f"{form}_{end}" for form in forms for end in ("complete", "timestamp", "return_code"))}
    if len(set(forms)) < len(forms):
        faults.append("forms: the fields of a form must stand together")
    if lines[0][TYPE] != "text" or lines[0][BRANCHING]:
        faults.append(f"{names[0]}: the record's own field is a text without branching")
    for line in lines:
        name = line[NAME]
        low, high = _limit(line, LOW), _limit(line, HIGH)
        rules = {
            "a name is lower case letters, digits and single underscores, 26 at most": re.fullmatch(
                "[a-z](_?[a-z0-9])*", name
            )
            and len(name) <= 26,
            "a name stands once": names.count(name) == 1,
            "a name is not reserved": name not in reserved,
            "a form's name is lower case letters, digits and underscores": re.fullmatch("[a-z][a-z0-9_]*", line[FORM]),
            "a field has a label": line[LABEL].strip(),
            "a type is one of REDCap's": line[TYPE] in TYPES,
            "only a field to choose from has choices": bool(line[CHOICES]) == (line[TYPE] in CHOSEN),
            "choices are code, label with bars between": not line[CHOICES] or _choices(line),
            "only a text is validated": not line[VALIDATION] or line[TYPE] == "text",
            "a validation is one of REDCap's": line[VALIDATION] in ("", *VALIDATIONS),
            "limits need a validation": line[VALIDATION] or not (line[LOW] or line[HIGH]),
            "limits are of the validation's kind": None not in (low, high),
            "limits are in order": not low or not high or low <= high,
            "a mark is y or empty": {line[IDENTIFIER], line[REQUIRED], line[RANKING]} <= {"", "y"},
            "branching compares other fields with their values": _branches(line, known),
            "a matrix has choices, one set of them": not line[MATRIX]
            or {other[CHOICES] for other in lines if other[MATRIX] == line[MATRIX]} == {line[CHOICES] or None},
            "only a matrix is ranked": line[MATRIX] or not line[RANKING],
        }
        faults += [f"{name}: {rule}" for rule, holds in rules.items() if not holds]
    return faults


def _limit(line: Line, key: str) -> tuple[float | date, ...] | None:
    """A limit to compare, nothing where there is none, None where it is no value of its kind."""
    if not line[key]:
        return ()
    try:
        return (float(line[key]) if line[VALIDATION] in NUMBERS else date.fromisoformat(line[key]),)
    except ValueError:
        return None


def _choices(line: Line) -> dict[str, str]:
    """Labels by code, nothing where the choices are not written as REDCap asks."""
    parts = [re.fullmatch(r"([A-Za-z0-9_.-]+), *(\S.*)", part.strip()) for part in line[CHOICES].split("|")]
    pairs = [(part[1], part[2]) for part in parts if part]
    return dict(pairs) if len({code for code, _ in pairs}) == len(parts) else {}


def _branches(line: Line, known: dict[str, Line]) -> bool:
    """Whether each condition names a field that exists, not itself, on this form or one that does not repeat."""
    for part in re.split(" and | or ", line[BRANCHING]) if line[BRANCHING] else []:
        condition = re.fullmatch(r"\[(\w+)\] (=|<>|>|<|>=|<=) ('[^']*'|\d+)", part.strip())
        if not condition or condition[1] not in known or condition[1] == line[NAME]:
            return False
        of = known[condition[1]]
        codes = ["0", "1"] if of[TYPE] == "yesno" else list(_choices(of))
        if codes and condition[3].strip("'") not in codes:
            return False
        if not codes and of[VALIDATION] not in NUMBERS:
            return False
        if of[FORM] in ("labs", "infections") and of[FORM] != line[FORM]:
            return False
    return True


def lines_of(path: Path) -> list[Line]:
    with path.open(encoding="ascii", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(params=[False, True], ids=["days", "dates"])
def dated(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def dictionary(tmp_path: Path, dated: bool) -> list[Line]:
    write_dictionary(tmp_path / "dictionary.csv", dates=dated)
    return lines_of(tmp_path / "dictionary.csv")


# REDCap's rules.


def test_the_dictionary_keeps_the_rules_of_redcap(dictionary: list[Line]) -> None:
    assert list(dictionary[0]) == HEADER
    assert broken(dictionary) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda d: d[1].update({NAME: "Age"}), "Age: a name is lower case"),
        (lambda d: d[1].update({NAME: "2nd"}), "2nd: a name is lower case"),
        (lambda d: d[1].update({NAME: "age___1"}), "age___1: a name is lower case"),
        (lambda d: d[1].update({NAME: "a" * 27}), "a name is lower case"),
        (lambda d: d[1].update({NAME: "sex"}), "sex: a name stands once"),
        (lambda d: d[1].update({NAME: "baseline_complete"}), "baseline_complete: a name is not reserved"),
        (lambda d: d[1].update({NAME: "redcap_event_name"}), "redcap_event_name: a name is not reserved"),
        (lambda d: d[2].update({FORM: "labs"}), "forms: the fields of a form must stand together"),
        (lambda d: d[0].update({TYPE: "radio", CHOICES: "1, A"}), "patient_id: the record's own field"),
        (lambda d: d[1].update({TYPE: "number"}), "age: a type is one of REDCap's"),
        (lambda d: d[2].update({CHOICES: ""}), "sex: only a field to choose from has choices"),
        (lambda d: d[2].update({CHOICES: "1, female | 1, male"}), "sex: choices are"),
        (lambda d: d[2].update({CHOICES: "1 female | 2 male"}), "sex: choices are"),
        (lambda d: d[2].update({CHOICES: "1, female |"}), "sex: choices are"),
        (lambda d: d[1].update({VALIDATION: "float"}), "age: a validation is one of REDCap's"),
        (lambda d: d[2].update({VALIDATION: "integer"}), "sex: only a text is validated"),
        (lambda d: d[1].update({LOW: "young"}), "age: limits are of the validation's kind"),
        (lambda d: d[1].update({LOW: "200"}), "age: limits are in order"),
        (lambda d: d[1].update({IDENTIFIER: "yes"}), "age: a mark is y or empty"),
        (lambda d: d[1].update({BRANCHING: "[sexx] = '1'"}), "age: branching"),
        (lambda d: d[1].update({BRANCHING: "[sex] = '9'"}), "age: branching"),
        (lambda d: d[1].update({BRANCHING: "sex = 1"}), "age: branching"),
        (lambda d: d[1].update({BRANCHING: "[age] > 0"}), "age: branching"),
        (lambda d: d[1].update({BRANCHING: "[lab_value] > 0"}), "age: branching"),
        (lambda d: d[2].update({RANKING: "y"}), "sex: only a matrix is ranked"),
        (lambda d: d[1].update({MATRIX: "m"}), "age: a matrix has choices"),
        (lambda d: d[1].update({LABEL: " "}), "age: a field has a label"),
    ],
)
def test_a_dictionary_that_redcap_would_refuse_is_seen(
    tmp_path: Path, change: Callable[[list[Line]], None], rule: str
) -> None:
    write_dictionary(tmp_path / "dictionary.csv", dates=False)
    lines = lines_of(tmp_path / "dictionary.csv")
    change(lines)
    assert any(rule in fault for fault in broken(lines)), broken(lines)


# What labelled exports need.


def test_labels_tell_fields_apart_and_are_never_codes(dictionary: list[Line]) -> None:
    labels = [line[LABEL] for line in dictionary]
    assert len(set(labels)) == len(labels)
    codes = {code for line in dictionary for code in _choices(line)} | {"0", "1"}
    assert not codes & {label for line in dictionary for label in _choices(line).values()}


# What the schema says.


def test_every_column_of_the_schema_is_a_field_and_each_form_fills_one_table(
    dictionary: list[Line], dated: bool
) -> None:
    prefixes = {"patients": "", "labs": "lab_", "infections": "infection_"}
    expected = {"patient_id"} | {
        prefixes[table.name] + (re.sub("day$", "date", column.name) if dated else column.name)
        for table in TABLES
        for column in table.columns
        if column is not PATIENT_ID
    }
    names = [line[NAME] for line in dictionary]
    assert names[0] == "patient_id"
    assert set(names) == expected | ({"infusion_date"} if dated else set())
    assert {line[FORM] for line in dictionary if line[NAME].startswith("lab_")} == {"labs"}
    forms = list(dict.fromkeys(line[FORM] for line in dictionary))
    assert forms == ["baseline", "treatment", "response_assessment", "toxicity", "follow_up", "labs", "infections"]


def test_identifiers_are_the_record_and_every_date(dictionary: list[Line], dated: bool) -> None:
    flagged = {line[NAME] for line in dictionary if line[IDENTIFIER]}
    assert flagged == {"patient_id"} | {line[NAME] for line in dictionary if line[NAME].endswith("_date")}
    assert len(flagged) == (13 if dated else 1)
    assert all((line[VALIDATION] == "date_ymd") == line[NAME].endswith("_date") for line in dictionary)


def test_fields_carry_their_types_limits_and_units(tmp_path: Path) -> None:
    write_dictionary(tmp_path / "dictionary.csv", dates=False)
    lines = {line[NAME]: line for line in lines_of(tmp_path / "dictionary.csv")}
    ldh = lines["ldh"]
    assert (ldh[TYPE], ldh[VALIDATION], ldh[LOW], ldh[HIGH]) == ("text", "number", "20", "20000")
    assert "U/L" in ldh[NOTE]
    assert (lines["lab_day"][LOW], lines["lab_day"][HIGH]) == ("-60", "365")
    assert lines["lab_value"][HIGH] == ""
    assert (lines["died"][TYPE], lines["product"][TYPE]) == ("yesno", "radio")
    assert lines["lab_analyte"][TYPE] == "dropdown"
    assert {name for name, line in lines.items() if line[REQUIRED]} == {
        "patient_id",
        "lab_day",
        "lab_analyte",
        "lab_value",
        "lab_unit",
        "infection_day",
        "infection_kind",
    }


def test_a_field_shows_only_where_the_checks_let_it_hold_something(dictionary: list[Line], tmp_path: Path) -> None:
    branched = {line[NAME].replace("_date", "_day"): line[BRANCHING] for line in dictionary if line[BRANCHING]}
    assert branched == {
        "crs_onset_day": "[crs_grade] > 0",
        "severe_crs_day": "[crs_grade] > 0",
        "crs_end_day": "[crs_grade] > 0",
        "tocilizumab_day": "[tocilizumab] = '1'",
        "steroids_day": "[steroids] = '1'",
        "infection_progressed": "[primary_infection] = '1'",
        "progression_day": "[infection_progressed] = '1'",
        "death_cause": "[died] = '1'",
    }
    folder = tmp_path / "dataset"
    folder.mkdir()
    (folder / "cohort.toml").write_text(
        'title = "T"\nsynthetic = true\nsource = "T"\nlicence = "T"\ncrs_scale = "Lee 2014"\n'
    )
    for column, condition in branched.items():
        of = re.findall(r"\[(\w+)\]", condition)[0]
        value = {"infection_progressed": "yes", "death_cause": "other"}.get(column, "3")
        none = "0" if of == "crs_grade" else "no"
        rows = {"patient_id": "P1", "last_contact_day": "9", of: none, column: value}
        text = f"{','.join(rows)}\n{','.join(rows.values())}\n"
        (folder / "patients.csv").write_text(text)
        with pytest.raises(DatasetError, match=f"column {column}: '{value}': must be empty where {of} is {none}"):
            read(folder)


# Exports that were made with an earlier dictionary.

CODES = {
    "product": "CD19|CD22|CD19/CD22",
    "sex": "female|male",
    "bridging": "none|FC|other",
    "response": "CR|CRi|PR|SD|PD|NR",
    "mrd": "negative|positive",
    "death_cause": "leukaemia|infection|CRS|other",
    "lab_analyte": "IL-6|IL-10|IFN-gamma|IL-1beta|IL-2|IL-4|IL-8|IL-12p70|IL-13|IL-15|IL-18|TNF-alpha|GM-CSF|MIP-1alpha"
    "|PT|APTT|D-dimer|fibrinogen|platelets|neutrophils|CRP|ferritin|LDH|creatinine",
    "lab_unit": "pg/mL|s|mg/L FEU|g/L|10^9/L|mg/L|ug/L|U/L|umol/L",
    "lab_censored": "below|above",
    "infection_kind": "bacterial|viral|fungal|unknown",
    "infection_site": "bloodstream|lung|upper airway|gut|urine|skin|other",
}


def test_codes_that_were_once_given_out_keep_their_meaning(dictionary: list[Line]) -> None:
    # A raw export holds nothing but codes, so a choice that moves in the schema would change data in silence.
    # A new choice goes to the end of its list, and then to the end of the list above.
    now = {line[NAME]: _choices(line) for line in dictionary if line[CHOICES]}
    assert now == {
        name: {str(i): choice for i, choice in enumerate(choices.split("|"), start=1)}
        for name, choices in CODES.items()
    }


# The file.


def test_the_same_bytes_come_out_and_nothing_is_overwritten(tmp_path: Path, dated: bool) -> None:
    for name in ("one.csv", "two.csv"):
        advice = write_dictionary(tmp_path / name, dates=dated)
        assert "tick Labs and Infections" in advice
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    (tmp_path / "one.csv").write_text("mine")
    with pytest.raises(DatasetError, match="exists already"):
        write_dictionary(tmp_path / "one.csv", dates=dated)
    assert (tmp_path / "one.csv").read_text() == "mine"
    with pytest.raises(DatasetError, match="is not a folder"):
        write_dictionary(tmp_path / "no" / "one.csv", dates=dated)
