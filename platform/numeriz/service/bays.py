"""The inventory of bays: read by everybody, changed by who keeps it, each change with a trace and a way back."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from asyncpg import Connection

from numeriz.core.bay import Bay, Described
from numeriz.core.checking import check
from numeriz.core.codes import make_code
from numeriz.core.distance import around, metres
from numeriz.service.rows import LISTED, SAID, bay_of, values_of
from numeriz.service.standing import Act, Bays, for_territory
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.facts import say
from tenants.who import Who

MOST_NEAR = 50
_SET = ", ".join(f"{name} = ${n}" for n, name in enumerate(SAID, 6))
_GIVEN = ", ".join(f"${n}" for n in range(8, 8 + len(SAID)))
_INSERT = (
    f"INSERT INTO bay (territory, id, code, published_at, updated_at, updated_by, brought_by, {', '.join(SAID)})"  # noqa: S608  # names of ours
    f" VALUES ($1, $2, $3, $4, $5, $6, $7, {_GIVEN})"
)
_UPDATE = (
    f"UPDATE bay SET updated_at = $3, updated_by = $4, brought_by = $5, {_SET}"  # noqa: S608  # names of ours
    " WHERE territory = $1 AND id = $2"
)
_STANDING = f"SELECT {LISTED} FROM bay WHERE territory = $1 AND removed_at IS NULL"  # noqa: S608  # as above
_REMOVED = f"SELECT {LISTED} FROM bay WHERE territory = $1 AND removed_at IS NOT NULL"  # noqa: S608  # as above
_NEAR = f"{_STANDING} AND active AND lon BETWEEN $2 AND $3 AND lat BETWEEN $4 AND $5"


@dataclass(frozen=True, slots=True)
class Near:
    """A bay, and how far it is."""

    bay: Bay
    metres: float


@dataclass(frozen=True, slots=True)
class Closing:
    """Until when a bay is closed, and why; without date, it is open."""

    until: datetime | None = None
    reason: str = ""


async def list_bays(territory: str) -> tuple[Bay, ...]:
    """Every bay of a territory’s inventory, by reference."""
    async with scoped(Scope(territory)) as connection:
        rows = await connection.fetch(f"{_STANDING} ORDER BY reference", territory)
    return tuple(map(bay_of, rows))


async def has_bays(territory: str) -> bool:
    """Whether a territory’s inventory holds any."""
    async with scoped(Scope(territory)) as connection:
        return bool(await connection.fetchval(f"SELECT EXISTS ({_STANDING} AND active)", territory))


async def get_bay(territory: str, bay: UUID) -> Bay:
    """One of them; raises NotFound."""
    async with scoped(Scope(territory)) as connection:
        return await read_bay(connection, territory, bay)


async def find_by_code(territory: str, code: str) -> Bay | None:
    """The bay whose sign bears this code, as `read_code` gives it; None where no sign does."""
    async with scoped(Scope(territory)) as connection:
        row = await connection.fetchrow(f"{_STANDING} AND code = $2", territory, code)
    return bay_of(row) if row else None


async def list_near(on: Bays, lon: float, lat: float, radius_m: float, most: int = MOST_NEAR) -> tuple[Near, ...]:
    """The bays of any territory around a position, the nearest first."""
    west, south, east, north = around(lon, lat, radius_m)
    found: list[Near] = []
    locator, books = on.current().locator, on.current().rulebooks
    for slug in books:
        bounds = locator.bounds(slug)
        if east < bounds[0] or bounds[2] < west or north < bounds[1] or bounds[3] < south:
            continue
        async with scoped(Scope(slug)) as connection:
            rows = await connection.fetch(_NEAR, slug, west, east, south, north)
        found += [Near(bay, metres(lon, lat, bay.lon, bay.lat)) for bay in map(bay_of, rows)]
    found.sort(key=lambda near: near.metres)
    return tuple(near for near in found if near.metres <= radius_m)[:most]


async def read_bay(connection: Connection, territory: str, bay: UUID, *, lock: bool = False) -> Bay:
    """A bay in the open transaction, its row locked where one is about to change it; raises NotFound."""
    row = await connection.fetchrow(f"{_STANDING} AND id = $2{' FOR UPDATE' if lock else ''}", territory, bay)
    if row is None:
        raise NotFound("bay-unknown", "Cette aire n’existe pas.", "Elle a peut-être été retirée de l’inventaire.")
    return bay_of(row)


async def create_bay(on: Bays, who: Who, said: Described) -> Bay:
    """Add a bay; raises Refused, Unreadable with all that is wrong, Conflict for a reference that is taken."""
    scope = for_territory(who)
    _require(said)
    async with scoped(scope) as connection:
        await lock_inventory(connection, scope.territory)
        await _require_free(connection, scope.territory, said.reference)
        fresh = uuid4()
        (code,) = await new_codes(connection, scope.territory, 1)
        await insert(connection, [((scope.territory, fresh, code, on.now(), on.now(), who.person, None), said)])
        await _note(Act(on, connection, who), "bay.changed", fresh, list(SAID))
        return await read_bay(connection, scope.territory, fresh)


async def change_bay(on: Bays, who: Who, bay: UUID, said: Described, version: datetime) -> Bay:
    """Say it anew; raises Refused, NotFound, Unreadable, Conflict where it has changed since `version`."""
    scope = for_territory(who)
    _require(said)
    async with scoped(scope) as connection:
        before = await _current(connection, scope.territory, bay, version)
        if said.reference != before.reference:
            await _require_free(connection, scope.territory, said.reference)
        changed = [name for name in SAID if getattr(before, name) != getattr(said, name)]
        if changed:
            await update(connection, [((scope.territory, bay, on.now(), who.person, None), said)])
            await _note(Act(on, connection, who), "bay.changed", bay, changed)
        return await read_bay(connection, scope.territory, bay)


async def close_bay(on: Bays, who: Who, bay: UUID, version: datetime, closing: Closing) -> Bay:
    """Close it for a time, or open it again; raises Refused, NotFound, Unreadable, Conflict."""
    scope, until = for_territory(who), closing.until
    if until is not None and until <= on.now():
        raise Unreadable("bay-closing", "Cette fermeture finit avant d’avoir commencé.", "Choisissez une date à venir.")
    async with scoped(scope) as connection:
        await _current(connection, scope.territory, bay, version)
        await connection.execute(
            "UPDATE bay SET closed_until = $3, closed_reason = $4, updated_at = $5, updated_by = $6"
            " WHERE territory = $1 AND id = $2",
            scope.territory, bay, until, " ".join(closing.reason.split())[:200] if until else "", on.now(), who.person,
        )  # fmt: skip
        await _note(Act(on, connection, who), "bay.closed" if until else "bay.changed", bay, ["closed_until"])
        return await read_bay(connection, scope.territory, bay)


async def remove_bay(on: Bays, who: Who, bay: UUID, version: datetime) -> None:
    """Take it out of the inventory; raises Refused, NotFound, Conflict."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        await _current(connection, scope.territory, bay, version)
        await _mark(Act(on, connection, who), bay, on.now())
        await _note(Act(on, connection, who), "bay.changed", bay, ["removed_at"])


