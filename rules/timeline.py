"""When the rules of some zones are in season: the clock cut where one of them begins or ceases to be."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import gcd
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.clock import DAY_SECONDS, MOST_DAYS, Almanac, Course, Schedule, breakpoints, offset_pieces, seconds_up
from rules.ir import Block, Rule
from rules.model import Activation, Repeal
from rules.sieve import Sieve
from rules.vocabulary import SILENT_STATUSES

ORDINAL_1970 = 719_163
FOREVER = 1 << 62

type Lacks = Mapping[int, tuple[str, ...]]
"""By slot, the sets of days whose lists do not reach the day."""


@dataclass(frozen=True, slots=True, eq=False)
class Phase:
    """A stretch of time through which nothing changes for these rules."""

    number: int
    """Its place among the phases of its timeline."""
    mask: int
    """The rules surely, possibly in season, in the slots and planes of their sieve."""
    lacks: Lacks
    statuses: Mapping[str, str]
    """Of their orders, by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A UTC day: `cuts` (seconds of the day, the first left out), and what holds before, between and after them."""

    cuts: tuple[int, ...]
    masks: tuple[int, ...]
    phases: tuple[Phase, ...]
    shifts: tuple[int, ...]
    """What to add to the UTC day for the local date."""
    grains: tuple[int, ...]
    """The number of the phase, one a grain; none when its cuts are no multiples of it."""


class Clockwork:
    """What all timelines of a bundle share: its wall clock, its schedules, what is laid over it."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        zone = ZoneInfo(bundle.territory.timezone)
        self.pieces = lru_cache(MOST_DAYS)(lambda day: offset_pieces(zone, day))
        self._almanac = Almanac(bundle.days)
        self._schedules: dict[tuple[Block, ...], Schedule] = {}
        self._sieves: dict[object, Sieve] = {}
        self._repeals: dict[str, date] = {}
        for overlay in bundle.overlays:
            if isinstance(overlay, Repeal):
                self._repeals[overlay.basis] = min(overlay.start, self._repeals.get(overlay.basis, overlay.start))

    def schedule(self, blocks: tuple[Block, ...]) -> Schedule:
        """The days of a schedule; rules that share it share them."""
        found = self._schedules.get(blocks)
        if found is None:
            found = self._schedules[blocks] = Schedule(blocks, self._almanac)
        return found

    def sieve(self, rules: Sequence[Rule], zones: frozenset[str]) -> Sieve:
        """The conditions of some rules; where no right counts, zones whose rules ask the same share it."""
        key = tuple((rule.condition, rule.other) for rule in rules)
        found = self._sieves.get(key)
        if found is None:
            found = Sieve(rules, zones)
            if not found.kinds:
                self._sieves[key] = found
        return found

    def edges(self, rule: Rule) -> Iterator[date]:
        """The dates on which a rule, or its order, may begin or cease to speak."""
        order = self.bundle.orders[rule.order]
        repeal = self._repeals.get(rule.basis or order.basis or "")
        yield from (day for day in (rule.valid_from, rule.valid_to, repeal) if day)
        yield from (day for day, _ in order.statuses if day)

    def speaks(self, rule: Rule, today: date) -> bool:
        """Whether a rule is valid on a date, its order not silent and its legal basis not repealed."""
        order = self.bundle.orders[rule.order]
        repeal = self._repeals.get(rule.basis or order.basis or "")
        return (
            (rule.valid_from is None or rule.valid_from <= today)
            and (rule.valid_to is None or today < rule.valid_to)
            and (repeal is None or today < repeal)
            and order.status_on(today) not in SILENT_STATUSES
        )

    def spans(self, trigger: str) -> tuple[tuple[int, int], ...]:
        """The seconds `[start, end)` over which a trigger is on."""
        return tuple(
            (seconds_up(o.start), FOREVER if o.end is None else seconds_up(o.end))
            for o in self.bundle.overlays
            if isinstance(o, Activation) and o.trigger == trigger
        )


@dataclass(frozen=True, slots=True)
class _Regime:
    """What stays the same between two edges of validity."""

    live: int
    """The slots of the rules that speak, in both planes."""
    statuses: Mapping[str, str]


type _Sheet = tuple[tuple[int, int, Lacks], ...]
"""A local date: from each minute on, a mask and what is lacking."""


