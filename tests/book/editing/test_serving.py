"""How JupyterLab is started."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import PROJECT

from analysis.book.editing import serving


def options() -> dict[str, str]:
    return dict(option.removeprefix("--").split("=", 1) for option in serving.command() if option.startswith("--"))


def test_it_listens_to_this_machine_and_writes_nothing_beside_the_chapters() -> None:
    given = options()
    assert given["ServerApp.ip"] == "127.0.0.1"
    assert "IdentityProvider.token" not in given  # each start makes a secret of its own
    for folder in ("FileCheckpoints.checkpoint_dir", "LabApp.user_settings_dir", "LabApp.workspaces_dir"):
        assert Path(given[folder]).is_relative_to(PROJECT / "_build")


def test_what_jupytext_may_write_stands_within_what_is_served() -> None:
    assert (Path(options()["ServerApp.root_dir"]) / "pyproject.toml").is_file()


def test_the_extension_is_where_jupyterlab_is_told_to_look() -> None:
    (extension,) = Path(options()["LabApp.extra_labextensions_path"]).glob("*/package.json")
    described = json.loads(extension.read_text(encoding="utf-8"))
    assert described["name"] == extension.parent.name
    assert (extension.parent / described["jupyterlab"]["_build"]["load"]).is_file()


def test_without_jupyterlab_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda _name: None)
    with pytest.raises(FileNotFoundError, match="make edit"):
        serving.edit(tmp_path)
