"""The reference interpreter: what the rules mean, one rule and one instant at a time. The other evaluators obey it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

from rules.bounds import Ladder, ladder
from rules.bundle import Bundle
from rules.clock import Season
from rules.ir import Rule
from rules.model import Case, Duty, Verdict
from rules.truth import Moment
from rules.vocabulary import DUTIES, rank

type Truths = Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An ambiguous clause that changes a zone's verdict, and the verdict under each of its readings."""

    rule: str
    as_written: Verdict
    otherwise: Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """One zone's verdict; rules go by their `id` in the bundle."""

    zone: str
    verdict: Verdict
    rules: tuple[str, ...] = ()
    """Those that give it, lifters first."""
    needs: frozenset[str] = frozenset()
    duties: tuple[tuple[Duty, str], ...] = ()
    """What a conditional verdict asks, each with the rule that does, in the order of `DUTIES`."""
    doubts: tuple[Doubt, ...] = ()


def judge(bundle: Bundle, case: Case) -> tuple[Judgement, ...]:
    """The judgement of each zone of a case, in the order of the case."""
    zones = tuple(dict.fromkeys(case.zones))
    rules = ladder([rule for rule in bundle.rules if not set(rule.zones).isdisjoint(zones)])
    local = case.at.astimezone(ZoneInfo(bundle.territory.timezone))
    moment = Moment(bundle, Season(bundle.days), case.profile, case.at, local, frozenset(zones))
    shut = bundle.territory.default is Verdict.FORBIDDEN
    standing = cache(lambda way: _standing(rules, moment, way))
    judged = []
    for zone in zones:
        ways = list(_readings(_heard(zone, rules), moment))
        judged.append(_graver(ways, [_zone(zone, standing(way), moment, way, shut=shut) for way in ways]))
    return tuple(judged)


def _heard(zone: str, rules: Ladder) -> list[Rule]:
    """The rules that speak in a zone and whatever lifts or restores them: nothing else changes its verdict."""
    heard: list[Rule] = []
    for rule in reversed(rules.rules):
        if zone in rule.zones or any(lifted.id in rule.overrides for lifted in heard):
            heard.append(rule)
    return heard[::-1]


def _readings(rules: Sequence[Rule], moment: Moment) -> Iterator[frozenset[str]]:
    """Every way to read the ambiguous rules that differ here, as the set of rules read the other way."""
    open_rules = [rule.id for rule in rules if rule.other and moment.truth(rule) is not moment.truth(rule, other=True)]
    for choice in product((False, True), repeat=len(open_rules)):
        yield frozenset(rule for rule, other in zip(open_rules, choice, strict=True) if other)


def _graver(ways: Sequence[frozenset[str]], judged: Sequence[Judgement]) -> Judgement:
    """The gravest reading of one zone, with the clauses that make it so."""
    worst = max(one.verdict for one in judged)
    first = next(place for place, one in enumerate(judged) if one.verdict is worst)
    mildest = min(range(len(judged)), key=lambda place: judged[place].verdict)
    doubts = []
    if judged[mildest].verdict is not worst:
        for rule in sorted(ways[first] ^ ways[mildest]):
            pair = (judged[mildest].verdict, worst) if rule in ways[first] else (worst, judged[mildest].verdict)
            doubts.append(Doubt(rule, *pair))
    chosen = judged[first]
    duties = _merged([duty for one in judged if one.verdict is worst for duty in one.duties])
    return Judgement(chosen.zone, worst, chosen.rules, chosen.needs, duties, tuple(doubts))


@dataclass(frozen=True, slots=True)
class _Standing:
    """Which rules hold by themselves and which stand once lifted, surely and possibly."""

    rules: Ladder
    maybe: Mapping[str, bool]
    must: Mapping[str, bool]
    may: Mapping[str, bool]

    def lifters(self, rule: Rule) -> list[Rule]:
        """The rules that lift this one."""
        return [lifter for lifter in self.rules.rules if rule.id in lifter.overrides]


