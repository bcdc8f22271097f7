"""How far, over a town: degrees and metres."""

from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_000.0
METRES_A_DEGREE = 111_320.0


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Between two positions in degrees, along a great circle."""
    half = sin(radians(other_lat - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, half)))


def around(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north of what lies that near."""
    high = radius_m / METRES_A_DEGREE
    wide = high / max(0.01, cos(radians(lat)))
    return lon - wide, lat - high, lon + wide, lat + high
