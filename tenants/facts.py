"""Facts: said in the transaction of the work that made them true, heard later by who registered to.

A topic is lower-case words with dots, past tense last: `rulebook.published`. A body names things by number, it never
holds a name nor an address. A fact goes a year after it was said, once every listener heard it.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection
from piccolo.engine.exceptions import TransactionError

from rules.canonical import Tree

SAID = "said"
"""The channel on which a commit tells the territory whose facts, or traces, it brought."""
_TOPIC = re.compile(r"[a-z]+(?:_[a-z]+)*(?:\.[a-z]+(?:_[a-z]+)*)+")
_SAY = f"""
    INSERT INTO fact (territory, carrier, topic, body)
    SELECT territory, NULLIF(current_setting('app.carrier', true), ''), $1, $2
    FROM NULLIF(current_setting('app.territory', true), '') AS territory WHERE territory IS NOT NULL
    RETURNING number, pg_notify('{SAID}', territory)
"""  # noqa: S608  # a constant of ours


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened in a territory; numbers grow, and are not always heard in their order."""

    territory: str
    number: int
    topic: str
    body: Mapping[str, Tree]
    said_at: datetime
    carrier: str = ""


type Hear = Callable[[Connection, Fact], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Listener:
    """Hears each fact of its topics at least once, in order within a territory, from the very first one.

    What it writes through the connection is written exactly once. It must be brief: while it writes, no listener of any
    territory hears what was said after it began.
    """

    name: str
    topics: frozenset[str]
    hear: Hear


def hears(name: str, *topics: str) -> Callable[[Hear], Listener]:
    """Make a function a listener of these topics; its name is how the database remembers how far it heard."""
    for topic in topics:
        _check(topic)
    return lambda hear: Listener(name, frozenset(topics), hear)


async def say(connection: Connection, topic: str, body: Mapping[str, Tree]) -> int:
    """Record a fact in the open transaction, and return its number.

    Raises TransactionError when its scope has no territory, ValueError for what is no topic.
    """
    _check(topic)
    number: int | None = await connection.fetchval(_SAY, topic, json.dumps(body, ensure_ascii=False))
    if number is None:
        raise TransactionError(f"{topic} was said in a transaction without territory")
    return number


def _check(topic: str) -> None:
    if _TOPIC.fullmatch(topic) is None:
        raise ValueError(f"{topic!r} is no topic: lower-case words with dots, such as rulebook.published")
