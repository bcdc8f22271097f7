"""In which commune a point is: by outlines, by what tags state, by what stands on the same side of every limit."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely import LineString, Point, STRtree

from connectors.addresses.extract import Commune, Read, Stated
from connectors.addresses.words import fold

_FAR = 0.03
"""A witness farther than this (degrees, about 3 km) says nothing."""
_WITNESSES = 12
_AGREED = 0.95
"""Share of what is stated: a few shops give the postcode of their mail (CEDEX)."""
UNKNOWN = Commune("", "", "")


class Lands:
    """The communes of an extract, even where it holds only a part of them."""

    def __init__(self, read: Read) -> None:
        self._known = {fold(name): commune for name, commune in read.communes.items()}
        self._outlines = STRtree([shape for _, shape in read.outlines])
        self._named = [name for name, _ in read.outlines]
        self._borders = [course for _, course in read.borders]
        self._bounds = [names for names, _ in read.borders]
        self._crossed = STRtree(self._borders)
        self._witnesses = list(self._witnessed(read))
        self._near = STRtree([Point(lon, lat) for lon, lat, _ in self._witnesses])
        self._postcodes = self._agreed(read)

    def commune_at(self, lon: float, lat: float, stated: Stated | None = None) -> Commune:
        """The commune of a point; UNKNOWN rather than a guess across a limit."""
        at = Point(lon, lat)
        if self._named and (inside := self._outlines.query(at, predicate="within")).size:
            return self._of(self._named[int(inside.min())])
        if stated and stated.city and (not self._known or fold(stated.city) in self._known):
            return self._of(stated.city)
        return self._by_witness(at)

    def _of(self, name: str) -> Commune:
        commune = self._known.get(fold(name)) or Commune(name, "", "")
        postcode = commune.postcode or self._postcodes.get(fold(name), "")
        return Commune(commune.name, commune.code, postcode)

    def _by_witness(self, at: Point) -> Commune:
        """The nearest witness that no limit separates from the point, else the other side of the nearest limit."""
        beyond: set[str] = set()
        for number in self._nearest(at):
            lon, lat, name = self._witnesses[number]
            if not self._borders or not self._crossed.query(LineString([at, (lon, lat)]), "intersects").size:
                return self._of(name)
            beyond.add(name)
        if self._borders:
            line = int(self._crossed.nearest(at))
            sides = self._bounds[line] - beyond
            if self._borders[line].distance(at) < _FAR and len(sides) == 1 and len(self._bounds[line]) == 2:
                return self._of(next(iter(sides)))
        return UNKNOWN

    def _nearest(self, at: Point) -> Sequence[int]:
        """Witnesses by distance, the nearest first."""
        reach = _FAR / 64
        while (found := self._near.query(at, predicate="dwithin", distance=reach)).size < _WITNESSES and reach < _FAR:
            reach *= 2
        far = shapely.distance(self._near.geometries.take(found), at)
        order = np.lexsort((found, far))[:_WITNESSES]
        return [int(number) for number in found[order]]

    def _witnessed(self, read: Read) -> Iterator[tuple[float, float, str]]:
        for spot in read.spots:
            name = spot.name if spot.kind == "municipality" else spot.stated.city
            if name and (not self._known or fold(name) in self._known):
                yield spot.lon, spot.lat, name

    def _agreed(self, read: Read) -> dict[str, str]:
        """The postcode of a commune, where nearly all that is stated of it agrees."""
        said: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for spot in read.spots:
            if spot.stated.city and spot.stated.postcode:
                said[fold(spot.stated.city)][spot.stated.postcode] += 1
        first = {city: codes.most_common(1)[0] for city, codes in said.items()}
        return {city: code for city, (code, count) in first.items() if count >= _AGREED * said[city].total()}
