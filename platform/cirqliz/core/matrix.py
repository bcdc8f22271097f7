"""Which vehicle may deliver where: one word for a vehicle and a territory over a working week, and why.

Each zone is asked alone, over every minute of the hours that are asked about; the gravest zone gives the word of the
territory, but for zones that nothing opens where others can be asked for: those are told beside. A zone open at some of
these hours is open, at those hours; what is unknown at one of them is unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from itertools import combinations
from zoneinfo import ZoneInfo

from cirqliz.core.spells import Spell, both, edges_of, verdicts
from rules.bundle import Bundle
from rules.eligible import is_eligible
from rules.engine import decide, tables
from rules.model import Case, Facts, Profile, Reason, Right, RightKind, Verdict
from rules.remedies import Place
from rules.remedies.asking import Question as Asking

PASSES = frozenset(("pass", "booking", "declaration"))
"""Duties that are seen to before coming; the others (disc, stay, speed, visits) are kept on the spot."""
_LARGEST = 2
"""The largest set of derogations tried together."""


class Word(IntEnum):
    """The five answers, ordered by gravity."""

    ALLOWED = 0
    PASS_NEEDED = 1
    POSSIBLE = 2
    UNKNOWN = 3
    IMPOSSIBLE = 4

    @property
    def word(self) -> str:
        """The word as interfaces spell it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One of the fleet: what is known of it, the rights it and its carrier hold, the kinds already asked, by slug."""

    id: str
    label: str
    facts: Facts
    rights: tuple[Right, ...] = ()
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Use:
    """What for and when: by default a delivery, Monday to Saturday from 6 to 20 h, over the seven days from `start`."""

    start: date
    days: int = 7
    weekdays: frozenset[int] = frozenset(range(6))
    opens: time = time(6)
    closes: time = time(20)
    activity: str = "delivery"

    def __post_init__(self) -> None:
        days = {(self.start + timedelta(days=ahead)).weekday() for ahead in range(self.days)}
        if self.opens >= self.closes or self.weekdays.isdisjoint(days):
            # Nothing asked would be answered by « allowed ».
            raise ValueError("a use has at least one hour of one day")

    def spells(self, timezone: str) -> tuple[Spell, ...]:
        """The stretches of time asked about, in UTC, by the wall clock of a place."""
        zone = ZoneInfo(timezone)
        days = (self.start + timedelta(days=ahead) for ahead in range(self.days))
        return tuple(
            (_instant(day, self.opens, zone), _instant(day, self.closes, zone))
            for day in days
            if day.weekday() in self.weekdays
        )


@dataclass(frozen=True, slots=True)
class ZoneWord:
    """A zone’s word; `open` are the lawful stretches among those asked about, `at` an instant that shows the reason."""

    zone: str
    word: Word
    open: tuple[Spell, ...]
    at: datetime | None
    reason: Reason | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A vehicle in a territory."""

    vehicle: str
    territory: str
    word: Word
    zones: tuple[ZoneWord, ...] = ()
    """The one that gives the word first; zones where no rule speaks are left out."""
    ways: tuple[tuple[RightKind, ...], ...] = ()
    """Sets of derogations that would open all that any opens, the soonest had first."""
    asked: frozenset[str] = frozenset()
    """Kinds asked for and not yet decided."""
    needs: tuple[str, ...] = ()
    """Facts that are missing."""

    @property
    def left(self) -> tuple[str, ...]:
        """The zones that stay closed, where others can be asked for."""
        return tuple(zone.zone for zone in self.zones if zone.word is Word.IMPOSSIBLE and zone.word is not self.word)

    @property
    def reason(self) -> Reason | None:
        """The text that founds the word, when one does."""
        return self.zones[0].reason if self.zones else None


type _Told = tuple[Word, tuple[ZoneWord, ...], tuple[tuple[RightKind, ...], ...]]
type _Alike = tuple[frozenset[str], tuple[Right, ...], tuple[int, ...]]


