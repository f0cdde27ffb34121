"""The role that marks what an author typed on purpose: ``{constant}`TEXT | REASON```."""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from myst_nb.ext.utils import RoleBase

from analysis.book import faults, marks, prose
from analysis.book.evaluation import RefusedError


class constant(nodes.inline):  # noqa: N801 - docutils names its nodes so
    """Text that is typed for a reason. Attributes: as those of a number, its reason being what is given."""


class ConstantRole(RoleBase):
    """Prints the text, with its reason for who points at it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the text as an inline node, or note why it does not hold."""
        text, reason = marks.split(self.text)
        refusal = marks.refusal(self.text)
        if refusal:
            faults.add(self.document.settings.env, self.source, self.line, refusal)
            return [], []
        shown = {"text": text, "why_not": "", "face": "constant", "given": reason, "facts": []}
        name = f"constant {text}"
        return [constant("", text, classes=["constant"], expression=name, shown=shown, line=self.line)], []


def unmarked(text: str) -> str:
    """Text with each marked constant in it replaced by what it prints, for places that no role reaches.

    Raises:
        RefusedError: one of them does not hold.
    """
    for found in prose.CONSTANT.finditer(text):
        refusal = marks.refusal(found["content"])
        if refusal:
            raise RefusedError(refusal)
    return prose.CONSTANT.sub(lambda found: marks.split(found["content"])[0], text)


def visit(translator: Any, node: constant) -> None:
    """Open a ``span`` that shows its reason. Elsewhere than in HTML the text stands alone."""
    translator.body.append(f'<span class="constant" title="{html.escape(node["shown"]["given"], quote=True)}">')


def depart(translator: Any, _node: constant) -> None:
    """Close it."""
    translator.body.append("</span>")
