"""What may be kept of a fault: its kind and its line, never its words, which may be personal."""

import traceback

from tenants.settings import CHECKOUT


def fault(error: BaseException) -> str:
    """The kind of an error, and the last line of ours that it passed."""
    frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [each for each in frames if _is_ours(each[0])] or frames
    kind = type(error).__qualname__
    if not ours:
        return kind
    name, line = ours[-1]
    return f"{kind} ({name.removeprefix(f'{CHECKOUT}/')}:{line})"


def _is_ours(name: str) -> bool:
    return name.startswith(f"{CHECKOUT}/") and "/site-packages/" not in name.removeprefix(str(CHECKOUT))
