from pathlib import Path

import pytest

from analysis.cohort import DatasetError
from analysis.synthetic import files, write

NAMES = {
    "response": {"cohort.toml", "patients.csv", "labs.csv"},
    "infection": {"cohort.toml", "patients.csv", "infections.csv"},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write(folder)
    return folder


@pytest.mark.parametrize("study", NAMES)
def test_committed_files_are_what_the_generator_makes(made: Path, data: Path, study: str) -> None:
    assert {path.name for path in (data / study).iterdir()} == NAMES[study]
    for name in NAMES[study]:
        assert (data / study / name).read_bytes() == (made / study / name).read_bytes(), name


def test_nothing_else_is_left_in_the_folder(made: Path) -> None:
    assert {path.name for path in made.iterdir()} == set(NAMES)


def test_lines_end_alike_everywhere(made: Path) -> None:
    for path in made.glob("*/*"):
        text = path.read_bytes()
        assert text.endswith(b"\n")
        assert b"\r" not in text


def test_labs_stay_small(data: Path) -> None:
    assert (data / "response" / "labs.csv").stat().st_size < 700_000


def test_a_dataset_with_a_fault_replaces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.setattr(files.infection, "SETTINGS", 'title = "Synthetic, but not all that is required"\n')
    with pytest.raises(DatasetError, match="licence"):
        write(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "response").mkdir()
    note = tmp_path / "response" / "note.txt"
    note.write_text("mine", encoding="utf-8")
    write(tmp_path)
    assert note.read_text(encoding="utf-8") == "mine"
