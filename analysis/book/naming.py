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
    names = [name for name in found.get("names", ()) if refusal(name) is None]
    return Wording(names, found.get("counted", ()))


def refusals(project: Path) -> Iterator[tuple[Path, int, int, str]]:
    """The names that are refused: file, line, column and what is wrong."""
    for name in settings(project).get("names", ()):
        why = refusal(name)
        if why:
            file = project / FILE
            lines = file.read_text(encoding="utf-8").splitlines()
            line = next((i for i, text in enumerate(lines, start=1) if f'"{name}"' in text), 1)
            yield file, line, lines[line - 1].find(f'"{name}"') + 1, why


def refusal(name: str) -> str | None:
    """Why a phrase is no name; nothing where it is one.

    A name has a letter and says what it names. It must not let a result pass: neither a number on its own, nor a
    number with what tells a result, nor a bare word of direction.
    """
    parts = name.split()
    if not re.search(r"[^\W\d_]", name):
        why = "it has no letter"
    elif any("#" in part and not re.search(r"[^\W\d_]", part) for part in parts):
        why = "# stands for a number only within a word, such as CD#"
    elif re.search(r"[%<>=±]|\d[.,·]\d|[\d#]\s*(?:(?:out\s+)?of|in|/)\s*[\d#]", name):
        why = "it looks like a result"
    elif re.match(r"\d+$", parts[0]) or re.search(r"\b(?:in|of|by|at|was|were|from|[nNpP])\s+\d", name):
        why = "its number stands alone"
    elif any(typed.rule != "number" and typed.text == " ".join(parts) for typed in Wording().typed(name)):
        why = "the phrase is nothing but such a word; name the longer phrase in which it states no result"
    else:
        return None
    return f'"{name}" is no name, because {why}; mark the place with {{constant}}`TEXT | reason` instead'
