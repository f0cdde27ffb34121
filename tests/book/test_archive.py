"""The site as one file."""

import zipfile
from pathlib import Path

import pytest

from analysis.book.archive import archive


@pytest.fixture
def html(tmp_path: Path) -> Path:
    folder = tmp_path / "html"
    for name in (
        "index.html",
        "chapters/crs.html",
        "_static/book.css",
        "_static/a.js.map",
        "_sources/crs.md",
        ".buildinfo",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def test_it_holds_what_a_reader_opens(html: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive(html, tmp_path / "site.zip")) as file:
        assert file.namelist() == ["site/_static/book.css", "site/chapters/crs.html", "site/index.html"]
        assert file.read("site/chapters/crs.html") == b"chapters/crs.html"


def test_the_same_pages_give_the_same_bytes(html: Path, tmp_path: Path) -> None:
    first = archive(html, tmp_path / "site.zip").read_bytes()
    (html / "index.html").touch()
    assert archive(html, tmp_path / "site.zip").read_bytes() == first


def test_without_pages_there_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    with pytest.raises(FileNotFoundError, match="no built book"):
        archive(tmp_path / "html", tmp_path / "site.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html"]


def test_a_failure_leaves_the_older_file(html: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = archive(html, tmp_path / "site.zip").read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="no space left"):
        archive(html, tmp_path / "site.zip")
    assert (tmp_path / "site.zip").read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "site.zip"]
