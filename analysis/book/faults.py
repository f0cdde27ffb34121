"""Faults found while pages are read: collected, reported together with file and line, and always fatal.

A warning would not do: Sphinx keeps its warnings in the pickled environment, so that a second build passes.
A fault stops the build before that environment is saved, so the page is read again next time.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxDirective

from analysis.book import frame
from analysis.book.per_page import PerPage

FAULTS: PerPage[list[str]] = PerPage("faults")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class ManuscriptError(SphinxError):
    """The manuscript cannot be built as it stands."""

    category = "The manuscript has faults"


def add(env: BuildEnvironment, source: str, line: int, message: str) -> None:
    """Keep a fault of the page being read."""
    FAULTS.of(env).setdefault(env.docname, []).append(f"{source}:{line}: {message}")


def add_of(directive: SphinxDirective, message: str) -> None:
    """Keep a fault of a directive, where it stands."""
    add(directive.env, *directive.get_source_info(), message)


def report_missing(app: Sphinx, *_: object) -> None:
    """Stop before anything is read where the table of contents names a page that is not there.

    Sphinx would blame the first page for it.
    """
    lines = list(frame.missing_pages(Path(app.srcdir)))
    if lines:
        raise ManuscriptError("\n" + "\n".join(lines))


def report(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Stop the build where there is any fault."""
    kept = FAULTS.of(env)
    lines = [
        fault
        for name in sorted(env.found_docs)
        for fault in _code_fault(env, name) or [*_output_faults(env, name), *kept.get(name, [])]
    ]
    if lines:
        raise ManuscriptError("\n" + "\n".join(lines))
    return []


def _code_fault(env: BuildEnvironment, docname: str) -> list[str]:
    """Why the code of a page failed, if it did; whatever the page quotes fails then, and need not be told."""
    execution = getattr(env, "nb_metadata", {}).get(docname, {}).get("exec_data") or {}
    if not execution.get("traceback"):
        return []
    told = [line for line in COLOURS.sub("", execution["traceback"]).splitlines() if line.strip()]
    return [f"{env.doc2path(docname)}: the code of this page fails: {told[-1]}"]


def _output_faults(env: BuildEnvironment, docname: str) -> list[str]:
    """Which cells of a page print something; what a page shows comes from records alone."""
    execution = getattr(env, "nb_metadata", {}).get(docname, {}).get("exec_data") or {}
    told = "this cell prints something, which no record stands for; put the work in analysis/ and quote it with {eval}"
    return [f"{env.doc2path(docname)}:{line}: {told}" for line in execution.get("outputs", [])]
