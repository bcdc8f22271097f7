"""`GET /api/v1/territories…`: the public directory, and each territory's zones."""

from typing import Annotated

import msgspec
from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from msgspec import Meta, Struct

from rules.model import GeoJSON
from tenants.answers import get_rulebook
from tenants.snapshot import Rulebook, Snapshot


class TerritoryOut(Struct, frozen=True):
    """A territory in the directory."""

    slug: str
    name: str
    timezone: str
    demonstration: bool
    rulebook: str
    bbox: Annotated[list[float], Meta(description="[ouest, sud, est, nord]")]
    basemap: str | None
    siren: str | None


class TerritoriesOut(Struct, frozen=True):
    """The directory."""

    territories: list[TerritoryOut]


class ZoneProperties(Struct, frozen=True):
    """What the map needs to know of a zone."""

    territory: str
    zone: str
    no: int
    kind: str
    name: str
    precision: str


class ZoneFeature(Struct, frozen=True):
    """A zone, as a GeoJSON feature."""

    id: int
    properties: ZoneProperties
    geometry: GeoJSON
    type: str = "Feature"


class ZonesOut(Struct, frozen=True):
    """Every zone of a territory, as a GeoJSON collection."""

    features: list[ZoneFeature]
    rulebook: str
    type: str = "FeatureCollection"


class TerritoryController(Controller):
    """The directory; public."""

    path = "/api/v1/territories"
    tags = ["Territoires"]  # noqa: RUF012
    opt = {"access": "public"}  # noqa: RUF012

    @get("/", summary="L’annuaire des territoires", sync_to_thread=False)
    def list_territories(self, request: Request[object, object, State]) -> TerritoriesOut:
        """Every territory that has published a rulebook."""
        snapshot: Snapshot = request.app.state.shelf.current()
        return TerritoriesOut([self._out(request, book) for book in snapshot.rulebooks.values()])

    @get("/{slug:str}", summary="Un territoire", sync_to_thread=False)
    def get_territory(self, request: Request[object, object, State], slug: FromPath[str]) -> TerritoryOut:
        """One territory."""
        return self._out(request, get_rulebook(request.app.state.shelf.current(), slug))

    @get("/{slug:str}/zones", summary="Les zones d’un territoire, en GeoJSON", sync_to_thread=False)
    def list_zones(self, request: Request[object, object, State], slug: FromPath[str]) -> Response[bytes]:
        """Every zone of the rulebook in force."""
        book = get_rulebook(request.app.state.shelf.current(), slug)
        features = [
            ZoneFeature(
                zone.no,
                ZoneProperties(slug, zone.id, zone.no, zone.kind, zone.name, zone.precision),
                zone.geometry,
            )
            for zone in book.bundle.zones.values()
        ]
        body = msgspec.json.encode(ZonesOut(features, book.ref))
        return Response(body, media_type="application/geo+json")

    @staticmethod
    def _out(request: Request[object, object, State], book: Rulebook) -> TerritoryOut:
        territory = book.bundle.territory
        snapshot: Snapshot = request.app.state.shelf.current()
        basemap = request.app.state.settings.data / "basemaps" / f"{book.territory}.pmtiles"
        return TerritoryOut(
            slug=book.territory,
            name=territory.name,
            timezone=territory.timezone,
            demonstration=territory.demonstration,
            rulebook=book.ref,
            bbox=[round(bound, 6) for bound in snapshot.locator.bounds(book.territory)],
            basemap=f"/basemaps/{book.territory}.pmtiles" if basemap.exists() else None,
            siren=territory.siren,
        )
