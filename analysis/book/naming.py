"""What ``[tool.manuscript]`` in ``pyproject.toml`` lets pass as a name, and what it may not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.book.wording import Wording

FILE = "pyproject.toml"


def settings(project: Path) -> dict[str, Any]:
    """The table of the manuscript; empty where there is none."""
    file = project / FILE
    found = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    manuscript: dict[str, Any] = found.get("tool", {}).get("manuscript", {})
    return manuscript


def wording(project: Path) -> Wording:
    """The rules of wording, with the names and nouns of the project; a name that is refused names nothing."""
    found = settings(project)
    counted = found.get("counted", ())
    bare = Wording(counted=counted)
    return Wording([name for name in found.get("names", ()) if refusal(name, bare) is None], counted)


def refusals(project: Path) -> Iterator[tuple[Path, int, int, str]]:
    """The names that are refused: file, line, column and what is wrong."""
    found = settings(project)
    bare = Wording(counted=found.get("counted", ()))
    for name in found.get("names", ()):
        why = refusal(name, bare)
        if why:
            file = project / FILE
            lines = file.read_text(encoding="utf-8").splitlines()
            line = next((i for i, text in enumerate(lines, start=1) if f'"{name}"' in text), 1)
            yield file, line, lines[line - 1].find(f'"{name}"') + 1, why


# Words of number that name a method, a measure or a place, and no count.
_TERM = re.compile(
    r"\b(?:(?:one|two)-(?:sided|tailed|way|by-two)|half-life|third\s+quartiles?|(?:each|every|per)\s+doubling)\b"
)
# A number that stands alone in a name is that of a grade, phase or year.
_HEADED = re.compile(
    r"(?:grades?|phase|stage|type|virus|factor|version)\s+(?:[\u2265\u2264]\s?)?\d+(?:(?:\s+(?:and|to|or)\s+|/)\d+)?"
    r"|[A-Z]\w+\s+(?:19|20)\d\d"
)
_ALONE = re.compile(r"(?<![\w(;/^-])[\d#]+(?![\w^]|-\d)")


def refusal(name: str, bare: Wording) -> str | None:
    """Why a phrase is no name; nothing where it is one.

    A name has a letter and says what it names. It must not let a result pass: neither a number on its own, nor a
    number with what tells a result, nor a word of number or direction. ``bare`` is the rules without any names.
    """
    rest = _HEADED.sub("", _TERM.sub("", name))
    parts = name.split()
    if not re.search(r"[^\W\d_]", name):
        why = "it has no letter"
    elif any("#" in part and not re.search(r"[^\W\d_]", part) for part in parts):
        why = "# stands for a number only within a word, such as CD#"
    elif re.search(r"[%<>=±]|\d[.,·]\d|(?<![^\W\d_])[\d#]+\s*(?:(?:out\s+)?of|in|/)\s*[\d#]", rest):
        why = "it looks like a result"
    elif _ALONE.search(rest) or re.search(r"\d[- ]?(?:hour|day|week|month|year|patient)", rest):
        why = "its number stands alone"
    elif any(typed.rule != "number" for typed in bare.typed(rest)):
        why = "it holds a word that states a number or a direction"
    else:
        return None
    return f'"{name}" is no name, because {why}; mark the place with {{constant}}`TEXT | reason` instead'
