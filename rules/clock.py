"""Wall clocks: what a territory's clock reads at an instant, and when its blocks are in season."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import accumulate

from rules.ir import Block, Days, Rule
from rules.model import DaySet
from rules.vocabulary import EVE

DAY_MINUTES = 24 * 60
DAY_SECONDS = 24 * 3600
MOST_DAYS = 4_096
"""How many days a table keeps before it starts anew."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

type DayTest = tuple[bool | None, tuple[str, ...]]
"""Whether a day is meant, and the sets of days whose lists do not reach it when that is not known."""
type Segment = tuple[int, bool | None, tuple[str, ...]]
"""From this minute on: whether a schedule holds, and the sets of days it lacks."""

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)


def parse_instant(text: str) -> datetime | None:
    """An ISO date and time, with or without offset; nothing when it is not one."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def readings(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """When a clock of this zone reads `wall` (naive): never in a gap, twice in a repeated hour."""
    found: list[datetime] = []
    for fold in (0, 1):
        aware = wall.replace(tzinfo=zone, fold=fold)
        back = aware.astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None, fold=0) == wall and all(other.utcoffset() != back.utcoffset() for other in found):
            found.append(back)
    return tuple(found)


def seconds(instant: datetime) -> int:
    """Whole seconds from 1970 to an aware instant, rounded down."""
    return (instant - EPOCH) // timedelta(seconds=1)


def seconds_up(instant: datetime) -> int:
    """Whole seconds from 1970 to an aware instant, rounded up."""
    return -((EPOCH - instant) // timedelta(seconds=1))


def offset_pieces(zone: tzinfo, day: int) -> tuple[tuple[int, int, int], ...]:
    """One UTC day (counted from 1970) in `(start, end, offset)` pieces, all in seconds."""
    start, end = day * DAY_SECONDS, (day + 1) * DAY_SECONDS
    first, last = _offset(zone, start), _offset(zone, end - 1)
    if first == last:
        return ((start, end, first),)
    low, high = start, end - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == first else (low, middle)
    return ((start, high, first), (high, end, last))


def _offset(zone: tzinfo, second: int) -> int:
    offset = (EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
    assert offset is not None
    return offset // timedelta(seconds=1)


class Almanac:
    """Which dates (proleptic ordinals) are which special days; nothing where a list does not reach."""

    def __init__(self, sets: Mapping[str, DaySet]) -> None:
        self._held = {name: _Periods(days.periods) for name, days in sets.items()}
        self._known = {name: [(a.toordinal(), b.toordinal()) for a, b in days.known] for name, days in sets.items()}

    def holds(self, name: str, day: int) -> bool | None:
        """Whether a date belongs to a set of days, or is the eve of one."""
        if name.startswith(EVE):
            return self.holds(name.removeprefix(EVE), day + 1)
        if not any(start <= day < end for start, end in self._known[name]):
            return None
        return day in self._held[name]

    def admits(self, days: Days, day: int) -> bool | None:
        """Whether a date meets every test of a choice of days."""
        today = date.fromordinal(day)
        if (day - 1) % 7 not in days.weekdays:
            return False
        if days.nth and not any(_is_nth(today, which, weekday) for which, weekday in days.nth):
            return False
        if days.spans and not any(_in_span(today.month * 100 + today.day, *span) for span in days.spans):
            return False
        among = _any(self.holds(name, day) for name in days.only) if days.only else True
        beside = _any(self.holds(name, day) for name in days.but)
        if among is False or beside is True:
            return False
        return None if among is None or beside is None else True

    def lacking(self, days: Days, day: int) -> Iterator[str]:
        """The sets of days whose lists do not reach this date, among those a choice of days tests."""
        for name in (*days.only, *days.but):
            if self.holds(name, day) is None:
                yield name.removeprefix(EVE)


class _Periods:
    """Stretches of dates, which may overlap."""

    def __init__(self, periods: Iterable[tuple[date, date]]) -> None:
        ordered = sorted((start.toordinal(), end.toordinal()) for start, end in periods)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def __contains__(self, day: int) -> bool:
        place = bisect_right(self._starts, day)
        return place > 0 and day < self._ends[place - 1]


def _is_nth(today: date, which: int, weekday: int) -> bool:
    if today.weekday() != weekday:
        return False
    if which < 0:
        return (today + timedelta(days=7)).month != today.month
    return (today.day + 6) // 7 == which


def _in_span(today: int, start: int, end: int) -> bool:
    """Whether a day of the year lies in `[start, end)`, over New Year when the end comes first."""
    return start <= today < end if start < end else today >= start or today < end


class Schedule:
    """One schedule, day by day."""

    def __init__(self, blocks: Sequence[Block], almanac: Almanac) -> None:
        self._blocks = tuple(blocks)
        self._almanac = almanac
        self._breaks = tuple(sorted({0, *(end for block in blocks for span in block.windows for end in span)} - {1440}))
        self._nights = tuple(any(end <= start for start, end in block.windows) for block in blocks)
        self._days: dict[int, Course] = {}
        self._courses: dict[tuple[tuple[DayTest, DayTest], ...], Course] = {}

    def day(self, day: int) -> "Course":
        """How it goes through a local date (ordinal); days that go alike share one course."""
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= MOST_DAYS:
                self._days.clear()
            tests = tuple(
                (self._test(block.days, day), self._test(block.days, day - 1) if night else (False, ()))
                for block, night in zip(self._blocks, self._nights, strict=True)
            )
            found = self._courses.get(tests)
            if found is None:
                found = self._courses[tests] = Course(self._run(tests))
            self._days[day] = found
        return found

    def _test(self, days: Days, day: int) -> DayTest:
        held = self._almanac.admits(days, day)
        return held, tuple(self._almanac.lacking(days, day)) if held is None else ()

    def _run(self, tests: Sequence[tuple[DayTest, DayTest]]) -> Iterator[Segment]:
        last: tuple[bool | None, tuple[str, ...]] | None = None
        for minute in self._breaks:
            open_now = [
                today if minute >= start else before
                for block, (today, before) in zip(self._blocks, tests, strict=True)
                for start, end in block.windows
                if (start <= minute < end if start < end else minute >= start or minute < end)
            ]
            lacks = tuple(sorted({name for _, names in open_now for name in names}))
            now = (_any(held for held, _ in open_now), lacks)
            if now != last:
                last = now
                yield minute, *now


class Course:
    """How a schedule goes through a day: from each minute on, whether it holds and the lists it lacks."""

    __slots__ = ("segments", "starts")

    def __init__(self, segments: Iterable[Segment]) -> None:
        self.segments = tuple(segments)
        self.starts = tuple(minute for minute, _, _ in self.segments)


class Season:
    """When rules are in season, their order and basis aside; nothing where that rests on an unknown day."""

    def __init__(self, sets: Mapping[str, DaySet]) -> None:
        self.almanac = Almanac(sets)

    def holds(self, rule: Rule, day: int, minute: int, schedule: Sequence[Block] | None = None) -> bool | None:
        """Whether a rule (or another reading of its schedule) is in season at a minute of a local date."""
        today = date.fromordinal(day)
        if (rule.valid_from and today < rule.valid_from) or (rule.valid_to and today >= rule.valid_to):
            return False
        blocks = rule.schedule if schedule is None else schedule
        if not blocks:
            return True
        return _any(self._block(block, day, minute) for block in blocks)

    def lacking(self, blocks: Sequence[Block], day: int, minute: int) -> Iterator[str]:
        """The sets of days that leave a schedule undecided at a minute of a local date."""
        for block in blocks:
            for window in block.windows:
                if self._window(block, window, day, minute) is None:
                    start, end = window
                    overnight = start > end and minute < end
                    yield from self.almanac.lacking(block.days, day - 1 if overnight else day)

    def _block(self, block: Block, day: int, minute: int) -> bool | None:
        return _any(self._window(block, window, day, minute) for window in block.windows)

    def _window(self, block: Block, window: tuple[int, int], day: int, minute: int) -> bool | None:
        start, end = window
        if start < end:
            return self.almanac.admits(block.days, day) if start <= minute < end else False
        if minute >= start:
            return self.almanac.admits(block.days, day)
        return self.almanac.admits(block.days, day - 1) if minute < end else False


def _any(values: Iterable[bool | None]) -> bool | None:
    """Kleene's or."""
    seen: bool | None = False
    for value in values:
        if value:
            return True
        if value is None:
            seen = None
    return seen


def breakpoints(rules: Iterable[Rule]) -> tuple[int, ...]:
    """The minutes of a day at which one of these rules may begin or cease to be in season."""
    blocks = (block for rule in rules for block in (*rule.schedule, *(rule.other.schedule if rule.other else ())))
    ends = {end for block in blocks for window in block.windows for end in window}
    return tuple(sorted({0, *ends} - {DAY_MINUTES}))
