"""What the foot of a page says of how it was made."""

import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.book import colophon


def git(folder: Path, *command: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True, text=True)  # noqa: S607
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "chapter.md").write_text("one\n")
    git(tmp_path, "add", "chapter.md")
    git(tmp_path, "commit", "--quiet", "--message", "first")
    return tmp_path


def test_the_commit_is_named(repository: Path) -> None:
    assert colophon.commit(repository) == git(repository, "rev-parse", "--short", "HEAD")


def test_what_is_not_committed_is_told(repository: Path) -> None:
    (repository / "chapter.md").write_text("two\n")
    assert colophon.commit(repository) == f"{git(repository, 'rev-parse', '--short', 'HEAD')}, changed since"


def test_a_file_that_git_does_not_know_changes_nothing(repository: Path) -> None:
    (repository / "note.txt").write_text("mine\n")
    assert "changed" not in colophon.commit(repository)


def test_a_copy_outside_any_repository_has_no_commit(tmp_path: Path) -> None:
    assert colophon.commit(tmp_path) == ""


def test_a_copy_inside_another_repository_does_not_take_its_commit(repository: Path) -> None:
    (repository / "copy").mkdir()
    assert colophon.commit(repository / "copy") == ""


def test_every_page_tells_version_and_data(site) -> None:
    for name, page in site.pages.items():
        foot = BeautifulSoup(page, "html.parser").select_one(".book-footer")
        assert foot is not None, name
        told = " ".join(foot.get_text().split())
        assert "version 0.1.0" in told
        assert "Synthetic response cohort: data" in told
        assert "Synthetic infection cohort: data" in told
        assert "commit" not in told  # the copy under test is under no version control
