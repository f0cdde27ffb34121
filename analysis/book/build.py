"""``make book``: check the data, then build the site strictly, and leave no half-true state behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis import cohort
from analysis.book.freshness import datasets, inputs_digest
from analysis.book.interrupting import interruptible
from analysis.book.leaks import find
from analysis.book.state import State
from analysis.cohort import Cohort, dataset
from analysis.cohort.dataset import PROJECT, VARIABLE
from analysis.cohort.settings import FILE
from analysis.findings import disclosure

HIDDEN = "hidden"
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
    output = output or PROJECT / "_build"
    cohorts, inputs = prepare(data, output)
    careful = [each for each in cohorts if each.settings.private or each.settings.disclosure]
    state = State(output, data.resolve(), tuple(each.digest for each in careful))
    return _build(state, cohorts, inputs)


def prepare(data: Path, output: Path) -> tuple[list[Cohort], str]:
    """Check the data, and set what kernels inherit: which data they read, and what small counts hide.

    Args:
        data: a dataset folder, or a folder of them.
        output: where to keep what is found out, for later builds from the same data and code.

    Returns:
        The datasets, and a hash of all data and code.

    Raises:
        cohort.DatasetError: a dataset breaks the contract.
        FileNotFoundError: there is none.
    """
    os.environ[VARIABLE] = str(data.resolve())
    for name in dataset.NAMES:
        if not (dataset.locate(name) / FILE).is_file():
            raise FileNotFoundError(
                f"{data}: no dataset is here; DATA is a folder with a {FILE}, or one that holds such folders named "
                + " and ".join(dataset.NAMES)
            )
    inputs = inputs_digest()
    cohorts = [cohort.read(folder) for folder in datasets()]
    os.environ[disclosure.VARIABLE] = _hidden(cohorts, output, inputs)
    return cohorts, inputs


def _build(state: State, cohorts: Sequence[Cohort], inputs: str) -> int:
    """Build the site, and keep it where nothing is wrong with it."""
    output = state.output
    private = [each for each in cohorts if each.settings.private]
    state.begin()
    try:
        with interruptible():
            result = _strictly(output)
        if result == 0 and inputs_digest() != inputs:
            print("\nData or code changed while the book was built: build it again.", file=sys.stderr)
            result = 1
        if result == 0 and (leaks := [leak for each in private for leak in find(each, output)]):
            print("\nThe pages hold what belongs to patients:", *leaks, sep="\n  ", file=sys.stderr)
            result = 1
        if result == 0:
            state.keep()
    except BaseException:
        # Interrupted pages were not searched.
        state.restore()
        raise
    if result == 0:
        print(f"\nThe book is ready: {output / 'html' / 'index.html'}", file=sys.stderr)
        return 0
    kept = state.restore()
    told = "the pages are those of the last build that succeeded" if kept else "no pages are left"
    print(f"\nThe book was not built: see above; {told}.", file=sys.stderr)
    return result


def _hidden(cohorts: Sequence[Cohort], output: Path, inputs: str) -> str:
    """What small counts hide, which is found by asking every question, so once for all builds from the same inputs."""
    kept = output / HIDDEN
    if kept.is_file():
        of, _, hidden = kept.read_text(encoding="ascii").partition("\n")
        if of == inputs:
            return hidden
    hidden = disclosure.hidden(cohorts)
    if any(each.settings.disclosure for each in cohorts):
        output.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(".new")
        new.write_text(f"{inputs}\n{hidden}", encoding="ascii")
        new.replace(kept)
    return hidden


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
