"""The STROBE checklist: what is asked, where it is reported, and on which page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import panflute as pf

from analysis.book.manuscript.document import words
from analysis.book.manuscript.faults import ManuscriptError
from analysis.book.manuscript.items import ITEMS

HEADS = ("Item", "What is asked", "Where reported, with its page")
WIDTHS = (0.08, 0.42, 0.5)


def checklist(reported: Mapping[str, str | tuple[str, ...]], places: Mapping[str, tuple[str, str]]) -> pf.Table:
    """The checklist as a table.

    Args:
        reported: by item, the places where it is reported, or why it is not.
        places: by place, what a reader calls it, and the anchor whose page is meant; none for another file.

    Raises:
        ManuscriptError: a place is none of the manuscript.
    """
    faults = [
        f"manuscript.yml, strobe, item {item}: {place!r} is no page, section, table or figure of the manuscript"
        for item, where in reported.items()
        if not isinstance(where, str)
        for place in where
        if place not in places
    ]
    if faults:
        raise ManuscriptError(faults)
    rows = [_row(item, asked, reported[item], places) for item, asked in ITEMS.items()]
    return pf.Table(
        pf.TableBody(*rows),
        head=pf.TableHead(pf.TableRow(*(_cell(words(head)) for head in HEADS))),
        colspec=[("AlignLeft", width) for width in WIDTHS],
        classes=["long"],
    )


def _cell(content: Sequence[pf.Element]) -> pf.TableCell:
    return pf.TableCell(pf.Plain(*content))


def _row(item: str, asked: str, where: str | tuple[str, ...], places: Mapping[str, tuple[str, str]]) -> pf.TableRow:
    told: list[pf.Element] = words(where) if isinstance(where, str) else []
    for name, target in [] if isinstance(where, str) else dict.fromkeys(places[place] for place in where):
        told += [pf.Str(";"), pf.Space] if told else []
        told += words(name)
        if target:
            page = pf.Span(pf.Str("?"), classes=["page-of"], attributes={"target": target})
            told += [pf.Str(","), pf.Space, pf.Str("p."), pf.Str("\u00a0"), page]
    return pf.TableRow(*map(_cell, (words(item), words(asked), told)))
