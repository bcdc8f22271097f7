"""Publishing rulebooks and reading them back: the one place where versions are numbered."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from asyncpg import Connection

from rules.bundle import Bundle, load_bundle
from rules.canonical import Tree
from rules.compiler import compile_bundle
from rules.model import GeoJSON, Invalid, Source
from tenants.audit import record
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict
from tenants.facts import say
from tenants.files import Folder
from tenants.nodes import tell_nodes
from tenants.opinion import Opinion, review
from tenants.opinion import problems as opinion_problems
from tenants.snapshot import Rulebook

log = structlog.get_logger()
_AT_ONCE = 200
"""Bundles of one query: some weigh megabytes."""

type Along = Callable[[Connection], Awaitable[None]]
"""What is written in the transaction of a publication, for it to be all or nothing."""


async def _nothing_else(_: Connection) -> None:
    """A publication alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A territory in the national directory; `rulebook` is 0 when none is published."""

    slug: str
    name: str
    timezone: str
    demonstration: bool
    rulebook: int
    overlays: int
    """How many were ever recorded."""


@dataclass(frozen=True, slots=True)
class Version:
    """A published version of a territory's rulebook."""

    number: int
    sha256: str
    published_at: datetime


async def list_territories() -> tuple[Entry, ...]:
    """Every territory, by slug."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT slug, name, timezone, demonstration, rulebook, overlays FROM territory ORDER BY slug"
        )
    return tuple(Entry(**row) for row in rows)


async def list_versions(slug: str) -> tuple[Version, ...]:
    """Every version a territory ever published, oldest first."""
    async with scoped(Scope(territory=slug)) as connection:
        rows = await connection.fetch("SELECT number, sha256, published_at FROM rulebook ORDER BY number")
    return tuple(Version(**row) for row in rows)


async def publish(
    slug: str,
    sources: Sequence[Source],
    geometries: Mapping[str, GeoJSON],
    *,
    base: int,
    by: str,
    at: datetime,
    second: Callable[[Bundle, date], Opinion] = review,
    role: str = "",
    along: Along = _nothing_else,
) -> Rulebook:
    """Compile, hear the second opinion, and publish version `base + 1`; the territory is opened at its first.

    `along` writes in the same transaction, acting in `role`. Raises `rules.model.Invalid` when the sources have
    problems or the second opinion differs, `Conflict` when `base` is not the last version.
    """
    async with scoped(Scope(territory=slug)) as connection:
        _check_base(slug, base, await connection.fetchval("SELECT rulebook FROM territory WHERE slug = $1", slug))
        allotted = {row["zone"]: row["no"] for row in await connection.fetch("SELECT zone, no FROM zone_number")}
    # Numbers are allotted by publications only: they hold as long as the base does, which is checked again below.
    bundle = await asyncio.to_thread(compile_bundle, sources, geometries, allotted)
    opinion = await _heard(slug, bundle, at, second)
    door = f"{by}: publication of {slug}@{base + 1}"
    async with scoped(Scope(territory=slug, door=door, role=role)) as connection:
        # Its key stays free: whoever writes of a draft would otherwise wait for us, and we for them.
        row = await connection.fetchrow("SELECT rulebook, state FROM territory WHERE slug = $1 FOR NO KEY UPDATE", slug)
        last = row["rulebook"] if row else None
        _check_base(slug, base, last)
        if row and row["state"] in ("closing", "closed"):
            raise Conflict("territory-closed", f"Le territoire {slug} est fermé.", "Rien ne s’y publie plus.")
        number = base + 1
        await _keep_territory(connection, bundle, number, at, new=last is None)
        await connection.executemany(
            "INSERT INTO zone_number (territory, id, zone, no) VALUES ($1, gen_random_uuid(), $2, $3)",
            [(slug, zone.id, zone.no) for zone in bundle.zones.values() if zone.id not in allotted],
        )
        await connection.execute(
            "INSERT INTO rulebook"
            " (territory, id, number, sources, geometries, bundle, sha256, published_at, published_by)"
            " VALUES ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8)",
            slug, number, json.dumps([[source.name, source.text] for source in sources]), json.dumps(geometries),
            bundle.canonical.decode(), bundle.sha256, at, by,
        )  # fmt: skip
        kept: Mapping[str, Tree] = {"number": number, "sha256": bundle.sha256, "second_opinion": _kept(opinion)}
        await record(connection, by, "rulebook.published", at=at, after=kept)
        await say(connection, "rulebook.published", {"number": number, "sha256": bundle.sha256})
        await along(connection)
        await tell_nodes(connection, slug)
    return Rulebook(slug, number, bundle)


async def _heard(slug: str, bundle: Bundle, at: datetime, second: Callable[[Bundle, date], Opinion]) -> Opinion:
    """The second opinion; raises `rules.model.Invalid` when it differs."""
    opinion = await asyncio.to_thread(second, bundle, at.date())
    if opinion.disagreements:
        raise Invalid(opinion_problems(opinion))
    if opinion.unavailable:
        log.warning("second_opinion.unavailable", territory=slug, sha256=bundle.sha256, reason=opinion.unavailable)
    return opinion


def _check_base(slug: str, base: int, last: int | None) -> None:
    if (last or 0) != base:
        raise Conflict(
            "rulebook-moved",
            f"Le règlement de {slug} en est à la version {last}.",
            f"Votre projet partait de la version {base}. Repartez de la dernière version.",
        )


def _kept(opinion: Opinion) -> Mapping[str, int | str]:
    """What the audit keeps of a second opinion that refused nothing."""
    return {"unavailable": opinion.unavailable} if opinion.unavailable else {"asked": opinion.asked}


async def _keep_territory(connection: Connection, bundle: Bundle, number: int, at: datetime, *, new: bool) -> None:
    territory = bundle.territory
    columns = (
        territory.slug,
        territory.name,
        territory.siren,
        territory.timezone,
        territory.demonstration,
        number,
    )
    if new:
        await connection.execute(
            "INSERT INTO territory (slug, name, siren, timezone, demonstration, rulebook, opened_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            *columns,
            at,
        )
    else:
        await connection.execute(
            "UPDATE territory SET name = $2, siren = $3, timezone = $4, demonstration = $5, rulebook = $6,"
            " state = 'open' WHERE slug = $1",
            *columns,
        )


async def find_rulebook(slug: str, number: int) -> Rulebook | None:
    """A published version, or None."""
    async with scoped(Scope(territory=slug)) as connection:
        bundle = await connection.fetchval("SELECT bundle FROM rulebook WHERE number = $1", number)
    return Rulebook(slug, number, load_bundle(bundle.encode())) if bundle is not None else None


async def read_bundles(numbers: Mapping[str, int]) -> Mapping[str, bytes]:
    """The bundles of these published versions, by territory, in few queries: those that are missing are left out."""
    found: dict[str, bytes] = {}
    slugs = sorted(numbers)
    for first in range(0, len(slugs), _AT_ONCE):
        some = slugs[first : first + _AT_ONCE]
        async with scoped(NOBODY) as connection:
            rows = await connection.fetch(
                "SELECT slug, bundle FROM published_rulebooks($1, $2)", some, [numbers[slug] for slug in some]
            )
        found |= {row["slug"]: row["bundle"].encode() for row in rows}
    return found


async def find_sources(slug: str, number: int) -> Folder | None:
    """The files a version was compiled from, or None."""
    async with scoped(Scope(territory=slug)) as connection:
        row = await connection.fetchrow("SELECT sources, geometries FROM rulebook WHERE number = $1", number)
    if row is None:
        return None
    return tuple(Source(name, text) for name, text in json.loads(row["sources"])), json.loads(row["geometries"])
