"""The made-up town of `tests/streets/grid.osm`, and rules written for it."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest

from connectors.valhalla import Router, Tileset, prepare_tileset
from itineriz.service import Routes
from rules.compiler import compile_bundle
from rules.model import GeoJSON, Source
from rules.vocabulary import SECONDARY_ROAD
from tenants.snapshot import Rulebook, Snapshot

NOWHERE: Mapping[str, tuple[GeoJSON, str, str]] = {
    "nowhere": (
        {"type": "Polygon", "coordinates": [[[6.95, 43.7], [6.96, 43.7], [6.96, 43.71], [6.95, 43.71], [6.95, 43.7]]]},
        "if: {gvw_kg: {gt: 3500}}",
        "",
    )
}
ROOT = Path(__file__).resolve().parents[2]
TERRITORY = """
schema: joptimiz/territory@1
slug: {slug}
name: {slug}
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
default: {default}
coverage: zones/coverage.geojson
holidays: {{source: aucun, dates: {{}}}}
"""
RULES = """
schema: joptimiz/rules@1
orders:
  O-1: {title: Arrêté d’essai, signed: 2026-01-02, authority: Essai, status: demonstration}
rights:
  artisan: {name: la dérogation artisan, order: O-1, article: "6"}
  urgence: {name: la dérogation urgence, order: O-1, article: "7", quota_days: 10}
zones:
"""


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Tileset:
    """The tileset of the made-up town."""
    return prepare_tileset(
        ROOT / "tests/streets/grid.osm", tmp_path_factory.mktemp("town"), progress=lambda _said, _share: None
    )


@pytest.fixture(scope="session")
async def router() -> AsyncIterator[Router]:
    """A running router process."""
    router = Router()
    await router.start()
    yield router
    await router.stop()


@pytest.fixture(scope="session")
def rulebook() -> Callable[..., Rulebook]:
    """Writes a rulebook: zone → (geometry, lines of its prohibition, lines of what lifts it or nothing)."""

    def write(
        slug: str,
        zones: Mapping[str, tuple[GeoJSON, str, str]],
        coverage: GeoJSON | None = None,
        default: str = "allowed",
    ) -> Rulebook:
        zones = zones or NOWHERE
        text = RULES + "".join(
            f"  {zone}: {{kind: {_kind(zone)}, name: Zone {zone}, geometry: zones/{zone}.geojson}}\n" for zone in zones
        )
        text += "rules:\n"
        for zone, (_, ban, lift) in zones.items():
            text += _rule(f"r-{zone}", "prohibit", zone, ban, "2")
            if lift:
                text += _rule(f"d-{zone}", "allow", zone, f"overrides: [r-{zone}]\n    {lift}", "4")
        everywhere = {
            "type": "Polygon",
            "coordinates": [[[6.9, 43.6], [7.6, 43.6], [7.6, 44.2], [6.9, 44.2], [6.9, 43.6]]],
        }
        geometries = {f"zones/{zone}.geojson": spec[0] for zone, spec in zones.items()}
        geometries["zones/coverage.geojson"] = coverage or everywhere
        sources = [
            Source("territory.yaml", TERRITORY.format(slug=slug, default=default)),
            Source("rules/essai.yaml", text),
        ]
        return Rulebook(slug, 1, compile_bundle(sources, json.loads(json.dumps(geometries))))

    return write


def _kind(zone: str) -> str:
    """A zone's kind, which its name may begin with."""
    return next((kind for kind in ("zfe", SECONDARY_ROAD) if zone.startswith(kind)), "ztl")


def _rule(name: str, effect: str, zone: str, lines: str, article: str) -> str:
    return (
        f"  - id: {name}\n    do: {effect}\n    zones: [{zone}]\n    {lines}\n"
        f'    order: O-1\n    article: "{article}"\n    message: Règle {name}.\n'
    )


@pytest.fixture
def routes(town: Tileset, router: Router, rulebook: Callable[..., Rulebook]) -> Callable[..., Routes]:
    """Routes in the town under these zones (one territory named `town`), or under several rulebooks."""

    def open_routes(
        zones: Mapping[str, tuple[GeoJSON, str, str]],
        *others: Rulebook,
        coverage: GeoJSON | None = None,
        default: str = "allowed",
    ) -> Routes:
        books = {book.territory: book for book in (rulebook("town", zones, coverage, default), *others)}
        snapshot = Snapshot.of(books)
        return Routes(router, lambda: snapshot, {"town": town})

    return open_routes
