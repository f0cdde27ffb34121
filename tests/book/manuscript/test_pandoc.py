"""Reference styles, and pandoc's faults."""

from __future__ import annotations

import panflute as pf
import pytest
from support import PROJECT

from analysis.book.manuscript import pandoc
from analysis.book.manuscript.faults import ManuscriptError


def cited(csl: str, key: str = "lee2014") -> str:
    document = pf.Doc(pf.Para(pf.Str("As"), pf.Space, pf.Cite(citations=[pf.Citation(key)])), pf.Div(identifier="refs"))
    return pf.stringify(pandoc.cited(document, csl, PROJECT / "references.bib"))


def test_a_style_that_only_names_another_gives_that_one() -> None:
    assert pandoc.style("vancouver-nlm").name == "nlm-citation-sequence.csl"
    assert pandoc.style("the-lancet-oncology").name == "the-lancet.csl"


def test_one_line_switches_the_style_of_citations_and_references() -> None:
    numbered, named = cited("vancouver-nlm"), cited("apa")
    assert "As (1)" in numbered
    assert "2014;124(2):188" in numbered
    assert "Lee" in named.partition("Current concepts")[0]
    assert "(1)" not in named


def test_an_unknown_style_is_told_with_one_like_it() -> None:
    with pytest.raises(ManuscriptError, match="'vancouvr-nlm' is no reference style; did you mean vancouver-nlm"):
        pandoc.style("vancouvr-nlm")


def test_a_citation_that_the_bibliography_lacks_stops_the_manuscript() -> None:
    with pytest.raises(ManuscriptError, match="nobody1900"):
        cited("vancouver-nlm", "nobody1900")
