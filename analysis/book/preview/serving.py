"""The pages over a local port, each with a script that waits for the next build."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from analysis.book.preview.building import Rebuilds, build, sources
from analysis.cohort.dataset import PROJECT

HOST = "127.0.0.1"  # patients' data stay on the machine
PORT = 8000
SCRIPT = Path(__file__).with_name("page.js")
INJECTED = b'<script src="/-/page.js"></script>'
WAITING = "<!doctype html><title>Preview</title><p>This page is not built yet. It appears when it is.</p>"


def application(rebuilds: Rebuilds, html: Path) -> Starlette:
    """Pages, the script that reloads them, and the stream of outcomes that it listens to."""

    async def outcomes(_request: Request) -> Response:
        async def events() -> AsyncIterator[str]:
            async for outcome in rebuilds.outcomes():
                yield outcome.event()

        return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def script(_request: Request) -> Response:
        return FileResponse(SCRIPT, media_type="text/javascript")

    async def page(request: Request) -> Response:
        file = (html / request.path_params["path"]).resolve()
        if file.is_dir():
            file /= "index.html"
        fresh = {"Cache-Control": "no-store"}
        if not file.is_relative_to(html.resolve()) or not file.is_file():
            return HTMLResponse(WAITING.encode() + INJECTED, status_code=404, headers=fresh)
        if file.suffix != ".html":
            return FileResponse(file, headers=fresh)
        return HTMLResponse(file.read_bytes() + INJECTED, headers=fresh)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        running = asyncio.create_task(rebuilds.run())
        yield
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    routes = [Route("/-/outcomes", outcomes), Route("/-/page.js", script), Route("/{path:path}", page)]
    return Starlette(routes=routes, lifespan=lifespan)


def free(port: int) -> int:
    """This port, or one that the system gives where another program has it."""
    with socket.socket() as tried:
        try:
            tried.bind((HOST, port))
        except OSError:
            tried.bind((HOST, 0))
        return int(tried.getsockname()[1])


def preview(data: Path, port: int = PORT) -> int:
    """Serve the book and build it again on each save, until the user ends it.

    Args:
        data: the dataset folder, or a folder of them.
        port: where to serve, if it is free.
    """
    port = free(port)
    rebuilds = Rebuilds(lambda: build(data), sources(data))
    print(f"The preview is at http://{HOST}:{port}/ and follows what you save. Ctrl-C ends it.", file=sys.stderr)
    app = application(rebuilds, PROJECT / "_build" / "html")
    uvicorn.run(app, host=HOST, port=port, log_level="warning", timeout_graceful_shutdown=1)
    return 0
