"""The rules of one set of zones, tabulated as they are asked: by day, by profile, by answer."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from rules.bounds import Ladder, ladder
from rules.clock import DAY_SECONDS, MOST_DAYS
from rules.held import Held
from rules.ir import Rule
from rules.kleene import Ask, missing
from rules.known import Known
from rules.model import Profile, Verdict
from rules.settled import Court, Settled, bits
from rules.sieve import asker
from rules.timeline import Clockwork, Phase, Strip, Timeline
from rules.vocabulary import HOLIDAYS_NEED, PUBLIC_HOLIDAY

type Said = tuple[Verdict, str | None]
"""A verdict over all zones and the name of the rule that decides it."""
type Run = tuple[tuple[int, Verdict], ...]
"""The verdicts of a day: from each second on, the first at 0, neighbours different."""

_MOST_SEEN = 4_096
_MOST_FACINGS = 64
_MOST_KEPT = 65_536
"""How many profiles, answers or days a table keeps before it starts anew."""


class Facing:
    """A profile before the rules of a program: which conditions surely, possibly hold on each date."""

    def __init__(self, program: "Program", profile: Profile, mask: int | None, runs: dict[object, Run]) -> None:
        self.profile = profile
        self.mask = mask
        """The same on every date; nothing when a right that counts here may begin or end."""
        self.runs = runs
        """By strip, or by day when its conditions depend on the date."""
        self._bundle = program.clockwork.bundle
        self._sieve = program.sieve
        self._masks: dict[int, int] = {}

    @cached_property
    def _held(self) -> Held:
        return Held(self._bundle, self.profile.rights)

    def on(self, day: int) -> int:
        """The conditions that surely, possibly hold on a local date (ordinal)."""
        if self.mask is not None:
            return self.mask
        stage = bisect_right(self._held.changes, day)
        found = self._masks.get(stage)
        if found is None:
            found = self._sieve.mask(self.profile.facts, lambda kind, zones: self._held.counts(kind, zones, day))
            self._masks[stage] = found
        return found

    def ask(self, rule: Rule, zones: Sequence[str], day: int) -> Ask:
        """What the leaves of a rule's condition say of this profile on a local date."""
        reach = frozenset(zones).intersection(rule.zones)
        return asker(self.profile.facts, lambda kind, where: self._held.counts(kind, where, day), reach)


