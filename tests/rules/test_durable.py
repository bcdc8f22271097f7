"""The second opinion: what it gives durable-rules is safe, and it agrees with the reference on all that is invented."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from connectors.durable import Durable, Silence
from rules.bundle import Bundle, holiday_set
from rules.canonical import Tree
from rules.durable import ZoneOpinion, rulesets
from rules.durable import question as fact_values
from rules.engine import decide
from rules.ir import (
    EVERY_DAY,
    All,
    AnyOf,
    Block,
    Compare,
    Condition,
    Days,
    Effect,
    Holds,
    Not,
    OneOf,
    Operator,
    OtherReading,
    Rule,
)
from rules.model import (
    Activation,
    Case,
    DaySet,
    Duty,
    Order,
    Overlay,
    Profile,
    Repeal,
    Right,
    RightKind,
    Territory,
    Verdict,
    Zone,
)
from rules.reference import judge
from tenants.opinion import Asking, ask

QUESTIONS = 20
"""To each rulebook."""
SAFE = {"$and", "$or", "$neq", "$lt", "$lte", "$gt", "$gte"}
ZONES = ("a", "b")
VALUES: Mapping[str, list[int | str]] = {
    "gvw_kg": [3499, 3500, 3501], "critair": ["EL", "2", "3", "4", "NC"], "activity": ["delivery", "works", "transit"]
}  # fmt: skip
DATES = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 25), date(2028, 2, 29), date(2027, 1, 1)]
HOLIDAYS = {date(2026, 1, 1), date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 25), date(2027, 1, 1)}
MATCHES = DaySet(
    "match",
    "jours de match",
    "essai",
    periods=((date(2026, 3, 28), date(2026, 3, 31)), (date(2026, 12, 26), date(2026, 12, 27))),
    known=((date(2026, 1, 1), date(2026, 12, 27)),),
)
SETS = ["public_holiday", "match", "eve:public_holiday", "eve:match"]
OPERATORS: list[Operator] = ["lt", "lte", "gt", "gte"]
DUTIES = [Duty("pass"), Duty("disc"), Duty("stay_min", 30)]
START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
OVERLAYS: list[Overlay] = [
    Activation("pic", START + timedelta(days=1)), Activation("pic", START, START + timedelta(hours=3)),
    Repeal("CGCT L2213-2", date(2026, 3, 29)), Repeal("CGCT L2213-4-1", date(2026, 12, 25)),
]  # fmt: skip
MINUTES = [0, 1, 120, 150, 180, 360, 1320, 1380, 1439]
EFFECTS: list[Effect] = ["prohibit", "prohibit", "allow", "allow", "limit", "require"]
STATUSES = ["in_force", "suspended", "to_verify", "repealed", "contested"]


def maybe[T](draw: Random, make: Callable[[], T], share: float = 0.5) -> T | None:
    """One of these, or nothing."""
    return make() if draw.random() < share else None


def some[T](draw: Random, of: Sequence[T], most: int, least: int = 0) -> tuple[T, ...]:
    """A few of these, each once."""
    return tuple(draw.sample(of, min(draw.randint(least, most), len(of))))


def condition(draw: Random, depth: int = 0) -> Condition:
    """A condition of at most four storeys."""
    if depth < 3 and draw.random() < 0.55:
        if draw.random() < 0.25:
            return Not(condition(draw, depth + 1))
        parts = tuple(condition(draw, depth + 1) for _ in range(draw.randint(1, 3)))
        return All(parts) if draw.random() < 0.5 else AnyOf(parts)
    kind = draw.choice(["gvw_kg", "critair", "activity", "right"])
    if kind == "right":
        return Holds(draw.choice(["artisan", "quota", "undeclared"]))
    values = VALUES[kind]
    if kind == "activity" or draw.random() < 0.4:
        return OneOf(kind, some(draw, values, 3, 1))
    return Compare(kind, draw.choice(OPERATORS), draw.choice(values))


def schedule(draw: Random) -> tuple[Block, ...]:
    """Up to two blocks."""
    return tuple(
        Block(draw.choice([((0, 1440),), windows(draw)]), days(draw)) for _ in range(draw.choice([0, 0, 1, 2]))
    )


def windows(draw: Random) -> tuple[tuple[int, int], ...]:
    """One window or two, overnight ones among them."""
    starts = some(draw, MINUTES, 2, 1)
    return tuple((start, draw.choice([end for end in (*MINUTES[1:], 1440) if end != start])) for start in starts)


def days(draw: Random) -> Days:
    """Days with any of the tests a calendar has."""
    return Days(
        weekdays=maybe(draw, lambda: tuple(sorted(some(draw, EVERY_DAY, 6, 1)))) or EVERY_DAY,
        nth=maybe(draw, lambda: some(draw, [(1, 6), (5, 6), (-1, 6), (4, 6), (2, 4), (-1, 1)], 2), 0.3) or (),
        spans=maybe(draw, lambda: some(draw, [(615, 915), (1225, 302), (301, 401), (1025, 1026)], 2), 0.3) or (),
        only=maybe(draw, lambda: some(draw, SETS, 2), 0.4) or (),
        but=maybe(draw, lambda: some(draw, SETS, 2), 0.4) or (),
    )


def rule(draw: Random, place: int, before: Sequence[Rule]) -> Rule:
    """One rule, which may lift rules written before it."""
    effect = draw.choice(EFFECTS)
    targets = [rule.id for rule in before if (rule.effect == "allow") is not (effect == "allow")]
    return Rule(
        id=f"r{place}",
        effect=effect,
        zones=draw.choice([("a",), ("b",), ("a", "b")]),
        order=draw.choice(["A", "B"]),
        article="1",
        overrides=some(draw, targets, 3),
        condition=maybe(draw, lambda: condition(draw), 0.7),
        schedule=schedule(draw),
        duties=some(draw, DUTIES, 2) if effect != "prohibit" else (),
        valid_from=maybe(draw, lambda: draw.choice(DATES[:2]), 0.3),
        valid_to=maybe(draw, lambda: draw.choice(DATES[2:]), 0.3),
        trigger=maybe(draw, lambda: "pic", 0.2),
        other=maybe(draw, lambda: OtherReading("…", maybe(draw, lambda: condition(draw)), schedule(draw)), 0.3),
        basis=maybe(draw, lambda: "CGCT L2213-4-1", 0.3),
    )


def order(draw: Random, name: str) -> Order:
    """An order of one to three statuses."""
    later = sorted(some(draw, DATES, 2))
    statuses = (
        (None, draw.choice(["in_force", *STATUSES])),
        *((start, draw.choice(["in_force", *STATUSES])) for start in later),
    )
    return Order(name, name, basis=maybe(draw, lambda: "CGCT L2213-2"), statuses=statuses)


_numbers = itertools.count()


def bundle_of(draw: Random) -> Bundle:
    """A rulebook as the evaluators read it, with what is laid over it."""
    rules: list[Rule] = []
    for place in range(draw.randint(1, 8)):
        rules.append(rule(draw, place, rules))
    default = draw.choice([Verdict.ALLOWED, Verdict.ALLOWED, Verdict.FORBIDDEN])
    timezone = draw.choice(["Europe/Paris", "America/Martinique", "Australia/Lord_Howe"])
    return Bundle(
        territory=Territory("essai", "Essai", timezone, "EPSG:2154", default=default),
        zones={zone: Zone(zone, place, "ztl", zone, {}) for place, zone in enumerate(ZONES)},
        orders={name: order(draw, name) for name in ("A", "B")},
        calendars={},
        rights={
            "artisan": RightKind("artisan", "artisan", "A", "1"),
            "quota": RightKind("quota", "quota", "A", "1", quota_days=52),
        },
        holidays={},
        holidays_source=None,
        days=MappingProxyType({"match": MATCHES, "public_holiday": holiday_set(dict.fromkeys(HOLIDAYS, ""), "essai")}),
        rules=tuple(rules),
        tests=(),
        canonical=b"",
        sha256=str(next(_numbers)),
        overlays=some(draw, OVERLAYS, 2),
    )


def question(draw: Random, timezone: str) -> Case:
    """A question near the days and minutes when something happens."""
    day = draw.choice(DATES) + timedelta(days=draw.choice([-2, -1, 0, 0, 1, 300]))
    wall = datetime.combine(day, time()) + timedelta(minutes=draw.choice(MINUTES) - draw.choice([0, 1]))
    at = wall.replace(tzinfo=ZoneInfo(timezone), fold=draw.choice([0, 1])).astimezone(UTC)
    known = {name: draw.choice(values) for name, values in VALUES.items() if draw.random() < 0.7}
    if draw.random() < 0.2:
        at = (
            START
            + draw.choice([timedelta(), timedelta(hours=3), timedelta(days=1)])
            - draw.choice([timedelta(), timedelta(minutes=1)])
        )
    held = [_right(draw) for _ in range(draw.randrange(4))]
    return Case(Profile(known, held), at, draw.choice([("a",), ("b",), ("a", "b"), ("b", "a", "b")]))


def _right(draw: Random) -> Right:
    return Right(
        draw.choice(["artisan", "quota", "undeclared", "other"]),
        territory=draw.choice([None, "essai", "ailleurs"]),
        zones=draw.choice([(), (), ("a",), ("b",), ("a", "b")]),
        start=draw.choice([None, *DATES]),
        end=draw.choice([None, *DATES]),
        days_left=draw.choice([None, 0, 1]),
    )


def agree(durable: Durable, seed: int) -> None:
    """The three evaluators give every zone the same verdict, with the same doubt."""
    draw = Random(seed)
    bundle = bundle_of(draw)
    asked = [question(draw, bundle.territory.timezone) for _ in range(QUESTIONS)]
    said = ask(durable, bundle, [Asking(bundle, case) for case in asked])
    assert not isinstance(said, Silence), said
    for case, heard in zip(asked, said, strict=True):
        meant = tuple(ZoneOpinion(one.zone, one.verdict, bool(one.doubts)) for one in judge(bundle, case))
        decided = decide(bundle, case, horizon_days=0).zones
        assert heard == meant, (bundle, case)
        assert tuple(ZoneOpinion(one.zone, one.verdict, bool(one.readings)) for one in decided) == meant, (bundle, case)


seeds = st.integers(0, 2**63)
sampled = partial(settings, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@given(seeds)
@sampled(max_examples=150)
def test_the_three_evaluators_agree(durable: Durable, seed: int) -> None:
    """Sampled."""
    agree(durable, seed)


@pytest.mark.prove
@given(seeds)
@sampled(max_examples=10_000)
def test_the_three_evaluators_agree_on_ten_thousand(durable: Durable, seed: int) -> None:
    """In full."""
    agree(durable, seed)


@given(seeds)
@sampled(max_examples=100)
def test_what_it_is_given_is_safe(seed: int) -> None:
    """Within each limit that durable-rules was seen to break at, and nothing but the operators it is sure of."""
    bundle = bundle_of(Random(seed))
    for ruleset in rulesets(bundle):
        assert len(ruleset.rules) <= 4_096
        assert len(ruleset.groups) <= 200
        for condition in ruleset.rules.values():
            operators = list(_operators(condition))
            assert set(operators) <= SAFE
            assert sum(word in ("$and", "$or") for word in operators) < 16
        for group in ruleset.groups:
            assert len(group.properties) <= 250
            values = fact_values(bundle, question(Random(0), bundle.territory.timezone), group.properties)
            assert all(isinstance(value, str) or abs(value) < 2**31 for value in values)


def _operators(condition: Tree) -> Iterator[str]:
    """Every operator, the others being names; lists only under `$and` and `$or`, numbers and words at the end."""
    assert isinstance(condition, Mapping)
    assert len(condition) == 1
    ((word, inner),) = condition.items()
    if word in ("$and", "$or"):
        assert isinstance(inner, Sequence)
        assert len(inner) > 1
        yield word
        for part in inner:
            yield from _operators(part)
    elif word.startswith("$"):
        assert isinstance(inner, Mapping)
        yield word
        assert list(_operators(inner)) == []
    else:
        assert isinstance(inner, int | str)
