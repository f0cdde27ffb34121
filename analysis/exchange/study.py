"""The sheet ``study`` of the workbook: the keys of ``cohort.toml``, a row for each value that a person types."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from analysis.cohort.dictionary import Key, known_keys
from analysis.cohort.schema import ANALYTES, INTEGER, NUMBER
from analysis.cohort.settings import RULES

SHEET = "study"
COLUMNS = ("key", "value", "unit", "rule", "if left out", "meaning")
# The one row that is no key: a folder tells it by whether it holds the file.
RECORDED = "infections_recorded"
LIMITS = "detection_limits"
# Beyond the days and grades that any key takes; where all numbers up to here are allowed, there is no upper limit.
_PROBED = 10_000

Kind = Literal["text", "yes/no", "date", "integer", "number"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the sheet.

    Attributes:
        name: the key; with a day of a window or an analyte after a dot where the key takes several values.
        kind: what its cell holds.
        rule: what is allowed there.
        meaning: what it tells.
        unit: unit of the number.
        left_out: what holds where the cell is empty.
        low: lowest number that is allowed.
        high: highest number that is allowed.
        required: whether the cell must be filled.
    """

    name: str
    kind: Kind
    rule: str
    meaning: str
    unit: str = ""
    left_out: str = "none"
    low: int | None = None
    high: int | None = None
    required: bool = False

    @property
    def key(self) -> str:
        """The key of ``cohort.toml`` that the row belongs to."""
        return self.name.partition(".")[0]

    def value(self, text: str) -> Any:
        """What the text of the cell says, as ``cohort.toml`` holds it.

        Raises:
            ValueError: it is not of this kind; the message says what it must be.
        """
        if self.kind == "yes/no" and text in ("yes", "no"):
            return text == "yes"
        if self.kind == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.date.fromisoformat(text)
        if self.kind == "integer" and re.fullmatch(INTEGER, text):
            return int(text)
        if self.kind == "number" and re.fullmatch(NUMBER, text):
            return float(text)
        if self.kind == "text":
            return text
        raise ValueError(f"must be {self.rule}")


def entries() -> tuple[Entry, ...]:
    """The rows of the sheet, those of the detection limits last."""
    recorded = Entry(
        name=RECORDED,
        kind="yes/no",
        rule="yes or no",
        meaning="whether infections after infusion were recorded: yes with an empty sheet means that there were none",
        left_out="refused",
        required=True,
    )
    plain = [key for key in known_keys() if key.kind != "limits"]
    required = [entry for key in plain if key.required for entry in _entries(key)]
    others = [entry for key in plain if not key.required for entry in _entries(key)]
    return (*required, recorded, *others, *_limits(next(key for key in known_keys() if key.kind == "limits")))


def _entries(key: Key) -> Iterator[Entry]:
    left_out = "refused" if key.required else key.default or "none"
    if key.kind == "two days":
        low, high = _range(lambda day: RULES[key.name][0]([day, day + 1]) or RULES[key.name][0]([day - 1, day]))
        rule = f"a whole number from {low} to {high}; the first day before the last"
        for part, day in zip(("first", "last"), json.loads(key.default), strict=True):
            yield Entry(
                name=f"{key.name}.{part}",
                kind="integer",
                rule=rule,
                meaning=f"{key.meaning}: the {part} day",
                unit="days",
                left_out=str(day),
                low=low,
                high=high,
            )
    elif key.kind == "whole number":
        low, high = _range(RULES[key.name][0])
        yield Entry(
            name=key.name,
            kind="integer",
            rule=key.rule,
            meaning=key.meaning,
            left_out=left_out,
            low=low,
            high=high,
            required=key.required,
        )
    else:
        kinds: Mapping[str, tuple[Kind, str]] = {
            "text": ("text", "text"),
            "true or false": ("yes/no", "yes or no"),
            "date": ("date", "a date"),
        }
        kind, rule = kinds[key.kind]
        left_out = {"true": "yes", "false": "no"}.get(left_out, left_out)
        yield Entry(name=key.name, kind=kind, rule=rule, meaning=key.meaning, left_out=left_out, required=key.required)


def _limits(key: Key) -> Iterator[Entry]:
    for analyte in ANALYTES.values():
        yield Entry(
            name=f"{LIMITS}.{analyte.name}",
            kind="number",
            rule=f"a number above 0, in {analyte.unit}",
            meaning=f"{key.meaning}: {analyte.name}",
            unit=analyte.unit,
            low=0,
        )


def _range(allowed: Any) -> tuple[int, int | None]:
    """The lowest and the highest whole number that a rule allows; the rules themselves are code."""
    numbers = [number for number in range(_PROBED + 1) if allowed(number)]
    return numbers[0], None if numbers[-1] == _PROBED else numbers[-1]


def settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """The contents of ``cohort.toml``, from the values of the rows by name; a half-filled window takes its default."""
    defaults = {key.name: json.loads(key.default) for key in known_keys() if key.kind == "two days"}
    given: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    for entry in entries():
        if entry.name not in values or entry.name == RECORDED:
            continue
        part = entry.name.partition(".")[2]
        if entry.key == LIMITS:
            limits[part] = values[entry.name]
        elif part:
            given.setdefault(entry.key, list(defaults[entry.key]))[part == "last"] = values[entry.name]
        else:
            given[entry.name] = values[entry.name]
    return given | ({LIMITS: limits} if limits else {})
