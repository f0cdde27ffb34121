"""The data package, read by its users' own tool: it accepts the shipped cohorts and refuses corrupted ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Package

from analysis.cohort.schema import TABLES

Lay = Callable[..., list[tuple[str, int | None, str]]]


@pytest.fixture
def errors(form: Path, data: Path, tmp_path: Path) -> Lay:
    """A function that checks a cohort, with one text of a file replaced, against the template's data package."""

    def check(study: str, file: str = "", old: str = "", new: str = "") -> list[tuple[str, int | None, str]]:
        folder = shutil.copytree(data / study, tmp_path / study)
        if file:
            text = (folder / file).read_text(encoding="utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        package = json.loads((form / "csv" / "datapackage.json").read_text(encoding="utf-8"))
        # A package lists what is there; a dataset may do without two of the tables.
        package["resources"] = [each for each in package["resources"] if (folder / each["path"]).is_file()]
        (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        report = Package(str(folder / "datapackage.json")).validate()
        return [(kind, row, field or "") for kind, row, field in report.flatten(["type", "rowNumber", "fieldName"])]

    return check


def test_it_lists_every_table_and_column_with_its_unit(form: Path) -> None:
    package = json.loads((form / "csv" / "datapackage.json").read_text(encoding="utf-8"))
    assert [each["path"] for each in package["resources"]] == [table.file for table in TABLES]
    for resource, table in zip(package["resources"], TABLES, strict=True):
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in table.columns]
        assert [field.get("unit", "") for field in fields] == [column.unit for column in table.columns]
        assert resource["schema"]["missingValues"] == [""]
    assert package["resources"][1]["analytes"][0] == {"name": "IL-6", "unit": "pg/mL"}


@pytest.mark.parametrize("study", ["response", "infection"])
def test_the_shipped_cohorts_are_valid(study: str, errors: Lay) -> None:
    assert errors(study) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("patients.csv", "I02,CD19/CD22,50,", "I02,CD19/CD22,150,", ("constraint-error", 3, "age")),
        ("patients.csv", "I02,CD19/CD22,50,", "I02,CD19/CD22,fifty,", ("type-error", 3, "age")),
        ("patients.csv", "I02,CD19/CD22,50,male", "I02,CD19/CD22,50,M", ("constraint-error", 3, "sex")),
        ("patients.csv", "I02,CD19/CD22,50,male,2,no", "I02,CD19/CD22,50,male,2,0", ("type-error", 3, "prior_hsct")),
        ("patients.csv", "I02,CD19/CD22,50,male,2", "I02,CD19/CD22,50,male,2.5", ("type-error", 3, "prior_lines")),
        ("patients.csv", "I02,CD19/CD22", ",CD19/CD22", ("constraint-error", 3, "patient_id")),
        ("patients.csv", "I02,CD19/CD22", "I01,CD19/CD22", ("primary-key", 3, "")),
        ("infections.csv", "I05,7,", "X05,7,", ("foreign-key", 2, "")),
        ("infections.csv", "I05,7,bacterial", "I05,7,parasite", ("constraint-error", 2, "kind")),
        ("infections.csv", "I05,7,bacterial", "I05,,bacterial", ("constraint-error", 2, "day")),
    ],
)
def test_a_corrupted_cohort_is_refused_at_its_place(
    file: str, old: str, new: str, error: tuple[str, int, str], errors: Lay
) -> None:
    assert error in errors("infection", file, old, new)


@pytest.mark.parametrize("head", ["patient_id,day,kind,place,fatal", "patient_id,day,sort,site,fatal"])
def test_a_column_of_another_name_is_refused(head: str, errors: Lay) -> None:
    assert errors("infection", "infections.csv", "patient_id,day,kind,site,fatal", head)
