"""Where a point lies: the zones of every territory that hold it, and who covers it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self

import shapely
from shapely import STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from rules.bundle import Bundle
from rules.model import GeoJSON
from tenants.segments import Segments, edges_of, lines_of

BESIDE_LINE_M = 10.0
"""A zone drawn as a line holds what lies that near to it."""
NEAR_EDGE_M = 50.0
"""How far from an approximate outline a position may really be on its other side."""


class ZoneRef(NamedTuple):
    """A zone of a territory."""

    territory: str
    zone: str


def geometry_of(geojson: GeoJSON) -> BaseGeometry:
    """The planar geometry (degrees, WGS 84) of a GeoJSON geometry, feature or collection, made valid."""
    if geojson.get("type") == "FeatureCollection":
        features = geojson["features"]
        assert isinstance(features, Sequence)
        return shapely.union_all([geometry_of(feature) for feature in features])
    if geojson.get("type") == "Feature":
        inner = geojson["geometry"]
        assert isinstance(inner, Mapping)
        return geometry_of(inner)
    # "structure" merges overlapping parts; the default method would make a hole of what is drawn twice.
    return shapely.make_valid(shape(geojson), method="structure", keep_collapsed=False)


class Locator:
    """A spatial index over the zones and coverages of a set of rulebooks."""

    def __init__(
        self,
        zones: Mapping[ZoneRef, BaseGeometry],
        coverages: Mapping[str, BaseGeometry],
        approximate: Iterable[ZoneRef] = (),
    ) -> None:
        self.zones = zones
        self.coverages = coverages
        self._refs = tuple(zones)
        self._places = {ref: place for place, ref in enumerate(self._refs)}
        self._lands = tuple(coverages)
        self._tree = STRtree([*zones.values(), *coverages.values()])
        self._lines = Segments({ref: lines_of(zone) for ref, zone in zones.items()})
        self._rough = Segments({ref: edges_of(zones[ref]) for ref in approximate})
        for geometry in (*zones.values(), *coverages.values()):
            shapely.prepare(geometry)

    @classmethod
    def of(cls, bundles: Mapping[str, Bundle]) -> Self:
        """The index of these bundles, by territory slug."""
        zones = {
            ZoneRef(slug, zone.id): geometry_of(zone.geometry)
            for slug, bundle in bundles.items()
            for zone in bundle.zones.values()
        }
        coverages = {
            slug: geometry_of(bundle.territory.coverage)
            for slug, bundle in bundles.items()
            if bundle.territory.coverage
        }
        approximate = [ref for ref in zones if bundles[ref.territory].zones[ref.zone].precision == "approximate"]
        return cls(zones, coverages, approximate)

    def zones_at(self, lon: float, lat: float) -> tuple[ZoneRef, ...]:
        """Every zone, of any territory, that holds the point or touches it; 10 m around those drawn as lines."""
        return self.heard_at(lon, lat)[0]

    def covering(self, lon: float, lat: float) -> frozenset[str]:
        """The territories whose coverage holds this point."""
        return self.heard_at(lon, lat)[1]

    def heard_at(self, lon: float, lat: float) -> tuple[tuple[ZoneRef, ...], frozenset[str]]:
        """The zones at a point and the territories whose coverage holds it, looked up once."""
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects").tolist()
        first = len(self._refs)
        hits = {self._refs[place] for place in found if place < first}
        hits.update(self._lines.near(lon, lat, BESIDE_LINE_M))
        lands = frozenset(self._lands[place - first] for place in found if place >= first)
        return tuple(sorted(hits, key=self._places.__getitem__)), lands

    def rough_edges(self, lon: float, lat: float) -> Mapping[ZoneRef, float]:
        """The approximate zones whose outline passes within 50 m of a point, with its distance in metres."""
        return self._rough.near(lon, lat, NEAR_EDGE_M)

    def bounds(self, territory: str) -> tuple[float, float, float, float]:
        """West, south, east, north of what a territory speaks for; its zones when it gives no coverage."""
        if territory in self.coverages:
            return self.coverages[territory].bounds  # type: ignore[no-any-return]
        zones = [geometry for ref, geometry in self.zones.items() if ref.territory == territory]
        return shapely.union_all(zones).bounds  # type: ignore[no-any-return]
