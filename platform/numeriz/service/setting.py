"""A disc is set: its bay is locked, what stands in its way is looked at, a place taken; once, however often sent."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from numeriz.core.stay import AT_THE_SIGN, LATE, Limits, Span, Told, begun, instant_of, set_now
from numeriz.service.asked import Coming, FindLimits, Set
from numeriz.service.counting import count_refusal
from numeriz.service.grounds import Ground, check_near, disc, get_coded, get_ground, get_nearest
from numeriz.service.kept import Kept, read_kept
from numeriz.service.telling import tell
from numeriz.service.vacating import check_return, free_place, give_up_hold, move, next_start
from rules.canonical import Tree
from tenants.database import scoped
from tenants.errors import Conflict, Failure, NotFound, Unreadable

_DISC = "INSERT INTO disc (id, territory, phone, set_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id"
_KEEP = """
    INSERT INTO stay (territory, carrier, id, bay, place, kind, means, reason, phone, plate, country, vehicle, category,
        energy, starts_at, ends_at, due_at, regulated_from, ended_at, ended_by, stay_min, no_return_min, extension_min,
        verdict, source, excess, doubled, offline, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        $24, $25, $26, $27, $28, $29)
"""
MOST_OPEN = 5
"""Discs that one phone has at a time: more would fill bays with nobody in them."""


async def set_disc(limits: FindLimits, phone: bytes, asked: Set, now: datetime, *, late: bool = False) -> Kept:
    """Set a disc; `late` is one that waited for a network, which a full bay does not refuse. Raises Failure."""
    coming = Coming(asked, phone, _instant(asked.told, now, late=late), now, late)
    bay: UUID | None = None
    try:
        async with scoped(disc(asked.territory)) as connection:
            ground = await find_ground(connection, asked)
            bay = ground.id if ground else None
            if await connection.fetchval(_DISC, asked.id, asked.territory, phone, now) is None:
                return await again(connection, asked, phone)
            await _check_few(connection, coming)
            if ground is None:
                return await _keep(connection, coming, None, Limits())
            found = await limits(ground, asked.facts, coming.at)
            if found.verdict == "forbidden" and not late:
                raise forbidden()
            ground.check_open(coming.at)
            check_near(ground, asked.position, asked.means)
            return await _keep(connection, coming, ground, found)
    except Conflict as refusal:
        if bay is not None:
            await count_refusal(asked.territory, bay, refusal.code, now)
        raise


def _instant(told: Told, now: datetime, *, late: bool) -> datetime:
    """When it was set; raises Unreadable for what cannot be believed."""
    at = instant_of(told, now) if late else set_now(told, now)
    if at == "old":
        raise Unreadable("stay-old", "Ce disque a plus de 24 heures.", "Il n’est pas gardé.")
    if at == "future":
        raise Unreadable("clock-ahead", "L’horloge du téléphone avance.", "Réglez-la sur l’heure du réseau.")
    return at


async def find_ground(connection: Connection, asked: Set) -> Ground | None:
    """The bay that is meant, nobody else writing there until the end; None for a stop without. Raises Failure."""
    if asked.bay is not None:
        return await get_ground(connection, asked.territory, asked.bay, lock=True)
    if asked.code:
        found = await get_coded(connection, asked.territory, asked.code)
        return await get_ground(connection, asked.territory, found.id, lock=True)
    if asked.means == "position" and asked.position is not None:
        found = await get_nearest(connection, asked.territory, asked.position)
        return await get_ground(connection, asked.territory, found.id, lock=True)
    if not await connection.fetchval("SELECT true FROM territory WHERE slug = $1", asked.territory):
        raise NotFound("territory-unknown", "Ce territoire n’existe pas.")
    return None


async def again(connection: Connection, asked: Set, phone: bytes) -> Kept:
    """What is known of a number that was sent before; raises Conflict for that of another phone."""
    ours = await connection.fetchval(
        "SELECT true FROM disc WHERE id = $1 AND phone = $2 AND territory = $3", asked.id, phone, asked.territory
    )
    if not ours:
        raise Conflict("stay-id-taken", "Ce numéro de disque est déjà pris.", "Tirez-en un autre au hasard.")
    return await read_kept(connection, asked.territory, asked.id)


async def _check_few(connection: Connection, coming: Coming) -> None:
    count = await connection.fetchval(
        "SELECT count(*) FROM stay WHERE territory = $1 AND phone = $2 AND ended_at IS NULL AND ends_at > $3",
        coming.territory, coming.phone, coming.at,
    )  # fmt: skip
    if count >= MOST_OPEN:
        raise Conflict("stays-many", f"Ce téléphone a déjà {count} disques en cours.", "Terminez-en un d’abord.")


async def _keep(connection: Connection, coming: Coming, ground: Ground | None, found: Limits) -> Kept:
    """Write it, once what it takes the place of has made room."""
    asked, place, wanted, excess = coming.asked, None, None, False
    doubled = await move(connection, coming, ground)
    if ground is not None:
        await check_return(connection, coming, ground, found)
        wanted = await give_up_hold(connection, coming, ground)
    span, ended_by = await _ended(connection, coming, begun(coming.at, found))
    if ground is not None:
        place = await free_place(connection, ground, span, wanted)
        excess = place is None
        if excess and not coming.late and asked.means not in AT_THE_SIGN:
            raise _full()
    bay = ground.id if ground else None
    await connection.execute(
        _KEEP, asked.territory, asked.carrier, asked.id, bay, place, "stay", asked.means, asked.reason, coming.phone,
        asked.plate, asked.country, asked.vehicle, str(asked.facts.get("category", "")),
        str(asked.facts.get("energy", "")), span.starts_at, span.ends_at, span.due_at, span.regulated_from,
        span.ended_at, ended_by, found.stay_min, found.no_return_min, found.extension_min, found.verdict,
        found.source, excess, doubled, coming.now - coming.at > LATE, coming.now,
    )  # fmt: skip
    due = span.due_at.isoformat() if span.due_at else None
    said: dict[str, Tree] = {"place": place, "excess": excess, "due_at": due}
    await tell(connection, "stay.started", (asked.territory, asked.id, bay), coming.at, **said)
    if span.ended_at is not None:
        await tell(connection, "stay.ended", (asked.territory, asked.id, bay), span.ended_at, by=ended_by)
    return await read_kept(connection, asked.territory, asked.id, new=True)


async def _ended(connection: Connection, coming: Coming, span: Span) -> tuple[Span, str | None]:
    """Its end, where it is over already: it left, came elsewhere since, or ended by itself."""
    ends: dict[str, datetime] = {}
    if coming.asked.left is not None:
        said = instant_of(coming.asked.left, coming.now)
        ends["driver"] = max(span.starts_at, said) if isinstance(said, datetime) else coming.now
    # Of what is set now nothing later is known.
    late = coming.now - coming.at > LATE
    if late and (following := await next_start(connection, coming)) is not None:
        ends["moved"] = following
    if span.ends_at <= coming.now:
        ends["automatic"] = span.ends_at
    if not ends:
        return span, None
    by = min(ends, key=lambda each: ends[each])
    end = min(ends[by], span.ends_at)
    return replace(span, ends_at=end, ended_at=end), by


def forbidden() -> Conflict:
    """What is said where a rule forbids this vehicle to stop."""
    said = "Ce véhicule n’a pas le droit de s’arrêter ici à cette heure."
    return Conflict("bay-forbidden", said, "L’aire dit pourquoi.")


def _full() -> Failure:
    return Conflict(
        "bay-full", "Cette aire est complète.",
        "Si vous y êtes garé, lisez le code du panneau, ou tapez-le\u00a0: votre arrêt sera gardé.",
    )  # fmt: skip
