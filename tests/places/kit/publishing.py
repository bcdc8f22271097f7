"""The demonstrations, a territory of two versions and one that opens soon, published for the tests of their pages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from litestar import Litestar

from joptimiz.app import create_app
from joptimiz.wiring import wire
from rules.model import Source
from tenants.database import Scope, scoped
from tenants.files import read_folder
from tenants.opinion import Opinion
from tenants.registry import list_territories, publish
from tenants.settings import Settings
from tenants.shelf import Shelf

TERRITORIES = Path(__file__).parents[3] / "tenants/territories"
DEMONSTRATIONS = ("lyon", "martinique-centre", "riviera")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VERDICTS = {"allowed": "Autorisé", "conditional": "Sous condition", "unknown": "À vérifier", "forbidden": "Interdit"}
ORIGIN = "http://localhost"
TERRITORY = """
schema: joptimiz/territory@1
slug: vallon
name: Vallon
siren: "200046977"
timezone: Europe/Paris
crs: "EPSG:2154"
"""
RULES = """
schema: joptimiz/rules@1
orders:
  A-1: {{title: Arrêté du vallon, signed: 2026-01-05, authority: Mairie, url: "https://vallon.example/a-1.pdf"}}
zones:
  centre: {{kind: ztl, name: Le centre, geometry: zones/centre.geojson}}
  nue: {{kind: voie_secondaire, name: Rue nue, geometry: zones/centre.geojson}}
rules:
  - {{id: lourds, do: prohibit, zones: [centre], if: {{gvw_kg: {{gt: {limit}}}}}, when: {{time: "06:00-20:00"}},
     order: A-1, article: "2", quote: "Interdit <de 6 h à 20 h> & puis c’est tout."}}
"""
RING = [[5.0, 45.0], [5.0, 45.01], [5.01, 45.01], [5.01, 45.0], [5.0, 45.0]]
"""It turns right, which GeoJSON files should not."""
SHAPES = {"zones/centre.geojson": {"type": "Polygon", "coordinates": [RING]}}


def agreed(*_: object) -> Opinion:
    """These rules are published without a second opinion, which other tests are about."""
    return Opinion(0)


async def open_places(folder: Path) -> Litestar:
    """The application over them, at a fixed hour."""
    known = {entry.slug: entry.rulebook for entry in await list_territories()}
    for slug in DEMONSTRATIONS:
        if not known.get(slug):
            await publish(slug, *read_folder(TERRITORIES / slug), base=0, by="test", at=NOW, second=agreed)
    for base, limit in enumerate((7500, 3500)):
        sources = [Source("territory.yaml", TERRITORY), Source("rules/r.yaml", RULES.format(limit=limit))]
        await publish("vallon", sources, SHAPES, base=base, by="test", at=NOW + timedelta(base), second=agreed)
    async with scoped(Scope(door="test: a territory that opens soon")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone, demonstration, rulebook, opened_at)"
            " VALUES ('bientot', 'Val-Bientôt', 'Europe/Paris', false, 0, now())"
        )
    shelf = Shelf()
    await shelf.refresh()
    settings = {
        "JOPTIMIZ_DATA": str(folder),
        "JOPTIMIZ_SECURITY_CONTACT": "faille@example.org",
    }
    return create_app(wire(Settings.of(settings | {"JOPTIMIZ_CONTACT": "erreur@example.org"}), shelf, lambda: NOW))
