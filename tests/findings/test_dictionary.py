"""The page of the dictionary prints what the checks go by."""

from __future__ import annotations

from analysis.cohort.schema import ANALYTES, PATIENTS, TABLES
from analysis.findings import dictionary


def test_the_tables_list_every_column_with_its_rule() -> None:
    found = dictionary.tables()
    for table in TABLES:
        rows = getattr(found, f"columns_of_{table.name}").rows
        assert [row[0] for row in rows] == [column.name for column in table.columns]
        assert all(column.rule in row[3] for row, column in zip(rows, table.columns, strict=True))
    assert [row[:2] for row in found.analytes.rows] == [(a.name, a.unit) for a in ANALYTES.values()]
    assert ["response_day", "30"] in [[row[0], row[3]] for row in found.keys.rows]


def test_a_table_without_patients_is_not_stamped_as_synthetic() -> None:
    (data,) = (value for value in dictionary.tables().keys._repr_mimebundle_().values() if isinstance(value, dict))
    assert data["synthetic"] is False


def test_what_must_be_filled_is_counted_from_the_schema() -> None:
    form = dictionary.form()
    assert form.required_keys == "title, synthetic, source and licence"
    assert form.required_of_patients == "patient_id"
    assert form.required_of_labs == "patient_id, day, analyte, value and unit"
    assert form.required_of_infections == "patient_id, day and kind"
    assert (form.patient_columns, form.analytes) == (str(len(PATIENTS.columns)), str(len(ANALYTES)))
    assert form.analytes.given == "the schema of a dataset"
