"""A copy of the project that tests may break and build."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

PROJECT = Path(__file__).resolve().parents[1]
REAL_COHORT = PROJECT.parent / "shared" / "data" / "nci-cd22"
PARTS = (
    *("analysis", "chapters", "data", "_static", "_templates"),
    *("_config.yml", "_toc.yml", "pyproject.toml", "references.bib", "requirements.txt", "CITATION.cff"),
    "manuscript.yml",
)


class Book:
    """A copy of the project, with its site."""

    def __init__(self, folder: Path, instead: Mapping[str, str] | None = None) -> None:
        """Copy the project into an empty folder; some files of it may be others, by path."""
        self.folder = folder
        self.finished = folder.with_name(f"{folder.name}-finished")
        self.instead = dict(instead or {})
        for part in PARTS:
            self.restore(part)

    def restore(self, part: str) -> None:
        """Put a file or folder back as the project has it; what Python compiled of other files stays."""
        source, target = PROJECT / part, self.folder / part
        if source.is_dir():
            for path in target.rglob("*"):
                if path.is_file() and path.suffix != ".pyc" and not (source / path.relative_to(target)).is_file():
                    path.unlink()
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        elif part in self.instead:
            target.write_text(self.instead[part], encoding="utf-8")
        else:
            shutil.copy(source, target)

    def keep(self) -> None:
        """Put aside what was built."""
        shutil.copytree(self.folder / "_build", self.finished)

    def reset(self) -> None:
        """Take back every change and every build since `keep`.

        A build is worth keeping only where it was made: the folder is part of what Sphinx and the freshness compare.
        """
        for part in PARTS:
            self.restore(part)
        shutil.rmtree(self.folder / "_build")
        shutil.copytree(self.finished, self.folder / "_build")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line of the copy; its own package comes first, in its kernels too."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "NO_COLOR": "1"}
        environment.pop("ANALYSIS_DATA", None)
        return subprocess.run(
            [sys.executable, "-m", "analysis", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def kill_when(self, message: str, sign: signal.Signals = signal.SIGKILL) -> None:
        """Start to build, and send the build a signal, which ends it, as soon as it says something."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "analysis", "book", "data"]
        with subprocess.Popen(command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert any(message in line for line in process.stdout), f"{message!r} was never said"
            process.send_signal(sign)
            process.stdout.read()

    def build(self, data: str = "data") -> subprocess.CompletedProcess[str]:
        """Build the site, as `make book` does."""
        return self.run("book", data)

    def pages(self) -> dict[str, str]:
        """The pages of the site by name."""
        folder = self.folder / "_build" / "html" / "chapters"
        return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html"))}

    def images(self) -> dict[str, str]:
        """The figures of the site by file name."""
        folder = self.folder / "_build" / "html" / "_images"
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.svg"))}

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace the one place in a file where some text stands."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new), encoding="utf-8")


@dataclass(frozen=True)
class Site:
    """What the first build gave; ``html`` is the copy that was put aside, which later builds leave alone."""

    book: Book
    html: Path
    log: str
    pages: dict[str, str]
    images: dict[str, str]

    def text(self, page: str) -> str:
        """What a reader sees of a page's article, white space made single."""
        article = BeautifulSoup(self.pages[page], "html.parser").find("article")
        assert article is not None
        return " ".join(article.get_text(" ").split())
