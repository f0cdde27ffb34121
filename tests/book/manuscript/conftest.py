"""The manuscript of the project, made once from the site that all tests of the book share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import panflute as pf
import pytest
from support import PROJECT, Site

from analysis.book.manuscript import compose, make, pandoc, settings, word
from analysis.book.manuscript.pages import Pages
from analysis.cohort.dataset import VARIABLE

FILES = ("manuscript.docx", "supplement.docx", "manuscript.pdf", "supplement.pdf")


@dataclass(frozen=True)
class Made:
    """What the commands wrote, and what they said."""

    files: dict[str, bytes]
    log: str
    output: Path

    def document(self, name: str) -> pf.Doc:
        """What stands in a Word file."""
        return word.read_back(self.files[f"{name}.docx"])

    def text(self, name: str) -> str:
        """Its text, a block a line."""
        given = pandoc.as_json(self.document(name))
        return pandoc.run(["--from=json", "--to=plain", "--wrap=none"], given).decode()


@pytest.fixture(scope="session")
def made(site: Site) -> Made:
    """All four files of the project as it is."""
    log = ""
    for kind in ("docx", "pdf"):
        result = site.book.run(kind, "data")
        assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
        log += result.stderr
    output = site.book.folder / "_build"
    return Made({name: (output / name).read_bytes() for name in FILES}, log, output)


@pytest.fixture(scope="session")
def pages(made: Made) -> Pages:
    """The pages behind it."""
    return Pages(made.output)


@pytest.fixture(scope="session")
def composed(pages: Pages) -> compose.Manuscript:
    """The manuscript before it becomes a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(PROJECT / "data"))
        return compose.compose(pages, settings.read(PROJECT), PROJECT / "references.bib")


@pytest.fixture
def book_project(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawings are those of the copy that was built."""
    monkeypatch.setattr(make, "PROJECT", site.book.folder)
