"""An officer asks whether a plate has a disc; each look-up leaves a trace, which does not hold the plate."""

from datetime import datetime, timedelta

from numeriz.service.kept import Kept, kept_of
from numeriz.service.standing import for_territory
from tenants.audit import record
from tenants.database import scoped
from tenants.who import Who

CHECKERS = ("police",)
SINCE = timedelta(hours=2)
"""How long after its end a disc is still told: who just left is not fined."""
_DISCS = """
    SELECT stay.*, bay.code AS bay_code, bay.name AS bay_name, territory.timezone FROM stay
    LEFT JOIN bay ON bay.territory = stay.territory AND bay.id = stay.bay
    JOIN territory ON territory.slug = stay.territory
    WHERE stay.territory = $1 AND stay.plate = $2 AND stay.country = $3 AND stay.plate <> '' AND stay.ends_at > $4
        AND stay.kind = 'stay'
    ORDER BY stay.starts_at DESC, stay.id LIMIT 20
"""


async def look_up_plate(who: Who, plate: str, country: str, now: datetime) -> tuple[tuple[Kept, bool], ...]:
    """The discs of a plate here, running or just ended, and whether another phone set one too; raises Refused."""
    scope = for_territory(who, CHECKERS)
    async with scoped(scope) as connection:
        rows = await connection.fetch(_DISCS, scope.territory, plate, country, now - SINCE)
        await record(connection, str(who.person), "stays.plate_looked_up", at=now, after={"found": len(rows)})
    return tuple((kept_of(row), row["doubled"]) for row in rows)
