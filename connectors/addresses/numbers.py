"""A number in a street: compared exactly; what is not known is said, never made up."""

import sqlite3
from dataclasses import replace

from connectors.addresses.model import Address
from connectors.addresses.rows import HOUSE, HouseRow, PlaceRow, house_address, place_address
from connectors.addresses.sphere import metres

UNKNOWN = 0.85
"""What is left of the score of a street whose number is not known."""
_OTHER_SUFFIX = 0.92
_LIKE_SUFFIX = 0.97
_IN_RANGE = 0.97
_LIKE = {("b", "bis"), ("bis", "b"), ("t", "ter"), ("ter", "t"), ("q", "quater"), ("quater", "q")}
_WIDEST = 40
"""Two numbers farther apart say nothing of those between."""
_FARTHEST_M = 300.0


def at_number(file: sqlite3.Connection, row: PlaceRow, number: int, suffix: str, score: float) -> Address:
    """The house of this number, else the street."""
    sql = f"SELECT {HOUSE} FROM house WHERE place = ? AND first <= ? AND last >= ?"  # noqa: S608  # our own columns
    houses = [HouseRow(*found) for found in file.execute(sql, (row.id, number, number))]
    graded = [(grade, house) for house in houses if (grade := _grade(house, number, suffix))]
    if graded:
        grade, house = min(graded, key=lambda pair: (-pair[0], pair[1].suffix, pair[1].label))
        return house_address(row, house, score * grade)
    return _between(file, row, number, place_address(row, score * UNKNOWN))


def _grade(house: HouseRow, number: int, suffix: str) -> float:
    """How well a house answers to a number; 0 when it does not."""
    if house.suffix == suffix:
        return 1.0
    if house.first != house.last:
        return _IN_RANGE if (number - house.first) % 2 == 0 or (house.last - house.first) % 2 else 0.0
    return _LIKE_SUFFIX if (house.suffix, suffix) in _LIKE else _OTHER_SUFFIX


def _between(file: sqlite3.Connection, row: PlaceRow, number: int, street: Address) -> Address:
    """The street, placed between the two known numbers of the same side when they are close together."""
    sql = f"SELECT {HOUSE} FROM house WHERE place = ? AND first = last AND first % 2 = ? AND first "  # noqa: S608
    asked = (row.id, number % 2, number)
    before = file.execute(f"{sql} < ? ORDER BY first DESC, suffix LIMIT 1", asked).fetchone()
    after = file.execute(f"{sql} > ? ORDER BY first, suffix LIMIT 1", asked).fetchone()
    if before is None or after is None:
        return street
    low, high = HouseRow(*before), HouseRow(*after)
    if high.first - low.first > _WIDEST or metres((low.lon, low.lat), (high.lon, high.lat)) > _FARTHEST_M:
        return street
    share = (number - low.first) / (high.first - low.first)
    lon, lat = low.lon + share * (high.lon - low.lon), low.lat + share * (high.lat - low.lat)
    return replace(street, lon=lon, lat=lat, between=(low.label, high.label))
