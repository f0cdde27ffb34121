"""From the nodes of a page to the elements of a pandoc document.

What a chapter may hold is known, so a node that is not foreseen here stops the manuscript and is not left out unseen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import panflute as pf
from docutils import nodes
from sphinx.addnodes import pending_xref

from analysis.book import absent
from analysis.book.constant import constant
from analysis.book.manuscript import tables
from analysis.book.manuscript.faults import ManuscriptError
from analysis.book.manuscript.numbering import Numbered
from analysis.book.manuscript.pages import Pages, Part, site_only
from analysis.book.provenance import number
from analysis.report.record import NOT_RECORDED, NOT_USED

BREAKING = re.compile(r"[^\S\u00a0\u202f\u2009]+")  # white space at which a line may break
GROUPS = (nodes.container, nodes.compound, nodes.Admonition, nodes.sidebar, nodes.block_quote)
PLAIN = (nodes.inline, number, constant, nodes.literal, nodes.abbreviation, nodes.generated)
MARKUP: dict[type[nodes.Node], type[pf.Element]] = {
    nodes.emphasis: pf.Emph,
    nodes.strong: pf.Strong,
    nodes.subscript: pf.Subscript,
    nodes.superscript: pf.Superscript,
}
OUTSIDE = ("https:", "http:", "mailto:")


def words(text: str) -> list[pf.Element]:
    """A text as words and spaces."""
    found: list[pf.Element] = []
    for at, word in enumerate(BREAKING.split(text)):
        found += [pf.Space] if at else []
        found += [pf.Str(word)] if word else []
    return found


def anchor(page: str, section: str = "") -> str:
    """The name of a place; short, because Word takes no more than forty characters."""
    return "at_" + hashlib.sha256(f"{page}#{section}".encode()).hexdigest()[:12]


@dataclass
class Converter:
    """What turns nodes into elements.

    Attributes:
        pages: the book.
        numbered: tables and figures by name.
        supplement: whether the supplement is written; elsewhere its tables and figures are left out.
        gaps: whether to say what the dataset does not record; an abstract has no room for it.
    """

    pages: Pages
    numbered: Mapping[str, Numbered]
    supplement: bool = False
    gaps: bool = True

    def part(self, part: Part, level: int, *, titled: bool) -> list[pf.Element]:
        """A page or section; its own title is of this level, or is not printed where a heading stands in its place."""
        title, *body = part.section.children
        head = [pf.Header(*self.inlines(title), level=level, identifier=anchor(part.page, part.name))]
        return (head if titled else []) + self.blocks(body, part.page, level + 1 if titled else level)

    def blocks(self, children: Iterable[nodes.Node], page: str, level: int) -> list[pf.Element]:
        """Nodes of a page as blocks; sections among them have this level."""
        found: list[pf.Element] = []
        missing: list[str] = []
        for node in children:
            if whats := _unrecorded(node):
                missing += whats
            elif not site_only(node):
                if isinstance(node, nodes.section):
                    found += self._told(missing)
                    missing = []
                found += self._block(node, page, level)
        return found + self._told(missing)

    def _told(self, missing: list[str]) -> list[pf.Element]:
        """One sentence for all that a section would tell and the dataset does not allow."""
        return [pf.Para(*words(absent.told(missing)))] if missing and self.gaps else []

    def _block(self, node: nodes.Node, page: str, level: int) -> list[pf.Element]:
        found: list[pf.Element] = []
        if isinstance(node, nodes.section):
            title, *body = node.children
            head = pf.Header(*self.inlines(title), level=level, identifier=anchor(page, node["ids"][0]))
            found = [head, *self.blocks(body, page, level + 1)]
        elif isinstance(node, nodes.paragraph):
            # Notes stand with their table.
            found = [] if "table-notes" in node["classes"] else [pf.Para(*self.inlines(node))]
        elif isinstance(node, nodes.table | nodes.figure):
            one = self.numbered.get(node["names"][0])
            found = self.float(one) if one is not None and one.supplement == self.supplement else []
        elif isinstance(node, nodes.bullet_list | nodes.enumerated_list):
            kind = pf.BulletList if isinstance(node, nodes.bullet_list) else pf.OrderedList
            found = [kind(*(pf.ListItem(*self.blocks(item.children, page, level)) for item in node.children))]
        elif isinstance(node, nodes.definition_list):
            for item in node.findall(nodes.definition_list_item):
                found += self._defined(item, page, level)
        elif isinstance(node, GROUPS):
            found = self.blocks(node.children, page, level)
        elif isinstance(node, nodes.title | nodes.rubric):
            found = [pf.Para(pf.Strong(*self.inlines(node)))]
        else:
            raise _unknown(node, page)
        return found

    def _defined(self, item: nodes.definition_list_item, page: str, level: int) -> list[pf.Element]:
        """A definition, which runs on from its term."""
        terms = [one for term in item.findall(nodes.term) for one in self.inlines(term)]
        blocks = [one for body in item.findall(nodes.definition) for one in self.blocks(body.children, page, level)]
        first, rest = blocks[0].content, blocks[1:]
        return [pf.Para(pf.Strong(*terms, pf.Str(".")), pf.Space, *first), *rest]

    def float(self, one: Numbered) -> list[pf.Element]:
        """A table with its notes, or a figure, under a caption with its number; a line where there is none."""
        caption = [pf.Strong(*words(f"{one.text}.")), pf.Space, *self.inlines(one.caption)]
        if one.node["why_not"]:
            told = [] if one.kind == "Figure" else words(f" {one.node['why_not'].capitalize()}.")
            return [pf.Div(pf.Para(*caption, *told), identifier=one.label, classes=["empty"])]
        if isinstance(one.node, nodes.table):
            body = tables.table(one.node, caption, self.inlines)
            below = [pf.Div(pf.Para(*self.inlines(one.notes)), classes=["notes"])] if one.notes is not None else []
            wide = ["landscape"] if tables.wide(one.node) else []
            return [pf.Div(body, *below, identifier=one.label, classes=["table", *wide])]
        image = one.image
        picture = pf.Image(*words(image["alt"]), url=image["uri"], attributes={"width": "100%"})
        figure = pf.Figure(pf.Plain(picture), caption=pf.Caption(pf.Plain(*caption)))
        return [pf.Div(figure, identifier=one.label, classes=["figure"])]

    def inlines(self, parent: nodes.Node) -> list[pf.Element]:
        """The text in a node, with emphasis, references and citations."""
        return [one for child in parent.children if not site_only(child) for one in self._inline(child)]

    def _inline(self, node: nodes.Node) -> list[pf.Element]:
        if isinstance(node, nodes.Text):
            return words(node.astext())
        if isinstance(node, pending_xref):
            return self._reference(node)
        if isinstance(node, nodes.reference) and node.get("refuri", "").startswith(OUTSIDE):
            return [pf.Link(*self.inlines(node), url=node["refuri"])]
        if isinstance(node, nodes.footnote_reference):
            body = [child for child in _footnote(node).children if not isinstance(child, nodes.label)]
            return [pf.Note(*self.blocks(body, "", 1))]
        markup = MARKUP.get(type(node))
        if markup is not None:
            return [markup(*self.inlines(node))]
        if isinstance(node, PLAIN):
            return self.inlines(node)
        raise _unknown(node, "")

    def _reference(self, node: pending_xref) -> list[pf.Element]:
        kind, target = node["reftype"], node["reftarget"]
        if node["refdomain"] == "cite":
            mode = "AuthorInText" if kind == "t" else "NormalCitation"
            return [pf.Cite(citations=[pf.Citation(key.strip(), mode=mode) for key in target.split(",")])]
        if kind == "numref":
            one = self.numbered[target]
            # A file cannot link to the other.
            linked = one.supplement == self.supplement
            return [pf.Link(*words(one.text), url=f"#{target}")] if linked else words(one.text)
        if kind in ("doc", "myst") and not node.get("refexplicit"):
            return words(self.pages.part(target.lstrip("/")).title)
        return self.inlines(node)


def _unrecorded(node: nodes.Node) -> list[str]:
    """The reasons of a paragraph that says no more than what the dataset does not record, or has no use for."""
    reasons = absent.reasons(node)
    return reasons if all(one.rpartition(": ")[2] in (NOT_RECORDED, NOT_USED) for one in reasons) else []


def _footnote(reference: nodes.footnote_reference) -> nodes.footnote:
    """The footnote that a mark in the text refers to."""
    root: nodes.Node = reference
    while root.parent is not None:
        root = root.parent
    return next(note for note in root.findall(nodes.footnote) if reference["refid"] in note["ids"])


def _unknown(node: nodes.Node, page: str) -> ManuscriptError:
    place = page or (node.source or "")
    return ManuscriptError(
        [f"{place}: the manuscript knows no {type(node).__name__}, in which stands {node.astext()[:60]!r}"]
    )
