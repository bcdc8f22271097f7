"""The instants at which rules may change their answer, and the nearest lawful ones."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from rules.clock import DAY_SECONDS, EPOCH, breakpoints, offset_pieces, readings, seconds
from rules.model import Activation
from rules.remedies.nouns import Place

MOST_EDGES = 2_000
"""How many instants are tried around the one asked: months of ordinary rules, a day of some that turn each minute."""
_MINUTE = timedelta(minutes=1)


def edges(places: Sequence[Place], start: datetime, end: datetime) -> tuple[datetime, ...]:
    """`start`, then each instant (UTC) before `end` at which an answer may change there.

    Zones answer together (a rule of one may lift a rule of another), so their windows apart would not do.
    """
    found = {instant for place in places for instant in _edges(place, start, end) if start < instant < end}
    return (start.astimezone(UTC), *sorted(found))


def nearest(found: Sequence[datetime], at: datetime, end: datetime) -> tuple[Sequence[datetime], datetime]:
    """Of too many edges those around an instant, and until when the last of them holds."""
    first = max(0, bisect_left(found, at) - MOST_EDGES // 2)
    after = first + MOST_EDGES
    return found[first:after], found[after] if after < len(found) else end


def _edges(place: Place, start: datetime, end: datetime) -> Iterator[datetime]:
    zone = ZoneInfo(place.bundle.territory.timezone)
    rules = [rule for rule in place.bundle.rules if not set(rule.zones).isdisjoint(place.zones)]
    minutes = breakpoints(rules)
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        for minute in minutes:
            wall = datetime.combine(day, time(minute // 60, minute % 60))
            yield from (instant.astimezone(UTC) for instant in readings(wall, zone))
        day += timedelta(days=1)
    for number in range(seconds(start) // DAY_SECONDS, seconds(end) // DAY_SECONDS + 1):
        yield from (EPOCH + timedelta(seconds=piece[0]) for piece in offset_pieces(zone, number)[1:])
    for overlay in place.bundle.overlays:
        if isinstance(overlay, Activation):
            yield from (instant.astimezone(UTC) for instant in (overlay.start, overlay.end) if instant)


def later(edges_after: Iterable[datetime], is_lawful: Callable[[datetime], bool]) -> datetime | None:
    """The first of these instants, in order, that is lawful."""
    return next((instant for instant in edges_after if is_lawful(instant)), None)


def earlier(edges_before: Sequence[datetime], at: datetime, is_lawful: Callable[[datetime], bool]) -> datetime | None:
    """The last lawful minute before `at`; the answer holds from each edge to the next."""
    for start, end in reversed(list(pairwise((*edges_before, at)))):
        if is_lawful(start):
            return max(start, end.astimezone(UTC) - _MINUTE)
    return None
