"""Which OpenStreetMap objects the map shows, in which layer, and from which zoom (the contract is in README.md)."""

from collections.abc import Mapping
from typing import NamedTuple

type Tags = Mapping[str, str]
type Properties = dict[str, str | int]


class Kept(NamedTuple):
    """What becomes of an object: its layer, its properties, the first zoom that shows it."""

    layer: str
    properties: Properties
    minzoom: int


_ROADS: Mapping[str, tuple[str, int]] = {
    "motorway": ("motorway", 9),
    "trunk": ("trunk", 9),
    "primary": ("primary", 10),
    "secondary": ("secondary", 11),
    "tertiary": ("tertiary", 12),
    "unclassified": ("minor", 13),
    "residential": ("minor", 13),
    "living_street": ("minor", 13),
    "road": ("minor", 13),
    "service": ("service", 14),
    "pedestrian": ("pedestrian", 14),
    "track": ("path", 15),
    "footway": ("path", 15),
    "path": ("path", 15),
    "steps": ("path", 15),
    "cycleway": ("path", 15),
    "bridleway": ("path", 15),
}
DRIVEN = frozenset(name for name, (kind, _) in _ROADS.items() if kind not in ("path", "pedestrian"))

_AREAS: Mapping[tuple[str, str], tuple[str, str, int]] = {
    ("natural", "water"): ("water", "lake", 11),
    ("waterway", "riverbank"): ("water", "lake", 11),
    ("leisure", "swimming_pool"): ("water", "pool", 15),
    ("man_made", "pier"): ("land", "pier", 13),
    ("man_made", "breakwater"): ("land", "pier", 13),
    ("man_made", "quay"): ("land", "pier", 13),
    ("place", "square"): ("land", "square", 14),
    ("leisure", "park"): ("park", "park", 12),
    ("leisure", "garden"): ("park", "park", 13),
    ("leisure", "golf_course"): ("park", "park", 11),
    ("leisure", "pitch"): ("park", "pitch", 14),
    ("leisure", "playground"): ("park", "park", 15),
    ("landuse", "grass"): ("park", "grass", 14),
    ("landuse", "meadow"): ("park", "grass", 12),
    ("landuse", "flowerbed"): ("park", "grass", 16),
    ("landuse", "cemetery"): ("park", "cemetery", 13),
    ("landuse", "forest"): ("park", "wood", 10),
    ("natural", "wood"): ("park", "wood", 10),
    ("natural", "scrub"): ("park", "wood", 12),
    ("natural", "beach"): ("park", "beach", 13),
}
_RAILS = frozenset({"rail", "light_rail", "subway", "tram", "narrow_gauge", "funicular"})
_PLACES: Mapping[str, tuple[int, int]] = {
    "city": (1, 9),
    "town": (2, 9),
    "village": (3, 11),
    "suburb": (4, 12),
    "quarter": (5, 13),
    "hamlet": (5, 13),
    "neighbourhood": (6, 14),
    "square": (6, 15),
}
_NO = ("", "no", "false", "0")


def name_of(tags: Tags) -> Properties:
    """The name to write, in French where there is one."""
    name = tags.get("name:fr") or tags.get("name")
    return {"name": name} if name else {}


def line(tags: Tags) -> Kept | None:
    """A way drawn as a line: road, rail, stream or border."""
    if tags.get("area") == "yes":
        return None
    if kept := _road(tags):
        return kept
    if tags.get("railway") in _RAILS:
        yard = "service" in tags
        kind = tags["railway"] if tags["railway"] in ("tram", "subway") else "rail"
        return Kept("rail", {"class": kind, **_level(tags)}, 14 if yard else 11)
    if tags.get("waterway") in ("river", "canal", "stream") and tags.get("tunnel", "") in _NO:
        return Kept(
            "waterway", {"class": tags["waterway"], **name_of(tags)}, 13 if tags["waterway"] == "stream" else 10
        )
    if tags.get("boundary") == "administrative" and tags.get("maritime", "") in _NO:
        level = tags.get("admin_level", "")
        if level in ("2", "4", "6", "8"):
            return Kept("boundary", {"level": int(level)}, 9 if level == "2" else 11)
    return None


def area(tags: Tags) -> Kept | None:
    """An area: water, green, building, or ground that is walked on."""
    if tags.get("building", "") not in _NO and tags.get("location") != "underground":
        return Kept("building", {}, 13)
    if tags.get("leisure") == "swimming_pool" and tags.get("indoor", "") not in _NO:
        return None
    # A closed street is a loop, not a square, unless it says so.
    ground = tags.get("area") == "yes" or tags.get("type") == "multipolygon"
    if ground and tags.get("highway") in ("pedestrian", "footway"):
        return Kept("land", {"class": "square", **name_of(tags)}, 14)
    for key in ("natural", "waterway", "man_made", "place", "leisure", "landuse"):
        if found := _AREAS.get((key, tags.get(key, ""))):
            layer, kind, minzoom = found
            return Kept(layer, {"class": kind, **name_of(tags)}, minzoom)
    return None


def point(tags: Tags) -> Kept | None:
    """A node: the name of a place, or a house number."""
    kind = tags.get("place", "")
    if kind in _PLACES and name_of(tags):
        rank, minzoom = _PLACES[kind]
        return Kept("place", {"class": kind, "rank": rank, **name_of(tags)}, minzoom)
    if number := tags.get("addr:housenumber"):
        return Kept("housenumber", {"number": number}, 16)
    return None


def _road(tags: Tags) -> Kept | None:
    """A road, street or path that is open to the sky or a proper tunnel; inner corridors are left out."""
    highway = tags.get("highway", "")
    base = highway.removesuffix("_link")
    if base not in _ROADS or tags.get("indoor", "") not in _NO:
        return None
    kind, minzoom = _ROADS[base]
    properties: Properties = {"class": kind, **name_of(tags), **_level(tags)}
    if base != highway:
        properties["link"] = 1
    if tags.get("oneway") in ("yes", "1", "-1"):
        properties["oneway"] = -1 if tags["oneway"] == "-1" else 1
    if "ref" in tags:
        properties["ref"] = tags["ref"]
    if kind == "service" and tags.get("service") in ("parking_aisle", "driveway"):
        minzoom = 15
    return Kept("road", properties, minzoom)


def _level(tags: Tags) -> Properties:
    """Tunnel or bridge, and the order of things that cross."""
    level: Properties = {}
    if tags.get("tunnel", "") not in _NO or tags.get("covered") == "yes":
        level["tunnel"] = 1
    if tags.get("bridge", "") not in _NO:
        level["bridge"] = 1
    if (layer := tags.get("layer", "0")).removeprefix("-").isdecimal() and layer != "0":
        level["layer"] = int(layer)
    return level
