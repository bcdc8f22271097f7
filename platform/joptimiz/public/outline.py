"""Zones drawn on the server: their outlines to scale, without streets and without script."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, dist, log10, pi, radians, sin

import numpy as np
import shapely
from shapely.geometry import shape

from connectors.valhalla.edges import Edges
from rules.model import GeoJSON, Verdict, Zone
from rules.texts.typography import NO_BREAK, figure

WIDTH, HEIGHT, MARGIN, FOOT = 640, 460, 28, 44
"""The drawing, its margin, and what is left under it for the scale."""
_APART = 29
"""Between the middles of two numbers."""
_MOST_STREETS = 2_500
"""Beyond, streets are a grey cloud, and heavy."""
_METRES = 111_320
"""In a degree of latitude."""
type Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A zone as it is drawn; `word` is its verdict, empty when none is asked for."""

    path: str
    word: str
    name: str
    point: tuple[float, float]
    """A place inside it."""
    mark: tuple[float, float]
    """Where its number stands: there, or beside when another one does."""
    number: int | None
    line: bool
    rough: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """A drawing with its scale: `bar` is its length in the drawing, `bar_said` on the ground."""

    zones: tuple[Drawn, ...]
    bar: float
    bar_said: str
    streets: str = ""
    """The path of the streets beneath; empty where they are not installed, or too many to be told apart."""


class _Frame:
    """From degrees to the drawing: north up, both axes to one scale, the box in the middle."""

    def __init__(self, box: Box) -> None:
        west, south, east, north = box
        self._squeeze = cos(radians((south + north) / 2))
        width, height = max((east - west) * self._squeeze, 1e-6), max(north - south, 1e-6)
        self.scale = min((WIDTH - 2 * MARGIN) / width, (HEIGHT - MARGIN - FOOT) / height)
        self._west, self._north = west, north
        self._left = (WIDTH - width * self.scale) / 2
        self._top = (HEIGHT - FOOT + MARGIN - height * self.scale) / 2

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """A position in the drawing."""
        x = self._left + (lon - self._west) * self._squeeze * self.scale
        return round(x, 1), round(self._top + (self._north - lat) * self.scale, 1)

    @property
    def window(self) -> Box:
        """What the whole drawing shows, in degrees."""
        west = self._west - self._left / self._squeeze / self.scale
        north = self._north + self._top / self.scale
        return west, north - HEIGHT / self.scale, west + WIDTH / self._squeeze / self.scale, north

    @property
    def unit(self) -> float:
        """Metres to one unit of the drawing."""
        return _METRES / self.scale


def draw(
    zones: Sequence[Zone], verdicts: Mapping[str, Verdict], *, focus: str | None = None, edges: Edges | None = None
) -> Sketch:
    """The zones in the frame of one of them, or of all; the gravest lies on top, and streets beneath."""
    shapes = {zone.id: shape(zone.geometry) for zone in zones}
    framed = [shapes[focus]] if focus else list(shapes.values())
    frame = _Frame(_box(framed))
    numbers = {zone.id: place for place, zone in enumerate(zones, 1)}
    order = sorted(zones, key=lambda zone: (zone.id == focus, verdicts.get(zone.id, -1), -shapes[zone.id].area))
    window = shapely.box(*frame.window)
    drawn = [
        _drawn(zone, shapes[zone.id], frame, verdicts.get(zone.id), None if focus else numbers[zone.id])
        for zone in order
        if not focus or zone.id == focus or shapes[zone.id].intersects(window)
    ]
    drawn = list(_apart(drawn))
    bar = _round(frame.unit * WIDTH / 4)
    said = f"{figure(bar)}{NO_BREAK}m" if bar < 1000 else f"{figure(bar // 1000)}{NO_BREAK}km"
    return Sketch(tuple(drawn), round(bar / frame.unit, 1), said, _streets(edges, frame) if edges else "")


def _streets(edges: Edges, frame: _Frame) -> str:
    """The streets that the drawing shows, each drawn once though it has two ways."""
    west, south, east, north = frame.window
    lon, lat = edges.points[:, 0], edges.points[:, 1]
    inside = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    shown = np.flatnonzero(np.logical_or.reduceat(inside, edges.offsets[:-1]))
    if len(shown) > 2 * _MOST_STREETS:
        return ""
    drawn: dict[tuple[tuple[int, int], ...], str] = {}
    for number in shown:
        line = edges.points[edges.offsets[number] : edges.offsets[number + 1]].tolist()
        places = tuple(dict.fromkeys((round(x), round(y)) for x, y in (frame.place(*point) for point in line)))
        if len(places) > 1 and places[::-1] not in drawn:
            drawn[places] = "M" + "L".join(f"{x} {y}" for x, y in places)
    return "".join(drawn.values())


def _box(shapes: Sequence[shapely.Geometry]) -> Box:
    west, south, east, north = shapely.total_bounds(shapes)
    return float(west), float(south), float(east), float(north)


def _round(metres: float) -> int:
    """1, 2 or 5 followed by zeros, at most."""
    power = 10 ** int(log10(max(metres, 1)))
    return int(next(step * power for step in (5, 2, 1) if step * power <= max(metres, 1)))


def _drawn(zone: Zone, whole: shapely.Geometry, frame: _Frame, said: Verdict | None, number: int | None) -> Drawn:
    simple = shapely.simplify(whole, 0.6 / frame.scale)
    point = shapely.point_on_surface(whole)
    return Drawn(
        "".join(_paths(simple, frame)),
        "" if said is None else said.word,
        zone.name,
        frame.place(point.x, point.y),
        frame.place(point.x, point.y),
        number,
        line=whole.area == 0,
        rough=zone.precision == "approximate",
    )


def _apart(drawn: Sequence[Drawn]) -> Iterator[Drawn]:
    """The same with no number over another: the nearest free place, round after round."""
    taken: list[tuple[float, float]] = []
    for zone in drawn:
        x, y = zone.point
        rounds = ((_APART * far, turn) for far in range(8) for turn in range(12 if far else 1))
        places = ((x + far * cos(turn * pi / 6), y + far * sin(turn * pi / 6)) for far, turn in rounds)
        inside = (place for place in places if 16 < place[0] < WIDTH - 16 and 16 < place[1] < HEIGHT - FOOT)
        free = (place for place in inside if all(dist(place, other) >= _APART for other in taken))
        found = next(free, zone.point)
        taken.append(found)
        yield replace(zone, mark=(round(found[0], 1), round(found[1], 1)))


def _paths(geometry: shapely.Geometry, frame: _Frame) -> Iterator[str]:
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield f"{_path(ring.coords, frame)}Z"
        elif part.geom_type == "LineString":
            yield _path(part.coords, frame)
        elif hasattr(part, "geoms"):
            yield from _paths(part, frame)


def _path(coords: Sequence[Sequence[float]], frame: _Frame) -> str:
    points = (frame.place(point[0], point[1]) for point in coords)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def bbox_of(geometry: GeoJSON) -> list[float]:
    """[west, south, east, north] of a geometry."""
    return [round(bound, 7) for bound in shape(geometry).bounds]
