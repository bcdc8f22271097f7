"""The decision core: may this vehicle be here, now, why, and on what terms."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from rules.bundle import Bundle, Said
from rules.clock import DAY_SECONDS, EPOCH, seconds
from rules.ir import Rule
from rules.log import nearest
from rules.model import Case, Decision, Invalid, Problem, Profile, Verdict, Windows
from rules.program import Program
from rules.telling import Teller
from rules.texts.problems import did_you_mean, say
from rules.timeline import Clockwork, Phase

FIRST_YEAR, LAST_YEAR = 2000, 2099
_FIRST_DAY = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - EPOCH).days
_LAST_DAY = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - EPOCH).days
_MOST_PROGRAMS = 8_192
_MAX_BUNDLES = 256


class Tables:
    """What a bundle's answers are looked up in, filled as questions come."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.teller = Teller(bundle)
        self.programs: dict[tuple[str, ...], Program] = {}
        self._clockwork = Clockwork(bundle)
        self._rules: dict[str, list[Rule]] = {zone: [] for zone in bundle.zones}
        for rule in bundle.rules:
            for zone in rule.zones:
                self._rules[zone].append(rule)

    def program(self, zones: tuple[str, ...]) -> Program:
        """The rules of these zones; raises `Invalid` for an unknown one."""
        found = self.programs.get(zones)
        if found is None:
            if len(self.programs) >= _MOST_PROGRAMS:
                self.programs.clear()
            found = self.programs[zones] = self._compose(zones)
        return found

    def _compose(self, zones: tuple[str, ...]) -> Program:
        unknown = [zone for zone in zones if zone not in self._rules]
        if unknown:
            raise Invalid(tuple(self._no_zone(zone) for zone in unknown))
        rules = {rule.id: rule for zone in zones for rule in self._rules[zone]}
        return Program(zones, tuple(rules.values()), self._clockwork)

    def _no_zone(self, zone: str) -> Problem:
        message, hint = say("unknown_zone", {"word": zone})
        near = nearest(zone, self._rules)
        return Problem("unknown_zone", message, did_you_mean(near) if near else hint)


tables = lru_cache(_MAX_BUNDLES)(Tables)
"""The tables of a bundle, or of one equal to it."""


def verdict(bundle: Bundle, case: Case) -> Said:
    """The verdict and the rule that decides it, without explanation: the hot path.

    Raises `Invalid` for an unknown zone or an instant out of range.
    """
    try:
        program = bundle.programs[case.zones]
        since = case.at - EPOCH
        diary = program.met.get(id(case.profile)) or program.meet(case.profile)
        said = diary.told[program.grains[since.days][since.seconds // program.grain]]
    except (LookupError, TypeError):
        said = None
    return said or _look_up(bundle, case)


def _look_up(bundle: Bundle, case: Case) -> Said:
    """As `verdict`, for zones no table holds yet and days cut finer than their grain."""
    check(case.at)
    program = tables(bundle).program(case.zones)
    if len(bundle.programs) >= _MOST_PROGRAMS:
        bundle.programs.clear()
    bundle.programs[case.zones] = program
    diary = program.meet(case.profile)
    phase, day = _now(program, case.at)
    return diary.tell(phase, day)


def _now(program: Program, at: datetime) -> tuple[Phase, int]:
    """What holds at an instant, and the local date (ordinal)."""
    since = at - EPOCH
    strip = program.strip(since.days)
    place = bisect_right(strip.cuts, since.seconds)
    return strip.phases[place], since.days + strip.shifts[place]


def decide(bundle: Bundle, case: Case, *, horizon_days: int = 8) -> Decision:
    """The verdict of each zone with its reasons, duties and doubts, what is missing, and when it next changes."""
    check(case.at)
    known = tables(bundle)
    program = known.program(case.zones)
    facing = program.facing(case.profile)
    phase, day = _now(program, case.at)
    mask = phase.mask & facing.diary.on(day)
    said, _ = program.say(mask)
    zones = known.teller.tell(program, facing, mask, phase, day)
    needs: tuple[str, ...] = ()
    if said is Verdict.UNKNOWN:
        needs = tuple(sorted({need for zone in zones for need in zone.needs}))
    start = seconds(case.at)
    changes = facing.diary.changes(start, start + horizon_days * DAY_SECONDS)
    until = next((second for second, later in changes if later is not said), None)
    return Decision(
        said,
        zones,
        needs,
        None if until is None else EPOCH + timedelta(seconds=until),
        tuple(duty for zone in zones for duty in zone.obligations) if said is Verdict.CONDITIONAL else (),
        doubt=bool(zones) and all(zone.readings for zone in zones if zone.verdict is said),
    )


def windows(bundle: Bundle, profile: Profile, zone: str, start: datetime, end: datetime) -> Windows:
    """The verdicts of one zone over `[start, end)`: disjoint, sorted, maximal intervals in UTC."""
    return Windows(zone, timeline(bundle, profile, (zone,), start, end))


def timeline(
    bundle: Bundle, profile: Profile, zones: tuple[str, ...], start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime, Verdict], ...]:
    """The same for some zones together: rules of one may lift those of another, so their windows apart would not do."""
    first, last = check(start), check(end)
    if end < start:
        raise Invalid((Problem("period_reversed", say("period_reversed", {})[0]),))
    program = tables(bundle).program(zones)
    if start == end:
        return ()
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    edges, said = program.meet(profile).edges(start, end, range(first, last + 1))
    edges.append(end)
    return tuple(zip(edges, edges[1:], said, strict=False))


def barred_zones(bundle: Bundle, profile: Profile, start: datetime, end: datetime) -> frozenset[str]:
    """The zones unknown or forbidden to this profile at some instant of `[start, end]`, each taken alone."""
    check(start)
    check(end)
    known = tables(bundle)
    first, last = seconds(start), seconds(end) + 1
    barred = set()
    for zone in bundle.zones:
        program = known.program((zone,))
        changes = program.meet(profile).changes(first, last)
        if any(said >= Verdict.UNKNOWN for _, said in changes):
            barred.add(zone)
    return frozenset(barred)


def check(at: datetime) -> int:
    """The UTC day (from 1970) of an instant that has its offset (else: a mistake of ours).

    Raises `Invalid` outside the years we answer for.
    """
    if at.tzinfo is None:
        raise ValueError("an instant carries its offset")
    day = (at - EPOCH).days
    if not _FIRST_DAY <= day < _LAST_DAY:
        message, hint = say("instant_out_of_range", {"low": FIRST_YEAR, "high": LAST_YEAR})
        raise Invalid((Problem("instant_out_of_range", message, hint),))
    return day
