"""Which projection a file is in: what it says, and what falls in the territory; told apart before anything is taken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from connectors.drawings.model import Feature, Layer

SWAPPED = "swapped"
NAMES = {
    "EPSG:4326": "Longitude, latitude (WGS\u00a084)",
    SWAPPED: "Latitude, longitude (ordre inversé)",
    "EPSG:2154": "Lambert-93",
    **{f"EPSG:{3900 + zone}": f"Lambert-93 CC{zone}" for zone in range(42, 51)},
    "EPSG:5490": "RGAF09 / UTM 20 N (Antilles)",
    "EPSG:2972": "RGFG95 / UTM 22 N (Guyane)",
    "EPSG:2975": "RGR92 / UTM 40 S (La Réunion)",
    "EPSG:4471": "RGM04 / UTM 38 S (Mayotte)",
    "EPSG:4467": "RGSPM06 / UTM 21 N (Saint-Pierre-et-Miquelon)",
    "EPSG:27572": "Lambert II étendu (ancien)",
    "EPSG:3857": "Web Mercator (fonds de carte)",
}
"""The projections tried, by their code."""
_FRANCE = shapely.union_all(
    [
        shapely.box(*bounds)
        for bounds in (
            (-5.5, 41.2, 9.8, 51.3), (-63.3, 14.2, -60.7, 18.3), (-54.8, 2, -51.4, 6), (55, -21.6, 56, -20.7),
            (44.8, -13.2, 45.5, -12.5), (-56.6, 46.6, -56, 47.3), (-155, -28, -134, -7), (163, -23, 169, -19),
        )
    ]
)  # fmt: skip
_NEAR = 0.2
"""Degrees around a territory where its zones may lie."""
MOST_TRIED = 4


@dataclass(frozen=True, slots=True)
class Guess:
    """A projection a file may be in: `inside` of its objects, from 0 to 1, then lie in the territory."""

    code: str
    name: str
    inside: float
    told: bool = False
    """Whether the file itself says so."""


def guess(layer: Layer, territory: BaseGeometry | None) -> tuple[Guess, ...]:
    """The likely projections, the likeliest first; what the file says is always among them when it can be read."""
    where = territory if territory is not None else _FRANCE
    told = known_code(layer.crs)
    codes = dict.fromkeys([*([told] if told else []), *NAMES])
    found = [each for code in codes if (each := _try(layer, code, where, told=code == told)) is not None]
    # Among the likely ones, what the file says comes first; then the most inside, then the order of the table.
    found.sort(key=lambda each: (-(each.inside >= 0.5 and each.told), -round(each.inside, 2)))
    likely = [each for each in found if each.inside > 0]
    silent = [each for each in found if each.told and each.inside == 0]
    return (*likely[:MOST_TRIED], *silent)


def known_code(crs: str) -> str:
    """The code of what a file says of its projection; empty when it says nothing that can be read."""
    if not crs:
        return ""
    try:
        read = CRS.from_user_input(crs)
        # Esri writes its own names: a lower confidence than the default finds the code.
        number = read.to_epsg(min_confidence=20)
    except (CRSError, ProjError):
        return ""
    if read.is_geographic and (number is None or number in (4326, 4171, 4258, 5489, 4979)):
        return "EPSG:4326"
    return f"EPSG:{number}" if number else read.to_wkt()


def name_of(code: str) -> str:
    """What people call it."""
    return NAMES.get(code) or str(CRS.from_user_input(code).name)[:80]


def project(layer: Layer, code: str) -> Layer:
    """The same in degrees, longitude first (WGS 84); raises ValueError for a code that is none."""
    change = _change(code)
    features = tuple(replace(each, geometry=shapely.transform(each.geometry, change)) for each in layer.features)
    return replace(layer, features=features, crs="EPSG:4326")


def _try(layer: Layer, code: str, where: BaseGeometry, *, told: bool) -> Guess | None:
    try:
        points = list(_points(layer.features, _change(code)))
    except ValueError:
        return None
    inside = [point for point in points if shapely.dwithin(where, point, _NEAR)]
    return Guess(code, name_of(code), len(inside) / max(1, len(points)), told)


def _points(
    features: tuple[Feature, ...], change: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> Iterator[BaseGeometry]:
    """The middle of each object, in degrees; those beyond the globe are nowhere."""
    middles = np.array([np.array(shapely.bounds(each.geometry)).reshape(2, 2).mean(axis=0) for each in features])
    for place in change(middles) if len(features) else []:
        valid = bool(np.isfinite(place).all()) and abs(place[0]) <= 180 and abs(place[1]) <= 90
        yield shapely.Point(place) if valid else shapely.Point(0, -90)


def _change(code: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """From a projection to degrees; raises ValueError."""
    if code == SWAPPED:
        return lambda positions: positions[:, ::-1]
    if code == "EPSG:4326":
        return lambda positions: positions
    transformer = _transformer(code)

    def change(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(positions[:, 0], positions[:, 1]))

    return change


@lru_cache(maxsize=32)
def _transformer(code: str) -> Transformer:
    try:
        return Transformer.from_crs(code, "EPSG:4326", always_xy=True)
    except (CRSError, ProjError) as error:
        raise ValueError(code) from error
