"""The decision core: may this vehicle be here, now, and why."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.clock import EPOCH, Season, offset_pieces, seconds
from rules.ir import Rule
from rules.log import nearest
from rules.model import Case, Decision, Invalid, Problem, Profile, Reason, Verdict, Windows, ZoneDecision
from rules.program import Answer, Facing, InSeason, Program
from rules.texts.problems import did_you_mean, say
from rules.texts.sentences import rule_message
from rules.vocabulary import SILENT_STATUSES

FIRST_YEAR, LAST_YEAR = 2000, 2099
_MAX_PROGRAMS = 8_192


class Tables:
    """What a bundle's answers are looked up in, filled as questions come."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.zone = ZoneInfo(bundle.territory.timezone)
        self._pieces = lru_cache(4_096)(lambda day: offset_pieces(self.zone, day))
        self._season = Season(bundle.days)
        self._rules: dict[str, list[Rule]] = {zone: [] for zone in bundle.zones}
        for rule in bundle.rules:
            if bundle.orders[rule.order].status not in SILENT_STATUSES:
                for zone in rule.zones:
                    self._rules[zone].append(rule)
        self._programs: dict[tuple[str, ...], Program] = {}
        self._reasons: dict[tuple[str, str], Reason] = {}

    def program(self, zones: tuple[str, ...]) -> Program:
        """The rules of these zones."""
        found = self._programs.get(zones)
        if found is None:
            if len(self._programs) >= _MAX_PROGRAMS:
                self._programs.clear()
            found = self._programs[zones] = self._compose(zones)
        return found

    def _compose(self, zones: tuple[str, ...]) -> Program:
        unknown = [zone for zone in zones if zone not in self._rules]
        if unknown:
            raise Invalid(tuple(self._no_zone(zone) for zone in unknown))
        rules = {rule.id: rule for zone in zones for rule in self._rules[zone]}
        default = self.bundle.territory.default
        return Program(zones, list(rules.values()), self._season, self._pieces, default)

    def _no_zone(self, zone: str) -> Problem:
        message, hint = say("unknown_zone", {"word": zone})
        near = nearest(zone, self._rules)
        return Problem("unknown_zone", message, did_you_mean(near) if near else hint)

    def season(self, program: Program, at: datetime) -> InSeason:
        """The rules of a program in season at an aware instant."""
        local = at.astimezone(self.zone)
        return program.sheet(local.toordinal()).at(local.hour * 60 + local.minute)

    def reason(self, rule: Rule, zone: str) -> Reason:
        """A rule as the reason for a zone's verdict."""
        found = self._reasons.get((rule.id, zone))
        if found is None:
            order = self.bundle.orders[rule.order]
            found = self._reasons[rule.id, zone] = Reason(
                rule=rule.id,
                order=order.id,
                article=rule.article,
                message=rule_message(rule, self.bundle.zones[zone], self.bundle.rights, self.bundle.days),
                title=order.title,
                url=order.url,
                quote=rule.quote,
                to_verify=rule.to_verify,
            )
        return found


@lru_cache(256)
def _tables(bundle: Bundle) -> Tables:
    return Tables(bundle)


def verdict(bundle: Bundle, case: Case) -> tuple[Verdict, str | None]:
    """The verdict and the rule that decides it, without explanation: the hot path.

    Raises `Invalid` for an unknown zone or an instant out of range.
    """
    _check(case.at)
    tables = _tables(bundle)
    program = tables.program(case.zones)
    answer = program.profile(case.profile.facts).answer(tables.season(program, case.at))
    return answer.verdict, answer.rule


def decide(bundle: Bundle, case: Case, *, horizon_days: int = 8) -> Decision:
    """The verdict of each zone with its reasons, what is missing, and when the verdict next changes."""
    _check(case.at)
    tables = _tables(bundle)
    program = tables.program(case.zones)
    profile = program.profile(case.profile.facts)
    season = tables.season(program, case.at)
    answer = profile.answer(season)
    zones = _explain(tables, program, profile, answer, season)
    needs: tuple[str, ...] = ()
    if answer.verdict is Verdict.UNKNOWN:
        needs = tuple(sorted({need for zone in zones for need in zone.needs}))
    start = seconds(case.at)
    end = start + horizon_days * 24 * 3600
    changes = (
        instant
        for instant, later in program.stretches(start, end)
        if profile.answer(later).verdict is not answer.verdict
    )
    until = next(changes, None)
    return Decision(answer.verdict, zones, needs, None if until is None else EPOCH + timedelta(seconds=until))


def _explain(
    tables: Tables, program: Program, profile: Facing, answer: Answer, season: InSeason
) -> tuple[ZoneDecision, ...]:
    return tuple(
        ZoneDecision(
            zone=area.zone,
            verdict=said,
            reasons=tuple(
                tables.reason(rule, area.zone)
                for place, rule in enumerate(program.ladder.rules)
                if because >> place & 1
            ),
            needs=profile.needs(because, answer, season) if said is Verdict.UNKNOWN else (),
        )
        for area, (said, because) in zip(program.areas, answer.by_zone, strict=True)
    )


def windows(bundle: Bundle, profile: Profile, zone: str, start: datetime, end: datetime) -> Windows:
    """The verdicts of one zone over `[start, end)`: disjoint, sorted, maximal intervals in UTC."""
    _check(start)
    _check(end)
    if end < start:
        raise Invalid((Problem("period_reversed", say("period_reversed", {})[0]),))
    tables = _tables(bundle)
    program = tables.program((zone,))
    facing = program.profile(profile.facts)
    changes: list[tuple[datetime, Verdict]] = []
    if start < end:
        for instant, season in program.stretches(seconds(start), _ceiling(end)):
            said = facing.answer(season).verdict
            if not changes or changes[-1][1] is not said:
                changes.append((EPOCH + timedelta(seconds=instant), said))
        changes[0] = (start.astimezone(UTC), changes[0][1])
    return Windows(zone, _intervals(changes, end.astimezone(UTC)))


def _intervals(
    changes: Sequence[tuple[datetime, Verdict]], end: datetime
) -> tuple[tuple[datetime, datetime, Verdict], ...]:
    ends = [instant for instant, _ in changes[1:]] + [end]
    return tuple((begin, stop, said) for (begin, said), stop in zip(changes, ends, strict=False))


def barred_zones(bundle: Bundle, profile: Profile, start: datetime, end: datetime) -> frozenset[str]:
    """The zones unknown or forbidden to this profile at some instant of `[start, end]`, each taken alone."""
    _check(start)
    _check(end)
    tables = _tables(bundle)
    first, last = seconds(start), seconds(end) + 1
    barred = set()
    for zone in bundle.zones:
        program = tables.program((zone,))
        facing = program.profile(profile.facts)
        seasons = program.stretches(first, last)
        if any(facing.answer(season).verdict >= Verdict.UNKNOWN for _, season in seasons):
            barred.add(zone)
    return frozenset(barred)


def _ceiling(instant: datetime) -> int:
    return -((EPOCH - instant) // timedelta(seconds=1))


def _check(at: datetime) -> None:
    """Refuse an instant without offset (a mistake of ours) or outside the years we answer for."""
    if at.tzinfo is None:
        raise ValueError("an instant carries its offset")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        message, hint = say("instant_out_of_range", {"low": FIRST_YEAR, "high": LAST_YEAR})
        raise Invalid((Problem("instant_out_of_range", message, hint),))
