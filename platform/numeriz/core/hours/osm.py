"""Hours as OpenStreetMap says them, in the part of `opening_hours` that a bay needs."""

import re
from collections.abc import Sequence

from numeriz.core.hours.week import DAY, WHOLE_DAY, Hours, Schedule, clock, merged, minutes
from rules.model import Problem
from rules.vocabulary import DAYS

OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_RULE = re.compile(r"(?P<days>[A-Za-z, -]*?)\s*(?P<times>24/7|off|closed|[0-9].*)?", re.IGNORECASE)
_TIMES = re.compile(r"([0-9]{1,2}:[0-9]{2})\s*-\s*([0-9]{1,2}:[0-9]{2})")
_LONGEST = 500

type Read = tuple[Schedule | None, tuple[Problem, ...]]


def read_osm(text: str) -> Read:
    """The hours of a `TEMPORALITE_OSM` cell; a rule takes the place of former ones on its days."""
    said = " ".join(text.split())
    if not said:
        return None, ()
    week: list[Hours] = [() for _ in DAYS]
    late: list[tuple[int, int]] = []
    holidays: Hours | None = None
    for rule in said[:_LONGEST].split(";"):
        read = _rule(rule.strip())
        if read is None:
            hint = "Se lisent : « Mo-Fr 08:00-12:00,14:00-19:00; Sa 08:00-12:00; PH off »."
            return None, (Problem("hours", f"Ces horaires ne se lisent pas : « {rule.strip()[:60]} ».", hint),)
        days, spans, on_holidays = read
        hours = merged((start, end if start < end else DAY) for start, end in spans)
        for day in days:
            week[day] = hours
            late = [each for each in late if each[0] != day]
            late += [(day, end) for start, end in spans if end <= start]
        if on_holidays:
            holidays = hours
    # What goes on after midnight belongs to the rule of the day it began.
    for day, end in late:
        week[(day + 1) % 7] = merged((*week[(day + 1) % 7], (0, end)))
    return Schedule(tuple(week), holidays), ()


def write_osm(schedule: Schedule) -> str:
    """The `TEMPORALITE_OSM` cell: all that a schedule says."""
    rules = []
    for days, hours in schedule.groups():
        every = len(days) == len(DAYS)
        rules.append("24/7" if every and hours == WHOLE_DAY else f"{_days(days)} {_times(hours)}")
    if schedule.holidays is not None:
        rules.append(f"PH {_times(schedule.holidays)}")
    return "; ".join(rules) or "off"


def _rule(rule: str) -> tuple[tuple[int, ...], list[tuple[int, int]], bool] | None:
    match = _RULE.fullmatch(rule)
    if match is None or not rule:
        return None
    named = _named(match["days"])
    if named is None:
        return None
    days, on_holidays = named
    times = (match["times"] or "24/7").lower()
    if times in ("off", "closed"):
        return days, [], on_holidays
    if times == "24/7":
        return days, [(0, DAY)], on_holidays
    spans = [_pair(part.strip()) for part in times.split(",")]
    return None if None in spans else (days, [each for each in spans if each is not None], on_holidays)


def _pair(text: str) -> tuple[int, int] | None:
    match = _TIMES.fullmatch(text)
    if match is None:
        return None
    start, end = minutes(match[1]), minutes(match[2])
    if start is None or end is None or start == DAY or (start == end and start):
        return None
    return (0, DAY) if start == end else (start, end)


def _named(text: str) -> tuple[tuple[int, ...], bool] | None:
    """The days of a selector, and whether it names public holidays; all days where there is none."""
    if not text.strip():
        return tuple(range(7)), False
    found: list[int] = []
    holidays = False
    for part in text.replace(" ", "").split(","):
        ends = [each.capitalize() for each in part.split("-")]
        if part.upper() == "PH":
            holidays = True
        elif len(ends) in (1, 2) and all(each in OSM_DAYS for each in ends):
            first, last = OSM_DAYS.index(ends[0]), OSM_DAYS.index(ends[-1])
            found += [day % 7 for day in range(first, (last if first <= last else last + 7) + 1)]
        else:
            return None
    return tuple(dict.fromkeys(found)), holidays


def _days(days: Sequence[int]) -> str:
    """« Mo-Fr,Su »."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = [OSM_DAYS[run[0]] if len(run) == 1 else f"{OSM_DAYS[run[0]]}-{OSM_DAYS[run[-1]]}" for run in runs]
    return ",".join(said)


def _times(hours: Hours) -> str:
    return ",".join(f"{clock(start)}-{clock(end)}" for start, end in hours) or "off"
