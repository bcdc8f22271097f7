"""What somebody is told, day after day, by the rules of some zones: looked up rather than reckoned."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from rules.bundle import Said
from rules.clock import DAY_SECONDS, EPOCH, MOST_DAYS
from rules.model import Verdict
from rules.timeline import Phase, Strip, Timeline

type Run = tuple[tuple[int, Verdict], ...]
"""The verdicts of a day: from each second on, the first at 0, neighbours different."""
type Edges = tuple[list[datetime], list[Verdict]]
"""From each instant on, the verdict."""
type _Day = tuple[Verdict, list[datetime], list[Verdict]]
"""The verdict at its beginning, then its changes."""

_MOST_EDGES = 512
"""How many days are kept with their instants spelt out."""


class Diary:
    """The conditions that hold for somebody, and what that gives as time goes by."""

    __slots__ = ("_edges", "_runs", "_say", "_timeline", "fixed", "on", "told")

    def __init__(
        self, timeline: Timeline, say: Callable[[int], Said], on: Callable[[int], int], *, fixed: bool
    ) -> None:
        self.on = on
        """The conditions that surely, possibly hold on a local date (ordinal)."""
        self.told: list[Said | None] = []
        """By number of the phase, when the conditions are the same on every date: what has been asked so far."""
        self.fixed = fixed
        """They are, so that days of one shape are alike."""
        self._timeline = timeline
        self._say = say
        self._runs: dict[object, Run] = {}
        self._edges: dict[int, _Day] = {}

    def tell(self, phase: Phase, day: int) -> Said:
        """What is said in a phase, on a local date (ordinal)."""
        said = self._say(phase.mask & self.on(day))
        if self.fixed:
            self.told += [None] * (phase.number + 1 - len(self.told))
            self.told[phase.number] = said
        return said

    def changes(self, start: int, end: int) -> Iterator[tuple[int, Verdict]]:
        """From each instant (seconds) on, the verdict over `[start, end)`: first at `start`, neighbours different."""
        first = start // DAY_SECONDS
        last: Verdict | None = None
        for day in range(first, (end - 1) // DAY_SECONDS + 1):
            midnight = day * DAY_SECONDS
            run = self._run(day)
            if day == first:
                place = bisect_right(run, start - midnight, key=_second) - 1
                last = run[place][1]
                yield start, last
                run = run[place + 1 :]
            elif run[0][1] is last:
                run = run[1:]
            for second, last in run:
                if midnight + second >= end:
                    return
                yield midnight + second, last

    def edges(self, start: datetime, end: datetime, days: range) -> Edges:
        """As `changes`, in instants; `start` and `end` in UTC, on the first and the last of these UTC days."""
        early, at, said = self._day(days[0])
        place = bisect_right(at, start)
        now = said[place - 1] if place else early
        at, said = [start, *at[place:]], [now, *said[place:]]
        known = self._edges
        for day in days[1:]:
            early, more, verdicts = known.get(day) or self._day(day)
            if early is not said[-1]:
                at.append(EPOCH + timedelta(day))
                said.append(early)
            if more:
                at += more
                said += verdicts
        while at[-1] >= end and len(at) > 1:
            at.pop()
            said.pop()
        return at, said

    def _day(self, day: int) -> _Day:
        found = self._edges.get(day)
        if found is None:
            if len(self._edges) >= _MOST_EDGES:
                self._edges.clear()
            (_, early), *later = self._run(day)
            at = [EPOCH + timedelta(day, second) for second, _ in later]
            found = self._edges[day] = early, at, [said for _, said in later]
        return found

    def _run(self, day: int) -> Run:
        strip = self._timeline.strips.get(day) or self._timeline.strip(day)
        key = strip if self.fixed else day
        found = self._runs.get(key)
        if found is None:
            if len(self._runs) >= MOST_DAYS:
                self._runs.clear()
            found = self._runs[key] = tuple(self._walk(strip, day))
        return found

    def _walk(self, strip: Strip, day: int) -> Iterator[tuple[int, Verdict]]:
        last: Verdict | None = None
        for second, mask, shift in zip((0, *strip.cuts), strip.masks, strip.shifts, strict=True):
            said, _ = self._say(mask & self.on(day + shift))
            if said is not last:
                last = said
                yield second, said


def _second(change: tuple[int, Verdict]) -> int:
    return change[0]
