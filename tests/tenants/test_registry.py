"""Publishing: numbered, refused when stale, zone numbers never reused, kept by nodes that cannot read the next."""

import itertools
from datetime import UTC, datetime

import pytest

from rules.model import Invalid, Source
from tenants.database import Scope, scoped
from tenants.errors import Conflict
from tenants.migrate import Addresses
from tenants.registry import find_rulebook, list_territories, publish
from tenants.shelf import Shelf

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RING = [[7.0, 43.0], [7.1, 43.0], [7.1, 43.1], [7.0, 43.1], [7.0, 43.0]]
GEOMETRIES = {"zones/a.geojson": {"type": "Polygon", "coordinates": [RING]}}
_names = itertools.count()


@pytest.fixture
def slug(database: Addresses) -> str:
    """A territory nobody has opened yet."""
    return f"ville-{next(_names)}"


def sources(slug: str, *zones: str) -> list[Source]:
    """The smallest territory with these zones."""
    territory = (
        f"schema: joptimiz/territory@1\nslug: {slug}\nname: Ville\ntimezone: Europe/Paris\n"
        'crs: "EPSG:2154"\ndemonstration: true\n'
    )
    rules = 'schema: joptimiz/rules@1\norders:\n  O-1: {title: "Arrêté", status: demonstration}\nzones:\n'
    rules += "".join(f"  {zone}: {{kind: ztl, name: Zone, geometry: zones/a.geojson}}\n" for zone in zones)
    rules += "rules:\n"
    rules += "".join(
        f'  - {{id: r-{zone}, do: prohibit, zones: [{zone}], order: O-1, article: "1"}}\n' for zone in zones
    )
    return [Source("territory.yaml", territory), Source("rules/r.yaml", rules)]


async def test_versions_follow_one_another(slug: str) -> None:
    """A publication is one more version; the directory and the shelf then answer with it."""
    for base in range(2):
        book = await publish(slug, sources(slug, "a"), GEOMETRIES, base=base, by="test", at=NOW)
        assert book.ref == f"{slug}@{base + 1}"
    entry = next(entry for entry in await list_territories() if entry.slug == slug)
    assert entry.rulebook == 2
    shelf = Shelf()
    assert await shelf.refresh()
    assert shelf.current().rulebooks[slug].ref == f"{slug}@2"
    assert not await shelf.refresh()


async def test_a_stale_base_is_refused(slug: str) -> None:
    """Two people publish from the same version: the second is told, and nothing of hers is kept."""
    await publish(slug, sources(slug, "a"), GEOMETRIES, base=0, by="one", at=NOW)
    with pytest.raises(Conflict):
        await publish(slug, sources(slug, "b"), GEOMETRIES, base=0, by="two", at=NOW)
    assert await find_rulebook(slug, 2) is None


async def test_sources_with_problems_leave_nothing(slug: str) -> None:
    """An invalid rulebook does not even open the territory."""
    broken = [*sources(slug, "a"), Source("rules/x.yaml", "schema: joptimiz/rules@1\nrulez: []\n")]
    with pytest.raises(Invalid):
        await publish(slug, broken, GEOMETRIES, base=0, by="test", at=NOW)
    assert slug not in {entry.slug for entry in await list_territories()}


async def test_zone_numbers_are_never_reused(slug: str) -> None:
    """A zone that goes and comes back keeps its number; a new one never takes it."""
    first = await publish(slug, sources(slug, "a", "b"), GEOMETRIES, base=0, by="test", at=NOW)
    second = await publish(slug, sources(slug, "c"), GEOMETRIES, base=1, by="test", at=NOW)
    third = await publish(slug, sources(slug, "a", "c"), GEOMETRIES, base=2, by="test", at=NOW)
    numbers = {zone.id: zone.no for book in (first, second, third) for zone in book.bundle.zones.values()}
    assert len(set(numbers.values())) == 3
    assert third.bundle.zones["a"].no == first.bundle.zones["a"].no


async def test_a_publication_is_audited(slug: str) -> None:
    """Who published what is kept, in the territory's own trail and in the national one."""
    book = await publish(slug, sources(slug, "a"), GEOMETRIES, base=0, by="agent 12", at=NOW)
    async with scoped(Scope(territory=slug)) as connection:
        own = await connection.fetchrow("SELECT who, what, after FROM audit")
        national = await connection.fetchval("SELECT door FROM national_audit WHERE after->>'slug' = $1", slug)
    assert (own["who"], own["what"]) == ("agent 12", "rulebook.published")
    assert book.bundle.sha256 in own["after"]
    assert national.startswith("agent 12")


async def test_a_node_keeps_what_it_can_read(slug: str) -> None:
    """A version this node cannot load leaves the former one in force, and the node says which and why."""
    await publish(slug, sources(slug, "a"), GEOMETRIES, base=0, by="test", at=NOW)
    shelf = Shelf()
    await shelf.refresh()
    async with scoped(Scope(territory=slug, door="test")) as connection:
        await connection.execute(
            "INSERT INTO rulebook"
            " (territory, id, number, sources, geometries, bundle, sha256, published_at, published_by)"
            " VALUES ($1, gen_random_uuid(), 2, '[]', '{}', '{\"ir\": 99}', '', now(), 'test')", slug,
        )  # fmt: skip
        await connection.execute("UPDATE territory SET rulebook = 2 WHERE slug = $1", slug)
    await shelf.refresh()
    assert shelf.current().rulebooks[slug].ref == f"{slug}@1"
    assert f"{slug}@2" in shelf.broken
