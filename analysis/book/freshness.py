"""No stale page and no page built in vain: each is read again when something that it was made from has changed.

What a page was made from is not declared but seen: its kernel tells which modules and data files it read. What is
compared is content, so a file that was touched and not changed changes nothing.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from analysis.book import answers, naming, provenance
from analysis.book.per_page import PerPage
from analysis.cohort import dataset, hashing
from analysis.cohort.settings import FILE, read_settings
from analysis.findings import disclosure

INPUTS: PerPage[tuple[str, str]] = PerPage("inputs")
EVERYWHERE = "manuscript_everywhere"


def datasets() -> list[Path]:
    """The dataset folders that the chapters read; one where the same serves them all."""
    return list(dict.fromkeys(dataset.locate(name) for name in dataset.NAMES))


def digest(paths: Iterable[Path]) -> str:
    """A hash of the names and contents of files; one that is not there counts as such."""
    return hashing.digest((str(path), path) for path in paths)


def inputs_digest() -> str:
    """A hash of all data and all code that the book is made from, besides the chapters."""
    data = [path for folder in datasets() for path in dataset.files(folder)]
    return digest([*data, *sorted((dataset.PROJECT / "analysis").rglob("*.py")), *_lock()])


def _lock() -> list[Path]:
    return [dataset.PROJECT / "requirements.txt"]


def _everywhere() -> str:
    """What touches every page: the extension and its settings, the banner, the locked libraries and the version."""
    loaded = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    code = sorted(
        path for path in map(Path, filter(None, loaded)) if path.is_relative_to(dataset.PROJECT / "analysis" / "book")
    )
    known = [settings for settings, _ in map(read_settings, datasets()) if settings is not None]
    banner = repr([(settings.title, settings.synthetic, settings.private) for settings in known])
    # What is hidden on one page follows from what the others print.
    hidden = os.environ.get(disclosure.VARIABLE, "")
    return digest([*code, *_lock()]) + repr(naming.settings(dataset.PROJECT)) + banner + provenance.VERSION + hidden


def _read_by(env: BuildEnvironment, docname: str) -> Iterator[Path]:
    """The files that a page was made from, besides its own."""
    for name in sorted(env.dependencies.get(docname, ())):
        yield Path(env.srcdir, name)
    folders = set()
    for path in map(Path, _traced(env, docname)):
        yield path
        if (path.parent / FILE).is_file():
            folders.add(path.parent)
    for folder in sorted(folders):
        # A table that was not there and now is counts too.
        yield from dataset.files(folder)


def _execution(env: BuildEnvironment, docname: str) -> dict[str, Any]:
    """How the code of a page ran; nothing where it has none."""
    return getattr(env, "nb_metadata", {}).get(docname, {}).get("exec_data") or {}


def _traced(env: BuildEnvironment, docname: str) -> list[str]:
    traced: list[str] = json.loads(_execution(env, docname).get("inputs") or "[]")
    return traced


def _inputs(env: BuildEnvironment, docname: str) -> tuple[str, str]:
    """A hash of a page's own file, and one of all others that it was made from."""
    return digest([Path(env.doc2path(docname))]), digest(_read_by(env, docname))


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """The pages that were made from something that has changed since; those only touched are let be."""
    for docname in removed:
        Path(app.outdir, app.builder.get_target_uri(docname)).unlink(missing_ok=True)
    now = _everywhere()
    before, env.__dict__[EVERYWHERE] = env.__dict__.get(EVERYWHERE), now
    if before != now:
        return sorted(env.found_docs)
    known = INPUTS.of(env)
    stale = set()
    for docname in env.found_docs - added:
        made_from, inputs = known.get(docname), _inputs(env, docname)
        if made_from != inputs:
            stale.add(docname)
            if made_from is not None and made_from[1] == inputs[1]:
                answers.offer(env.doc2path(docname), _execution(env, docname))
    for docname in changed - stale - env.reread_always:
        if Path(app.doctreedir, f"{docname}.doctree").is_file():
            changed.discard(docname)
    return sorted(stale)


def remember(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Keep what the pages that were read now are made from."""
    known = INPUTS.of(env)
    for docname in env.found_docs - set(known):
        known[docname] = _inputs(env, docname)
    return []
