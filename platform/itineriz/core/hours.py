"""Hours: when a zone is open, and at which minutes one may leave so as to pass when it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor

from rules.model import Verdict

type Interval = tuple[datetime, datetime, Verdict]

type Span = tuple[datetime, datetime]
"""From, up to: the end is outside."""

type Minutes = tuple[tuple[int, int], ...]
"""Disjoint runs of whole minutes since 1970 (first, last), ascending."""


@dataclass(frozen=True, slots=True)
class Need:
    """What must be open for a while: from `enter_s` to `leave_s` after departure, for one at least of those who ask.

    `opens` are the hours at which it is, for each of them.
    """

    opens: tuple[tuple[Span, ...], ...]
    enter_s: float
    leave_s: float


def open_spans(intervals: Iterable[Interval]) -> tuple[Span, ...]:
    """When the verdict lets in, spans that touch taken together; `intervals` are ascending."""
    spans: list[Span] = []
    for start, end, verdict in intervals:
        if verdict > Verdict.CONDITIONAL:
            continue
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def departures(needs: Iterable[Need], first: int, last: int) -> Minutes:
    """The minutes from `first` to `last` at which one may leave and find every need open from end to end."""
    found: Minutes = ((first, last),) if first <= last else ()
    for need in needs:
        found = _both(found, _minutes(need))
    return found


def _minutes(need: Need) -> Minutes:
    """The instants that count are whole seconds, rounded outwards; the instant of closing is closed."""
    runs = [
        (
            ceil((start.timestamp() - floor(need.enter_s)) / 60),
            ceil((end.timestamp() - ceil(need.leave_s)) / 60) - 1,
        )
        for spans in need.opens
        for start, end in spans
    ]
    merged: list[tuple[int, int]] = []
    for first, last in sorted(run for run in runs if run[0] <= run[1]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _both(one: Minutes, other: Minutes) -> Minutes:
    shared = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted(run for run in shared if run[0] <= run[1]))


def first_after(minutes: Minutes, asked: float) -> int | None:
    """The first of these minutes later than an instant (in minutes)."""
    return next((max(first, floor(asked) + 1) for first, last in minutes if last > asked), None)


def last_before(minutes: Minutes, asked: float) -> int | None:
    """The last of these minutes earlier than an instant (in minutes)."""
    return max((min(last, ceil(asked) - 1) for first, last in minutes if first < asked), default=None)


def starts_after(groups: Sequence[Minutes], within: Minutes, asked: float) -> tuple[int, ...]:
    """The minutes after an instant at which one of these runs begins, and that all of `within` allows, in order."""
    found = {
        max(first, low)
        for group in (*groups, within)
        for first, last in group
        for low, high in within
        if max(first, low) <= min(last, high)
    }
    return tuple(sorted(minute for minute in found if minute > asked))


def instant_of(minute: int) -> datetime:
    """A minute since 1970 as an instant, in UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)
