"""What the extension keeps of each page in the environment of the build, until that page is read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

T = TypeVar("T")


class PerPage(Generic[T]):
    """A store in the environment, by page; it is pickled with the environment, and parallel readers fill it too."""

    def __init__(self, name: str) -> None:
        """Name the store; no two may have one name."""
        self._attribute = f"manuscript_{name}"

    def of(self, env: BuildEnvironment) -> dict[str, T]:
        """What is kept, by page."""
        kept: dict[str, T] = env.__dict__.setdefault(self._attribute, {})
        return kept

    def connect(self, app: Sphinx) -> None:
        """Forget a page that is about to be read again or is gone, and take over what a parallel reader kept."""
        app.connect("env-purge-doc", self._purge)
        app.connect("env-merge-info", self._merge)

    def _purge(self, _app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        self.of(env).pop(docname, None)

    def _merge(self, _app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
        read = set(docnames)
        self.of(env).update({name: kept for name, kept in self.of(other).items() if name in read})
