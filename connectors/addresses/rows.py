"""Rows of the index as they come, and the answers they become."""

from typing import NamedTuple

from connectors.addresses.model import ACCURACY, Address, Kind, Provider, label_of


class PlaceRow(NamedTuple):
    """A row of `place`."""

    id: int
    kind: Kind
    name: str
    city: str
    postcode: str
    citycode: str
    housenumber: str
    street: str
    lon: float
    lat: float
    source: Provider
    around: str


class HouseRow(NamedTuple):
    """A row of `house`, without its keys."""

    first: int
    last: int
    suffix: str
    label: str
    postcode: str
    lon: float
    lat: float
    source: Provider


HOUSE = "first, last, suffix, label, house.postcode, house.lon, house.lat, house.source"
"""The columns of HouseRow."""


def place_address(row: PlaceRow, score: float) -> Address:
    """A street, a commune, a quarter or a named place."""
    name = row.name
    if row.kind == "poi" and row.street:
        name = f"{name}, {row.housenumber} {row.street}" if row.housenumber else f"{name}, {row.street}"
    label = row.name if row.kind == "municipality" else label_of(None, name, row.postcode, row.city)
    return Address(
        kind=row.kind, accuracy=ACCURACY[row.kind], label=label, name=row.name,
        lon=row.lon, lat=row.lat, score=score, source=row.source, housenumber=row.housenumber or None,
        street=row.name if row.kind == "street" else row.street or None, postcode=row.postcode or None,
        city=row.city or None, citycode=row.citycode or None,
    )  # fmt: skip


def house_address(row: PlaceRow, house: HouseRow, score: float) -> Address:
    """A house number of a street."""
    postcode = house.postcode or row.postcode
    return Address(
        kind="housenumber", accuracy=ACCURACY["housenumber"],
        label=label_of(house.label, row.name, postcode, row.city), name=f"{house.label} {row.name}",
        lon=house.lon, lat=house.lat, score=score, source=house.source, housenumber=house.label, street=row.name,
        postcode=postcode or None, city=row.city or None, citycode=row.citycode or None,
    )  # fmt: skip
