"""A tracé cut by a line, such as a street."""

import shapely
from shapely.ops import split as cut

from rules.model import GeoJSON
from tenants.drawing.model import Fault
from tenants.drawing.plane import written
from tenants.drawing.reading import read_geometry
from tenants.drawing.repairing import MOST_VERTICES, uncross


def split(shape: GeoJSON, line: GeoJSON) -> tuple[GeoJSON, ...] | Fault:
    """The parts on each side, the largest first; the whole when the line does not go across."""
    drawn, across = read_geometry(shape), read_geometry(line)
    if isinstance(drawn, Fault):
        return drawn
    if isinstance(across, Fault):
        return across
    if shapely.get_dimensions(across) != 1 or shapely.get_num_coordinates(drawn) > MOST_VERTICES:
        return Fault("unreadable", "On coupe un tracé par une ligne.", "Tracez une ligne qui le traverse.")
    if shapely.get_dimensions(drawn) == 2 and not shapely.is_valid(drawn):
        drawn = uncross(drawn)
    blades = shapely.get_parts(across).tolist()
    parts = shapely.get_parts(drawn).tolist()
    for blade in blades:
        parts = [piece for part in parts for piece in shapely.get_parts(cut(part, blade)).tolist()]
    parts.sort(key=lambda part: -(part.area or part.length))
    return tuple(written(part) for part in parts)
