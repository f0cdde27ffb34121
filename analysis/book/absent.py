"""What a dataset does not record, told once where sentence after sentence would say it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

CLASS = "not-recorded"


def sentence(why_not: str) -> nodes.paragraph:
    """The sentence that stands for what is missing."""
    return nodes.paragraph("", f"{why_not[0].upper()}{why_not[1:]}.", classes=[CLASS])


def join(_app: Sphinx, doctree: nodes.document) -> None:
    """Make one paragraph of such sentences where they follow each other, each said once."""
    for paragraph in [found for found in doctree.findall(nodes.paragraph) if _is_absent(found)]:
        parent, before = paragraph.parent, paragraph.previous_sibling()
        if not _is_absent(before):
            continue
        if paragraph.astext() not in before.astext():
            before += nodes.Text(f" {paragraph.astext()}")
        parent.remove(paragraph)


def _is_absent(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.paragraph) and CLASS in node["classes"]