async def restore_bay(on: Bays, who: Who, bay: UUID) -> Bay:
    """Put back one that was removed; raises Refused, NotFound, Conflict for a reference taken since."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        row = await connection.fetchrow(f"{_REMOVED} AND id = $2 FOR UPDATE", scope.territory, bay)
        if row is None:
            raise NotFound("bay-unknown", "Cette aire n’est pas parmi celles qui ont été retirées.")
        await _require_free(connection, scope.territory, row["reference"])
        await _mark(Act(on, connection, who), bay, None)
        await _note(Act(on, connection, who), "bay.changed", bay, ["removed_at"])
        return await read_bay(connection, scope.territory, bay)


async def list_removed(who: Who) -> tuple[Bay, ...]:
    """The bays that were taken out, the last first; raises Refused."""
    scope = for_territory(who)
    async with scoped(scope) as connection:
        rows = await connection.fetch(f"{_REMOVED} ORDER BY removed_at DESC LIMIT 200", scope.territory)
    return tuple(map(bay_of, rows))


async def lock_inventory(connection: Connection, territory: str) -> None:
    """Others who add bays wait: references and codes are looked up, then taken."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"bays {territory}")


async def new_codes(connection: Connection, territory: str, count: int) -> list[str]:
    """As many codes, which no bay of the territory ever had."""
    had = {row["code"] for row in await connection.fetch("SELECT code FROM bay WHERE territory = $1", territory)}
    made: list[str] = []
    while len(made) < count:
        if (code := make_code(secrets.randbelow)) not in had:
            had.add(code)
            made.append(code)
    return made


type Written = tuple[Sequence[object], Described]
"""What stands in a row besides what is said of the bay, and that."""


async def insert(connection: Connection, bays: Iterable[Written]) -> None:
    """Write bays; the head of each is its territory, id, code, first and last dates, who, by which import."""
    await connection.executemany(_INSERT, [(*head, *values_of(said)) for head, said in bays])


async def update(connection: Connection, bays: Iterable[Written]) -> None:
    """Write them anew; the head of each is its territory, id, date, who, by which import."""
    await connection.executemany(_UPDATE, [(*head, *values_of(said)) for head, said in bays])


def _require(said: Described) -> None:
    problems = check(said)
    if problems:
        raise Unreadable("bay-invalid", "Rien n’est encore enregistré : corrigez ce qui suit.", problems=problems)


async def _require_free(connection: Connection, territory: str, reference: str) -> None:
    if await connection.fetchval(
        "SELECT 1 FROM bay WHERE territory = $1 AND reference = $2 AND removed_at IS NULL", territory, reference
    ):
        raise Conflict(
            "bay-reference", f"Une autre aire porte déjà la référence « {reference[:40]} ».", "Choisissez-en une autre."
        )


async def _current(connection: Connection, territory: str, bay: UUID, version: datetime) -> Bay:
    found = await read_bay(connection, territory, bay, lock=True)
    if found.updated_at != version:
        hint = "Rechargez la page pour la relire d’abord."
        raise Conflict("bay-moved", "Cette aire vient d’être modifiée par quelqu’un d’autre.", hint)
    return found


async def _mark(act: Act, bay: UUID, removed: datetime | None) -> None:
    await act.connection.execute(
        "UPDATE bay SET removed_at = $2, updated_at = $3, updated_by = $4"
        " WHERE territory = current_setting('app.territory') AND id = $1",
        bay, removed, act.on.now(), act.person,
    )  # fmt: skip


async def _note(act: Act, topic: str, bay: UUID, changed: Sequence[str]) -> None:
    await say(act.connection, topic, {"bay": str(bay)})
    await act.record(topic, {"bay": str(bay), "changed": list(changed)})
