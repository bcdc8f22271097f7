"""Whole rulebooks, profiles and instants as hypothesis invents them, straight in the lowered language."""

# ruff: noqa: I001 - a module a line reads as the list it is.

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rules.bundle import Bundle, seal, territory_tree
from rules.canonical import Tree
from rules.clock import readings
from rules.codec.declared import dayset_tree, order_tree, right_tree
from rules.codec.measures import rule_tree
from rules.ir import (
    EVERY_DAY, All, AnyOf, Block, Compare, Condition, Days, Effect, Holds, Not, OneOf, Operator, OtherReading, Rule,
)  # fmt: skip
from rules.model import (
    Activation, Case, DaySet, Duty, Facts, Order, Overlay, Profile, Repeal, Right, RightKind, Territory, Verdict,
)  # fmt: skip
from rules.vocabulary import CRITAIR, DANGEROUS_GOODS, LIMITS, ORDER_STATUSES, REQUIREMENTS

ZONES = ("a", "b", "c")
KINDS = ("artisan", "riverain", "demenageur")
TRIGGERS = ("pic", "crue")
BASES = ("CGCT L2213-2", "CGCT L2213-4-1")
SETS = ("public_holiday", "match", "vacances")
TIMEZONES = (
    "Europe/Paris", "Europe/Paris", "Indian/Reunion", "America/Miquelon", "America/Martinique",
    "Australia/Lord_Howe", "America/Santiago",
)  # fmt: skip
EDGES = (
    date(2026, 1, 1), date(2026, 3, 29), date(2026, 4, 5), date(2026, 5, 1), date(2026, 10, 4), date(2026, 10, 25),
    date(2026, 11, 1), date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 28), date(2028, 2, 29),
    date(2028, 3, 1),
)  # fmt: skip
"""Days around which something happens: clocks change, years turn, lists end."""
MINUTES = (0, 1, 60, 119, 120, 125, 150, 180, 300, 360, 660, 690, 1320, 1380, 1439)
NUMBERS = (3_499, 3_500, 3_501, 7_500, 12_000)
ACTIVITIES = ("delivery", "works", "transit")
BODIES = ("box", "tipper", "recovery", "other")
WORDED = {"activity": ACTIVITIES, "dangerous_goods": DANGEROUS_GOODS, "body": BODIES}

edges = st.builds(
    lambda day, days: day + timedelta(days=days), st.sampled_from(EDGES), st.sampled_from((-1, 0, 0, 0, 1))
)
minutes = st.sampled_from(MINUTES)
numbers = st.sampled_from(NUMBERS)
OPERATORS: tuple[Operator, ...] = ("lt", "lte", "gt", "gte")


