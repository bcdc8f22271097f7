"""A position hears every rulebook that touches it; the gravest wins, and its next change is the whole's."""

from datetime import UTC, datetime

import pytest

from rules.compiler import compile_bundle
from rules.model import Profile, Source, Verdict
from tenants.answers import answer_at, get_rulebook, get_zone
from tenants.errors import NotFound
from tenants.locate import ZoneRef
from tenants.snapshot import Rulebook, Snapshot

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)  # 10:00 in Paris


def square(west: float, east: float) -> dict[str, object]:
    """A rectangle of 0.1 degree of latitude."""
    ring = [[west, 43.0], [east, 43.0], [east, 43.1], [west, 43.1], [west, 43.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def book(slug: str, west: float, east: float, *times: str) -> Rulebook:
    """A territory with one zone over its whole coverage, closed at these hours."""
    territory = (
        f"schema: joptimiz/territory@1\nslug: {slug}\nname: Ville\ntimezone: Europe/Paris\n"
        'crs: "EPSG:2154"\ndemonstration: true\ncoverage: zones/all.geojson\n'
    )
    rules = 'schema: joptimiz/rules@1\norders:\n  O: {title: "Arrêté", status: demonstration}\n'
    rules += f"zones:\n  zone-{slug}: {{kind: ztl, name: Zone, geometry: zones/all.geojson}}\n"
    if times:
        rules += "rules:\n"
    for index, time in enumerate(times):
        rules += f"  - {{id: r{index}, do: prohibit, zones: [zone-{slug}], order: O, article: '1',"
        rules += f" when: {{time: '{time}'}}}}\n"
    sources = [Source("territory.yaml", territory), Source("rules/r.yaml", rules)]
    return Rulebook(slug, 3, compile_bundle(sources, {"zones/all.geojson": square(west, east)}))


SNAPSHOT = Snapshot.of(
    {
        "west": book("west", 7.0, 7.2, "05:00-12:00"),
        "east": book("east", 7.1, 7.3, "11:00-18:00"),
    }
)


def test_all_rulebooks_at_a_point_combine() -> None:
    """In the overlap both territories answer, each with its reference; alone, one does."""
    both = answer_at(SNAPSHOT, Profile({}), AT, 7.15, 43.05)
    assert both.rulebooks == ("east@3", "west@3")
    assert both.verdict is Verdict.FORBIDDEN
    assert {slug: zone.verdict for slug, zone in both.zones} == {"east": Verdict.ALLOWED, "west": Verdict.FORBIDDEN}
    assert answer_at(SNAPSHOT, Profile({}), AT, 7.25, 43.05).rulebooks == ("east@3",)


def test_the_whole_changes_when_its_verdict_does() -> None:
    """One zone opens at noon while the other has closed at eleven: the place stays forbidden until 18:00."""
    assert answer_at(SNAPSHOT, Profile({}), AT, 7.15, 43.05).until == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert answer_at(SNAPSHOT, Profile({}), AT, 7.05, 43.05).until == datetime(2026, 11, 24, 11, tzinfo=UTC)


def test_outside_every_coverage_a_rulebook_is_needed() -> None:
    """Nobody speaks for that place: unknown, never allowed."""
    answer = answer_at(SNAPSHOT, Profile({}), AT, 0.0, 0.0)
    assert (answer.verdict, answer.needs, answer.rulebooks) == (Verdict.UNKNOWN, ("rulebook",), ())


def test_foreign_and_unknown_names_are_not_found() -> None:
    """A zone is only ever found under its own territory."""
    assert get_zone(SNAPSHOT, "west", "zone-west") == ZoneRef("west", "zone-west")
    for slug, zone in (("west", "zone-east"), ("north", "zone-west")):
        with pytest.raises(NotFound):
            get_zone(SNAPSHOT, slug, zone)
    with pytest.raises(NotFound):
        get_rulebook(SNAPSHOT, "north")
