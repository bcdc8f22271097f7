"""The second opinion: what it gives durable-rules is safe, and it agrees with the reference on all that is invented."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.durable import Durable, Silence
from rules.bundle import Bundle, holiday_set
from rules.durable import ZoneOpinion
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
    OtherReading,
    Rule,
)
from rules.model import (
    Activation,
    Case,
    DaySet,
    Duty,
    Facts,
    Order,
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

SAFE = {"$and", "$or", "$neq", "$lt", "$lte", "$gt", "$gte"}
ZONES = ("a", "b")
CLASSES = ["EL", "2", "3", "4", "NC"]
KG = [3499, 3500, 3501]
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
MINUTES = [0, 1, 120, 150, 180, 360, 1320, 1380, 1439]
EFFECTS: list[Effect] = ["prohibit", "prohibit", "allow", "allow", "limit", "require"]
STATUSES = ["in_force", "suspended", "to_verify", "repealed", "contested"]

some = st.sampled_from
leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Compare, st.just("gvw_kg"), some(["lt", "lte", "gt", "gte"]), some(KG)),
    st.builds(Compare, st.just("critair"), some(["lt", "lte", "gt", "gte"]), some(CLASSES)),
    st.builds(OneOf, st.just("gvw_kg"), st.lists(some(KG), min_size=1, max_size=2, unique=True).map(tuple)),
    st.builds(OneOf, st.just("critair"), st.lists(some(CLASSES), min_size=1, max_size=3, unique=True).map(tuple)),
    st.builds(OneOf, st.just("activity"), some([("delivery",), ("delivery", "works"), ("moving",)])),
    st.builds(Holds, some(["artisan", "quota", "undeclared"])),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
windows = st.tuples(some(MINUTES), some([*MINUTES[1:], 1440])).filter(lambda pair: pair[0] != pair[1])
days = st.builds(
    Days,
    weekdays=st.just(EVERY_DAY)
    | st.lists(some(range(7)), min_size=1, unique=True).map(lambda days: tuple(sorted(days))),
    nth=st.just(()) | st.lists(st.tuples(some([1, 2, 4, 5, -1]), some(range(7))), min_size=1, max_size=2).map(tuple),
    spans=st.just(()) | st.lists(some([(615, 915), (1225, 302), (301, 401), (1025, 1026)]), max_size=2).map(tuple),
    only=st.just(()) | st.lists(some(SETS), max_size=2, unique=True).map(tuple),
    but=st.just(()) | st.lists(some(SETS), max_size=2, unique=True).map(tuple),
)
schedules = st.lists(
    st.builds(Block, st.just(((0, 1440),)) | st.lists(windows, min_size=1, max_size=2).map(tuple), days), max_size=2
).map(tuple)
facts: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {}, optional={"gvw_kg": some(KG), "critair": some(CLASSES), "activity": some(["delivery", "transit"])}
)
rights = st.lists(
    st.builds(
        Right,
        some(["artisan", "quota", "undeclared", "other"]),
        territory=some([None, "essai", "ailleurs"]),
        zones=some([(), (), ("a",), ("b",), ("a", "b")]),
        start=st.none() | some(DATES),
        end=st.none() | some(DATES),
        days_left=some([None, 0, 1]),
    ),
    max_size=3,
)
duties = st.lists(some([Duty("pass"), Duty("disc"), Duty("stay_min", 30)]), max_size=2, unique=True).map(tuple)


@st.composite
def orders(draw: st.DrawFn, name: str) -> Order:
    """An order of one to three statuses."""
    starts = [None, *sorted(draw(st.lists(some(DATES), max_size=2, unique=True)))]
    statuses = tuple((start, draw(some(STATUSES)) if start or draw(st.booleans()) else "in_force") for start in starts)
    return Order(name, name, basis=draw(some([None, "CGCT L2213-2"])), statuses=statuses)


@st.composite
def rules(draw: st.DrawFn, place: int, before: Sequence[Rule]) -> Rule:
    """One rule, which may lift rules written before it."""
    effect = draw(some(EFFECTS))
    targets = [rule.id for rule in before if (rule.effect == "allow") is not (effect == "allow")]
    other = st.builds(OtherReading, st.just("…"), st.none() | conditions, schedules)
    return Rule(
        id=f"r{place}",
        effect=effect,
        zones=draw(some([("a",), ("b",), ("a", "b")])),
        order=draw(some(["A", "B"])),
        article="1",
        overrides=tuple(draw(st.lists(some(targets), unique=True))) if targets else (),
        condition=draw(st.none() | conditions),
        schedule=draw(schedules),
        duties=draw(duties) if effect != "prohibit" else (),
        valid_from=draw(st.none() | some(DATES[:2])),
        valid_to=draw(st.none() | some(DATES[2:])),
        trigger=draw(some([None, None, None, "pic"])),
        other=draw(st.none() | st.none() | other),
        basis=draw(some([None, None, "CGCT L2213-4-1"])),
    )


_numbers = itertools.count()


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    """A rulebook as the evaluators read it, with what is laid over it."""
    written: list[Rule] = []
    for place in range(draw(st.integers(1, 7))):
        written.append(draw(rules(place, written)))
    start = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    return Bundle(
        territory=Territory(
            "essai", "Essai", draw(some(["Europe/Paris", "America/Martinique", "Australia/Lord_Howe"])), "EPSG:2154",
            default=draw(some([Verdict.ALLOWED, Verdict.ALLOWED, Verdict.FORBIDDEN])),
        ),
        zones={zone: Zone(zone, place, "ztl", zone, {}) for place, zone in enumerate(ZONES)},
        orders={name: draw(orders(name)) for name in ("A", "B")},
        calendars={},
        rights={
            "artisan": RightKind("artisan", "artisan", "A", "1"),
            "quota": RightKind("quota", "quota", "A", "1", quota_days=52),
        },
        holidays={},
        holidays_source=None,
        days=MappingProxyType({"match": MATCHES, "public_holiday": holiday_set(dict.fromkeys(HOLIDAYS, ""), "essai")}),
        rules=tuple(written),
        tests=(),
        canonical=b"",
        sha256=str(next(_numbers)),
        overlays=tuple(
            draw(st.lists(some([
                Activation("pic", start), Activation("pic", start, start + timedelta(hours=3)),
                Repeal("CGCT L2213-2", date(2026, 3, 29)), Repeal("CGCT L2213-4-1", date(2026, 12, 25)),
            ]), max_size=2, unique=True))
        ),
    )  # fmt: skip


@st.composite
def cases(draw: st.DrawFn, timezone: str) -> Case:
    """A question near the days and minutes when something happens."""
    day = draw(some(DATES)) + timedelta(days=draw(some([-2, -1, 0, 0, 1, 300])))
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=draw(some(MINUTES)) - draw(some([0, 1])))  # noqa: DTZ001 - local
    at = wall.replace(tzinfo=ZoneInfo(timezone), fold=draw(some([0, 1]))).astimezone(UTC)
    return Case(Profile(draw(facts), draw(rights)), at, draw(some([("a",), ("b",), ("a", "b"), ("b", "a", "b")])))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Bundle, list[Case]]:
    """A rulebook and some questions to it."""
    bundle = draw(bundles())
    return bundle, draw(st.lists(cases(bundle.territory.timezone), min_size=4, max_size=8))


@pytest.fixture(scope="session")
def durable() -> Iterator[Durable]:
    """durable-rules, or a skip that says why there is none."""
    with Durable() as host:
        ready = host.fired({"r": {"g": 1}}, [[{"g": 1}]])
        if isinstance(ready, Silence):
            pytest.skip(f"durable-rules: {ready.reason}")
        yield host


def agree(durable: Durable, bundle: Bundle, asked: Sequence[Case]) -> None:
    """Both evaluators give every zone the same verdict, with the same doubt."""
    said = ask(durable, bundle, [Asking(bundle, case) for case in asked])
    assert not isinstance(said, Silence), said
    for case, heard in zip(asked, said, strict=True):
        expected = tuple(ZoneOpinion(one.zone, one.verdict, bool(one.doubts)) for one in judge(bundle, case))
        assert heard == expected, (bundle.rules, case)


@given(questions())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_agrees_with_the_reference(durable: Durable, invented: tuple[Bundle, list[Case]]) -> None:
    """Sampled."""
    agree(durable, *invented)


@pytest.mark.prove
@given(questions())
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_agrees_with_the_reference_on_ten_thousand(durable: Durable, invented: tuple[Bundle, list[Case]]) -> None:
    """In full."""
    agree(durable, *invented)
