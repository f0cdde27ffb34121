"""Which pages become which section, and what is told where they do not."""

from __future__ import annotations

import dataclasses

import panflute as pf
import pytest
from support import PROJECT

from analysis.book.manuscript import compose, settings
from analysis.book.manuscript.faults import ManuscriptError
from analysis.book.manuscript.pages import Pages
from analysis.cohort.dataset import VARIABLE


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> settings.Settings:
    monkeypatch.setenv(VARIABLE, str(PROJECT / "data"))
    return settings.read(PROJECT)


def composed(pages: Pages, given: settings.Settings, **changed: object) -> compose.Manuscript:
    return compose.compose(pages, dataclasses.replace(given, **changed), PROJECT / "references.bib")  # type: ignore[arg-type]


def headings(document: pf.Doc, level: int) -> list[str]:
    found: list[str] = []

    def note(element: pf.Element, _: pf.Doc) -> None:
        if isinstance(element, pf.Header) and element.level == level:
            found.append(pf.stringify(element))

    document.walk(note)
    return found


def test_sections_stand_in_the_order_of_the_settings(pages: Pages, given: settings.Settings) -> None:
    made = composed(pages, given)
    written = [heading for heading in given.sections if heading not in made.missing]
    assert headings(made.main, 1) == ["Abstract", *written, "References", "STROBE checklist for cohort studies"]
    assert "Cytokine release syndrome" in headings(made.main, 2)


def test_a_section_of_which_no_page_is_there_is_left_out_and_named(pages: Pages, given: settings.Settings) -> None:
    made = composed(pages, given, sections={"Foreword": "chapters/foreword", **given.sections})
    assert made.missing == ("Foreword",)
    assert "Foreword" not in headings(made.main, 1)
    assert "Foreword" in pf.stringify(made.main).partition("Abstract")[0]


def test_one_missing_page_of_several_is_a_fault(pages: Pages, given: settings.Settings) -> None:
    results = [*given.sections["Results"], "chapters/infektion"]
    with pytest.raises(ManuscriptError, match=r"sections, Results: .*the book holds no page 'chapters/infektion'"):
        composed(pages, given, sections={**given.sections, "Results": tuple(results)})


def test_a_missing_section_of_a_page_is_a_fault_that_names_those_there_are(
    pages: Pages, given: settings.Settings
) -> None:
    with pytest.raises(ManuscriptError, match=r"no section 'patients'; there are .*the-patients-before-treatment"):
        composed(pages, given, sections={**given.sections, "Results": ("chapters/data#patients",)})


def test_a_reference_to_a_table_that_is_not_in_the_manuscript_is_a_fault(
    pages: Pages, given: settings.Settings
) -> None:
    # The section mentions a figure that stands in the section before it.
    with pytest.raises(ManuscriptError, match="'fig-survival', which is no table or figure of the manuscript"):
        composed(pages, given, sections={"Results": ("chapters/efficacy#survival-by-response",)})


def test_a_place_that_the_checklist_names_must_be_there(pages: Pages, given: settings.Settings) -> None:
    with pytest.raises(ManuscriptError, match="strobe, item 9: 'chapters/methods#bias' is no page, section"):
        composed(pages, given, strobe={**given.strobe, "9": ("chapters/methods#bias",)})


def test_the_checklist_tells_the_section_of_each_item(pages: Pages, given: settings.Settings) -> None:
    tables: list[pf.Table] = []
    composed(pages, given).main.walk(lambda one, _: tables.append(one) if isinstance(one, pf.Table) else None)
    rows = [[pf.stringify(cell) for cell in row.content] for row in tables[-1].content[0].content]
    assert {row[0]: row[2] for row in rows}["9"].startswith("Discussion, Limitations, p.")
    assert len(rows) == 34
