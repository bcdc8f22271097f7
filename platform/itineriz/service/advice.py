"""When to leave instead: reckoned from the hours of the zones, then sought on the streets before it is said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time

from itineriz.core import Advice, Minutes, departures, first_after, instant_of, last_before, starts_after
from itineriz.service.finding import find_way
from itineriz.service.found import Found
from itineriz.service.needs import Wish, wish, wish_again
from itineriz.service.reasons import clock_time
from itineriz.service.trip import Trip
from rules.texts.clockwise import DAY_NAMES, day_of_year
from rules.texts.quantities import decimal
from rules.texts.typography import typeset
from tenants.answers import RULEBOOK

DAY_MIN, WEEK_MIN = 24 * 60, 7 * 24 * 60
TRIES = 6
WORTH_S = 60.0
"""A detour that costs less is not worth another hour of departure."""

type Pick = Callable[[Minutes], int | None]


async def next_departure(found: Found) -> datetime | None:
    """The first departure within seven days that serves every stop, of the first six openings; None when none does.

    The minute is that at which the way passes as the last zone opens, not that at which it opens.
    """
    wished = await _hoped(found)
    if wished is None:
        return None
    asked = _minute(found.trip.start)
    first, last = int(asked) + 1, int(asked) + WEEK_MIN
    within = departures(wished.at_stops(first, last), first, last)
    groups = [departures([need], first, last) for need in wished.on_the_way(first, last)]
    for minute in starts_after([*groups, wished.minutes(first, last)], within, asked)[:TRIES]:
        better = await _settled(found, minute, lambda minutes: first_after(minutes, asked), first, last)
        if better is not None:
            return better.trip.start
    return None


async def advise(found: Found, upcoming: datetime | None, now: datetime) -> Advice | None:
    """The nearest departure that serves every stop, or saves a detour: in the coming 24 hours, or earlier that day.

    Never before now, unless the departure asked about is itself past. None when the way is as good as it gets.
    `upcoming` is a departure known to serve them.
    """
    if (found.feasible and not found.crossed) or (wished := await _hoped(found)) is None:
        return None
    asked = _minute(found.trip.start)
    midnight = datetime.combine(found.trip.at(0).date(), time(), found.trip.clock)
    earliest = max(now, midnight) if now <= found.trip.start else midnight
    first, last = -int(-_minute(earliest) // 1), int(asked) + DAY_MIN
    for minute, pick in _candidates(found, wished, first, last):
        if upcoming is not None and _minute(upcoming) - asked < abs(minute - asked):
            break
        better = await _settled(found, minute, pick, first, last)
        if better is not None and _is_worth(found, better):
            return _told(found, better)
    if upcoming is None or _minute(upcoming) > last:
        return None
    return _told(found, await _try(found, int(_minute(upcoming))))


def _candidates(found: Found, wished: Wish, first: int, last: int) -> list[tuple[int, Pick]]:
    """The last minute before and the first after that of the asked departure, nearest first, with how to pick again."""
    asked = _minute(found.trip.start)
    picks: tuple[Pick, Pick] = (
        lambda minutes: last_before(minutes, asked),
        lambda minutes: first_after(minutes, asked),
    )
    at_stops = wished.at_stops(first, last)
    whole = [wished.minutes(first, last)]
    if found.feasible:
        part = [departures([*at_stops, need], first, last) for need in wished.on_the_way(first, last)]
    else:
        part = [departures(at_stops, first, last)]
    found_minutes: dict[int, Pick] = {}
    for group in (whole, part) if found.feasible else ([*whole, *part],):
        near = ((minute, pick) for minutes in group for pick in picks if (minute := pick(minutes)) is not None)
        for minute, pick in sorted(near, key=lambda each: abs(each[0] - asked)):
            # After the asked departure, the next one that serves every stop is already known.
            if found.feasible or minute < asked:
                found_minutes.setdefault(minute, pick)
    return list(found_minutes.items())[:TRIES]


async def _hoped(found: Found) -> Wish | None:
    """The way to hope for; none where a stop lies on land without any rulebook."""
    if any(RULEBOOK in each.answer.needs for each in found.plan.held):
        return None
    return await wish(found)


async def _settled(found: Found, minute: int, pick: Pick, first: int, last: int) -> Found | None:
    """The trip at a minute, or at the nearer one that the hours of its own way show; None when none is feasible."""
    best: Found | None = None
    tried: set[int] = set()
    while minute not in tried and len(tried) < 3:
        tried.add(minute)
        trial = await _try(found, minute)
        if trial.feasible and (best is None or _nearer(found, trial, best)):
            best = trial
        again = await wish_again(trial)
        nearer = pick(again.minutes(first, last)) if again is not None else None
        if nearer is None:
            break
        minute = nearer
    return best


async def _try(found: Found, minute: int) -> Found:
    at = instant_of(minute).astimezone(found.trip.clock)
    return await find_way(Trip.of(found.trip.ground, replace(found.trip.demand, depart_at=at)), counted=False)


def _nearer(found: Found, one: Found, other: Found) -> bool:
    return abs(one.trip.start - found.trip.start) < abs(other.trip.start - found.trip.start)


def _is_worth(found: Found, better: Found) -> bool:
    if better.doubtful and not found.doubtful:
        return False
    return not found.feasible or _saved(found, better)[1] >= WORTH_S


def _saved(found: Found, better: Found) -> tuple[float, float]:
    assert found.journey is not None
    assert better.journey is not None
    return (
        found.journey.distance_m - better.journey.distance_m,
        found.journey.duration_s - better.journey.duration_s,
    )


def _told(found: Found, better: Found) -> Advice | None:
    if better.journey is None or not better.feasible:
        return None
    saved = _saved(found, better) if found.feasible else None
    arrive = better.trip.at(better.journey.arrive_s(len(better.plan.held) - 1))
    gain = "tous les arrêts sont alors servis"
    if saved is not None:
        shorter = f"{decimal(round(saved[0]), 1_000, 'fr')} km et " if saved[0] >= 100 else ""
        gain = f"{shorter}{round(saved[1] / 60)} min de moins"
    message = f"Partir {_when(found, better.trip.start)} : {gain}, arrivée à {clock_time(found, arrive)}."
    return Advice(
        depart_at=better.trip.start.astimezone(found.trip.clock),
        arrive_at=arrive,
        message=typeset(message),
        saves_m=None if saved is None else max(0, round(saved[0])),
        saves_s=None if saved is None else max(0, round(saved[1])),
    )


def _when(found: Found, at: datetime) -> str:
    """« à 10 h 58 », « demain à 6 h 02 », « mercredi 25 novembre à 6 h »."""
    day, asked = at.astimezone(found.trip.clock).date(), found.trip.at(0).date()
    hour = f"à {clock_time(found, at)}"
    if day == asked:
        return hour
    return f"{DAY_NAMES[day.weekday()]} {day_of_year(day)} {hour}"


def _minute(at: datetime) -> float:
    """Minutes since 1970."""
    return at.astimezone(UTC).timestamp() / 60
