"""The cross-tenant sweep, generated from the routes: no answer about one territory holds a word of another."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
import shapely
from litestar import Litestar

from connectors.graph import Sources, Store, build_graph
from joptimiz.app import create_app
from joptimiz.wiring import wire
from rules.model import Activation, Source
from tenants.migrate import Addresses
from tenants.overlays import add_overlay
from tenants.registry import publish
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.snapshot import Snapshot

ACCESS = {"public", "signed"}
"""Who may call a route; each one declares it in `opt`."""

TERRITORY = """
schema: joptimiz/territory@1
slug: {slug}
name: Territoire {slug}
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
coverage: zones/all.geojson
days:
  days-{slug}: {{name: jours de {slug}, source: source {slug}, known: [2026-01-01, 2027-01-01], dates: [2026-11-24]}}
"""
RULES = """
schema: joptimiz/rules@1
orders:
  O-{slug}: {{title: "Arrêté {slug} (arrêté de démonstration)", status: demonstration}}
zones:
  zone-{slug}: {{kind: ztl, name: "Zone {slug}", geometry: zones/all.geojson}}
rights:
  right-{slug}: {{name: la dérogation {slug}, order: O-{slug}, article: "3", decided_by: desk, delay_days: 2}}
rules:
  - {{id: rule-{slug}, do: prohibit, zones: [zone-{slug}], order: O-{slug}, article: "1", message: "Règle {slug}."}}
  - {{id: peak-{slug}, do: prohibit, zones: [zone-{slug}], trigger: peak-{slug}, order: O-{slug}, article: "2"}}
  - {{id: allow-{slug}, do: allow, overrides: [rule-{slug}], zones: [zone-{slug}], if: {{right: {{has: right-{slug}}}}},
     order: O-{slug}, article: "3"}}
"""
SQUARES = {"abeille": (7.40, 43.72), "bourdon": (5.70, 45.10)}
PAIRS = (("abeille", "bourdon"), ("bourdon", "abeille"))
PUBLISHED = datetime(2026, 11, 20, tzinfo=UTC)
"""Before anything else the tests publish in the same database."""
AT = "2026-11-24T10:00:00+01:00"


async def open_territory(slug: str) -> Shelf:
    """A territory whose every word names it, published twice, with a trigger switched on."""
    west, south = SQUARES[slug]
    ring = [[west, south], [west + 0.05, south], [west + 0.05, south + 0.05], [west, south + 0.05], [west, south]]
    shapes = {"zones/all.geojson": {"type": "Polygon", "coordinates": [ring]}}
    sources = [Source("territory.yaml", TERRITORY.format(slug=slug)), Source("rules/r.yaml", RULES.format(slug=slug))]
    for base in range(2):
        at = PUBLISHED + timedelta(hours=base)
        await publish(slug, sources, shapes, base=base, by="test", at=at)
    await add_overlay(slug, Activation(f"peak-{slug}", PUBLISHED, None, "test"), by="test", at=PUBLISHED)
    shelf = Shelf()
    await shelf.refresh()
    return shelf


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, draw_town: Callable[..., Path]) -> Path:
    """A data folder with the streets of each."""
    folder = tmp_path_factory.mktemp("data")
    for slug, (west, south) in SQUARES.items():
        extract = draw_town(folder / f"{slug}.osm", west + 0.01, south + 0.01)
        square = shapely.box(west, south, west + 0.05, south + 0.05)
        store = Store(folder / "tiles" / slug)
        build_graph(store, Sources(slug, square, extract), now=PUBLISHED, progress=lambda _said, _done: None)
    return folder


@pytest.fixture(scope="module")
async def app(data: Path, database: Addresses) -> AsyncIterator[Litestar]:
    """The application over two territories that share nothing but their database."""
    books = {slug: (await open_territory(slug)).current().rulebooks[slug] for slug in SQUARES}
    services = wire(Settings.of({"JOPTIMIZ_DATA": str(data)}), Shelf(Snapshot.of(books)))
    await services.graphs.start()
    yield create_app(services)
    services.graphs.stop()


@pytest.fixture(scope="module")
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that application."""
    # Litestar tells its messages apart more finely than httpx asks.
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://sweep") as client:
        yield client


def paths(app: Litestar) -> list[tuple[str, str]]:
    """Every method and path the application serves."""
    return [(method, route.path) for route in app.routes for method in sorted(getattr(route, "methods", ()))]


def about(app: Litestar, slug: str) -> list[str]:
    """The address of everything that anybody can read of a territory, but for what is told for ever."""
    named = {"slug": slug, "number": "2", "version": "2", "zone": f"zone-{slug}", "order": f"O-{slug}"}
    return [
        re.sub(r"{(\w+):\w+}", lambda name: named[name[1]], route.path)
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if "{slug" in route.path
        and "GET" in handler.http_methods
        and handler.opt["access"] == "public"
        and not route.path.endswith("/live")
    ]


