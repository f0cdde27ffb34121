"""How to cite the book: ``{cite-this}`` makes it from ``CITATION.cff``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from analysis.book import faults
from analysis.cohort.dataset import PROJECT

FILE = "CITATION.cff"
NEEDED = ("title", "authors", "version")


def citation(file: Path) -> Mapping[str, Any]:
    """What the file says.

    Raises:
        ValueError: the file is not there, is no YAML, or lacks what a citation needs.
    """
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ValueError(f"{file.name}: {error}") from None
    known = told if isinstance(told, dict) else {}
    missing = [key for key in NEEDED if not known.get(key)]
    if missing:
        raise ValueError(f"{file.name} lacks {', '.join(missing)}")
    return known


def sentence(told: Mapping[str, Any]) -> str:
    """The citation as a line of a list of references."""
    parts = [", ".join(map(_name, told["authors"])), str(told["title"]), f"Version {told['version']}"]
    parts += [str(told[key]) for key in ("date-released", "doi", "repository-code") if told.get(key)]
    return ". ".join(part.rstrip(".") for part in parts) + "."


def bibtex(told: Mapping[str, Any]) -> str:
    """The citation for a reference manager."""
    fields = {
        "title": f"{{{told['title']}}}",
        "author": " and ".join(f"{{{_name(author)}}}" for author in told["authors"]),
        "version": told["version"],
        "date": told.get("date-released"),
        "doi": told.get("doi"),
        "url": told.get("repository-code"),
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    return "\n".join(["@software{car_t_manuscript,", *lines, "}"])


def _name(author: Mapping[str, str]) -> str:
    person = " ".join(filter(None, [author.get("family-names"), author.get("given-names")]))
    return person or author.get("name", "")


class CiteThis(SphinxDirective):
    """A box with the citation, as text and for a reference manager."""

    def run(self) -> list[nodes.Node]:
        """Give the box, or note what is wrong with the file."""
        self.env.note_dependency(str(PROJECT / FILE))
        try:
            told = citation(PROJECT / FILE)
        except ValueError as error:
            faults.add_of(self, str(error))
            return []
        box = nodes.container(classes=["cite-this"])
        box += nodes.paragraph("", "", nodes.strong("", "Cite this book. "), nodes.Text(sentence(told)))
        box += nodes.literal_block(bibtex(told), bibtex(told), language="bibtex")
        return [box]
