"""Short distances on the Earth."""

from collections.abc import Sequence
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt

_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""
DEGREE_M = radians(1) * _RADIUS_M

type At = tuple[float, float]
"""Longitude and latitude, degrees."""


def metres(a: At, b: At) -> float:
    """Great-circle distance."""
    (lon_a, lat_a), (lon_b, lat_b) = a, b
    half = (
        sin(radians(lat_b - lat_a) / 2) ** 2
        + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * _RADIUS_M * asin(min(1.0, sqrt(half)))


def foot(at: At, line: Sequence[At]) -> tuple[float, At]:
    """How far a line passes (metres, for lines of a city’s size), and where it is nearest."""
    scale = cos(radians(at[1]))
    best, nearest = float("inf"), line[0]
    for (x1, y1), (x2, y2) in pairwise(line):
        dx, dy = (x2 - x1) * scale, y2 - y1
        px, py = (at[0] - x1) * scale, at[1] - y1
        length = dx * dx + dy * dy
        share = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
        far = hypot(px - share * dx, py - share * dy)
        if far < best:
            best, nearest = far, (x1 + share * (x2 - x1), y1 + share * (y2 - y1))
    return best * DEGREE_M, nearest
