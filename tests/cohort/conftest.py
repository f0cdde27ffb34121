"""Small invented datasets and sources, written to a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bench import Bench

from analysis.cohort import DatasetError

SETTINGS = """\
title = "Invented"
synthetic = true
source = "Made up for a test"
licence = "CC0"
crs_scale = "ASTCT 2019"
"""
PATIENTS = "patient_id\nP1\nP2\n"


@pytest.fixture
def dataset(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a dataset: a sound one, but for what it is given; ``None`` leaves a file out."""

    def write(
        *,
        patients: str | bytes | None = PATIENTS,
        labs: str | bytes | None = None,
        infections: str | bytes | None = None,
        settings: str | bytes | None = SETTINGS,
    ) -> Path:
        files = {"cohort.toml": settings, "patients.csv": patients, "labs.csv": labs, "infections.csv": infections}
        for name, text in files.items():
            if text is not None:
                (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write


@pytest.fixture
def faults() -> Callable[..., list[str]]:
    """A function that calls another, which must find faults, and gives them as lines."""

    def collect(call: Callable[..., object], *args: object) -> list[str]:
        with pytest.raises(DatasetError) as caught:
            call(*args)
        return [str(fault) for fault in caught.value.faults]

    return collect


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A source, a mapping and a place for the new dataset."""
    return Bench(tmp_path)
