"""The rules of one set of zones, tabulated as they are asked: by day, by profile, by answer."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from rules.bounds import Ladder, ladder
from rules.bundle import Said
from rules.diary import Diary
from rules.held import Held
from rules.ir import Rule
from rules.kleene import Ask, missing
from rules.known import Known
from rules.model import Profile
from rules.settled import Court, Settled, bits
from rules.sieve import asker
from rules.timeline import Clockwork, Phase, Strip, Timeline
from rules.vocabulary import HOLIDAYS_NEED, PUBLIC_HOLIDAY

_MOST_SEEN = 4_096
_MOST_DATED = 64
_MOST_KEPT = 65_536
"""How many profiles, answers or days a table keeps before it starts anew."""


class Facing:
    """A profile before the rules of a program: what its conditions say, and the diary it shares or has of its own."""

    def __init__(self, program: "Program", profile: Profile, diary: Diary) -> None:
        self.profile = profile
        self.diary = diary
        self._bundle = program.clockwork.bundle

    @cached_property
    def _held(self) -> Held:
        return Held(self._bundle, self.profile.rights)

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
        self.met: Known[Diary] = Known(_MOST_SEEN)
        """The diaries of the profiles last seen whose conditions hold the same on every date."""
        self._diaries: dict[int, Diary] = {}
        """By the conditions that hold: profiles that differ in nothing here share their days."""
        self._dated: Known[Diary] = Known(_MOST_DATED)
        """Of the profiles last seen whose rights count here."""
        self.said: dict[int, Said] = {}
        self._settled: dict[int, tuple[Settled, ...]] = {}

    def strip(self, day: int) -> Strip:
        """A UTC day, counted from 1970."""
        return self.timeline.strip(day)

    def facing(self, profile: Profile) -> Facing:
        """A profile before these rules."""
        return Facing(self, profile, self.meet(profile))

    def meet(self, profile: Profile) -> Diary:
        """What a profile is told, day after day."""
        found = self.met.get(id(profile)) or self._dated.get(id(profile))
        if found is None and self._is_dated(profile):
            if self._dated.is_full:
                self._dated = Known(_MOST_DATED)
            found = self._dated.keep(profile, self._of_its_own(profile))
        elif found is None:
            mask = self.sieve.bare(profile.facts)
            if self.met.is_full:
                self.met = Known(_MOST_SEEN)
            found = self.met.keep(profile, self._diaries.get(mask) or self._shared(mask))
        return found

    def _is_dated(self, profile: Profile) -> bool:
        return bool(profile.rights) and not self.sieve.kinds.isdisjoint([right.kind for right in profile.rights])

    def _shared(self, mask: int) -> Diary:
        if len(self._diaries) >= _MOST_SEEN:
            self._diaries.clear()
        found = self._diaries[mask] = Diary(self.timeline, self.say, lambda _day: mask, fixed=True)
        return found

    def _of_its_own(self, profile: Profile) -> Diary:
        """Of a profile whose rights may begin or end: what holds is worked out once between two such dates."""
        held = Held(self.clockwork.bundle, profile.rights)
        masks: dict[int, int] = {}

        def on(day: int) -> int:
            stage = bisect_right(held.changes, day)
            found = masks.get(stage)
            if found is None:
                found = masks[stage] = self.sieve.mask(profile.facts, lambda kind, zones: held.counts(kind, zones, day))
            return found

        return Diary(self.timeline, self.say, on, fixed=False)

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
