"""Tables and figures in the order in which the text comes to them, first mentioned or first met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docutils import nodes
from sphinx.addnodes import pending_xref

from analysis.book.manuscript.faults import ManuscriptError
from analysis.book.manuscript.pages import Part, site_only

Float = nodes.table | nodes.figure


@dataclass(frozen=True)
class Numbered:
    """A table or figure with its number.

    Attributes:
        label: its name in the chapters.
        kind: "Table" or "Figure".
        number: "2", or "S2" in the supplement.
        node: the node.
        notes: the paragraph under a table.
        page: where it stands.
    """

    label: str
    kind: str
    number: str
    node: Float
    notes: nodes.paragraph | None
    page: str

    @property
    def text(self) -> str:
        """How the text calls it."""
        return f"{self.kind} {self.number}"

    @property
    def supplement(self) -> bool:
        """Whether it stands in the supplement."""
        return bool(self.node.get("supplement"))

    @property
    def caption(self) -> nodes.Element:
        """The node of its caption."""
        found = self.node.next_node(nodes.title if isinstance(self.node, nodes.table) else nodes.caption)
        return found if isinstance(found, nodes.Element) else nodes.caption()

    @property
    def image(self) -> nodes.image:
        """The picture of a figure."""
        return next(self.node.findall(nodes.image))


def number(parts: Iterable[Part]) -> dict[str, Numbered]:
    """Every table and figure of some parts by its name, in the order of the numbers.

    One that the dataset does not allow and that no sentence mentions is left out.

    Raises:
        ManuscriptError: a table or figure has no name, or a sentence refers to one that is not there.
    """
    parts = list(parts)
    floats: dict[str, tuple[Float, str]] = {}
    faults, mentions, order = [], [], []
    for part in parts:
        for node in _reading(part.section):
            if isinstance(node, pending_xref):
                mentions.append((node["reftarget"], part.page))
                order.append(node["reftarget"])
            elif not node["names"]:
                faults.append(f"{part.page}: a table or figure has no name, so no sentence can refer to it")
            else:
                floats[node["names"][0]] = node, part.page
                order.append(node["names"][0])
    faults += [
        f"{page}: the text refers to {target!r}, which is no table or figure of the manuscript"
        for target, page in mentions
        if target not in floats
    ]
    if faults:
        raise ManuscriptError(faults)
    mentioned = {target for target, _ in mentions}
    kept = [one for one in dict.fromkeys(order) if one in mentioned or not floats[one][0].get("why_not")]
    counts: dict[str, int] = {}
    numbered = {}
    for label in kept:
        node, page = floats[label]
        kind = "Table" if isinstance(node, nodes.table) else "Figure"
        series = ("S" if node.get("supplement") else "", kind)
        counts["".join(series)] = counts.get("".join(series), 0) + 1
        after = node.next_node(siblings=True, descend=False)
        notes = after if isinstance(after, nodes.paragraph) and "table-notes" in after["classes"] else None
        which = f"{series[0]}{counts[''.join(series)]}"
        numbered[label] = Numbered(label, kind, which, node, notes, page)
    return numbered


def _reading(node: nodes.Element) -> Iterable[Float | pending_xref]:
    """Mentions, tables and figures as a reader comes to them."""
    for child in node.children:
        if site_only(child) or not isinstance(child, nodes.Element):
            continue
        if isinstance(child, nodes.table | nodes.figure) or (
            isinstance(child, pending_xref) and child.get("reftype") == "numref"
        ):
            yield child
        yield from _reading(child)
