"""One's accounts elsewhere, linked to one's own account by its holder alone; the last means of entry stays."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import UniqueViolationError

from accounts.core.outside import Identity as Told
from accounts.service.identity import Identity, check_self
from accounts.service.means import check_enters, hold_means, only_means
from accounts.service.outside.arriving import keep_identity
from accounts.service.refusals import Refused
from accounts.service.signed import Signed
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound


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


async def may_link(on: Identity, signed: Signed, password: str) -> None:
    """Whether it is really them, before the means of entry change; raises Refused, Unfit, TooMany."""
    _refuse_within(signed)
    await check_self(on, signed, password)


async def link(signed: Signed, told: Told, name: str, at: datetime) -> None:
    """From now on, this account elsewhere opens this one; raises Conflict when it opens another, or one is linked."""
    try:
        async with scoped(NOBODY) as connection:
            await keep_identity(connection, signed.who.person, told, name, at)
    except UniqueViolationError:
        raise Conflict("outside-taken", "Ce compte est déjà relié.") from None


async def unlink(on: Identity, signed: Signed, issuer: str, password: str) -> None:
    """Forget an account elsewhere; raises Refused, Unfit, NotFound, Conflict for the last means of entry."""
    _refuse_within(signed)
    person = signed.who.person
    mine = [each.issuer for each in await linked_to(person)]
    if issuer not in mine:
        raise _unlinked()
    # Said before a proof that this account could not give.
    if len(mine) == 1 and not (signed.has_password or signed.has_key):
        raise only_means()
    await check_self(on, signed, password)
    async with scoped(NOBODY) as connection:
        await hold_means(connection, person)
        gone = await connection.execute(
            "DELETE FROM outside_identity WHERE person = $1 AND issuer = $2", person, issuer
        )
        if gone == "DELETE 0":
            raise _unlinked()
        await check_enters(connection, person)


def _refuse_within(signed: Signed) -> None:
    if signed.within:
        raise Refused("outside-within", "Cette connexion ne permet pas de changer les moyens d’entrer.")


def _unlinked() -> NotFound:
    return NotFound("outside-unlinked", "Ce compte n’est plus relié.")