def some[T](values: Sequence[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    """One to three of these, each once."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(tuple)


@st.composite
def leaves(draw: st.DrawFn) -> Condition:
    """One test of a fact or of a right."""
    kind = draw(st.sampled_from(["gvw", "critair", "length", "holds", "holds", "gvw_in", *WORDED]))
    operator = draw(st.sampled_from(OPERATORS))
    if kind == "holds":
        return Holds(draw(st.sampled_from(KINDS)))
    if kind in WORDED:
        return OneOf(kind, draw(some(WORDED[kind])))
    if kind == "gvw_in":
        return OneOf("gvw_kg", draw(some(NUMBERS)))
    if kind == "critair":
        return Compare("critair", operator, draw(st.sampled_from(CRITAIR)))
    return Compare("gvw_kg" if kind == "gvw" else "length_cm", operator, draw(numbers))


conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)
windows = st.tuples(minutes, minutes | st.just(1440)).filter(lambda span: span[0] != span[1])
year_days = st.sampled_from((101, 228, 229, 301, 329, 401, 615, 915, 1025, 1224, 1231))
days = st.one_of(
    st.just(Days()),
    st.builds(
        Days,
        weekdays=st.just(EVERY_DAY) | some(EVERY_DAY, 5).map(lambda some_days: tuple(sorted(some_days))),
        nth=st.just(()) | some([(1, 5), (2, 6), (4, 6), (5, 6), (-1, 6), (-1, 0)], 2),
        spans=st.just(())
        | st.lists(st.tuples(year_days, year_days).filter(lambda s: s[0] != s[1]), max_size=2).map(tuple),
        only=st.just(()) | some([*SETS, *(f"eve:{name}" for name in SETS)], 2),
        but=st.just(()) | some([*SETS, *(f"eve:{name}" for name in SETS)], 2),
    ),
)
blocks = st.builds(
    Block, windows=st.just(((0, 1440),)) | st.lists(windows, min_size=1, max_size=2).map(tuple), days=days
)
schedules = st.just(()) | st.lists(blocks, min_size=1, max_size=2).map(tuple)
duties = st.one_of(
    st.sampled_from(REQUIREMENTS).map(Duty),
    st.builds(Duty, st.sampled_from(tuple(LIMITS)), st.sampled_from([1, 30, 50])),
)
statuses = st.lists(st.tuples(edges, st.sampled_from(ORDER_STATUSES)), max_size=2, unique_by=lambda one: one[0])
orders = st.builds(
    lambda dated, first, basis: Order(
        "", "Arrêté", basis=basis, statuses=((None, first), *sorted(dated)),
    ),
    statuses,
    st.sampled_from(("in_force", "in_force", "in_force", "contested", "to_come")),
    st.none() | st.sampled_from(BASES),
)  # fmt: skip
daysets = st.builds(
    lambda days, start, end: DaySet(
        "", "jours", "essai",
        periods=tuple((day, day + timedelta(days=1)) for day in sorted(set(days))),
        known=((min(start, end), max(start, end) + timedelta(days=1)), (date(2028, 1, 1), date(2028, 3, 1))),
    ),
    st.lists(edges, max_size=5), edges, edges,
)  # fmt: skip
kinds = st.builds(
    lambda quota: RightKind("", "la dérogation", "A", "1", quota_days=quota), st.sampled_from([None, None, 52])
)


@st.composite
def rules(draw: st.DrawFn, place: int, before: Sequence[Rule]) -> Rule:
    """A rule that may override those written before it."""
    effect: Effect = draw(st.sampled_from(("prohibit", "prohibit", "prohibit", "allow", "allow", "limit", "require")))
    targets = [rule.id for rule in before if (rule.effect == "allow") is not (effect == "allow")]
    overrides = draw(st.lists(st.sampled_from(targets), unique=True, max_size=4)) if targets else []
    asks = draw(st.lists(duties, min_size=1, max_size=2)) if effect in ("limit", "require") else []
    if effect == "allow" and draw(st.booleans()):
        asks = draw(st.lists(duties, max_size=2))
    other = None
    if draw(st.integers(0, 4)) == 0:
        other = OtherReading("doute", draw(st.none() | conditions), draw(schedules))
    return Rule(
        id=f"r{place}",
        effect=effect,
        zones=draw(some(ZONES)),
        order=draw(st.sampled_from(("A", "A", "B"))),
        article="1",
        origin=draw(st.sampled_from(("", "", f"nom{place}"))),
        overrides=tuple(overrides),
        condition=draw(st.none() | conditions),
        schedule=draw(schedules),
        duties=tuple(asks),
        valid_from=draw(st.none() | st.none() | edges),
        valid_to=draw(st.none() | st.none() | edges),
        trigger=draw(st.sampled_from((None, None, None, *TRIGGERS))),
        other=other,
        basis=draw(st.sampled_from((None, None, *BASES))),
    )


@dataclass(frozen=True)
class Book:
    """A rulebook still open: rules may be added to it, or written in another order."""

    territory: Territory
    orders: dict[str, Order]
    days: dict[str, DaySet]
    rights: dict[str, RightKind]
    rules: tuple[Rule, ...]
    overlays: tuple[Overlay, ...] = ()

    def seal(self) -> Bundle:
        """The bundle of this rulebook."""
        zones: dict[str, Tree] = {
            zone: {"no": no, "kind": "ztl", "name": zone, "precision": "exact", "geometry": _SQUARE}
            for no, zone in enumerate(ZONES, 1)
        }
        holidays = self.days.get("public_holiday")
        dates = {day.isoformat(): "Férié" for day, _ in holidays.periods} if holidays else {}
        return seal(
            {
                "territory": territory_tree(self.territory, None),
                "zones": zones,
                "orders": {name: order_tree(order) for name, order in self.orders.items()},
                "calendars": {},
                "rights": {name: right_tree(kind) for name, kind in self.rights.items()},
                "holidays": {"dates": dates or {"2026-05-01": "Férié"}, "source": "essai"},
                "days": {n: dayset_tree(days) for n, days in self.days.items() if n != "public_holiday"},
                "rules": [rule_tree(rule) for rule in self.rules],
                "tests": [],
            }
        ).with_overlays(self.overlays)

    def knowing_all_days(self) -> "Book":
        """With lists of days that reach every day."""
        ever = ((date(1999, 1, 1), date(2101, 1, 1)),)
        return replace(self, days={name: replace(days, known=ever) for name, days in self.days.items()})

    def turned(self) -> "Book":
        """Written the other way round."""
        return replace(self, rules=self.rules[::-1], overlays=self.overlays[::-1])

    def adding(self, rule: Rule) -> "Book":
        """With one more rule."""
        return replace(self, rules=(*self.rules, rule))


_SQUARE: Tree = {
    "type": "Polygon",
    "coordinates": [[[74200000, 437300000], [74300000, 437300000], [74300000, 437400000], [74200000, 437300000]]],
}


@st.composite
def overlays(draw: st.DrawFn, timezone: tzinfo) -> tuple[Overlay, ...]:
    """Activations that begin and end near edges, to the second, and a repeal now and then."""
    found: list[Overlay] = []
    for trigger in draw(st.lists(st.sampled_from(TRIGGERS), max_size=3)):
        start = draw(instants(timezone)) + timedelta(seconds=draw(st.sampled_from((0, 0, 17))))
        length = draw(st.none() | st.sampled_from((90, 3_600, 86_400, 40 * 86_400)))
        found.append(Activation(trigger, start, None if length is None else start + timedelta(seconds=length)))
    if draw(st.integers(0, 3)) == 0:
        found.append(Repeal(draw(st.sampled_from(BASES)), draw(edges)))
    return tuple(found)


@st.composite
def books(draw: st.DrawFn, most: int = 7, *, ambiguous: int = 3) -> Book:
    """A rulebook of some rules; at most so many that can be read two ways."""
    written: list[Rule] = []
    for place in range(draw(st.integers(1, most))):
        rule = draw(rules(place, written))
        if rule.other and sum(1 for one in written if one.other) >= ambiguous:
            rule = replace(rule, other=None)
        written.append(rule)
    timezone = draw(st.sampled_from(TIMEZONES))
    default = draw(st.sampled_from((Verdict.ALLOWED, Verdict.ALLOWED, Verdict.FORBIDDEN)))
    return Book(
        territory=Territory("essai", "Essai", timezone, "EPSG:2154", default=default, demonstration=True),
        orders={name: replace(draw(orders), id=name) for name in ("A", "B")},
        days={name: replace(draw(daysets), id=name) for name in SETS},
        rights={name: replace(draw(kinds), id=name) for name in KINDS[: draw(st.integers(2, 3))]},
        rules=tuple(written),
        overlays=draw(overlays(ZoneInfo(timezone))),
    )


facts: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {},
    optional={
        "gvw_kg": numbers,
        "length_cm": numbers,
        "critair": st.sampled_from(CRITAIR),
        "dangerous_goods": st.sampled_from(DANGEROUS_GOODS),
        "body": st.sampled_from(BODIES),
        "activity": st.sampled_from((*ACTIVITIES, "resident")),
    },
)
rights = st.builds(
    Right,
    kind=st.sampled_from((*KINDS, "autre")),
    territory=st.sampled_from((None, "essai", "essai", "ailleurs")),
    zones=st.just(()) | some(ZONES, 2),
    start=st.none() | edges,
    end=st.none() | edges,
    days_left=st.sampled_from((None, None, 0, 1, 12)),
)
profiles = st.builds(Profile, facts, st.just(()) | st.lists(rights, min_size=1, max_size=3))
places = st.sampled_from((("a",), ("b",), ("a", "b"), ("b", "a", "c"), ("c", "a", "c")))


@st.composite
def instants(draw: st.DrawFn, timezone: tzinfo) -> datetime:
    """An instant near the edge of a day that matters, on, just before or just after a minute where windows end."""
    day, minute = draw(edges), draw(minutes)
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    times = readings(wall, timezone) or (wall.replace(tzinfo=UTC),)
    return draw(st.sampled_from(times)) + timedelta(seconds=draw(st.sampled_from((0, 0, 0, -1, 1, 59, -60))))


@st.composite
def cases(draw: st.DrawFn, book: Book) -> Case:
    """A question to a rulebook."""
    zone: tzinfo = ZoneInfo(book.territory.timezone)
    near = [o.start for o in book.overlays if isinstance(o, Activation)]
    near += [o.end for o in book.overlays if isinstance(o, Activation) and o.end]
    at = draw(instants(zone))
    if draw(st.booleans()) and near:
        at = draw(st.sampled_from(near)) + timedelta(seconds=draw(st.sampled_from((-1, 0, 0, 1))))
    return Case(draw(profiles), at.astimezone(draw(st.sampled_from([UTC, zone]))), draw(places))


def plain(written: tuple[Rule, ...], laid: tuple[Overlay, ...] = ()) -> Book:
    """These rules in Paris, and nothing else."""
    territory = Territory("essai", "Essai", "Europe/Paris", "EPSG:2154", demonstration=True)
    return Book(territory, {"A": Order("A", "Arrêté")}, {}, {}, written, laid)
