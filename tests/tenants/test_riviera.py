"""The demonstration territory: honest about being one, drawn on real streets, and useful to route in."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import osmium
import pytest
import shapely
from shapely import Point

from rules.bundle import Bundle
from rules.cases import run_tests
from rules.compiler import compile_bundle
from rules.engine import decide
from rules.model import Case, Facts, Profile, Verdict
from rules.vocabulary import ZONE_KINDS
from tenants.files import read_folder
from tenants.locate import geometry_of

HOME = Path(__file__).parents[2] / "tenants/territories/riviera"
LORRY: Facts = {
    "category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel",
    "length_cm": 700, "width_cm": 220, "height_cm": 300, "activity": "delivery",
}  # fmt: skip
VAN: Facts = {"category": "N1", "gvw_kg": 3500, "critair": "EL", "energy": "electric", "activity": "delivery"}
PLACE = Point(7.42, 43.73)
DRIVEN = {
    f"{kind}{link}"
    for kind in (
        "motorway",
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "residential",
        "living_street",
    )
    for link in ("", "_link")
}
type Streets = list[tuple[tuple[int, float, float], ...]]
"""Each drivable street as its nodes (id, longitude, latitude), in the direction it may be driven."""


@pytest.fixture(scope="module")
def riviera() -> Bundle:
    """The rulebook its files make."""
    return compile_bundle(*read_folder(HOME))


@pytest.fixture(scope="module")
def streets(extract: Path) -> Streets:
    """The drivable streets of the extract; a two-way street is there twice."""
    found: Streets = []
    for way in osmium.FileProcessor(str(extract)).with_locations():
        if not isinstance(way, osmium.osm.Way) or way.tags.get("highway") not in DRIVEN:
            continue
        nodes = tuple((node.ref, node.lon, node.lat) for node in way.nodes if node.location.valid())
        oneway = way.tags.get("oneway", "yes" if way.tags.get("junction") == "roundabout" else "no")
        if oneway != "-1":
            found.append(nodes)
        if oneway not in ("yes", "1"):
            found.append(nodes[::-1])
    return found


def test_it_compiles_and_passes_its_own_tests(riviera: Bundle) -> None:
    """The tests written beside the rules pass, and no rule is without one."""
    report = run_tests(riviera)
    assert report.failures == ()
    assert report.untested == ()
    assert len(report.passed) >= 25


def test_it_says_everywhere_that_it_is_a_demonstration(riviera: Bundle) -> None:
    """Nobody can take an invented order for a real one: no address, no quotation, and it says so in its title."""
    assert riviera.territory.demonstration
    assert "démonstration" in riviera.territory.name
    for order in riviera.orders.values():
        assert order.status == "demonstration"
        assert order.title.endswith("(arrêté de démonstration)")
        assert order.url is None
        assert order.basis is None
    for rule in riviera.rules:
        assert rule.quote is None
        assert rule.message
        assert rule.article


def test_its_sentences_are_typeset(riviera: Bundle) -> None:
    """No number is cut from its unit at the end of a line, and apostrophes are curved."""
    said = [rule.message or "" for rule in riviera.rules]
    said += [zone.name for zone in riviera.zones.values()] + [order.title for order in riviera.orders.values()]
    assert [text for text in said if re.search(r"\d (h|t|m)\b| [:;!?»]|'", text)] == []


def test_its_zones_are_clean(riviera: Bundle) -> None:
    """Valid, counter-clockwise, six decimals, simple enough to edit, inside the coverage, one geometry each."""
    coverage = geometry_of(riviera.territory.coverage)
    seen = set()
    for zone in riviera.zones.values():
        raw = shapely.geometry.shape(zone.geometry)
        assert raw.is_valid, zone.id
        assert coverage.contains(raw), zone.id
        for part in shapely.get_parts(raw):
            assert part.exterior.is_ccw, zone.id
            assert len(part.exterior.coords) <= 60, zone.id
        corners = shapely.get_coordinates(raw).ravel().tolist()
        assert all(abs(value * 1e6 - round(value * 1e6)) < 1e-4 for value in corners), zone.id
        assert zone.precision == "approximate"
        assert zone.kind in ZONE_KINDS
        seen.add(raw.wkb)
    assert len(seen) == len(riviera.zones) >= 6


def test_its_coverage_holds_every_street(riviera: Bundle, streets: Streets) -> None:
    """A lorry in the extract is always within what these rules speak for."""
    coverage = geometry_of(riviera.territory.coverage)
    assert coverage.contains(shapely.MultiPoint([node[1:] for street in streets for node in street]))


def test_every_zone_holds_streets(riviera: Bundle, streets: Streets) -> None:
    """A zone closes something: at least 100 m of street lie inside."""
    courses = shapely.MultiLineString([[node[1:] for node in street] for street in streets])
    for zone in riviera.zones.values():
        inside = shapely.intersection(courses, geometry_of(zone.geometry))
        # Degrees to metres at 43.7° N, roughly: this asks for an order of magnitude.
        assert inside.length * 90_000 > 100, zone.id


def test_the_example_everybody_uses(riviera: Bundle) -> None:
    """The lorry is refused at 10:00 and welcome at 04:00; the electric van is welcome at both."""
    assert geometry_of(riviera.zones["ztl-centre"].geometry).contains(PLACE)
    zones = tuple(zone.id for zone in riviera.zones.values() if geometry_of(zone.geometry).intersects(PLACE))
    assert set(zones) == {"ztl-centre", "zfe-riviera"}
    answers = {
        (name, hour): decide(
            riviera, Case(Profile(facts), datetime.fromisoformat(f"2026-11-24T{hour}:00+01:00"), zones)
        ).verdict
        for name, facts in (("lorry", LORRY), ("van", VAN))
        for hour in ("10:00", "04:00")
    }
    assert answers == {
        ("lorry", "10:00"): Verdict.FORBIDDEN,
        ("lorry", "04:00"): Verdict.ALLOWED,
        ("van", "10:00"): Verdict.ALLOWED,
        ("van", "04:00"): Verdict.ALLOWED,
    }


def test_nothing_known_is_never_allowed(riviera: Bundle) -> None:
    """Where a vehicle's facts decide, a vehicle of which nothing is known is told what is missing."""
    noon = datetime.fromisoformat("2026-11-24T12:00+01:00")
    for zone, needs in {
        "ztl-centre": {"energy", "activity"},
        "zfe-riviera": {"category", "critair", "activity"},
        "gabarit-moneghetti": {"length_cm", "gvw_kg", "activity"},
        "nuit-fontvieille": {"gvw_kg", "activity"},
    }.items():
        decision = decide(riviera, Case(Profile({}), noon, (zone,)))
        assert decision.verdict is Verdict.UNKNOWN, zone
        assert set(decision.needs) == needs, zone


