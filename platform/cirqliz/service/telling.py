"""Telling people what becomes of what they asked: once each, in the page and by letter."""

import json
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.news import TOPICS, News
from cirqliz.needs import Reached, Readers
from cirqliz.service.acting import by_order
from rules.canonical import Tree
from tenants.database import scoped
from tenants.facts import Fact

ENDING = timedelta(days=14)
"""How long before its end the holder of a right is told."""
DUE = timedelta(days=2)
"""How long before an answer is due the desk is told."""
DESK = ("admin", "editor", "validator")
KEEPERS = ("owner", "dispatcher")
HEARD = frozenset(f"derogation.{topic}" for topic in TOPICS)

_DUE = ("asked", "appealed", "due", "suspending", "revoking", "hearing")
"""What is told with the day of an answer."""

_NOTE = """
    INSERT INTO derogation_notice (territory, carrier, topic, about, fact, person, at)
    SELECT $1, $2, $3, $4, $5, person, $7 FROM unnest($6::uuid[]) AS person
    ON CONFLICT (territory, about, topic, fact, person) DO NOTHING
"""
TOLD = """
    SELECT n.id, n.territory, r.id AS request, n.topic, n.person, n.at, r.kind, r.terms, r.plate,
        r.decision ->> 'reason' AS reason, r.due_on, COALESCE(d.ends_on, r.ends_on) AS ends_on, NULL AS state_reason,
        NULL::uuid AS hearing
    FROM derogation_notice n JOIN request r ON r.territory = n.territory AND r.id = n.about
    LEFT JOIN derogation d ON d.territory = r.territory AND d.id = r.derogation
    WHERE {where}
    UNION ALL
    SELECT n.id, n.territory, NULL::uuid, n.topic, n.person, n.at, d.kind, d.terms, d.plate, NULL, NULL, d.ends_on,
        d.state_reason, NULL::uuid
    FROM derogation_notice n JOIN derogation d ON d.territory = n.territory AND d.id = n.about
    WHERE {where}
    UNION ALL
    SELECT n.id, n.territory, NULL::uuid, n.topic, n.person, n.at, d.kind, d.terms, d.plate, NULL, h.due_on, d.ends_on,
        h.reason, h.id
    FROM derogation_notice n JOIN hearing h ON h.territory = n.territory AND h.id = n.about
    JOIN derogation d ON d.territory = h.territory AND d.id = h.derogation
    WHERE {where}
    ORDER BY at, id LIMIT {most}
"""


type Send = Callable[[str, Reached, Sequence[News]], Awaitable[None]]
"""Sends one letter of a territory, by its name, to somebody."""


async def note(connection: Connection, fact: Fact, readers: Readers) -> bool:
    """Write down who is to be told of a fact; whether it concerns anybody. Heard twice, it is written once."""
    topic = fact.topic.removeprefix("derogation.")
    abouts = [UUID(each) for each in _abouts(fact.body)]
    carrier = await _carrier(connection, fact, abouts)
    if carrier is None or topic not in TOPICS:
        return False
    told = False
    await _act_as(connection, by_order("").role)
    for about in abouts:
        people = await _askers(connection, fact.territory, about) or await readers.in_carrier(
            connection, carrier, KEEPERS
        )
        if people:
            values = (fact.territory, carrier, topic, about, fact.number, list(people), fact.said_at)
            await connection.execute(_NOTE, *values)
            told = True
    await _act_as(connection, "")
    return told


async def remind(territory: str, today: date, now: datetime, readers: Readers) -> None:
    """Write down what ends soon, for who asked; what is due soon or was not answered, for the desk; each once."""
    async with scoped(by_order(territory)) as connection:
        ending = await connection.fetch(
            "SELECT id, carrier FROM derogation WHERE territory = $1 AND state = 'active' AND carrier IS NOT NULL"
            " AND ends_on > $2 AND ends_on <= $3 AND ends_on - starts_on > $4",
            territory, today, today + ENDING, ENDING.days,
        )  # fmt: skip
        due = await connection.fetch(
            "SELECT id, carrier FROM request WHERE territory = $1 AND state IN ('open', 'question') AND due_on <= $2",
            territory, today + DUE,
        )  # fmt: skip
        lapsed = await connection.fetch(
            "SELECT id, carrier FROM hearing WHERE territory = $1 AND state = 'open' AND due_on < $2", territory, today
        )
        desk = list(await readers.in_territory(connection, territory, DESK)) if due or lapsed else []
        for row in ending:
            people = await _askers(connection, territory, row["id"])
            people = people or tuple(await readers.in_carrier(connection, row["carrier"], KEEPERS))
            await connection.execute(_NOTE, territory, row["carrier"], "ending", row["id"], 0, list(people), now)
        for row in due:
            await connection.execute(_NOTE, territory, row["carrier"], "due", row["id"], 0, desk, now)
        for row in lapsed:
            await connection.execute(_NOTE, territory, row["carrier"], "term", row["id"], 0, desk, now)


