"""Addresses over HTTP: GeoCodeJSON, and a clear answer to whatever is asked."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import shapely

from connectors.addresses import AddressBook
from connectors.graph import Sources, Store, build_graph
from joptimiz.app import create_app
from joptimiz.wiring import wire
from rules.compiler import compile_bundle
from rules.model import Source
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.snapshot import Rulebook, Snapshot

TERRITORY = """
schema: joptimiz/territory@1
slug: {slug}
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
coverage: zones/all.geojson
holidays: {{source: aucun, dates: {{}}}}
"""
RULES = """
schema: joptimiz/rules@1
orders:
  O-1: {title: Essai, status: demonstration}
zones:
  z: {kind: ztl, name: Zone, geometry: zones/all.geojson}
rules:
  - {id: r, do: prohibit, zones: [z], order: O-1, article: "1"}
"""
BUILT = datetime(2026, 11, 20, tzinfo=UTC)
RING = [[7.40, 43.72], [7.45, 43.72], [7.45, 43.76], [7.40, 43.76], [7.40, 43.72]]


def rulebook(slug: str) -> Rulebook:
    """A territory with one zone."""
    sources = [Source("territory.yaml", TERRITORY.format(slug=slug)), Source("rules/r.yaml", RULES)]
    shapes = {"zones/all.geojson": {"type": "Polygon", "coordinates": [RING]}}
    return Rulebook(slug, 1, compile_bundle(sources, shapes))


@pytest.fixture(scope="module")
async def client(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Two territories: `riviera` has its addresses, `lozere` has none."""
    data = tmp_path_factory.mktemp("data")
    sources = Sources("riviera", shapely.Polygon(RING), extract)
    build_graph(Store(data / "tiles/riviera"), sources, now=BUILT, progress=lambda _said, _share: None)
    books = {slug: rulebook(slug) for slug in ("riviera", "lozere")}
    services = wire(Settings.of({"JOPTIMIZ_DATA": str(data)}), Shelf(Snapshot.of(books)))
    await services.graphs.start()
    # Litestar tells its messages apart more finely than httpx asks.
    transport = httpx.ASGITransport(create_app(services))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://addresses") as client:
        yield client
    services.graphs.stop()
    services.addresses.close()


async def search(client: httpx.AsyncClient, **params: str | float) -> httpx.Response:
    return await client.get("/api/v1/addresses", params=params)


async def test_an_address_is_geocodejson(client: httpx.AsyncClient) -> None:
    """Every field promised, and the credit."""
    answer = await search(client, q="6 q antoine premier", territory="riviera", limit=1)
    assert answer.headers["content-type"].startswith("application/geo+json")
    told = answer.json()
    (feature,) = told.pop("features")
    assert told == {
        "type": "FeatureCollection", "version": "0.1.0", "note": None,
        "attribution": "© les contributeurs d’OpenStreetMap, ODbL",
    }  # fmt: skip
    assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "Point")
    lon, lat = feature["geometry"]["coordinates"]
    assert 7.41 < lon < 7.43
    assert 43.72 < lat < 43.74
    assert feature["properties"] == {
        "label": "6 Quai Antoine 1er 98000 Monaco", "name": "6 Quai Antoine 1er", "type": "housenumber",
        "accuracy": "numéro", "score": 1.0, "source": "osm", "housenumber": "6", "street": "Quai Antoine 1er",
        "postcode": "98000", "city": "Monaco", "citycode": None, "distance_m": None, "between": None,
    }  # fmt: skip
    back = await client.get("/api/v1/addresses/reverse", params={"lon": lon, "lat": lat, "territory": "riviera"})
    (nearest,) = back.json()["features"]
    assert (nearest["properties"]["label"], nearest["properties"]["distance_m"]) == (
        "6 Quai Antoine 1er 98000 Monaco", 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "a", "ru", "  ", "1 2", "🚚🚚🚚", "\0\0\0\0", "zzyzx qqqqqq", "'; DROP TABLE place; --", "\"*\" NEAR(a b)",
     "%%%", "١٢٣"],
)  # fmt: skip
async def test_nothing_to_find_is_an_empty_list(client: httpx.AsyncClient, text: str) -> None:
    """Not an error; a hostile text finds nothing that is like it."""
    answer = await search(client, q=text, territory="riviera")
    assert answer.status_code == 200
    assert [each for each in answer.json()["features"] if each["properties"]["score"] > 0.8] == []


