"""A chapter that is begun from the example holds what a chapter must."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.book.editing.beginning import begin
from analysis.book.lint import lint


def test_a_new_chapter_passes_the_lint_and_says_where_to_name_it(tmp_path: Path) -> None:
    told = begin("late-toxicity", tmp_path)
    assert told.endswith("- file: chapters/late-toxicity")
    file = tmp_path / "late-toxicity.md"
    text = file.read_text(encoding="utf-8")
    assert "# Late toxicity\n" in text
    assert "NAME" not in text
    assert lint([file]) == []


def test_a_chapter_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "crs.md").write_text("mine")
    with pytest.raises(FileExistsError, match="choose another name"):
        begin("crs", tmp_path)
    assert (tmp_path / "crs.md").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "Late toxicity", "../outside", "crs.md", "-crs", "crs-"])
def test_a_name_that_fits_no_page_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match="small letters"):
        begin(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_chapter_builds(book) -> None:
    begun = book.run("chapter", "late-toxicity")
    assert begun.returncode == 0, begun.stderr
    line = begun.stdout.splitlines()[-1]
    book.edit("_toc.yml", "      - file: chapters/discussion", f"{line}\n      - file: chapters/discussion")
    result = book.build()
    assert result.returncode == 0, result.stderr[-3000:]
    page = book.pages()["late-toxicity"]
    for part in ('class="key-points', 'id="tab-late-toxicity"', 'id="fig-late-toxicity"', "glossary.html#term-"):
        assert part in page
