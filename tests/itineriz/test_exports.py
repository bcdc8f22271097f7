"""Exported files against independent readers: the GPX schema, and the words of RFC 7946."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import httpx
import numpy as np
import pytest
import shapely
import xmlschema
from litestar import Litestar
from litestar.datastructures import State

from itineriz.service import Routes
from itineriz.web import RouteController
from joptimiz.body import Reader
from joptimiz.problems import HANDLERS
from rules.model import GeoJSON

SCHEMA = xmlschema.XMLSchema(Path(__file__).resolve().parent / "gpx_1_1.xsd")
GPX = "{http://www.topografix.com/GPX/1/1}"
CENTRE: GeoJSON = {
    "type": "Polygon",
    "coordinates": [[[7.0165, 44.0098], [7.0227, 44.0098], [7.0227, 44.0182], [7.0165, 44.0182], [7.0165, 44.0098]]],
}
ALWAYS = "if: {gvw_kg: {gt: 3500}}"
RING = shapely.box(7.0098, 44.007, 7.0294, 44.021) - shapely.box(7.0154, 44.011, 7.0238, 44.017)
BODY = {
    "territory": "town",
    "vehicle": {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel"},
    "depart_at": "2026-11-24T10:00:00+01:00",
    "stops": [
        {"position": [7.00364, 44.014]},
        {"position": [7.0252, 44.006], "activity": "delivery", "stay_min": 10},
        {"position": [7.0252, 44.006], "activity": "pickup"},
        {"position": [7.03528, 44.014], "activity": "delivery"},
    ],
}


async def post(routes: Routes, path: str, body: object) -> httpx.Response:
    """What the room's door answers."""
    app = Litestar(
        [RouteController],
        state=State({"services": SimpleNamespace(routes=routes)}),
        exception_handlers=HANDLERS,
        dto=Reader,
    )
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # Litestar types its scope more narrowly
    async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as client:
        return await client.post(f"/api/v1/routes{path}", json=body)


def written(response: httpx.Response) -> str:
    """The XML of a file, without its declaration."""
    return response.content.decode().split("?>", 1)[1]


def moment(element: ET.Element) -> datetime:
    """When a GPX point is passed."""
    text = element.findtext(f"{GPX}time")
    assert text is not None
    return datetime.fromisoformat(text)


async def test_gpx_is_valid_and_tells_the_route(routes: Callable[..., Routes]) -> None:
    """Valid by the published schema; every point of the way, in time; stops at their hours; an entry an instruction."""
    open_routes = routes({"centre": (CENTRE, ALWAYS, "")})
    answer = (await post(open_routes, "", BODY)).json()
    response = await post(open_routes, "/export/gpx", BODY)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/gpx+xml"
    disposition = 'attachment; filename="trajet-town-2026-11-24-10h00.gpx"'
    assert response.headers["content-disposition"] == disposition
    assert list(SCHEMA.iter_errors(written(response))) == []
    root = ET.fromstring(response.content)
    track = root.findall(f"{GPX}trk/{GPX}trkseg/{GPX}trkpt")
    way = [[float(point.attrib["lon"]), float(point.attrib["lat"])] for point in track]
    assert np.allclose(way, answer["geometry"]["coordinates"], rtol=0, atol=1e-6)
    times = [moment(point) for point in track]
    assert times == sorted(times)
    assert times[0] == datetime.fromisoformat(answer["stops"][0]["arrive_at"])
    assert times[-1] == datetime.fromisoformat(answer["stops"][-1]["arrive_at"])
    stops = root.findall(f"{GPX}wpt")
    assert [moment(stop) for stop in stops] == [datetime.fromisoformat(each["arrive_at"]) for each in answer["stops"]]
    assert [stop.findtext(f"{GPX}name") for stop in stops] == [
        "Départ", "Arrêt n°\u00a02", "Arrêt n°\u00a03", "Arrivée"
    ]  # fmt: skip
    turns = [turn.findtext(f"{GPX}name") for turn in root.findall(f"{GPX}rte/{GPX}rtept")]
    assert turns == [each["text"] for each in answer["instructions"]]


async def test_geojson_is_what_rfc_7946_asks(routes: Callable[..., Routes]) -> None:
    """A collection of features with a bounding box, positions in degrees, no foreign system of reference."""
    open_routes = routes({"centre": (CENTRE, ALWAYS, "")})
    answer = (await post(open_routes, "", BODY)).json()
    response = await post(open_routes, "/export/geojson", BODY)
    assert response.headers["content-type"] == "application/geo+json"
    assert response.headers["content-disposition"].endswith('.geojson"')
    told = json.loads(response.text)
    assert (told["type"], "crs" in told) == ("FeatureCollection", False)
    for feature in told["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
    way, *stops = told["features"]
    line = shapely.from_geojson(json.dumps(way["geometry"]))
    assert line.geom_type == "LineString"
    assert told["bbox"] == pytest.approx(line.bounds)
    assert shapely.box(6.99, 43.99, 7.06, 44.06).contains(line)
    assert way["properties"]["zones_avoided"] == answer["zones_avoided"]
    assert way["properties"]["emissions"] == answer["emissions"]
    assert [stop["geometry"]["type"] for stop in stops] == ["Point"] * 4
    assert [stop["properties"]["arrive_at"] for stop in stops] == [each["arrive_at"] for each in answer["stops"]]


async def test_a_stop_that_is_not_served_is_exported_as_such(routes: Callable[..., Routes]) -> None:
    """The way to the last legal point is worth having; the file says the stop is not served."""
    body = {**BODY, "stops": [BODY["stops"][0], {"position": [7.0196, 44.0146], "activity": "delivery"}]}  # type: ignore[index]
    open_routes = routes({"centre": (CENTRE, ALWAYS, "")})
    gpx = await post(open_routes, "/export/gpx", body)
    assert gpx.status_code == 200
    assert list(SCHEMA.iter_errors(written(gpx))) == []
    assert "Arrêt non servi" in gpx.text
    geojson = (await post(open_routes, "/export/geojson", body)).json()
    assert geojson["features"][0]["properties"]["feasible"] is False
    assert geojson["features"][2]["properties"]["served"] is False


@pytest.mark.parametrize("kind", ["gpx", "geojson"])
async def test_no_way_is_no_file(routes: Callable[..., Routes], kind: str) -> None:
    """Never an empty file: a problem in French with the reason."""
    body = {**BODY, "stops": [BODY["stops"][0], {"position": [7.0196, 44.014]}]}  # type: ignore[index]
    response = await post(routes({"ring": (shapely.geometry.mapping(RING), ALWAYS, "")}), f"/export/{kind}", body)
    assert response.status_code == 409
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.json()["code"] == "route-none"
    assert "Zone ring" in response.json()["detail"]


@pytest.mark.parametrize("kind", ["gpx", "geojson"])
async def test_bad_requests_are_told_whole(routes: Callable[..., Routes], kind: str) -> None:
    """All the problems at once, each with its pointer; unknown streets are a 404."""
    bad = {**BODY, "depart_at": "2026-11-24T10:00:00", "vehicle": {"gvw_kg": 90_000}, "stop": []}
    response = await post(routes({}), f"/export/{kind}", bad)
    assert response.status_code == 422
    pointers = {problem["pointer"] for problem in response.json()["problems"]}
    assert {"/depart_at", "/vehicle/gvw_kg", "/stop"} <= pointers
    assert (await post(routes({}), f"/export/{kind}", {**BODY, "territory": "ailleurs"})).status_code == 404
