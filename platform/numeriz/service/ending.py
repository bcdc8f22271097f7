"""A disc is extended, explained, or taken back, by the phone that set it."""

from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Connection, ExclusionViolationError, Record

from numeriz.core.stay import OLDEST, Told, departure, instant_of
from numeriz.service.grounds import disc, get_ground
from numeriz.service.kept import Kept, read_kept, territory_of, unknown
from numeriz.service.telling import tell
from tenants.database import scoped
from tenants.errors import Conflict, Unreadable

_LOCK = "SELECT * FROM stay WHERE territory = $1 AND id = $2 AND phone = $3 FOR UPDATE"
_END = "UPDATE stay SET ended_at = $3, ends_at = $3, ended_by = 'driver' WHERE territory = $1 AND id = $2"
_EXPLAIN = "UPDATE stay SET reason = $3 WHERE territory = $1 AND id = $2"
_EXTEND = """
    UPDATE stay SET extended_min = $3, due_at = due_at + $4::interval, ends_at = ends_at + $4::interval,
        overrun_at = NULL
    WHERE territory = $1 AND id = $2
"""


async def end_disc(phone: bytes, stay: UUID, told: Told, now: datetime) -> Kept:
    """Take a disc back, or give a hold up; once, however often it is said. Raises NotFound, Unreadable.

    A departure that is sent late shortens a stay that ended by itself in between.
    """
    territory = await territory_of(phone, stay)
    said = now if told.offset_s is None and told.at > now else instant_of(told, now)
    if said == "old":
        raise Unreadable("stay-old", "Ce départ a plus de 24 heures.", "Le disque s’est terminé de lui-même.")
    async with scoped(disc(territory)) as connection:
        row = await connection.fetchrow(_LOCK, territory, stay, phone)
        if row is None:
            raise unknown()
        at = departure(said if isinstance(said, datetime) else now, row["starts_at"], now)
        if row["ended_at"] is None and at < row["ends_at"]:
            await connection.execute(_END, territory, stay, at)
            topic = "hold.lapsed" if row["kind"] == "hold" else "stay.ended"
            await tell(connection, topic, (territory, stay, row["bay"]), at, by="driver")
        elif at < row["ends_at"] and row["ended_by"] == "automatic":
            # Its end was said: nobody is told twice, and the time it took is what it took.
            await connection.execute(_END, territory, stay, at)
        return await read_kept(connection, territory, stay)


async def explain_disc(phone: bytes, stay: UUID, reason: str, now: datetime) -> Kept:
    """Keep why a vehicle stands, or stood, there; it gives no time. Raises NotFound, Conflict.

    What was said without a network may come after the disc ended by itself.
    """
    territory = await territory_of(phone, stay)
    async with scoped(disc(territory)) as connection:
        row = await connection.fetchrow(_LOCK, territory, stay, phone)
        if row is None or row["kind"] != "stay":
            raise unknown()
        if now - row["ends_at"] > OLDEST:
            raise Conflict("stay-old", "Ce disque est fini depuis plus de 24 heures.", "Sa raison ne change plus.")
        await connection.execute(_EXPLAIN, territory, stay, reason)
        return await read_kept(connection, territory, stay)


async def extend_disc(phone: bytes, stay: UUID, minutes: int, now: datetime) -> Kept:
    """Extend a disc to so many minutes more in all, so that a request sent twice extends once; raises Failure."""
    territory = await territory_of(phone, stay)
    try:
        async with scoped(disc(territory)) as connection:
            bay = await connection.fetchval(
                "SELECT bay FROM stay WHERE territory = $1 AND id = $2 AND phone = $3", territory, stay, phone
            )
            if bay is not None:
                await get_ground(connection, territory, bay, lock=True)
            row = await connection.fetchrow(_LOCK, territory, stay, phone)
            if row is None:
                raise unknown()
            await _extend(connection, territory, row, minutes, now)
            return await read_kept(connection, territory, stay)
    except ExclusionViolationError as taken:
        raise Conflict(
            "place-promised", "La place est promise à un autre véhicule.", "Partez à l’heure dite."
        ) from taken


async def _extend(connection: Connection, territory: str, row: Record, minutes: int, now: datetime) -> None:
    if minutes <= row["extended_min"]:
        return
    if row["ended_at"] is not None or now >= row["ends_at"]:
        raise Conflict("stay-ended", "Ce disque est terminé.", "Posez-en un autre si c’est permis.")
    if row["due_at"] is None or minutes > row["extension_min"]:
        most = row["extension_min"] if row["due_at"] else 0
        said = f"On prolonge ici de {most}\u00a0minutes au plus." if most else "On ne prolonge pas sur cette aire."
        raise Conflict("extension-none", said, "Partez à l’heure dite.")
    more = timedelta(minutes=minutes - row["extended_min"])
    await connection.execute(_EXTEND, territory, row["id"], minutes, more)
    due = (row["due_at"] + more).isoformat()
    await tell(connection, "stay.extended", (territory, row["id"], row["bay"]), now, due_at=due, extended_min=minutes)
