"""The second opinion at a publication: silent when all agree, plain when they do not, never in the way when absent."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import structlog

from connectors.durable import Durable, Patience
from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.ir import Compare
from rules.model import Case, Invalid, Profile, Source, Verdict
from tenants.database import Scope, scoped
from tenants.files import read_folder
from tenants.migrate import Addresses
from tenants.opinion import Asking, Disagreement, Opinion, ask, cells, problems, review, second_opinion, trials
from tenants.opinion.asking import affordable
from tenants.registry import list_territories, publish

TERRITORIES = Path(__file__).resolve().parents[2] / "tenants/territories"
AROUND = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RING = [[7.0, 43.0], [7.1, 43.0], [7.1, 43.1], [7.0, 43.1], [7.0, 43.0]]
GEOMETRIES = {"zones/a.geojson": {"type": "Polygon", "coordinates": [RING]}}
_names = itertools.count()

TERRITORY = """\
schema: joptimiz/territory@1
slug: {slug}
name: Ville
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {{source: essai, dates: {{2026-12-25: Noël}}}}
"""
RULES = """\
schema: joptimiz/rules@1
orders: {O-1: {title: Arrêté, status: demonstration}}
zones: {a: {kind: ztl, name: Zone, geometry: zones/a.geojson}}
rules:
  - {id: ztl, do: prohibit, zones: [a], when: {time: "22:00-05:00"}, if: {gvw_kg: {gt: 3500}}, order: O-1, article: "1"}
  - {id: livraison, do: allow, overrides: [ztl], zones: [a], if: {activity: {in: [delivery]}}, order: O-1, article: "2"}
tests:
  - {name: un camion, at: "2026-06-02T23:00", zone: a, vehicle: {gvw_kg: 7500}, activity: transit, expect: forbidden}
