"""Processes that end with their parent, even when it is killed without warning."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def tied_to(parent: int, sign: signal.Signals) -> Callable[[], None]:
    """What a process calls to be sent this signal by the kernel when its parent dies (Linux; elsewhere only if it has).

    Prepared before a fork, so that the child calls nothing but the system.
    """
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def tie() -> None:
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), sign)

    return tie
