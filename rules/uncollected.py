"""Large trees built and kept without the cycle collector going over them again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold back the collector, if it was on: a compilation makes a million objects and no cycle.

    Plain reference counts still free everything. Threads may nest freely: whoever found the collector on puts it back.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def settle() -> None:
    """Once what stays is loaded: later collections walk what came since, not a million objects that no cycle holds.

    Otherwise each full collection holds every answer for a fifth of a second.
    """
    gc.collect()
    gc.freeze()
