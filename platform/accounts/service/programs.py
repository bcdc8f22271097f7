"""The programs of an organisation or a territory: listed, made, their secret turned, revoked by those who keep it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from accounts.core.oidc import Client
from accounts.core.programs import Owner, read_program
from accounts.service.organisations import unreadable
from accounts.service.places import keep_still
from accounts.service.provider.clients import add_client, door_of, list_clients_of, remove_client, turn_secret
from accounts.service.refusals import Refused
from tenants.database import NOBODY, scoped
from tenants.errors import Conflict, NotFound
from tenants.who import Who

MOST = 20


async def find_owner(who: Who) -> Owner:
    """Whose programs this person keeps, now and not when the session began; raises Refused."""
    async with scoped(NOBODY) as connection:
        return await _owner(connection, who)


async def list_programs(owner: Owner) -> Sequence[Client]:
    """Its programs, by name."""
    return await list_clients_of(owner.organisation, owner.territory)


async def get_program(who: Who, client_id: str) -> Client:
    """One of them; raises Refused, NotFound."""
    owner = await find_owner(who)
    for each in await list_programs(owner):
        if each.client_id == client_id:
            return each
    raise NotFound("program-unknown", "Ce programme n’existe pas, ou plus.")


async def add_program(who: Who, form: Mapping[str, str], now: datetime) -> tuple[Client, str | None]:
    """Make one; its secret is told here and never again, and one without is public.

    Raises Refused, Unreadable, Conflict.
    """
    territory = who.acting.territory if who.acting else None
    async with scoped(door_of(territory, str(who.person), "program made")) as connection:
        owner = await _owner(connection, who)
        wanted = read_program(form, owner)
        if not isinstance(wanted, Client):
            raise unreadable(list(wanted))
        if await _count(connection, owner) >= MOST:
            raise Conflict("programs-many", f"Vous avez déjà {MOST} programmes.", "Retirez ceux qui ne servent plus.")
        return await add_client(wanted, now, by=str(who.person))


async def turn(who: Who, client_id: str, now: datetime) -> tuple[Client, str]:
    """A new secret, the former serving one more day; raises Refused, NotFound, Conflict for one without secret."""
    client = await get_program(who, client_id)
    if client.kind == "public":
        raise Conflict("program-public", "Ce programme n’a pas de secret.")
    return client, await turn_secret(client.client_id, now, by=str(who.person))


async def revoke(who: Who, client_id: str, now: datetime) -> Client:
    """Forget one with its tokens, which open nothing from then on; raises Refused, NotFound."""
    client = await get_program(who, client_id)
    await remove_client(client.client_id, now, by=str(who.person))
    return client


async def _count(connection: Connection, owner: Owner) -> int:
    found: int = await connection.fetchval(
        "SELECT count(*) FROM oidc_client WHERE organisation = $1 OR territory = $2",
        owner.organisation,
        owner.territory,
    )
    return found


async def _owner(connection: Connection, who: Who) -> Owner:
    acting = who.acting
    if acting is not None and acting.carrier:
        organisation = UUID(acting.carrier)
        return Owner(organisation=organisation, carries=await keep_still(connection, who, organisation) == "carrier")
    if acting is None or not acting.territory:
        raise Refused(
            "program-role", "Les programmes sont à une organisation ou à un territoire.", "Changez de rôle d’abord."
        )
    await keep_still(connection, who, acting.territory)
    return Owner(territory=acting.territory)
