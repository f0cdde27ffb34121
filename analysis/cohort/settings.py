"""``cohort.toml``: what a dataset is called, where it comes from and the study's constants."""

from __future__ import annotations

import datetime
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from analysis.cohort import hints
from analysis.cohort.faults import Fault
from analysis.cohort.schema import ANALYTES

FILE = "cohort.toml"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The contents of ``cohort.toml``.

    Attributes:
        title: what the dataset is, in a few words; names it on every page.
        synthetic: whether a program made the patients up; the pages then say so.
        source: where the rows come from, in a sentence.
        licence: under which terms the data may be used, if only "not to be shared".
        centre: who treated the patients.
        period: when they were treated.
        cut_off: last day of follow-up.
        crs_scale: scale of ``crs_grade``, by its name and year.
        crs_scale_other: scale of ``crs_grade_other``.
        response_day: day by which response is assessed.
        severe_crs_grade: lowest grade that counts as severe.
        infection_window: first and last day in which infections count.
        late_infection_window: first and last day of the later window in which infections count apart.
        marker_window: first and last day in which peaks and nadirs are sought.
        early_window: first and last day of "the early days" after infusion.
        landmark_day: day up to which markers may warn of severe CRS that begins after it.
        detection_limits: lower limit of detection by analyte, in the analyte's own unit.
        publish: whether what is built from real patients may be published; synthetic patients need no leave.
        disclosure: lowest count of patients that may be printed; without it all are.
    """

    title: str
    synthetic: bool
    source: str
    licence: str
    centre: str = ""
    period: str = ""
    cut_off: datetime.date | None = None
    crs_scale: str = ""
    crs_scale_other: str = ""
    response_day: int = 30
    severe_crs_grade: int = 3
    infection_window: tuple[int, int] = (0, 30)
    late_infection_window: tuple[int, int] = (31, 90)
    marker_window: tuple[int, int] = (0, 30)
    early_window: tuple[int, int] = (1, 7)
    landmark_day: int = 3
    detection_limits: Mapping[str, float] = field(default_factory=dict)
    publish: bool = False
    disclosure: int | None = None

    @property
    def private(self) -> bool:
        """Whether what is built from the dataset must stay with its owner."""
        return not (self.synthetic or self.publish)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _window(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(day, int) and not isinstance(day, bool) for day in value)
        and 0 <= value[0] < value[1] <= 365
    )


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _date(value: Any) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


# What each key may hold, and how the rule reads in a message.
_TEXT = (_text, "text in quotes, not empty")
_YES_OR_NO = (lambda value: isinstance(value, bool), "true or false, without quotes")
_WINDOW = (_window, "two whole days, the first before the second, such as [0, 30]")
RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "title": _TEXT,
    "synthetic": _YES_OR_NO,
    "source": _TEXT,
    "licence": _TEXT,
    "centre": _TEXT,
    "period": _TEXT,
    "cut_off": (_date, "a date such as 2019-12-31, without quotes"),
    "crs_scale": _TEXT,
    "crs_scale_other": _TEXT,
    "response_day": (_whole(1, 365), "a whole number from 1 to 365"),
    "severe_crs_grade": (_whole(2, 4), "a whole number from 2 to 4"),
    "infection_window": _WINDOW,
    "late_infection_window": _WINDOW,
    "marker_window": _WINDOW,
    "early_window": _WINDOW,
    "landmark_day": (_whole(1, 30), "a whole number from 1 to 30"),
    "publish": _YES_OR_NO,
    "disclosure": (_whole(3, 50), "a whole number from 3 to 50; counts below it are masked"),
}
REQUIRED = ("title", "synthetic", "source", "licence")


# A whole number in TOML may have any size, and only these have a float.
LARGEST = sys.float_info.max


def _limits(value: Any) -> tuple[dict[str, float], list[Fault]]:
    if not isinstance(value, dict):
        return {}, [Fault(FILE, None, "detection_limits", str(value), "must be a table of analytes and limits")]
    limits, faults = {}, []
    for analyte, limit in value.items():
        place = f"detection_limits.{analyte}"
        if analyte not in ANALYTES:
            rule = "must be one of " + ", ".join(ANALYTES)
            faults.append(Fault(FILE, None, place, analyte, rule, hints.for_name(analyte, ANALYTES)))
        elif isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 < limit < LARGEST:
            faults.append(
                Fault(FILE, None, place, str(limit), f"must be a number above 0, in {ANALYTES[analyte].unit}")
            )
        else:
            limits[analyte] = float(limit)
    return limits, faults


def check_settings(given: Mapping[str, Any]) -> tuple[Settings | None, list[Fault]]:
    """Check the contents of ``cohort.toml``, however they were read.

    Returns:
        The settings, or ``None`` where they cannot stand, and every fault found.
    """
    limits, faults = _limits(given.get("detection_limits", {}))
    known = [f.name for f in fields(Settings)]
    plain = {key: value for key, value in given.items() if key != "detection_limits"}
    for key, value in plain.items():
        if key not in RULES:
            rule = "is not a key of this file; it may hold " + ", ".join(known)
            faults.append(Fault(FILE, None, key, str(value), rule, hints.for_name(key, known)))
        elif not RULES[key][0](value):
            faults.append(Fault(FILE, None, key, str(value), f"must be {RULES[key][1]}"))
    faults += [Fault(FILE, None, key, "", "is missing and required") for key in REQUIRED if key not in plain]
    if faults:
        return None, faults
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}
    settings = Settings(**values, detection_limits=limits)
    ends, later = settings.infection_window[1], settings.late_infection_window
    if later[0] <= ends:
        rule = f"must begin after infection_window ends, which is day {ends}"
        return None, [Fault(FILE, None, "late_infection_window", str(list(later)), rule)]
    return settings, []


def read_settings(folder: Path) -> tuple[Settings | None, list[Fault]]:
    """Read and check ``cohort.toml`` of a dataset folder.

    Returns:
        The settings, or ``None`` where they cannot stand, and every fault found.
    """
    path = folder / FILE
    if not path.is_file():
        return None, [
            Fault(FILE, None, "", "", "the file is missing; it names the dataset and says if it is synthetic")
        ]
    given, faults = read_toml(path)
    return (None, faults) if given is None else check_settings(given)


def read_toml(path: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The contents of a TOML file (UTF-8, with or without its mark), or the fault that keeps it from being read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), []
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or made to break the reader
        return None, [Fault(path.name, None, "", "", f"is not valid TOML: {error}")]
