"""``python -m analysis chapter NAME``: a new chapter, with an example of all that a chapter may hold."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.cohort.dataset import PROJECT

TEMPLATE = Path(__file__).with_name("chapter.md")


def begin(name: str, chapters: Path = PROJECT / "chapters") -> str:
    """Write a chapter to be made one's own.

    Args:
        name: of its file, in small letters, digits and hyphens.
        chapters: the folder for it.

    Returns:
        What is to be done next.

    Raises:
        OSError: the name is none for a file, or the chapter exists.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", name):
        raise OSError(f"{name!r}: a chapter is named in small letters, digits and hyphens, such as late-toxicity")
    file = chapters / f"{name}.md"
    text = TEMPLATE.read_text(encoding="utf-8")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as new:
            new.write(text.replace("NAME", name).replace("TITLE", name.replace("-", " ").capitalize()))
    except FileExistsError:
        raise FileExistsError(f"{file} exists already; choose another name") from None
    return (
        f"{file} is written. Add this line to _toc.yml, where the chapter is to stand:\n\n      - file: chapters/{name}"
    )
