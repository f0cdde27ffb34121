"""What stands before the text: the title page and the structured abstract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import panflute as pf

from analysis.book import banner
from analysis.book.freshness import datasets
from analysis.book.manuscript.document import words
from analysis.book.manuscript.settings import Settings
from analysis.cohort.settings import Settings as Dataset
from analysis.cohort.settings import read_settings
from analysis.report.words import listed

TITLE_PAGE, ABSTRACT = "title_page", "abstract"
AVAILABILITY = "Data availability"
UNCOUNTED = ("table", "figure", "empty")


@dataclass(frozen=True)
class Data:
    """What a manuscript says of the data behind it.

    Attributes:
        label: two words for the head of each page; empty where the data are real and may be published.
        statement: whether the patients exist, and who may read.
        availability: source and licence of each dataset.
    """

    label: str
    statement: str
    availability: str


def data() -> Data:
    """The data that the book was built from."""
    known: list[Dataset] = [settings for settings, _ in map(read_settings, datasets()) if settings is not None]
    synthetic = [one.title for one in known if one.synthetic]
    real = [one.title for one in known if not one.synthetic]
    label, statement = banner.wording(synthetic, real, private=any(one.private for one in known))
    titles: dict[str, list[str]] = {}
    for one in known:
        titles.setdefault(f"{one.source.rstrip('.')}. Licence: {one.licence.rstrip('.')}.", []).append(one.title)
    sources = [f"{listed(named)}: {told}" for told, named in titles.items()]
    return Data("" if label == "Data." else label.rstrip("."), f"{label} {statement}", " ".join(sources))


def count(blocks: Iterable[pf.Element]) -> int:
    """The words of a text, without its tables, figures and their captions."""
    return sum(
        len(pf.stringify(block).split())
        for block in blocks
        if not (isinstance(block, pf.Div) and not set(UNCOUNTED).isdisjoint(block.classes))
    )


def abstract(blocks: Sequence[pf.Element]) -> list[pf.Element]:
    """An abstract whose sentences run on under each of its headings, which stand in bold."""
    found: list[pf.Element] = [pf.Header(pf.Str("Abstract"), level=1, identifier=ABSTRACT)]
    for block in blocks:
        if isinstance(found[-1], pf.Para) and not isinstance(block.content[0], pf.Strong):
            found[-1].content.extend([pf.Space, *block.content])
        else:
            found.append(pf.Para(*block.content))
    return found


def title_page(title: str, settings: Settings, about: Data, told: Mapping[str, str]) -> list[pf.Element]:
    """The title page.

    Args:
        title: the title.
        settings: authors, affiliations, statements.
        about: the data.
        told: further lines by their headings, such as the number of words.
    """
    numbers = {key: str(at) for at, key in enumerate(settings.affiliations, start=1)}
    authors: list[pf.Element] = []
    for author in settings.authors:
        authors += [pf.Str(","), pf.Space] if authors else []
        authors += words(author.name)
        marks = ",".join(numbers[key] for key in author.affiliations)
        authors += [pf.Superscript(pf.Str(marks))] if marks else []
    places = [
        pf.Para(pf.Superscript(pf.Str(numbers[key])), pf.Space, *words(place))
        for key, place in settings.affiliations.items()
    ]
    lines = {
        "Corresponding author": settings.corresponding,
        "Data": about.statement,
        **told,
        "Keywords": "; ".join(settings.keywords),
        **settings.statements,
    }
    lines.setdefault(AVAILABILITY, about.availability)
    return [
        pf.Div(pf.Para(*words(title)), classes=["title"], identifier=TITLE_PAGE),
        pf.Div(
            pf.Para(*authors),
            *places,
            *(pf.Para(pf.Strong(*words(f"{head}.")), pf.Space, *words(text)) for head, text in lines.items()),
            classes=["front"],
        ),
    ]
