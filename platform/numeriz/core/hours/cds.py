"""Hours as CDS says them: `time_spans` of version 1.1, and the `TEMPORALITE_CDS` of Cerema, which is neither."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from numeriz.core.hours.week import DAY, WHOLE_DAY, Hours, Schedule, clock, minutes
from rules.model import Problem
from rules.vocabulary import DAYS

CDS_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAYS = "holidays"
"""The designated period of CDS for public holidays."""
_MORE = (
    "start_date", "end_date", "days_of_month", "weeks_of_month", "months", "designated_period",
    "designated_period_except",
)  # fmt: skip
_LOST = "Les jours fériés ne s’écrivent pas dans TEMPORALITE_CDS."
_MOST_SPANS = 200

type Read = tuple[Schedule | None, tuple[Problem, ...]]
"""The hours, None where nothing is said; then what keeps them from being read whole."""


def read_cds(text: str) -> Read:
    """The hours of a `TEMPORALITE_CDS` cell, or of CDS time spans; what they say more is told, and not read."""
    if not text.strip():
        return None, ()
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None, (_unreadable(text),)
    spans = found if isinstance(found, list) else [found]
    if not all(isinstance(each, dict) for each in spans) or len(spans) > _MOST_SPANS:
        return None, (_unreadable(text),)
    read, problems, holidays = [], [], None
    for each in spans:
        if each.get("designated_period") == HOLIDAYS and each.get("designated_period_except") is True:
            holidays = ()
            continue
        more = sorted(name for name in _MORE if name in each)
        if more:
            said = f"« {', '.join(more)} » n’est pas lu dans les horaires."
            return None, (Problem("hours_more", said, "Une aire a ici une semaine type : écrivez-la à la main."),)
        span = _span(each)
        if isinstance(span, Problem):
            problems.append(span)
        else:
            read.append(span)
    if problems:
        return None, tuple(problems)
    return Schedule.of([(days, *pair) for days, pairs in read for pair in pairs], holidays), ()


def write_cds(schedule: Schedule) -> tuple[str, str]:
    """The `TEMPORALITE_CDS` cell, then what it cannot say (empty when nothing)."""
    spans = [
        {"days_of_week": [CDS_DAYS[day] for day in days], "times_of_day": [[clock(a), clock(b)] for a, b in hours]}
        for days, hours in schedule.groups()
    ]
    return json.dumps(spans, separators=(",", ":")), "" if schedule.holidays is None else _LOST


def time_spans(schedule: Schedule) -> tuple[list[dict[str, object]], str]:
    """The time spans of CDS 1.1, then what they cannot say (empty when nothing)."""
    spans = [
        {**({} if len(days) == len(DAYS) else {"days_of_week": [CDS_DAYS[day] for day in days]}), **_times(span)}
        for days, hours in schedule.groups()
        for span in hours
    ]
    if schedule.holidays is not None:
        spans.append({"designated_period": HOLIDAYS, "designated_period_except": True})
    lost = "Les horaires des jours fériés ne s’écrivent pas en CDS : l’aire y est dite libre de règle."
    return spans, lost if schedule.holidays else ""


def _times(span: tuple[int, int]) -> dict[str, object]:
    """The end of a day is left out: CDS writes no 24:00."""
    start, end = span
    return {
        **({"time_of_day_start": clock(start)} if start else {}),
        **({"time_of_day_end": clock(end)} if end < DAY else {}),
    }


def _span(each: Mapping[str, Any]) -> tuple[tuple[int, ...], Hours | Sequence[tuple[int, int]]] | Problem:
    """Its days and minutes, in either form."""
    named = each.get("days_of_week", list(CDS_DAYS))
    if not isinstance(named, list) or not all(day in CDS_DAYS for day in named):
        return _unreadable(str(named))
    days = tuple(CDS_DAYS.index(day) for day in named)
    pairs = each.get("times_of_day")
    if pairs is None:
        pairs = [[each.get("time_of_day_start", "00:00"), each.get("time_of_day_end", "24:00")]]
    found = list(_pairs(pairs))
    wrong = next((pair for pair in found if isinstance(pair, Problem)), None)
    if wrong is not None:
        return wrong
    read = [pair for pair in found if not isinstance(pair, Problem)]
    return days, read or WHOLE_DAY


def _pairs(pairs: object) -> Iterator[tuple[int, int] | Problem]:
    for pair in pairs if isinstance(pairs, list) else [pairs]:
        if not isinstance(pair, list) or len(pair) != 2:
            yield _unreadable(str(pair))
            continue
        start, end = (minutes(str(each)) for each in pair)
        if start is None or end is None or start == DAY:
            yield _unreadable(f"{pair[0]}-{pair[1]}")
        elif start == end == 0:
            yield (0, DAY)
        elif start == end:
            yield Problem("hours_same", f"{clock(start)} est à la fois le début et la fin.", "Corrigez l’une des deux.")
        else:
            yield (start, end)


def _unreadable(text: str) -> Problem:
    hint = "Écrivez par exemple « Mo-Sa 08:00-19:00 » dans TEMPORALITE_OSM."
    return Problem("hours", f"Ces horaires ne se lisent pas : « {text[:60]} ».", hint)
