"""The PDF: tagged, with bookmarks and metadata."""

from __future__ import annotations

from typing import Protocol

import pytest

from analysis.book.manuscript import compose, make, pdf
from analysis.book.manuscript.faults import ManuscriptError


class Made(Protocol):
    """As in conftest.py."""

    files: dict[str, bytes]


@pytest.mark.parametrize("name", ["manuscript.pdf", "supplement.pdf"])
def test_it_is_tagged_for_screen_readers_with_bookmarks_and_a_language(made: Made, name: str) -> None:
    content = made.files[name]
    assert content.startswith(b"%PDF")
    for mark in (b"/StructTreeRoot", b"/Outlines", b"/Lang", b"pdfuaid:part", b"The CAR-T manuscript authors"):
        assert mark in content, mark


@pytest.mark.usefixtures("book_project")
def test_the_same_book_gives_the_same_bytes(made: Made, composed: compose.Manuscript) -> None:
    contents, documents = make.written("pdf", composed)
    assert contents == [made.files["manuscript.pdf"], made.files["supplement.pdf"]]
    assert len(documents) == 2


def test_a_fault_of_typst_is_told() -> None:
    with pytest.raises(ManuscriptError, match=r"typst: .*unknown variable: nothing-here"):
        pdf.compile_pdf("#nothing-here", {}, [])
