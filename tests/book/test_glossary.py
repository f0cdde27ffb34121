"""The glossary: what an abbreviation means there is what the notes of the tables say."""

from __future__ import annotations

import re

import pytest
from support import PROJECT

from analysis.report.words import ABBREVIATIONS

SOURCE = (PROJECT / "chapters" / "glossary.md").read_text(encoding="utf-8")
# Each entry is one or more terms, a line each, and the indented lines that explain them.
ENTRIES = [
    (entry[1].splitlines(), entry[2])
    for block in re.findall(r"```\{glossary\}\n(.*?)```", SOURCE, re.DOTALL)
    for entry in re.finditer(r"((?:^\S.*\n)+)((?:^  .*\n)+)", block, re.MULTILINE)
]
LINKED = {
    target
    for page in (PROJECT / "chapters").glob("*.md")
    for target in re.findall(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`", page.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize(("short", "meaning"), ABBREVIATIONS.items())
def test_each_abbreviation_of_the_tables_has_an_entry_that_agrees(short: str, meaning: str) -> None:
    assert [meaning in terms for terms, _ in ENTRIES if short in terms] == [True]


def test_no_term_is_explained_twice() -> None:
    terms = [term.casefold() for names, _ in ENTRIES for term in names]
    assert len(terms) > 50
    assert len(terms) == len(set(terms))


def test_chapters_link_to_terms(site) -> None:
    known = {term.casefold() for names, _ in ENTRIES for term in names}
    assert len(LINKED) > 30
    assert {target.casefold() for target in LINKED} <= known
    for page in ("introduction", "methods", "efficacy", "crs", "markers", "infection", "discussion"):
        assert "glossary.html#term-" in site.pages[page], page


def test_a_term_without_an_entry_fails_the_build(book) -> None:
    book.edit("chapters/introduction.md", "{term}`refractory`", "{term}`refractive`")
    result = book.build()
    assert result.returncode != 0
    assert "refractive" in result.stdout + result.stderr
