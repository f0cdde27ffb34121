"""Nodes become elements, and none is lost unseen."""

from __future__ import annotations

from pathlib import Path

import panflute as pf
import pytest
from docutils import nodes

from analysis.book import absent
from analysis.book.manuscript.document import Converter, anchor, words
from analysis.book.manuscript.faults import ManuscriptError
from analysis.book.manuscript.pages import Pages


def blocks(*children: nodes.Node, gaps: bool = True) -> list[str]:
    convert = Converter(Pages(Path("nowhere")), {}, gaps=gaps)
    return [pf.stringify(one).strip() for one in convert.blocks(children, "chapters/x", 2)]


def unrecorded(what: str, why: str = "not recorded") -> nodes.paragraph:
    return absent.paragraph(f"{what}: {why}")


def test_a_node_that_is_not_foreseen_stops_the_manuscript() -> None:
    with pytest.raises(ManuscriptError, match=r"chapters/x: the manuscript knows no math_block, .*'a = b'"):
        blocks(nodes.paragraph("", "Text."), nodes.math_block("", "a = b"))


@pytest.mark.parametrize("kind", ["cell", "data-banner", "web-only", "key-points"])
def test_what_only_a_site_has_stays_out(kind: str) -> None:
    assert blocks(nodes.container("", nodes.paragraph("", "Chrome."), classes=[kind])) == []


def test_a_group_keeps_its_text_and_loses_its_frame() -> None:
    assert blocks(nodes.note("", nodes.paragraph("", "A side note."))) == ["A side note."]


def test_a_definition_runs_on_from_its_term() -> None:
    item = nodes.definition_list_item(
        "", nodes.term("", "Peak"), nodes.definition("", nodes.paragraph("", "The highest value."))
    )
    assert blocks(nodes.definition_list("", item)) == ["Peak. The highest value."]


def test_a_section_says_once_what_is_not_recorded() -> None:
    below = nodes.section("", nodes.title("", "Below"), unrecorded("onset"), ids=["below"])
    found = blocks(unrecorded("age"), nodes.paragraph("", "Text."), unrecorded("sex"), below)
    assert found == ["Text.", "Not recorded: age; sex.", "Below", "Onset: not recorded."]


def test_a_section_says_once_which_methods_nobody_needed() -> None:
    found = blocks(*(unrecorded(what, "not used with this dataset") for what in ("ratios", "tests")), unrecorded("age"))
    assert found == ["Not used with this dataset: ratios; tests. Age: not recorded."]


def test_another_reason_stays_a_sentence() -> None:
    assert blocks(unrecorded("odds ratio", "too few events")) == ["Odds ratio: too few events."]


def test_a_footnote_stands_where_the_text_refers_to_it() -> None:
    text = nodes.paragraph("", "Exact.", nodes.footnote_reference("", "1", refid="why"))
    note = nodes.footnote("", nodes.label("", "1"), nodes.paragraph("", "Few events."), ids=["why"])
    convert = Converter(Pages(Path("nowhere")), {})
    (block,) = convert.blocks(nodes.section("", text, note).children, "chapters/x", 2)
    (found,) = (part for part in block.content if isinstance(part, pf.Note))
    assert pf.stringify(found).strip() == "Few events."


def test_an_abstract_does_not_list_what_is_not_recorded() -> None:
    assert blocks(unrecorded("age"), nodes.paragraph("", "Text."), gaps=False) == ["Text."]


def test_spaces_at_which_no_line_breaks_are_kept() -> None:
    found = words("n\u00a0= 5\nof")
    assert [one.text for one in found if isinstance(one, pf.Str)] == ["n\u00a0=", "5", "of"]
    assert found.count(pf.Space) == 2


def test_places_have_names_that_word_takes() -> None:
    long = anchor("chapters/infection", "bridging-chemotherapy-and-infection-in-all-of-the-patients")
    assert long.isidentifier()
    assert len(long) <= 40
    assert long != anchor("chapters/infection")
