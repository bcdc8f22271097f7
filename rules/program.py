"""The rules of one set of zones, tabulated as they are asked: by day, by profile, by answer."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from rules.bounds import Ladder, ladder
from rules.clock import DAY_SECONDS, Season, breakpoints
from rules.ir import Rule
from rules.kleene import missing, test_of
from rules.model import Facts, Verdict
from rules.vocabulary import HOLIDAYS_NEED

type InSeason = tuple[int, int]
"""The rules surely, then possibly in season, as masks."""

_ORDINAL_1970 = 719_163
type Pieces = Callable[[int], Sequence[tuple[int, int, int]]]
"""The constant-offset pieces of a UTC day, see `rules.clock.offset_pieces`."""

_MAX_KEPT = 4_096
"""How many days, profiles or answers a table keeps before it starts anew."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One local day: from each break (minute) on, the rules surely and possibly in season."""

    breaks: tuple[int, ...]
    masks: tuple[InSeason, ...]

    def at(self, minute: int) -> InSeason:
        """The rules in season at a minute of the day."""
        return self.masks[bisect_right(self.breaks, minute) - 1]


@dataclass(frozen=True, slots=True)
class Area:
    """One zone of a program: which rules close it, which open it."""

    zone: str
    prohibits: int
    allows: int


class Answer:
    """What a profile gets while the same rules are in season."""

    __slots__ = ("by_zone", "may", "must", "rule", "verdict")

    def __init__(self, must: int, may: int, by_zone: tuple[tuple[Verdict, int], ...], default: Verdict) -> None:
        self.must = must
        self.may = may
        self.by_zone = by_zone
        """Per area, its verdict and the rules that give it."""
        self.verdict = default if not by_zone else max(verdict for verdict, _ in by_zone)
        self.rule: str | None = None


