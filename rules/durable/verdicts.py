"""From the rules that hold to a verdict a zone: the gravest and the mildest way that what is open may turn out.

What is not known of a rule, and how an ambiguous one is read, may each turn out one way or the other. Whatever bars a
way bars it more when a restricting rule turns out true and when an allow turns out false, for overrides go from one
sort to the other only. So of all the ways that open things may turn out, two are enough: the gravest and the mildest.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rules.bundle import Bundle
from rules.durable.groups import Truth
from rules.durable.properties import MAYBE, NO, YES
from rules.ir import Rule
from rules.model import Case, Verdict


@dataclass(frozen=True, slots=True)
class ZoneOpinion:
    """One zone's verdict, and whether another reading of some clause gives another."""

    zone: str
    verdict: Verdict
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class _World:
    """One way that everything open may turn out: the rules that hold by themselves, and those that stand in the end."""

    rules: tuple[Rule, ...]
    holding: frozenset[str]
    standing: frozenset[str]
    shut: bool
    """Where no allow stands, the territory is closed."""

    def closed(self, zone: str) -> bool:
        """Whether a prohibition stands in a zone, or nothing opens it."""
        effects = {rule.effect for rule in self.rules if zone in rule.zones and rule.id in self.standing}
        return "prohibit" in effects or (self.shut and "allow" not in effects)

    def asking(self, zone: str) -> bool:
        """Whether a visit to an open zone rests on a duty: of a rule that stands, or of all that could lift one."""
        here = [rule for rule in self.rules if zone in rule.zones]
        standing = [rule for rule in here if rule.id in self.standing]
        if any(rule.duties for rule in standing if rule.effect in ("limit", "require")):
            return True
        lifted = [rule.id for rule in here if rule.effect == "prohibit" and rule.id in self.holding]
        ways = [[one for one in self.rules if one.id in self.standing and rule in one.overrides] for rule in lifted]
        if self.shut:
            ways.append([rule for rule in standing if rule.effect == "allow"])
        return any(all(rule.duties for rule in way) for way in ways)


def opinions(bundle: Bundle, case: Case, truths: Collection[Truth]) -> tuple[ZoneOpinion, ...]:
    """Each zone's verdict, in the order of the case, from what durable-rules found true."""
    zones = tuple(dict.fromkeys(case.zones))
    rules = tuple(rule for rule in bundle.rules if not set(rule.zones).isdisjoint(zones))
    found = frozenset(truths)
    levels = {rule.id: (_level(rule, found, other=False), _level(rule, found, other=True)) for rule in rules}
    grave = _verdicts(bundle, rules, {rule.id: _extreme(rule, levels[rule.id], grave=True) for rule in rules}, zones)
    mild = _verdicts(bundle, rules, {rule.id: _extreme(rule, levels[rule.id], grave=False) for rule in rules}, zones)
    return tuple(ZoneOpinion(zone, grave[zone], doubt=grave[zone] is not mild[zone]) for zone in zones)


def _level(rule: Rule, found: frozenset[Truth], *, other: bool) -> int:
    """How sure a rule is to hold in one of its readings; the only one it has, when it has no other."""
    reading = other and rule.other is not None
    if Truth(rule.id, reading, sure=True) in found:
        return YES
    return MAYBE if Truth(rule.id, reading, sure=False) in found else NO


def _extreme(rule: Rule, levels: tuple[int, int], *, grave: bool) -> int:
    """The graver or the milder of two levels: an allow is graver the less it holds."""
    return max(levels) if (rule.effect == "allow") is not grave else min(levels)


def _verdicts(
    bundle: Bundle, rules: tuple[Rule, ...], levels: Mapping[str, int], zones: tuple[str, ...]
) -> Mapping[str, Verdict]:
    """Each zone's verdict when every ambiguous clause is read in one way."""
    shut = bundle.territory.default is Verdict.FORBIDDEN
    worst, best = (_world(rules, levels, grave=grave, shut=shut) for grave in (True, False))

    def settled(zone: str) -> Verdict:
        if worst.closed(zone):
            return Verdict.FORBIDDEN if best.closed(zone) else Verdict.UNKNOWN
        return Verdict.CONDITIONAL if worst.asking(zone) else Verdict.ALLOWED

    return {zone: settled(zone) for zone in zones}


def _world(rules: tuple[Rule, ...], levels: Mapping[str, int], *, grave: bool, shut: bool) -> _World:
    holding = frozenset(
        rule.id for rule in rules if levels[rule.id] == YES or (levels[rule.id] == MAYBE and _opens(rule) is not grave)
    )
    lifters = {rule.id: frozenset(one.id for one in rules if rule.id in one.overrides) for rule in rules}
    standing = holding
    # Overrides have no circle: each round settles one more storey of them.
    while (after := frozenset(rule for rule in holding if lifters[rule].isdisjoint(standing))) != standing:
        standing = after
    return _World(rules, holding, standing, shut)


def _opens(rule: Rule) -> bool:
    return rule.effect == "allow"
