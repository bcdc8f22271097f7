"""What an OpenStreetMap extract says of addresses: streets, house numbers, named places, communes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import osmium
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from connectors.addresses.model import Kind
from connectors.addresses.words import key_of, words
from connectors.osm import REMEDY, BadExtract, check_extract

type Tags = Mapping[str, str]

_OTHER_WAYS = frozenset(
    ["bus_stop", "construction", "corridor", "elevator", "platform", "proposed", "raceway", "razed", "services"]
)
"""Values of `highway` whose name is not that of a street."""
_TOWNS = frozenset(["city", "town", "village"])
_QUARTERS = frozenset(
    ["borough", "hamlet", "isolated_dwelling", "island", "islet", "locality", "neighbourhood", "quarter", "suburb"]
)
_POI = (
    "aeroway", "amenity", "craft", "healthcare", "historic", "industrial", "leisure", "man_made", "office", "shop",
    "tourism",
)  # fmt: skip
_POI_VALUES: Mapping[str, frozenset[str]] = {
    "landuse": frozenset(("commercial", "industrial", "retail", "harbour", "port")),
    "railway": frozenset(("halt", "station")),
}
_COMMUNE = "8"
_LIMITS = frozenset("2468")
"""Levels of boundaries (`admin_level`) that are limits of communes too; a quarter’s is not."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What tags say of where something is; empty when they say nothing."""

    city: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A named place or a house number (`number` and `street`; a house without a name has no kind)."""

    kind: Kind | None
    name: str
    number: str
    street: str
    lon: float
    lat: float
    stated: Stated
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a named street; `others` are the names it also bears."""

    name: str
    others: tuple[str, ...]
    course: LineString


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune as the map tells it; its outline only when the extract holds all of it."""

    name: str
    code: str
    postcode: str


@dataclass(slots=True)
class Read:
    """Everything an extract says."""

    ways: list[Way] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    communes: dict[str, Commune] = field(default_factory=dict)
    """By name."""
    outlines: list[tuple[str, BaseGeometry]] = field(default_factory=list)
    borders: list[tuple[frozenset[str], LineString]] = field(default_factory=list)
    """Pieces of limits, with the communes they bound."""


def read_extract(path: Path) -> Read:
    """Read an extract (.osm.pbf or .osm); raises BadExtract."""
    if path.suffix == ".pbf":
        check_extract(path)
    try:
        return _Reader(path).read()
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise BadExtract(path, f"la lecture s’est arrêtée ({error})") from error


class _Reader:
    """Relations first (which street a house is of, which communes a limit bounds), then everything else."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found = Read()
        self._street_of: dict[tuple[str, int], str] = {}
        self._bounded: dict[int, set[str]] = {}

    def read(self) -> Read:
        """The whole extract."""
        for relation in osmium.FileProcessor(str(self._path), osmium.osm.RELATION):
            if isinstance(relation, osmium.osm.Relation):
                members = [(each.type, each.ref, each.role) for each in relation.members]
                self._relation(dict(relation.tags), members)
        wanted = osmium.filter.KeyFilter("name", "addr:housenumber", "addr:street", "boundary")
        for entity in osmium.FileProcessor(str(self._path)).with_locations().with_areas().with_filter(wanted):
            tags = dict(entity.tags)
            if isinstance(entity, osmium.osm.Node):
                self._spot(tags, ("n", entity.id), entity.lon, entity.lat)
            elif isinstance(entity, osmium.osm.Way):
                self._way(tags, entity)
            elif isinstance(entity, osmium.osm.Area) and not entity.from_way():
                self._area(tags, entity)
        if not self._found.ways:
            raise BadExtract(self._path, f"l’extrait ne nomme aucune rue. {REMEDY}")
        return self._found

    def _relation(self, tags: Tags, members: list[tuple[str, int, str]]) -> None:
        name = _name(tags)
        if name and tags.get("type") == "associatedStreet":
            self._street_of |= {(kind, ref): name for kind, ref, role in members if role == "house"}
        if name and tags.get("boundary") == "administrative" and tags.get("admin_level") == _COMMUNE:
            self._found.communes[name] = Commune(name, tags.get("ref:INSEE", ""), tags.get("addr:postcode", ""))
            for kind, ref, _ in members:
                if kind == "w":
                    self._bounded.setdefault(ref, set()).add(name)

    def _way(self, tags: Tags, way: osmium.osm.Way) -> None:
        points = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        if len(points) < 2:
            return
        course = LineString(points)
        if way.id in self._bounded or (tags.get("boundary") == "administrative" and tags.get("admin_level") in _LIMITS):
            self._found.borders.append((frozenset(self._bounded.get(way.id, ())), course))
        if is_street(tags):
            self._found.ways.append(Way(_name(tags), _others(tags), course))
        else:
            shape = shapely.Polygon(points) if way.is_closed() and len(points) > 3 else course
            self._spot(tags, ("w", way.id), *_inside(shape))

    def _area(self, tags: Tags, area: osmium.osm.Area) -> None:
        try:
            shape = shapely.from_wkb(osmium.geom.WKBFactory().create_multipolygon(area))
        except RuntimeError:  # an area cut by the edge of the extract has no outline
            return
        if tags.get("boundary") == "administrative":
            if tags.get("admin_level") == _COMMUNE and _name(tags):
                self._found.outlines.append((_name(tags), shape))
        elif is_street(tags):
            self._found.ways.append(Way(_name(tags), _others(tags), LineString(shape.geoms[0].exterior.coords)))
        else:
            self._spot(tags, ("r", area.orig_id()), *_inside(shape))

    def _spot(self, tags: Tags, ref: tuple[str, int], lon: float, lat: float) -> None:
        number, name, kind = tags.get("addr:housenumber", ""), _name(tags), kind_of(tags)
        street = (tags.get("addr:street") or tags.get("addr:place") or self._street_of.get(ref, "")).strip()
        kind = kind if any(len(word) > 1 and not word.isdecimal() for word in words(name)) else None
        if not number and kind is None:
            return
        stated = Stated(tags.get("addr:city", "").strip(), tags.get("addr:postcode", "").strip())
        spot = Spot(kind, name, number.strip(), street, lon, lat, stated, _others(tags))
        self._found.spots.append(spot)


