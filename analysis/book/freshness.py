"""No stale page: what is computed is computed again when its data or its code have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from analysis.cohort import dataset

ATTRIBUTE = "manuscript_inputs"


def datasets() -> list[Path]:
    """The dataset folders that the chapters read; one where the same serves them all."""
    return list(dict.fromkeys(dataset.locate(name) for name in dataset.NAMES))


def _inputs() -> Iterator[Path]:
    for folder in datasets():
        yield from dataset.files(folder)
    yield from sorted((dataset.PROJECT / "analysis").rglob("*.py"))
    yield dataset.PROJECT / "requirements.txt"


def inputs_digest() -> str:
    """A hash of all that a computed page depends on besides its own text."""
    total = hashlib.sha256()
    for path in _inputs():
        total.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def outdated(
    _app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Every page, when anything that pages are computed from has changed since they were read."""
    now = inputs_digest()
    before, env.__dict__[ATTRIBUTE] = env.__dict__.get(ATTRIBUTE), now
    return [] if before == now else sorted(env.found_docs)
