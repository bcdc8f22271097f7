"""A pass found by the number below its code, for who checks; each look-up is traced, by number."""

from datetime import datetime

from cirqliz.core.passes.number import Number
from cirqliz.service.acting import CHECKERS, for_territory, name_of
from cirqliz.service.passes.records import READ, Held, held_of
from tenants.audit import record
from tenants.database import scoped
from tenants.who import Who


async def find_typed(who: Who, number: Number, now: datetime) -> Held | None:
    """The pass of the territory acted for that has this number, as it stands; raises Refused.

    What a telephone shows has none: it is signed anew each time.
    """
    scope = for_territory(who, CHECKERS)
    async with scoped(scope) as connection:
        row = await connection.fetchrow(
            f"{READ} WHERE p.territory = $2 AND p.status = $3 AND p.phone IS NULL",
            now,
            scope.territory,
            number.status,
        )
        found = held_of(row) if row is not None and number.names(bytes(row["code"])) else None
        await record(
            connection, name_of(who), "pass.looked_up", at=now,
            after={"found": int(found is not None), "passes": [str(found.id)] if found else []},
        )  # fmt: skip
    return found
