"""What a demand must be before it is worth routing: all that is wrong with it, at once."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from itineriz.core import Demand
from rules.model import Problem
from tenants.errors import Unreadable
from tenants.wire import ill_dated

EARLIEST = datetime(2000, 1, 2, tzinfo=UTC)
LATEST = datetime(2099, 12, 1, tzinfo=UTC)
"""The rules answer for 2000 to 2099; the search for a next departure looks a week ahead."""
_COVERED = f"Du {EARLIEST:%d/%m/%Y} au {LATEST:%d/%m/%Y}."

MARGIN_DEG = 0.015
"""About one kilometre: beyond it a stop cannot be near one of these streets."""


def check_demand(
    demand: Demand, bbox: tuple[float, float, float, float], *, at: str = "/depart_at", also: Iterable[Problem] = ()
) -> None:
    """Raises `Unreadable` with every problem: the instant (its field is `at`), others found, the rights, the places."""
    problems = (*_off_range(demand.depart_at, at), *also, *ill_dated(demand.rights), *_misplaced(demand, bbox))
    if problems:
        count = "Un problème" if len(problems) == 1 else f"{len(problems)} problèmes"
        raise Unreadable(
            "request-invalid", "La requête n’est pas recevable.", f"{count} à corriger.", problems=problems
        )


def check_span(start: datetime, end: datetime, longest: timedelta) -> Iterator[Problem]:
    """What is wrong with the end of a span of departures."""
    if not timedelta() < end - start <= longest:
        message = f"« to » doit suivre « from », de {longest.days} jours au plus."
        yield Problem("horizon", message, pointer="/to")


def _off_range(instant: datetime, pointer: str) -> Iterator[Problem]:
    if instant.tzinfo is None:
        hint = "Écrivez par exemple 2026-11-24T10:00:00+01:00."
        message = f"« {pointer[1:]} » : il manque le décalage horaire."
        yield Problem("instant-offset", message, hint, pointer=pointer)
    elif not EARLIEST <= instant <= LATEST:
        message = f"Le départ du {instant.date().isoformat()} est hors de ce que les règles couvrent."
        yield Problem("instant-range", message, _COVERED, pointer=pointer)


def _misplaced(demand: Demand, bbox: tuple[float, float, float, float]) -> Iterator[Problem]:
    west, south, east, north = (f"{edge:.4f}".replace(".", ",") for edge in bbox)
    for number, stop in enumerate(demand.stops):
        lon, lat = stop.position
        pointer = f"/stops/{number}/position"
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            hint = "Longitude de −180 à 180, puis latitude de −90 à 90."
            yield Problem("position-range", f"[{lon}, {lat}] n’est pas une position.", hint, pointer=pointer)
        elif not _near(bbox, lon, lat):
            message = f"L’arrêt n° {number + 1} est hors des rues connues ici."
            hint = f"Les rues connues vont de {west} à {east} de longitude, de {south} à {north} de latitude."
            if _near(bbox, lat, lon):
                hint = f"La longitude vient d’abord : vouliez-vous dire [{lat}, {lon}] ?"
            yield Problem("stop-outside", message, hint, pointer=pointer)


def _near(bbox: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    west, south, east, north = bbox
    return west - MARGIN_DEG <= lon <= east + MARGIN_DEG and south - MARGIN_DEG <= lat <= north + MARGIN_DEG