def _standing(rules: Ladder, moment: Moment, other: frozenset[str]) -> _Standing:
    """What stands under one way of reading."""
    truths = {rule.id: moment.truth(rule, other=rule.id in other) for rule in rules.rules}
    must: dict[str, bool] = {}
    may: dict[str, bool] = {}
    for rule in rules.rules:
        lifters = [lifter.id for lifter in rules.rules if rule.id in lifter.overrides]
        must[rule.id] = truths[rule.id] is True and not any(may[lifter] for lifter in lifters)
        may[rule.id] = truths[rule.id] is not False and not any(must[lifter] for lifter in lifters)
    return _Standing(rules, {rule: value is not False for rule, value in truths.items()}, must, may)


def _zone(zone: str, standing: _Standing, moment: Moment, other: frozenset[str], *, shut: bool) -> Judgement:
    here = [rule for rule in standing.rules.rules if zone in rule.zones]
    closing = [rule for rule in here if rule.effect == "prohibit"]
    opening = [rule for rule in here if rule.effect == "allow" and standing.may[rule.id]]
    if closed := [rule.id for rule in closing if standing.must[rule.id]]:
        return Judgement(zone, Verdict.FORBIDDEN, tuple(closed))
    if shut and not opening:
        return Judgement(zone, Verdict.FORBIDDEN)
    sure = [rule for rule in opening if standing.must[rule.id]]
    undecided = [rule.id for rule in closing if standing.may[rule.id]]
    if not undecided and shut and not sure:
        undecided = [rule.id for rule in opening]
    if undecided:
        return Judgement(zone, Verdict.UNKNOWN, tuple(undecided), _needs(undecided, standing, moment, other))
    return _lawful(zone, here, sure if shut else [], standing)


def _lawful(zone: str, here: Sequence[Rule], opening: Sequence[Rule], standing: _Standing) -> Judgement:
    """A zone nothing closes: allowed, or conditional when what opens it or what stands there asks for something."""
    asking = [rule for rule in here if rule.effect in ("limit", "require") and standing.may[rule.id]]
    lifted = [rule for rule in here if rule.effect == "prohibit" and standing.maybe[rule.id]]
    openers = [[one for one in standing.lifters(rule) if standing.must[one.id]] for rule in lifted]
    openers += [list(opening)] if opening else []
    used = [min(several, key=lambda rule: (len(rule.duties), rule.id)) for several in openers]
    bearers = {rule.id: rule for rule in (*asking, *used)}
    duties = _merged([(duty, rule.id) for rule in bearers.values() for duty in rule.duties])
    because = set(bearers) if duties else {rule.id for several in openers for rule in several}
    order = tuple(rule.id for rule in standing.rules.rules if rule.id in because)
    return Judgement(zone, Verdict.CONDITIONAL if duties else Verdict.ALLOWED, order, duties=duties)


def _merged(duties: Sequence[tuple[Duty, str]]) -> tuple[tuple[Duty, str], ...]:
    """One duty a kind: the one that binds, then the first rule by name."""
    found: dict[str, tuple[Duty, str]] = {}
    for duty, rule in sorted(duties, key=lambda pair: (rank(pair[0].kind, pair[0].amount), pair[1])):
        found.setdefault(duty.kind, (duty, rule))
    return tuple(found[kind] for kind in DUTIES if kind in found)


def _needs(undecided: Sequence[str], standing: _Standing, moment: Moment, other: frozenset[str]) -> frozenset[str]:
    """What must be known for these rules, and those that may lift them, to be decided."""
    by_id = {rule.id: rule for rule in standing.rules.rules}
    found: set[str] = set()
    left, seen = list(undecided), set(undecided)
    while left:
        rule = by_id[left.pop()]
        found.update(moment.lacking(rule, other=rule.id in other))
        for lifter in standing.lifters(rule):
            if lifter.id not in seen and standing.may[lifter.id] and not standing.must[lifter.id]:
                seen.add(lifter.id)
                left.append(lifter.id)
    return frozenset(found)