async def deliver(territory: str, name: str, now: datetime, readers: Readers, send: Send) -> int:
    """Send everything that waits there, one letter a person; how many left. What `send` raises stops it.

    Each letter is a transaction: what left before a failure is not sent again.
    """
    count = 0
    while await _deliver_one(territory, name, now, readers, send):
        count += 1
    return count


async def _deliver_one(territory: str, name: str, now: datetime, readers: Readers, send: Send) -> bool:
    async with scoped(by_order(territory)) as connection:
        person = await connection.fetchval(
            "SELECT person FROM derogation_notice WHERE territory = $1 AND sent_at IS NULL ORDER BY at LIMIT 1"
            " FOR UPDATE SKIP LOCKED",
            territory,
        )
        if person is None:
            return False
        rows = await connection.fetch(
            "SELECT id FROM derogation_notice WHERE territory = $1 AND person = $2 AND sent_at IS NULL"
            " FOR UPDATE SKIP LOCKED",
            territory, person,
        )  # fmt: skip
        ids = [row["id"] for row in rows]
        found = await connection.fetch(TOLD.format(where="n.id = ANY ($1)", most=len(ids)), ids)
        await connection.execute("UPDATE derogation_notice SET sent_at = $2 WHERE id = ANY ($1)", ids, now)
        reached = await readers.reach(connection, person)
        if reached is not None and found:
            await send(name, reached, tuple(map(news_of, found)))
    return True


async def _act_as(connection: Connection, role: str) -> None:
    # A fact is heard in nobody’s role; notices are written in that of the order, which is laid down again.
    await connection.execute("SELECT set_config('app.role', $1, true)", role)


async def _carrier(connection: Connection, fact: Fact, abouts: Collection[UUID]) -> UUID | None:
    """Whose derogations a fact is about; None for those of who has no account."""
    said = fact.body.get("carrier")
    if isinstance(said, str) or fact.carrier:
        return UUID(said if isinstance(said, str) else fact.carrier)
    found: UUID | None = await connection.fetchval("SELECT carrier FROM request WHERE id = ANY ($1)", list(abouts))
    return found


def _abouts(body: object) -> Iterable[str]:
    """The requests, the hearing, or the derogation that a fact is about."""
    assert isinstance(body, dict)
    several: Tree = body.get("requests")
    if isinstance(several, list):
        return [str(each) for each in several]
    one = body.get("request") or body.get("hearing") or body.get("derogation")
    return [str(one)] if one else []


async def _askers(connection: Connection, territory: str, about: UUID) -> tuple[UUID, ...]:
    """Who asked for what became this, or what somebody is heard of, where somebody did."""
    right = await connection.fetchval(
        "SELECT derogation FROM hearing WHERE territory = $1 AND id = $2", territory, about
    )
    found = await connection.fetchval(
        "SELECT asked_by FROM request WHERE territory = $1 AND (id = $2 OR derogation = $2 OR id ="
        " (SELECT request FROM derogation WHERE territory = $1 AND id = $2)) AND asked_by IS NOT NULL LIMIT 1",
        territory, right or about,
    )  # fmt: skip
    return (found,) if found else ()


def news_of(row: Record) -> News:
    """One thing told; the day is the last one of a right, or that of the answer."""
    name = json.loads(row["terms"]).get("name")
    last = row["ends_on"] - timedelta(days=1) if row["ends_on"] else None
    day = row["due_on"] if row["topic"] in _DUE else last
    reason = row["reason"] or row["state_reason"] or ""
    return News(row["topic"], name or row["kind"], row["plate"], reason, day)
