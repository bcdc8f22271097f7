"""What the desk of a territory reads: its queue with the facts asked about, one request whole, how it decides."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from cirqliz.core.queue import Sought
from cirqliz.service.acting import READERS, for_territory
from cirqliz.service.deciding import SECOND_PERSON, Decision, wants_second
from cirqliz.service.derogations import Act, Derogations, Request, request_of
from cirqliz.service.granted import Granted, find_of_request
from cirqliz.service.listing import Message
from rules.canonical import Tree
from rules.model import Facts
from tenants.database import Scope, scoped
from tenants.errors import NotFound
from tenants.who import Who

MOST = 500
_SOUGHT = """
    FROM request WHERE territory = $1 AND state IN ('open', 'question')
    AND (NOT $2 OR ($3 <> '' AND strpos(plate, $3) > 0) OR carrier = ANY ($4)) AND ($5 = '' OR kind = $5)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request, the facts it was asked with, and the decision that waits for a second person."""

    request: Request
    facts: Facts
    proposed: Decision | None


@dataclass(frozen=True, slots=True)
class Deposit:
    """A proof that goes with a request."""

    id: UUID
    proof: str
    name: str
    media_type: str
    bytes: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Whole:
    """A request with all that is known of it."""

    waiting: Waiting
    messages: tuple[Message, ...]
    deposits: tuple[Deposit, ...]
    right: Granted | None


async def count_waiting(who: Who, sought: Sought) -> int:
    """How much is undecided and sought; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        count: int = await connection.fetchval(f"SELECT count(*) {_SOUGHT}", *_values(scope, sought))
    return count


async def list_waiting(who: Who, sought: Sought, skip: int = 0) -> tuple[Waiting, ...]:
    """What is undecided and sought after so many others, those due first, 500 at most; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            f"SELECT * {_SOUGHT} ORDER BY due_on NULLS LAST, asked_at, id LIMIT $6 OFFSET $7",
            *_values(scope, sought), MOST, skip,
        )  # fmt: skip
    return tuple(map(_waiting, rows))


def _values(scope: Scope, sought: Sought) -> tuple[object, ...]:
    return scope.territory, sought.words, sought.plate, list(sought.carriers), sought.kind


async def list_chosen(who: Who, requests: Collection[UUID]) -> tuple[Waiting, ...]:
    """Those of these requests that are this territory’s, decided or not; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT * FROM request WHERE territory = $1 AND id = ANY ($2) ORDER BY kind, plate, id",
            scope.territory, list(requests),
        )  # fmt: skip
    return tuple(map(_waiting, rows))


async def list_decided(who: Who, since: datetime, until: datetime) -> tuple[Waiting, ...]:
    """What was granted or refused from an instant to another, oldest first, 500 at most; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT * FROM request WHERE territory = $1 AND state IN ('granted', 'refused')"
            " AND decided_at >= $2 AND decided_at < $3 ORDER BY decided_at, id LIMIT $4",
            scope.territory, since, until, MOST,
        )  # fmt: skip
    return tuple(map(_waiting, rows))


async def list_askers(who: Who) -> tuple[tuple[UUID, ...], Mapping[str, str]]:
    """The carriers that ask or hold something here, and the kinds that are asked for by name; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        carriers = await connection.fetch(
            "SELECT DISTINCT carrier FROM (SELECT carrier FROM request WHERE territory = $1 UNION"
            " SELECT carrier FROM derogation WHERE territory = $1) AS both_sides WHERE carrier IS NOT NULL",
            scope.territory,
        )
        kinds = await connection.fetch(
            "SELECT kind, max(terms ->> 'name') AS name FROM (SELECT kind, terms FROM request WHERE territory = $1"
            " UNION ALL SELECT kind, terms FROM derogation WHERE territory = $1) AS both_sides"
            " GROUP BY kind ORDER BY kind",
            scope.territory,
        )
    return tuple(row["carrier"] for row in carriers), {row["kind"]: row["name"] or row["kind"] for row in kinds}


async def get_whole(who: Who, request: UUID, today: date) -> Whole:
    """A request with all that is known of it; raises Refused, NotFound."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        row = await connection.fetchrow(
            "SELECT * FROM request WHERE territory = $1 AND id = $2", scope.territory, request
        )
        if row is None:
            raise NotFound("request-unknown", "Cette demande n’existe pas.")
        said = await connection.fetch(
            "SELECT side, text, person, at FROM request_message WHERE request = $1 ORDER BY at, id", request
        )
        given = await connection.fetch(
            "SELECT d.id, d.proof, d.name, d.media_type, d.bytes, d.expires_at FROM request_deposit r"
            " JOIN deposit d ON d.territory = r.territory AND d.carrier = r.carrier AND d.id = r.deposit"
            " WHERE r.territory = $1 AND r.request = $2 ORDER BY d.proof, d.name, d.id",
            scope.territory, request,
        )  # fmt: skip
        right = await find_of_request(connection, row["derogation"], today)
    messages = tuple(Message(**one) for one in said)
    return Whole(_waiting(row), messages, tuple(Deposit(**one) for one in given), right)


async def has_second(who: Who) -> bool:
    """Whether two people decide here; raises Refused."""
    async with scoped(for_territory(who, READERS)) as connection:
        return await wants_second(connection)


async def set_second(on: Derogations, who: Who, *, active: bool) -> None:
    """Have two people decide, or one; raises Refused for who does not administer."""
    scope = for_territory(who, ("admin",))
    async with scoped(scope) as connection:
        await connection.execute(
            "INSERT INTO derogation_setting (territory, item, active, set_by, set_at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (territory, item) DO UPDATE SET active = $3, set_by = $4, set_at = $5",
            scope.territory, SECOND_PERSON, active, who.person, on.now(),
        )  # fmt: skip
        await Act(on, connection, who).note("derogation.setting", {"item": SECOND_PERSON, "active": active})


def _waiting(row: Record) -> Waiting:
    return Waiting(request_of(row), json.loads(row["facts"]), _proposed(row["proposed"]))


def _proposed(text: str | None) -> Decision | None:
    """The decision as it was proposed, to be taken again word for word."""
    if text is None:
        return None
    tree: dict[str, Tree] = json.loads(text)
    start, end = tree["starts_on"], tree["ends_on"]
    return Decision(
        bool(tree["granted"]), str(tree["reason"]), str(tree["article"]),
        date.fromisoformat(str(start)) if start else None, date.fromisoformat(str(end)) if end else None,
    )  # fmt: skip
