"""The five ways to say no, each with a stable code and a French sentence.

Failure
├── NotFound      404
├── Conflict      409
├── Unreadable    422 (carries problems)
├── TooMany       429
└── Unavailable   503
"""

from rules.model import Problem

LONGEST_SHOWN = 60


def shown(text: str) -> str:
    """What somebody sent, short enough to be said back."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}…"


class Failure(Exception):
    """An answer other than success: `code` is stable, `title` and `detail` are French."""

    status = 500

    def __init__(self, code: str, title: str, detail: str = "", *, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(title)
        self.code = code
        self.title = title
        self.detail = detail
        self.problems = problems


class NotFound(Failure):
    """What was asked for does not exist, or not for you."""

    status = 404


class Conflict(Failure):
    """The request contradicts what stands."""

    status = 409


class Unreadable(Failure):
    """The request has problems, all listed."""

    status = 422


class TooMany(Failure):
    """Asked too often: not again before `retry_after_s` seconds."""

    status = 429

    def __init__(self, code: str, title: str, detail: str = "", *, retry_after_s: int) -> None:
        super().__init__(code, title, detail)
        self.retry_after_s = retry_after_s


class Unavailable(Failure):
    """Something needed is not there for now; it may be worth asking again after `retry_after_s` seconds."""

    status = 503

    def __init__(self, code: str, title: str, detail: str = "", *, retry_after_s: int | None = None) -> None:
        super().__init__(code, title, detail)
        self.retry_after_s = retry_after_s
