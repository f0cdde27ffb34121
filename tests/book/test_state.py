"""What a build finds of the one before it, and what it leaves where it fails."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from analysis.book import build
from analysis.book.state import State
from analysis.cohort import Cohort
from analysis.findings import disclosure

DATA = Path(__file__).resolve().parents[2] / "data" / "infection"


def built(state: State, figure: str) -> Path:
    """A build that succeeds and leaves a figure."""
    state.begin()
    path = state.output / "html" / "_images" / figure
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("<svg/>", encoding="utf-8")
    state.keep()
    return path


def test_the_next_build_works_on_what_the_last_one_left(tmp_path: Path) -> None:
    figure = built(State(tmp_path, DATA, ("a",)), "points.svg")
    State(tmp_path, DATA, ("a",)).begin()
    assert figure.is_file()


@pytest.mark.parametrize(
    ("before", "now"), [((), ("a",)), (("a",), ("b",)), (("a",), ())], ids=["made private", "changed", "opened"]
)
def test_no_figure_of_another_version_of_private_data_is_left(
    tmp_path: Path, before: tuple[str, ...], now: tuple[str, ...]
) -> None:
    figure = built(State(tmp_path, DATA, before), "points.svg")
    State(tmp_path, DATA, now).begin()
    assert not figure.exists()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Builds end before a page is made; gives the datasets whose small counts were looked for."""
    asked: list[str] = []

    def find(cohort: Cohort) -> frozenset[str]:
        asked.append(cohort.digest)
        return frozenset({"key of a set"})

    monkeypatch.setattr(disclosure, "_find", find)
    monkeypatch.setattr(build, "_strictly", lambda _: 1)
    for name in (disclosure.VARIABLE, build.VARIABLE):
        monkeypatch.setenv(name, "")
    return asked


def test_what_is_hidden_is_looked_for_once_for_the_same_data(tmp_path: Path, failing: list[str]) -> None:
    data, output = tmp_path / "data", tmp_path / "build"
    shutil.copytree(DATA, data)
    settings = data / "cohort.toml"
    settings.write_text("disclosure = 5\n" + settings.read_text("utf-8"), "utf-8")
    for _ in range(2):
        build.build(data, output)
        assert json.loads(os.environ[disclosure.VARIABLE]) == {failing[0]: ["key of a set"]}
    assert len(failing) == 1
    settings.write_text(settings.read_text("utf-8").replace("= 5", "= 6"), "utf-8")
    build.build(data, output)
    assert len(failing) == 2
    assert {path.name for path in output.iterdir()} == {"hidden"}


def test_what_is_interrupted_leaves_nothing_that_was_not_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(output: Path) -> int:
        (output / "html").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "_strictly", interrupted)
    monkeypatch.setenv(build.VARIABLE, "")
    with pytest.raises(KeyboardInterrupt):
        build.build(DATA, tmp_path / "build")
    assert not (tmp_path / "build" / "html").exists()
