"""``make book``: check the data, then build the site strictly, and leave no half-true state behind."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from analysis import cohort
from analysis.book.freshness import datasets
from analysis.cohort.dataset import PROJECT, VARIABLE


def build(data: Path, output: Path | None = None) -> int:
    """Build the site from a dataset folder, or a folder of them.

    Args:
        data: the folder.
        output: where to build; ``_build`` of the project unless given.

    Returns:
        0, or another number where the site has a fault or a warning.

    Raises:
        cohort.DatasetError: a dataset breaks the contract. Nothing is built then.
    """
    os.environ[VARIABLE] = str(data.resolve())
    folders = datasets()
    if not folders:
        raise FileNotFoundError(f"{data}: no dataset is here; a dataset is a folder with a cohort.toml")
    for folder in folders:
        cohort.read(folder)
    output = output or PROJECT / "_build"
    _forget_other_data(output, data.resolve())
    return _strictly(output)


def _forget_other_data(output: Path, data: Path) -> None:
    """Remove what was built from another folder: Sphinx would leave its figures lying beside the new pages."""
    mark = output / "built-from"
    if mark.is_file() and mark.read_text(encoding="utf-8") != str(data):
        for name in ("html", "jupyter_execute", ".doctrees"):
            shutil.rmtree(output / name, ignore_errors=True)
    output.mkdir(parents=True, exist_ok=True)
    mark.write_text(str(data), encoding="utf-8")


def _strictly(output: Path) -> int:
    """Run Sphinx with every warning an error.

    The pickled environment of a build that failed would swallow its warnings the next time, so the one from before
    comes back: pages read since are then read again.
    """
    from jupyter_book.sphinx import build_sphinx
    from sphinx.util.console import nocolor

    if not sys.stdout.isatty():
        nocolor()
    environment = output / ".doctrees" / "environment.pickle"
    before = environment.read_bytes() if environment.is_file() else None
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
    if result == 0:
        print(f"\nThe book is ready: {output / 'html' / 'index.html'}", file=sys.stderr)
        return 0
    if before is None:
        environment.unlink(missing_ok=True)
    else:
        environment.write_bytes(before)
    print("\nThe book was not built: see above.", file=sys.stderr)
    return result if isinstance(result, int) else 1
