"""`POST /api/v1/routes` while the router dies: a right answer, or a clear 503 that says when to ask again."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from types import SimpleNamespace

import httpx
from litestar import Litestar
from litestar.datastructures import State

from connectors.valhalla import Router
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
ROUND_M = 3869
PER_SECOND = 20


async def test_killed_under_load(routes: Callable[..., Routes], router: Router) -> None:
    """Every process killed at once under twenty requests a second: nothing wrong, nothing unclear, soon back."""
    state = State({"services": SimpleNamespace(routes=routes({"centre": (CENTRE, 'when: {time: "05:00-23:00"}', "")}))})
    app = Litestar([RouteController], state=state, exception_handlers=HANDLERS, dto=Reader)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # Litestar types its scope more narrowly
    async with httpx.AsyncClient(transport=transport, base_url="http://town.test", timeout=60) as client:
        assert (await client.post("/api/v1/routes", json=BODY)).json()["distance_m"] == ROUND_M

        async def one() -> tuple[float, httpx.Response]:
            response = await client.post("/api/v1/routes", json=BODY)
            return time.monotonic(), response

        asked = []
        killed_at = 0.0
        for number in range(3 * PER_SECOND):
            asked.append(asyncio.create_task(one()))
            if number == PER_SECOND:
                killed_at = time.monotonic()
                for pid in router.pids:
                    os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(1 / PER_SECOND)
        answers = await asyncio.gather(*asked)
        for at, response in answers:
            if response.status_code == 200:
                assert response.json()["distance_m"] == ROUND_M
                continue
            assert response.status_code == 503
            assert int(response.headers["Retry-After"]) >= 1
            # On a slow machine twenty a second may be too many at any time: that is said too.
            assert response.json()["code"] == "router_busy" or at < killed_at + 5
        assert (await client.post("/api/v1/routes", json=BODY)).json()["distance_m"] == ROUND_M


async def test_stopped_router_is_said(routes: Callable[..., Routes], router: Router) -> None:
    """Health tells what is wrong in French while nothing can answer, and nothing once it can."""
    service = routes({})
    assert service.trouble() is None
    await router.stop()
    try:
        assert service.trouble() == "le calcul d’itinéraires est arrêté"
    finally:
        await router.start()
    assert service.trouble() is None
