"""What each page says about its data before it says anything else."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from analysis.book.freshness import datasets
from analysis.cohort.settings import read_settings
from analysis.report.words import listed

PRIVATE = "These pages are for those who may see the data, and not for publication."


def wording(synthetic: list[str], real: list[str], *, private: bool = False) -> tuple[str, str]:
    """Label and text of the banner, from the titles of the synthetic and of the real datasets.

    Args:
        synthetic: titles of the datasets that a program made.
        real: titles of the others.
        private: whether one of these does not say that it may be published.
    """
    if private:
        label, text = wording(synthetic, real)
        return ("Private data." if not synthetic else label), f"{text} {PRIVATE}"
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
    private = any(settings.private for settings in known)
    real = [settings.title for settings in known if not settings.synthetic]
    label, text = wording(synthetic, real, private=private)
    classes = ["data-banner", "synthetic" if synthetic else "real", *(["private"] if private else [])]
    banner = nodes.container(classes=classes)
    banner += nodes.paragraph("", "", nodes.strong("", label), nodes.Text(" " + text))
    for section in doctree.findall(nodes.section):
        section.insert(1, banner)
        return
