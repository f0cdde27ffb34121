"""After each kind of change exactly the pages are read again that were made from what changed."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import Book

RESPONSE = {"index", "methods", "efficacy", "crs", "markers", "discussion", "data", "writing"}
INFECTION = {"index", "methods", "infection", "discussion", "data"}
COMPUTED = RESPONSE | INFECTION | {"dictionary", "your-data"}
ALL = COMPUTED | {"introduction", "glossary", "references"}
# One page of each study, and two without code that these refer to. It is built sooner, and does where the other pages
# would follow alike.
FEW = {"crs", "infection", "glossary", "references"}
CONTENTS = """\
format: jb-book
root: chapters/crs
chapters:
  - file: chapters/infection
  - file: chapters/glossary
  - file: chapters/references
"""


def read_at(book: Book) -> dict[str, int]:
    """When each page was read last, as the environment of the build has it."""
    with (book.folder / "_build/.doctrees/environment.pickle").open("rb") as stream:
        return {name.removeprefix("chapters/"): time for name, time in pickle.load(stream).all_docs.items()}  # noqa: S301 - our own


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book of few pages, built once."""
    book = Book(tmp_path_factory.mktemp("few"), {"_toc.yml": CONTENTS})
    result = book.build()
    assert result.returncode == 0, result.stderr[-3000:]
    assert set(book.pages()) == FEW
    book.keep()
    return book


@pytest.fixture
def few(first: Book) -> Iterator[Book]:
    """The same for one test: what it changes and builds is put back."""
    yield first
    first.reset()


def built(book: Book, data: str = "data") -> set[str]:
    """The pages that building reads."""
    before = read_at(book)
    result = book.build(data)
    assert result.returncode == 0, (result.stdout + result.stderr)[-3000:]
    return {name for name, time in read_at(book).items() if time != before.get(name)}


def append(path: str, text: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        with (book.folder / path).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return change


def replace(path: str, old: str, new: str) -> Callable[[Book], None]:
    return lambda book: book.edit(path, old, new)


def a_cell(book: Book) -> None:
    path = book.folder / "data/response/patients.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    age = head.split(",").index("age")
    cells = first.split(",")
    cells[age] = str(int(cells[age]) + 1)
    path.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")


def a_row(book: Book) -> None:
    path = book.folder / "data/infection/infections.csv"
    text = path.read_text(encoding="utf-8")
    last = text.splitlines()[-1].split(",")
    path.write_text(text + ",".join([last[0], "88", *last[2:]]) + "\n", encoding="utf-8")


def touch(book: Book) -> None:
    for path in ("chapters/crs.md", "data/response/labs.csv", "analysis/findings/crs.py", "requirements.txt"):
        os.utime(book.folder / path)


# What each change reads again in the whole book.
CHANGES: dict[str, tuple[Callable[[Book], None], set[str]]] = {
    "a data cell": (a_cell, RESPONSE),
    "an added row": (a_row, INFECTION),
    "a stats module": (append("analysis/stats/rates.py", "\n# A remark.\n"), COMPUTED),
    "a findings module of one chapter": (
        append("analysis/findings/onset.py", "\n# A remark.\n"),
        {"methods", "crs"},
    ),
    "the code of a chapter": (replace("chapters/infection.md", "study = cohort", "study  = cohort"), {"infection"}),
    "the prose of a chapter": (append("chapters/crs.md", "\nA sentence.\n"), {"crs"}),
    "the references": (append("references.bib", "\n% A remark.\n"), {"references"}),
    "a tool that no page is made with": (append("analysis/book/lint.py", "\n# A remark.\n"), set()),
    "files touched but not changed": (touch, set()),
}
# The same in the book of few pages.
CHANGES_OF_FEW: dict[str, tuple[Callable[[Book], None], set[str]]] = {
    "a constant of cohort.toml": (
        replace("data/infection/cohort.toml", "response_day = 30", "response_day = 29"),
        {"infection"},
    ),
    "the title in cohort.toml, which every page shows": (
        replace("data/response/cohort.toml", "Synthetic response cohort", "Invented response cohort"),
        FEW,
    ),
    "a table that a dataset did not have": (
        append("data/infection/labs.csv", "patient_id,day,analyte,value,unit\n"),
        {"infection"},
    ),
    "the style of the numbers": (append("analysis/report/numbers.py", "\n# A remark.\n"), {"crs", "infection"}),
    "the configuration": (replace("_config.yml", "language: en", "language: en\n    numfig_secnum_depth: 2"), FEW),
    "the lock file": (append("requirements.txt", "\n# A remark.\n"), FEW),
    "the extension": (append("analysis/book/directives.py", "\n# A remark.\n"), FEW),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_reads_the_pages_it_can_touch(book: Book, kind: str) -> None:
    change, pages = CHANGES[kind]
    change(book)
    assert built(book) == pages


@pytest.mark.parametrize("kind", CHANGES_OF_FEW)
def test_a_change_reads_those_of_few_pages_that_it_can_touch(few: Book, kind: str) -> None:
    change, pages = CHANGES_OF_FEW[kind]
    change(few)
    assert built(few) == pages


def test_a_change_taken_back_reads_the_same_pages_and_then_none(few: Book) -> None:
    before = few.pages()
    a_row(few)
    assert built(few) == {"infection"}
    few.restore("data")
    assert built(few) == {"infection"}
    assert few.pages() == before
    assert built(few) == set()


def test_a_file_outside_the_project_that_a_question_reads_counts_too(few: Book, tmp_path: Path) -> None:
    elsewhere = tmp_path / "weights.csv"
    elsewhere.write_text("weight\n1\n", encoding="utf-8")
    append("analysis/findings/onset.py", f"\nwith open({str(elsewhere)!r}) as _stream:\n    _stream.read()\n")(few)
    assert built(few) == {"crs"}
    assert built(few) == set()
    elsewhere.write_text("weight\n2\n", encoding="utf-8")
    assert built(few) == {"crs"}


def test_a_dataset_swapped_and_swapped_back(few: Book, tmp_path: Path) -> None:
    shutil.copytree(few.folder / "data", tmp_path / "data")
    before = few.pages()
    assert built(few, str(tmp_path / "data")) == FEW
    assert built(few) == FEW
    assert few.pages() == before


def test_a_failed_build_costs_no_page_that_did_not_change(few: Book) -> None:
    before = few.pages()
    few.edit("chapters/crs.md", "{eval}`syndrome.mild.percent`", "{eval}`syndrome.mild.percnt`")
    assert few.build().returncode != 0
    assert few.pages() == before
    few.restore("chapters")
    assert built(few) == set()
    assert few.pages() == before


def test_a_page_taken_out_of_the_contents_is_gone(book: Book) -> None:
    book.edit("_toc.yml", "      - file: chapters/data\n", "")
    assert book.build().returncode == 0
    assert set(book.pages()) == ALL - {"data"}