"""


def sources(slug: str) -> list[Source]:
    """A small territory."""
    return [Source("territory.yaml", TERRITORY.format(slug=slug)), Source("rules/r.yaml", RULES)]


@pytest.fixture
def slug(database: Addresses) -> str:
    """A territory nobody has opened yet."""
    return f"avis-{next(_names)}"


@pytest.fixture(scope="module")
def town() -> Bundle:
    """The small territory, compiled."""
    return compile_bundle(sources("essai"), GEOMETRIES)


def misread(bundle: Bundle) -> Bundle:
    """The same bundle with a limit of weight off by one kilogram."""
    heavy = Compare("gvw_kg", "gte", 3500)
    rules = tuple(replace(rule, condition=heavy) if rule.id == "ztl" else rule for rule in bundle.rules)
    return replace(bundle, rules=rules, sha256="misread")


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in TERRITORIES.glob("[!_]*/territory.yaml")))
def test_the_shipped_territories_raise_none(durable: Durable, folder: str) -> None:
    """Every territory is asked its own tests and drawn cases, and both evaluators agree."""
    bundle = compile_bundle(*read_folder(TERRITORIES / folder))
    opinion = review(bundle, AROUND)
    assert (opinion.disagreements, opinion.unavailable) == ((), None)
    assert opinion.asked > len(bundle.tests)


def test_a_kilogram_is_seen(durable: Durable, town: Bundle) -> None:
    """Cells lie beside every bound, so that a limit read one off is seen."""
    drawn = cells(town, AROUND, 100)
    heard = ask(durable, misread(town), drawn)
    assert isinstance(heard, tuple)
    decided = ask(durable, town, drawn)
    assert isinstance(decided, tuple)
    differing = [one for one, ours, theirs in zip(drawn, decided, heard, strict=True) if ours != theirs]
    assert {one.case.profile.facts["gvw_kg"] for one in differing} == {3500}


def test_what_differs_is_said(durable: Durable, town: Bundle) -> None:
    """The problem names the rule, the zone, the date, the hour and the vehicle as its author writes them."""
    at = datetime(2026, 6, 2, 21, 30, tzinfo=UTC)
    case = Case(Profile({"gvw_kg": 3500, "activity": "transit"}), at, ("a",))
    opinion = second_opinion(misread(town), [Asking(town, case, "au poids près")], durable)
    assert [(one.rules, one.decided, one.durable) for one in opinion.disagreements] == [
        (("livraison", "ztl"), Verdict.ALLOWED, Verdict.FORBIDDEN)
    ]
    (problem,) = problems(opinion)
    for part in (
        "ztl",
        "zone a",
        "2 juin 2026",
        "23\u00a0h\u00a030",
        "gvw_kg",
        "au poids près",
        "Autorisé",
        "Interdit",
    ):
        assert part in problem.message
    assert problem.hint is not None


def test_the_same_bundle_is_asked_the_same(town: Bundle) -> None:
    """A publication refused is refused again: cells are drawn from the bundle and the date alone."""
    first, again, later = (cells(town, day, 50) for day in (AROUND, AROUND, date(2027, 1, 1)))
    assert [one.case for one in first] == [one.case for one in again]
    assert [one.case for one in first] != [one.case for one in later]


def test_cells_reach_every_answer(town: Bundle, durable: Durable) -> None:
    """What is drawn is not all in one verdict: known and unknown facts, on both sides of each edge."""
    heard = ask(durable, town, cells(town, AROUND, 200))
    assert isinstance(heard, tuple)
    assert {one.verdict for (one,) in heard} == {Verdict.ALLOWED, Verdict.UNKNOWN, Verdict.FORBIDDEN}


def test_a_large_rulebook_is_seen_through_some_zones(town: Bundle) -> None:
    """As many zones as can be paid for, and as many questions."""
    zones = [f"z{place}" for place in range(200)]
    rules = tuple(replace(town.rules[0], id=f"{zone}-{n}", zones=(zone,)) for zone in zones for n in range(12))
    large = replace(town, rules=rules, sha256="large")
    drawn = cells(large, AROUND, 200)
    seen = {zone for one in drawn for zone in one.case.zones}
    assert 10 < len(seen) <= 25
    assert len(affordable(large, drawn, 1_000)) < len(drawn)
    assert trials(large)[0].name == "un camion"


async def test_a_disagreement_refuses_the_publication(slug: str) -> None:
    """Nothing is published, and the author is told."""

    def differs(bundle: Bundle, _: date) -> Opinion:
        case = Case(Profile({}), NOW, ("a",))
        one = Disagreement(Asking(bundle, case), "a", ("ztl",), Verdict.ALLOWED, Verdict.FORBIDDEN, doubts=False)
        return Opinion(1, (one,))

    with pytest.raises(Invalid, match="ztl"):
        await publish(slug, sources(slug), GEOMETRIES, base=0, by="test", at=NOW, second=differs)
    assert slug not in {entry.slug for entry in await list_territories()}


async def _kept(slug: str) -> object:
    async with scoped(Scope(territory=slug)) as connection:
        return json.loads(await connection.fetchval("SELECT after FROM audit"))["second_opinion"]


async def test_an_agreement_is_kept(slug: str, durable: Durable) -> None:
    """The audit says how many questions were asked twice."""
    await publish(slug, sources(slug), GEOMETRIES, base=0, by="test", at=NOW)
    assert await _kept(slug) == {"asked": 201}


async def test_an_absence_is_told_and_kept(slug: str) -> None:
    """Without durable-rules a publication goes on; the log and the audit say that nobody asked twice."""

    def absent(bundle: Bundle, around: date) -> Opinion:
        with Durable(Patience(seconds=0)) as durable:
            return second_opinion(bundle, trials(bundle), durable)

    with structlog.testing.capture_logs() as logs:
        await publish(slug, sources(slug), GEOMETRIES, base=0, by="test", at=NOW, second=absent)
    assert [line["reason"] for line in logs if line["event"] == "second_opinion.unavailable"] == ["late"]
    assert await _kept(slug) == {"unavailable": "late"}
