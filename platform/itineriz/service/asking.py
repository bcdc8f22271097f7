"""What a demand must be before it is worth routing: all that is wrong with it, at once."""

from collections.abc import Iterator
from datetime import UTC, datetime

from itineriz.core import Demand
from rules.model import Problem
from tenants.errors import Unreadable

EARLIEST = datetime(2000, 1, 2, tzinfo=UTC)
LATEST = datetime(2099, 12, 1, tzinfo=UTC)
"""The rules answer for 2000 to 2099; the search for a next departure looks a week ahead."""

MARGIN_DEG = 0.015
"""About one kilometre: beyond it a stop cannot be near one of these streets."""


def check_demand(demand: Demand, bbox: tuple[float, float, float, float]) -> None:
    """Raises `Unreadable` with every problem of the instant and the positions."""
    problems = tuple(_problems(demand, bbox))
    if problems:
        count = "Un problème" if len(problems) == 1 else f"{len(problems)} problèmes"
        raise Unreadable(
            "request-invalid", "La requête n’est pas recevable.", f"{count} à corriger.", problems=problems
        )


def _problems(demand: Demand, bbox: tuple[float, float, float, float]) -> Iterator[Problem]:
    if demand.depart_at.tzinfo is None:
        hint = "Écrivez par exemple 2026-11-24T10:00:00+01:00."
        yield Problem("instant-offset", "« depart_at » : il manque le décalage horaire.", hint, pointer="/depart_at")
    elif not EARLIEST <= demand.depart_at <= LATEST:
        message = f"Le départ du {demand.depart_at.date().isoformat()} est hors de ce que les règles couvrent."
        yield Problem("instant-range", message, "De 2000 à 2099.", pointer="/depart_at")
    west, south, east, north = bbox
    for number, stop in enumerate(demand.stops):
        lon, lat = stop.position
        pointer = f"/stops/{number}/position"
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            hint = "Longitude de −180 à 180, puis latitude de −90 à 90."
            yield Problem("position-range", f"[{lon}, {lat}] n’est pas une position.", hint, pointer=pointer)
        elif not _near(bbox, lon, lat):
            message = f"L’arrêt n° {number + 1} est hors des rues connues ici."
            hint = f"De {west:.4f} à {east:.4f} de longitude et de {south:.4f} à {north:.4f} de latitude."
            if _near(bbox, lat, lon):
                hint = f"La longitude vient d’abord : vouliez-vous dire [{lat}, {lon}] ?"
            yield Problem("stop-outside", message, hint, pointer=pointer)


def _near(bbox: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    west, south, east, north = bbox
    return west - MARGIN_DEG <= lon <= east + MARGIN_DEG and south - MARGIN_DEG <= lat <= north + MARGIN_DEG
