"""The command line takes what its help says."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import PROJECT

from analysis.__main__ import main, parser
from analysis.exchange import template


@pytest.mark.parametrize(
    ("arguments", "mapping", "source"),
    [(["dataset.xlsx", "new"], None, "dataset.xlsx"), (["map.toml", "tables", "new"], "map.toml", "tables")],
)
def test_import_takes_a_workbook_alone_or_a_mapping_with_its_tables(
    arguments: list[str], mapping: str | None, source: str
) -> None:
    options = parser().parse_args(["import", *arguments])
    assert options.mapping == (None if mapping is None else Path(mapping))
    assert (options.source, options.target) == (Path(source), Path("new"))


def test_ctrl_c_ends_with_one_line_and_the_code_of_an_interrupt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(template, "settings_file", interrupted)
    monkeypatch.setattr(sys, "argv", ["analysis", "template", str(tmp_path / "form")])
    assert main() == 130
    assert capsys.readouterr().err.split("\n") == ["", "Interrupted: the command did not finish.", ""]
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_stops_a_build_and_leaves_no_pages(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "analysis", "book", "data", "--output", str(tmp_path / "site")]
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as out, subprocess.Popen(command, cwd=PROJECT, stdout=out, stderr=out) as book:
        while book.poll() is None and "updating environment" not in log.read_text(encoding="utf-8"):
            time.sleep(0.2)
        book.send_signal(signal.SIGINT)
    assert book.returncode == 130
    # Last, also some seconds later: no process goes on reading a page and says so.
    time.sleep(5)
    assert log.read_text(encoding="utf-8").endswith("\nInterrupted: the command did not finish.\n")
    assert not (tmp_path / "site" / "html").exists()
