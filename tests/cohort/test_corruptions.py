"""Named corruptions of the shipped cohorts: each is refused at its place, warned of, or without effect.

Without effect means that the loaded tables and settings are equal to those of the sound dataset, and so is every
number, because numbers are computed from them and nothing else.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from spoiling import (
    DATA,
    INF,
    Corruption,
    L,
    P,
    Place,
    Rows,
    T,
    both,
    cell,
    every,
    identity,
    line_of,
    multiplied,
    renamed,
    rows,
    text,
    whole,
)

from analysis.cohort import Cohort, DatasetError, read

R1 = {"patient_id": "R01"}
R2 = {"patient_id": "R02"}  # severe CRS from day 4, tocilizumab on day 4
R3 = {"patient_id": "R03"}  # no CRS
I1 = {"patient_id": "I01"}  # died on day 70, no CRS
LAB = {"patient_id": "R01", "analyte": "IL-6", "day": "1"}
EPISODE = {"patient_id": "I05"}
FATAL = {"fatal": "yes"}
LATE = {"patient_id": identity("response", response=""), "analyte": "IL-6", "day": "1"}  # died before the response day


def patient(
    name: str, known: dict[str, str], column: str, value: str, at: str = "", of: str = "response"
) -> Corruption:
    line = line_of(of, P, known)
    return Corruption(name, of, cell(P, known, column, value), ((P, line, at or column),))


def lab(name: str, column: str, value: str, at: str = "") -> Corruption:
    return Corruption(name, "response", cell(L, LAB, column, value), ((L, line_of("response", L, LAB), at or column),))


def episode(name: str, column: str, value: str, known: dict[str, str] = EPISODE, at: str = "") -> Corruption:
    line = line_of("infection", INF, known)
    return Corruption(name, "infection", cell(INF, known, column, value), ((INF, line, at or column),))


def settings(name: str, pattern: str, by: str, key: str) -> Corruption:
    return Corruption(name, "response", text(T, pattern, by), ((T, None, key),))


def header(name: str, file: str, old: str, new: str, cohort: str = "response", *more: Place) -> Corruption:
    pattern = rf"(?<![^,\n]){old}(?=[,\n])"
    return Corruption(name, cohort, text(file, pattern, new), ((file, 1, new.strip()), *more))


def unit(name: str, analyte: str, factor: float) -> Corruption:
    line = line_of("response", L, {"analyte": analyte})
    return Corruption(name, "response", every(L, "value", multiplied(factor), analyte=analyte), ((L, line, "value"),))


def all_lines(cohort: str, file: str) -> int:
    return len((DATA / cohort / file).read_text(encoding="utf-8").splitlines())


def halved(rows: Rows) -> None:
    """The file as an interrupted copy leaves it."""
    rows[-1] = rows[-1][: len(rows[-1]) // 2]


REFUSED = [
    # Cells of patients.csv.
    patient("age with a decimal comma", R1, "age", "36,5"),
    patient("age of 999", R1, "age", "999"),
    patient("age of -1", R1, "age", "-1"),
    patient("age with its unit", R1, "age", "36 y"),
    patient("age as a date of birth", R1, "age", "1983-04-01"),
    patient("age unknown", R1, "age", "unknown"),
    patient("age in full-width digits", R1, "age", "\uff13\uff16"),
    patient("sex as a letter", R1, "sex", "F"),
    patient("response in lower case", R1, "response", "cri"),
    patient("product by another name", R1, "product", "anti-CD19"),
    patient("grade in Roman numerals", R1, "crs_grade", "II"),
    patient("grade of 9", R1, "crs_grade", "9"),
    patient("grade with a decimal", R1, "crs_grade", "1.0"),
    patient("yes as a 1", R2, "tocilizumab", "1"),
    patient("yes with a capital", R2, "tocilizumab", "Yes"),
    patient("blasts above the whole", R1, "marrow_blasts", "417"),
    patient("LDH in ukat/L", R1, "ldh", "2.43"),
    patient("dose in cells instead of millions", R1, "dose", "3800000"),
    patient("onset as a date", R1, "crs_onset_day", "2019-03-02"),
    patient("onset as a number of the calendar", R1, "crs_onset_day", "43526"),
    patient("onset before infusion", R1, "crs_onset_day", "-2"),
    patient("last contact in years beyond all", R1, "last_contact_day", "99999"),
    patient("a number in scientific notation", R1, "dose", "3.8e0"),
    patient("a formula error", R1, "ldh", "#REF!"),
    patient("an id left out", R1, "patient_id", ""),
    # Facts of a patient that contradict one another.
    patient("end of CRS before its onset", R2, "crs_end_day", "2", "crs_onset_day"),
    patient("severe before the onset", R2, "severe_crs_day", "2", "crs_onset_day"),
    patient("severe after the end", R2, "severe_crs_day", "13"),
    patient("onset without CRS", R3, "crs_onset_day", "3"),
    patient("tocilizumab day without tocilizumab", R3, "tocilizumab_day", "3"),
    patient("steroid day without steroids", R3, "steroids_day", "3"),
    patient("a severe day of mild CRS", R1, "severe_crs_day", "3"),
    patient("transplant after the last contact", R1, "hsct_day", "719"),
    patient("relapse after the last contact", R1, "relapse_day", "719"),
    patient("relapse on the day of infusion", R1, "relapse_day", "0"),
    patient("transplant on the day of infusion", R1, "hsct_day", "0"),
    patient("no last contact", R1, "last_contact_day", ""),
    patient("a cause of death of a living patient", R1, "death_cause", "other"),
    patient("CRS of grade 5 in a living patient", R2, "crs_grade", "5"),
    patient("ICANS of grade 5 in a living patient", R2, "icans_grade", "5"),
    patient("progression of no infection", {"primary_infection": "no"}, "infection_progressed", "yes", of="infection"),
    # Rows and columns of patients.csv.
    header("a column nearly named right", P, "crs_grade", "crs_grad"),
    header("a column with a capital", P, "tocilizumab", "Tocilizumab"),
    Corruption("a column without a name", "response", text(P, ",age,", ",,"), ((P, 1, "number 3"),)),
    Corruption("a column twice", "response", text(P, ",age,sex", ",age,age"), ((P, 1, "age"),)),
    Corruption(
        "a column of the hospital's own",
        "response",
        rows(P, lambda r: [row.append("x") for row in r]),
        ((P, 1, "x"),),
    ),
    header("no column of ids", P, "patient_id", "mrn", "response", (P, 1, "patient_id")),
    Corruption("no header", "response", rows(P, lambda r: r.pop(0)), ((P, 1, "patient_id"),)),
    Corruption(
        "a patient twice",
        "response",
        rows(P, lambda r: r.append(r[1])),
        ((P, all_lines("response", P) + 1, "patient_id"),),
    ),
    Corruption("a cell too few", "response", rows(P, lambda r: r[3].pop()), ((P, 4, ""),)),
    Corruption("a cell too many", "response", rows(P, lambda r: r[3].insert(3, "x")), ((P, 4, ""),)),
    Corruption("a patient deleted", "response", rows(P, lambda r: r.pop(1)), ((L, 2, "patient_id"),)),
    Corruption("an id changed", "response", cell(P, R1, "patient_id", "R1"), ((L, 2, "patient_id"),)),
    Corruption(
        "no patient",
        "response",
        both(rows(P, lambda r: r.__delitem__(slice(1, None))), lambda f: (f / L).unlink()),
        ((P, None, ""),),
    ),
    # The bytes of patients.csv.
    Corruption("an empty file", "response", whole(P, lambda _: b""), ((P, 1, ""),)),
    Corruption("no file", "response", lambda folder: (folder / P).unlink(), ((P, None, ""),)),
    Corruption("UTF-16", "response", whole(P, lambda b: b.decode().encode("utf-16")), ((P, None, ""),)),
    Corruption("Latin-1", "infection", whole(INF, lambda b: b.replace(b"gut", b"g\xfct")), ((INF, None, ""),)),
    Corruption("semicolons", "response", whole(P, lambda b: b.replace(b",", b";")), ((P, 1, "patient_id"),)),
    Corruption(
        "a workbook by the name of a CSV file", "response", whole(P, lambda b: b"PK\x03\x04\xff" + b), ((P, None, ""),)
    ),
    Corruption("a quote left open", "response", whole(P, lambda b: b.replace(b"R05,", b'"R05,')), ((P, None, ""),)),
    Corruption("a copy cut short", "response", rows(P, halved), ((P, all_lines("response", P), ""),)),
    Corruption("a second table beside it", "response", renamed, (("Patients (1).csv", None, ""),)),
    # labs.csv.
    lab("an analyte unknown", "analyte", "IL-66"),
    lab("an analyte in lower case", "analyte", "il-6"),
    lab("a unit of another analyte", "unit", "mg/L"),
    lab("a unit that is none", "unit", "pg"),
    lab("a value below the limit, as text", "value", "<1.5"),
    lab("a value that is no number", "value", "hemolysed"),
    lab("a value of -1", "value", "-1"),
    lab("a value with a decimal comma", "value", "7,2"),
    lab("a value left out", "value", ""),
    lab("a mark of censoring of another kind", "censored", "<"),
    lab("a day as a date", "day", "2019-03-02"),
    lab("a day of 999", "day", "999"),
    Corruption(
        "a sample twice", "response", rows(L, lambda r: r.append(r[1])), ((L, all_lines("response", L) + 1, "day"),)
    ),
    Corruption(
        "a sample after death", "response", cell(L, LATE, "day", "40"), ((L, line_of("response", L, LATE), "day"),)
    ),
    lab("a sample of nobody", "patient_id", "R99"),
    unit("IL-6 in ng/mL", "IL-6", 0.001),
    unit("IL-10 in ng/mL", "IL-10", 0.001),
    unit("fibrinogen in mg/dL", "fibrinogen", 100),
    unit("LDH of samples in ukat/L", "LDH", 1 / 60),
    unit("creatinine in mg/dL", "creatinine", 1 / 88.42),
    unit("D-dimer in ug/L", "D-dimer", 1000),
    unit("platelets by the uL", "platelets", 1000),
    unit("ferritin in ug/mL", "ferritin", 0.001),
    unit("CRP in mg/dL", "CRP", 0.1),
    unit("PT as a ratio", "PT", 1 / 12),
    Corruption(
        "PT as a percentage",
        "response",
        every(L, "value", lambda v: f"{1200 / float(v):.0f}", analyte="PT"),
        ((L, line_of("response", L, {"analyte": "PT"}), "value"),),
    ),
    unit("APTT as a ratio", "APTT", 1 / 30),
    # infections.csv.
    episode("a kind of organism in the plural", "kind", "bacteria"),
    episode("an infection without a day", "day", ""),
    episode("an infection before infusion", "day", "-3"),
    episode("an infection of nobody", "patient_id", "I5"),
    episode("a site that is none", "site", "blood stream"),
    episode("an infection after the last contact", "day", "365", FATAL),
    episode("a fatal infection of a survivor", "fatal", "yes"),
    Corruption(
        "an infection twice",
        "infection",
        rows(INF, lambda r: r.insert(2, r[1])),
        ((INF, 3, "patient_id"),),
    ),
    # cohort.toml.
    settings("a key nearly named right", "^crs_scale", "crs_scal", "crs_scal"),
    settings("a truth in quotes", "^synthetic = true", 'synthetic = "true"', "synthetic"),
    settings("no word on whether it is synthetic", "^synthetic = true\n", "", "synthetic"),
    settings("a day in quotes", "^response_day = 30", 'response_day = "30"', "response_day"),
    settings("a day of 0", "^response_day = 30", "response_day = 0", "response_day"),
    settings("a window back to front", r"\[1, 7\]", "[7, 1]", "early_window"),
    settings("a severe grade of all", "^severe_crs_grade = 3", "severe_crs_grade = 1", "severe_crs_grade"),
    settings("a scale left out", "^crs_scale = .*\n", "", "crs_scale"),
    settings("a limit of an unknown analyte", "^IL-10 = ", "IL10 = ", "detection_limits.IL10"),
    settings("a limit below 0", "^IL-10 = ", "IL-10 = -", "detection_limits.IL-10"),
    settings("a limit beyond all numbers", "^IL-10 = 3.0", f"IL-10 = {'9' * 400}", "detection_limits.IL-10"),
    settings("a cut-off in words", "^cut_off = .*", 'cut_off = "end of 2019"', "cut_off"),
    settings("a key twice", "^(response_day = 30)", r"\1\n\1", ""),
    settings("no TOML", "^title = ", "title: ", ""),
    Corruption("no settings", "response", lambda folder: (folder / T).unlink(), ((T, None, ""),)),
]

WARNED = [
    patient("a dose of 999", R1, "dose", "999"),
    patient("an age of 99", R1, "age", "99"),
    patient("tocilizumab before the onset", R2, "tocilizumab_day", "1"),
    patient("tocilizumab without CRS", R3, "tocilizumab", "yes"),
    patient("MRD-negative without remission", {"response": "PD"}, "mrd", "negative"),
    patient("MRD of a patient not evaluable", {"response": ""}, "mrd", "negative"),
    patient("a severe grade without its day", R2, "severe_crs_day", ""),
    patient("CRS without its onset", R1, "crs_onset_day", ""),
    patient("a grade left out", R3, "crs_grade", ""),
    patient("death of CRS in grade 0", I1, "death_cause", "CRS", of="infection"),
    patient("death of infection without a fatal one", I1, "death_cause", "infection", of="infection"),
    patient("an early relapse of a remission", R1, "relapse_day", "3"),
    lab("one IL-6 in ng/mL", "value", "0.0086"),
    lab("one value without its decimal point", "value", "860000000"),
    lab("a value under the limit that is not marked", "value", "0.7"),
    lab("a censored value that is not the limit", "censored", "below", "value"),
    episode("an infection that no window holds", "day", "200"),
    Corruption(
        "a patient under two ids",
        "infection",
        rows(P, lambda r: r.append(["I91", *r[3][1:]])),
        ((P, all_lines("infection", P) + 1, "patient_id"),),
    ),
    Corruption(
        "values carried forward",
        "response",
        every(L, "value", lambda _: "31.5", analyte="APTT", patient_id="R01"),
        ((L, line_of("response", L, {"patient_id": "R01", "analyte": "APTT"}), "value"),),
    ),
    Corruption(
        "a column of one value",
        "response",
        every(L, "value", lambda _: "31.5", analyte="APTT"),
        ((L, line_of("response", L, {"analyte": "APTT"}), "value"),),
    ),
    Corruption(
        "blasts as a fraction",
        "response",
        every(P, "marrow_blasts", multiplied(0.01)),
        ((P, None, "marrow_blasts"),),
    ),
    Corruption(
        "a limit of detection in ng/L times 1000",
        "response",
        text(T, "^IL-6 = 1.5", "IL-6 = 1500"),
        ((L, line_of("response", L, {"analyte": "IL-6"}), "analyte"),),
    ),
]

WITHOUT_EFFECT = [
    Corruption("a mark of UTF-8", "response", whole(P, lambda b: b"\xef\xbb\xbf" + b)),
    Corruption("line ends of Windows", "response", whole(P, lambda b: b.replace(b"\n", b"\r\n"))),
    Corruption("no line end at the end", "response", whole(P, lambda b: b.rstrip(b"\n"))),
    Corruption("blank lines", "response", whole(P, lambda b: b.replace(b"\n", b"\n\n"))),
    Corruption("lines of empty cells", "response", whole(P, lambda b: b + b"," * 24 + b"\n")),
    Corruption("spaces around cells", "response", whole(P, lambda b: b.replace(b",", b" , "))),
    Corruption(
        "spaces that do not break", "response", whole(L, lambda b: b.replace(b",IL-6,", "\xa0,IL-6\xa0,".encode()))
    ),
    Corruption("every cell in quotes", "infection", whole(INF, lambda b: re.sub(rb"([^,\n]+)", rb'"\1"', b))),
    Corruption("zeros before days", "response", every(P, "crs_onset_day", lambda v: v and f"0{v}")),
    Corruption("zeros after decimals", "response", every(P, "age", lambda v: f"{v}.00")),
    Corruption("signs before numbers", "response", every(L, "value", lambda v: f"+{v}", analyte="CRP")),
    Corruption("columns in another order", "response", rows(P, lambda r: [row.append(row.pop(1)) for row in r])),
    Corruption("a note beside the files", "response", lambda folder: (folder / "notes.txt").write_text("x")),
    Corruption("remarks in the settings", "response", whole(T, lambda b: b"# checked\n" + b)),
    Corruption(
        "a column that is all empty",
        "response",
        rows(P, lambda r: [row.append("" if i else "bridging") for i, row in enumerate(r)]),
    ),
]


@pytest.fixture(scope="module")
def sound() -> dict[str, Cohort]:
    return {name: read(DATA / name) for name in ("response", "infection")}


def spoilt(corruption: Corruption, folder: Path) -> Path:
    shutil.copytree(DATA / corruption.cohort, folder / "spoilt")
    before = {path.name: path.read_bytes() for path in (folder / "spoilt").iterdir()}
    corruption.spoil(folder / "spoilt")
    assert before != {path.name: path.read_bytes() for path in (folder / "spoilt").iterdir()}
    return folder / "spoilt"


def test_there_are_corruptions_enough_of_every_file() -> None:
    assert len({c.name for c in REFUSED + WARNED + WITHOUT_EFFECT}) == len(REFUSED + WARNED + WITHOUT_EFFECT)
    assert len(REFUSED + WITHOUT_EFFECT) >= 60
    assert {file for c in REFUSED for file, _, _ in c.places} >= {P, L, INF, T}


@pytest.mark.parametrize("corruption", REFUSED, ids=str)
def test_is_refused_with_file_row_and_column(corruption: Corruption, tmp_path: Path) -> None:
    folder = spoilt(corruption, tmp_path)
    with pytest.raises(DatasetError) as caught:
        read(folder)
    places = {(fault.file, fault.row, fault.column) for fault in caught.value.faults}
    assert set(corruption.places) <= places
    # Nothing else is blamed: only the same row, or the same column further down.
    rows, columns = {place[:2] for place in corruption.places}, {(place[0], place[2]) for place in corruption.places}
    assert {p for p in places if p[:2] not in rows and (p[0], p[2]) not in columns} == set()


@pytest.mark.parametrize("corruption", WARNED, ids=str)
def test_is_warned_of_with_file_row_and_column(corruption: Corruption, tmp_path: Path) -> None:
    warnings = read(spoilt(corruption, tmp_path)).warnings
    assert set(corruption.places) <= {(fault.file, fault.row, fault.column) for fault in warnings}
    assert all(fault.remedy for fault in warnings)


@pytest.mark.parametrize("corruption", WITHOUT_EFFECT, ids=str)
def test_is_without_effect(corruption: Corruption, tmp_path: Path, sound: dict[str, Cohort]) -> None:
    found, expected = read(spoilt(corruption, tmp_path)), sound[corruption.cohort]
    assert found.settings == expected.settings
    assert found.warnings == expected.warnings == ()
    pd.testing.assert_frame_equal(found.patients, expected.patients)
    pd.testing.assert_frame_equal(found.labs, expected.labs)
    assert (found.infections is None) == (expected.infections is None)
    if found.infections is not None and expected.infections is not None:
        pd.testing.assert_frame_equal(found.infections, expected.infections)
