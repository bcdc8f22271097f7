"""Verdicts over time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rules.model import Verdict

type Interval = tuple[datetime, datetime, Verdict]


def verdict_at(intervals: Iterable[Interval], at: datetime) -> Verdict:
    """The verdict at an instant; outside every interval it is unknown."""
    return next((verdict for start, end, verdict in intervals if start <= at < end), Verdict.UNKNOWN)


def openings(
    needed: Sequence[Sequence[Interval]], hoped: Sequence[Sequence[Interval]], after: datetime
) -> tuple[datetime, ...]:
    """Instants after `after` at which a needed or hoped zone opens and every needed one is open, in order."""
    starts = {
        start
        for intervals in (*needed, *hoped)
        for start, _, verdict in intervals
        if start > after and verdict <= Verdict.CONDITIONAL
    }
    return tuple(
        start
        for start in sorted(starts)
        if all(verdict_at(intervals, start) <= Verdict.CONDITIONAL for intervals in needed)
    )
