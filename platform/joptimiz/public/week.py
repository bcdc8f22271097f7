"""Days drawn to scale: from verdicts over time to the bands of each day, and what is said of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from joptimiz.public.words import day_short
from rules.bundle import Bundle
from rules.clock import DAY_MINUTES
from rules.engine import timeline
from rules.model import Profile, Verdict
from rules.texts.answers import VERDICTS
from rules.texts.clockwise import DAY_NAMES, hour, listed, weekdays
from rules.texts.typography import NARROW, NO_BREAK

DAYS = 7
JOINER = "\u2060"
"""A line may break after a dash, even before a no-break space."""
_MINUTE = timedelta(minutes=1)

type Intervals = tuple[tuple[datetime, datetime, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Minutes `[start, end)` of a day under one verdict."""

    start: int
    end: int
    verdict: Verdict

    @property
    def x(self) -> str:
        """Where it begins, in hundredths of the day."""
        return f"{self.start / DAY_MINUTES * 100:.4f}%"

    @property
    def width(self) -> str:
        """How long it is, in hundredths of the day."""
        return f"{(self.end - self.start) / DAY_MINUTES * 100:.4f}%"

    @property
    def word(self) -> str:
        """Its verdict as styles spell it."""
        return self.verdict.word


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its bands."""

    day: date
    bands: tuple[Band, ...]
    holiday: str | None = None

    @property
    def short(self) -> str:
        """« mar. 24 nov. »."""
        return day_short(self.day)

    @property
    def said(self) -> str:
        """The ribbon in words."""
        return ribbon_said(self.bands)


def intervals_of(bundle: Bundle, profile: Profile, zone: str, first: date, days: int = DAYS) -> Intervals:
    """The verdicts of a zone over some local days."""
    clock = ZoneInfo(bundle.territory.timezone)
    start, end = _midnight(first, clock), _midnight(first + timedelta(days), clock)
    return timeline(bundle, profile, (zone,), start, end)


def days_of(bundle: Bundle, intervals: Intervals, first: date, days: int = DAYS) -> tuple[Day, ...]:
    """Some days, one after the other."""
    clock = ZoneInfo(bundle.territory.timezone)
    wanted = [first + timedelta(number) for number in range(days)]
    return tuple(Day(day, bands_of(intervals, day, clock), bundle.holidays.get(day)) for day in wanted)


def bands_of(intervals: Intervals, day: date, clock: ZoneInfo) -> tuple[Band, ...]:
    """The bands of a day on its wall clock; in the hour that autumn repeats, what holds the first time."""
    start, end = _midnight(day, clock), _midnight(day + timedelta(1), clock)
    bands: list[Band] = []
    for since, until, verdict in intervals:
        if until <= start or since >= end:
            continue
        low, high = _minute(since, start, end, clock), _minute(until, start, end, clock)
        if bands and bands[-1].verdict is verdict and bands[-1].end >= low:
            bands[-1] = Band(bands[-1].start, max(bands[-1].end, high), verdict)
        elif high > low:
            bands.append(Band(low, high, verdict))
    return tuple(bands)


def _minute(instant: datetime, start: datetime, end: datetime, clock: ZoneInfo) -> int:
    if instant <= start:
        return 0
    # The first whole minute that a wall time names: a repeated one is named the first time only.
    shown = instant if not instant.second else instant.replace(second=0) + _MINUTE
    while shown < end and shown.astimezone(clock).fold:
        shown += _MINUTE
    if shown >= end:
        return DAY_MINUTES
    wall = shown.astimezone(clock)
    return wall.hour * 60 + wall.minute


def _midnight(day: date, clock: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), clock).astimezone(UTC)


def ribbon_said(bands: Sequence[Band]) -> str:
    """« autorisé de 0 h à 5 h, interdit de 5 h à 23 h »."""
    if len(bands) == 1 and (bands[0].start, bands[0].end) == (0, DAY_MINUTES):
        return f"{VERDICTS[bands[0].verdict].lower()} toute la journée"
    return ", ".join(f"{VERDICTS[band.verdict].lower()} de {hour(band.start)} à {hour(band.end)}" for band in bands)


def hours_said(days: Sequence[Day]) -> str:
    """When one may come over a week: « du lundi au samedi, 6 h – 11 h », « à toute heure », « jamais »."""
    opened = {day.day.weekday(): _opened(day.bands) for day in days}
    if all(hours == ((0, DAY_MINUTES),) for hours in opened.values()):
        return "à toute heure"
    if not any(opened.values()):
        return f"à aucune heure ces {len(days)} jours"
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for weekday in sorted(opened):
        if opened[weekday]:
            alike.setdefault(opened[weekday], []).append(weekday)
    return f"{NARROW}; ".join(_hours_on(hours, weekday) for hours, weekday in alike.items())


def _hours_on(hours: Sequence[tuple[int, int]], days: Sequence[int]) -> str:
    on = weekdays(days) if len(days) > 1 else f"le {DAY_NAMES[days[0]]}"
    said = (
        ""
        if tuple(hours) == ((0, DAY_MINUTES),)
        else listed([f"{hour(start)}{NO_BREAK}–{JOINER}{NO_BREAK}{hour(end)}" for start, end in hours])
    )
    return ", ".join(part for part in (on, said) if part) or "à toute heure"


def _opened(bands: Sequence[Band]) -> tuple[tuple[int, int], ...]:
    """The minutes at which one may come, touching ones joined."""
    found: list[tuple[int, int]] = []
    for band in bands:
        if band.verdict > Verdict.CONDITIONAL:
            continue
        if found and found[-1][1] == band.start:
            found[-1] = found[-1][0], band.end
        else:
            found.append((band.start, band.end))
    return tuple(found)


def next_change(intervals: Intervals, at: datetime) -> tuple[datetime, Verdict] | None:
    """When the verdict next is another one, within what is known."""
    later = iter(_from(intervals, at))
    first = next(later, None)
    return next(((since, said) for since, _, said in later if first and said is not first[2]), None)


def _from(intervals: Intervals, at: datetime) -> Iterator[tuple[datetime, datetime, Verdict]]:
    return (each for each in intervals if each[1] > at)
