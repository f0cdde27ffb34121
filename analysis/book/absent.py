"""What a dataset does not record, told once where sentence after sentence would say it."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx

CLASS = "not-recorded"


class absence(nodes.paragraph):  # noqa: N801 - docutils names its nodes so
    """A paragraph in place of prose that the data do not allow. Attribute: ``reasons``."""


def paragraph(*reasons: str) -> absence:
    """The paragraph for what is missing, such as "onset of CRS: not recorded"."""
    return absence("", told(reasons), classes=[CLASS], reasons=list(reasons))


def told(reasons: Sequence[str]) -> str:
    """One sentence for each kind of reason: "Not recorded: onset of CRS; duration of CRS."."""
    kinds: dict[str, list[str]] = {}
    for reason in dict.fromkeys(reasons):
        what, _, kind = reason.rpartition(": ")
        kinds.setdefault(kind, []).append(what)
    return " ".join(_sentence(kind, [what for what in whats if what]) for kind, whats in kinds.items())


def _sentence(kind: str, whats: Sequence[str]) -> str:
    # What is missing comes first where it is one thing, and after the reason where a list of it follows.
    sentence = f"{kind}: {'; '.join(whats)}" if len(whats) > 1 else ": ".join([*whats, kind])
    return f"{sentence[0].upper()}{sentence[1:]}."


def join(_app: Sphinx, doctree: nodes.document) -> None:
    """Make one paragraph of those that follow each other."""
    for here in list(doctree.findall(absence)):
        before = here.previous_sibling()
        if isinstance(before, absence):
            before.replace_self(paragraph(*before["reasons"], *here["reasons"]))
            here.parent.remove(here)


def visit(translator: object, node: absence) -> None:
    """As any paragraph."""
    translator.visit_paragraph(node)  # type: ignore[attr-defined]


def depart(translator: object, node: absence) -> None:
    """As any paragraph."""
    translator.depart_paragraph(node)  # type: ignore[attr-defined]
