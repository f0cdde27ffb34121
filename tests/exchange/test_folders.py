"""A folder is made as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.cohort import DatasetError
from analysis.exchange.folders import new_folder


def test_what_is_written_stands_there_in_one_step(tmp_path: Path) -> None:
    target = tmp_path / "new"
    with new_folder(target) as folder:
        (folder / "a.txt").write_text("a", encoding="utf-8")
        assert not target.exists()
    assert (target / "a.txt").read_text(encoding="utf-8") == "a"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_nothing_behind(tmp_path: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with new_folder(tmp_path / "new") as folder:
            (folder / "a.txt").write_text("a", encoding="utf-8")
            raise error

    with pytest.raises(error):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_what_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("old", "file", "link"):
        with pytest.raises(DatasetError, match="exists already; name a new folder"), new_folder(tmp_path / name):
            pass
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    with pytest.raises(DatasetError, match="is not a folder; make it first"), new_folder(tmp_path / "no" / "new"):
        pass
