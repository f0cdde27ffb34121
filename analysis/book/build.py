"""``make book``: check the data, then build the site strictly, and leave no half-true state behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from analysis import cohort
from analysis.book.freshness import datasets, inputs_digest
from analysis.book.leaks import find
from analysis.book.state import State
from analysis.cohort import dataset
from analysis.cohort.dataset import PROJECT, VARIABLE
from analysis.cohort.settings import FILE
from analysis.findings import disclosure

OUTPUT = PROJECT / "_build"


def build(data: Path, output: Path = OUTPUT) -> int:
    """Build the site from a dataset folder, or a folder of them.

    Args:
        data: the folder.
        output: where to build.

    Returns:
        0, or another number where the site has a fault or a warning.

    Raises:
        cohort.DatasetError: a dataset breaks the contract. Nothing is built then.
    """
    os.environ[VARIABLE] = str(data.resolve())
    for name in dataset.NAMES:
        if not (dataset.locate(name) / FILE).is_file():
            raise FileNotFoundError(
                f"{data}: no dataset is here; DATA is a folder with a {FILE}, or one that holds such folders named "
                + " and ".join(dataset.NAMES)
            )
    cohorts = [cohort.read(folder) for folder in datasets()]
    os.environ[disclosure.VARIABLE] = disclosure.hidden(cohorts)
    inputs = inputs_digest()
    state = State(output, data.resolve())
    state.begin()
    result = _strictly(output)
    if result == 0 and inputs_digest() != inputs:
        print("\nData or code changed while the book was built: build it again.", file=sys.stderr)
        result = 1
    if result == 0 and (leaks := [leak for each in cohorts if each.settings.private for leak in find(each, output)]):
        print("\nThe pages hold what belongs to patients:", *leaks, sep="\n  ", file=sys.stderr)
        result = 1
    if result == 0:
        state.keep()
        print(f"\nThe book is ready: {output / 'html' / 'index.html'}", file=sys.stderr)
        return 0
    kept = state.restore()
    told = "the pages are those of the last build that succeeded" if kept else "no pages are left"
    print(f"\nThe book was not built: see above; {told}.", file=sys.stderr)
    return result


def _strictly(output: Path) -> int:
    """Run Sphinx with every warning an error."""
    from jupyter_book.sphinx import build_sphinx
    from sphinx.util.console import nocolor

    if not sys.stdout.isatty():
        nocolor()
    result = build_sphinx(
        PROJECT,
        output / "html",
        noconfig=True,  # Jupyter Book makes the Sphinx configuration from _config.yml
        path_config=PROJECT / "_config.yml",
        confoverrides={
            "external_toc_path": str(PROJECT / "_toc.yml"),
            "latex_individualpages": False,  # Jupyter Book reads it unasked
            "nitpicky": True,
        },
        doctreedir=output / ".doctrees",
        warningiserror=True,
        keep_going=True,
        jobs=os.cpu_count() or 1,
    )
    return result if isinstance(result, int) else 1
