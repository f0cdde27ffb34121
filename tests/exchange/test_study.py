"""The sheet ``study``: every key of ``cohort.toml`` as rows, and back."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import fields

import pytest

from analysis.cohort.schema import ANALYTES
from analysis.cohort.settings import REQUIRED, Settings, check_settings
from analysis.cohort.writing import toml
from analysis.exchange import study

ENTRIES = {entry.name: entry for entry in study.entries()}


def test_every_key_has_its_rows_and_the_required_ones_come_first() -> None:
    assert {entry.key for entry in ENTRIES.values()} == {f.name for f in fields(Settings)} | {study.RECORDED}
    needed = [entry.name for entry in ENTRIES.values() if entry.required]
    assert needed == [*REQUIRED, study.RECORDED] == list(ENTRIES)[: len(needed)]
    assert {name for name in ENTRIES if name.startswith("detection_limits.")} == {
        f"detection_limits.{analyte}" for analyte in ANALYTES
    }
    assert all(entry.meaning and entry.rule for entry in ENTRIES.values())


def test_ranges_are_those_of_the_rules() -> None:
    ranges = {name: (entry.low, entry.high) for name, entry in ENTRIES.items() if entry.kind == "integer"}
    assert ranges["response_day"] == (1, 365)
    assert ranges["severe_crs_grade"] == (2, 4)
    assert ranges["landmark_day"] == (1, 30)
    assert ranges["early_window.first"] == ranges["early_window.last"] == (0, 365)


def test_values_become_a_file_that_the_settings_accept() -> None:
    texts = {
        "title": 'A "title" with \\ and ü',
        "synthetic": "no",
        "source": "Notes\nof two lines",
        "licence": "none",
        "cut_off": "2019-12-31",
        "response_day": "28",
        "early_window.last": "5",
        "marker_window.first": "1",
        "marker_window.last": "14",
        "detection_limits.IL-6": "1.50",
        "detection_limits.IFN-gamma": "4",
        study.RECORDED: "yes",
    }
    values = {name: ENTRIES[name].value(text) for name, text in texts.items()}
    given = tomllib.loads(toml(study.settings(values)))
    settings, faults = check_settings(given)
    assert faults == []
    assert settings == Settings(
        title='A "title" with \\ and ü',
        synthetic=False,
        source="Notes\nof two lines",
        licence="none",
        cut_off=datetime.date(2019, 12, 31),
        response_day=28,
        early_window=(1, 5),
        marker_window=(1, 14),
        detection_limits={"IL-6": 1.5, "IFN-gamma": 4.0},
    )


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("synthetic", "true", "must be yes or no"),
        ("cut_off", "31.12.2019", "must be a date"),
        ("response_day", "28.5", "must be a whole number from 1 to 365"),
        ("detection_limits.CRP", "<5", "must be a number above 0, in mg/L"),
    ],
)
def test_what_is_of_another_kind_is_refused_with_the_rule(name: str, text: str, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        ENTRIES[name].value(text)
