"""Building again whenever a source changes, and telling who listens how it went."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import watchfiles

from analysis.book.faults import COLOURS
from analysis.cohort.dataset import PROJECT

SOURCES = ("chapters", "analysis", "_static", "_templates")
FILES = ("_config.yml", "_toc.yml", "references.bib", "CITATION.cff", "pyproject.toml")
LINES = 60  # of what a failed build said; the first fault stands among them, since all stand at the end


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a build went.

    Attributes:
        state: "building", "ready" or "failed".
        told: what a failed build said, or what the lint says of pages that were built, with the places of the faults.
    """

    state: str
    told: str = ""

    def event(self) -> str:
        """The outcome as a server-sent event."""
        return f"data: {json.dumps({'state': self.state, 'told': self.told})}\n\n"


Build = Callable[[], Awaitable[tuple[int, str]]]


class Rebuilds:
    """Builds one after the other, each begun by a change; what changed during a build begins the next."""

    def __init__(self, build: Build, watched: list[Path]) -> None:
        """Take what builds, and the files and folders to watch."""
        self._build = build
        self._watched = watched
        self._listeners: set[asyncio.Queue[Outcome]] = set()
        self.last = Outcome(state="building")

    async def run(self) -> None:
        """Build now, and again at each change, until cancelled."""
        changes = watchfiles.awatch(*self._watched)
        await self._once()
        async for _ in changes:
            await self._once()

    async def _once(self) -> None:
        self._tell(Outcome(state="building"))
        began = time.monotonic()
        result, told = await self._build()
        print(f"{'Built' if result == 0 else 'Not built'} in {time.monotonic() - began:.1f} s.", file=sys.stderr)
        lines = COLOURS.sub("", told).strip().splitlines()[-LINES:]
        self._tell(Outcome(state="failed" if result else "ready", told="\n".join(lines)))

    def _tell(self, outcome: Outcome) -> None:
        self.last = outcome
        for listener in self._listeners:
            listener.put_nowait(outcome)

    async def outcomes(self) -> AsyncIterator[Outcome]:
        """The last outcome, then each as it comes."""
        queue: asyncio.Queue[Outcome] = asyncio.Queue()
        queue.put_nowait(self.last)
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)


def sources(data: Path) -> list[Path]:
    """What a book is made from: files and folders of the project, and its dataset."""
    return [path for path in [*(PROJECT / name for name in (*SOURCES, *FILES)), data] if path.exists()]


async def build(data: Path) -> tuple[int, str]:
    """Build the book and look for typed numbers in it; what both say is shown as well.

    Returns:
        The exit code of the build, and the faults: its own, or those that the lint finds in what was built.
    """
    (result, told), (_, faults) = await asyncio.gather(_run("book", str(data)), _run("lint"))
    print(faults, end="", file=sys.stderr)
    return (result, told) if result else (0, faults)


async def _run(*command: str) -> tuple[int, str]:
    """Run a command of this package in a process of its own, so that changed code is read anew.

    Returns:
        Its exit code, and what it wrote on standard error; of the lint, whose faults are its output, that.
    """
    faults_in_output = command[0] == "lint"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "analysis", *command),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE if faults_in_output else asyncio.subprocess.DEVNULL,
        stderr=None if faults_in_output else asyncio.subprocess.PIPE,
    )
    said = []
    try:
        stream = process.stdout if faults_in_output else process.stderr
        assert stream is not None  # noqa: S101 - it is piped, a few lines above
        async for line in stream:
            said.append(line.decode(errors="replace"))
            if not faults_in_output:  # they are told when the build is done, whose lines would run over them
                print(said[-1], end="", file=sys.stderr)
        return await process.wait(), "".join(said)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
