"""One step of a draft on its way: its row, its trace and its fact, in the transaction of the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection

from rules.canonical import Tree
from tenants.audit import record
from tenants.drafts.model import Draft, State
from tenants.facts import say
from tenants.who import Who


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, under which topic it is recorded, and when."""

    who: str
    topic: str
    at: datetime


async def move(
    connection: Connection,
    done: Act,
    draft: Draft,
    state: State,
    *,
    publish_at: datetime | None = None,
    published: int | None = None,
    halted: str | None = None,
    request_key: str | None = None,
) -> None:
    """Bring a locked draft to a state; what is not given is cleared."""
    await connection.execute(
        "UPDATE draft SET state = $2, updated_at = $3, publish_at = $4, published = $5, halted = $6, request_key = $7"
        " WHERE id = $1",
        draft.id, state, done.at, publish_at, published, halted, request_key,
    )  # fmt: skip
    after: dict[str, Tree] = {"draft": str(draft.id), "state": state, "digest": draft.digest}
    if publish_at is not None:
        after["publish_at"] = publish_at.isoformat()
    if published is not None:
        after["number"] = published
    await trace(connection, done, {"draft": str(draft.id), "state": draft.state}, after)


async def trace(
    connection: Connection, done: Act, before: Mapping[str, Tree] | None, after: Mapping[str, Tree]
) -> None:
    """Who did it, before and after; and the fact for who listens."""
    await record(connection, done.who, done.topic, at=done.at, before=before, after=after)
    await say(connection, done.topic, after)


def act(who: Who, topic: str, at: datetime) -> Act:
    """What somebody does; traces name people by their number, since they are kept for good and names are not."""
    return Act(str(who.person), topic, at)
