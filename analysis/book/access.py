"""What docutils writes that a screen reader stumbles over, written otherwise."""

from __future__ import annotations

from typing import Any

from docutils import nodes


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
