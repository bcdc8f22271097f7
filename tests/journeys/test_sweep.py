"""The cross-tenant sweep, generated from the routes: no answer about one territory holds a word of another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from joptimiz.app import create_app
from joptimiz.wiring import wire
from rules.compiler import compile_bundle
from rules.model import Source
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.snapshot import Rulebook, Snapshot

ACCESS = {"public"}
"""Who may call a route; each one declares it in `opt`."""

TERRITORY = """
schema: joptimiz/territory@1
slug: {slug}
name: Territoire {slug}
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
coverage: zones/all.geojson
"""
RULES = """
schema: joptimiz/rules@1
orders:
  O-{slug}: {{title: "Arrêté {slug} (arrêté de démonstration)", status: demonstration}}
zones:
  zone-{slug}: {{kind: ztl, name: "Zone {slug}", geometry: zones/all.geojson}}
rules:
  - {{id: rule-{slug}, do: prohibit, zones: [zone-{slug}], order: O-{slug}, article: "1", message: "Règle {slug}."}}
"""
SQUARES = {"alpha": (7.40, 43.72), "beta": (5.70, 45.10)}


def book(slug: str) -> Rulebook:
    """A territory whose every word names it."""
    west, south = SQUARES[slug]
    ring = [[west, south], [west + 0.05, south], [west + 0.05, south + 0.05], [west, south + 0.05], [west, south]]
    sources = [Source("territory.yaml", TERRITORY.format(slug=slug)), Source("rules/r.yaml", RULES.format(slug=slug))]
    return Rulebook(slug, 1, compile_bundle(sources, {"zones/all.geojson": {"type": "Polygon", "coordinates": [ring]}}))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application over two territories that share nothing."""
    data = tmp_path_factory.mktemp("data")
    (data / "basemaps").mkdir()
    for slug in SQUARES:
        Path(data / "basemaps" / f"{slug}.pmtiles").write_bytes(b"PMTiles of " + slug.encode())
    shelf = Shelf(Snapshot.of({slug: book(slug) for slug in SQUARES}))
    return create_app(wire(Settings.of({"JOPTIMIZ_DATA": str(data)}), shelf, {}))


@pytest.fixture(scope="module")
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """A client of that application."""
    with TestClient(app) as client:
        yield client


def paths(app: Litestar) -> list[tuple[str, str]]:
    """Every method and path the application serves."""
    return [(method, route.path) for route in app.routes for method in sorted(getattr(route, "methods", ()))]


def test_every_route_declares_who_may_call_it(app: Litestar) -> None:
    """A route without an access class does not exist."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)]):
            assert handler.opt.get("access") in ACCESS, route.path


def test_no_answer_about_one_holds_a_word_of_another(app: Litestar, client: TestClient[Litestar]) -> None:
    """Each route that names a territory, asked about alpha, never mentions beta, and the other way round."""
    swept = 0
    for method, path in paths(app):
        if "{slug" not in path or method != "GET":
            continue
        for slug, other in (("alpha", "beta"), ("beta", "alpha")):
            answer = client.get(path.replace("{slug:str}", slug))
            assert answer.status_code == 200, path
            assert slug in answer.text
            assert other not in answer.text
            swept += 1
    assert swept >= 4


def test_ids_of_another_in_a_body_are_not_found(client: TestClient[Litestar]) -> None:
    """A zone of beta asked under alpha does not exist, by decision and by windows."""
    at = "2026-11-24T10:00:00+01:00"
    crossed = {"vehicle": {}, "territory": "alpha", "zone": "zone-beta"}
    assert client.post("/api/v1/decisions", json=crossed | {"at": at}).status_code == 404
    horizon = {"from": at, "to": "2026-11-25T10:00:00+01:00"}
    asked = {"vehicle": {}, "territory": "alpha", "zones": ["zone-beta"]} | horizon
    assert client.post("/api/v1/windows", json=asked).status_code == 404


def test_a_position_hears_only_those_who_cover_it(client: TestClient[Litestar]) -> None:
    """A decision in alpha cites alpha’s rulebook and order alone."""
    west, south = SQUARES["alpha"]
    case = {"vehicle": {}, "at": "2026-11-24T10:00:00+01:00", "position": [west + 0.01, south + 0.01]}
    answer = client.post("/api/v1/decisions", json=case)
    assert answer.json()["rulebooks"] == ["alpha@1"]
    assert "beta" not in answer.text


def test_unknown_territories_are_not_found(app: Litestar, client: TestClient[Litestar]) -> None:
    """A territory that does not exist is a 404 with a sentence, on every route that names one."""
    for method, path in paths(app):
        if "{slug" in path and method == "GET":
            answer = client.get(path.replace("{slug:str}", "gamma"))
            assert answer.status_code == 404, path
            assert answer.json()["code"] == "territory-unknown"


def test_every_answer_carries_the_security_headers(client: TestClient[Litestar]) -> None:
    """Pages, data and failures alike forbid other hosts and inline scripts."""
    for path in ("/healthz", "/api/v1/territories", "/schema", "/nowhere"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
