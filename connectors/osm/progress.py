"""How long work tells where it is."""

from collections.abc import Callable

type Progress = Callable[[str, float], None]
"""Called with what is being done (French) and the share done, 0 to 1."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """The progress of a part of the work, told within a share of the whole."""
    return lambda said, done: progress(said, start + (end - start) * done)
