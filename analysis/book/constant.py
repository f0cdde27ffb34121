"""The role that marks what an author typed on purpose: ``{constant}`TEXT | REASON```."""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from myst_nb.ext.utils import RoleBase

from analysis.book import faults, prose
from analysis.book.evaluation import RefusedError


class constant(nodes.inline):  # noqa: N801 - docutils names its nodes so
    """Text that is typed for a reason. Attribute: ``reason``."""


class ConstantRole(RoleBase):
    """Prints the text, with its reason for who points at it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the text as an inline node, or note that it has no reason."""
        text, reason = prose.split(self.text)
        if not prose.reasoned(self.text):
            faults.add(self.document.settings.env, self.source, self.line, prose.UNREASONED.format(text or "TEXT"))
            return [], []
        return [constant("", text, classes=["constant"], reason=reason)], []


def unmarked(text: str) -> str:
    """Text with each marked constant in it replaced by what it prints, for places that no role reaches.

    Raises:
        RefusedError: one of them states no reason.
    """
    for found in prose.CONSTANT.finditer(text):
        if not prose.reasoned(found["content"]):
            raise RefusedError(prose.UNREASONED.format(prose.split(found["content"])[0] or "TEXT"))
    return prose.CONSTANT.sub(lambda found: prose.split(found["content"])[0], text)


def visit(translator: Any, node: constant) -> None:
    """Open a ``span`` that shows its reason. Elsewhere than in HTML the text stands alone."""
    translator.body.append(f'<span class="constant" title="{html.escape(node["reason"], quote=True)}">')


def depart(translator: Any, _node: constant) -> None:
    """Close it."""
    translator.body.append("</span>")
