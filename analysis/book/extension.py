"""The Sphinx extension, named in ``_config.yml``."""

from __future__ import annotations

from myst_nb.ext.eval import NbEvalDomain
from sphinx.application import Sphinx

from analysis.book import banner, directives, faults, freshness, kernels

# Jupyter Book always loads these two, which do not say that they are safe. The first acts only on numbered parts of the
# table of contents, and this book has none; the second acts only when LaTeX is written.
UNDECLARED = ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex")


def _read_in_parallel(app: Sphinx, *_: object) -> None:
    """Let Sphinx read pages side by side, which one extension that is silent on it prevents."""
    for name in UNDECLARED:
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True


def _isolate_kernels(app: Sphinx, *_: object) -> None:
    kernels.isolate(app.outdir.parent / "ipython")
    kernels.avoid_ports()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the role, the directives and the gates."""
    app.setup_extension("myst_nb")
    app.add_role("eval", directives.EvalRole(), override=True)
    app.add_directive("eval", directives.Refuse, override=True)
    NbEvalDomain.directives["figure"] = directives.Refuse
    app.add_directive("eval-figure", directives.EvalFigure)
    app.add_directive("eval-table", directives.EvalTable)
    app.add_directive("eval-if", directives.EvalIf)
    app.connect("builder-inited", _isolate_kernels)
    app.connect("builder-inited", _read_in_parallel)
    app.connect("env-get-outdated", freshness.outdated)
    app.connect("env-purge-doc", faults.purge)
    app.connect("env-merge-info", faults.merge)
    app.connect("env-updated", faults.report)
    app.connect("doctree-read", banner.insert)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
