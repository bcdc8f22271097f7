"""What a question must be before it is answered, and which rulebooks answer it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol

from litestar import Request
from litestar.datastructures import State

from rules.engine import FIRST_YEAR, LAST_YEAR
from rules.model import Problem
from tenants.answers import Heard, get_rulebook, get_zone, heard_at
from tenants.errors import Unreadable
from tenants.locate import ZoneRef
from tenants.snapshot import Snapshot
from tenants.wire import Holder, Right, Vehicle, with_held

EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
LATEST = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)


class Placed(Protocol):
    """A question about a place: a position of any territory, or a zone by its names."""

    @property
    def position(self) -> list[float] | None:
        """Longitude and latitude."""

    @property
    def territory(self) -> str | None:
        """Slug."""

    @property
    def zone(self) -> str | None:
        """Zone of that territory."""


async def snapshot_for(request: Request[object, object, State], known_at: datetime | None) -> Snapshot:
    """The rulebooks in force, or as they were known at an instant of the past; raises `Unreadable`."""
    services = request.app.state.services
    current: Snapshot = services.shelf.current()
    if known_at is None:
        return current
    refuse(*not_yet(known_at, services.now))
    past: Snapshot = await services.history.as_known(known_at)
    return past


def heard(snapshot: Snapshot, case: Placed) -> Heard:
    """The zones a question is about and the territories that speak for it; raises `NotFound`."""
    if case.territory is not None and case.zone is not None:
        if case.territory in snapshot.silent:
            return (), frozenset()
        return (get_zone(snapshot, case.territory, case.zone),), frozenset()
    assert case.position is not None
    lon, lat = case.position
    return heard_at(snapshot, lon, lat)


def names_of(snapshot: Snapshot, territory: str, zones: Sequence[str] | None) -> list[ZoneRef]:
    """Some zones of a territory, or all of them; raises `NotFound`."""
    book = get_rulebook(snapshot, territory)
    return [get_zone(snapshot, territory, name) for name in (book.bundle.zones if zones is None else zones)]


def refuse(*problems: Problem) -> None:
    """Raises `Unreadable` with these problems, when there are any."""
    if problems:
        count = "Un problème" if len(problems) == 1 else f"{len(problems)} problèmes"
        raise Unreadable(
            "request-invalid", "La requête n’est pas recevable.", f"{count} à corriger.", problems=problems
        )


def off_range(at: datetime, pointer: str) -> Iterator[Problem]:
    """An instant the rules do not answer for."""
    if not EARLIEST <= at < LATEST:
        message = f"La date {at.date().isoformat()} est hors de ce que les règles couvrent (de 2000 à 2099)."
        yield Problem("instant-range", message, pointer=pointer)


def not_yet(known_at: datetime, now: Callable[[], datetime]) -> Iterator[Problem]:
    """An instant at which nobody can know yet what will have been published."""
    if known_at > now():
        message = f"« as_known_at » : le {known_at.date().isoformat()} n’est pas encore passé."
        hint = "Omettez-le pour répondre d’après ce qui est publié maintenant."
        yield Problem("known-later", message, hint, pointer="/as_known_at")


def misplaced(case: Placed) -> Iterator[Problem]:
    """No place, two places, or a position off the Earth."""
    named = (case.territory is not None, case.zone is not None)
    if named != ((False, False) if case.position is not None else (True, True)):
        message = "Il faut un lieu, et un seul."
        yield Problem("place-missing", message, "Donnez « position », ou bien « territory » et « zone ».", pointer="")
    if case.position is not None:
        yield from off_earth(case.position, "/position")


def off_earth(position: Sequence[float], pointer: str) -> Iterator[Problem]:
    """A position that is none."""
    lon, lat = position
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        message = f"[{lon}, {lat}] n’est pas une position."
        hint = "Longitude de −180 à 180, puis latitude de −90 à 90."
        yield Problem("position-range", message, hint, pointer=pointer)


class Holding(Protocol):
    """A question that may name a vehicle of the fleet of who asks."""

    @property
    def vehicle(self) -> Vehicle:
        """What was sent of it."""

    @property
    def rights(self) -> list[Right]:
        """What was sent of them."""

    @property
    def holder(self) -> Holder | None:
        """The vehicle named."""


async def held_of(request: Request[object, object, State], asked: Holding, at: datetime) -> tuple[Vehicle, list[Right]]:
    """The vehicle and the rights of a question, with those of the vehicle it names as they stand now."""
    if asked.holder is None:
        return asked.vehicle, asked.rights
    facts, held = await request.app.state.services.holders.held_by(request, asked.holder.vehicle, at)
    return with_held(asked.vehicle, asked.rights, facts, held)
