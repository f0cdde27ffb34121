"""Ctrl-C ends what runs, and neither leaves a lock taken nor gets lost."""

import logging
import os
import signal
import threading
import time
from contextlib import suppress

import pytest

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


def test_the_signal_means_what_it_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with suppress(KeyboardInterrupt), interruptible():
        press()
        time.sleep(0.01)
    assert signal.getsignal(signal.SIGINT) is before
