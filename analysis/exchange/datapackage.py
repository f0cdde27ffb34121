"""The description of a dataset as a Frictionless data package, made from the schema.

Version 2 of the specification, https://datapackage.org/standard/data-package/. Units, and the unit of each analyte,
stand in properties of our own, which it allows. That each analyte has one unit, and the rules between columns, it
cannot say: ``analysis.cohort`` checks those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.cohort.dictionary import analyte_rows
from analysis.cohort.schema import LABS, PATIENTS, TABLES, Column, Table

FILE = "datapackage.json"
_KEYS = {"patients": ["patient_id"], "labs": ["patient_id", "analyte", "day"]}


def package(tables: Sequence[Table] = TABLES) -> dict[str, Any]:
    """The description of a dataset that holds these tables."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "cohort",
        "title": "A cohort of patients given CAR-T cells",
        "description": "Days count from the infusion of CAR-T cells, which is day 0. An empty cell is a value that was "
        "not recorded; a column that is not required may be left out.",
        "resources": [_resource(table) for table in tables],
    }


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "fieldsMatch": "superset",  # columns may be left out, and none may be added
        "missingValues": [""],
    }
    if table.name in _KEYS:
        schema["primaryKey"] = _KEYS[table.name]
    if table is not PATIENTS:
        reference = {"resource": PATIENTS.name, "fields": ["patient_id"]}
        schema["foreignKeys"] = [{"fields": ["patient_id"], "reference": reference}]
    resource: dict[str, Any] = {
        "type": "table",
        "name": table.name,
        "path": table.file,
        "title": f"A row is {table.row}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
    if table is LABS:
        resource["analytes"] = [{"name": name, "unit": unit} for name, unit, _ in analyte_rows()]
    return resource


def _field(column: Column) -> dict[str, Any]:
    kinds = {"choice": "string", "id": "string", "text": "string", "yes/no": "boolean"}
    field: dict[str, Any] = {
        "name": column.name,
        "type": kinds.get(column.kind, column.kind),
        "description": f"{column.meaning} ({column.rule})",
    }
    if column.unit:
        field["unit"] = column.unit
    if column.kind == "yes/no":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    limits = {"minimum": column.low, "maximum": column.high}
    constraints: dict[str, Any] = {name: limit for name, limit in limits.items() if limit is not None}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.required:
        constraints["required"] = True
    return field | ({"constraints": constraints} if constraints else {})