def easter(year: int) -> date:
    """Easter Sunday, by Gauss's rule for 1900 to 2099 (another way than the one the file was made with)."""
    d = (19 * (year % 19) + 24) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7
    sunday = date(year, 3, 22) + timedelta(days=d + e)
    late = sunday == date(year, 4, 26) or (sunday == date(year, 4, 25) and d == 28 and year % 19 > 10)
    return sunday - timedelta(days=7) if late else sunday


def test_its_public_holidays_are_the_eleven_of_the_law() -> None:
    """Code du travail L3133-1: eight fixed days and three that follow Easter."""
    text = (HOME / "territory.yaml").read_text(encoding="utf-8")
    written = {date.fromisoformat(day) for day in re.findall(r"^    (\d{4}-\d\d-\d\d): ", text, re.MULTILINE)}
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    wanted = {date(year, month, day) for year in (2026, 2027, 2028) for month, day in fixed}
    wanted |= {easter(year) + timedelta(days=days) for year in (2026, 2027, 2028) for days in (1, 39, 50)}
    assert written == wanted


def test_no_closed_zone_cuts_the_city(riviera: Bundle, streets: Streets) -> None:
    """With any one zone closed to everybody, what could be reached from everywhere outside it still can."""
    whole = largest_round_trip(streets)
    for zone in riviera.zones.values():
        area = geometry_of(zone.geometry)
        shapely.prepare(area)
        inside = {node for street in streets for node, lon, lat in street if area.contains(Point(lon, lat))}
        left = largest_round_trip(streets, inside)
        assert len(left) >= 0.95 * len(whole - inside), zone.id


def largest_round_trip(streets: Streets, closed: Iterable[int] = ()) -> set[int]:
    """The largest set of nodes one can drive between in both directions, without a closed one."""
    ahead: defaultdict[int, list[int]] = defaultdict(list)
    behind: defaultdict[int, list[int]] = defaultdict(list)
    shut = set(closed)
    for street in streets:
        for (start, *_), (end, *_) in pairwise(street):
            if not {start, end} & shut:
                ahead[start].append(end)
                behind[end].append(start)
    best: set[int] = set()
    rest = set(ahead)
    while len(rest) > len(best):
        start = min(rest)
        loop = _reached(ahead, start) & _reached(behind, start)
        best = max(best, loop, key=len)
        rest -= loop
    return best


def _reached(onward: dict[int, list[int]], start: int) -> set[int]:
    seen, stack = {start}, [start]
    while stack:
        for node in onward.get(stack.pop(), ()):
            if node not in seen:
                seen.add(node)
                stack.append(node)
    return seen
