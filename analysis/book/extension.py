"""The Sphinx extension, named in ``_config.yml``."""

from __future__ import annotations

import os

from docutils import nodes
from myst_nb.ext.eval import NbEvalDomain
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.writers.html5 import HTML5Translator

from analysis.book import (
    absent,
    access,
    answers,
    assets,
    banner,
    citing,
    colophon,
    constant,
    directives,
    downloads,
    faults,
    freshness,
    kernels,
    keypoints,
    ledger,
    listings,
    provenance,
)
from analysis.report import style

# Jupyter Book always loads these two, which do not say that they are safe. The first acts only on numbered parts of the
# table of contents, and this book has none; the second acts only when LaTeX is written.
UNDECLARED = ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex")


def _read_in_parallel(app: Sphinx, *_: object) -> None:
    """Let Sphinx read pages side by side, which one extension that is silent on it prevents."""
    for name in UNDECLARED:
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True


def _choose_style(_app: Sphinx, config: Config) -> None:
    """Hand the style of the numbers to the kernels, which inherit the environment."""
    try:
        style.named(str(config.manuscript_style))
    except ValueError as error:
        raise ConfigError(f"_config.yml, manuscript_style: {error}") from None
    os.environ[style.VARIABLE] = str(config.manuscript_style)


def _isolate_kernels(app: Sphinx, *_: object) -> None:
    kernels.isolate(app.outdir.parent / "ipython")
    kernels.avoid_ports()
    answers.keep()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the role, the directives and the gates."""
    app.setup_extension("myst_nb")
    app.add_role("eval", directives.EvalRole(), override=True)
    app.add_role("constant", constant.ConstantRole())
    app.add_node(constant.constant, html=(constant.visit, constant.depart))
    app.add_directive("eval", directives.Refuse, override=True)
    NbEvalDomain.directives["figure"] = directives.Refuse
    app.add_directive("eval-figure", directives.EvalFigure)
    app.add_directive("eval-table", directives.EvalTable)
    app.add_directive("eval-if", directives.EvalIf)
    app.add_directive("key-points", keypoints.KeyPoints)
    app.add_directive("cite-this", citing.CiteThis)
    # "env": every page is read again when the style changes.
    app.add_config_value("manuscript_style", style.DEFAULT, "env", [str])
    app.add_config_value("manuscript_csl", "vancouver-nlm", "", [str])  # read when the manuscript is made
    app.connect("config-inited", _choose_style)
    app.connect("config-inited", assets.once)
    app.connect("builder-inited", _isolate_kernels)
    app.connect("builder-inited", assets.leave_out_thebe)
    app.connect("builder-inited", assets.write_styles_first)
    app.connect("builder-inited", _read_in_parallel)
    app.connect("builder-inited", colophon.find)
    app.connect("builder-inited", access.name_notes, priority=900)
    app.connect("env-before-read-docs", faults.report_missing)
    app.connect("env-get-outdated", freshness.outdated)
    for store in (freshness.INPUTS, faults.FAULTS, provenance.NUMBERS, downloads.DOWNLOADS):
        store.connect(app)
    app.connect("env-updated", faults.report)
    app.connect("env-updated", freshness.remember)
    app.connect("env-updated", colophon.rewrite)
    app.add_node(provenance.number, html=(provenance.visit_number, provenance.depart_number))
    app.add_node(nodes.citation, override=True, html=(access.visit_citation, access.depart_citation))
    app.add_node(nodes.image, override=True, html=(access.visit_image, HTML5Translator.depart_image))
    skip = (provenance.skip, None)
    app.add_node(
        provenance.numbers_table,
        html=(provenance.visit_numbers_table, None),
        latex=skip,
        text=skip,
        man=skip,
        texinfo=skip,
    )
    app.add_node(downloads.downloads, html=(downloads.visit, None), latex=skip, text=skip, man=skip, texinfo=skip)
    app.connect("doctree-read", provenance.collect)
    app.connect("doctree-read", banner.insert)
    app.connect("doctree-read", absent.join)
    app.connect("html-page-context", access.name_code)
    # After all others, which add theirs on the same event.
    app.connect("html-page-context", assets.leave_out, priority=990)
    app.connect("html-collect-pages", listings.pages)
    app.connect("build-finished", ledger.write)
    app.connect("build-finished", downloads.write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
