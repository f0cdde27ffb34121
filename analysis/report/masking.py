"""How a number is told that must not be printed, because it would point at few patients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WITHHELD = "withheld"
# What stands in a sentence in place of a face; a column's head tells which face it is, so cells take the plain word.
FACES = {
    "percent": f"percentage {WITHHELD}",
    "ci": f"interval {WITHHELD}",
    "p": f"P {WITHHELD}",
    "p_adjusted": f"adjusted P {WITHHELD}",
    "share": "some",
}

COUNTS = ("count", "proportion")  # kinds of findings that are still told by their size

Size = Literal["", "few", "many"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mask:
    """What is masked of a finding; the estimate behind it holds none of it any more.

    Attributes:
        below: counts from 1 to one less than this are masked.
        events: whether the number of events is told as few or many only; empty where it is printed.
        n: the same of the number of observations.
    """

    below: int
    events: Size = ""
    n: Size = ""

    def told(self, size: Size) -> str:
        """The words for a masked count; empty where it is none."""
        return {"": "", "few": few(self.below), "many": f"{self.below} or more"}[size]


def few(below: int) -> str:
    """The words for a count that is not printed because it is small: "fewer than 5"."""
    return f"fewer than {below}"
