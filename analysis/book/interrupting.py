"""Ending a build by Ctrl-C, however deep it is."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from types import FrameType

LATER = 0.05  # seconds
PATIENCE = 5.0  # seconds that a process has to end


class _Stopped(BaseException):
    """Ctrl-C, which Sphinx would take for a fault of the book if it saw a ``KeyboardInterrupt``."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end what runs, as a ``KeyboardInterrupt``; no process that it started outlives it, however it ends.

    Where something on the way swallows it, what runs comes to its end first.
    """
    asked = False
    waiting: list[Timer] = []

    def stop(_number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        if _logs(frame):
            # An exception between taking the lock of all logging and giving it back would leave it taken for good.
            waiting.append(Timer(LATER, os.kill, (os.getpid(), signal.SIGINT)))
            waiting[-1].start()
        else:
            raise _Stopped

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    except _Stopped:
        raise KeyboardInterrupt from None
    finally:
        for again in waiting:
            again.cancel()
        signal.signal(signal.SIGINT, before)
        _end_children()
    if asked:
        raise KeyboardInterrupt


def _end_children() -> None:
    """End what still runs: a process that reads a page would write into the folder that is put back."""
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
    for child in children:
        child.join(PATIENCE)
        if child.is_alive():
            child.kill()
            child.join()


def _logs(frame: FrameType | None) -> bool:
    """Whether the code that was interrupted is within the logging module."""
    while frame is not None:
        if frame.f_globals.get("__name__") == "logging":
            return True
        frame = frame.f_back
    return False
