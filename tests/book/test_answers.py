"""A changed sentence is read with the answers that are known; whatever else changes asks a kernel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support import Book

CONTENTS = (
    "format: jb-book\nroot: chapters/crs\nchapters:\n  - file: chapters/glossary\n  - file: chapters/references\n"
)
# The same name stands for another answer after each cell.
TWICE = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3 (ipykernel)
---

# Two cells

```{code-cell} ipython3
from analysis import cohort
from analysis.findings import efficacy, infection

found = efficacy.response(cohort.load("response")).treated
```

First.

```{code-cell} ipython3
found = infection.incidence(cohort.load("infection")).patients
```

Second.
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book of one chapter, built once."""
    book = Book(tmp_path_factory.mktemp("one"), {"_toc.yml": CONTENTS})
    result = book.build()
    assert result.returncode == 0, result.stderr[-3000:]
    book.keep()
    return book


@pytest.fixture
def one(first: Book) -> Iterator[Book]:
    """The same for one test: what it changes and builds is put back."""
    yield first
    first.reset()


def asked(book: Book) -> bool:
    """Whether building asks a kernel, or else reads the chapter with the answers that are known."""
    result = book.build()
    log = result.stdout + result.stderr
    assert result.returncode == 0, log[-3000:]
    known, executed = "crs.md: Read with the answers that are known" in log, "crs.md: Executed notebook" in log
    assert known != executed, log
    return executed


def test_a_sentence_changed_and_taken_back_gives_the_page_that_a_kernel_gave(one: Book) -> None:
    before, images = one.pages(), one.images()
    text = (one.folder / "chapters/crs.md").read_text(encoding="utf-8")
    one.edit("chapters/crs.md", text[-20:], f"{text[-20:]}\nA new sentence.\n")
    assert not asked(one)
    assert "A new sentence." in one.pages()["crs"]
    one.restore("chapters")
    assert not asked(one)
    assert one.pages() == before
    assert one.images() == images


def test_a_new_question_is_asked_once_and_its_answer_stays(one: Book) -> None:
    file = one.folder / "chapters/crs.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(f'{text}\nMild again in {{eval}}`syndrome.mild.counted("patient")`.\n', encoding="utf-8")
    assert asked(one)
    with_it = one.pages()["crs"]
    file.write_text(f'{text}\nMild, once more, in {{eval}}`syndrome.mild.counted("patient")`.\n', encoding="utf-8")
    assert not asked(one)
    assert one.pages()["crs"] == with_it.replace("Mild again in", "Mild, once more, in")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("chapters/crs.md", "study = cohort", "study  = cohort"),
        ("chapters/crs.md", "display_name: Python 3 (ipykernel)", "display_name: Python"),
        ("analysis/findings/onset.py", '"""How soon', '"""How many days'),
        ("data/response/cohort.toml", 'crs_scale = "Lee 2014"', 'crs_scale = "ASTCT 2019"'),
    ],
)
def test_a_change_of_code_or_data_asks_again(one: Book, file: str, old: str, new: str) -> None:
    one.edit(file, old, new)
    assert asked(one)


def test_what_fails_or_is_misspelt_is_told_each_time_and_forgotten_when_mended(one: Book) -> None:
    before = one.pages()
    one.edit("chapters/crs.md", "{eval}`syndrome.mild.percent`", "{eval}`syndrome.mild.percnt`")
    for _ in ("first", "second"):
        result = one.build()
        assert result.returncode != 0
        assert "no 'percnt'; did you mean percent?" in result.stdout + result.stderr
    one.restore("chapters")
    one.edit("chapters/crs.md", "crs.course(study)", "crs.corse(study)")
    assert "has no attribute 'corse'" in one.build().stderr
    one.restore("chapters")
    assert one.build().returncode == 0
    assert one.pages() == before


def test_an_expression_is_answered_by_the_cells_above_it(tmp_path: Path) -> None:
    book = Book(tmp_path / "twice", {"_toc.yml": "root: chapters/twice\n"})
    file = book.folder / "chapters/twice.md"
    for place, patients in (("Second.", 90), ("First.", 55), ("Second.", 90)):
        file.write_text(TWICE.replace(place, "Of {eval}`found.count` patients."), encoding="utf-8")
        result = book.build()
        assert result.returncode == 0, result.stderr[-3000:]
        text = BeautifulSoup(book.pages()["twice"], "html.parser").get_text(" ")
        assert f"Of {patients} patients" in " ".join(text.split())
