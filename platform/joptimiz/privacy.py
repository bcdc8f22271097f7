"""Personal data of the whole house: the register of all owners, and the purge of all their rows."""

from datetime import datetime
from functools import cache

from accounts.service.organisations import list_carriers
from joptimiz.owners import OWNERS
from tenants.facts import Listener
from tenants.privacy import Owners, Purged, Register, purge, register_of
from tenants.registry import list_territories


@cache
def house_register() -> Register:
    """What is kept in every table of the house."""
    return register_of(OWNERS)


async def purge_house(at: datetime, listeners: tuple[Listener, ...], *, dry_run: bool = False) -> tuple[Purged, ...]:
    """Let go all that is past its term, of everyone."""
    owners = Owners(
        tuple(entry.slug for entry in await list_territories()),
        tuple(str(carrier) for carrier in await list_carriers()),
        tuple(listener.name for listener in listeners),
    )
    return await purge(house_register(), owners, at, dry_run=dry_run)


async def purge_national(at: datetime) -> tuple[Purged, ...]:
    """Let go what belongs to no territory and no carrier: secrets that expired, first of all."""
    return await purge(house_register(), Owners(), at)
