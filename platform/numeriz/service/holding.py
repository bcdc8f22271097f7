"""A place is held for who is about to arrive, where the rules of the territory allow it."""

from datetime import datetime

from asyncpg import Connection

from numeriz.core.stay import Limits, held
from numeriz.service.asked import Coming, FindLimits, Set
from numeriz.service.counting import count_refusal
from numeriz.service.grounds import Ground, disc, get_ground
from numeriz.service.kept import Kept, read_kept
from numeriz.service.setting import again, forbidden
from numeriz.service.telling import tell
from numeriz.service.vacating import check_return, free_place
from rules.canonical import Tree
from tenants.database import scoped
from tenants.errors import Conflict, Unreadable

_DISC = "INSERT INTO disc (id, territory, phone, set_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id"
_KEEP = """
    INSERT INTO stay (territory, carrier, id, bay, place, kind, means, phone, plate, country, vehicle, category, energy,
        starts_at, ends_at, due_at, verdict, source, received_at)
    VALUES ($1, $2, $3, $4, $5, 'hold', $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $13)
"""
_OTHER = """
    SELECT true FROM stay WHERE territory = $1 AND phone = $2 AND kind = 'hold' AND ended_at IS NULL AND ends_at > $3
"""


async def hold_place(limits: FindLimits, phone: bytes, asked: Set, now: datetime) -> Kept:
    """Hold a place; one at a time for a phone. Raises Failure."""
    if asked.bay is None:
        raise Unreadable("hold-bay", "Dites quelle aire.")
    try:
        async with scoped(disc(asked.territory)) as connection:
            ground = await get_ground(connection, asked.territory, asked.bay)
            if await connection.fetchval(_DISC, asked.id, asked.territory, phone, now) is None:
                return await again(connection, asked, phone)
            found = await limits(ground, asked.facts, now)
            if found.verdict == "forbidden":
                raise forbidden()
            return await _hold(connection, Coming(asked, phone, now, now), ground, found)
    except Conflict as refusal:
        await count_refusal(asked.territory, asked.bay, refusal.code, now)
        raise


async def _hold(connection: Connection, coming: Coming, ground: Ground, found: Limits) -> Kept:
    asked, now = coming.asked, coming.now
    if not found.hold_min:
        raise Conflict("hold-none", "On ne retient pas de place sur cette aire.", "Posez le disque en arrivant.")
    ground = await get_ground(connection, ground.territory, ground.id, lock=True)
    ground.check_open(now)
    await check_return(connection, coming, ground, found)
    if await connection.fetchval(_OTHER, asked.territory, coming.phone, now):
        raise Conflict("hold-other", "Ce téléphone retient déjà une place.", "Rendez-la d’abord.")
    place, span = await _place(connection, ground, now, found.hold_min), held(now, found.hold_min)
    await connection.execute(
        _KEEP, asked.territory, asked.carrier, asked.id, ground.id, place, asked.means, coming.phone, asked.plate,
        asked.country, asked.vehicle, str(asked.facts.get("category", "")), str(asked.facts.get("energy", "")),
        now, span.ends_at, found.verdict, found.source,
    )  # fmt: skip
    said: dict[str, Tree] = {"place": place, "due_at": span.ends_at.isoformat()}
    await tell(connection, "hold.made", (asked.territory, asked.id, ground.id), now, **said)
    return await read_kept(connection, asked.territory, asked.id, new=True)


async def _place(connection: Connection, ground: Ground, now: datetime, minutes: int) -> int:
    place = await free_place(connection, ground, held(now, minutes))
    if place is None:
        raise Conflict("bay-full", "Cette aire est complète.", "Choisissez-en une autre, ou réessayez plus tard.")
    return place
