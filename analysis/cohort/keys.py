"""A table of a TOML file, taken key by key, so that every key that breaks its rule is told at once."""

from __future__ import annotations

import math
from collections.abc import Collection
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.cohort import hints
from analysis.cohort.dataset import convert
from analysis.cohort.faults import Fault
from analysis.cohort.schema import Column


class Keys:
    """One table of a TOML file. A key that is absent reads as nothing; a key that breaks its rule leaves a fault."""

    def __init__(self, file: str, path: str, given: Any, faults: list[Fault]) -> None:
        """Take the table that stands at ``path`` of ``file`` ("" for the file as a whole); add faults to ``faults``."""
        self.file, self.path, self.faults = file, path, faults
        self.given: dict[str, Any] = given if isinstance(given, dict) else {}
        if not isinstance(given, dict):
            self.fault("", f"must be a table: [{path}] above its keys, or {{ key = value }}", given)

    def fault(self, key: str, rule: str, value: object = "", remedy: str = "") -> None:
        """Keep a fault of a key, or with an empty key of the table as a whole."""
        self.faults.append(Fault(self.file, None, ".".join(filter(None, (self.path, key))), str(value), rule, remedy))

    def only(self, allowed: Collection[str], noun: str = "a key of this table") -> None:
        """Every key must be one of these."""
        for key in (key for key in self.given if key not in allowed):
            self.fault(key, f"is not {noun}; allowed are " + ", ".join(allowed), remedy=hints.meant(key, allowed))

    def need(self, *keys: str) -> None:
        """Each of these keys must be there."""
        for key in (key for key in keys if key not in self.given):
            self.fault(key, "is missing and required")

    def text(self, key: str, choices: Collection[str] = ()) -> str:
        """A text that is not empty, one of the choices where there are any."""
        value = self.given.get(key)
        if isinstance(value, str) and value.strip() and (not choices or value.strip() in choices):
            return value.strip()
        if key in self.given:
            self.fault(key, "must be " + ("one of " + ", ".join(choices) if choices else "text in quotes"), value)
        return ""

    def texts(self, key: str) -> list[str]:
        """A list of texts, none of them empty."""
        value = self.given.get(key, [])
        if isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value):
            return [text.strip() for text in value]
        self.fault(key, 'must be a list of texts, such as ["NA", "not done"]', value)
        return []

    def cell(self, key: str, column: Column) -> str | None:
        """What is to stand in cells of a column: a text or a number that its rule allows, or an empty text."""
        if key not in self.given:
            return None
        value = self.given[key]
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            value = format(Decimal(str(value)), "f")
        if not isinstance(value, str):
            self.fault(key, "must be text in quotes or a number", value)
        elif value.strip() and convert(pd.Series([value.strip()]), column)[1].any():
            self.fault(key, f"must be {column.rule}", value)
        return str(value).strip()

    def factor(self, key: str) -> Decimal:
        """A number to multiply by, 1 where the key is absent."""
        value = self.given.get(key, 1)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf:
            return Decimal(str(value))
        self.fault(key, "must be a number above 0", value)
        return Decimal(1)

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number between bounds, the lower one where the key is absent."""
        value = self.given.get(key, low)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.fault(key, f"must be a whole number from {low} to {high}", value)
        return low

    def sign(self, key: str, choices: Collection[str]) -> str:
        """One of some signs, which may be a space."""
        value = self.given.get(key, "")
        if value in choices or key not in self.given:
            return str(value)
        self.fault(key, "must be one of " + " ".join(f'"{choice}"' for choice in choices), value)
        return ""

    def table(self, key: str) -> Keys:
        """The table under a key."""
        return Keys(self.file, ".".join(filter(None, (self.path, key))), self.given.get(key, {}), self.faults)

    def tables(self, key: str) -> list[Keys]:
        """The tables under a key that may stand several times, counted from 1."""
        value = self.given.get(key, [])
        if isinstance(value, list):
            return [Keys(self.file, f"{key}[{i}]", given, self.faults) for i, given in enumerate(value, start=1)]
        self.fault(key, f"must be opened by [[{key}]], once for each table of the source")
        return []
