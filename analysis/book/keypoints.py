"""The points of a chapter, before the chapter: ``{key-points}`` around a list."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from analysis.book import faults, provenance

TITLE = "Key points"


class KeyPoints(SphinxDirective):
    """A list of what the chapter found; a point is left out where the dataset does not record one of its numbers."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the list with its title, or note that there is none."""
        box = nodes.container(classes=["key-points"])
        self.state.nested_parse(self.content, self.content_offset, box)
        if len(box.children) != 1 or not isinstance(box[0], nodes.bullet_list):
            faults.add_of(self, "{key-points} holds one list and nothing else")
            return []
        points = box[0]
        for point in list(points.children):
            if any(number["shown"]["why_not"] for number in point.findall(provenance.number)):
                points.remove(point)
        if not points.children:
            return []
        box.insert(0, nodes.rubric("", TITLE))
        return [box]
