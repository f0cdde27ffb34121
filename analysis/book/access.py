"""What docutils writes that a screen reader stumbles over, written otherwise."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator
from sphinx_book_theme.nodes import SideNoteNode, visit_SideNoteNode


def visit_citation(translator: Any, node: nodes.citation) -> None:
    """Open an entry of the list of references, and the list before the first.

    docutils gives each entry a role that ARIA has withdrawn.
    """
    if not isinstance(node.previous_sibling(), nodes.citation):
        translator.body.append('<div role="list" class="citation-list">\n')
    translator.body.append(translator.starttag(node, "div", classes=["citation"], role="listitem"))


def depart_citation(translator: Any, node: nodes.citation) -> None:
    """Close it, and the list behind the last."""
    translator.body.append("</div>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
        translator.body.append("</div>\n")


def visit_image(translator: HTML5Translator, node: nodes.image) -> None:
    """Write the picture of a figure in a box of its own, which scrolls on a narrow screen."""
    boxed = isinstance(node.parent, nodes.figure)
    translator.body.append('<div class="picture" data-scrolls="Scrolls sideways">' * boxed)
    HTML5Translator.visit_image(translator, node)
    translator.body.append("</div>\n" * boxed)


def depart_note(translator: Any, node: nodes.Element) -> None:
    """Close the mark of a side note, and say which note its switch opens; the theme gives the switch no name."""
    name = node["names"][0]
    translator.body.append("</span></label>")
    number = name.rpartition("-")[2]
    translator.body.append(f'<input type="checkbox" id="{name}" class="margin-toggle" aria-label="Note {number}">')


def name_notes(app: Sphinx) -> None:
    """Write side notes by the rule above; the theme sets its own when the builder starts."""
    app.add_node(SideNoteNode, override=True, html=(visit_SideNoteNode, depart_note))


def name_code(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Let folded code be called what stands there; myst-nb gives it another name for those who do not see it."""
    if "body" in context:
        context["body"] = context["body"].replace('<summary aria-label="Toggle hidden content">', "<summary>")
