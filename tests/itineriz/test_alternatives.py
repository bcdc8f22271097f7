"""The other ways to make a trip, in a made-up town: each is a route of its own, merged and ranked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.datastructures import State

from itineriz.core import Alternative, Change, Demand, LineString, Stop, ranked
from itineriz.service import Offer, Routes
from itineriz.web import RouteController
from joptimiz.body import Reader
from joptimiz.problems import HANDLERS
from rules.model import Facts, GeoJSON, Right

TEN = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel"}
HEAVY = "if: {gvw_kg: {gt: 3500}}"
OLD = "if: {critair: {gte: 3}}"
BY_RIGHT = "if: {right: {has: artisan}}"
BY_COUNTED_RIGHT = "if: {right: {has: urgence}}"
EVENINGS = 'if: {activity: {in: [delivery]}}\n    when: {time: "18:00-22:00"}'


def at(column: float, row: float) -> tuple[float, float]:
    """The position of a crossing, or between crossings."""
    return 7.0 + 0.0028 * column, 44.0 + 0.002 * row


CORNERS = [at(5.9, 4.9), at(8.1, 4.9), at(8.1, 9.1), at(5.9, 9.1), at(5.9, 4.9)]
CENTRE: GeoJSON = {"type": "Polygon", "coordinates": [[list(corner) for corner in CORNERS]]}
WEST, EAST, INSIDE = Stop(at(1.3, 7)), Stop(at(12.6, 7)), Stop(at(7, 7.3), "delivery")


def ask(*stops: Stop, facts: Facts = LORRY) -> Demand:
    """A demand in the town."""
    return Demand("town", facts, TEN, stops)


def by_kind(found: tuple[Alternative, ...]) -> dict[str, Alternative]:
    """The first of each kind."""
    return {each.kind: each for each in reversed(found)}


async def test_cleaner_ways_come_first(routes: Callable[..., Routes]) -> None:
    """In an open town: feasible all, by greenhouse gas; the shortest is the way asked for and is not told twice."""
    found = await routes({}).alternatives(ask(WEST, EAST), ())
    kinds = [each.kind for each in found]
    assert kinds[-1] == "as_asked"
    assert "shortest" not in kinds
    assert kinds.count("vehicle") == 2
    gas = [each.co2e_g for each in found]
    assert None not in gas
    assert gas == sorted(gas, key=lambda grams: grams or 0)
    electric = next(each for each in found if each.label == "Avec un fourgon électrique")
    assert electric.change.vehicle is not None
    assert electric.change.vehicle["energy"] == "electric"


async def test_each_alternative_is_the_route_of_its_change(routes: Callable[..., Routes]) -> None:
    """Asked again with its change, the route is the same: nothing is told that was not proved."""
    open_routes = routes({"centre": (CENTRE, HEAVY, BY_RIGHT)})
    demand = ask(WEST, EAST)
    for each in await open_routes.alternatives(demand, ()):
        if each.kind == "cargo_bike":
            continue
        held = tuple(Right(one.kind, one.territory, days_left=one.days_left) for one in each.change.rights or ())
        changed = Demand(
            "town",
            each.change.vehicle or LORRY,
            each.change.depart_at or TEN,
            demand.stops,
            held,
            each.kind == "shortest",
        )
        again = await open_routes.find(changed, advised=False)
        assert (again.feasible, again.geometry, again.distance_m) == (each.feasible, each.geometry, each.distance_m)


async def test_a_right_opens_the_way(routes: Callable[..., Routes]) -> None:
    """The derogation that exists here is named with its order, and its way is the straight one."""
    found = by_kind(await routes({"centre": (CENTRE, HEAVY, BY_RIGHT)}).alternatives(ask(WEST, EAST), ()))
    right, asked = found["right"], found["as_asked"]
    assert right.change.rights is not None
    assert [(one.kind, one.territory, one.order, one.article) for one in right.change.rights] == [
        ("artisan", "town", "O-1", "6")
    ]
    assert right.label == "Avec la dérogation artisan"
    assert "À demander" in right.message
    assert right.distance_m is not None
    assert asked.distance_m is not None
    assert right.distance_m < asked.distance_m


async def test_a_right_counted_in_days_serves_a_refused_stop(routes: Callable[..., Routes]) -> None:
    """It is granted with its days, without which it would not be known to hold."""
    found = await routes({"centre": (CENTRE, HEAVY, BY_COUNTED_RIGHT)}).alternatives(ask(WEST, INSIDE), ())
    right = by_kind(found)["right"]
    assert right.feasible
    assert right.change.rights is not None
    assert right.change.rights[0].days_left == 10
    assert not by_kind(found)["as_asked"].feasible


async def test_a_later_departure_serves_the_stop(routes: Callable[..., Routes]) -> None:
    """Deliveries open at 18 h: leaving then is feasible, and comes before what is not."""
    found = await routes({"centre": (CENTRE, HEAVY, EVENINGS)}).alternatives(ask(WEST, INSIDE), ())
    later = by_kind(found)["later"]
    assert later.feasible
    assert later.change.depart_at is not None
    assert TEN < later.change.depart_at <= TEN.replace(hour=18, minute=30)
    assert later.label.startswith("Partir à 1")
    assert found[-1].kind == "as_asked"


async def test_a_cleaner_vehicle_serves_the_stop(routes: Callable[..., Routes]) -> None:
    """A zone closed by Crit'Air: the electric van goes in and says so."""
    found = await routes({"centre": (CENTRE, OLD, "")}).alternatives(ask(WEST, INSIDE), ())
    vehicle = by_kind(found)["vehicle"]
    assert (vehicle.feasible, vehicle.label) == (True, "Avec un fourgon électrique")
    assert vehicle.message.startswith("Tous les arrêts sont servis.")


