"""Questions drawn where answers turn: around hours, days, changes of clock, bounds of conditions, outlines of zones."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.cells import leaves_of
from rules.ir import Compare, Holds
from rules.kleene import Leaf
from rules.model import Activation
from rules.model.questions import ACTIVITIES
from rules.vocabulary import FACTS
from tenants.keys.header import offsets_of
from tenants.locate import Locator
from tenants.verifying.answering import Question
from tenants.wire import Right, Vehicle

NEAR_S = (-3_600, -60, -1, 0, 1, 60, 1_800, 3_600)
"""How far from an edge, in seconds."""
_STARTS, _ENDS = (-90, -1, 0, 1), (-1, 0, 0, 1, 90)
"""How far from the day of a question a right begins, and ends."""
LATER = timedelta(days=400)


class Drawer:
    """What questions about a version are drawn from, over a year from a day on."""

    def __init__(self, bundle: Bundle, today: date, seed: int) -> None:
        self.bundle = bundle
        self.zone = ZoneInfo(bundle.territory.timezone)
        self.drawn = random.Random(seed)  # noqa: S311  # a draw that anybody may repeat, nothing secret
        self._first = datetime.combine(today, time(), UTC)
        offsets = offsets_of(bundle.territory.timezone, today.year, today.year + 1)
        self._turns = [datetime.fromtimestamp(at, UTC) for at, _ in offsets[1:-1]]
        laid = [each for each in bundle.overlays if isinstance(each, Activation)]
        ends = [end for each in laid for end in (each.start, each.end) if end is not None]
        # Those of long ago are beyond the clock that is told.
        self._laid = [end.replace(microsecond=0) for end in ends if abs(end - self._first) < LATER / 2]
        self._days = [day for day in _days(bundle) if self._first.date() <= day < (self._first + LATER).date()]
        self._minutes = sorted({0, 1_439, *_minutes(bundle)})
        self._conditions = list(leaves_of(bundle.rules))
        self._bounds = _values(self._conditions, int)
        self._named = _values(self._conditions, str)
        self._places = list(_places(bundle))

    def question(self, number: int) -> Question:
        """One of them."""
        facts: dict[str, object] = dict(self._facts())
        activity = self.drawn.choice((*ACTIVITIES, None))
        where = self._where()
        at = self._instant().astimezone(self.zone)
        rights = [self._right(at.date()) for _ in range(self.drawn.choice((0, 0, 1, 1, 2)))]
        if not self.bundle.rights:
            rights = []
        return Question(number, Vehicle(**facts), at, activity=activity, rights=rights, **where)  # type: ignore[arg-type]

    def _instant(self) -> datetime:
        kind = self.drawn.choice(("hour", "hour", "day", "turn", "overlay", "any"))
        near = timedelta(seconds=self.drawn.choice(NEAR_S))
        if kind == "turn" and self._turns:
            return self.drawn.choice(self._turns) + near
        if kind == "overlay" and self._laid:
            return self.drawn.choice(self._laid) + near
        if kind == "any":
            return self._first + timedelta(seconds=self.drawn.randrange(LATER.days * 86_400))
        day = self._first.date() + timedelta(days=self.drawn.randrange(LATER.days))
        if kind == "day" and self._days:
            day = self.drawn.choice(self._days) + timedelta(days=self.drawn.choice((-1, 0, 0, 1)))
        midnight = datetime.combine(day, time(), self.zone)
        wall = midnight + timedelta(minutes=self.drawn.choice(self._minutes))
        return wall.astimezone(UTC) + near

    def _facts(self) -> Iterator[tuple[str, int | str]]:
        for name, fact in FACTS.items():
            if name == "activity" or self.drawn.random() < 0.3:
                continue
            if fact.words:
                # A rule on one body of many is seldom met by chance.
                named = self._named.get(name)
                yield name, self.drawn.choice(named if named and self.drawn.random() < 0.4 else fact.words)
                continue
            value = self.drawn.choice(self._bounds.get(name) or [fact.high // 2]) + self.drawn.choice(
                (-1, 0, 0, 1, 500)
            )
            yield name, min(max(value, fact.low), fact.high)

    def _right(self, today: date) -> Right:
        """A right whose first and last days are often this one, or beside it."""
        kinds = sorted({each.kind for each in self._conditions if isinstance(each, Holds)} | set(self.bundle.rights))
        start, end = (today + timedelta(days=self.drawn.choice(days)) for days in (_STARTS, _ENDS))
        zones = sorted(self.bundle.zones)
        return Right(
            self.drawn.choice(kinds or ["rien"]),
            self.drawn.choice((self.bundle.territory.slug,) * 4 + ("ailleurs",)),
            self.drawn.choice(([], [], [self.drawn.choice(zones)] if zones else [])),
            start if self.drawn.random() < 0.5 else None,
            end if end > start and self.drawn.random() < 0.6 else None,
            self.drawn.choice((None, 0, 1, 12)),
        )

    def _where(self) -> dict[str, object]:
        zones = sorted(self.bundle.zones)
        if zones and (self.drawn.random() < 0.5 or not self._places):
            return {"territory": self.bundle.territory.slug, "zone": self.drawn.choice(zones)}
        bounds, vertices = self.drawn.choice(self._places)
        if self.drawn.random() < 0.1:
            return {"position": self.drawn.choice(vertices)}
        west, south, east, north = bounds
        wide, high = (east - west) * 0.1, (north - south) * 0.1
        lon, lat = self.drawn.uniform(west - wide, east + wide), self.drawn.uniform(south - high, north + high)
        return {"position": [round(lon, 7), round(lat, 7)]}


def draw_questions(bundle: Bundle, today: date, seed: int, count: int) -> list[Question]:
    """So many questions, the same for the same seed."""
    drawer = Drawer(bundle, today, seed)
    return [drawer.question(number) for number in range(1, count + 1)]


def _values[T: (int, str)](conditions: Sequence[Leaf], kind: type[T]) -> Mapping[str, Sequence[T]]:
    """By fact, the numbers or the words that conditions compare it with."""
    found: dict[str, list[T]] = {}
    for each in conditions:
        if not isinstance(each, Holds):
            values = (each.bound,) if isinstance(each, Compare) else each.values
            found.setdefault(each.fact, []).extend(value for value in values if isinstance(value, kind))
    return found


def _days(bundle: Bundle) -> Iterator[date]:
    """Dates at which something turns."""
    for days in bundle.days.values():
        yield from (day for span in (*days.periods, *days.known) for day in span)
    for rule in bundle.rules:
        yield from (day for day in (rule.valid_from, rule.valid_to) if day)
    for order in bundle.orders.values():
        yield from (start for start, _ in order.statuses if start)


def _minutes(bundle: Bundle) -> Iterator[int]:
    """Minutes of the day at which something turns."""
    for rule in bundle.rules:
        schedules = (*rule.schedule, *(rule.other.schedule if rule.other else ()))
        yield from (end for block in schedules for window in block.windows for end in window)


def _places(bundle: Bundle) -> Iterator[tuple[Sequence[float], list[list[float]]]]:
    """The bounds of each zone, and of what the territory covers, with some corners."""
    locator = Locator.of({bundle.territory.slug: bundle})
    for geometry in (*locator.zones.values(), *locator.coverages.values()):
        corners = [point for part in getattr(geometry, "geoms", [geometry]) for point in _corners(part)]
        if corners:
            yield geometry.bounds, corners


def _corners(part: object) -> list[list[float]]:
    line = getattr(part, "exterior", part)
    return [[lon, lat] for lon, lat in list(getattr(line, "coords", ()))[:50]]
