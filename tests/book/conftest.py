"""The book, built once in a copy of the project."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from support import Book, Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as the project has it."""
    book = Book(tmp_path_factory.mktemp("book"))
    result = book.build()
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
    html = tmp_path_factory.mktemp("site") / "html"
    shutil.copytree(book.folder / "_build" / "html", html)
    return Site(book, html, result.stdout + result.stderr, book.pages(), book.images())


@pytest.fixture
def book(site: Site) -> Iterator[Book]:
    """The copy that was built, in which chapters and data may be changed; they are put back afterwards."""
    yield site.book
    for part in ("chapters", "data"):
        site.book.restore(part)
