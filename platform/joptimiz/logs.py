"""What the journal may hold: where a fault happened, never what somebody typed."""

import logging
import traceback
from collections.abc import Iterator
from typing import TextIO

import structlog
from structlog.typing import ExcInfo


def keep_quiet() -> None:
    """Have every logger tell faults by their lines alone.

    A traceback with the values of variables, or the message of an error, would write down the stops of a trip; the
    requests of the HTTP client, the addresses it looks up; those of the queue, what jobs are about.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # They write down the arguments of jobs; what matters of a job is said by ours.
    for library in ("dramatiq", "dramatiq_postgres", "psycopg.pool"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.dev.set_exc_info,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=True),
            structlog.dev.ConsoleRenderer(exception_formatter=_tell),
        ]
    )


def _tell(out: TextIO, info: ExcInfo) -> None:
    """The lines that led to an error and to those behind it, the first one first, with their types."""
    for error in reversed(list(_behind(info[1]))):
        out.writelines(traceback.format_tb(error.__traceback__))
        out.write(f"{type(error).__qualname__}\n")


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
