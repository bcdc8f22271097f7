"""What each side reads: a carrier its requests over all territories, a territory its queue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cirqliz.service.acting import HOLDERS, READERS, for_carrier, for_territory
from cirqliz.service.derogations import Request, request_of
from tenants.database import Scope, scoped
from tenants.errors import NotFound
from tenants.who import Caller

OPEN = ("open", "question")
MOST = 500


@dataclass(frozen=True, slots=True)
class Message:
    """A question or an answer."""

    side: str
    text: str
    person: UUID | None
    at: datetime


async def list_asked(who: Caller) -> tuple[Request, ...]:
    """The last requests of a carrier, everywhere, newest first; raises Refused."""
    carrier, role = for_carrier(who, HOLDERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        rows = await connection.fetch(
            "SELECT * FROM request WHERE carrier = $1 ORDER BY asked_at DESC, id LIMIT $2", carrier, MOST
        )
    return tuple(map(request_of, rows))


async def list_queue(who: Caller, states: Collection[str] = OPEN) -> tuple[Request, ...]:
    """The requests of a territory in these states, those due first; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT * FROM request WHERE territory = $1 AND state = ANY ($2) ORDER BY due_on NULLS LAST, asked_at, id"
            " LIMIT $3", scope.territory, list(states), MOST,
        )  # fmt: skip
    return tuple(map(request_of, rows))


async def get_request(who: Caller, request: UUID) -> tuple[Request, tuple[Message, ...]]:
    """A request and what was said of it, to either side; raises NotFound."""
    async with scoped(who.scope()) as connection:
        row = await connection.fetchrow("SELECT * FROM request WHERE id = $1", request)
        if row is None:
            raise NotFound("request-unknown", "Cette demande n’existe pas.")
        said = await connection.fetch(
            "SELECT side, text, person, at FROM request_message WHERE request = $1 ORDER BY at, id", request
        )
    return request_of(row), tuple(Message(**one) for one in said)
