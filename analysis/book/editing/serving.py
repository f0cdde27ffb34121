"""JupyterLab on the machine itself, with the kernels that the build would have and nobody's own settings."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import yaml

from analysis.book import build, kernels
from analysis.cohort.dataset import PROJECT
from analysis.report import style

HOST = "127.0.0.1"  # patients' data stay on the machine
LAB = Path(__file__).with_name("lab")
OWN = build.OUTPUT / "lab"


def edit(data: Path) -> int:
    """Serve the chapters as notebooks and open them in a browser, until the user ends it.

    Args:
        data: the dataset folder, or a folder of them.

    Returns:
        The exit code of JupyterLab.

    Raises:
        cohort.DatasetError: a dataset breaks the contract.
        OSError: JupyterLab, or a dataset, is not there.
        ValueError: ``_config.yml`` names no style of numbers.
    """
    if find_spec("jupyterlab") is None:
        raise FileNotFoundError("JupyterLab is not installed; `make edit` installs it")
    build.prepare(data, build.OUTPUT)
    os.environ[style.VARIABLE] = _style()
    kernels.isolate(build.OUTPUT / "ipython")
    environment = {**os.environ, **_own_folders()}
    return subprocess.run(command(), cwd=PROJECT, env=environment, check=False).returncode  # noqa: S603 - our own command


def _style() -> str:
    """The style of the numbers, which Sphinx hands to the kernels of a build."""
    settings = yaml.safe_load((PROJECT / "_config.yml").read_text(encoding="utf-8"))
    name = str(settings["sphinx"]["config"].get("manuscript_style", style.DEFAULT))
    style.named(name)
    return name


def _own_folders() -> dict[str, str]:
    """Where Jupyter reads and writes what is a user's own: here, so that no setting of a machine reaches the book."""
    return {
        "JUPYTER_CONFIG_DIR": str(OWN / "config"),
        "JUPYTER_DATA_DIR": str(OWN / "data"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def command() -> list[str]:
    """The command that starts JupyterLab. It asks nothing of other machines, and writes nothing beside the chapters."""
    options = {
        "ServerApp.ip": HOST,
        "ServerApp.root_dir": PROJECT,  # in it jupytext looks for what it may write
        "ServerApp.preferred_dir": PROJECT / "chapters",
        "ServerApp.allow_root": True,  # as whom containers run
        "ServerApp.answer_yes": True,  # so that Ctrl-C ends it without a question
        "FileCheckpoints.checkpoint_dir": OWN / "checkpoints",  # in the chapters the lint would take them for chapters
        "LabApp.app_settings_dir": LAB / "settings",
        "LabApp.user_settings_dir": OWN / "settings",
        "LabApp.workspaces_dir": OWN / "workspaces",
        "LabApp.extra_labextensions_path": LAB / "extensions",
        "LabApp.extension_manager": "readonly",
    }
    return [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
