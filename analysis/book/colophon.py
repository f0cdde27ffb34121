"""What a page says at its foot of how it was made: authors, version, commit and the digest of the data."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from analysis.book.freshness import datasets
from analysis.book.provenance import VERSION
from analysis.cohort.dataset import PROJECT, digest
from analysis.cohort.settings import read_settings

KEPT = "manuscript_colophon"


def commit(project: Path) -> str:
    """The commit that a project stands at, and whether files differ from it; empty where git does not know it."""
    told = _git(project, "rev-parse", "--short", "HEAD")
    # A copy of the project within another repository is no commit of that one.
    if not told or _git(project, "rev-parse", "--show-prefix"):
        return ""
    return f"{told}, changed since" if _git(project, "status", "--porcelain", "--untracked-files=no") else told


def _git(project: Path, *command: str) -> str:
    """What git answers, empty where it fails or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - the commands stand above
            ["git", "-C", str(project), *command],  # noqa: S607 - whichever git the author works with
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def told(authors: str) -> dict[str, Any]:
    """Everything that the foot of a page says, for the template."""
    known = []
    for folder in datasets():
        settings, _ = read_settings(folder)
        if settings is not None:
            known.append({"title": settings.title, "digest": digest(folder), "synthetic": settings.synthetic})
    return {"authors": authors, "version": VERSION, "commit": commit(PROJECT), "datasets": known}


def find(app: Sphinx) -> None:
    """Make it once for all pages; finding the commit takes a moment."""
    app.config.html_context["manuscript"] = told(str(app.config.author))


def rewrite(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Write every page again where its foot has changed; none has to be read for that."""
    now = app.config.html_context["manuscript"]
    before, env.__dict__[KEPT] = env.__dict__.get(KEPT), now
    return [] if before == now else sorted(env.found_docs)