def test_every_route_declares_who_may_call_it(app: Litestar) -> None:
    """A route without an access class does not exist."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)]):
            assert handler.opt.get("access") in ACCESS, route.path


async def test_signed_routes_refuse_anybody(app: Litestar, client: httpx.AsyncClient) -> None:
    """Each method of each of them: 401 for programs, the way to sign in for a page; never an answer."""
    refused = 0
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if handler.opt.get("access") != "signed":
                continue
            path = re.sub(r"{[^}]*}", "00000000-0000-0000-0000-000000000000", re.sub(r"{\w+:int}", "1", route.path))
            for method in handler.http_methods:
                for cookie in ({}, {"cookie": "joptimiz=a-token-that-opens-nothing"}):
                    answer = await client.request(method, path, headers=cookie)
                    if path.startswith(("/api/", "/cds/")):
                        assert answer.status_code == 401, path
                    else:
                        assert answer.status_code == 303, path
                        assert answer.headers["location"].startswith("/connexion?next=%2F"), path
                    assert answer.content == b"" or answer.status_code == 401
                    refused += 1
    assert refused >= 40


async def test_no_answer_about_one_holds_a_word_of_another(app: Litestar, client: httpx.AsyncClient) -> None:
    """Each route that names a territory, asked about one, never mentions the other."""
    swept = 0
    for slug, other in PAIRS:
        for path in about(app, slug):
            answer = await client.get(path)
            assert answer.status_code == (404 if path.endswith("logo.png") else 200), path
            # Nothing is said by the style of who chose no colour, nor by the lists of who has nothing to list.
            silent = not answer.text or any(each in path for each in ("logo.png", "/derogations.", "/bays", "/cerema-"))
            assert slug in answer.text or silent
            assert other not in answer.text
            swept += 1
    assert swept >= 10


POSTS: dict[str, dict[str, object]] = {
    "decisions": {"at": AT, "explain": "fr"},
    "remedies": {"at": AT, "explain": "fr"},
    "windows": {"from": AT, "to": "2026-11-25T10:00:00+01:00"},
}


@pytest.mark.parametrize("known", [None, "2026-11-20T00:30:00Z", "2026-11-19T00:00:00Z"])
@pytest.mark.parametrize("path", POSTS)
async def test_no_question_about_one_hears_another(client: httpx.AsyncClient, path: str, known: str | None) -> None:
    """By zone or by position, now and as known then, holding the other’s right: only its own rulebook speaks."""
    for slug, other in PAIRS:
        west, south = SQUARES[slug]
        held = {"kind": f"right-{slug}", "territory": other}
        asked: dict[str, object] = {"vehicle": {}, "rights": [held], "as_known_at": known}
        body = asked | POSTS[path]
        zone: dict[str, object] = {"zones": [f"zone-{slug}"]} if path == "windows" else {"zone": f"zone-{slug}"}
        named = {"territory": slug} | zone
        placed: dict[str, object] = {"position": [west + 0.01, south + 0.01]}
        for place in (named,) if path == "windows" else (named, placed):
            answer = await client.post(f"/api/v1/{path}", json=body | place)
            assert answer.status_code == 200, answer.text
            assert other not in answer.text
            told = answer.json()
            told = told.get("decision", told)
            assert told["rulebooks"] == {None: [f"{slug}@2"], "2026-11-20T00:30:00Z": [f"{slug}@1"]}.get(known, [])
            if path != "windows":
                assert told["verdict"] == ("forbidden" if told["rulebooks"] else "unknown")


async def test_ids_of_another_in_a_body_are_not_found(client: httpx.AsyncClient) -> None:
    """A zone of one asked under the other does not exist, whatever is asked of it, now and then."""
    for slug, other in PAIRS:
        for path, body in POSTS.items():
            named: dict[str, object] = {"territory": slug} | body
            named |= {"zones": [f"zone-{other}"]} if path == "windows" else {"zone": f"zone-{other}"}
            for known in (None, "2026-11-20T00:30:00Z"):
                asked = {"vehicle": {}, "as_known_at": known} | named
                answer = await client.post(f"/api/v1/{path}", json=asked)
                assert answer.status_code == 404, path


async def test_questions_by_turns_never_mix(app: Litestar, client: httpx.AsyncClient) -> None:
    """The same questions about both at once, in loops and threads: no cache gives one the answer of the other."""

    async def one(turn: int) -> None:
        slug, other = PAIRS[turn % 2]
        west, south = SQUARES[slug]
        path = list(POSTS)[turn // 2 % len(POSTS)]
        zone: dict[str, object] = {"zones": [f"zone-{slug}"]} if path == "windows" else {"zone": f"zone-{slug}"}
        asked = {"vehicle": {}, "territory": slug} | POSTS[path] | zone
        told = [await client.post(f"/api/v1/{path}", json=asked), await client.get(f"/api/v1/territories/{slug}/zones")]
        near = await client.get("/api/v1/addresses", params={"q": "rue est 1", "territory": slug})
        for answer in told:
            assert answer.status_code == 200, answer.text
            # A territory that chose neither colour nor logo has a style that says nothing.
            assert slug in answer.text or (path.endswith("marque.css") and not answer.text)
            assert other not in answer.text
        places = [feature["geometry"]["coordinates"] for feature in near.json()["features"]]
        assert places
        assert all(west <= lon <= west + 0.05 and south <= lat <= south + 0.05 for lon, lat in places)

    await asyncio.gather(*(one(turn) for turn in range(60)))


async def test_versions_that_are_not_there(client: httpx.AsyncClient) -> None:
    """A number never published, or no number a database knows, is a 404 with a sentence."""
    for number in (0, 3, 10**30):
        for tail in ("", "/bundle"):
            answer = await client.get(f"/api/v1/territories/abeille/rulebooks/{number}{tail}")
            assert (answer.status_code, answer.json()["code"]) == (404, "rulebook-unknown")


async def test_what_rules_rest_on_is_shown(client: httpx.AsyncClient) -> None:
    """The rights one may ask for, the special days, the triggers and their state, every version and its bytes."""
    told = (await client.get("/api/v1/territories/abeille")).json()
    assert told["rights"] == [{
        "kind": "right-abeille", "name": "la dérogation abeille", "order": "O-abeille", "article": "3", "pool": None,
        "holder": "vehicle", "decided_by": "desk", "quota_days": None, "delay_days": 2, "proofs": [],
        "to_verify": False, "form": "period", "for": None, "duration_days": None, "until": None, "decider": "desk",
    }]  # fmt: skip
    assert told["days"] == [{
        "set": "days-abeille", "name": "jours de abeille", "source": "source abeille",
        "known": [["2026-01-01", "2027-01-01"]],
    }]  # fmt: skip
    assert told["triggers"] == [{
        "trigger": "peak-abeille", "on": True, "rules": ["peak-abeille"], "periods": [["2026-11-20T00:00:00Z", None]],
    }]  # fmt: skip
    versions = (await client.get("/api/v1/territories/abeille/rulebooks")).json()
    assert [version["rulebook"] for version in versions["rulebooks"]] == ["abeille@2", "abeille@1"]
    older = (await client.get("/api/v1/territories/abeille/rulebooks", params={"before": 2})).json()["rulebooks"]
    assert [version["number"] for version in older] == [1]
    detail = (await client.get("/api/v1/territories/abeille/rulebooks/1")).json()
    assert detail["counts"] == {"orders": 1, "zones": 1, "rules": 3, "rights": 1, "days": 1, "tests": 0}
    bundle = await client.get(detail["bundle"])
    assert sha256(bundle.content).hexdigest() == detail["sha256"]
    again = await client.get(detail["bundle"], headers={"if-none-match": bundle.headers["etag"]})
    assert (again.status_code, bundle.headers["etag"]) == (304, f'"{detail["sha256"]}"')


async def test_no_address_of_one_is_found_in_another(client: httpx.AsyncClient) -> None:
    """The same streets stand in both: each territory’s index answers with its own, by text and by position."""
    for slug, other in PAIRS:
        west, south = SQUARES[slug]
        found = await client.get("/api/v1/addresses", params={"q": "rue est 1", "territory": slug, "limit": 20})
        places = [feature["geometry"]["coordinates"] for feature in found.json()["features"]]
        assert places
        assert all(west <= lon <= west + 0.05 and south <= lat <= south + 0.05 for lon, lat in places)
        lon, lat = places[0]
        for asked, count in ((slug, 1), (other, 0)):
            near = await client.get("/api/v1/addresses/reverse", params={"lon": lon, "lat": lat, "territory": asked})
            assert len(near.json()["features"]) == count


async def test_unknown_territories_are_not_found(app: Litestar, client: httpx.AsyncClient) -> None:
    """A territory that does not exist is a 404 with a sentence, on every route that names one."""
    for path in about(app, "cigale"):
        answer = await client.get(path)
        assert answer.status_code == 404, path
        if path.startswith("/api/"):
            assert answer.json()["code"] == "territory-unknown"
        elif not path.endswith(("marque.css", "logo.png")):
            assert "Ce territoire n’existe pas ici." in answer.text, path


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    """Pages, data and failures alike forbid other hosts and inline scripts."""
    for path in ("/healthz", "/api/v1/territories", "/schema", "/nowhere"):
        headers = (await client.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
