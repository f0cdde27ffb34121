"""The book, built once in a copy of the project; a build takes half a minute, and its copy a moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the machine; tests that need it are skipped where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium is on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()
