"""Small maps drawn on the server: what is proposed, beside what is known, before anything is taken."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

_MARGIN = 10
_FINEST = 0.5
"""Pixels: what a smaller detail would add is not seen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Paths (SVG) by their class, places to be marked, a size in pixels."""

    width: int
    height: int
    paths: tuple[tuple[str, str], ...]
    places: tuple[tuple[float, float], ...]


def picture(
    layers: Sequence[tuple[str, BaseGeometry]],
    places: Iterable[tuple[float, float]] = (),
    side: int = 320,
    *,
    whole: bool = False,
) -> Picture | None:
    """The layers one over another, framed by the last one and some ground, or by the `whole`; None for nothing."""
    seen = [(name, area) for name, area in layers if not area.is_empty]
    if not seen:
        return None
    west, south, east, north = _frame([area for _, area in seen], 1e9 if whole else 6)
    narrow = max(0.05, math.cos(math.radians(max(-80, min(80, (south + north) / 2)))))
    scale = (side - 2 * _MARGIN) / max((east - west) * narrow, north - south, 1e-9)
    width = round((east - west) * narrow * scale + 2 * _MARGIN)
    height = round((north - south) * scale + 2 * _MARGIN)

    def at(x: float, y: float) -> tuple[float, float]:
        return round(_MARGIN + (x - west) * narrow * scale, 1), round(_MARGIN + (north - y) * scale, 1)

    window = shapely.box(west - 1, south - 1, east + 1, north + 1)
    paths = []
    for name, area in seen:
        shown = shapely.simplify(area, _FINEST / scale) if area.is_valid else area
        lines = (_line(map(at, *zip(*line, strict=True)), closed=closed) for line, closed in _lines(shown, window))
        paths.append((name, "".join(lines)))
    return Picture(width, max(height, 40), tuple(paths), tuple(at(*place) for place in places))


def _frame(areas: Sequence[BaseGeometry], most: float) -> tuple[float, float, float, float]:
    """Around the last layer, a third wider; the whole ground when it is not much larger."""
    west, south, east, north = areas[-1].bounds
    wide = max(east - west, north - south, 1e-4)
    whole = shapely.union_all([shapely.box(*area.bounds) for area in areas]).bounds
    if max(whole[2] - whole[0], whole[3] - whole[1]) < most * wide:
        return whole[0], whole[1], whole[2], whole[3]
    return west - wide, south - wide, east + wide, north + wide


def _lines(area: BaseGeometry, window: BaseGeometry) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    for part in shapely.get_parts(area).tolist():
        if not part.intersects(window):
            continue
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield [(x, y) for x, y, *_ in ring.coords], True
        elif part.geom_type == "LineString":
            yield [(x, y) for x, y, *_ in part.coords], False


def _line(points: Iterable[tuple[float, float]], *, closed: bool) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")
