"""What follows a request: a question, an answer, a withdrawal, an appeal."""

from collections.abc import Mapping
from uuid import UUID

from asyncpg import Connection

from cirqliz.service.acting import for_carrier, for_territory, person_of, with_territory
from cirqliz.service.derogations import Act, Derogations, Request, request_of
from rules.canonical import Tree
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Caller, Who

_SAY = (
    "INSERT INTO request_message (territory, carrier, request, side, text, person, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
)


async def question(on: Derogations, who: Who, request: UUID, text: str) -> None:
    """Ask the carrier something; the request waits for the answer. Raises Refused, NotFound, Conflict, Unreadable."""
    said = _read(text)
    async with scoped(for_territory(who)) as connection:
        found = await _open(connection, request)
        await connection.execute(_SAY, *_key(found), "territory", said, who.person, on.now())
        await connection.execute("UPDATE request SET state = 'question' WHERE id = $1", request)
        await Act(on, connection, who).note("derogation.questioned", _body(found))


async def answer(on: Derogations, who: Caller, territory: str, request: UUID, text: str) -> None:
    """Answer, or add something; the request is examined again. Raises Refused, NotFound, Conflict, Unreadable."""
    carrier, role = for_carrier(who)
    said = _read(text)
    async with scoped(with_territory(territory, carrier, role)) as connection:
        found = await _open(connection, request)
        await connection.execute(_SAY, *_key(found), "carrier", said, person_of(who), on.now())
        await _reopen(connection, request, "open")
        await Act(on, connection, who).note("derogation.answered", _body(found))


async def withdraw(on: Derogations, who: Caller, territory: str, request: UUID) -> None:
    """Take a request back while nobody has decided it. Raises Refused, NotFound, Conflict."""
    carrier, role = for_carrier(who)
    async with scoped(with_territory(territory, carrier, role)) as connection:
        found = await _open(connection, request)
        await _reopen(connection, request, "withdrawn")
        await Act(on, connection, who).note("derogation.withdrawn", _body(found))


async def appeal(on: Derogations, who: Caller, territory: str, request: UUID, reason: str) -> Request:
    """Ask that a refusal be looked at again, once; the new request. Raises Refused, NotFound, Conflict, Unreadable."""
    carrier, role = for_carrier(who)
    said, today = _read(reason), on.today(territory)
    async with scoped(with_territory(territory, carrier, role)) as connection:
        row = await connection.fetchrow("SELECT * FROM request WHERE territory = $1 AND id = $2", territory, request)
        if row is None:
            raise _unknown()
        if row["state"] != "refused":
            raise Conflict("not-refused", "Seul un refus se conteste.", "Cette demande n’a pas été refusée.")
        found = request_of(row)
        made = await connection.fetchrow(
            "INSERT INTO request (territory, carrier, batch, holder, vehicle, plate, country, facts, kind, terms,"
            " activity, reason, starts_on, ends_on, zones, appeal_of, asked_by, asked_at, due_on)"
            " SELECT territory, carrier, batch, holder, vehicle, plate, country, facts, kind, terms,"
            " activity, $3, starts_on, ends_on, zones, id, $4, $5, $6"
            " FROM request WHERE territory = $1 AND id = $2 ON CONFLICT DO NOTHING RETURNING *",
            territory, request, said, person_of(who), on.now(), found.terms.due(today),
        )  # fmt: skip
        if made is None:
            raise Conflict("appealed", "Ce refus est déjà contesté.", "Suivez la demande en cours.")
        await Act(on, connection, who).note("derogation.appealed", _body(request_of(made)))
    return request_of(made)


async def _open(connection: Connection, request: UUID) -> Request:
    """A request that nobody has decided, locked; raises NotFound, Conflict."""
    row = await connection.fetchrow("SELECT * FROM request WHERE id = $1", request)
    if row is None:
        raise _unknown()
    # A carrier locks only what is undecided: once it is, there is nothing to lock.
    row = await connection.fetchrow(
        "SELECT * FROM request WHERE id = $1 AND state IN ('open', 'question') FOR UPDATE", request
    )
    if row is None:
        raise Conflict("request-closed", "Cette demande est close.", "Rechargez la page pour voir la décision.")
    return request_of(row)


async def _reopen(connection: Connection, request: UUID, state: str) -> None:
    """What a carrier adds or takes back undoes a proposal that did not know of it."""
    await connection.execute(
        "UPDATE request SET state = $2, proposed = NULL, proposed_by = NULL, proposed_at = NULL WHERE id = $1",
        request, state,
    )  # fmt: skip


def _body(request: Request) -> Mapping[str, Tree]:
    return {"request": str(request.id), "carrier": str(request.carrier)}


def _key(request: Request) -> tuple[str, UUID, UUID]:
    return request.territory, request.carrier, request.id


def _read(text: str) -> str:
    said = text.replace("\0", "").strip()
    if not 0 < len(said) <= 2_000:
        raise Unreadable("text", "Écrivez quelques mots, 2\u00a0000 signes au plus.")
    return said


def _unknown() -> NotFound:
    return NotFound("request-unknown", "Cette demande n’existe pas.")
