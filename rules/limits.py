"""How much one rule and one zone may hold: no file makes a question wait."""

from collections.abc import Iterable, Sequence
from itertools import islice

from rules.bounds import ladder
from rules.cells import leaves
from rules.ir import Block, Condition, OneOf, Rule
from rules.log import Log
from rules.reading.draft import Draft
from rules.settled import bits

MOST_AMBIGUITIES = 4
"""Ambiguous rules heard in a zone: every combination of their readings is computed."""
MOST_TERMS = 200
"""What one rule compares: values of facts, rights, hours, seasons, sets of days, in each of its readings."""
MOST_TERMS_A_ZONE = 10_000
"""The same over all the rules of a zone, each rule itself counted for one."""


def check_limits(rules: Sequence[Rule], draft: Draft, log: Log) -> None:
    """Report each rule and each zone that holds too much; overrides name parts of rules, without circle."""
    heavy: dict[str, int] = {}
    for rule in rules:
        terms = count_terms(rule)
        if terms > MOST_TERMS:
            log.add("rule_heavy", draft.rules[rule.name][0].place, most=MOST_TERMS)
        for zone in rule.zones:
            heavy[zone] = heavy.get(zone, 0) + 1 + terms
    for zone, terms in heavy.items():
        if terms > MOST_TERMS_A_ZONE:
            log.add("zone_heavy", draft.zones[zone][0].place, word=zone, most=MOST_TERMS_A_ZONE)
    _check_ambiguities(rules, draft, log)


def count_terms(rule: Rule) -> int:
    """How much a rule compares."""
    found = _compared(rule.condition) + _timed(rule.schedule)
    return found + (_compared(rule.other.condition) + _timed(rule.other.schedule) if rule.other else 0)


def _compared(condition: Condition | None) -> int:
    return sum(len(leaf.values) if isinstance(leaf, OneOf) else 1 for leaf in leaves(condition))


def _timed(schedule: Iterable[Block]) -> int:
    days = ((block.days, len(block.windows)) for block in schedule)
    return sum(count + len(each.nth) + len(each.spans) + len(each.only) + len(each.but) for each, count in days)


def _check_ambiguities(rules: Sequence[Rule], draft: Draft, log: Log) -> None:
    """Report, at its rule, an ambiguity that is one too many for a zone, wherever it is written."""
    if len({rule.name for rule in rules if rule.other}) <= MOST_AMBIGUITIES:
        return
    order = ladder(rules)
    heard: list[dict[str, None]] = []
    zones: dict[str, dict[str, None]] = {}
    for rule, lifters in zip(order.rules, order.lifters, strict=True):
        names = {rule.name: None} if rule.other else {}
        for bit in bits(lifters):
            names |= heard[bit.bit_length() - 1]
        heard.append(dict.fromkeys(islice(names, MOST_AMBIGUITIES + 1)))
        for zone in rule.zones:
            zones.setdefault(zone, {}).update(heard[-1])
    for zone, names in sorted(zones.items()):
        for name in islice(names, MOST_AMBIGUITIES, MOST_AMBIGUITIES + 1):
            log.add("too_many_ambiguities", draft.rules[name][0].place, word=zone, most=MOST_AMBIGUITIES)