async def test_without_an_index_it_says_so(client: httpx.AsyncClient) -> None:
    told = (await search(client, q="rue grimaldi", territory="lozere")).json()
    assert told["features"] == []
    assert "pas installées" in told["note"]
    back = await client.get("/api/v1/addresses/reverse", params={"lon": 0, "lat": 0, "territory": "lozere"})
    assert "pas installées" in back.json()["note"]


async def test_a_broken_index_is_no_failure(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """The reader is told whom to warn, not where the file is."""
    (tmp_path / "a.sqlite").write_bytes(b"bonjour" * 500)
    found = await AddressBook(lambda _slug: tmp_path / "a.sqlite").search("riviera", "rue grimaldi", 5)
    assert found.addresses == []
    assert found.note is not None
    assert "a.sqlite" not in found.note
    assert "a.sqlite" in str(found.broken)


async def test_an_unknown_territory_is_not_found(client: httpx.AsyncClient) -> None:
    """With the one that was probably meant."""
    for path in ("", "/reverse"):
        params = {"q": "rue grimaldi", "territory": "rivera", "lon": "7.4", "lat": "43.7"}
        answer = await client.get(f"/api/v1/addresses{path}", params=params)
        assert (answer.status_code, answer.json()["code"]) == (404, "territory-unknown")
        assert "riviera" in answer.json()["detail"]
    hostile = await search(client, q="rue grimaldi", territory="../../../etc/passwd")
    assert hostile.status_code == 404


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({}, ["field-missing", "field-missing"]),
        ({"q": "x" * 10_000}, ["field-missing", "text-too-long"]),
        ({"q": "rue", "territory": "riviera", "limit": "0"}, ["limit-range"]),
        ({"q": "rue", "territory": "riviera", "limit": "10000"}, ["limit-range"]),
        ({"q": "rue", "territory": "riviera", "lon": "7"}, ["position-half"]),
        ({"q": "rue", "territory": "riviera", "lon": "700", "lat": "7"}, ["position-range"]),
        ({"q": "rue", "territory": "riviera", "lon": "nan", "lat": "7"}, ["position-range"]),
    ],
)
async def test_a_wrong_question_is_refused_in_french(
    client: httpx.AsyncClient, params: dict[str, str], codes: list[str]
) -> None:
    """All its problems at once."""
    answer = await search(client, **params)
    assert answer.status_code == 422
    assert [problem["code"] for problem in answer.json()["problems"]] == codes


async def test_parameters_that_are_no_numbers_are_told_with_what_is_wanted(client: httpx.AsyncClient) -> None:
    """Each of them, pointed at."""
    answer = await search(client, q="rue", territory="riviera", limit="beaucoup", lon="7,42", lat="")
    assert answer.status_code == 400
    assert "« limit »" in answer.json()["detail"]
    assert {problem["pointer"]: problem["hint"] for problem in answer.json()["problems"]} == {
        "/limit": "Donnez un nombre entier.",
        "/lon": "Donnez un nombre, avec un point : 7.42.",
        "/lat": "Donnez un nombre, avec un point : 7.42.",
    }


async def test_a_wrong_method_is_told_with_the_right_ones(client: httpx.AsyncClient) -> None:
    """In the header and in the sentence."""
    answer = await client.delete("/api/v1/addresses")
    assert (answer.status_code, "GET" in answer.headers["allow"]) == (405, True)
    assert answer.json()["detail"] == f"Méthodes acceptées : {answer.headers['allow']}."


async def test_a_position_outside_is_allowed(client: httpx.AsyncClient) -> None:
    """Nothing is known there: an empty list."""
    answer = await client.get("/api/v1/addresses/reverse", params={"lon": 5.7, "lat": 45.2, "territory": "riviera"})
    assert (answer.status_code, answer.json()["features"]) == (200, [])


def test_the_online_source_is_asked_for_by_its_name() -> None:
    """Off unless named; a wrong name is said at the start."""
    assert not Settings.of({}).geocoder
    assert Settings.of({"JOPTIMIZ_GEOCODER": "geoplateforme"}).geocoder
    with pytest.raises(ValueError, match="geoplateforme"):
        Settings.of({"JOPTIMIZ_GEOCODER": "google"})