class Column:
    """One territory under one use: what its cells share."""

    def __init__(self, bundle: Bundle, use: Use) -> None:
        self.bundle, self.use = bundle, use
        self.spells = use.spells(bundle.territory.timezone)
        spoken = {zone for rule in bundle.rules for zone in rule.zones}
        shut = bundle.territory.default is not Verdict.ALLOWED
        self.zones = tuple(zone for zone in bundle.zones if shut or zone in spoken)
        self._sieves = tuple(tables(bundle).program((zone,)).sieve for zone in self.zones)
        self._known: dict[_Alike, _Told] = {}

    def cell(self, vehicle: Vehicle) -> Cell:
        """The word of a vehicle, why, and what would open what is closed to it."""
        slug = self.bundle.territory.slug
        profile = Profile({**vehicle.facts, "activity": self.use.activity}, vehicle.rights)
        # Vehicles that no condition of these rules tells apart have one answer; the same facts are missing of them.
        alike = frozenset(profile.facts), profile.rights, tuple(sieve.bare(profile.facts) for sieve in self._sieves)
        found = self._known.get(alike)
        if found is None:
            found = self._known[alike] = self._answer(profile)
        word, zones, ways = found
        needs = tuple(sorted({need for zone in zones if zone.word is Word.UNKNOWN for need in zone.needs}))
        return Cell(vehicle.id, slug, word, zones, ways, vehicle.asked.get(slug, frozenset()), needs)

    def _answer(self, profile: Profile) -> _Told:
        zones = [self.ask(profile, zone) for zone in self.zones]
        shut = tuple(zone.zone for zone in zones if zone.word is Word.IMPOSSIBLE)
        ways = tuple(self._ways(profile, shut)) if shut else ()
        opened = set(shut) if ways else self._opened(profile, shut)
        if opened and not ways:
            ways = tuple(self._ways(profile, tuple(zone for zone in shut if zone in opened)))
        said = [_possible(zone) if zone.zone in opened else zone for zone in zones]
        # What stays closed comes last where something can be asked for, first where nothing can.
        said.sort(key=lambda zone: (bool(opened) and zone.word is Word.IMPOSSIBLE, -zone.word))
        return said[0].word if said else Word.ALLOWED, tuple(said), ways

    def ask(self, profile: Profile, zone: str) -> ZoneWord:
        """One zone alone: never `POSSIBLE`, which is found by trying derogations."""
        spans = verdicts(self.bundle, profile, (zone,), self.spells)
        unknown = next((start for start, _, said in spans if said is Verdict.UNKNOWN), None)
        opened = tuple((start, end) for start, end, said in spans if said <= Verdict.CONDITIONAL)
        if unknown is not None:
            return self._told(profile, zone, Word.UNKNOWN, opened, unknown)
        closed = next((start for start, _, said in spans if said is Verdict.FORBIDDEN), None)
        if not opened:
            return self._told(profile, zone, Word.IMPOSSIBLE, (), closed)
        if any(said is Verdict.ALLOWED for _, _, said in spans):
            return self._told(profile, zone, Word.ALLOWED, opened, closed)
        free, passed = self._without_pass(profile, zone, opened)
        if free:
            return self._told(profile, zone, Word.ALLOWED, opened, closed)
        return self._told(profile, zone, Word.PASS_NEEDED, opened, passed)

    def _without_pass(self, profile: Profile, zone: str, opened: Sequence[Spell]) -> tuple[bool, datetime]:
        """Whether some open minute asks for nothing beforehand; and the first open one."""
        for at in edges_of(Place(self.bundle, (zone,)), profile.rights, opened):
            duties = decide(self.bundle, Case(profile, at, (zone,)), horizon_days=0).obligations
            if not any(duty.kind in PASSES for duty in duties):
                return True, at
        return False, opened[0][0]

    def _told(
        self, profile: Profile, zone: str, word: Word, opened: tuple[Spell, ...], at: datetime | None
    ) -> ZoneWord:
        if at is None:
            return ZoneWord(zone, word, opened, None)
        decision = decide(self.bundle, Case(profile, at, (zone,)), horizon_days=0)
        reasons = [reason for told in decision.zones for reason in told.reasons]
        duty = next((duty for duty in decision.obligations if duty.kind in PASSES), None)
        if word is Word.PASS_NEEDED and duty is not None:
            asking = [reason for reason in reasons if reason.rule == duty.rule]
            order = self.bundle.orders[duty.order]
            reasons = asking or [Reason(duty.rule, duty.order, duty.article, duty.message, order.title, order.url)]
        return ZoneWord(zone, word, opened, at, reasons[0] if reasons else None, decision.needs)

    def _ways(self, profile: Profile, shut: tuple[str, ...]) -> Iterator[tuple[RightKind, ...]]:
        """The smallest sets of derogations that open each of these zones at some hour, the soonest had first."""
        found: list[tuple[RightKind, ...]] = []
        asking = Asking((Place(self.bundle, shut),), profile, self.spells[0][0])
        kinds = [asked for asked in asking.rights_to_ask() if _may_be_asked(asked.kind, profile.facts)]
        for size in range(1, min(_LARGEST, len(kinds)) + 1):
            for chosen in combinations(kinds, size):
                names = {asked.kind.id for asked in chosen}
                if any({kind.id for kind in way} <= names for way in found):
                    continue
                holding = asking.holding(chosen).profile
                if all(self._opens(holding, zone) for zone in shut):
                    found.append(tuple(asked.kind for asked in chosen))
        yield from sorted(found, key=_delay)

    def _opened(self, profile: Profile, shut: tuple[str, ...]) -> set[str]:
        """The zones among these that derogations would open, though not all together."""
        return {zone for zone in shut if len(shut) > 1 and next(self._ways(profile, (zone,)), None)}

    def _opens(self, profile: Profile, zone: str) -> bool:
        spans = verdicts(self.bundle, profile, (zone,), self.spells)
        return any(said <= Verdict.CONDITIONAL for _, _, said in spans)


def lawful_everywhere(cell: Cell) -> tuple[Spell, ...] | None:
    """The stretches among those asked about at which every zone is open; nothing when no rule speaks there."""
    found: tuple[Spell, ...] | None = None
    for zone in cell.zones:
        found = zone.open if found is None else both(found, zone.open)
    return found


def _may_be_asked(kind: RightKind, facts: Facts) -> bool:
    """Whether a desk decides it, and it is not for other vehicles; or the facts of this one give it at once."""
    suits = is_eligible(kind, facts)
    if kind.decided_by == "automatic":
        return kind.suits is not None and suits is True
    return suits is not False


def _possible(zone: ZoneWord) -> ZoneWord:
    return ZoneWord(zone.zone, Word.POSSIBLE, zone.open, zone.at, zone.reason, zone.needs)


def _delay(way: Sequence[RightKind]) -> tuple[int, int, tuple[str, ...]]:
    """Few before many, then the slowest answer promised; no promise comes last."""
    waits = (0 if kind.decider == "automatic" else kind.delay_days for kind in way)
    slowest = max(10_000 if wait is None else wait for wait in waits)
    return len(way), slowest, tuple(kind.id for kind in way)


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)
