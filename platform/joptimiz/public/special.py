"""The special days that a zone's rules name, over a year: holidays, eves, the territory's own sets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from joptimiz.public.week import Day, days_of, intervals_of
from joptimiz.public.words import capital, day_long, day_of_year, long_date, spaced
from rules.bundle import Bundle
from rules.ir import Rule
from rules.model import DaySet, Profile
from rules.vocabulary import EVE, PUBLIC_HOLIDAY

YEAR = 365
_DRAWN = 7
"""Days of a period that are drawn one by one; a longer one is told by its ends."""
_MOST = 20


@dataclass(frozen=True, slots=True)
class Special:
    """One special day, or a period of them."""

    said: str
    name: str
    days: tuple[Day, ...]
    """Drawn for the vehicle asked about; none for a long period."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A set of special days over the coming year; `known_until` when the list ends before."""

    name: str
    source: str
    days: tuple[Special, ...]
    more: int
    known_until: str

    @property
    def alike(self) -> Day | None:
        """One of these days, when the zone's hours are the same on all of them."""
        drawn = [day for special in self.days for day in special.days]
        same = bool(drawn) and all(special.days for special in self.days)
        return drawn[0] if same and all(day.bands == drawn[0].bands for day in drawn) else None


@dataclass(frozen=True, slots=True)
class _Year:
    """A zone over a year, for a vehicle."""

    bundle: Bundle
    profile: Profile
    zone: str
    today: date


def calendars_of(bundle: Bundle, profile: Profile, zone: str, today: date) -> tuple[Calendar, ...]:
    """The sets of special days that rules of a zone name, by their order in the rulebook."""
    named = {name for rule in bundle.rules if zone in rule.zones for name in _named(rule)}
    year = _Year(bundle, profile, zone, today)
    return tuple(_calendar(year, held) for held in bundle.days.values() if held.id in named)


def _named(rule: Rule) -> Iterator[str]:
    for block in (*rule.schedule, *(rule.other.schedule if rule.other else ())):
        for name in (*block.days.only, *block.days.but):
            yield name.removeprefix(EVE)


def _calendar(year: _Year, held: DaySet) -> Calendar:
    today, horizon = year.today, year.today + timedelta(YEAR)
    periods = [(max(start, today), end) for start, end in held.periods if end > today and start < horizon]
    shown = tuple(_special(year, held, start, end) for start, end in periods[:_MOST])
    last = max((end for start, end in held.known if start <= today), default=today)
    while beyond := [end for start, end in held.known if start <= last < end]:
        last = max(beyond)
    known = f"Liste connue jusqu’au {long_date(last - timedelta(1))}" if today < last < horizon else ""
    if last <= today:
        known = "La liste n’est pas connue à ce jour : les règles qui en dépendent répondent « À vérifier »"
    return Calendar(capital(held.name), spaced(held.source), shown, max(0, len(periods) - _MOST), spaced(known))


def _special(year: _Year, held: DaySet, start: date, end: date) -> Special:
    count, last = (end - start).days, end - timedelta(1)
    first = long_date(start) if start.year != last.year else day_of_year(start)
    said = day_long(start) if count == 1 else f"du {first} au {long_date(last)}"
    name = year.bundle.holidays.get(start, "") if held.id == PUBLIC_HOLIDAY else ""
    days: tuple[Day, ...] = ()
    if count <= _DRAWN:
        intervals = intervals_of(year.bundle, year.profile, year.zone, start, count)
        days = days_of(year.bundle, intervals, start, count)
    return Special(capital(said), spaced(name), days)
