"""The commands: what stops them, and that nothing is written then."""

from __future__ import annotations

import re
from pathlib import Path

import panflute as pf
import pytest
from support import Book

from analysis.book.manuscript import make
from analysis.book.manuscript.document import words
from analysis.cohort.dataset import VARIABLE

SETTINGS = 'title = "T"\nsynthetic = false\nsource = "S"\nlicence = "L"\ncrs_scale = "Lee 2014"\n'
HEAD = "patient_id,product,age,sex,marrow_blasts,ldh,response,crs_grade"


@pytest.mark.usefixtures("made")
def test_bad_settings_stop_it_and_leave_the_files_alone(book: Book) -> None:
    before = {name: (book.folder / "_build" / name).read_bytes() for name in ("manuscript.docx", "supplement.docx")}
    book.edit("manuscript.yml", "abstract: chapters/index", "abstract: 7")
    result = book.run("docx", "data")
    book.restore("manuscript.yml")
    assert result.returncode == 1
    assert "manuscript.yml: abstract: 7 is given, but it must be a page" in result.stderr
    assert "Traceback" not in result.stderr
    assert before == {name: (book.folder / "_build" / name).read_bytes() for name in before}


@pytest.mark.usefixtures("made")
def test_a_file_with_comments_is_not_replaced(book: Book) -> None:
    assert book.run("docx", "data").returncode == 0
    file = book.folder / "_build" / "manuscript.docx"
    kept = file.read_bytes()
    file.write_bytes(kept + b"a comment")
    result = book.run("docx", "data")
    found = file.read_bytes()
    assert result.returncode == 1
    assert "manuscript.docx has been changed since it was made here" in result.stderr
    assert found == kept + b"a comment"


@pytest.mark.usefixtures("made")
def test_an_abstract_over_the_limit_of_a_journal_is_told_and_made(book: Book) -> None:
    book.edit("manuscript.yml", "abstract_words: 300", "abstract_words: 20")
    result = book.run("docx", "data")
    book.restore("manuscript.yml")
    assert result.returncode == 0
    assert re.search(r"The abstract has \d{3} words, and manuscript.yml allows 20\.", result.stderr)


def test_a_row_of_a_private_dataset_is_found_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"UPN-{400 + i},CD19,{20 + i}.5,male,{1.37 * i + 3:.2f},{151 + 17 * i},CR,1" for i in range(30)]
    (tmp_path / "cohort.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "patients.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    clean, named = pf.Doc(pf.Para(*words("Of 30 patients, 12 responded."))), pf.Doc(pf.Para(*words("See UPN-407.")))
    assert make.leaks([clean, clean]) == []
    assert make.leaks([clean, named]) == ["supplement: an identifier of a patient (patients.csv, column patient_id)"]