class Program:
    """The rules of these zones, lifters first."""

    def __init__(
        self, zones: Sequence[str], rules: Sequence[Rule], season: Season, pieces: Pieces, default: Verdict
    ) -> None:
        self.ladder: Ladder = ladder([rule for rule in rules if not set(zones).isdisjoint(rule.zones)])
        self.default = default
        self.areas = tuple(self._area(zone) for zone in dict.fromkeys(zones))
        self.tests = tuple(
            (1 << place, test_of(rule.condition) if rule.condition else None)
            for place, rule in enumerate(self.ladder.rules)
        )
        """Of each rule, its bit and its condition if it has one."""
        self._season = season
        self._pieces = pieces
        self._breaks = breakpoints(self.ladder.rules)
        self._sheets: dict[int, Sheet] = {}
        self._strips: dict[int, tuple[tuple[int, InSeason], ...]] = {}
        self._profiles: dict[frozenset[tuple[str, int | str]], Facing] = {}

    def _area(self, zone: str) -> Area:
        masks = {"prohibit": 0, "allow": 0, "limit": 0, "require": 0}
        for place, rule in enumerate(self.ladder.rules):
            if zone in rule.zones:
                masks[rule.effect] |= 1 << place
        return Area(zone, masks["prohibit"], masks["allow"])

    def sheet(self, day: int) -> Sheet:
        """The rules in season through a local date (proleptic ordinal)."""
        found = self._sheets.get(day)
        if found is None:
            if len(self._sheets) >= _MAX_KEPT:
                self._sheets.clear()
            found = self._sheets[day] = self._tabulate(day)
        return found

    def _tabulate(self, day: int) -> Sheet:
        breaks: list[int] = []
        masks: list[InSeason] = []
        for minute in self._breaks:
            values = [self._season.holds(rule, day, minute) for rule in self.ladder.rules]
            sure = sum(1 << place for place, value in enumerate(values) if value)
            maybe = sum(1 << place for place, value in enumerate(values) if value is not False)
            if not masks or masks[-1] != (sure, maybe):
                breaks.append(minute)
                masks.append((sure, maybe))
        return Sheet(tuple(breaks), tuple(masks))

    def profile(self, facts: Facts) -> "Facing":
        """These facts, seen by these rules."""
        key = frozenset(facts.items())
        found = self._profiles.get(key)
        if found is None:
            if len(self._profiles) >= _MAX_KEPT:
                self._profiles.clear()
            found = self._profiles[key] = Facing(self, facts)
        return found

    def strip(self, day: int) -> tuple[tuple[int, InSeason], ...]:
        """A UTC day (counted from 1970): from each instant (seconds) on, the rules in season."""
        found = self._strips.get(day)
        if found is None:
            if len(self._strips) >= _MAX_KEPT:
                self._strips.clear()
            found = self._strips[day] = tuple(self._cut(day))
        return found

    def _cut(self, day: int) -> Iterator[tuple[int, InSeason]]:
        last: InSeason | None = None
        for low, high, offset in self._pieces(day):
            now = low
            while now < high:
                local, second = divmod(now + offset, DAY_SECONDS)
                sheet = self.sheet(local + _ORDINAL_1970)
                place = bisect_right(sheet.breaks, second // 60)
                if sheet.masks[place - 1] != last:
                    last = sheet.masks[place - 1]
                    yield now, last
                following = sheet.breaks[place] * 60 if place < len(sheet.breaks) else DAY_SECONDS
                now += following - second

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, InSeason]]:
        """From each instant (seconds) on, the rules in season over `[start, end)`, the first at `start`."""
        first = start // DAY_SECONDS
        before = bisect_right(self.strip(first), start, key=itemgetter(0)) - 1
        yield start, self.strip(first)[before][1]
        for now, season in self.strip(first)[before + 1 :]:
            if now >= end:
                return
            yield now, season
        for day in range(first + 1, (end - 1) // DAY_SECONDS + 1):
            for now, season in self.strip(day):
                if now >= end:
                    return
                yield now, season


class Facing:
    """Facts before the rules of a program: which conditions surely, possibly hold, and the answers."""

    def __init__(self, program: Program, facts: Facts) -> None:
        self._program = program
        self._facts = dict(facts)
        self.sure = self.maybe = 0
        for bit, test in program.tests:
            value = test is None or test(facts)
            if value is not False:
                self.maybe |= bit
                if value:
                    self.sure |= bit
        self._answers: dict[InSeason, Answer] = {}

    def answer(self, season: InSeason) -> Answer:
        """The answer while these rules are surely and possibly in season."""
        found = self._answers.get(season)
        if found is None:
            if len(self._answers) >= _MAX_KEPT:
                self._answers.clear()
            found = self._answers[season] = self._decide(*season)
        return found

    def _decide(self, in_season: int, maybe_in_season: int) -> Answer:
        program = self._program
        sure, maybe = self.sure & in_season, self.maybe & maybe_in_season
        must, may = program.ladder.bounds(sure, maybe)
        by_zone = tuple(self._area(area, maybe, must, may) for area in program.areas)
        answer = Answer(must, may, by_zone, program.default)
        because = next((rules for verdict, rules in by_zone if rules and verdict is answer.verdict), 0)
        if because:
            answer.rule = program.ladder.rules[(because & -because).bit_length() - 1].id
        return answer

    def _area(self, area: Area, maybe: int, must: int, may: int) -> tuple[Verdict, int]:
        """The verdict of a zone and the rules that give it."""
        if closed := area.prohibits & must:
            return Verdict.FORBIDDEN, closed
        shut = self._program.default is Verdict.FORBIDDEN
        opened = area.allows & may
        if shut and not opened:
            return Verdict.FORBIDDEN, 0
        if closed := area.prohibits & may:
            return Verdict.UNKNOWN, closed
        if shut:
            return (Verdict.ALLOWED, opened & must) if opened & must else (Verdict.UNKNOWN, opened)
        lifted = area.prohibits & maybe & ~may
        return Verdict.ALLOWED, must & self._lifters(lifted)

    def _lifters(self, rules: int) -> int:
        found = 0
        while rules:
            bit = rules & -rules
            rules ^= bit
            found |= self._program.ladder.lifters[bit.bit_length() - 1]
        return found

    def needs(self, rules: int, answer: Answer, season: InSeason) -> tuple[str, ...]:
        """What must be known for these undecided rules to be decided."""
        found: set[str] = set()
        left, seen = rules, 0
        undecided = answer.may & ~answer.must
        while left:
            bit = left & -left
            seen |= bit
            place = bit.bit_length() - 1
            rule = self._program.ladder.rules[place]
            if rule.condition:
                found.update(missing(rule.condition, self._facts))
            if season[1] & ~season[0] & bit:
                found.add(HOLIDAYS_NEED)
            left = (left | self._program.ladder.lifters[place] & undecided) & ~seen
        return tuple(sorted(found))
