"""Bays over the real database: a small town whose order limits deliveries, its keepers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import pytest
from signing import COOKIE, SignedByCookie, some_person

from joptimiz.app import create_app
from joptimiz.wiring import wire
from numeriz.core.bay import Bay, Described
from numeriz.core.hours import read_osm
from numeriz.service.bays import create_bay
from numeriz.service.standing import Bays
from rules.model import Source
from tenants.database import Scope, scoped
from tenants.migrate import Addresses
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Role, Who

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""A Tuesday, ten in the morning there."""
WEST, SOUTH = -4.0, 43.5
RULES = """
schema: joptimiz/rules@1
orders:
  A-1: {title: Arrêté d’essai sur les livraisons, signed: 2026-01-05}
zones:
  centre: {kind: bay_area, name: Centre, geometry: zones/centre.geojson}
  place: {kind: pedestrian, name: Place, geometry: zones/place.geojson}
calendars:
  ouvres: {days: [mo, tu, we, th, fr, sa], except: [public_holiday]}
rules:
  - {id: livraison, do: limit, zones: [centre], order: A-1, article: "2", when: {calendar: ouvres, time: "07:00-19:00"},
     if: {all: [{activity: {in: [delivery]}}, {not: {energy: {in: [electric, hydrogen]}}}]},
     limit: {stay_min: 30, no_return_min: 60, hold_min: 10, extension_min: 15}}
  - {id: livraison-propre, do: limit, zones: [centre], order: A-1, article: "3",
     if: {all: [{activity: {in: [delivery]}}, {energy: {in: [electric, hydrogen]}}]},
     when: {calendar: ouvres, time: "07:00-19:00"}, limit: {stay_min: 45, hold_min: 15}}
  - {id: pieton, do: prohibit, zones: [place], order: A-1, article: "4", when: {time: "11:00-24:00"}}
"""
TERRITORY = """
schema: joptimiz/territory@1
slug: {slug}
name: Ville d’essai
demonstration: true
timezone: Europe/Paris
crs: EPSG:2154
default: allowed
coverage: zones/all.geojson
holidays:
  source: Code du travail L3133-1
  dates: {{2026-11-11: Armistice, 2026-12-25: Noël, 2027-01-01: Jour de l’an}}
"""


def square(west: float, south: float, side: float) -> dict[str, object]:
    """A GeoJSON square, in degrees."""
    ring = [
        [west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south],
    ]  # fmt: skip
    return {"type": "Polygon", "coordinates": [ring]}


IN_CENTRE, IN_PLACE, ELSEWHERE = (0.005, 0.005), (0.025, 0.005), (0.05, 0.05)
"""From the south-west corner of a town."""
_TOWNS = count()


def shapes(west: float) -> dict[str, dict[str, object]]:
    """The outlines of a town that begins there."""
    return {
        "zones/all.geojson": square(west, SOUTH, 0.1),
        "zones/centre.geojson": square(west, SOUTH, 0.01),
        "zones/place.geojson": square(west + 0.02, SOUTH, 0.01),
    }


def agreed(*_: object) -> Opinion:
    """These rules are published without a second opinion, which other tests are about."""
    return Opinion(0)


def said(reference: str = "A-1", lon: float = 5.0, lat: float = SOUTH, **more: Any) -> Described:
    """A bay as a territory describes it."""
    schedule, _ = read_osm(more.pop("hours", "Mo-Sa 08:00-12:00; PH off"))
    given = {"name": "12 rue d’Essai", "stay_max_min": 20, "schedule": schedule, "sign": "good", "marking": "good"}
    return Described(**{"reference": reference, "lon": lon, "lat": lat, **given, **more})


@dataclass
class Town:
    """A territory of its own for each test, and who keeps its bays."""

    slug: str
    shelf: Shelf
    on: Bays
    keeper: Who
    west: float

    def at(self, offset: tuple[float, float]) -> tuple[float, float]:
        """A position, longitude first."""
        return self.west + offset[0], SOUTH + offset[1]

    async def bay(self, reference: str = "A-1", where: tuple[float, float] = IN_CENTRE, **more: Any) -> Bay:
        """A bay of its inventory."""
        return await create_bay(self.on, self.keeper, said(reference, *self.at(where), **more))

    async def member(self, role: str) -> Who:
        """Somebody else of this territory."""
        who = await some_person()
        async with scoped(Scope(door="test")) as connection:
            await connection.execute(
                "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
                who.person, role, self.slug,
            )  # fmt: skip
        held = Role(role, self.slug)  # type: ignore[arg-type]
        return Who(who.person, who.name, who.email, (held,), held)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """The rulebooks of the towns so far."""
    return Shelf()


@pytest.fixture
async def town(database: Addresses, shelf: Shelf) -> Town:
    """Its order is published, its inventory empty."""
    slug, west = f"quai-{uuid4().hex[:8]}", WEST + 0.2 * next(_TOWNS)
    sources = (Source("territory.yaml", TERRITORY.format(slug=slug)), Source("rules/aires.yaml", RULES))
    await publish(slug, sources, shapes(west), base=0, by="test", at=NOW, second=agreed)
    await shelf.refresh()
    town = Town(slug, shelf, Bays(shelf.current, lambda: NOW), await some_person(), west)
    town.keeper = await town.member("editor")
    return town


@pytest.fixture(scope="module")
def app(database: Addresses, shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> SignedByCookie:
    """The application over these towns, whose caller a cookie names."""
    settings = Settings.of({"JOPTIMIZ_DATA": str(tmp_path_factory.mktemp("data"))})
    return SignedByCookie(create_app(wire(settings, shelf, lambda: NOW)))


@dataclass
class Doors:
    """The product, asked over HTTP."""

    http: httpx.AsyncClient

    async def ask(self, by: Who | None, method: str, path: str, **more: Any) -> httpx.Response:
        """One call, by somebody signed in or by anybody."""
        headers = {"cookie": f"{COOKIE}={by.person}"} if by else {}
        return await self.http.request(method, path, headers=headers | more.pop("headers", {}), **more)


@pytest.fixture
async def doors(app: SignedByCookie) -> AsyncIterator[Doors]:
    """The application."""
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield Doors(http)
