"""`days` and `calendars`: special days with their source, and choices of days."""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from rules.fields import Fields, as_table, day_date
from rules.ir import EVERY_DAY, Calendar, Days
from rules.log import Log, nearest
from rules.meant import meant_date
from rules.model import DaySet
from rules.source import Node, Scalar
from rules.vocabulary import DAYS, EVE, NEED_LABELS, PUBLIC_HOLIDAY

CALENDAR = ("days", "nth", "between", "except", "only")
DAY_SET = ("name", "source", "known", "dates")
RANKS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "last": -1}
SPAN = re.compile(r"([0-9]{2})-([0-9]{2})/([0-9]{2})-([0-9]{2})", re.ASCII)
PERIOD = re.compile(r"[0-9-]+(?:/[0-9-]+)?", re.ASCII)
_LEAP_YEAR = 2000
_YEARS = range(2000, 2100)

type Period = tuple[date, date]


def read_calendar(name: Scalar, node: Node, special: Collection[str], log: Log) -> Calendar | None:
    """A choice of days among those of the week, of the month, of the year and the special ones."""
    table = as_table(node, name.place, log)
    if table is None:
        return None
    fields = Fields(table, log, CALENDAR)
    days = Days(
        weekdays=read_weekdays(fields, log) or EVERY_DAY,
        nth=tuple(sorted(found for word in fields.names("nth") if (found := _nth(word, log)))),
        spans=tuple(sorted(found for word in fields.names("between") if (found := _span(word, log)))),
        only=_special(fields, "only", special, log),
        but=_special(fields, "except", special, log),
    )
    if is_void(days):
        log.add("no_day_left", name.place)
    return Calendar(name.text, days)


def is_void(days: Days) -> bool:
    """Whether no day can meet a choice, whatever the year."""
    nth_missed = bool(days.nth) and not any(weekday in days.weekdays for _, weekday in days.nth)
    all_excluded = bool(days.only) and set(days.only) <= set(days.but)
    return not days.weekdays or nth_missed or all_excluded


def read_weekdays(fields: Fields, log: Log) -> tuple[int, ...]:
    """Weekdays, Monday is 0; none when the key is absent."""
    found = set()
    for node in fields.names("days"):
        if node.text in DAYS:
            found.add(DAYS.index(node.text))
        else:
            log.add("bad_day", node.place, near=nearest(node.text, DAYS), word=node.text)
    return tuple(sorted(found))


def _nth(node: Scalar, log: Log) -> tuple[int, int] | None:
    """`1 sa`, `last su`."""
    rank, _, day = node.text.partition(" ")
    if rank in RANKS and day in DAYS:
        return RANKS[rank], DAYS.index(day)
    log.add("bad_nth", node.place, word=node.text)
    return None


def _span(node: Scalar, log: Log) -> tuple[int, int] | None:
    """`06-15/09-15`: from 15 June on, until the day before 15 September."""
    match = SPAN.fullmatch(node.text)
    numbers = [int(part) for part in match.groups()] if match else []
    if not numbers or not _is_day(*numbers[:2]) or not _is_day(*numbers[2:]):
        log.add("bad_span", node.place, word=node.text)
        return None
    start, end = numbers[0] * 100 + numbers[1], numbers[2] * 100 + numbers[3]
    if start == end:
        log.add("span_empty", node.place, word=node.text)
        return None
    return start, end


def _is_day(month: int, day: int) -> bool:
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


def _special(fields: Fields, key: str, special: Collection[str], log: Log) -> tuple[str, ...]:
    """Sets of special days, or their eves."""
    names = fields.names(key)
    for node in names:
        word = node.text.removeprefix(EVE)
        if word == PUBLIC_HOLIDAY and word not in special and not log.blind:
            log.add("no_holidays", node.place)
        elif word != PUBLIC_HOLIDAY and word not in special:
            log.add_unknown("unknown_days", node.place, word, {*special, PUBLIC_HOLIDAY})
    return tuple(sorted(node.text for node in names))


def read_dayset(name: Scalar, node: Node, log: Log) -> DaySet | None:
    """Special days, with their source and the period over which their list is complete."""
    if name.text in NEED_LABELS or name.text == PUBLIC_HOLIDAY:
        log.add("reserved_days", name.place, word=name.text)
    table = as_table(node, name.place, log)
    if table is None:
        return None
    fields = Fields(table, log, DAY_SET)
    said = fields.text("name", required=True, limit=200)
    source = fields.text("source", required=True, limit=500)
    known = _known(fields, log)
    periods = [period for item in fields.names("dates", required=True) if (period := _period(item, known, log))]
    if said is None or source is None or known is None:
        return None
    return DaySet(name.text, said, source, merged(periods), (known,))


def _known(fields: Fields, log: Log) -> Period | None:
    """`[from, to)`."""
    names = fields.names("known", required=True)
    days = [day_date(name, log) for name in names]
    if fields.has("known") and names and len(days) != 2:
        log.add("known_pair", names[0].place)
        return None
    match days:
        case [date() as start, date() as end] if start < end and start.year in _YEARS and end.year in _YEARS:
            return start, end
        case [date(), date()]:
            log.add("known_empty", names[0].place, low=_YEARS[0], high=_YEARS[-1])
    return None


def _period(node: Scalar, known: Period | None, log: Log) -> Period | None:
    """One date, or `a/b` from the first on until the day before the second."""
    if not PERIOD.fullmatch(node.text):
        log.add("bad_date", node.place, near=meant_date(node.text), word=node.text)
        return None
    first, slash, last = node.text.partition("/")
    start = day_date(Scalar(*node.place, first, node.plain), log)
    end = day_date(Scalar(*node.place, last, node.plain), log) if slash else None
    if start is None or (slash and end is None):
        return None
    if end and end <= start:
        log.add("days_reversed", node.place, word=node.text)
        return None
    if known is None:
        return None
    end = end or start + timedelta(days=1)
    if start < known[0] or end > known[1]:
        log.add("day_not_known", node.place, word=node.text)
        return None
    return start, end


def merged(periods: Sequence[Period]) -> tuple[Period, ...]:
    """The same days in periods that neither meet nor overlap, sorted."""
    found: list[Period] = []
    for start, end in sorted(periods):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
