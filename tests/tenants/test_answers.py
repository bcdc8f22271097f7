"""A position hears every rulebook that touches it; the gravest wins, and its next change is the whole's."""

from datetime import UTC, datetime

import pytest

from rules.compiler import compile_bundle
from rules.model import Profile, Source, Verdict
from rules.remedies import Options
from tenants.answers import answer_at, get_rulebook, get_zone, heard_at
from tenants.errors import NotFound
from tenants.locate import ZoneRef
from tenants.remedying import Spot, Visit, mend
from tenants.snapshot import Rulebook, Snapshot

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)  # 10:00 in Paris


def square(west: float, east: float) -> dict[str, object]:
    """A rectangle of 0.1 degree of latitude."""
    ring = [[west, 43.0], [east, 43.0], [east, 43.1], [west, 43.1], [west, 43.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def book(slug: str, west: float, east: float, *times: str, precision: str = "exact", condition: str = "") -> Rulebook:
    """A territory with one zone over its whole coverage, closed at these hours."""
    territory = (
        f"schema: joptimiz/territory@1\nslug: {slug}\nname: Ville\ntimezone: Europe/Paris\n"
        'crs: "EPSG:2154"\ndemonstration: true\ncoverage: zones/all.geojson\n'
    )
    rules = 'schema: joptimiz/rules@1\norders:\n  O: {title: "Arrêté", status: demonstration}\n'
    rules += f"zones:\n  zone-{slug}: {{kind: ztl, name: Zone, geometry: zones/all.geojson, precision: {precision}}}\n"
    if times:
        rules += "rules:\n"
    for index, time in enumerate(times):
        rules += f"  - {{id: r{index}, do: prohibit, zones: [zone-{slug}], order: O, article: '1',"
        rules += f" when: {{time: '{time}'}}{f', if: {condition}' if condition else ''}}}\n"
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


def test_a_way_out_satisfies_every_rulebook() -> None:
    """Where one opens at noon and the other has closed at eleven, the way out is 18:00, or before five."""
    visit = Visit(Profile({}), AT, heard_at(SNAPSHOT, 7.15, 43.05))
    elsewhere = [Spot("la halle", (7.25, 43.05), 5), Spot("le quai", (7.05, 43.05), 5), Spot("la mer", (0.0, 0.0), 1)]
    found = mend(SNAPSHOT, visit, elsewhere, Options()).found
    assert [(each.remedy.kind, each.remedy.label or each.remedy.at) for each in found] == [
        ("stop", "la halle"),
        ("time", datetime(2026, 11, 24, 3, 59, tzinfo=UTC)),
        ("time", datetime(2026, 11, 24, 17, tzinfo=UTC)),
    ]
    assert found[0].answer.rulebooks == ("east@3",)
    assert all(each.answer.rulebooks == ("east@3", "west@3") for each in found[1:])
    assert all(each.answer.verdict is Verdict.ALLOWED for each in found)


def test_an_approximate_outline_is_said() -> None:
    """Within 50 m of it: on the zone inside, beside the answer outside, with what it would say."""
    rough = Snapshot.of({"rough": book("rough", 7.0, 7.2, "05:00-12:00", precision="approximate")})
    ref, metre = ZoneRef("rough", "zone-rough"), 1 / 81_200  # degrees of longitude there
    inside = answer_at(rough, Profile({}), AT, 7.2 - 40 * metre, 43.05)
    assert (inside.verdict, {name: round(far) for name, far in inside.rough.items()}) == (Verdict.FORBIDDEN, {ref: 40})
    outside = answer_at(rough, Profile({}), AT, 7.2 + 40 * metre, 43.05)
    assert outside.verdict is Verdict.UNKNOWN
    ((slug, zone, far),) = outside.nearby
    assert (slug, zone.zone, zone.verdict, round(far)) == ("rough", "zone-rough", Verdict.FORBIDDEN, 40)
    for lon in (7.2 - 60 * metre, 7.2 + 60 * metre):
        answer = answer_at(rough, Profile({}), AT, lon, 43.05)
        assert (dict(answer.rough), answer.nearby) == ({}, ())


def test_what_is_missing_is_named() -> None:
    """Only while the whole is unknown: what another rulebook surely forbids needs nothing more."""
    assert answer_at(SNAPSHOT, Profile({}), AT, 0.0, 0.0).labels == {"rulebook": "des règles publiées à cet endroit"}
    weighed = book("weighed", 7.0, 7.2, "00:00-24:00", condition="{gvw_kg: {gt: 3500}}")
    alone = Snapshot.of({"weighed": weighed})
    assert answer_at(alone, Profile({}), AT, 7.15, 43.05).labels == {"gvw_kg": "le PTAC"}
    both = Snapshot.of({"weighed": weighed, "west": SNAPSHOT.rulebooks["west"]})
    answer = answer_at(both, Profile({}), AT, 7.15, 43.05)
    assert (answer.verdict, answer.needs) == (Verdict.FORBIDDEN, ())


def test_foreign_and_unknown_names_are_not_found() -> None:
    """A zone is only ever found under its own territory."""
    assert get_zone(SNAPSHOT, "west", "zone-west") == ZoneRef("west", "zone-west")
    for slug, zone in (("west", "zone-east"), ("north", "zone-west")):
        with pytest.raises(NotFound):
            get_zone(SNAPSHOT, slug, zone)
    with pytest.raises(NotFound):
        get_rulebook(SNAPSHOT, "north")


def test_a_refusal_of_another_territory_leaves_no_doubt() -> None:
    """Only where the unclear territory gives the answer is the answer in doubt."""
    unclear = "{gvw_kg: {gt: 3500}}, ambiguity: {text: PTAC ou PTRA ?, if: {gcw_kg: {gt: 3500}}}"
    books = {
        "west": book("west", 7.0, 7.2, "05:00-12:00", condition=unclear),
        "east": book("east", 7.1, 7.3, "09:00-18:00"),
    }
    snapshot, profile = Snapshot.of(books), Profile({"gvw_kg": 7500, "gcw_kg": 3000})
    alone, both = (answer_at(snapshot, profile, AT, lon, 43.05) for lon in (7.05, 7.15))
    assert (alone.verdict, alone.doubt) == (Verdict.FORBIDDEN, True)
    assert (both.verdict, both.doubt) == (Verdict.FORBIDDEN, False)
