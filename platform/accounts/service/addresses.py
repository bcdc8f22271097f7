"""Where organisations receive their letters: said by who keeps them, read by who writes to them."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

import msgspec

from accounts.core.addresses import PostalAddress, read_address
from accounts.service.acting import keeping_organisation
from accounts.service.organisations import unreadable
from tenants.database import NOBODY, Scope, scoped
from tenants.who import Who


async def find_address(organisation: UUID) -> PostalAddress | None:
    """That of an organisation; None where it gave none, or is closed."""
    async with scoped(NOBODY) as connection:
        text = await connection.fetchval(
            "SELECT address FROM organisation WHERE id = $1 AND closed_at IS NULL", organisation
        )
    return msgspec.json.decode(text, type=PostalAddress) if text else None


async def set_address(who: Who, typed: Mapping[str, str]) -> bool:
    """Keep what a form says for the organisation acted for, whether one is kept then; raises Refused, Unreadable."""
    here = keeping_organisation(who)
    address, problems = read_address(typed)
    if problems:
        raise unreadable(list(problems))
    kept = msgspec.json.encode(asdict(address)).decode() if address else None
    async with scoped(Scope(door=f"{who.person}: address of an organisation")) as connection:
        await connection.execute("UPDATE organisation SET address = $2 WHERE id = $1", here, kept)
    return address is not None
