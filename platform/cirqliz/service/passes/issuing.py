"""Issuing: a pass for each vehicle’s right, in the transaction that grants it; renewed while the right goes on."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.passes.lists import SIZE, decoys
from cirqliz.core.passes.payload import CODE_BYTES
from cirqliz.service.acting import by_order, for_carrier
from cirqliz.service.derogations import Act, Derogations
from rules.eligible import is_eligible
from tenants.database import scoped
from tenants.errors import Conflict, NotFound
from tenants.who import Who

LONGEST = timedelta(days=366)
"""How long one pass is good for; that of a right that goes on is renewed."""
AHEAD = timedelta(days=30)
"""How long before its end a pass is renewed."""
FULL = SIZE // 2
"""Passes in one list, after which another is opened: places must stay hard to guess."""

_STANDS = (
    "d.territory = $1 AND d.state IN ('active', 'suspended')"
    " AND (d.ends_on IS NULL OR d.ends_on > d.starts_on AND d.ends_on::timestamp AT TIME ZONE t.timezone > $2)"
)
_START = "d.starts_on::timestamp AT TIME ZONE t.timezone"
_LAST = f"date_trunc('day', (GREATEST({_START}, $2::timestamptz) + $3::interval) AT TIME ZONE t.timezone)"
_END = f"LEAST(d.ends_on::timestamp AT TIME ZONE t.timezone, {_LAST} AT TIME ZONE t.timezone)"
"""A pass ends at midnight there, as rights do."""
_DUE = f"""
    SELECT d.id, d.carrier, d.vehicle, d.plate, d.country, {_START} AS starts_at,
        {_END} AS ends_at
    FROM derogation d JOIN territory t ON t.slug = d.territory
    WHERE {_STANDS} AND d.holder = 'vehicle' AND d.plate <> '' AND ($4::uuid[] IS NULL OR d.id = ANY ($4))
        AND NOT EXISTS (SELECT FROM pass p WHERE p.territory = d.territory AND p.derogation = d.id)
    ORDER BY d.id
"""  # noqa: S608  # ours
_FOR_ONE = f"""
    SELECT d.id, d.carrier, d.holder, d.kind, d.state, {_START} AS starts_at,
        {_END} AS ends_at
    FROM derogation d JOIN territory t ON t.slug = d.territory
    WHERE {_STANDS} AND d.id = $4 AND d.carrier = $5 FOR UPDATE OF d
"""  # noqa: S608  # ours
_LOST = (
    "SELECT p.state, d.state AS right, p.carrier, p.vehicle, p.plate, p.country, p.starts_at, p.ends_at, d.id"
    " FROM pass p JOIN derogation d ON d.territory = p.territory AND d.id = p.derogation"
    " WHERE p.territory = $1 AND p.id = $2 AND p.carrier = $3 AND p.phone IS NULL FOR UPDATE OF p"
)
_RENEW = f"""
    UPDATE pass p SET ends_at = {_END} FROM derogation d JOIN territory t ON t.slug = d.territory
    WHERE p.territory = $1 AND p.derogation = d.id AND {_STANDS} AND p.state <> 'revoked'
        AND p.ends_at < $4 AND p.ends_at < {_END}
    RETURNING p.id
