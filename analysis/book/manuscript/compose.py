"""The manuscript and its supplement as pandoc documents, from the pages of the book and ``manuscript.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import panflute as pf
from docutils import nodes

from analysis.book.manuscript import front, pandoc, strobe
from analysis.book.manuscript.document import Converter, anchor, words
from analysis.book.manuscript.faults import ManuscriptError
from analysis.book.manuscript.numbering import Numbered, number
from analysis.book.manuscript.pages import Pages, Part
from analysis.book.manuscript.settings import FILE, Settings

NOT_WRITTEN = "Not written yet"


@dataclass(frozen=True)
class Manuscript:
    """Both documents, with what was put into them.

    Attributes:
        title: the title.
        settings: what ``manuscript.yml`` says.
        data: what is said of the data.
        main: the manuscript, with citations in the journal's style.
        supplement: the supplement.
        parts: the pages and sections of which they were made, the abstract among them.
        numbered: tables and figures by name.
        abstract_words: how many words the abstract has.
        missing: headings whose pages are not written yet.
    """

    title: str
    settings: Settings
    data: front.Data
    main: pf.Doc
    supplement: pf.Doc
    parts: tuple[Part, ...]
    numbered: Mapping[str, Numbered]
    abstract_words: int
    missing: tuple[str, ...]


def compose(pages: Pages, settings: Settings, bibliography: Path) -> Manuscript:
    """Put the manuscript together.

    Raises:
        ManuscriptError: a page, a section or a reference is not there, or something in a page is not known.
    """
    title = pages.part(settings.abstract).title
    summary = pages.part(f"{settings.abstract}#abstract")
    sections, missing = _sections(pages, settings)
    parts = [part for _, found in sections for part in found]
    numbered = number([summary, *parts])
    convert = Converter(pages, numbered)
    brief = Converter(pages, numbered, gaps=False)
    abstract = front.abstract(brief.part(summary, 2, titled=False))
    text: list[pf.Element] = []
    for heading, found in sections:
        alone = isinstance(settings.sections[heading], str)
        target = anchor(found[0].page, found[0].name) if alone else anchor(heading)
        text.append(pf.Header(*words(heading), level=1, identifier=target))
        for part in found:
            text += convert.part(part, 2, titled=not alone)
    about, abstract_words = front.data(), front.count(abstract[1:])
    told = {
        "Words": f"{abstract_words} in the abstract, {front.count(text)} in the text.",
        "Tables and figures": f"{_counted(numbered, supplement=False)}; in the supplement, "
        f"{_counted(numbered, supplement=True)}.",
    }
    if missing:
        told[NOT_WRITTEN] = f"{', '.join(missing)}."
    places = _places(sections, numbered, settings, missing)
    main = [
        *front.title_page(title, settings, about, told),
        *_new_page(abstract),
        *_new_page(text),
        *_new_page([pf.Header(pf.Str("References"), level=1, identifier="references"), pf.Div(identifier="refs")]),
        *_new_page(
            [
                pf.Header(*words("STROBE checklist for cohort studies"), level=1, identifier="strobe"),
                pf.Div(strobe.checklist(settings.strobe, places), classes=["table"]),
            ]
        ),
    ]
    return Manuscript(
        title=title,
        settings=settings,
        data=about,
        main=pandoc.cited(pf.Doc(*main), settings.csl, bibliography),
        supplement=pandoc.cited(_supplement(title, pages, about, numbered), settings.csl, bibliography),
        parts=(summary, *parts),
        numbered=numbered,
        abstract_words=abstract_words,
        missing=missing,
    )


def _sections(pages: Pages, settings: Settings) -> tuple[list[tuple[str, list[Part]]], tuple[str, ...]]:
    """The parts under each heading, and the headings of which no page is written yet."""
    faults: list[str] = []
    found, missing = [], []
    for heading, given in settings.sections.items():
        references = [given] if isinstance(given, str) else list(given)
        # A whole section may still be to write, but one page of several is a slip of the pen.
        if not any(pages.has(one.partition("#")[0]) for one in references):
            missing.append(heading)
            continue
        parts = []
        for reference in references:
            try:
                parts.append(pages.part(reference))
            except ManuscriptError as error:
                faults += [f"{FILE}, sections, {heading}: {fault}" for fault in error.faults]
        found.append((heading, parts))
    if faults or not found:
        raise ManuscriptError(faults or [f"{FILE}, sections: the book holds none of these pages"])
    return found, tuple(missing)


def _counted(numbered: Mapping[str, Numbered], *, supplement: bool) -> str:
    kinds = [one.kind for one in numbered.values() if one.supplement == supplement]
    told = []
    for kind in ("Table", "Figure"):
        n = kinds.count(kind)
        told.append(f"{n} {kind.lower()}{'' if n == 1 else 's'}")
    return " and ".join(told)


def _new_page(blocks: list[pf.Element]) -> list[pf.Element]:
    return [pf.Div(classes=["page-break"]), *blocks]


def _places(
    sections: list[tuple[str, list[Part]]],
    numbered: Mapping[str, Numbered],
    settings: Settings,
    missing: tuple[str, ...],
) -> dict[str, tuple[str, str]]:
    """Where things are reported: what a reader calls each place, and its anchor."""
    places = {"title page": ("Title page", front.TITLE_PAGE), "abstract": ("Abstract", front.ABSTRACT)}
    for heading in missing:
        given = settings.sections[heading]
        for reference in [given] if isinstance(given, str) else given:
            places[reference] = (f"{heading}: {NOT_WRITTEN.lower()}", "")
    for heading, parts in sections:
        for part in parts:
            alone = isinstance(settings.sections[heading], str)
            own = f"{part.page}#{part.name}" if part.name else part.page
            places[own] = (heading if alone else f"{heading}, {part.title}", anchor(part.page, part.name))
            for section in part.section.findall(nodes.section):
                if section is not part.section:
                    name = section["ids"][0]
                    places[f"{part.page}#{name}"] = (f"{heading}, {section[0].astext()}", anchor(part.page, name))
            # A table that the dataset does not allow, and that no sentence mentions, is left out.
            tables, figures = part.section.findall(nodes.table), part.section.findall(nodes.figure)
            for names in [one["names"] for one in tables] + [one["names"] for one in figures]:
                places |= dict.fromkeys(names, ("Not recorded", ""))
    for label, one in numbered.items():
        places[label] = (one.text, "" if one.supplement else label)
    return places


def _supplement(title: str, pages: Pages, about: front.Data, numbered: Mapping[str, Numbered]) -> pf.Doc:
    convert = Converter(pages, numbered, supplement=True)
    blocks: list[pf.Element] = [
        pf.Div(pf.Para(*words("Supplement")), classes=["title"]),
        pf.Div(
            pf.Para(*words(f"To: {title}")),
            pf.Para(pf.Strong(*words("Data.")), pf.Space, *words(about.statement)),
            classes=["front"],
        ),
    ]
    for kind, heading in (("Table", "Supplementary tables"), ("Figure", "Supplementary figures")):
        own = [one for one in numbered.values() if one.supplement and one.kind == kind]
        if own:
            blocks.append(pf.Header(*words(heading), level=1, identifier=anchor(heading)))
            blocks += [block for one in own for block in convert.float(one)]
    document = pf.Doc(*blocks)
    if _cites(document):
        document.content.extend(
            [pf.Header(pf.Str("References"), level=1, identifier="references"), pf.Div(identifier="refs")]
        )
    return document


def _cites(document: pf.Doc) -> bool:
    found: list[pf.Element] = []
    document.walk(lambda one, _: found.append(one) if isinstance(one, pf.Cite) else None)
    return bool(found)
