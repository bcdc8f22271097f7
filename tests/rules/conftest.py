"""A small territory that rules are tried in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest
from hypothesis import strategies as st

from rules.bundle import Bundle, seal, territory_tree
from rules.canonical import Tree
from rules.codec import declared, measures
from rules.compiler import compile_bundle
from rules.ir import All, AnyOf, Block, Compare, Condition, Days, Effect, Holds, Not, OneOf, OtherReading, Rule, Trial
from rules.model import DaySet, Duty, GeoJSON, Invalid, Order, Problem, RightKind, Source, Territory, Verdict

TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays:
  source: Code du travail, article L3133-1
  dates: {2026-01-01: Jour de l’an, 2026-05-01: Fête du travail, 2026-05-25: Lundi de Pentecôte, 2026-12-25: Noël}
"""
SQUARE: GeoJSON = {
    "type": "Polygon",
    "coordinates": [[[7.42, 43.73], [7.43, 43.73], [7.43, 43.74], [7.42, 43.74], [7.42, 43.73]]],
}
GEOMETRIES = {"zones/centre.geojson": SQUARE, "zones/port.geojson": SQUARE}


def compile_text(*texts: str, territory: str = TERRITORY) -> Bundle:
    """The bundle of these rules files."""
    files = [Source(f"rules/{place}.yaml", text) for place, text in enumerate(texts)]
    return compile_bundle([Source("territory.yaml", territory), *files], GEOMETRIES)


@pytest.fixture(scope="session")
def compiled() -> Callable[..., Bundle]:
    """Compile rules files in the small territory (`territory=` replaces its file)."""
    return compile_text


@pytest.fixture(scope="session")
def problems() -> Callable[..., tuple[Problem, ...]]:
    """The problems of rules files; none when they compile."""

    def found(*texts: str, territory: str = TERRITORY) -> tuple[Problem, ...]:
        try:
            compile_text(*texts, territory=territory)
        except Invalid as error:
            return error.problems
        return ()

    return found


@pytest.fixture(scope="session")
def ztl() -> str:
    """A rules file of three rules over two zones."""
    return """\
schema: joptimiz/rules@1
orders:
  A-1: {title: Arrêté de la zone, signed: 2026-02-03, url: "https://ville.example/1.pdf"}
zones:
  centre: {kind: ztl, name: Vieux-Pont, geometry: zones/centre.geojson}
  port: {kind: zfe, name: ZFE du port, geometry: zones/port.geojson}
calendars:
  ouvres: {days: [mo, tu, we, th, fr, sa], except: [public_holiday]}
rules:
  - {id: ztl, do: prohibit, zones: [centre], when: {time: "05:00-23:00"}, order: A-1, article: "2",
     valid_from: 2026-04-01, tags: [circulation]}
  - {id: livraison, do: allow, overrides: [ztl], zones: [centre], order: A-1, article: "4",
     if: {all: [{activity: {in: [delivery]}}, {gvw_kg: {lte: 3500}}]}, when: {calendar: ouvres, time: "06:00-11:00"}}
  - {id: critair, do: prohibit, zones: [port], order: A-1, article: "3", if: {critair: {gte: 4}}}
"""


