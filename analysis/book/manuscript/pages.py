"""The pages of the finished book, as Sphinx keeps them beside the site: nothing is executed again."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docutils import nodes

from analysis.book import constant, downloads, provenance
from analysis.book.manuscript.faults import ManuscriptError

# What only a site has: the program, the banner on each page (a manuscript has its own), the table of the records, and
# what a chapter marks so.
SITE_ONLY = frozenset({"cell", "data-banner", "toctree-wrapper", "key-points", "cite-this", "web-only"})
# Footnotes stand where they are referred to.
UNSEEN = (
    *(provenance.numbers_table, downloads.downloads, nodes.footnote, nodes.transition),
    *(nodes.comment, nodes.target, nodes.substitution_definition),
)


def site_only(node: nodes.Node) -> bool:
    """Whether a node, and all in it, stays out of the manuscript."""
    if isinstance(node, UNSEEN):
        return True
    return isinstance(node, nodes.Element) and not SITE_ONLY.isdisjoint(node.get("classes", ()))


def prints(node: nodes.Node) -> bool:
    """Whether a node prints a number or a marked constant."""
    return isinstance(node, provenance.number | constant.constant | nodes.image)


@dataclass(frozen=True)
class Part:
    """A page, or one section of it.

    Attributes:
        page: the page.
        name: the name of the section; empty for the page as a whole.
        section: its node.
    """

    page: str
    name: str
    section: nodes.section

    @property
    def title(self) -> str:
        """The title, as plain text."""
        return str(self.section[0].astext())


@dataclass(frozen=True)
class Pages:
    """The doctrees of a book that was built.

    Attributes:
        output: the folder of the build.
    """

    output: Path

    @cached_property
    def _read(self) -> dict[str, nodes.document]:
        return {}

    def has(self, page: str) -> bool:
        """Whether the book holds a page."""
        return (self.output / ".doctrees" / f"{page}.doctree").is_file()

    def doctree(self, page: str) -> nodes.document:
        """The doctree of a page, before references are resolved."""
        if page not in self._read:
            path = self.output / ".doctrees" / f"{page}.doctree"
            self._read[page] = pickle.loads(path.read_bytes())  # noqa: S301 - the build has just written it
        return self._read[page]

    def part(self, reference: str) -> Part:
        """A page, or a section of it after ``#``.

        Raises:
            ManuscriptError: there is none.
        """
        page, _, name = reference.partition("#")
        if not self.has(page):
            raise ManuscriptError([f"{reference!r}: the book holds no page {page!r}"])
        sections = list(self.doctree(page).findall(nodes.section))
        for section in sections if name else sections[:1]:
            if not name or name in section["ids"]:
                return Part(page, name, section)
        known = ", ".join(sorted(one for section in sections for one in section["ids"]))
        raise ManuscriptError([f"{reference!r}: the page has no section {name!r}; there are {known}"])
