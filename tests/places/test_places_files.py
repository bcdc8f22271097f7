"""The files of the public pages, each read by something that did not write it."""

import io
import random
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import feedparser
import frictionless
import httpx
import pytest
import shapely
import vobject
import yaml
from publishing import DEMONSTRATIONS, NOW, ORIGIN, TERRITORIES, VERDICTS
from shapely.geometry import shape

from joptimiz.app import create_app
from joptimiz.public.presets import ACTIVITIES, PRESETS
from joptimiz.wiring import wire
from rules.compiler import compile_bundle
from rules.engine import decide
from rules.model import Case, Profile, Source
from tenants.files import read_folder
from tenants.settings import Settings
from tenants.shelf import Shelf


async def test_outlines_are_geojson(client: httpx.AsyncClient) -> None:
    """RFC 7946: a collection with its box, features with properties, outer rings that turn left, the same shapes."""
    for slug in (*DEMONSTRATIONS, "vallon"):
        whole = await client.get(f"/t/{slug}/zones.geojson")
        assert whole.headers["content-type"] == "application/geo+json"
        bundle = {each["id"]: each for each in whole.json()["features"]}
        published = (await client.get(f"/api/v1/territories/{slug}/zones")).json()["features"]
        assert len(bundle) == len(published)
        for zone in published:
            name = zone["properties"]["zone"]
            one = (await client.get(f"/t/{slug}/zones/{name}/contour.geojson")).json()
            assert one["type"] == "FeatureCollection"
            (feature,) = one["features"]
            assert feature == bundle[f"{slug}/{name}"]
            drawn, there = shape(feature["geometry"]), shape(zone["geometry"])
            assert drawn.equals(there)
            assert feature["bbox"] == pytest.approx(there.bounds, abs=1e-6)
            assert feature["properties"]["name"] == zone["properties"]["name"]
            for part in getattr(drawn, "geoms", [drawn]):
                assert part.geom_type != "Polygon" or shapely.is_ccw(part.exterior)


async def test_the_rules_of_a_zone_compile_and_decide_alike(client: httpx.AsyncClient) -> None:
    """What is downloaded is a rules file: with the territory's own, it gives the zone the same verdicts."""
    draw = random.Random(4)
    for slug in DEMONSTRATIONS:
        sources, shapes = read_folder(TERRITORIES / slug)
        whole = compile_bundle(sources, shapes, {})
        kept = [source for source in sources if not source.name.startswith("rules/")]
        for zone in whole.zones:
            answer = await client.get(f"/t/{slug}/zones/{zone}/regles.yaml")
            assert yaml.safe_load(answer.text)["schema"] == "joptimiz/rules@1"
            alone = compile_bundle([*kept, Source("rules/zone.yaml", answer.text)], shapes, {})
            assert {rule.name for rule in alone.rules} <= {rule.name for rule in whole.rules}
            for _ in range(40):
                facts = dict(draw.choice(list(PRESETS.values())).facts) | {"activity": draw.choice(list(ACTIVITIES))}
                at = NOW + timedelta(minutes=draw.randrange(400 * 1440))
                case = Case(Profile(facts), at, (zone,))
                assert decide(alone, case).verdict is decide(whole, case).verdict


