"""Ctrl-C ends what runs, and neither leaves a lock taken nor gets lost."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from analysis.book import interrupting
from analysis.book.interrupting import interruptible


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_ends_it_at_once() -> None:
    began = []

    @interruptible()
    def run() -> None:
        press()
        time.sleep(0.01)
        began.append("what comes after")

    with pytest.raises(KeyboardInterrupt):
        run()
    assert began == []


def test_within_logging_it_waits_until_the_lock_is_given_back() -> None:
    class Pressing(logging.Handler):
        done = False

        def emit(self, _record: logging.LogRecord) -> None:
            press()
            time.sleep(0.01)
            self.done = True

    logger, handler = logging.getLogger("interrupted"), Pressing()
    logger.addHandler(handler)

    @interruptible()
    def run() -> None:
        logger.warning("a line")
        time.sleep(20)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert handler.done
    # Another thread can take it.
    other = threading.Thread(target=logger.removeHandler, args=(handler,), daemon=True)
    other.start()
    other.join(timeout=5)
    assert not other.is_alive()


def test_one_that_is_swallowed_counts_at_the_end() -> None:
    @interruptible()
    def run() -> None:
        with suppress(BaseException):
            press()
            time.sleep(0.01)

    with pytest.raises(KeyboardInterrupt):
        run()


@pytest.mark.parametrize("deaf", [False, True])
def test_no_process_outlives_it(deaf: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(interrupting, "PATIENCE", 0.2)
    ready = tmp_path / "ready"

    def work() -> None:
        if deaf:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        ready.touch()
        time.sleep(60)

    child = multiprocessing.get_context("fork").Process(target=work)

    @interruptible()
    def run() -> None:
        child.start()
        while not ready.exists():
            time.sleep(0.01)
        press()
        time.sleep(0.01)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert not child.is_alive()


def test_the_signal_means_what_it_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with suppress(KeyboardInterrupt), interruptible():
        press()
        time.sleep(0.01)
    assert signal.getsignal(signal.SIGINT) is before
