"""``manuscript.yml``: what a journal asks for that no chapter says, and which chapters are which section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.book.manuscript.faults import ManuscriptError
from analysis.book.manuscript.items import ITEMS
from analysis.report.words import misspelt

FILE = "manuscript.yml"
BOOK = "_config.yml"
CSL = "manuscript_csl"


@dataclass(frozen=True)
class Author:
    """An author, and the keys of the affiliations."""

    name: str
    affiliations: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """The contents of ``manuscript.yml``.

    Attributes:
        short_title: what stands at the head of each page.
        authors: in their order.
        affiliations: by the key that authors name.
        corresponding: whom to write to.
        keywords: as a journal indexes them.
        statements: funding, conflicts of interest and the like, by their headings.
        abstract: the page whose section "Abstract" is the abstract; its title is that of the manuscript.
        abstract_words: how many words the journal allows it.
        sections: by heading, one page whose sections stand directly under it, or several that keep their titles. A
            page may be narrowed to one of its sections: ``chapters/data#the-patients``.
        strobe: by item of the checklist, where it is reported (pages, sections, tables and figures) or, as one text,
            why it is not.
        csl: the reference style of a journal, by its name in the Citation Style Language.
    """

    short_title: str
    authors: tuple[Author, ...]
    affiliations: Mapping[str, str]
    corresponding: str
    keywords: tuple[str, ...]
    statements: Mapping[str, str]
    abstract: str
    abstract_words: int
    sections: Mapping[str, str | tuple[str, ...]]
    strobe: Mapping[str, str | tuple[str, ...]]
    csl: str


def read(project: Path) -> Settings:
    """The settings of a project.

    Raises:
        ManuscriptError: a file is no YAML, or what it holds breaks a rule.
        FileNotFoundError: a file is missing.
    """
    found, book = (_load(project / name) for name in (FILE, BOOK))
    csl = ((book.get("sphinx") or {}).get("config") or {}).get(CSL)
    faults = [f"{FILE}: {fault}" for fault in _faults(found)]
    if not _text(csl):
        faults.append(f"{BOOK}, {CSL}: {csl!r} is given, but the name of a style is needed, such as vancouver-nlm")
    if faults:
        raise ManuscriptError(faults)
    return Settings(
        short_title=found["short_title"],
        authors=tuple(Author(one["name"], tuple(one.get("affiliations") or ())) for one in found["authors"]),
        affiliations=found["affiliations"],
        corresponding=found["corresponding"],
        keywords=tuple(found["keywords"]),
        statements=found["statements"],
        abstract=found["abstract"],
        abstract_words=found["abstract_words"],
        sections={heading: _several(pages) for heading, pages in found["sections"].items()},
        strobe={str(item): _several(where) for item, where in found["strobe"].items()},
        csl=str(csl),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ManuscriptError([f"{path.name} is no YAML: {' '.join(str(error).split())}"]) from error
    if not isinstance(found, dict):
        raise ManuscriptError([f"{path.name} holds no keys"])
    return found


def _several(value: str | list[str]) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value))


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _named(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_text, value.values()))


def _text_or_texts(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(_text(one) or _texts(one) for one in value.values())


# What each key must hold, and how the rule reads in a message.
RULES = {
    "short_title": (_text, "text"),
    "authors": (
        lambda value: isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value),
        "a list, in which each author has a name and, where known, affiliations",
    ),
    "affiliations": (_named, "a text for each key, or {} where there are none"),
    "corresponding": (_text, "text"),
    "keywords": (_texts, "a list of texts"),
    "statements": (_named, "a text for each heading"),
    "abstract": (_text, "a page, such as chapters/index"),
    "abstract_words": (_positive, "a number of words, such as 300"),
    "sections": (_text_or_texts, "for each heading a page, or a list of pages"),
    "strobe": (_text_or_texts, "for each item a list of places, or a text that says why it is not reported"),
}


def _faults(found: Mapping[str, Any]) -> Iterator[str]:
    for key in found.keys() - RULES.keys():
        yield f"{key!r} is no setting: {misspelt(str(key), RULES)}"
    for key, (holds, rule) in RULES.items():
        if key not in found:
            yield f"{key} is missing; it must be {rule}"
        elif not holds(found[key]):
            yield f"{key}: {found[key]!r} is given, but it must be {rule}"
        elif key == "authors":
            yield from _faults_of_authors(found[key], found.get("affiliations") or {})
        elif key == "strobe":
            given = {str(item) for item in found[key]}
            yield from (f"strobe: item {item} is missing" for item in ITEMS if item not in given)
            yield from (f"strobe: there is no item {item}" for item in sorted(given - ITEMS.keys()))


def _faults_of_authors(authors: list[dict[str, Any]], affiliations: Mapping[str, str]) -> Iterator[str]:
    for number, author in enumerate(authors, start=1):
        for key in author.keys() - {"name", "affiliations"}:
            yield f"authors, author {number}: {key!r} is no key of an author; there are name and affiliations"
        if not _text(author.get("name")):
            yield f"authors, author {number}: {author.get('name')!r} is given, but the name must be text"
        for key in author.get("affiliations") or ():
            if key not in affiliations:
                yield f"authors, author {number}: {key!r} is none of the affiliations ({', '.join(affiliations)})"