class Program:
    """The rules of these zones, lifters first."""

    def __init__(self, zones: Sequence[str], rules: Sequence[Rule], clockwork: Clockwork) -> None:
        self.zones = tuple(dict.fromkeys(zones))
        self.clockwork = clockwork
        self.ladder: Ladder = ladder(rules)
        self.default = clockwork.bundle.territory.default
        self.sieve = clockwork.sieve(self.ladder.rules, frozenset(zones))
        self.timeline = Timeline(self.ladder.rules, self.sieve, clockwork)
        self.court = Court(self.ladder, self.zones, self.default)
        self.grain, self.grains = self.timeline.grain, self.timeline.grains
        self.masks: Known[int] = Known(_MOST_SEEN)
        """Of the profiles last seen whose conditions hold the same on every date."""
        self._facings: Known[Facing] = Known(_MOST_FACINGS)
        """Of the profiles last seen whose rights count here."""
        self.said: dict[int, Said] = {}
        self._settled: dict[int, tuple[Settled, ...]] = {}
        self._runs: dict[int, dict[object, Run]] = {}
        """By the conditions that hold: profiles that differ in nothing here share their days."""

    def strip(self, day: int) -> Strip:
        """A UTC day, counted from 1970."""
        return self.timeline.strip(day)

    def facing(self, profile: Profile) -> Facing:
        """A profile before these rules."""
        mask = self.sift(profile)
        if mask is None:
            return self._facings.get(id(profile)) or self._facings.keep(profile, Facing(self, profile, None, {}))
        runs = self._runs.get(mask)
        if runs is None:
            if len(self._runs) >= _MOST_SEEN:
                self._runs.clear()
            runs = self._runs[mask] = {}
        return Facing(self, profile, mask, runs)

    def sift(self, profile: Profile) -> int | None:
        """The conditions that surely, possibly hold; nothing when rights that count here make that depend on dates."""
        found = self.masks.get(id(profile))
        if found is None:
            if profile.rights and not self.sieve.kinds.isdisjoint([right.kind for right in profile.rights]):
                return None
            found = self.masks.keep(profile, self.sieve.bare(profile.facts))
        return found

    def settled(self, mask: int) -> tuple[Settled, ...]:
        """Each zone's verdict while these rules surely and possibly hold."""
        found = self._settled.get(mask)
        if found is None:
            if len(self._settled) >= _MOST_KEPT:
                self._settled.clear()
            found = self._settled[mask] = self.court.judge(*self._readings(mask))
        return found

    def _readings(self, mask: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """What surely and possibly holds as written, then otherwise."""
        count, width, others = self.sieve.count, self.sieve.width, self.sieve.others
        all_rules = (1 << count) - 1
        sure, maybe = mask & all_rules, mask >> width & all_rules
        if not others:
            return (sure, maybe), (sure, maybe)
        sure2, maybe2 = mask >> count & others, mask >> width + count & others
        return (sure, maybe), (sure & ~others | sure2, maybe & ~others | maybe2)

    def say(self, mask: int) -> Said:
        """The verdict over all zones, and the rule that decides it."""
        found = self.said.get(mask)
        if found is None:
            if len(self.said) >= _MOST_KEPT:
                self.said.clear()
            zones = self.settled(mask)
            verdict = max((zone.verdict for zone in zones), default=self.default)
            because = next((zone.because for zone in zones if zone.because and zone.verdict is verdict), 0)
            name = self.ladder.rules[(because & -because).bit_length() - 1].name if because else None
            found = self.said[mask] = verdict, name
        return found

    def run(self, facing: Facing, day: int) -> Run:
        """The verdicts of a profile through a UTC day."""
        strip = self.timeline.strip(day)
        key = day if facing.mask is None else strip
        found = facing.runs.get(key)
        if found is None:
            if len(facing.runs) >= MOST_DAYS:
                facing.runs.clear()
            found = facing.runs[key] = tuple(self._walk(facing, strip, day))
        return found

    def _walk(self, facing: Facing, strip: Strip, day: int) -> Iterator[tuple[int, Verdict]]:
        last: Verdict | None = None
        for second, mask, shift in zip((0, *strip.cuts), strip.masks, strip.shifts, strict=True):
            said, _ = self.say(mask & facing.on(day + shift))
            if said is not last:
                last = said
                yield second, said

    def changes(self, facing: Facing, start: int, end: int) -> Iterator[tuple[int, Verdict]]:
        """From each instant (seconds) on, the verdict over `[start, end)`: first at `start`, neighbours different."""
        first = start // DAY_SECONDS
        last: Verdict | None = None
        strips, runs, always = self.timeline.strips, facing.runs, facing.mask is not None
        for day in range(first, (end - 1) // DAY_SECONDS + 1):
            midnight = day * DAY_SECONDS
            run = runs.get(strips.get(day) if always else day) or self.run(facing, day)
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

    def needs(self, zone: Settled, facing: Facing, phase: Phase, day: int) -> tuple[str, ...]:
        """What must be known for a zone's undecided rules, and those that may lift them, to be decided."""
        found: set[str] = set()
        left, seen = zone.because, 0
        while left:
            bit = left & -left
            seen |= bit
            place = bit.bit_length() - 1
            found.update(self._lacking(place, facing, phase, day, other=bool(zone.other & bit)))
            left = (left | self.ladder.lifters[place] & zone.open) & ~seen
        return tuple(sorted(found))

    def _lacking(self, place: int, facing: Facing, phase: Phase, day: int, *, other: bool) -> Iterator[str]:
        rule = self.ladder.rules[place]
        for name in phase.lacks.get(place + self.sieve.count if other else place, ()):
            yield HOLIDAYS_NEED if name == PUBLIC_HOLIDAY else name
        condition = rule.other.condition if other and rule.other else rule.condition
        if condition:
            yield from missing(condition, facing.ask(rule, self.zones, day))

    def names(self, mask: int) -> tuple[Rule, ...]:
        """The rules of a mask, lifters first."""
        return tuple(self.ladder.rules[bit.bit_length() - 1] for bit in bits(mask))


def _second(change: tuple[int, Verdict]) -> int:
    return change[0]
