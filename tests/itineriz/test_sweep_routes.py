"""No answer on one territory's streets holds a word of another's rulebook, whichever door is asked."""

from collections.abc import Callable
from types import SimpleNamespace

import httpx
from litestar import Litestar
from litestar.datastructures import State

from itineriz.service import Routes
from itineriz.web import RouteController
from joptimiz.body import Reader
from joptimiz.problems import HANDLERS
from rules.model import GeoJSON
from tenants.snapshot import Rulebook

HEAVY = "if: {gvw_kg: {gt: 3500}}"
BY_RIGHT = "if: {right: {has: artisan}}"
BODY: dict[str, object] = {
    "territory": "town",
    "vehicle": {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel"},
    "depart_at": "2026-11-24T10:00:00+01:00",
    "stops": [
        {"position": [7.00364, 44.014]},
        {"position": [7.0196, 44.0146], "activity": "delivery"},
        {"position": [7.03528, 44.014], "activity": "delivery"},
    ],
    "rights": [{"kind": "urgence", "territory": "bourdon", "days_left": 3}],
}
HOURS = {"from": "2026-11-23T00:00:00+01:00", "to": "2026-11-30T00:00:00+01:00"}
DOORS = {"", "/hours", "/alternatives", "/export/gpx", "/export/geojson"}


def square(west: float, south: float) -> GeoJSON:
    """About 500 m on each side."""
    east, north = west + 0.0062, south + 0.0084
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


async def test_every_door_keeps_to_the_rulebooks_of_its_streets(
    routes: Callable[..., Routes], rulebook: Callable[..., Rulebook]
) -> None:
    """Each POST the room serves, found from its routes: the rulebook of elsewhere is never cited, the own one is."""
    elsewhere = rulebook("bourdon", {"zone-bourdon": (square(5.7, 45.1), HEAVY, BY_RIGHT)}, square(5.6, 45.0))
    streets = routes({"centre": (square(7.0165, 44.0098), HEAVY, BY_RIGHT)}, elsewhere)
    app = Litestar(
        [RouteController],
        state=State({"services": SimpleNamespace(routes=streets)}),
        exception_handlers=HANDLERS,
        dto=Reader,
    )
    doors = {route.path for route in app.routes if "POST" in getattr(route, "methods", ())}
    assert doors == {f"/api/v1/routes{door}" for door in DOORS}
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # Litestar types its scope more narrowly
    async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as client:
        for door in sorted(doors):
            body = {name: value for name, value in BODY.items() if name != "depart_at"} | HOURS
            answer = await client.post(door, json=body if door.endswith("/hours") else BODY)
            assert answer.status_code == 200, (door, answer.text)
            assert "bourdon" not in answer.text, door
            # The ways compared say what changes, not through which zones they go.
            assert "centre" in answer.text or door.endswith("/alternatives"), door
