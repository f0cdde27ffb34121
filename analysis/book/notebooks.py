"""Chapters as executed notebooks, so that nbval can compare a fresh run with a reference.

nbval looks at the output of code cells only. After each piece of prose a cell is added that prints what the prose
quotes, so that the numbers in sentences, captions and alt texts are compared too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

from analysis.book import kernels
from analysis.book.evaluation import quoted
from analysis.cohort.dataset import PROJECT, VARIABLE
from analysis.report import style

CHAPTERS = PROJECT / "chapters"
REFERENCES = PROJECT / "tests" / "notebooks"


def convert(chapter: Path) -> Any:
    """The chapter as a notebook that has not run, with the cells that print what its prose quotes."""
    notebook = jupytext.read(chapter, fmt="md:myst")
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        expressions = quoted(cell.source) if cell.cell_type == "markdown" else []
        if expressions:
            source = "\n".join(f"print({expression + ':'!r}, {expression})" for expression in expressions)
            cells.append(nbformat.v4.new_code_cell(source))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # nbformat's own ids are random
    notebook.cells = cells
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return notebook


def chapters() -> list[Path]:
    """The chapters that compute something."""
    return sorted(path for path in CHAPTERS.rglob("*.md") if "{code-cell}" in path.read_text(encoding="utf-8"))


def refresh(folder: Path = REFERENCES) -> list[Path]:
    """Run every chapter on the project's own data and write the reference notebooks.

    Returns:
        The files written.
    """
    os.environ.pop(VARIABLE, None)
    os.environ.pop(style.VARIABLE, None)
    kernels.isolate(PROJECT / "_build" / "ipython")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for chapter in chapters():
        notebook = convert(chapter)
        NotebookClient(
            notebook,
            kernel_name="python3",
            coalesce_streams=True,  # where a busy kernel cuts its output in two is chance
            resources={"metadata": {"path": str(CHAPTERS)}},
        ).execute()
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)  # time stamps
        notebook.metadata.pop("language_info", None)  # the version of Python, which differs between machines
        target = folder / f"{chapter.stem}.ipynb"
        nbformat.write(notebook, target)
        written.append(target)
        print(f"{target.relative_to(PROJECT)}")
    for stale in set(folder.glob("*.ipynb")) - set(written):
        stale.unlink()
    return written
