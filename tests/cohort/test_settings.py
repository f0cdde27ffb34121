"""``cohort.toml``: what may stand in it, and every message when something else does."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from analysis.cohort.settings import RULES, Settings, check_settings, read_settings, read_toml

REQUIRED = {"title": "T", "synthetic": False, "source": "S", "licence": "L"}


def test_four_keys_are_enough() -> None:
    assert check_settings(REQUIRED) == (Settings(title="T", synthetic=False, source="S", licence="L"), [])


def test_every_key_is_taken() -> None:
    given = REQUIRED | {
        "centre": "one centre",
        "period": "2015 to 2019",
        "cut_off": datetime.date(2019, 12, 31),
        "crs_scale": "Lee 2014",
        "crs_scale_other": "ASTCT 2019",
        "response_day": 28,
        "severe_crs_grade": 2,
        "infection_window": [0, 60],
        "marker_window": [0, 14],
        "early_window": [1, 3],
        "late_infection_window": [61, 100],
        "landmark_day": 2,
        "publish": True,
        "disclosure": 5,
        "detection_limits": {"IL-6": 2, "CRP": 0.5},
    }
    settings, faults = check_settings(given)
    assert faults == []
    assert settings is not None
    assert {key: getattr(settings, key) for key in given} == given | {
        "infection_window": (0, 60),
        "marker_window": (0, 14),
        "early_window": (1, 3),
        "late_infection_window": (61, 100),
        "detection_limits": {"IL-6": 2.0, "CRP": 0.5},
    }
    assert set(RULES) | {"detection_limits"} == set(given)


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("title", " ", "must be text in quotes, not empty"),
        ("source", 7, "must be text in quotes, not empty"),
        ("synthetic", "false", "must be true or false, without quotes"),
        ("synthetic", 0, "must be true or false, without quotes"),
        ("cut_off", "2019-12-31", "must be a date such as 2019-12-31, without quotes"),
        ("cut_off", datetime.datetime(2019, 12, 31, 0, 0), "must be a date such as 2019-12-31, without quotes"),
        ("response_day", 0, "must be a whole number from 1 to 365"),
        ("response_day", 28.0, "must be a whole number from 1 to 365"),
        ("response_day", True, "must be a whole number from 1 to 365"),
        ("severe_crs_grade", 5, "must be a whole number from 2 to 4"),
        ("publish", "yes", "must be true or false, without quotes"),
        ("disclosure", 2, "must be a whole number from 3 to 50; counts below it are masked"),
        ("disclosure", True, "must be a whole number from 3 to 50; counts below it are masked"),
        ("infection_window", [30, 0], "must be two whole days, the first before the second, such as [0, 30]"),
        ("infection_window", [3, 3], "must be two whole days, the first before the second, such as [0, 30]"),
        ("infection_window", [0, 366], "must be two whole days, the first before the second, such as [0, 30]"),
        ("infection_window", [0], "must be two whole days, the first before the second, such as [0, 30]"),
        ("marker_window", [-1, 30], "must be two whole days, the first before the second, such as [0, 30]"),
        ("marker_window", 30, "must be two whole days, the first before the second, such as [0, 30]"),
        ("early_window", [False, True], "must be two whole days, the first before the second, such as [0, 30]"),
        ("detection_limits", 2, "must be a table of analytes and limits"),
    ],
)
def test_each_key_refuses_what_it_cannot_hold(key: str, value: object, rule: str) -> None:
    settings, faults = check_settings(REQUIRED | {key: value})
    assert settings is None
    shown = f"{str(value)!r}: "
    assert [str(fault) for fault in faults] == [f"cohort.toml, key {key}: {shown}{rule}"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("response_day", 1), ("response_day", 365), ("severe_crs_grade", 4), ("late_infection_window", [31, 365])],
)
def test_the_bounds_themselves_are_allowed(key: str, value: object) -> None:
    assert check_settings(REQUIRED | {key: value})[1] == []


@pytest.mark.parametrize("limit", [0, -1, "2", True, float("inf"), float("nan")])
def test_limits_of_detection_are_numbers_above_nought(limit: object) -> None:
    settings, faults = check_settings(REQUIRED | {"detection_limits": {"IL-6": limit}})
    assert settings is None
    assert [str(fault) for fault in faults] == [
        f"cohort.toml, key detection_limits.IL-6: '{limit}': must be a number above 0, in pg/mL"
    ]


def test_unknown_keys_are_told_with_those_that_are_known() -> None:
    _, faults = check_settings(REQUIRED | {"tittle": "x", "detection_limits": {"il6": 1}})
    told = [str(fault) for fault in faults]
    assert told[0].startswith("cohort.toml, key detection_limits.il6: 'il6': must be one of IL-6, IL-10, ")
    assert told[1].startswith("cohort.toml, key tittle: 'x': is not a key of this file; it may hold title, synthetic, ")
    assert len(told) == 2


def test_all_that_is_missing_is_told_at_once() -> None:
    settings, faults = check_settings({})
    assert settings is None
    assert [str(fault) for fault in faults] == [
        f"cohort.toml, key {key}: is missing and required" for key in ("title", "synthetic", "source", "licence")
    ]


def test_the_given_contents_are_left_as_they_are() -> None:
    given = REQUIRED | {"detection_limits": {"CRP": 1}}
    check_settings(given)
    assert given == REQUIRED | {"detection_limits": {"CRP": 1}}


@pytest.mark.parametrize("content", [b"title", b'title = "T"\ntitle = "U"', b'title = "\xe4"', b"\x00"])
def test_a_file_that_is_not_toml_is_one_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cohort.toml").write_bytes(content)
    settings, faults = read_settings(tmp_path)
    assert settings is None
    assert len(faults) == 1
    assert str(faults[0]).startswith("cohort.toml: is not valid TOML: ")


def test_a_mark_of_utf_8_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "cohort.toml"
    path.write_bytes('\ufefftitle = "Zürich"\r\nsynthetic = true\r\n'.encode())
    assert read_toml(path) == ({"title": "Zürich", "synthetic": True}, [])


def test_the_infection_windows_do_not_overlap() -> None:
    settings, faults = check_settings(REQUIRED | {"infection_window": [0, 60]})
    assert settings is None
    assert [str(fault) for fault in faults] == [
        "cohort.toml, key late_infection_window: '[31, 90]': must begin after infection_window ends, which is day 60"
    ]


@pytest.mark.parametrize(
    ("synthetic", "more", "private"),
    [(False, {}, True), (False, {"publish": False}, True), (False, {"publish": True}, False), (True, {}, False)],
)
def test_real_patients_are_private_unless_the_dataset_says_otherwise(
    synthetic: bool, more: dict[str, bool], private: bool
) -> None:
    settings, faults = check_settings(REQUIRED | {"synthetic": synthetic} | more)
    assert faults == []
    assert settings is not None
    assert settings.private is private
