"""Passes as their carrier shows them, and as their territory follows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cirqliz.service.acting import HOLDERS, READERS, for_carrier, for_territory
from cirqliz.service.passes.keys import PassKeys
from cirqliz.service.passes.records import READ, Held, all_held, held_of, read_zones, sign
from tenants.database import Scope, scoped
from tenants.errors import NotFound
from tenants.who import Who

PAGE = 25
MOST = 100
"""Sheets in one file."""
STATES = ("standing", "stopped", "over")
_IN = {
    "standing": "p.ends_at > $1 AND p.state <> 'revoked' AND d.state IN ('active', 'suspended')",
    "stopped": "p.ends_at > $1 AND (p.state = 'suspended' OR d.state = 'suspended') AND p.state <> 'revoked'"
    " AND d.state <> 'revoked' AND d.state <> 'replaced'",
    "over": "(p.ends_at <= $1 OR p.state = 'revoked' OR d.state IN ('revoked', 'replaced'))",
}
_ORDER = " ORDER BY p.plate, t.name, d.kind, p.id LIMIT $5 OFFSET $6"


@dataclass(frozen=True, slots=True)
class Looked:
    """Which passes are looked at; pages count from one."""

    state: str = "standing"
    plate: str = ""
    territory: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Code:
    """A pass, and the code that shows it, signed now."""

    held: Held
    token: str


async def page_own(who: Who, looked: Looked, now: datetime) -> tuple[tuple[Held, ...], int]:
    """One page of the passes of a carrier, by plate, and how many there are; raises Refused."""
    carrier, role = for_carrier(who, HOLDERS)
    return await _page(Scope(carrier=str(carrier), role=role), looked, now)


async def page_issued(who: Who, looked: Looked, now: datetime) -> tuple[tuple[Held, ...], int]:
    """One page of those of a territory; raises Refused."""
    return await _page(for_territory(who, READERS), looked, now)


async def get_own(who: Who, territory: str, number: UUID, now: datetime) -> Held:
    """One pass of a carrier; raises Refused, NotFound."""
    carrier, role = for_carrier(who, HOLDERS)
    return await _get(Scope(carrier=str(carrier), role=role), territory, number, now)


async def get_issued(who: Who, number: UUID, now: datetime) -> Held:
    """One pass of a territory; raises Refused, NotFound."""
    scope = for_territory(who, READERS)
    return await _get(scope, scope.territory, number, now)


async def list_chosen(who: Who, chosen: Sequence[UUID], now: datetime) -> tuple[Held, ...]:
    """Those of these passes of a carrier that are worth showing, or all of them where none is named; raises Refused."""
    carrier, role = for_carrier(who, HOLDERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        rows = await connection.fetch(
            f"{READ} WHERE (cardinality($2::uuid[]) = 0 OR p.id = ANY ($2)) AND {_IN['standing']}"
            # What a telephone shows is not worth printing: its code lives half a minute.
            " AND p.phone IS NULL ORDER BY p.plate, t.name, d.kind, p.id LIMIT $3",
            now, list(chosen), MOST,
        )  # fmt: skip
    return tuple(held for held in all_held(rows) if held.shows_on(now))


async def draw_codes(keys: PassKeys, passes: Sequence[Held], now: datetime) -> tuple[Code, ...]:
    """Their codes, signed now; raises Unavailable where the keys of a territory do not open."""
    found: dict[UUID, Code] = {}
    for territory in sorted({held.territory for held in passes}):
        signer = await keys.get_signer(territory, now)
        async with scoped(Scope(territory)) as connection:
            zones = await read_zones(connection, territory)
        found |= {held.id: Code(held, sign(held, zones, signer)) for held in passes if held.territory == territory}
    return tuple(found[held.id] for held in passes)


async def _page(scope: Scope, looked: Looked, now: datetime) -> tuple[tuple[Held, ...], int]:
    where = (
        f" WHERE {_IN.get(looked.state, _IN['standing'])} AND ($2 = '' OR strpos(p.plate, $2) > 0)"
        " AND ($3 = '' OR p.territory = $3) AND ($4 = '' OR p.territory = $4)"
    )
    values = (now, looked.plate, looked.territory, scope.territory)
    async with scoped(scope) as connection:
        count: int = await connection.fetchval(f"SELECT count(*) FROM ({READ}{where}) AS found", *values)  # noqa: S608
        rows = await connection.fetch(f"{READ}{where}{_ORDER}", *values, PAGE, (looked.page - 1) * PAGE)
    return all_held(rows), count


async def _get(scope: Scope, territory: str, number: UUID, now: datetime) -> Held:
    async with scoped(scope) as connection:
        row = await connection.fetchrow(f"{READ} WHERE p.territory = $2 AND p.id = $3", now, territory, number)
    if row is None:
        raise NotFound("pass-unknown", "Ce laissez-passer n’existe pas.", "Voyez la liste.")
    return held_of(row)
