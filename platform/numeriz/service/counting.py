"""What is counted of bays, nobody told apart: refusals by hour; and that discs were looked after."""

from datetime import datetime
from uuid import UUID

from numeriz.service.grounds import disc
from tenants.database import scoped

_COUNT = """
    INSERT INTO stay_refusal (territory, bay, hour, why) VALUES ($1, $2, $3, $4)
    ON CONFLICT (territory, bay, hour, why) DO UPDATE SET times = stay_refusal.times + 1
"""
_BEAT = """
    INSERT INTO stay_beat (territory, hour, last_at) VALUES ($1, $2, $3)
    ON CONFLICT (territory, hour) DO UPDATE
        SET beats = LEAST(stay_beat.beats + 1, 32000), last_at = GREATEST(stay_beat.last_at, EXCLUDED.last_at)
"""
COUNTED = frozenset({"bay-full", "bay-closed", "bay-far", "no-return", "already-set", "bay-forbidden", "hold-none"})
"""The refusals that say something of a bay."""


async def count_refusal(territory: str, bay: UUID, why: str, at: datetime) -> None:
    """One more."""
    if why in COUNTED:
        async with scoped(disc(territory)) as connection:
            await connection.execute(_COUNT, territory, bay, hour_of(at), why)


async def beat(territory: str, at: datetime) -> None:
    """Discs were looked after at this instant."""
    async with scoped(disc(territory)) as connection:
        await connection.execute(_BEAT, territory, hour_of(at), at)


def hour_of(at: datetime) -> datetime:
    """The hour an instant is of."""
    return at.replace(minute=0, second=0, microsecond=0)