def is_street(tags: Tags) -> bool:
    """A way, a pedestrian area or a square that bears a name."""
    if not key_of(_name(tags)):
        return False
    return tags.get("highway", "bus_stop") not in _OTHER_WAYS or tags.get("place") == "square"


def kind_of(tags: Tags) -> Kind | None:
    """What a named object is, None when nobody would be sent there."""
    place = tags.get("place", "")
    if place in _TOWNS:
        return "municipality"
    if place in _QUARTERS:
        return "locality"
    useful = any(key in tags for key in _POI) or any(tags.get(key) in values for key, values in _POI_VALUES.items())
    return "poi" if useful or tags.get("building", "no") != "no" else None


def _name(tags: Tags) -> str:
    return (tags.get("name:fr") or tags.get("name") or "").strip()


def _others(tags: Tags) -> tuple[str, ...]:
    """Its other names, old ones too: people go on using them."""
    keys = ("name", "alt_name", "old_name", "official_name", "short_name", "loc_name")
    said: Iterable[str] = (each.strip() for key in keys for each in tags.get(key, "").split(";"))
    if tags.get("railway") in _POI_VALUES["railway"]:
        said = chain(said, [f"Gare de {_name(tags)}"])
    return tuple(dict.fromkeys(each for each in said if each and each != _name(tags)))


def _inside(shape: BaseGeometry) -> tuple[float, float]:
    """A point of the shape near its middle."""
    middle = shape.centroid
    if shape.geom_type != "Polygon" or not shape.is_valid or not shape.contains(middle):
        middle = shape.point_on_surface()
    return middle.x, middle.y
