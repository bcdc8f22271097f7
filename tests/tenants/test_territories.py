"""What holds of every territory that ships: sound, tested by itself, clean, and honest about its orders."""

import re
from pathlib import Path

import pytest
import shapely

from rules.bundle import Bundle
from rules.cases import run_tests
from rules.compiler import compile_bundle
from rules.vocabulary import ZONE_KINDS
from tenants.files import read_folder
from tenants.locate import geometry_of

HOMES = Path(__file__).parents[2] / "tenants/territories"
SLUGS = sorted(home.name for home in HOMES.iterdir() if (home / "territory.yaml").exists())


@pytest.fixture(scope="module", params=SLUGS)
def shipped(request: pytest.FixtureRequest) -> Bundle:
    """The rulebook of one of them."""
    return compile_bundle(*read_folder(HOMES / request.param))


def test_they_are_the_three() -> None:
    """A folder that begins with an underscore is not a territory."""
    assert SLUGS == ["lyon", "martinique-centre", "riviera"]


def test_its_own_tests_pass_and_reach_every_rule_that_speaks(shipped: Bundle) -> None:
    """No rule is without a test, save those of an order that never speaks."""
    report = run_tests(shipped)
    assert report.failures == ()
    assert report.untested == ()
    assert len(report.passed) >= 25


def test_its_sentences_are_typeset(shipped: Bundle) -> None:
    """No number is cut from its unit at the end of a line, and apostrophes are curved."""
    said = [rule.message or "" for rule in shipped.rules] + [right.name for right in shipped.rights.values()]
    said += [rule.other.text for rule in shipped.rules if rule.other]
    said += [zone.name for zone in shipped.zones.values()] + [order.title for order in shipped.orders.values()]
    assert [text for text in said if re.search(r"\d (h|t|m|km/h|min)\b| [:;!?»]|« |'", text)] == []


def test_every_rule_says_something_and_quotes_nothing(shipped: Bundle) -> None:
    """A sentence of ours and an article for each; no text was copied."""
    for rule in shipped.rules:
        assert rule.message
        assert rule.article
        assert rule.quote is None


def test_orders_are_honest(shipped: Bundle) -> None:
    """Invented orders say so; what was not read is to be verified; only a text that was read is in force."""
    for order in shipped.orders.values():
        articles = {rule.article for rule in shipped.rules if rule.order == order.id}
        if order.status == "demonstration":
            assert shipped.territory.demonstration
            assert order.title.endswith("(arrêté de démonstration)")
            assert order.url is None
        elif order.status == "in_force":
            assert order.id == "CGCT-R2213-1-0-1"
        else:
            assert order.status in ("to_verify", "to_come")
            assert articles == {"a_verifier"}
            assert order.url


def test_its_zones_are_clean(shipped: Bundle) -> None:
    """Valid, counter-clockwise, six decimals, simple enough to edit, inside the coverage, one geometry each."""
    coverage = geometry_of(shipped.territory.coverage)
    seen = set()
    for zone in shipped.zones.values():
        raw = shapely.geometry.shape(zone.geometry)
        assert raw.is_valid, zone.id
        assert coverage.contains(raw), zone.id
        for part in shapely.get_parts(raw):
            assert len(part.coords if part.geom_type == "LineString" else part.exterior.coords) <= 60, zone.id
            assert part.geom_type == "LineString" or part.exterior.is_ccw, zone.id
        corners = shapely.get_coordinates(raw).ravel().tolist()
        assert all(abs(value * 1e6 - round(value * 1e6)) < 1e-4 for value in corners), zone.id
        assert zone.precision == "approximate"
        assert zone.kind in ZONE_KINDS
        seen.add(raw.wkb)
    assert len(seen) == len(shipped.zones)


def test_its_special_days_have_a_source(shipped: Bundle) -> None:
    """Each list of days says where it comes from, and where it stops knowing."""
    for days in shipped.days.values():
        assert days.source
        assert days.known
