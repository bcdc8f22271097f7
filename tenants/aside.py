"""What becomes of facts set aside: heard again or dropped, by somebody, with a trace in the territory's journal."""

from collections.abc import Iterable
from datetime import datetime

from asyncpg import PostgresError

from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.errors import Conflict, Failure, NotFound
from tenants.facts import Listener
from tenants.faults import fault
from tenants.relay import list_set_aside, retry_set_aside


async def retry(
    territory: str, listeners: Iterable[Listener], name: str, number: int, *, by: str, at: datetime
) -> None:
    """Have a fact heard again; raises NotFound, Conflict when it cannot be heard still: it then stays aside."""
    listener = next((each for each in listeners if each.name == name), None)
    if listener is None:
        raise NotFound("listener-unknown", "Cette suite n’existe plus.", "Abandonnez le fait, avec un motif.")
    try:
        await retry_set_aside(territory, listener, number)
    except Failure:
        raise
    except (PostgresError, OSError):
        raise
    except Exception as error:  # whatever it is, it is said to who asks
        raise Conflict(
            "still-failing", "La suite échoue encore.", f"Le fait reste de côté : {fault(error)}."
        ) from error
    async with scoped(Scope(territory=territory)) as connection:
        await record(connection, by, "fact.retried", at=at, after={"listener": name, "number": number})


async def retry_all(territory: str, listeners: Iterable[Listener], *, by: str, at: datetime) -> tuple[int, int]:
    """Have all of them heard again, oldest first; how many were, and how many stay aside."""
    known, heard, left = tuple(listeners), 0, 0
    for each in await list_set_aside(territory):
        try:
            await retry(territory, known, each.listener, each.fact.number, by=by, at=at)
            heard += 1
        except Failure:
            left += 1
    return heard, left


async def drop(territory: str, name: str, number: int, *, by: str, reason: str, at: datetime) -> None:
    """Give up bringing a fact to a listener; raises NotFound. The journal keeps who did, and why."""
    async with scoped(Scope(territory=territory)) as connection:
        error = await connection.fetchval(
            "DELETE FROM fact_set_aside WHERE territory = $1 AND listener = $2 AND number = $3 RETURNING error",
            territory, name, number,
        )  # fmt: skip
        if error is None:
            raise NotFound("fact-unknown", "Ce fait n’est plus de côté.", "Quelqu’un l’a sans doute déjà repris.")
        before = {"listener": name, "number": number, "error": error}
        await record(connection, by, "fact.dropped", at=at, before=before, after={"reason": reason})
