"""Territories closed to old vans, each with derogations to ask for, and an officer who decides."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from drafting import SHAPE
from signing import some_person

from rules.model import GeoJSON, Source
from tenants.database import Scope, scoped
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.who import Role, Who

type Position = tuple[float, float]
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TOWNS = ("Valmont", "Portclair", "Hautecombe")
_KINDS = {
    "Valmont": (
        '  livraison: {name: la dérogation livraison, order: O-1, article: "6", quota_days: 52, delay_days: 15,\n'
        "    proofs: [Kbis], for: {category: {in: [N1]}}}\n"
        '  secours: {name: le passage de secours, order: O-1, article: "7", decided_by: automatic,\n'
        "    quota_days: 24, for: {category: {in: [N1]}}}\n"
        '  autocars: {name: la dérogation des autocars, order: O-1, article: "8", for: {category: {in: [M3]}}}\n'
    ),
    "Portclair": (
        '  livraison: {name: la dérogation artisan, order: O-1, article: "6", holder: carrier, delay_days: 15}\n'
    ),
    "Hautecombe": '  livraison: {name: la dérogation des fourgons, order: O-1, article: "6", delay_days: 3}\n',
}


@dataclass(frozen=True)
class Place:
    """A territory, and who decides there."""

    slug: str
    name: str
    officer: Who


async def some_place(name: str, now: datetime = NOW, *, alone: Position | None = None) -> Place:
    """One that has published; `alone`: where nobody else has, from this corner to a tenth of a degree beyond."""
    slug = f"{name.lower()}-{uuid4().hex[:8]}"
    head = f"schema: joptimiz/territory@1\nslug: {slug}\nname: {name}\ntimezone: Europe/Paris\n"
    sources = [
        Source("territory.yaml", f'{head}crs: "EPSG:2154"\ndemonstration: true\nsiren: "213105554"\n'),
        Source("rules/r.yaml", _rules(name)),
    ]
    shapes = {"zones/centre.geojson": SHAPE if alone is None else _square(*alone)}
    await publish(slug, sources, shapes, base=0, by="test", at=now, second=lambda *_: Opinion(0))
    return Place(slug, name, await _officer(slug))


def _square(west: float, south: float) -> GeoJSON:
    east, north = west + 0.1, south + 0.1
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _rules(name: str) -> str:
    return (
        'schema: joptimiz/rules@1\norders:\n  O-1: {title: "Arrêté", status: demonstration}\n'
        "zones:\n  centre: {kind: zfe, name: Centre, geometry: zones/centre.geojson}\n"
        f"rights:\n{_KINDS[name]}rules:\n"
        '  - {id: zfe, do: prohibit, zones: [centre], if: {critair: {gte: "3"}}, order: O-1, article: "1",\n'
        "     message: Les véhicules Crit’Air 3 et plus ne circulent pas.}\n"
        "  - {id: levee, do: allow, overrides: [zfe], zones: [centre], if: {right: {has: livraison}}, order: O-1,\n"
        '     article: "2"}\n'
    )


async def _officer(slug: str) -> Who:
    who = await some_person("Dominique Exemple")
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, 'admin', $2, 'test')",
            who.person, slug,
        )  # fmt: skip
    held = Role("admin", slug)
    return Who(who.person, who.name, who.email, (held,), held)