class Timeline:
    """The rules of one program along the clock, tabulated as days are asked for."""

    def __init__(self, rules: Sequence[Rule], sieve: Sieve, clockwork: Clockwork) -> None:
        self._rules = rules
        self._sieve = sieve
        self._clockwork = clockwork
        self._schedules = tuple(self._timed())
        timed = sum(1 << slot for slot, _ in self._schedules)
        slots = (1 << sieve.count) - 1 | sieve.others << sieve.count
        self._always = sieve.planes * (slots & ~timed)
        self._waits = tuple(
            (self._slots([place]), clockwork.spans(rule.trigger)) for place, rule in enumerate(rules) if rule.trigger
        )
        ends = {end for _, spans in self._waits for span in spans for end in span}
        self._switches = tuple(sorted(ends))
        self._edges = sorted({day.toordinal() for rule in rules for day in clockwork.edges(rule)})
        self._regimes: dict[int, _Regime] = {}
        self._sheets: dict[tuple[int, tuple[Course, ...]], _Sheet] = {}
        self.grain = self._grain()
        """Seconds: the cuts of nearly every day are multiples of it."""
        self._phases: dict[object, Phase] = {}
        self._shapes: dict[object, Strip] = {}
        self.masks: list[int] = []
        """Of the phases, by their number."""
        self.strips: dict[int, Strip] = {}
        self.grains: dict[int, tuple[int, ...]] = {}
        """By UTC day, the number of the phase of each grain; days that are cut otherwise are left out."""

    def _grain(self) -> int:
        """What windows, activations and quarter-hour offsets from UTC have in common, a minute at least."""
        ends = [*breakpoints(self._rules), *(switch // 60 for switch in self._switches if switch < FOREVER)]
        return 60 * gcd(15, *ends)

    def _timed(self) -> Iterator[tuple[int, Schedule]]:
        """The slots that depend on the hour, with their schedules."""
        for place, rule in enumerate(self._rules):
            if rule.schedule:
                yield place, self._clockwork.schedule(rule.schedule)
            if rule.other and rule.other.schedule:
                yield self._sieve.count + place, self._clockwork.schedule(rule.other.schedule)

    def _slots(self, places: Iterable[int]) -> int:
        """Both planes of both readings of these rules."""
        found = sum(1 << place for place in places)
        return self._sieve.planes * (found | (found & self._sieve.others) << self._sieve.count)

    def strip(self, day: int) -> Strip:
        """A UTC day, counted from 1970."""
        found = self.strips.get(day)
        if found is None:
            if len(self.strips) >= MOST_DAYS:
                self.strips.clear()
                self.grains.clear()
            found = self.strips[day] = self._strip(day)
            if found.grains:
                self.grains[day] = found.grains
        return found

    def _strip(self, day: int) -> Strip:
        cuts: list[int] = []
        phases: list[Phase] = []
        shifts: list[int] = []
        for second, local, phase in self._cut(day):
            shift = local - day
            if not phases or phases[-1] is not phase or (self._sieve.kinds and shifts[-1] != shift):
                cuts.append(second - day * DAY_SECONDS)
                phases.append(phase)
                shifts.append(shift)
        key = (tuple(cuts), tuple(phases), tuple(shifts))
        found = self._shapes.get(key)
        if found is None:
            masks = tuple(phase.mask for phase in phases)
            found = self._shapes[key] = Strip(key[0][1:], masks, key[1], key[2], self._ground(phases, cuts))
        return found

    def _ground(self, phases: Sequence[Phase], cuts: Sequence[int]) -> tuple[int, ...]:
        if any(cut % self.grain for cut in cuts):
            return ()
        spans = zip(phases, pairwise((*cuts, DAY_SECONDS)), strict=True)
        return tuple(phase.number for phase, (start, end) in spans for _ in range(start, end, self.grain))

    def _cut(self, day: int) -> Iterator[tuple[int, int, Phase]]:
        """Each instant at which something may change, with the local date (ordinal) and what holds from then on."""
        for low, high, offset in self._clockwork.pieces(day):
            for local in range((low + offset) // DAY_SECONDS, (high - 1 + offset) // DAY_SECONDS + 1):
                midnight = local * DAY_SECONDS - offset
                regime = self._regime(local + ORDINAL_1970)
                sheet = self._sheet(local + ORDINAL_1970)
                ends = [midnight + minute * 60 for minute, _, _ in sheet[1:]] + [midnight + DAY_SECONDS]
                for (minute, mask, lacks), end in zip(sheet, ends, strict=True):
                    start, stop = max(midnight + minute * 60, low), min(end, high)
                    if start < stop:
                        for now in (start, *(switch for switch in self._switches if start < switch < stop)):
                            yield now, local + ORDINAL_1970, self._phase(mask & ~self._off(now), lacks, regime)

    def _off(self, now: int) -> int:
        """The rules that wait for a trigger which is off."""
        found = 0
        for slots, spans in self._waits:
            if not any(start <= now < end for start, end in spans):
                found |= slots
        return found

    def _phase(self, mask: int, lacks: Lacks, regime: _Regime) -> Phase:
        key = (mask, tuple(lacks.items()), tuple(regime.statuses.items()))
        found = self._phases.get(key)
        if found is None:
            found = self._phases[key] = Phase(len(self.masks), mask, lacks, regime.statuses)
            self.masks.append(mask)
        return found

    def _regime(self, day: int) -> _Regime:
        place = bisect_right(self._edges, day)
        found = self._regimes.get(place)
        if found is None:
            today = date.fromordinal(day)
            speaking = [place for place, rule in enumerate(self._rules) if self._clockwork.speaks(rule, today)]
            orders = {rule.order: self._clockwork.bundle.orders[rule.order] for rule in self._rules}
            statuses = {name: order.status_on(today) for name, order in orders.items()}
            found = self._regimes[place] = _Regime(self._slots(speaking), statuses)
        return found

    def _sheet(self, day: int) -> _Sheet:
        courses = tuple(schedule.day(day) for _, schedule in self._schedules)
        key = (bisect_right(self._edges, day), courses)
        found = self._sheets.get(key)
        if found is None:
            found = self._sheets[key] = tuple(self._tabulate(courses, self._regime(day).live))
        return found

    def _tabulate(self, courses: Sequence[Course], live: int) -> Iterator[tuple[int, int, Lacks]]:
        width = self._sieve.width
        turns: dict[int, list[tuple[int, bool | None, tuple[str, ...]]]] = {0: []}
        for (slot, _), course in zip(self._schedules, courses, strict=True):
            for minute, held, names in course.segments if live >> slot & 1 else ():
                turns.setdefault(minute, []).append((slot, held, names))
        mask = self._always & live
        lacks: dict[int, tuple[str, ...]] = {}
        for minute, turned in sorted(turns.items()):
            for slot, held, names in turned:
                mask &= ~((1 << slot) * (1 | 1 << width))
                mask |= (1 << slot) * (held is True) | (1 << slot + width) * (held is not False)
                lacks.pop(slot, None)
                if held is not False and names:
                    lacks[slot] = names
            yield minute, mask, dict(sorted(lacks.items()))