"""  # noqa: S608  # ours
_WRITE = (
    "INSERT INTO pass (territory, carrier, code, derogation, vehicle, plate, country, phone, status, starts_at,"
    " ends_at, issued_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
)


async def issue(connection: Connection, territory: str, rights: Sequence[UUID] | None, now: datetime) -> int:
    """A pass for each of these rights of vehicles, or for all that have none yet; how many were made.

    The transaction is of this territory, in a role that grants.
    """
    rows = await connection.fetch(_DUE, territory, now, LONGEST, None if rights is None else list(rights))
    if rows:
        places = await _draw(connection, territory, len(rows), now)
        lines = [_line(territory, row, place, now) for row, place in zip(rows, places, strict=True)]
        await connection.executemany(_WRITE, lines)
    return len(rows)


async def issue_for(on: Derogations, who: Who, territory: str, derogation: UUID, vehicle: UUID) -> UUID:
    """A pass of a right that the whole carrier holds, for one of its vehicles; that which it has already, if any.

    Raises Refused, NotFound, Conflict.
    """
    carrier, _ = for_carrier(who)
    held = (await on.fleet.find_vehicles(carrier, [vehicle])).get(vehicle)
    if held is None:
        raise NotFound("vehicle-unknown", "Ce véhicule n’est pas dans votre flotte.")
    now = on.now()
    # Its carrier writes no pass: the order lets each vehicle of who holds a right show it.
    async with scoped(by_order(territory)) as connection:
        row = await connection.fetchrow(_FOR_ONE, territory, now, LONGEST, derogation, carrier)
        if row is None or row["holder"] != "carrier":
            raise NotFound("derogation-unknown", "Cette dérogation n’existe pas, ou n’est plus en cours.")
        known = on.find_kind(territory, row["kind"])
        if known is None or is_eligible(known[0], held.facts) is False:
            raise Conflict(
                "vehicle-unsuited", "Cette dérogation n’est pas pour ce véhicule.", "Choisissez-en un autre."
            )
        found: UUID | None = await connection.fetchval(
            "SELECT id FROM pass WHERE derogation = $1 AND vehicle = $2 AND state <> 'revoked'", derogation, vehicle
        )
        if found is not None:
            return found
        (place,) = await _draw(connection, territory, 1, now)
        line = _line(territory, row, place, now, (vehicle, held.plate, held.country, None))
        made: UUID = await connection.fetchval(f"{_WRITE} RETURNING id", *line)
        await Act(on, connection, who).note(
            "pass.issued", {"pass": str(made), "derogation": str(derogation), "carrier": str(carrier)}
        )
    return made


async def issue_to(connection: Connection, territory: str, phone: Record, now: datetime) -> UUID:
    """A pass of a right that the whole carrier holds, bound to a telephone; raises Conflict where it does not stand."""
    row = await connection.fetchrow(_FOR_ONE, territory, now, LONGEST, phone["derogation"], phone["carrier"])
    if row is None or row["holder"] != "carrier":
        raise Conflict("right-over", "Cette dérogation n’est plus en cours.", "Voyez avec votre entreprise.")
    (place,) = await _draw(connection, territory, 1, now)
    made: UUID = await connection.fetchval(
        f"{_WRITE} RETURNING id", *_line(territory, row, place, now, (None, "", "FR", phone["id"]))
    )
    return made


async def reissue(on: Derogations, who: Who, territory: str, number: UUID) -> UUID:
    """Take back a pass whose code was lost or stolen, and make another of the same right and vehicle.

    Raises Refused, NotFound, Conflict.
    """
    carrier, _ = for_carrier(who)
    now = on.now()
    async with scoped(by_order(territory)) as connection:
        row = await connection.fetchrow(_LOST, territory, number, carrier)
        if row is None:
            raise NotFound("pass-unknown", "Ce laissez-passer n’existe pas.", "Voyez la liste.")
        if row["state"] != "active" or row["right"] != "active" or row["ends_at"] <= now:
            raise Conflict("pass-off", "Ce laissez-passer ne sert plus : il ne se refait pas.", "Voyez son état.")
        await connection.execute(
            "UPDATE pass SET state = 'revoked', state_reason = $2, state_at = $3, state_by = $4 WHERE id = $1",
            number, "Perdu ou volé, dit le transporteur.", now, who.person,
        )  # fmt: skip
        (place,) = await _draw(connection, territory, 1, now)
        made: UUID = await connection.fetchval(f"{_WRITE} RETURNING id", *_line(territory, row, place, now))
        await Act(on, connection, who).note(
            "pass.reissued", {"pass": str(made), "lost": str(number), "carrier": str(carrier)}
        )
    return made


async def renew(territory: str, now: datetime) -> None:
    """Make what is missing, and let passes go on whose right does."""
    async with scoped(by_order(territory)) as connection:
        await issue(connection, territory, None, now)
        await connection.fetch(_RENEW, territory, now, LONGEST, now + AHEAD)


def _line(
    territory: str,
    row: Record,
    place: int,
    now: datetime,
    bearer: tuple[UUID | None, str, str, UUID | None] | None = None,
) -> tuple[object, ...]:
    whose = bearer or (row["vehicle"], row["plate"], row["country"], None)
    code = secrets.token_bytes(CODE_BYTES)
    return (
        territory, row["carrier"], code, row["id"], *whose, place, row["starts_at"], row["ends_at"], now
    )  # fmt: skip


async def _draw(connection: Connection, territory: str, count: int, now: datetime) -> list[int]:
    """Places that nobody has, at random in the last list, or in others opened for it."""
    # Whoever issues at the same time waits: no place is drawn twice.
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"passes of {territory}")
    number, barred, left = await _last_list(connection, territory, now)
    found: list[int] = []
    while len(found) < count:
        if left == 0:
            await _add_list(connection, territory, number + 1, now)
            number, barred, left = await _last_list(connection, territory, now)
        wanted = min(left, count - len(found))
        free = await _free(connection, territory, number, barred | {each % SIZE for each in found}, wanted)
        found += free
        left -= len(free)
    return found


async def _free(connection: Connection, territory: str, number: int, barred: Collection[int], count: int) -> list[int]:
    """Some places of a list, at most so many, that no pass has."""
    drawn = {place for _ in range(2 * count) if (place := secrets.randbelow(SIZE)) not in barred}
    places = [number * SIZE + place for place in drawn]
    taken = await connection.fetch(
        "SELECT status FROM pass WHERE territory = $1 AND status = ANY ($2)", territory, places
    )
    return sorted(set(places) - {each["status"] for each in taken}, key=lambda _: secrets.randbits(32))[:count]


async def _last_list(connection: Connection, territory: str, now: datetime) -> tuple[int, frozenset[int], int]:
    """The number of the last list, the places of its decoys, how many passes it still takes."""
    row = await connection.fetchrow(
        "SELECT number, seed, opened_at, (SELECT count(*) FROM pass p WHERE p.territory = l.territory"
        " AND p.status >= l.number * $2 AND p.status < (l.number + 1) * $2) AS passes"
        " FROM pass_list l WHERE l.territory = $1 ORDER BY number DESC LIMIT 1",
        territory, SIZE,
    )  # fmt: skip
    if row is None:
        await _add_list(connection, territory, 0, now)
        return await _last_list(connection, territory, now)
    barred = frozenset(decoys(bytes(row["seed"]), row["opened_at"], now))
    return row["number"], barred, max(0, FULL - row["passes"])


async def _add_list(connection: Connection, territory: str, number: int, now: datetime) -> None:
    await connection.execute(
        "INSERT INTO pass_list (territory, number, seed, opened_at) VALUES ($1, $2, $3, $4)",
        territory, number, secrets.token_bytes(16), now,
    )  # fmt: skip
