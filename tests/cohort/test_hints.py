"""What is suggested for names and cells that nearly are right."""

from __future__ import annotations

import pytest

from analysis.cohort import hints
from analysis.cohort.schema import INFECTIONS, LABS, PATIENTS

COLUMNS = [column.name for column in PATIENTS.columns]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("crs_grad", "crs_grade"),
        ("Tocilizumab", "tocilizumab"),
        ("LDH", "ldh"),
        ("Patient ID", "patient_id"),
        ("death-cause", "death_cause"),
        ("relaps_day", "relapse_day"),
    ],
)
def test_a_name_that_is_nearly_right_is_told_the_right_one(name: str, meant: str) -> None:
    assert hints.for_name(name, COLUMNS) == f"did you mean {meant}?"


@pytest.mark.parametrize("name", ["hospital", "", "年龄"])
def test_a_name_that_is_near_none_is_told_what_to_do(name: str) -> None:
    assert hints.for_name(name, COLUMNS) == "rename the column, or delete it"


def test_a_file_with_another_mark_between_cells_is_told_from_a_misspelt_name() -> None:
    assert "save the file as CSV UTF-8 with commas" in hints.for_name("patient_id;age;sex", COLUMNS)


@pytest.mark.parametrize(
    ("table", "column", "text", "said"),
    [
        (PATIENTS, "response", "Cr", "did you mean CR?"),
        (PATIENTS, "response", "cri", "did you mean CRi?"),
        (PATIENTS, "sex", "F", "did you mean female?"),
        (PATIENTS, "sex", "Male", "did you mean male?"),
        (PATIENTS, "sex", "x", ""),
        (PATIENTS, "product", "CD19CD22", "did you mean CD19/CD22?"),
        (PATIENTS, "died", "Y", "did you mean yes?"),
        (PATIENTS, "died", "0", "did you mean no?"),
        (PATIENTS, "died", "perhaps", ""),
        (PATIENTS, "age", "unknown", hints.EMPTY),
        (PATIENTS, "age", "-1", f"-1 is often a code: {hints.EMPTY}"),
        (PATIENTS, "crs_grade", "9", f"9 is often a code: {hints.EMPTY}"),
        (PATIENTS, "crs_grade", "2.0", "write a whole number"),
        (PATIENTS, "ldh", "4.2", "see whether the value is in U/L"),
        (PATIENTS, "age", "36,5", "write a point before the decimals, and nothing between thousands"),
        (PATIENTS, "age", "36 y", "write the number alone; it is taken as years"),
        (PATIENTS, "crs_onset_day", "2019-03-02", "count the days from infusion, which is day 0"),
        (PATIENTS, "crs_onset_day", "day 4", "count the days from infusion, which is day 0"),
        (LABS, "analyte", "IL6", "did you mean IL-6?"),
        (LABS, "analyte", "d dimer", "did you mean D-dimer?"),
        (LABS, "value", "<1.5", "write the limit alone, and below in the column censored"),
        (LABS, "value", "haemolysed", hints.NO_ROW),
        (LABS, "value", "1.234,5", "write a point before the decimals, and nothing between thousands"),
        (LABS, "value", ">5000", "write the limit alone, and above in the column censored"),
        (INFECTIONS, "site", "blood stream", "did you mean bloodstream?"),
    ],
)
def test_a_cell_is_told_what_was_probably_meant(table: object, column: str, text: str, said: str) -> None:
    assert hints.for_cell(text, table[column]) == said  # type: ignore[index]