async def test_the_sources_are_a_folder_that_compiles(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """The archive, unpacked, is the territory that was published."""
    for slug in DEMONSTRATIONS:
        answer = await client.get(f"/t/{slug}/regles.zip")
        assert answer.headers["content-type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            archive.extractall(tmp_path)
        bundle = compile_bundle(*read_folder(tmp_path / slug), {})
        published = (await client.get(f"/api/v1/territories/{slug}/rulebooks")).json()["rulebooks"][0]
        assert bundle.sha256 == published["sha256"]


def vobject_of(answer: httpx.Response) -> vobject.base.Component:
    """A calendar, read by a library that did not write it."""
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = vobject.readOne(answer.text)
    calendar.validate(raiseException=True)
    return calendar


async def test_the_agenda_holds_the_hours(client: httpx.AsyncClient) -> None:
    """Every stretch that is not plainly allowed, over five weeks, as windows tell it; one event when free."""
    path = "/t/martinique-centre/zones/ztl-centre/horaires.ics?vehicle=fourgon-35"
    calendar = vobject_of(await client.get(path))
    start = datetime(2026, 11, 24, tzinfo=ZoneInfo("America/Martinique"))
    told = (await client.post("/api/v1/windows", json={
        "vehicle": PRESETS["fourgon-35"].facts, "activity": "delivery", "territory": "martinique-centre",
        "zones": ["ztl-centre"], "from": start.isoformat(), "to": (start + timedelta(35)).isoformat(),
    })).json()["zones"][0]  # fmt: skip
    spans = {
        (datetime.fromisoformat(a), datetime.fromisoformat(b), VERDICTS[word])
        for word in ("conditional", "unknown", "forbidden")
        for a, b in told[word]
    }
    events = calendar.vevent_list
    assert {(e.dtstart.value, e.dtend.value, e.summary.value.split("\u00a0")[0]) for e in events} == spans
    assert len({event.uid.value for event in events}) == len(events)
    assert (await client.get(path)).text == (await client.get(path)).text
    free = vobject_of(await client.get("/t/vallon/zones/nue/horaires.ics"))
    assert [event.summary.value for event in free.vevent_list] == ["Aucune restriction pour ce véhicule\u00a0: Rue nue"]


async def test_feeds_tell_each_version(client: httpx.AsyncClient) -> None:
    """Atom and JSON Feed, read by what did not write them: the same entries, newest first."""
    atom = await client.get("/t/vallon/changements.atom")
    assert atom.headers["content-type"] == "application/atom+xml"
    feed = feedparser.parse(atom.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.id == f"{ORIGIN}/t/vallon"
    assert [entry.id for entry in feed.entries] == [f"{ORIGIN}/t/vallon/versions/{number}" for number in (2, 1)]
    assert "autorisé → interdit." in feed.entries[0].content[0].value
    root = ET.fromstring(atom.content)  # our own
    for node in (root, *root.findall("{http://www.w3.org/2005/Atom}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{{http://www.w3.org/2005/Atom}}{name}")) == 1
    told = (await client.get("/t/vallon/changements.json")).json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [(each["id"], each["title"], each["content_text"]) for each in told["items"]] == [
        (entry.id, entry.title, entry.content[0].value) for entry in feed.entries
    ]
    assert datetime.fromisoformat(told["items"][0]["date_published"]) == NOW + timedelta(1)


async def test_machines_find_what_they_look_for(client: httpx.AsyncClient) -> None:
    """security.txt (RFC 9116), robots.txt, a sitemap whose every address answers."""
    lines = (await client.get("/.well-known/security.txt")).text.splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"] == "mailto:faille@example.org"
    assert NOW < datetime.fromisoformat(fields["Expires"]) <= NOW + timedelta(365)
    assert fields["Canonical"] == f"{ORIGIN}/.well-known/security.txt"
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in (await client.get("/robots.txt")).text
    root = ET.fromstring((await client.get("/sitemap.xml")).content)  # our own
    addresses = [node.text or "" for node in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(addresses) == len(set(addresses)) >= 40
    for address in addresses:
        assert (await client.get(address)).status_code == 200, address


async def test_without_a_declared_contact_nothing_false_is_said(tmp_path: Path) -> None:
    """No security.txt, no mail address; and a service without territories says so."""
    services = wire(Settings.of({"JOPTIMIZ_DATA": str(tmp_path)}), Shelf(), lambda: NOW)
    transport = httpx.ASGITransport(create_app(services))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        assert (await client.get("/.well-known/security.txt")).status_code == 404
        assert "Aucun territoire n’a encore publié" in (await client.get("/t")).text


@pytest.mark.parametrize(
    "setting", [{"JOPTIMIZ_CONTACT": "moi"}, {"JOPTIMIZ_CONTACT": "a@b.fr?cc=x"}, {"JOPTIMIZ_SECURITY_CONTACT": "x\ny"}]
)
def test_wrong_contacts_are_refused_at_the_start(setting: dict[str, str]) -> None:
    """A sentence that names the setting."""
    with pytest.raises(ValueError, match=next(iter(setting))):
        Settings.of(setting)


@pytest.mark.parametrize("name", ["derogation-zfe", "derogation-zfe-controle", "derogation-zfe-ouvert"])
async def test_the_schema_of_derogations_is_published(client: httpx.AsyncClient, name: str) -> None:
    """A TableSchema that frictionless takes, which any site may read and caches keep; another name is not found."""
    response = await client.get(f"/schemas/{name}.json")
    assert response.headers["content-type"] == "application/json"
    assert response.headers["access-control-allow-origin"] == "*"
    schema = frictionless.Schema.from_descriptor(response.json())
    assert schema.name == name
    again = await client.get(f"/schemas/{name}.json", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304
    assert (await client.get(f"/schemas/{name}-x.json")).status_code == 404
