"""What a dataset does not record, told once where sentence after sentence would say it."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx

CLASS = "not-recorded"


def paragraph(*given: str) -> nodes.paragraph:
    """The paragraph for what is missing, such as "onset of CRS: not recorded"."""
    return nodes.paragraph("", told(given), classes=[CLASS], reasons=list(given))


def reasons(node: nodes.Node) -> list[str]:
    """The reasons that a paragraph gives in place of prose; none where it is another node."""
    return list(node.get("reasons", ())) if isinstance(node, nodes.paragraph) else []


def told(given: Sequence[str]) -> str:
    """One sentence for each kind of reason: "Not recorded: onset of CRS; duration of CRS."."""
    kinds: dict[str, list[str]] = {}
    for reason in dict.fromkeys(given):
        what, _, kind = reason.rpartition(": ")
        kinds.setdefault(kind, []).append(what)
    return " ".join(_sentence(kind, [what for what in whats if what]) for kind, whats in kinds.items())


def _sentence(kind: str, whats: Sequence[str]) -> str:
    # What is missing comes first where it is one thing, and after the reason where a list of it follows.
    sentence = f"{kind}: {'; '.join(whats)}" if len(whats) > 1 else ": ".join([*whats, kind])
    return f"{sentence[0].upper()}{sentence[1:]}."


def join(_app: Sphinx, doctree: nodes.document) -> None:
    """Make one paragraph of those that follow each other."""
    for here in [found for found in doctree.findall(nodes.paragraph) if reasons(found)]:
        before = here.previous_sibling()
        if isinstance(before, nodes.paragraph) and (earlier := reasons(before)):
            before.replace_self(paragraph(*earlier, *reasons(here)))
            here.parent.remove(here)
