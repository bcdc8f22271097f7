"""As known then: the versions and overlays of an instant of the past, and nobody else’s."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.model import Activation, Overlay, Repeal, Source
from tenants.database import Scope, scoped
from tenants.errors import NotFound, Unavailable
from tenants.history import History
from tenants.migrate import Addresses
from tenants.overlays import add_overlay, end_overlay
from tenants.registry import Version, find_sources, list_versions, publish
from tenants.shelf import Shelf
from tenants.snapshot import Snapshot

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
RING = [[7.0, 43.0], [7.1, 43.0], [7.1, 43.1], [7.0, 43.1], [7.0, 43.0]]
GEOMETRIES = {"zones/a.geojson": {"type": "Polygon", "coordinates": [RING]}}
PEAK = Activation("pic-pollution", NOW, None, "préfecture")
_names = itertools.count()


@pytest.fixture
def slug(database: Addresses) -> str:
    """A territory nobody has opened yet."""
    return f"temps-{next(_names)}"


def sources(slug: str, zone: str) -> list[Source]:
    """A territory with one closed zone."""
    territory = f'schema: joptimiz/territory@1\nslug: {slug}\nname: Ville\ntimezone: Europe/Paris\ncrs: "EPSG:2154"\n'
    rules = f"""\
schema: joptimiz/rules@1
orders:
  O-1: {{title: Arrêté, status: demonstration, basis: CGCT L2213-4-1}}
zones:
  {zone}: {{kind: ztl, name: Zone, geometry: zones/a.geojson}}
rules:
  - {{id: ztl, do: prohibit, zones: [{zone}], order: O-1, article: "1"}}
"""
    return [Source("territory.yaml", territory + "demonstration: true\n"), Source("rules/r.yaml", rules)]


async def published(slug: str, *times: datetime) -> Shelf:
    """A territory with a version at each of these instants, and a node that answers with the last."""
    for base, at in enumerate(times):
        await publish(slug, sources(slug, f"z{base}"), GEOMETRIES, base=base, by="test", at=at)
    shelf = Shelf()
    await shelf.refresh()
    return shelf


def told(snapshot: Snapshot, slug: str, *, national: bool = False) -> tuple[str, tuple[Overlay, ...]] | None:
    """The version of a territory and what itself laid over it; its zones are where that version puts them.

    What is laid over all territories comes with it when it is asked for: other tests have their own.
    """
    book = snapshot.rulebooks.get(slug)
    if book is None:
        return None
    refs = {ref.zone for ref in snapshot.locator.zones_at(7.05, 43.05) if ref.territory == slug}
    assert refs == set(book.bundle.zones)
    laid = book.bundle.overlays if national else (each for each in book.bundle.overlays if isinstance(each, Activation))
    return book.ref, tuple(laid)


async def test_each_instant_has_its_version(slug: str) -> None:
    """Before the first there is none; from its publication on, each answers until the next."""
    shelf = await published(slug, NOW, NOW + HOUR)
    history = History(shelf.current)
    for after, number in ((-1, None), (0, 1), (3_599, 1), (3_600, 2), (9_999, 2)):
        then = await history.as_known(NOW + timedelta(seconds=after))
        assert told(then, slug) == (None if number is None else (f"{slug}@{number}", ()))
        assert (slug in then.silent) is (number is None)
    assert told(shelf.current(), slug) == (f"{slug}@2", ())


async def test_what_is_published_or_laid_later_is_seen(slug: str) -> None:
    """The timeline of a territory is read again when the directory says there is more."""
    shelf = await published(slug, NOW)
    history = History(shelf.current)
    assert told(await history.as_known(NOW + HOUR), slug) == (f"{slug}@1", ())
    await publish(slug, sources(slug, "z9"), GEOMETRIES, base=1, by="test", at=NOW + HOUR)
    laid = await add_overlay(slug, PEAK, by="test", at=NOW + HOUR)
    assert told(await history.as_known(NOW + HOUR), slug) == (f"{slug}@2", (PEAK,))
    assert told(await history.as_known(NOW), slug) == (f"{slug}@1", ())
    await end_overlay(slug, laid.id, by="test", at=NOW + 2 * HOUR)
    assert told(await history.as_known(NOW + 2 * HOUR), slug) == (f"{slug}@2", ())
    assert told(await history.as_known(NOW + HOUR), slug) == (f"{slug}@2", (PEAK,))


async def test_the_shelf_lays_overlays_as_it_refreshes(slug: str) -> None:
    """A trigger here and a repeal everywhere, put on and taken off; zones are not indexed anew."""
    shelf = await published(slug, NOW)
    locator = shelf.current().locator
    gone = Repeal("CGCT L2213-4-1", date(2027, 1, 1), "loi")
    own = await add_overlay(slug, PEAK, by="test", at=NOW)
    everywhere = await add_overlay(None, gone, by="test", at=NOW)
    assert await shelf.refresh()
    assert told(shelf.current(), slug, national=True) == (f"{slug}@1", (PEAK, gone))
    assert all(gone in book.bundle.overlays for book in shelf.current().rulebooks.values())
    assert not await shelf.refresh()
    await end_overlay(slug, own.id, by="test", at=NOW)
    await end_overlay(None, everywhere.id, by="test", at=NOW)
    assert await shelf.refresh()
    assert told(shelf.current(), slug, national=True) == (f"{slug}@1", ())
    assert shelf.current().locator is locator


async def test_versions_are_listed_and_read_back(slug: str) -> None:
    """With their hashes, under their own territory only; what never was is not found."""
    shelf = await published(slug, NOW, NOW + HOUR)
    history = History(shelf.current)
    for version in await list_versions(slug):
        book = await history.rulebook(slug, version.number)
        assert version == Version(version.number, book.bundle.sha256, NOW + (version.number - 1) * HOUR)
    for other, number in ((slug, 3), (f"{slug}-x", 1)):
        with pytest.raises(NotFound):
            await history.rulebook(other, number)
    found = await find_sources(slug, 1)
    assert found == (tuple(sources(slug, "z0")), GEOMETRIES)
    assert await find_sources(slug, 3) is None


async def test_a_version_that_cannot_be_read_is_said_so(slug: str) -> None:
    """Never answered with another one."""
    shelf = await published(slug, NOW)
    async with scoped(Scope(territory=slug, door="test")) as connection:
        await connection.execute(
            "INSERT INTO rulebook"
            " (territory, id, number, sources, geometries, bundle, sha256, published_at, published_by)"
            " VALUES ($1, gen_random_uuid(), 2, '[]', '{}', '{\"ir\": 99}', '', $2, 'test')", slug, NOW + HOUR,
        )  # fmt: skip
    with pytest.raises(Unavailable):
        await History(shelf.current).rulebook(slug, 2)
