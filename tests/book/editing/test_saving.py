"""A chapter that is opened as a notebook and saved is the same file, whatever the editor notes in the notebook."""

from __future__ import annotations

from pathlib import Path

import jupytext
import pytest
from jupytext.config import load_jupytext_config
from support import PROJECT

from analysis.book.editing.beginning import TEMPLATE
from analysis.book.notebooks import CHAPTERS

FORMAT = {"extension": ".md"}  # what the editor knows of a file; its head tells the rest


@pytest.mark.parametrize("file", [*sorted(CHAPTERS.rglob("*.md")), TEMPLATE], ids=lambda path: path.stem)
def test_saving_leaves_every_byte(file: Path) -> None:
    settings = load_jupytext_config(str(CHAPTERS / file.name))
    before = file.read_bytes().decode()
    notebook = jupytext.reads(before, fmt=FORMAT, config=settings)
    # As JupyterLab has it after a run.
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.13"}
    for cell in notebook.cells:
        cell.metadata |= {"trusted": True, "collapsed": False}
        if cell.cell_type == "code":
            cell.execution_count = 1
            cell.metadata["execution"] = {"iopub.status.busy": "2026-11-23T12:00:00Z"}
    assert jupytext.writes(notebook, fmt=FORMAT, config=settings) == before


def test_the_settings_stand_where_the_editor_looks_for_them() -> None:
    assert load_jupytext_config(str(PROJECT / "chapters" / "crs.md")).cell_metadata_filter == "tags,-all"