@pytest.fixture(scope="session")
def sealed() -> Callable[..., Bundle]:
    """Seal rules given as records over one order A, zones a (ztl) and b (zfe), 1 May 2026 as its only holiday."""

    def seal_rules(
        *rules: Rule,
        orders: Mapping[str, Order] | None = None,
        rights: Sequence[RightKind] = (),
        days: Sequence[DaySet] = (),
        tests: Sequence[Trial] = (),
        default: Verdict = Verdict.ALLOWED,
    ) -> Bundle:
        square: Tree = {"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 10], [0, 0]]]}
        zones: dict[str, Tree] = {
            name: {"no": number, "kind": kind, "name": f"Zone {name}", "precision": "exact", "geometry": square}
            for number, (name, kind) in enumerate((("a", "ztl"), ("b", "zfe")), 1)
        }
        home = Territory("essai", "Essai", "Europe/Paris", "EPSG:2154", default=default, demonstration=True)
        signed = {"A": Order("A", "Arrêté A", signed=date(2026, 1, 2)), **(orders or {})}
        return seal(
            {
                "territory": territory_tree(home, None),
                "holidays": {"source": "Code du travail", "dates": {"2026-05-01": "Fête du travail"}},
                "orders": {name: declared.order_tree(order) for name, order in signed.items()},
                "rights": {kind.id: declared.right_tree(kind) for kind in rights},
                "days": {one.id: declared.dayset_tree(one) for one in days},
                "zones": zones,
                "calendars": {},
                "rules": [measures.rule_tree(rule) for rule in sorted(rules, key=lambda rule: rule.id)],
                "tests": [measures.trial_tree(trial) for trial in tests],
            }
        )

    return seal_rules


KINDS = (
    RightKind("artisan", "la dérogation artisan", "A", "6", proofs=("Kbis",), delay_days=15),
    RightKind("riverain", "le droit de riverain", "A", "7", decided_by="automatic"),
    RightKind("marche", "la dérogation marché", "A", "8", quota_days=10),
)
_LEAVES: tuple[Condition, ...] = (
    OneOf("activity", ("delivery", "pickup")),
    Compare("gvw_kg", "lte", 3500),
    Compare("critair", "gte", "4"),
    Holds("artisan"),
    Holds("riverain"),
    Holds("marche"),
)
_EFFECTS: tuple[Effect, ...] = ("prohibit", "prohibit", "allow", "limit", "require")
_WINDOWS = ((360, 660), (1320, 420), (0, 1440), (659, 661), (1020, 1021))
_DAYS = (Days(), Days(weekdays=(0, 1, 2, 3, 4)), Days(but=("public_holiday",)), Days(weekdays=(5,)))


def _conditions() -> st.SearchStrategy[Condition]:
    return st.one_of(
        st.sampled_from(_LEAVES),
        st.builds(Not, st.sampled_from(_LEAVES)),
        st.builds(All, st.tuples(st.sampled_from(_LEAVES), st.sampled_from(_LEAVES))),
        st.builds(AnyOf, st.tuples(st.sampled_from(_LEAVES), st.sampled_from(_LEAVES))),
    )


@st.composite
def _invented(draw: st.DrawFn) -> tuple[Rule, ...]:
    """Up to six rules over zones a and b: any effect, lifting only rules of an opposite one that follow."""
    schedules = st.lists(
        st.builds(Block, st.sampled_from(_WINDOWS).map(lambda w: (w,)), st.sampled_from(_DAYS)), max_size=2
    )
    found: list[Rule] = []
    for place in range(draw(st.integers(1, 6))):
        effect: Effect = draw(st.sampled_from(_EFFECTS))
        opposite = [rule.id for rule in found if (rule.effect == "allow") is not (effect == "allow")]
        lifted = draw(st.lists(st.sampled_from(opposite), unique=True)) if opposite else []
        duty = {"limit": (Duty("stay_min", 30),), "require": (Duty("pass"),)}.get(effect, ())
        other = OtherReading("Deux lectures.", draw(_conditions())) if draw(st.integers(0, 5)) == 0 else None
        rule = Rule(
            id=f"r{place}",
            effect=effect,
            zones=draw(st.sampled_from((("a",), ("b",), ("a", "b")))),
            order="A",
            article=str(place),
            overrides=tuple(sorted(lifted)),
            condition=draw(st.none() | _conditions()),
            schedule=tuple(draw(schedules)),
            duties=duty or draw(st.sampled_from(((), (Duty("disc"),)))) if effect != "prohibit" else (),
            other=other,
        )
        found.append(rule)
    return tuple(found)


@pytest.fixture(scope="session")
def invented() -> st.SearchStrategy[tuple[Rule, ...]]:
    """Invented rules to seal with the kinds of right of `kinds`."""
    return _invented()


@pytest.fixture(scope="session")
def kinds() -> tuple[RightKind, ...]:
    """Three kinds of right: asked for, held without request, counted in days."""
    return KINDS
