"""Files are written whole, and what a co-author changed is not lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.book.manuscript import outputs
from analysis.book.manuscript.faults import ManuscriptError


def test_what_was_made_here_is_replaced(tmp_path: Path) -> None:
    outputs.replace(tmp_path, {"a.docx": b"1"})
    outputs.replace(tmp_path, {"a.docx": b"2", "b.docx": b"3"})
    assert (tmp_path / "a.docx").read_bytes() == b"2"
    assert sorted(path.name for path in tmp_path.iterdir()) == [outputs.RECORD, "a.docx", "b.docx"]


def test_what_somebody_changed_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    outputs.replace(tmp_path, {"a.docx": b"1", "b.docx": b"1"})
    (tmp_path / "b.docx").write_bytes(b"with comments")
    with pytest.raises(ManuscriptError, match=r"b\.docx has been changed since it was made here"):
        outputs.replace(tmp_path, {"a.docx": b"2", "b.docx": b"2"})
    assert (tmp_path / "a.docx").read_bytes() == b"1"
    assert (tmp_path / "b.docx").read_bytes() == b"with comments"


def test_a_file_that_was_not_made_here_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"mine")
    with pytest.raises(ManuscriptError, match=r"a\.docx"):
        outputs.replace(tmp_path, {"a.docx": b"1"})
