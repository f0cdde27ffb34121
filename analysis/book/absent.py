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
    for first in list(doctree.findall(nodes.paragraph)):
        if CLASS not in first["classes"] or first.parent is None:
            continue
        said = [first.astext()]
        parent, at = first.parent, first.parent.index(first) + 1
        while at < len(parent) and isinstance(parent[at], nodes.paragraph) and CLASS in parent[at]["classes"]:
            said.append(parent[at].astext())
            parent.pop(at).parent = None
        first.children = []
        first += nodes.Text(" ".join(dict.fromkeys(said)))
