"""Small invented cohorts, and the committed ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.cohort import Cohort, read

DATA = Path(__file__).resolve().parents[2] / "data"
SETTINGS = (
    'title = "Invented"\nsynthetic = false\npublish = true\nsource = "A test"\nlicence = "CC0"\n'
    'crs_scale = "Lee 2014"\n'
)


@pytest.fixture
def make_cohort(tmp_path: Path) -> Callable[..., Cohort]:
    """A function that makes a cohort of columns of text, as they would stand in the files."""

    def make(
        patients: dict[str, list[str]],
        labs: list[tuple[str, str, str, str, str]] | None = None,
        infections: list[tuple[str, str, str, str]] | None = None,
        settings: str = "",
    ) -> Cohort:
        size = len(next(iter(patients.values())))
        columns = {"patient_id": [f"P{i + 1}" for i in range(size)], **patients}
        pd.DataFrame(columns).to_csv(tmp_path / "patients.csv", index=False)
        if labs is not None:
            head = ["patient_id", "day", "analyte", "value", "unit"]
            pd.DataFrame(labs, columns=head).to_csv(tmp_path / "labs.csv", index=False)
        if infections is not None:
            head = ["patient_id", "day", "kind", "fatal"]
            pd.DataFrame(infections, columns=head).to_csv(tmp_path / "infections.csv", index=False)
        (tmp_path / "cohort.toml").write_text(SETTINGS + settings, encoding="utf-8")
        return read(tmp_path)

    return make


@pytest.fixture
def bare(make_cohort: Callable[..., Cohort]) -> Cohort:
    """Three patients of whom nothing but their number is known."""
    return make_cohort({"age": ["", "", ""]})


@pytest.fixture
def falling(make_cohort: Callable[..., Cohort]) -> Cohort:
    """Fibrinogen is lower the higher the grade; IL-6 stays under its limit in all but the last."""
    fibrinogen = ["4", "3.5", "3", "2", "1", "1.5"]
    labs = [(f"P{i}", "5", "fibrinogen", value, "g/L") for i, value in enumerate(fibrinogen, start=1)]
    labs += [(f"P{i}", "5", "IL-6", "1.5" if i < 6 else "7", "pg/mL") for i in range(1, 7)]
    grades = {"crs_grade": ["0", "1", "2", "3", "4", "3"]}
    return make_cohort(grades, labs=labs, settings="[detection_limits]\nIL-6 = 1.5\n")


@pytest.fixture(scope="session")
def response_cohort() -> Cohort:
    return read(DATA / "response")


@pytest.fixture(scope="session")
def infection_cohort() -> Cohort:
    return read(DATA / "infection")
