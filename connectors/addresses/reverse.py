"""From a position to the nearest house number, else the nearest street."""

import sqlite3
import struct
from dataclasses import replace
from math import cos, radians

from connectors.addresses.model import Address
from connectors.addresses.rows import HOUSE, HouseRow, PlaceRow, house_address, place_address
from connectors.addresses.sphere import DEGREE_M, At, foot, metres

HOUSE_M = 40.0
"""A house farther than this is not where one stands."""
STREET_M = 200.0
_HOUSES = f"""
SELECT {HOUSE}, place.* FROM house_at JOIN house ON house.id = house_at.id JOIN place ON place.id = house.place
WHERE east >= ? AND west <= ? AND north >= ? AND south <= ?
"""  # noqa: S608  # our own columns
_STREETS = """
SELECT line, place.* FROM course_at JOIN course ON course.id = course_at.id JOIN place ON place.id = course.place
WHERE east >= ? AND west <= ? AND north >= ? AND south <= ?
"""


def reverse(file: sqlite3.Connection, at: At, limit: int) -> list[Address]:
    """Houses within HOUSE_M, then streets within STREET_M, nearest first; `score` falls with the distance."""
    width = len(HouseRow._fields)
    houses = [
        _told(house_address(PlaceRow(*row[width:]), HouseRow(*row[:width]), 1.0), at, HOUSE_M)
        for row in file.execute(_HOUSES, _box(at, HOUSE_M))
    ]
    streets: dict[int, Address] = {}
    for line, *row in file.execute(_STREETS, _box(at, STREET_M)):
        place = PlaceRow(*row)
        distance, (lon, lat) = foot(at, _points(line))
        before = streets.get(place.id)
        if before is None or before.distance_m is None or distance < before.distance_m:
            found = replace(place_address(place, 1.0), lon=lon, lat=lat)
            streets[place.id] = _scored(found, distance, STREET_M)
    near = [found for found in houses if (found.distance_m or 0.0) <= HOUSE_M]
    along = [found for found in streets.values() if (found.distance_m or 0.0) <= STREET_M]
    return [*sorted(near, key=_rank), *sorted(along, key=_rank)][:limit]


def _told(found: Address, at: At, reach: float) -> Address:
    return _scored(found, metres(at, (found.lon, found.lat)), reach)


def _scored(found: Address, distance: float, reach: float) -> Address:
    """1 on the spot, one half at the farthest."""
    return replace(found, distance_m=distance, score=round(1 - 0.5 * min(1.0, distance / reach), 4))


def _rank(found: Address) -> tuple[float, str]:
    return found.distance_m or 0.0, found.label


def _points(line: bytes) -> list[At]:
    return list(struct.iter_unpack("dd", line))


def _box(at: At, reach: float) -> tuple[float, float, float, float]:
    """West, east, south, north of all that is within reach (metres)."""
    lon, lat = at
    high = reach / DEGREE_M
    wide = high / max(0.01, cos(radians(lat)))
    return lon - wide, lon + wide, lat - high, lat + high
