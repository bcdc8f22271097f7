"""Where durable-rules ends: what is cut for it, what is refused, and why two ways of turning out are enough."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from connectors.durable import Durable, Silence
from rules.bundle import Bundle
from rules.durable import Intractable, Truth, opinions, rulesets
from rules.ir import All, AnyOf, Compare, Effect, OneOf, OtherReading, Rule
from rules.model import Case, Duty, Order, Profile, Territory, Verdict
from tenants.opinion import Asking, ask

KG = [3499, 3500, 3501]


def _bundle(*rules: Rule, default: Verdict = Verdict.ALLOWED) -> Bundle:
    """A bundle of these rules and nothing special."""
    return Bundle(
        territory=Territory("essai", "Essai", "Europe/Paris", "EPSG:2154", default=default),
        zones={}, orders={"A": Order("A", "A")}, calendars={}, rights={}, holidays={}, holidays_source=None, days={},
        rules=rules, tests=(), canonical=b"", sha256="",
    )  # fmt: skip


WIDE = All(tuple(AnyOf(tuple(Compare("gvw_kg", "gte", kg + step) for kg in KG)) for step in range(0, 60, 10)))


def test_a_large_condition_is_cut(durable: Durable) -> None:
    """More choices than durable-rules can hold in a rule become several rules, of which one fires."""
    nested = AnyOf((WIDE, All((WIDE, OneOf("critair", ("3", "4", "5", "NC"))))))
    bundle = _bundle(*(Rule(f"r{place}", "prohibit", ("a",), "A", "1", condition=nested) for place in range(3)))
    assert max(len(ruleset.rules) for ruleset in rulesets(bundle)) > 2 * len(bundle.rules)
    at = datetime(2026, 6, 2, 10, tzinfo=UTC)
    asked = [Case(Profile({"gvw_kg": kg}), at, ("a",)) for kg in (3498, 3548, 3549, 3550, 9000)]
    said = ask(durable, bundle, [Asking(bundle, case) for case in [*asked, Case(Profile({}), at, ("a",))]])
    assert not isinstance(said, Silence), said
    forbidden = [Verdict.ALLOWED, Verdict.ALLOWED, Verdict.FORBIDDEN, Verdict.FORBIDDEN, Verdict.FORBIDDEN]
    assert [one.verdict for (one,) in said] == [*forbidden, Verdict.UNKNOWN]


def test_what_cannot_be_cut_is_named() -> None:
    """A condition whose pieces are too many is refused by the name of its rule."""
    choices = (
        AnyOf(tuple(Compare("gvw_kg", "gte", 3500 + 7 * place + step) for step in range(6))) for place in range(9)
    )
    rule = Rule("r@2026-01-01", "prohibit", ("a",), "A", "1", origin="r", condition=All(tuple(choices)))
    with pytest.raises(Intractable, match=r"^r$"):
        rulesets(_bundle(rule))


def _drawn(draw: Random) -> tuple[Rule, ...]:
    """Rules of every effect that lift one another, some with two readings."""
    rules: list[Rule] = []
    for place in range(draw.randint(1, 6)):
        effect: Effect = draw.choice(("prohibit", "prohibit", "allow", "allow", "limit", "require"))
        targets = [rule.id for rule in rules if (rule.effect == "allow") is not (effect == "allow")]
        rules.append(
            Rule(
                f"r{place}", effect, draw.choice([("a",), ("b",), ("a", "b")]), "A", "1",
                overrides=tuple(target for target in targets if draw.random() < 0.6),
                duties=(Duty("pass"),) if effect != "prohibit" and draw.random() < 0.6 else (),
                other=OtherReading("…") if draw.random() < 0.3 else None,
            )
        )  # fmt: skip
    return tuple(rules)


@given(st.integers(0, 2**63))
@settings(max_examples=300, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_two_extremes_are_all_ways(seed: int) -> None:
    """The gravest and the mildest way that open things turn out say as much as trying every way."""
    draw = Random(seed)
    bundle = _bundle(*_drawn(draw), default=draw.choice((Verdict.ALLOWED, Verdict.FORBIDDEN)))
    truths = {
        Truth(rule.id, other, sure)
        for rule in bundle.rules
        for other in (False, True)
        for sure in draw.choice([(), (False,), (True, False)])
    }
    case = Case(Profile({}), datetime(2026, 6, 2, 10, tzinfo=UTC), ("a", "b"))
    for one in opinions(bundle, case, truths):
        said = [_settled(bundle, ways, one.zone) for ways in _readings(bundle.rules, truths)]
        assert (one.verdict, one.doubt) == (max(said), min(said) is not max(said))


type Ways = Mapping[str, tuple[bool, ...]]
"""For each rule, the ways it may turn out."""


def _readings(rules: Sequence[Rule], truths: Collection[Truth]) -> Iterator[Ways]:
    for choice in itertools.product(*([False, True] if rule.other else [False] for rule in rules)):
        yield {
            rule.id: (True,) if Truth(rule.id, other, True) in truths
            else (False, True) if Truth(rule.id, other, False) in truths else (False,)
            for rule, other in zip(rules, choice, strict=True)
        }  # fmt: skip


def _settled(bundle: Bundle, ways: Ways, zone: str) -> Verdict:
    names = [rule.id for rule in bundle.rules]
    worlds = [dict(zip(names, world, strict=True)) for world in itertools.product(*(ways[name] for name in names))]
    said = {_in_one_world(bundle, world, zone) for world in worlds}
    return Verdict.UNKNOWN if Verdict.FORBIDDEN in said and len(said) > 1 else max(said)


def _in_one_world(bundle: Bundle, world: Mapping[str, bool], zone: str) -> Verdict:
    """A zone's verdict when every rule is known to hold or not."""

    def stands(rule: Rule) -> bool:
        return world[rule.id] and not any(stands(one) for one in bundle.rules if rule.id in one.overrides)

    here = [rule for rule in bundle.rules if zone in rule.zones]
    allows = [rule for rule in here if rule.effect == "allow" and stands(rule)]
    shut = bundle.territory.default is Verdict.FORBIDDEN
    if any(stands(rule) for rule in here if rule.effect == "prohibit") or (shut and not allows):
        return Verdict.FORBIDDEN
    asking = [rule for rule in here if rule.effect in ("limit", "require") and stands(rule)]
    lifted = [rule.id for rule in here if rule.effect == "prohibit" and world[rule.id]]
    ways = [[one for one in bundle.rules if rule in one.overrides and stands(one)] for rule in lifted]
    ways += [allows] if shut else []
    rests = [min(way, key=lambda rule: (len(rule.duties), rule.id)) for way in ways] + asking
    return Verdict.CONDITIONAL if any(rule.duties for rule in rests) else Verdict.ALLOWED
