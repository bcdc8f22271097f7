"""One's accounts elsewhere, linked to one's own account by its holder alone; the last means of entry stays."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from asyncpg import UniqueViolationError

from accounts.core.outside import Identity as Told
from accounts.service.identity import Identity, check_password
from accounts.service.outside.arriving import keep_identity
from accounts.service.refusals import Refused
from accounts.service.signed import Signed
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound

if TYPE_CHECKING:
    from asyncpg import Connection


@dataclass(frozen=True, slots=True)
class Linked:
    """An account elsewhere that opens this one."""

    issuer: str
    name: str
    linked_at: datetime
    used_at: datetime


async def linked_to(person: UUID) -> tuple[Linked, ...]:
    """The accounts elsewhere of a person, the first linked first."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT issuer, name, linked_at, used_at FROM outside_identity WHERE person = $1"
            " ORDER BY linked_at, issuer",
            person,
        )
    return tuple(Linked(**row) for row in rows)


async def has_password(person: UUID) -> bool:
    """Whether a password opens this account: who has none gives none."""
    async with scoped(NOBODY) as connection:
        return await connection.fetchval("SELECT 1 FROM password WHERE person = $1", person) is not None


async def may_link(on: Identity, signed: Signed, password: str) -> None:
    """Whether it is really them, before the means of entry change; raises Refused, Unfit, TooMany."""
    if signed.within:
        raise Refused("outside-within", "Cette connexion ne permet pas de changer les moyens d’entrer.")
    if await has_password(signed.who.person):
        await check_password(on, signed, password)


async def link(signed: Signed, told: Told, name: str, at: datetime) -> None:
    """From now on, this account elsewhere opens this one; raises Conflict when it opens another, or one is linked."""
    try:
        async with scoped(NOBODY) as connection:
            await keep_identity(connection, signed.who.person, told, name, at)
    except UniqueViolationError:
        raise Conflict("outside-taken", "Ce compte est déjà relié.") from None


async def unlink(on: Identity, signed: Signed, issuer: str, password: str) -> None:
    """Forget an account elsewhere; raises Refused, Unfit, NotFound, Conflict for the last means of entry."""
    await may_link(on, signed, password)
    person = signed.who.person
    async with scoped(NOBODY) as connection:
        # Two removed at once would each see the other.
        await connection.execute("SELECT 1 FROM person WHERE id = $1 FOR NO KEY UPDATE", person)
        gone = await connection.execute(
            "DELETE FROM outside_identity WHERE person = $1 AND issuer = $2", person, issuer
        )
        if gone == "DELETE 0":
            raise NotFound("outside-unlinked", "Ce compte n’est plus relié.")
        if not await _may_still_enter(connection, person):
            raise Conflict("outside-last", "C’est votre seul moyen d’entrer.")


async def _may_still_enter(connection: "Connection", person: UUID) -> bool:
    left = await connection.fetchval(
        "SELECT 1 FROM password WHERE person = $1 UNION ALL SELECT 1 FROM passkey WHERE person = $1"
        " UNION ALL SELECT 1 FROM outside_identity WHERE person = $1 LIMIT 1",
        person,
    )
    return left is not None
