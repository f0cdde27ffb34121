"""What each page says about its data before it says anything else."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from analysis.book.freshness import datasets
from analysis.cohort.settings import read_settings
from analysis.report.words import listed

SYNTHETIC = (
    "The patients in this book do not exist. "
    "A program drew them so that they match what two published abstracts print, and no number here describes a patient."
)


def insert(_app: Sphinx, doctree: nodes.document) -> None:
    """Put the banner under the title of the page."""
    known = [settings for settings, _ in map(read_settings, datasets()) if settings is not None]
    synthetic = any(settings.synthetic for settings in known)
    if synthetic:
        label, text = "Synthetic data.", SYNTHETIC
    else:
        label, text = "Data.", f"{listed([settings.title for settings in known])}."
    banner = nodes.container(classes=["data-banner", "synthetic" if synthetic else "real"])
    banner += nodes.paragraph("", "", nodes.strong("", label), nodes.Text(" " + text))
    for section in doctree.findall(nodes.section):
        section.insert(1, banner)
        return