async def test_vehicles_of_the_caller_are_told_even_when_no_better(routes: Callable[..., Routes]) -> None:
    """They were asked about; the house's own are then left out."""
    heavier = Offer("un porteur de 19\u00a0t", {"category": "N3", "gvw_kg": 19_000, "critair": "3", "energy": "diesel"})
    found = await routes({"centre": (CENTRE, HEAVY, "")}).alternatives(ask(WEST, INSIDE), (heavier,))
    (vehicle,) = [each for each in found if each.kind == "vehicle"]
    assert (vehicle.label, vehicle.feasible) == ("Avec un porteur de 19\u00a0t", False)
    assert vehicle.message


async def test_a_cargo_bike_within_reach(routes: Callable[..., Routes]) -> None:
    """Through the zone closed by weight, since a cycle has none; but then not verified."""
    found = by_kind(await routes({"centre": (CENTRE, HEAVY, "")}).alternatives(ask(WEST, INSIDE), ()))
    bike = found["cargo_bike"]
    assert (bike.feasible, bike.unverified, bike.co2e_g) == (True, True, 0)
    assert "à vérifier pour un cycle" in bike.message
    open_town = by_kind(await routes({}).alternatives(ask(WEST, EAST), ()))
    assert not open_town["cargo_bike"].unverified


async def test_no_cargo_bike_where_everything_is_shut_or_far(routes: Callable[..., Routes]) -> None:
    """A zone shut to whatever comes binds a cycle too; so does distance."""
    shut = await routes({"centre": (CENTRE, 'when: {time: "05:00-23:00"}', "")}).alternatives(ask(WEST, INSIDE), ())
    assert "cargo_bike" not in by_kind(shut)
    far = await routes({}).alternatives(ask(WEST, EAST, WEST, EAST), ())
    assert "cargo_bike" not in by_kind(far)


async def test_dangerous_goods_go_with_the_vehicle(routes: Callable[..., Routes]) -> None:
    """The house's vans carry the same load, a caller's own what it says; no bike carries it, nor ends the way."""
    marked = {**LORRY, "dangerous_goods": "adr"}
    open_routes = routes({"centre": (CENTRE, HEAVY, "")})
    found = await open_routes.alternatives(ask(WEST, INSIDE, facts=marked), ())
    loads = [each.change.vehicle.get("dangerous_goods") for each in found if each.change.vehicle]
    assert loads == ["adr"] * len(loads)
    assert loads
    assert "cargo_bike" not in by_kind(found)
    assert (await open_routes.find(ask(WEST, INSIDE, facts=marked))).stops[1].handover is None
    assert (await open_routes.find(ask(WEST, INSIDE))).stops[1].handover is not None
    own = await open_routes.alternatives(ask(WEST, INSIDE, facts=marked), (Offer("le mien", LORRY),))
    assert [each.change.vehicle for each in own if each.change.vehicle] == [LORRY]


def made(kind: str, gas: int | None, feasible: bool, way: int) -> Alternative:
    """An alternative of which only what ranks it counts."""
    line = LineString([(7.0, 44.0), (7.0 + way, 44.0)])
    return Alternative(
        kind, "", "", TEN, TEN + timedelta(hours=1), feasible, False, way, way, gas, line, Change()  # type: ignore[arg-type]
    )  # fmt: skip


