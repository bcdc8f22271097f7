"""`when`: at which hours of which days a rule is in season."""

import re
from collections.abc import Mapping
from dataclasses import replace

from rules.fields import Fields
from rules.ir import EVERY_DAY, Block, Calendar, Days
from rules.log import Log
from rules.meant import meant_window
from rules.reading.calendars import is_void, read_weekdays
from rules.source import Listing, Node, Scalar, Table
from rules.texts.clockwise import hour

WHEN = ("time", "days", "calendar")
WINDOW = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
_DAY = 24 * 60


def read_schedule(node: Node, calendars: Mapping[str, Calendar | None], log: Log) -> tuple[Block, ...]:
    """The blocks of a schedule: a rule is in season where one of them holds."""
    tables = node.items if isinstance(node, Listing) else (node,)
    if not tables:
        log.add("empty_when", node.place)
    blocks = []
    for table in tables:
        if isinstance(table, Table) and table.entries:
            blocks.extend(_blocks(Fields(table, log, WHEN), calendars, log))
        else:
            window = meant_window(table.text) if isinstance(table, Scalar) else None
            near = f'{{time: "{window}"}}' if window else None
            log.add("empty_when", table.place, near=near)
    return tuple(blocks)


def _blocks(fields: Fields, calendars: Mapping[str, Calendar | None], log: Log) -> list[Block]:
    windows = _windows(fields, log)
    log.draw(len(windows), fields.place)
    days = read_weekdays(fields, log) or EVERY_DAY
    name = fields.scalar("calendar")
    if name is None:
        return [Block(windows, Days(days))]
    if name.text not in calendars:
        log.add_unknown("unknown_calendar", name.place, name.text, calendars)
        return []
    calendar = calendars[name.text]
    if calendar is None:
        return []
    log.draw(len(calendar.days.spans) + len(calendar.days.only) + len(calendar.days.but), name.place)
    common = tuple(day for day in days if day in calendar.days.weekdays)
    chosen = replace(calendar.days, weekdays=common)
    if is_void(chosen) and not is_void(calendar.days):
        log.add("no_day_left", name.place)
    return [Block(windows, chosen)]


def _windows(fields: Fields, log: Log) -> tuple[tuple[int, int], ...]:
    node = fields.node("time")
    if node is None:
        return ((0, _DAY),)
    items = (node,) if isinstance(node, Scalar) else fields.names("time")
    windows = [_window(item, log) for item in items]
    return tuple(sorted({window for window in windows if window}))


def _window(node: Scalar, log: Log) -> tuple[int, int] | None:
    """`HH:MM-HH:MM` in minutes; 24:00 may only end a window."""
    match = WINDOW.fullmatch(node.text)
    if match is None:
        log.add("bad_window", node.place, near=meant_window(node.text), word=node.text)
        return None
    hours = [int(part) for part in match.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if start >= _DAY or end > _DAY:
        log.add("bad_window", node.place, word=node.text)
        return None
    if start == end:
        log.add("window_empty", node.place, start=hour(start), end=hour(end))
        return None
    return start, end
