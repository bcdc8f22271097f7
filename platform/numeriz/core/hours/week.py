"""A week of hours, day by day, and public holidays apart."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

import msgspec

from rules.texts.clockwise import hour, listed, weekdays
from rules.texts.typography import typeset
from rules.vocabulary import DAYS

DAY = 24 * 60
type Hours = tuple[tuple[int, int], ...]
"""Minutes `[from, to)` of a day: sorted, apart, `0 ≤ from < to ≤ 1440`."""
WHOLE_DAY: Hours = ((0, DAY),)
HOLIDAYS = "ph"
_CLOCK = re.compile(r"([0-9]{1,2})[:hH]([0-9]{2})(?::[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a bay is one: hours of Monday to Sunday; `holidays` is None where public holidays are days like others."""

    week: tuple[Hours, ...]
    holidays: Hours | None = None

    @classmethod
    def of(cls, spans: Iterable[tuple[Iterable[int], int, int]], holidays: Hours | None = None) -> Self:
        """From days (0 is Monday) and minutes; what ends before it begins goes on into the next day."""
        days: list[list[tuple[int, int]]] = [[] for _ in DAYS]
        for chosen, start, end in spans:
            for day in chosen:
                if start < end:
                    days[day].append((start, end))
                else:
                    days[day].append((start, DAY))
                    days[(day + 1) % 7].append((0, end))
        return cls(tuple(merged(day) for day in days), holidays)

    @property
    def is_empty(self) -> bool:
        """Whether it never opens."""
        return not any(self.week) and not self.holidays

    def on(self, day: date, holidays: Iterable[date] = ()) -> Hours:
        """The hours of a date."""
        if self.holidays is not None and day in holidays:
            return self.holidays
        return self.week[day.weekday()]

    def groups(self) -> tuple[tuple[tuple[int, ...], Hours], ...]:
        """The days that share their hours, those without left out, in the order of the week."""
        found: dict[Hours, list[int]] = {}
        for day, hours in enumerate(self.week):
            if hours:
                found.setdefault(hours, []).append(day)
        return tuple((tuple(days), hours) for hours, days in found.items())


def merged(spans: Iterable[tuple[int, int]]) -> Hours:
    """The same minutes, sorted and apart."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def schedule_text(schedule: Schedule) -> str:
    """As the database keeps it."""
    rows = [Row([DAYS[day] for day in days], list(hours)) for days, hours in schedule.groups()]
    if schedule.holidays is not None:
        rows.append(Row([HOLIDAYS], list(schedule.holidays)))
    return msgspec.json.encode(rows).decode()


class Row(msgspec.Struct, frozen=True):
    """Some days and their hours."""

    days: list[str]
    times: list[tuple[int, int]]


def schedule_of(text: str | bytes) -> Schedule:
    """What the database keeps."""
    week: list[Hours] = [() for _ in DAYS]
    holidays: Hours | None = None
    for row in msgspec.json.decode(text, type=list[Row]):
        hours = merged(row.times)
        for day in row.days:
            if day == HOLIDAYS:
                holidays = hours
            else:
                week[DAYS.index(day)] = hours
    return Schedule(tuple(week), holidays)


def minutes(text: str) -> int | None:
    """The minute of « 08:00 » or « 8h00 », « 24:00 » included; None for what is none."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    found = int(match[1]) * 60 + int(match[2])
    return found if int(match[2]) < 60 and found <= DAY else None


def clock(minute: int) -> str:
    """« 08:00 »; the end of a day is « 24:00 »."""
    return f"{minute // 60:02}:{minute % 60:02}"


def words(schedule: Schedule) -> str:
    """« du lundi au samedi, de 8 h à 12 h et de 14 h à 19 h ; jamais les jours fériés »."""
    parts = [f"{weekdays(days) or 'tous les jours'}, {said_hours(hours)}" for days, hours in schedule.groups()]
    if schedule.holidays is not None:
        parts.append(f"les jours fériés, {said_hours(schedule.holidays)}" if schedule.holidays else "sauf jours fériés")
    return typeset(" ; ".join(parts)) if parts else "jamais"


def said_hours(hours: Hours) -> str:
    """« de 8 h à 12 h et de 14 h à 19 h »."""
    if hours == WHOLE_DAY:
        return "toute la journée"
    return listed([f"de {hour(start)} à {hour(end)}" for start, end in hours])
