"""Ctrl-C: what it does while there is nothing to undo yet, or any more."""

import atexit
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit code that shells give a command stopped by Ctrl-C."""


@contextmanager
def at_once() -> Iterator[None]:
    """Ctrl-C ends the process on the spot, without the exception that an import may print, turn or swallow."""
    former = signal.signal(signal.SIGINT, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def nothing_left() -> None:
    """From here to the end of the process Ctrl-C only ends it."""
    signal.signal(signal.SIGINT, _leave)
    # Once threads are joined the interpreter gives signals back to the system, which would kill it: it is over anyway.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)
