"""`POST /api/v1/routes` as a caller sees it."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State

from itineriz.service import Routes
from itineriz.web import RouteController
from joptimiz.body import Reader
from joptimiz.problems import HANDLERS
from rules.model import GeoJSON

CENTRE: GeoJSON = {
    "type": "Polygon",
    "coordinates": [[[7.0165, 44.0098], [7.0227, 44.0098], [7.0227, 44.0182], [7.0165, 44.0182], [7.0165, 44.0098]]],
}
BODY = {
    "territory": "town",
    "vehicle": {"category": "N2", "gvw_kg": 7500, "critair": "3", "length_cm": 700, "height_cm": 300},
    "depart_at": "2026-11-24T10:00:00+01:00",
    "stops": [{"position": [7.00364, 44.014]}, {"position": [7.03528, 44.014], "activity": "delivery"}],
    "rights": [],
}


def client_of(routes: Routes) -> httpx.AsyncClient:
    """A client at the room's door alone, with the product's reader and problem details.

    In this very event loop, to which the router belongs.
    """
    state = State({"services": SimpleNamespace(routes=routes)})
    app = Litestar([RouteController], state=state, exception_handlers=HANDLERS, dto=Reader)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # Litestar types its scope more narrowly
    return httpx.AsyncClient(transport=transport, base_url="http://town.test")


async def test_answer_has_the_agreed_shape(routes: Callable[..., Routes]) -> None:
    """Field by field what DESIGN §12 promises; times carry the territory's offset."""
    async with client_of(routes({"centre": (CENTRE, 'when: {time: "05:00-23:00"}', "")})) as client:
        response = await client.post("/api/v1/routes", json=BODY)
    assert response.status_code == 200
    answer = response.json()
    assert set(answer) == {
        "feasible", "rulebooks", "geometry", "distance_m", "duration_s", "instructions", "stops", "zones_crossed",
        "zones_avoided", "next_departure", "unverified", "why", "trials", "advice", "emissions", "notices",
    }  # fmt: skip
    assert (answer["feasible"], answer["rulebooks"]) == (True, ["town@1"])
    assert answer["geometry"]["type"] == "LineString"
    assert len(answer["geometry"]["coordinates"][0]) == 2
    assert isinstance(answer["distance_m"], int)
    assert answer["instructions"][0]["text"].startswith("Conduisez vers l’est")
    stop = answer["stops"][1]
    assert (stop["served"], stop["verdict"], stop["snapped_m"]) == (True, "allowed", 0)
    arrival = datetime.fromisoformat(stop["arrive_at"])
    assert stop["arrive_at"].endswith("+01:00")
    assert (arrival - datetime.fromisoformat(BODY["depart_at"])).total_seconds() == answer["duration_s"]  # type: ignore[arg-type]
    avoided = answer["zones_avoided"][0]
    assert (avoided["territory"], avoided["zone"], avoided["article"]) == ("town", "centre", "2")
    assert avoided["extra_m"] > 1000


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"depart_at": "2026-11-24T10:00:00"}, "/depart_at"),
        ({"depart_at": "2026-02-30T10:00:00+01:00"}, "/depart_at"),
        ({"vehicle": {"gvw_kg": 90_000}}, "/vehicle/gvw_kg"),
        ({"stops": [BODY["stops"][0]]}, "/stops"),  # type: ignore[index]
        ({"stops": [{"position": [7.0]}, {"position": [7.03, 44.01]}]}, "/stops/0/position"),
        ({"stops": [{"position": [7.0, 44.0]}, {"position": [2.35, 48.85]}]}, "/stops/1/position"),
        ({"vehicule": {}}, "/vehicule"),
    ],
)
async def test_bad_requests_point_at_the_field(
    routes: Callable[..., Routes], change: dict[str, object], pointer: str
) -> None:
    """A bad field is a problem document with its pointer, in French."""
    async with client_of(routes({})) as client:
        response = await client.post("/api/v1/routes", json={**BODY, **change})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")
    assert pointer in [problem["pointer"] for problem in response.json()["problems"]]


@pytest.mark.parametrize("door", ["", "/hours", "/alternatives", "/export/gpx", "/export/geojson"])
async def test_a_right_that_ends_before_it_starts_is_told_with_the_rest(
    routes: Callable[..., Routes], door: str
) -> None:
    """« to » is the day after the last: the same day, or one before, points at it, beside what else is wrong."""
    held = [
        {"kind": "urgence", "territory": "town", "from": "2026-11-02", "to": to} for to in ("2026-11-03", "2026-11-02")
    ]
    stops = [{"position": [7.0, 44.0]}, {"position": [2.35, 48.85]}]
    body: dict[str, object] = {**BODY, "rights": held, "stops": stops}
    if door == "/hours":
        body |= {"from": body.pop("depart_at"), "to": "2026-11-25T10:00:00+01:00"}
    async with client_of(routes({})) as client:
        response = await client.post(f"/api/v1/routes{door}", json=body)
    assert response.status_code == 422
    problems = response.json()["problems"]
    assert [problem["pointer"] for problem in problems] == ["/rights/1/to", "/stops/1/position"]
    assert "n’a aucun jour" in problems[0]["message"]
    assert "lendemain du dernier jour" in problems[0]["hint"]


async def test_unknown_territory_is_not_found(routes: Callable[..., Routes]) -> None:
    """Streets nobody loaded are a 404."""
    async with client_of(routes({})) as client:
        response = await client.post("/api/v1/routes", json={**BODY, "territory": "ailleurs"})
    assert (response.status_code, response.json()["code"]) == (404, "streets-unknown")


async def test_openapi_describes_the_door(routes: Callable[..., Routes]) -> None:
    """The schema names the request and the answer."""
    async with client_of(routes({})) as client:
        schema = (await client.get("/schema/openapi.json")).json()
    operation = schema["paths"]["/api/v1/routes"]["post"]
    assert "feasible" in operation["description"]
    assert {"RouteIn", "RouteAnswer"} <= {name.split(".")[-1] for name in schema["components"]["schemas"]} | {
        name.split("_")[-1] for name in schema["components"]["schemas"]
    }
