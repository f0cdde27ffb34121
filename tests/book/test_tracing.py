"""What a kernel tells of the files that it has read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from support import PROJECT


def told(program: str, folder: Path) -> set[str]:
    """What a process that ran some code tells, by the paths below a folder."""
    start = "from analysis.book import tracing; tracing.watch()\n"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(folder)])}
    run = subprocess.run(
        [sys.executable, "-c", f"{start}{program}\nprint(tracing.told())"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_modules_and_files_are_told_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("n = 1\n", encoding="utf-8")
    for name in ("data.csv", "bytes.csv", "path.csv", "descriptor.csv"):
        (tmp_path / name).write_text("1\n", encoding="utf-8")
    program = """
import helper, os, pathlib
open("data.csv").close()
open(b"bytes.csv").close()
os.close(os.open("descriptor.csv", os.O_RDONLY))
pathlib.Path("path.csv").read_text()
os.chdir("/")
"""
    here = {str(path.resolve()) for path in tmp_path.glob("*.*")}
    assert {path for path in told(program, tmp_path) if not Path(path).is_relative_to(PROJECT / "analysis")} == here


def test_what_a_process_writes_and_what_belongs_to_the_machine_is_not_told(tmp_path: Path) -> None:
    program = """
import json, tempfile, pathlib, matplotlib.font_manager, zoneinfo
pathlib.Path("own.txt").write_text("1")
pathlib.Path("own.txt").read_text()
with tempfile.TemporaryFile() as stream:
    stream.read()
gone = pathlib.Path("gone.txt")
gone.write_text("1")
gone.unlink()
pathlib.Path("/proc/self/stat").is_file() and pathlib.Path("/proc/self/stat").read_text()
zoneinfo.ZoneInfo("UTC")
try:
    open("never.txt")
except OSError:
    pass
"""
    assert {path for path in told(program, tmp_path) if not Path(path).is_relative_to(PROJECT / "analysis")} == set()
