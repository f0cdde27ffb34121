"""A chapter in JupyterLab, in a browser: its values stand in the sentences, and saving changes nothing else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support import Book

PATIENCE = 120_000  # milliseconds: a kernel starts and asks the questions of a chapter
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"

pytestmark = pytest.mark.skipif(find_spec("jupyterlab") is None, reason="JupyterLab is not here; `make edit` adds it")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A copy of the project that is not built, since the editor needs no pages."""
    return Book(tmp_path_factory.mktemp("edited"))


@pytest.fixture(scope="module")
def lab(copy: Book) -> Iterator[str]:
    """The address of the editor on the copy."""
    log = copy.folder / "lab.log"
    with log.open("w") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", "analysis", "edit", "data"],
            cwd=copy.folder,
            env={**os.environ, "PYTHONPATH": str(copy.folder), "BROWSER": "true"},
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    try:
        yield _address(log, server)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=60)


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    ends = time.monotonic() + PATIENCE / 1000
    while server.poll() is None and time.monotonic() < ends:
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context.new_page()
    context.close()


def opened(page: Page, lab: str, name: str) -> None:
    """Open a page of the book as a notebook of its own, in a work space that nobody has used."""
    page.goto(lab.replace("/lab?", f"/lab/tree/chapters/{name}.md?reset&"))
    expect(page.locator(f"{PANEL} .jp-Notebook")).to_be_visible(timeout=PATIENCE)
    # Who runs a cell before the kernel is there is asked for one.
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)


def run(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def saved(page: Page, file: Path, before: int) -> None:
    """Save with the key, and wait until the file is written."""
    page.keyboard.press("Control+s")
    ends = time.monotonic() + PATIENCE / 1000
    while file.stat().st_mtime_ns == before:
        assert time.monotonic() < ends, f"{file} was not saved"
        page.wait_for_timeout(200)
    expect(page.locator(".jp-Dialog")).to_have_count(0)


def test_values_stand_in_the_sentences_and_saving_keeps_the_file(page: Page, lab: str, copy: Book) -> None:
    file = copy.folder / "chapters" / "efficacy.md"
    text, before = file.read_bytes(), file.stat().st_mtime_ns
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, lab, "efficacy")
    run(page)
    value = page.locator(f"{PANEL} .manuscript-number[title='response.cr.n_of_N']").first
    expect(value).to_have_text("48 of 54", timeout=PATIENCE)
    expect(page.locator(f"{PANEL} .manuscript-fault")).to_have_count(0)
    expect(page.locator(f"{PANEL} figure img").first).to_be_attached()
    saved(page, file, before)
    assert file.read_bytes() == text
    assert [address for address in asked if not address.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []


def test_an_edit_is_all_that_changes(page: Page, lab: str, copy: Book) -> None:
    file = copy.folder / "chapters" / "introduction.md"
    text, before = file.read_text(encoding="utf-8"), file.stat().st_mtime_ns
    opened(page, lab, "introduction")
    page.locator(f"{PANEL} .jp-MarkdownCell").first.dblclick()
    page.locator(f"{PANEL} .cm-content").first.press("Control+End")
    page.keyboard.type(" A sentence of mine.")
    page.keyboard.press("Control+Enter")
    saved(page, file, before)
    assert file.read_text(encoding="utf-8") == text.rstrip("\n") + " A sentence of mine.\n"


def test_a_misspelt_name_is_told_in_its_place(page: Page, lab: str, copy: Book) -> None:
    file = copy.folder / "chapters" / "data.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.rstrip("\n") + "\n\nOf {eval}`nothing.of_the_kind` patients.\n", encoding="utf-8")
    opened(page, lab, "data")
    run(page)
    fault = page.locator(f"{PANEL} .manuscript-fault")
    expect(fault).to_contain_text("nothing.of_the_kind", timeout=PATIENCE)
