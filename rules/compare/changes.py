"""Two rulebooks asked the same cases, and what differs, gathered so that it can be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.clock import DAY_MINUTES
from rules.compare.boxes import boxes, said
from rules.compare.grid import Crowd, Span
from rules.engine import verdict
from rules.model import Case, Verdict
from rules.texts import comparisons

type Hours = tuple[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], ...]
"""Weekdays (Monday is 0), each set with its windows in minutes."""


@dataclass(frozen=True, slots=True)
class Change:
    """A case whose verdict differs, and the rules that decide it before and after."""

    case: Case
    before: Verdict
    after: Verdict
    rule_before: str | None
    rule_after: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Everyone for whom a zone changes alike at the same hours of the week."""

    zone: str
    before: Verdict
    after: Verdict
    who: str
    when: str
    rules: tuple[str, ...]
    """Those that decide it, before or after."""
    message: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two rulebooks over some cases."""

    asked: int
    changed: tuple[Change, ...]
    groups: tuple[Group, ...]
    """Of the cases that come from a grid; the gravest changes first."""

    @property
    def text(self) -> str:
        """One line a group."""
        return "\n".join(group.message for group in self.groups) or comparisons.NOTHING


def compare(old: Bundle, new: Bundle, cases: Iterable[Case]) -> Changes:
    """The cases whose verdict differs; where a rulebook does not know a zone, its default answers."""
    asked, changed = 0, []
    for case in cases:
        asked += 1
        before, rule_before = verdict(old, _known(old, case))
        after, rule_after = verdict(new, _known(new, case))
        if before is not after:
            changed.append(Change(case, before, after, rule_before, rule_after))
    return Changes(asked, tuple(changed), _groups(old, new, changed))


def _known(bundle: Bundle, case: Case) -> Case:
    zones = tuple(zone for zone in case.zones if zone in bundle.zones)
    return case if zones == case.zones else Case(case.profile, case.at, zones)


def _groups(old: Bundle, new: Bundle, changed: Sequence[Change]) -> tuple[Group, ...]:
    """The changes of a grid: first by crowd, to know its hours; then by hours, to unite crowds."""
    local = ZoneInfo(new.territory.timezone)
    by_crowd: dict[tuple[str, Crowd, Verdict, Verdict], list[Change]] = {}
    for change in changed:
        if isinstance(change.case, Span):
            key = change.case.zones[0], change.case.crowd, change.before, change.after
            by_crowd.setdefault(key, []).append(change)
    by_hours: dict[tuple[str, Hours, Verdict, Verdict], list[tuple[Crowd, list[Change]]]] = {}
    for (zone, crowd, before, after), found in by_crowd.items():
        spans = [change.case for change in found if isinstance(change.case, Span)]
        by_hours.setdefault((zone, _hours(spans, local), before, after), []).append((crowd, found))
    groups = [
        group
        for (zone, hours, before, after), crowds in by_hours.items()
        for group in _told(old, new, (zone, hours, before, after), crowds)
    ]
    return tuple(sorted(groups, key=lambda group: (-abs(group.after - group.before), group.message)))


def _told(
    old: Bundle,
    new: Bundle,
    key: tuple[str, Hours, Verdict, Verdict],
    crowds: Sequence[tuple[Crowd, Sequence[Change]]],
) -> Iterable[Group]:
    zone, hours, before, after = key
    rules = {rule for _, found in crowds for one in found for rule in (one.rule_before, one.rule_after) if rule}
    first = crowds[0][0]
    cells = frozenset(cell for crowd, _ in crowds for cell in crowd.cells)
    sizes = [*map(len, first.axes), len(first.rights)]
    name = (new.zones.get(zone) or old.zones[zone]).name
    for box in boxes(cells, sizes):
        who = said(box, first.axes, first.rights, new)
        for days, windows in hours:
            when = comparisons.hours(days, windows)
            message = comparisons.change(name, who, when, before, after)
            yield Group(zone, before, after, who, when, tuple(sorted(rules)), message)


def _hours(spans: Sequence[Span], local: ZoneInfo) -> Hours:
    """The windows of each weekday, the weekdays that share them together."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for span in sorted(spans, key=lambda span: span.at):
        start, end = _minute(span.at, local), _minute(span.end, local) or DAY_MINUTES
        windows = by_day.setdefault(span.at.astimezone(local).weekday(), [])
        if windows and windows[-1][1] == start:
            windows[-1] = windows[-1][0], end
        elif (start, end) not in windows:
            windows.append((start, end))
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in sorted(by_day):
        alike.setdefault(tuple(sorted(by_day[day])), []).append(day)
    return tuple((tuple(days), windows) for windows, days in alike.items())


def _minute(instant: datetime, local: ZoneInfo) -> int:
    there = instant.astimezone(local)
    return there.hour * 60 + there.minute
