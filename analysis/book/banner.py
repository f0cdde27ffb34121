"""What each page says about its data before it says anything else."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from analysis.book.freshness import datasets
from analysis.cohort.settings import read_settings
from analysis.report.words import listed


def wording(synthetic: list[str], real: list[str]) -> tuple[str, str]:
    """Label and text of the banner, from the titles of the synthetic and of the real datasets."""
    if not synthetic:
        return "Data.", f"{listed(real)}."
    made_up = (
        f"The patients of the {listed(synthetic)} do not exist: "
        "a program drew them, and no number about them describes a patient."
    )
    return "Synthetic data.", f"{made_up} Those of {listed(real)} are real." if real else made_up


def insert(_app: Sphinx, doctree: nodes.document) -> None:
    """Put the banner under the title of the page."""
    known = [settings for settings, _ in map(read_settings, datasets()) if settings is not None]
    synthetic = [settings.title for settings in known if settings.synthetic]
    label, text = wording(synthetic, [settings.title for settings in known if not settings.synthetic])
    banner = nodes.container(classes=["data-banner", "synthetic" if synthetic else "real"])
    banner += nodes.paragraph("", "", nodes.strong("", label), nodes.Text(" " + text))
    for section in doctree.findall(nodes.section):
        section.insert(1, banner)
        return
