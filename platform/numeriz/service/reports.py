"""What somebody at a bay says of it: full, blocked, double parked, closed, a sign that is wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from numeriz.core.stay import Told, instant_of
from numeriz.service.grounds import disc, get_ground
from numeriz.service.telling import tell
from tenants.database import scoped
from tenants.errors import Unreadable

type Kind = Literal["full", "blocked", "double_parked", "closed", "wrong_sign"]
_KEEP = """
    INSERT INTO bay_report (territory, id, bay, kind, cause, at, received_at, phone)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (territory, id) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Report:
    """A report, as a phone tells it."""

    id: UUID
    territory: str
    bay: UUID
    kind: Kind
    told: Told
    cause: str = ""


async def report(phone: bytes, said: Report, now: datetime) -> bool:
    """Keep it; whether it was new. Raises NotFound, Unreadable."""
    at = now if said.told.offset_s is None and said.told.at > now else instant_of(said.told, now)
    if not isinstance(at, datetime):
        raise Unreadable("report-old", "Ce signalement n’est pas d’aujourd’hui.", "Il n’est pas gardé.")
    async with scoped(disc(said.territory)) as connection:
        await get_ground(connection, said.territory, said.bay)
        kept = await connection.fetchval(
            _KEEP, said.territory, said.id, said.bay, said.kind, said.cause, at, now, phone
        )
        if kept is None:
            return False
        await tell(
            connection, "bay.reported", (said.territory, said.id, said.bay), at, kind=said.kind, cause=said.cause
        )
        return True
