"""Wall clocks: what a territory's clock reads at an instant, and when its blocks are in season."""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

from rules.ir import Block, Rule

DAY_MINUTES = 24 * 60
DAY_SECONDS = 24 * 3600
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

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


class Season:
    """When rules are in season; nothing where that rests on holidays of a year for which none is known."""

    def __init__(self, holidays: Collection[date]) -> None:
        self._holidays = frozenset(day.toordinal() for day in holidays)
        self._years = frozenset(day.year for day in holidays)

    def holds(self, rule: Rule, day: int, minute: int) -> bool | None:
        """Whether a rule is in season at a minute of a local date (proleptic ordinal)."""
        today = date.fromordinal(day)
        if (rule.valid_from and today < rule.valid_from) or (rule.valid_to and today >= rule.valid_to):
            return False
        if not rule.schedule:
            return True
        return _any(self._block(block, day, minute) for block in rule.schedule)

    def _block(self, block: Block, day: int, minute: int) -> bool | None:
        return _any(self._window(block, window, day, minute) for window in block.windows)

    def _window(self, block: Block, window: tuple[int, int], day: int, minute: int) -> bool | None:
        start, end = window
        if start < end:
            return self._day(block, day) if start <= minute < end else False
        if minute >= start:
            return self._day(block, day)
        return self._day(block, day - 1) if minute < end else False

    def _day(self, block: Block, day: int) -> bool | None:
        """Whether a window of this block may start on this date."""
        if (day - 1) % 7 not in block.days:
            return False
        if block.holidays == "any":
            return True
        if date.fromordinal(day).year not in self._years:
            return None
        return (day in self._holidays) == (block.holidays == "only")


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
    ends = {end for rule in rules for block in rule.schedule for window in block.windows for end in window}
    return tuple(sorted({0, *ends} - {DAY_MINUTES}))
