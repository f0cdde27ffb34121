"""A book of private data: what its pages must not hold, and what happens where they do."""

from __future__ import annotations

from pathlib import Path

import attack
import pytest
from support import REAL_COHORT, Book

from analysis.book import ledger

SETTINGS = 'title = "Our centre"\nsynthetic = false\nsource = "Case notes."\nlicence = "Not for release"\n'
real = pytest.mark.skipif(not REAL_COHORT.is_dir(), reason="the real cohort is not beside this checkout")


def test_an_identifier_in_a_chapter_fails_the_build_and_takes_the_pages_away(book: Book, tmp_path: Path) -> None:
    rows = "".join(f"UPN-{400 + i},CR\n" for i in range(12))
    (tmp_path / "cohort.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "patients.csv").write_text("patient_id,response\n" + rows, encoding="utf-8")
    book.edit("chapters/efficacy.md", "CAR-T cells were given", "As in UPN-407,\nCAR-T cells were given")
    result = book.build(str(tmp_path))
    assert result.returncode == 1
    assert "html/chapters/efficacy.html: an identifier of a patient (patients.csv, column patient_id)" in result.stderr
    assert "UPN-407" not in result.stdout + result.stderr
    assert not (book.folder / "_build" / "html").exists()
    assert not (book.folder / "_build" / "jupyter_execute").exists()


def build(book: Book, folder: Path, more: str) -> Path:
    """Import the real cohort, and build from it."""
    target = folder / "nci"
    assert book.run("import", "data/mappings/nci-cd22.toml", str(REAL_COHORT), str(target)).returncode == 0
    settings = target / "cohort.toml"
    settings.write_text(more + settings.read_text(encoding="utf-8"), encoding="utf-8")
    result = book.build(str(target))
    assert result.returncode == 0, result.stderr[-3000:]
    return target


@real
def test_the_real_cohort_with_a_limit_gives_no_small_count_away(book: Book, tmp_path: Path) -> None:
    build(book, tmp_path, "disclosure = 5\n")
    numbers = ledger.read(book.folder / "_build" / "html")["numbers"]
    facts = {fact["what"]: fact for entry in numbers for fact in entry["facts"]}
    assert attack.succeeds(list(facts.values()), 5) == []
    assert any("fewer than 5 of 59" in entry["text"] for entry in numbers)
    for entry in numbers:
        assert not {"nan", "None"} & set(entry["text"].split())
