"""Reading a proof at the desk of a territory: by those who decide, each opening in the territory’s journal."""

import asyncio
from datetime import datetime
from uuid import UUID

from cirqliz.core.proofs import Proof
from cirqliz.needs import Sealing
from cirqliz.service.acting import for_territory, name_of
from cirqliz.service.giving import about_deposit, deposit_key
from cirqliz.service.sealed import Sealed, unseal
from tenants.audit import record
from tenants.database import scoped
from tenants.errors import NotFound
from tenants.who import Who


async def open_deposit(by: Sealing, who: Who, request: UUID, deposit: UUID, now: datetime) -> Proof:
    """A proof that goes with a request; raises Refused, NotFound, Conflict when it does not open."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        row = await connection.fetchrow(
            "SELECT d.carrier, d.name, d.media_type, d.key, d.sealed FROM request_deposit r"
            " JOIN deposit d ON d.territory = r.territory AND d.carrier = r.carrier AND d.id = r.deposit"
            " WHERE r.territory = $1 AND r.request = $2 AND r.deposit = $3",
            scope.territory, request, deposit,
        )  # fmt: skip
        if row is None:
            raise NotFound("deposit-unknown", "Cette pièce n’est pas jointe à cette demande, ou n’est plus gardée.")
        said = {"request": str(request), "deposit": str(deposit)}
        await record(connection, name_of(who), "deposit.opened", at=now, after=said)
    about = about_deposit(scope.territory, row["carrier"], deposit)
    data = await asyncio.to_thread(unseal, by, Sealed(row["sealed"], deposit_key(row["key"])), about)
    return Proof(row["name"], row["media_type"], data)
