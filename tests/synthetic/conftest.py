"""The committed datasets."""

from pathlib import Path

import pytest

from analysis.cohort import Cohort, read

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def response() -> Cohort:
    return read(DATA / "response")


@pytest.fixture(scope="session")
def infection() -> Cohort:
    return read(DATA / "infection")
