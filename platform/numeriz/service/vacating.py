"""What makes room for a disc: the former one of the same vehicle ends, its hold is taken up, a place is found."""

from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Connection, Record

from numeriz.core.sentences import hour_of
from numeriz.core.stay import MISTAKE, Limits, Span
from numeriz.service.asked import Coming
from numeriz.service.grounds import Ground
from numeriz.service.telling import tell
from tenants.errors import Conflict

# One order for all: two requests of one vehicle wait for each other, and never across.
_SAME = """
    SELECT id, bay, starts_at, due_at, phone, carrier, plate FROM stay
    WHERE territory = $1 AND kind = 'stay' AND ended_at IS NULL AND starts_at <= $2 AND ends_at > $2
        AND ((plate = $3 AND country = $4 AND plate <> '') OR (phone = $5 AND (plate = $3 OR plate = '' OR $3 = '')))
    ORDER BY id FOR UPDATE
"""
_END = """
    UPDATE stay SET ended_at = $3, ends_at = $3, ended_by = $4
    WHERE territory = $1 AND id = $2 AND ended_at IS NULL
"""
_NEXT = """
    SELECT min(starts_at) FROM stay
    WHERE territory = $1 AND kind = 'stay' AND starts_at > $2
        AND ((plate = $3 AND plate <> '' AND (phone = $4 OR carrier = $5)) OR (phone = $4 AND plate = $3))
"""
_LAST = """
    SELECT max(ends_at) FROM stay
    WHERE territory = $1 AND bay = $2 AND kind = 'stay' AND ends_at > $3 AND starts_at <= $4
        AND ends_at >= starts_at + $8::interval
        AND ((plate = $5 AND country = $6 AND plate <> '') OR (phone = $7 AND $5 = ''))
"""
_HELD = """
    SELECT id, place FROM stay
    WHERE territory = $1 AND bay = $2 AND kind = 'hold' AND ended_at IS NULL AND starts_at <= $3 AND ends_at > $3
        AND phone = $4 ORDER BY id FOR UPDATE
"""
_TAKEN = """
    SELECT DISTINCT place FROM stay
    WHERE territory = $1 AND bay = $2 AND place IS NOT NULL AND ends_at > $3 AND starts_at < $4
"""


async def end_row(connection: Connection, territory: str, stay: UUID, at: datetime, by: str) -> bool:
    """End a stay that has not ended; whether it had not."""
    done: str = await connection.execute(_END, territory, stay, at, by)
    return done == "UPDATE 1"


async def move(connection: Connection, coming: Coming, ground: Ground | None) -> bool:
    """End the former disc of this vehicle; whether another phone has one for the same plate, which stays.

    Raises Conflict for a disc that is set anew where it runs: it would never end.
    """
    asked, at = coming.asked, coming.at
    rows = await connection.fetch(_SAME, asked.territory, at, asked.plate, asked.country, coming.phone)
    own = [row for row in rows if row["phone"] == coming.phone or (asked.carrier and row["carrier"] == asked.carrier)]
    for row in own:
        if ground is not None and row["bay"] == ground.id:
            raise _set_already(row, ground, at)
        await end_row(connection, asked.territory, row["id"], at, "moved")
        await tell(connection, "stay.ended", (asked.territory, row["id"], row["bay"]), at, by="moved")
    return len(own) < len(rows)


def _set_already(row: Record, ground: Ground, at: datetime) -> Conflict:
    due = f" jusqu’à {hour_of(row['due_at'], at, ground.clock)}" if row["due_at"] else ""
    return Conflict("already-set", f"Ce véhicule a déjà un disque ici{due}.", "Prolongez-le si c’est permis.")


async def next_start(connection: Connection, coming: Coming) -> datetime | None:
    """When this vehicle set its next disc, where that one was known before."""
    asked = coming.asked
    found: datetime | None = await connection.fetchval(
        _NEXT, asked.territory, coming.at, asked.plate, coming.phone, asked.carrier
    )
    return found


async def check_return(connection: Connection, coming: Coming, ground: Ground, found: Limits) -> None:
    """Raises Conflict for who comes back before the rules let them."""
    if not found.no_return_min:
        return
    asked, at, apart = coming.asked, coming.at, timedelta(minutes=found.no_return_min)
    last = await connection.fetchval(
        _LAST, asked.territory, ground.id, at - apart, at, asked.plate, asked.country, coming.phone,
        MISTAKE,
    )  # fmt: skip
    if last is not None and last <= at < last + apart:
        back = hour_of(last + apart, at, ground.clock)
        raise Conflict("no-return", f"Ce véhicule ne peut pas revenir ici avant {back}.", "Choisissez une autre aire.")


async def give_up_hold(connection: Connection, coming: Coming, ground: Ground) -> int | None:
    """The place this phone held here, which its disc takes."""
    rows = await connection.fetch(_HELD, coming.territory, ground.id, coming.at, coming.phone)
    chosen = next((row for row in rows if row["id"] == coming.asked.hold), rows[0] if rows else None)
    if chosen is None:
        return None
    await end_row(connection, coming.territory, chosen["id"], coming.at, "taken")
    place: int | None = chosen["place"]
    return place


async def free_place(connection: Connection, ground: Ground, span: Span, wanted: int | None = None) -> int | None:
    """A place nobody has over this span, the wanted one first; None where the bay is full."""
    rows = await connection.fetch(_TAKEN, ground.territory, ground.id, span.starts_at, span.ends_at)
    taken = {row["place"] for row in rows}
    if wanted is not None and wanted not in taken:
        return wanted
    return next((place for place in range(1, ground.bay.places + 1) if place not in taken), None)
