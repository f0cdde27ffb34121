"""Faults found while pages are read: collected, reported together with file and line, and always fatal.

A warning would not do: Sphinx keeps its warnings in the pickled environment, so that a second build passes.
A fault stops the build before that environment is saved, so the page is read again next time.
"""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

ATTRIBUTE = "manuscript_faults"


class ManuscriptError(SphinxError):
    """The manuscript cannot be built as it stands."""

    category = "The manuscript has faults"


def add(env: BuildEnvironment, source: str, line: int, message: str) -> None:
    """Keep a fault of the page being read."""
    _all(env).setdefault(env.docname, []).append(f"{source}:{line}: {message}")


def _all(env: BuildEnvironment) -> dict[str, list[str]]:
    if not hasattr(env, ATTRIBUTE):
        setattr(env, ATTRIBUTE, {})
    found: dict[str, list[str]] = getattr(env, ATTRIBUTE)
    return found


def purge(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the faults of a page that is about to be read again."""
    _all(env).pop(docname, None)


def merge(_app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    """Take over the faults that a parallel reader found."""
    _all(env).update({name: found for name, found in _all(other).items() if name in set(docnames)})


def report(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Stop the build where there is any fault."""
    lines = [fault for name in sorted(_all(env)) for fault in _all(env)[name]]
    if lines:
        raise ManuscriptError("\n" + "\n".join(lines))
    return []
