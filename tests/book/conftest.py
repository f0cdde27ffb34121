"""The book, built once in a copy of the project; a build takes half a minute, and its copy a moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support import Book, Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as the project has it, for the tests that only read it."""
    book = Book(tmp_path_factory.mktemp("book"))
    result = book.build()
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
    book.keep()
    return Site(book, book.finished / "html", result.stdout + result.stderr, book.pages(), book.images())


@pytest.fixture
def book(site: Site) -> Iterator[Book]:
    """The finished book, to change, to break and to build again: each test gets it as the first build left it."""
    yield site.book
    site.book.reset()