@given(
    st.lists(
        st.builds(
            made,
            st.sampled_from(["as_asked", "shortest", "right"]),
            st.none() | st.integers(0, 9),
            st.booleans(),
            st.integers(1, 3),
        ),
        max_size=8,
    )
)
def test_ranking_keeps_each_way_once(found: list[Alternative]) -> None:
    """Feasible first, unknown gas last, no two alike, none invented, every way still there."""
    told = ranked(found)
    ways = [(each.geometry.coordinates[-1], each.feasible) for each in told if each.geometry]
    assert len(set(ways)) == len(ways)
    assert set(ways) == {(each.geometry.coordinates[-1], each.feasible) for each in found if each.geometry}
    keys = [(not each.feasible, each.co2e_g is None, each.co2e_g or 0) for each in told]
    assert keys == sorted(keys)
    assert all(each in found for each in told)


BODY = {
    "territory": "town",
    "vehicle": dict(LORRY),
    "depart_at": "2026-11-24T10:00:00+01:00",
    "stops": [{"position": list(WEST.position)}, {"position": list(INSIDE.position), "activity": "delivery"}],
}


async def call(routes: Routes, body: object = None) -> httpx.Response:
    """What the room's door answers; its contract without a body."""
    state = State({"services": SimpleNamespace(routes=routes)})
    app = Litestar([RouteController], state=state, exception_handlers=HANDLERS, dto=Reader)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # Litestar types its scope more narrowly
    async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as client:
        if body is None:
            return await client.get("/schema/openapi.json")
        return await client.post("/api/v1/routes/alternatives", json=body)


async def test_the_door_has_the_agreed_shape(routes: Callable[..., Routes]) -> None:
    """Field by field; a change can be put back in a request as it is."""
    open_routes = routes({"centre": (CENTRE, OLD, BY_RIGHT)})
    response = await call(open_routes, BODY)
    assert response.status_code == 200
    told = response.json()["alternatives"]
    for each in told:
        assert set(each) == {
            "kind", "label", "message", "depart_at", "arrive_at", "feasible", "unverified", "distance_m", "duration_s",
            "co2e_g", "geometry", "change",
        }  # fmt: skip
        assert set(each["change"]) == {"depart_at", "vehicle", "rights"}
        assert each["depart_at"].endswith("+01:00")
    vehicle = next(each for each in told if each["kind"] == "vehicle")["change"]["vehicle"]
    again = await call(open_routes, {**BODY, "vehicle": vehicle})
    assert next(each for each in again.json()["alternatives"] if each["kind"] == "as_asked")["feasible"]


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"vehicles": [{"label": "", "vehicle": {"gvw_kg": 0}}]}, {"/vehicles/0/label", "/vehicles/0/vehicle/gvw_kg"}),
        ({"vehicles": [{"label": "x"}] * 7}, {"/vehicles", "/vehicles/0/vehicle"}),
        ({"depart_at": "demain", "stops": []}, {"/depart_at", "/stops"}),
        ({"vehicule": {}}, {"/vehicule"}),
    ],
)
async def test_wrong_requests_are_told_whole(
    routes: Callable[..., Routes], change: dict[str, object], pointers: set[str]
) -> None:
    """All the problems at once, each with its pointer."""
    response = await call(routes({}), {**BODY, **change})
    assert response.status_code == 422
    assert {problem["pointer"] for problem in response.json()["problems"]} >= pointers


async def test_streets_of_nowhere(routes: Callable[..., Routes]) -> None:
    """Streets nobody loaded are a 404."""
    response = await call(routes({}), {**BODY, "territory": "ailleurs"})
    assert (response.status_code, response.json()["code"]) == (404, "streets-unknown")


async def test_every_door_is_described_in_french(routes: Callable[..., Routes]) -> None:
    """Each route has its summary and its description, each file its media type."""
    schema = (await call(routes({}))).json()
    for path, media in (
        ("hours", "application/json"),
        ("alternatives", "application/json"),
        ("export/gpx", "application/gpx+xml"),
        ("export/geojson", "application/geo+json"),
    ):
        operation = schema["paths"][f"/api/v1/routes/{path}"]["post"]
        assert operation["summary"]
        assert len(operation["description"]) > 60
        assert media in operation["responses"]["200"]["content"]
