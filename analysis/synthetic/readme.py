"""The sections of ``data/README.md`` that are made: where each property comes from, the columns, and the rules."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.cohort import dictionary
from analysis.cohort.checks import listing
from analysis.synthetic import assumptions

# Its fields are names in assumptions.py, so the table cannot state another number than the generator uses.
TEMPLATE = Path(__file__).with_name("properties.md")


def properties() -> str:
    """Tables of every property of the synthetic data: its tag, its value and its source."""
    return TEMPLATE.read_text(encoding="utf-8").format_map({**vars(assumptions), "courses": _courses()})


def refresh(text: str) -> str:
    """The same README with its made sections, each between two comments, made again.

    Raises:
        ValueError: the comments around a section are not there.
    """
    for name, section in {
        "properties": properties(),
        "dictionary": dictionary.markdown(),
        "rules": listing.markdown(),
    }.items():
        place = re.search(rf"<!-- {name}: .*?<!-- end of {name} -->", text, flags=re.DOTALL)
        if place is None:
            raise ValueError(f"README.md lacks the comments around its section of {name}")
        made = f"<!-- {name}: made by `make data` -->\n\n{section}\n<!-- end of {name} -->"
        text = text[: place.start()] + made + text[place.end() :]
    return text


def _courses() -> str:
    """The laboratory courses, a row an analyte."""
    head = (
        "analyte",
        "base",
        "its spread",
        *(f"grade {g}" for g in range(5)),
        "spread",
        "lag",
        "rise",
        "fall",
        "noise",
    )
    lines = [head, ("---",) * len(head)]
    for analyte, c in assumptions.COURSES.items():
        numbers = (c.base, c.base_spread, *c.folds, c.spread, c.lag, c.rise, c.fall, c.noise)
        lines.append((analyte, *(f"{n:g}" for n in numbers)))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
