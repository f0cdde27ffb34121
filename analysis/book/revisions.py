"""The ledger of what a user names: a file, the folder of a site, or a git revision, which is built to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from analysis.book import ledger
from analysis.cohort.dataset import PROJECT, VARIABLE

LOG = 20  # lines that are shown of a build that failed


@dataclass(frozen=True)
class Revision:
    """A commit of the project, and what the user called it."""

    name: str
    commit: str

    def __str__(self) -> str:
        """Both, where they differ."""
        short = self.commit[:10]
        return short if self.commit.startswith(self.name) else f"{self.name} ({short})"


def find(name: str) -> Path | Revision:
    """A ledger or the folder that holds one, or else a revision; git is asked only for what no file has as its name.

    Raises:
        ValueError: it is neither.
    """
    path = Path(name)
    if path.is_file() or (path / ledger.JSON).is_file():
        return path
    problem = f"{name}: no ledger, nor a folder with {ledger.JSON} in it"
    git = shutil.which("git")
    if git is None:
        raise ValueError(f"{problem}; to compare revisions, install git")
    found = _run([git, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"], PROJECT)
    if found.returncode != 0:
        raise ValueError(f"{problem}, nor a git revision of {PROJECT}")
    return Revision(name, found.stdout.strip())


def load(source: Path | Revision, data: Path | None = None) -> ledger.Ledger:
    """The ledger; a revision is built in a temporary folder, with the Python that runs and its libraries.

    Args:
        source: what `find` gave.
        data: the dataset from which a revision is built; its own unless given.

    Raises:
        FileNotFoundError: there is no such file or dataset.
        ValueError: the file is no ledger, or the revision does not build.
    """
    if isinstance(source, Path):
        return ledger.read(source)
    if data is not None and not data.is_dir():
        raise FileNotFoundError(f"{data}: no such folder")
    with tempfile.TemporaryDirectory(prefix="diff-", ignore_cleanup_errors=True) as folder:
        archive, tree = Path(folder, "tree.zip"), Path(folder, "tree")
        packed = _run(["git", "archive", "--format=zip", f"--output={archive}", source.commit], PROJECT)
        if packed.returncode != 0:
            raise ValueError(f"git cannot read {source}: {packed.stderr.strip()}")
        with zipfile.ZipFile(archive) as files:
            files.extractall(tree)
        return _built(tree, str(source), "data" if data is None else str(data.resolve()))


def _built(tree: Path, name: str, data: str) -> ledger.Ledger:
    sys.stderr.write(f"Building {name} in a temporary folder; this takes about half a minute.\n")
    environment = {**os.environ, "PYTHONPATH": str(tree), "NO_COLOR": "1"}
    environment.pop(VARIABLE, None)
    built = _run([sys.executable, "-m", "analysis", "book", data], tree, environment)
    if built.returncode != 0:
        told = "\n".join((built.stdout + built.stderr).splitlines()[-LOG:])
        raise ValueError(f"{name} does not build:\n{told}")
    site = tree / "_build" / "html"
    if not (site / ledger.JSON).is_file():
        raise ValueError(f"{name} builds but writes no {ledger.JSON}: it is older than the ledger")
    return ledger.read(site)


def _run(
    command: list[str], folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - git, or this Python
        command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
