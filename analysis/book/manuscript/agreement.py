"""The same numbers as the site: every number that the ledger holds of the manuscript's pages stands in its file.

What is compared is the ledger, which the book wrote, with the text that is read back out of the file. A number in a
sentence must stand in that sentence, one in a table in its row and column, and one in an alt text in that alt text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import panflute as pf
from docutils import nodes

from analysis.book.manuscript.document import BREAKING
from analysis.book.manuscript.numbering import Numbered
from analysis.book.manuscript.pages import Pages, Part, site_only
from analysis.book.provenance import ledgered

KEY = re.compile(r"^\s*@\w+\{\s*([^,\s]+)", re.MULTILINE)
LABEL = re.compile(r"(?:tab|fig)-[\w-]+\w")
CITED = "\ufffc"  # stands for a citation or a reference, which reads differently in the file
STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
ANY = r".{1,60}?"

Entry = Mapping[str, Any]
Row = tuple[str, ...]


def expected(pages: Pages, parts: Iterable[Part], numbered: Mapping[str, Numbered]) -> Iterator[str]:
    """The ids, in the ledger, of what the manuscript and its supplement must print.

    Args:
        pages: the book.
        parts: the pages and sections that went in.
        numbered: the tables and figures that went in; one that is empty, and never mentioned, did not.
    """
    for part in parts:
        for node, entry in ledgered(part.page, pages.doctree(part.page)):
            above = list(_above(node))
            floats = [one for one in above if isinstance(one, nodes.table | nodes.figure)]
            left_out = any(map(site_only, above)) or any(one["names"][0] not in numbered for one in floats)
            if any(one is part.section for one in above) and not left_out:
                yield entry["id"]


def _above(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


@dataclass
class Text:
    """What stands in the files, read back.

    Attributes:
        blocks: paragraphs, headings, captions and notes.
        alts: alt texts.
        tables: the rows of each table, its head first, by its number such as "Table S2".
    """

    blocks: list[str] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, document: pf.Doc) -> None:
        """Take in what stands in one file."""
        document.walk(self._note)

    def _note(self, element: pf.Element, _: pf.Doc) -> None:
        if isinstance(element, pf.Image):
            self.alts.append(_plain(pf.stringify(element)))
        elif isinstance(element, pf.Table):
            found = re.match(r"Table S?\d+", _told(element.caption.content))
            rows = [row for part in (element.head, *element.content) for row in part.content]
            if found:
                self.tables[found.group()] = [tuple(_told(cell.content) for cell in row.content) for row in rows]
            self.blocks.append(_told(element.caption.content))
        elif isinstance(element, pf.Figure):
            self.blocks.append(_told(element.caption.content))
        elif isinstance(element, pf.Para | pf.Header):
            # A footnote is a paragraph of its own.
            parts = [pf.stringify(part) for part in element.content if not isinstance(part, pf.Note)]
            self.blocks.append(_plain("".join(parts)))


def _told(blocks: Iterable[pf.Element]) -> str:
    return _plain(" ".join(pf.stringify(block) for block in blocks))


def _plain(text: str) -> str:
    """Text with single spaces and straight quotation marks, as records print them."""
    return BREAKING.sub(" ", text).strip().translate(STRAIGHT)


def faults(
    ledger: Iterable[Entry], ids: Iterable[str], text: Text, numbered: Mapping[str, Numbered], bibliography: Path
) -> list[str]:
    """What the ledger prints and the files do not.

    Args:
        ledger: the entries of ``numbers.json``.
        ids: those that the files must hold.
        text: what stands in the files.
        numbered: tables and figures by name.
        bibliography: the keys of citations.

    Returns:
        A line for each fault; empty where all agree.
    """
    known = {str(entry["id"]): entry for entry in ledger}
    wanted = list(dict.fromkeys(ids))
    found = [f"{one}: the site prints it, and its ledger does not hold it" for one in wanted if one not in known]
    entries = [known[one] for one in wanted if one in known]
    found += _of_cells([entry for entry in entries if entry["place"] == "cell"], text, numbered)
    for entry in entries:
        if entry["place"] == "alt" and _plain(entry["sentence"]) not in text.alts:
            found.append(f"{entry['id']}: no picture has the alt text with {entry['text']!r}")
    found += _of_sentences([entry for entry in entries if entry["place"] not in ("cell", "alt")], text, bibliography)
    return found


def _of_sentences(entries: list[Entry], text: Text, bibliography: Path) -> Iterator[str]:
    keys = KEY.findall(bibliography.read_text(encoding="utf-8"))
    one = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    other = re.compile(rf"\b(?:{one})(?:,(?:{one}))*\b|{LABEL.pattern}")
    # The same sentence may stand in several places, and then it must stand in as many here.
    places = {(entry["page"], entry["line"], entry["sentence"]) for entry in entries}
    times = Counter(sentence for _, _, sentence in places)
    written = "\n".join(text.blocks)
    stood = {sentence: _times(_plain(sentence), other, written) >= n for sentence, n in times.items()}
    for entry in entries:
        sentence, printed = entry["sentence"], entry["text"]
        if _plain(printed) not in _plain(sentence):
            yield f"{entry['id']}: {printed!r} does not stand in its own sentence {sentence!r}"
        elif not stood[sentence]:
            yield f"{entry['id']}: {printed!r} is not printed in its sentence {sentence!r}"


def _times(sentence: str, other: re.Pattern[str], written: str) -> int:
    """How often a sentence is written, whatever stands in it in place of citations and references."""
    *parts, last = other.sub(CITED, sentence).split(CITED)
    if not parts:
        return written.count(last)
    # A reference in superscript stands close to the word before it.
    form = ANY.join([*(re.escape(part.rstrip()) for part in parts), re.escape(last)])
    return len(re.findall(form, written))


def _of_cells(entries: list[Entry], text: Text, numbered: Mapping[str, Numbered]) -> Iterator[str]:
    cells: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for label, one in numbered.items():
        head, *rows = text.tables.get(one.text, [()])
        for row in rows:
            for column, cell in zip(head, row, strict=True):
                name = f"{one.page}: {label}, {row[0]}, {column}"
                seen[name] += 1
                cells[name if seen[name] == 1 else f"{name} ({seen[name]})"] = cell
    for entry in entries:
        printed = cells.get(_plain(entry["id"]))
        if printed is None:
            yield f"{entry['id']}: no table has this cell, in which the site prints {entry['text']!r}"
        elif printed != _plain(entry["text"]):
            yield f"{entry['id']}: the site prints {entry['text']!r}, and the table {printed!r}"
