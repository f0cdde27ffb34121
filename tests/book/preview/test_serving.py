"""What the preview serves."""

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from analysis.book.preview import serving
from analysis.book.preview.building import Rebuilds

FAULT = "chapters/crs.md:31: 'response.cr.percnt' fails"


@pytest.fixture
def html(tmp_path: Path) -> Path:
    folder = tmp_path / "html"
    folder.mkdir()
    (folder / "index.html").write_text("<main>First page</main>")
    (folder / "book.css").write_text("p { margin: 0; }")
    (tmp_path / "secret.txt").write_text("outside")
    return folder


@pytest.fixture
def address(html: Path, tmp_path: Path) -> Iterator[str]:
    """A preview whose build fails; it runs in a thread and is gone afterwards."""

    async def failing() -> tuple[int, str]:
        return 1, FAULT

    watched = tmp_path / "chapters"
    watched.mkdir()
    port = serving.free(0)
    app = serving.application(Rebuilds(failing, [watched]), html)
    server = uvicorn.Server(uvicorn.Config(app, serving.HOST, port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://{serving.HOST}:{port}"
    server.should_exit = True
    thread.join(20)


def fetched(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - on this machine
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_pages_carry_the_script_that_reloads_them(address: str) -> None:
    assert fetched(f"{address}/") == (200, '<main>First page</main><script src="/-/page.js"></script>')
    assert "EventSource" in fetched(f"{address}/-/page.js")[1]


def test_other_files_are_as_they_are(address: str) -> None:
    assert fetched(f"{address}/book.css") == (200, "p { margin: 0; }")


def test_a_page_that_is_not_there_yet_waits(address: str) -> None:
    status, text = fetched(f"{address}/chapters/crs.html")
    assert status == 404
    assert "not built yet" in text
    assert "/-/page.js" in text


@pytest.mark.parametrize("path", ["../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt"])
def test_nothing_outside_the_pages_is_served(address: str, path: str) -> None:
    status, text = fetched(f"{address}/{path}")
    assert status == 404
    assert "outside" not in text


def test_the_fault_reaches_the_browser_with_its_line(address: str) -> None:
    with urllib.request.urlopen(f"{address}/-/outcomes", timeout=10) as answer:  # noqa: S310 - on this machine
        for line in answer:
            if line.startswith(b"data: ") and json.loads(line[6:])["state"] == "failed":
                assert json.loads(line[6:])["told"] == FAULT
                return
    raise AssertionError


def test_a_port_in_use_is_not_fought_over() -> None:
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        port = taken.getsockname()[1]
        assert serving.free(port) != port
