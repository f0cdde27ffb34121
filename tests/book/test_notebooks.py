"""The reference notebooks follow their chapters, and nbval sees every number in them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from support import PROJECT

from analysis.book import evaluation, notebooks

CHAPTERS = notebooks.chapters()


def cells(notebook) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def tags(notebook) -> list[list[str]]:
    return [list(cell.metadata.get("tags", [])) for cell in notebook.cells]


def follows(chapter: Path, reference: Path) -> bool:
    """Whether a reference notebook was made from the chapter as it stands."""
    fresh, stored = notebooks.convert(chapter), nbformat.read(reference, as_version=4)
    # Tags too: one of nbval's own would switch the comparison off.
    return (cells(fresh), tags(fresh)) == (cells(stored), tags(stored))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_reference_is_current(chapter: Path) -> None:
    assert follows(chapter, notebooks.REFERENCES / f"{chapter.stem}.ipynb"), "run `make notebooks`"


def test_no_reference_has_lost_its_chapter_and_all_have_run() -> None:
    references = sorted(notebooks.REFERENCES.glob("*.ipynb"))
    assert [path.stem for path in references] == [path.stem for path in CHAPTERS]
    for path in references:
        code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert all(cell.execution_count for cell in code), path.name


def test_a_changed_chapter_is_noticed(tmp_path: Path) -> None:
    chapter = tmp_path / "efficacy.md"
    text = (notebooks.CHAPTERS / "efficacy.md").read_text(encoding="utf-8")
    chapter.write_text(text.replace("CAR-T cells were given", "CAR-T cells were infused"), encoding="utf-8")
    assert not follows(chapter, notebooks.REFERENCES / "efficacy.ipynb")


def test_a_cell_that_nbval_would_skip_is_noticed(tmp_path: Path) -> None:
    notebook = nbformat.read(notebooks.REFERENCES / "efficacy.ipynb", as_version=4)
    notebook.cells[-1].metadata["tags"] = ["nbval-ignore-output"]
    nbformat.write(notebook, tmp_path / "efficacy.ipynb")
    assert not follows(notebooks.CHAPTERS / "efficacy.md", tmp_path / "efficacy.ipynb")


def test_every_inline_number_of_the_prose_is_printed() -> None:
    for chapter in CHAPTERS:
        text = chapter.read_text(encoding="utf-8")
        printed = "".join(source for kind, source in cells(notebooks.convert(chapter)) if kind == "code")
        assert text.count("{eval}`") > 0
        for expression in evaluation.INLINE.findall(text):
            assert f"print({expression + ':'!r}, {expression})" in printed, f"{chapter.name}: {expression}"


def test_directives_are_quoted_too() -> None:
    prose = (
        ":::{eval-table} burden.table\n:name: t\nA caption with {eval}`response.cr`.\n:::\n\n:::{eval-if} a.b\nx\n:::"
    )
    assert evaluation.quoted(prose) == ["burden.table", "response.cr", "a.b"]


def nbval(notebook: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n0",
            "--rootdir",
            str(PROJECT),
            "-c",
            str(PROJECT / "pyproject.toml"),
            str(notebook),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nbval_passes_the_reference_and_fails_a_number_changed_by_hand(tmp_path: Path) -> None:
    reference = notebooks.REFERENCES / "infection.ipynb"
    target = tmp_path / "infection.ipynb"
    target.write_text(reference.read_text(encoding="utf-8"), encoding="utf-8")
    assert nbval(target).returncode == 0
    notebook = json.loads(reference.read_text(encoding="utf-8"))
    corrupted = json.dumps(notebook).replace("16 of 56 (28.6%", "17 of 56 (28.6%", 1)
    assert corrupted != json.dumps(notebook)
    target.write_text(corrupted, encoding="utf-8")
    result = nbval(target)
    assert result.returncode == 1
    assert "17 of 56" in result.stdout
