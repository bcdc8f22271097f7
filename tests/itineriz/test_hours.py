"""The week of a trip in a made-up town, against asking for the route at each of those hours."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State

from connectors.valhalla import Router, prepare_tileset
from itineriz.core import Barring, Demand, RouteAnswer, Spell, Stop
from itineriz.service import Routes, Week
from itineriz.web import RouteController
from joptimiz.body import Reader
from joptimiz.problems import HANDLERS
from rules.model import Facts, GeoJSON, Verdict
from tenants.snapshot import Rulebook, Snapshot

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, tzinfo=PARIS)
MINUTE = timedelta(minutes=1)
LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel"}
CLOSED = 'when: {time: "05:00-23:00"}'
MORNINGS = 'if: {activity: {in: [delivery]}}\n    when: {time: "06:00-11:00"}'
TOWN = ("town", "centre")


def at(column: float, row: float) -> tuple[float, float]:
    """The position of a crossing, or between crossings."""
    return 7.0 + 0.0028 * column, 44.0 + 0.002 * row


def box(west: float, south: float, east: float, north: float) -> GeoJSON:
    """A rectangle in streets."""
    corners = [at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)]
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}


CENTRE = box(5.9, 4.9, 8.1, 9.1)
WEST, EAST, INSIDE = Stop(at(1.3, 7)), Stop(at(12.6, 7)), Stop(at(7, 7.3), "delivery")
FROM = at(1.3, 7)


def trip(*stops: Stop, start: datetime = MONDAY, facts: Facts = LORRY) -> Demand:
    """A demand in the town."""
    return Demand("town", facts, start, stops)


async def week(routes: Routes, demand: Demand, days: float = 7) -> Week:
    """So many days from its departure on, by the clock of UTC."""
    return await routes.hours(demand, (demand.depart_at.astimezone(UTC) + timedelta(days=days)))


def state_of(answer: RouteAnswer) -> str:
    """What a route, asked for at one hour, says of it."""
    refused = {stop.verdict for stop in answer.stops if not stop.served}
    if refused:
        return "refused" if "forbidden" in refused else "unknown"
    return "detour" if answer.zones_avoided else "free"


def state_at(told: Week, instant: datetime) -> Spell:
    """The spell that holds an instant."""
    return next(spell for spell in told.spells if spell.start <= instant < spell.end)


async def agree(routes: Routes, demand: Demand, told: Week, seed: int) -> None:
    """At each boundary, a minute before and after, and at random minutes, the route says the same."""
    dice = random.Random(seed)
    bounds = [spell.start for spell in told.spells[1:]]
    instants = {
        at + shift for at in dice.sample(bounds, min(8, len(bounds))) for shift in (-MINUTE, 0 * MINUTE, MINUTE)
    }
    whole = (told.spells[-1].end - told.spells[0].start) // MINUTE
    instants |= {told.spells[0].start + dice.randrange(whole) * MINUTE for _ in range(8)}
    for instant in sorted(instants):
        asked = Demand(demand.territory, demand.facts, instant, demand.stops, demand.rights)
        answer = await routes.find(asked, advised=False)
        assert state_at(told, instant).state == state_of(answer), instant


async def test_a_zone_on_the_way(routes: Callable[..., Routes]) -> None:
    """Every night it may be crossed: until it closes on who is inside, from when it opens to who enters."""
    open_routes = routes({"centre": (CENTRE, CLOSED, "")})
    told = await week(open_routes, trip(WEST, EAST))
    assert [spell.state for spell in told.spells] == ["free", "detour"] * 7 + ["free"]
    assert (told.spells[0].start, told.spells[-1].end) == (MONDAY, MONDAY + timedelta(days=7))
    assert told.spells[1].zones == (Barring(TOWN, Verdict.FORBIDDEN, None),)
    assert told.timezone == "Europe/Paris"
    await agree(open_routes, trip(WEST, EAST), told, 1)


async def test_a_stop_and_its_stay(routes: Callable[..., Routes]) -> None:
    """Deliveries end at 11: with half an hour on the spot, the last departure is half an hour earlier than without."""
    open_routes = routes({"centre": (CENTRE, CLOSED, MORNINGS)})
    quick = await week(open_routes, trip(WEST, INSIDE), 1)
    demand = trip(WEST, Stop(INSIDE.position, "delivery", 30))
    slow = await week(open_routes, demand, 1)
    assert [spell.state for spell in quick.spells] == ["free", "refused", "free", "refused", "free"]
    assert quick.spells[2].end - slow.spells[2].end == 30 * MINUTE
    assert {barring.stop for barring in slow.spells[1].zones} == {1}
    await agree(open_routes, demand, slow, 2)


async def test_leaving_a_served_zone_in_time(routes: Callable[..., Routes]) -> None:
    """With a stop beyond, the way out of the zone counts too."""
    open_routes = routes({"centre": (CENTRE, CLOSED, MORNINGS)})
    demand = trip(WEST, Stop(INSIDE.position, "delivery", 10), EAST)
    await agree(open_routes, demand, await week(open_routes, demand, 1), 3)


@pytest.mark.parametrize("start", [datetime(2026, 10, 23, tzinfo=PARIS), datetime(2027, 3, 26, tzinfo=PARIS)])
async def test_weeks_in_which_the_clock_changes(routes: Callable[..., Routes], start: datetime) -> None:
    """The zone opens at the same hour of the wall, whatever the offset."""
    open_routes = routes({"centre": (CENTRE, CLOSED, "")})
    told = await week(open_routes, trip(WEST, EAST, start=start))
    first, *others = [spell.end.astimezone(PARIS).time() for spell in told.spells if spell.state == "free"][:-1]
    assert set(others) == {first}
    assert len({spell.end.astimezone(PARIS).utcoffset() for spell in told.spells}) == 2
    await agree(open_routes, trip(WEST, EAST, start=start), told, 4)


async def test_what_lacks_is_unknown(routes: Callable[..., Routes]) -> None:
    """A purpose that is not told, a place where nobody published: never taken for allowed."""
    open_routes = routes({"centre": (CENTRE, CLOSED, MORNINGS)})
    told = await week(open_routes, trip(WEST, Stop(INSIDE.position)), 1)
    assert {spell.state for spell in told.spells} == {"free", "unknown", "refused"}
    nobody = routes({}, coverage=box(-1, -1, 8, 15))
    silent = await week(nobody, trip(WEST, EAST), 2)
    assert [(spell.state, spell.zones) for spell in silent.spells] == [("unknown", ())]


async def test_several_zones_are_named_apart(routes: Callable[..., Routes]) -> None:
    """Each with its own hours: the spells change when one of them does."""
    zones = {
        "one": (box(2.9, 5.9, 4.1, 8.1), 'when: {time: "08:00-10:00"}', ""),
        "two": (box(8.9, 3.9, 10.1, 10.1), 'when: {time: "09:00-11:00"}', ""),
    }
    open_routes = routes(zones)
    told = await week(open_routes, trip(WEST, EAST), 1)
    assert [[barring.zone[1] for barring in spell.zones] for spell in told.spells] == [
        [], ["one"], ["one", "two"], ["two"], []
    ]  # fmt: skip
    await agree(open_routes, trip(WEST, EAST), told, 5)


async def test_a_stop_on_a_street_that_leads_nowhere(
    tmp_path: Path, extract: Path, router: Router, rulebook: Callable[..., Rulebook]
) -> None:
    """On real streets: no way leaves the nearest one, the route is found from the next, and so is the week."""
    tileset = prepare_tileset(extract, tmp_path / "city", progress=lambda _said, _share: None)
    snapshot = Snapshot.of({"city": rulebook("city", {"far": (CENTRE, CLOSED, "")})})
    streets = Routes(router, lambda: snapshot, {"city": tileset})
    stops = Stop((7.430748, 43.747695), "transit"), Stop((7.429226, 43.737626), "delivery", 40)
    demand = Demand("city", {"category": "N1", "gvw_kg": 3500}, MONDAY, stops)
    assert (await streets.find(demand, advised=False)).feasible
    assert [spell.state for spell in (await week(streets, demand)).spells] == ["free"]


BODY = {
    "territory": "town",
    "vehicle": {"category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel"},
    "from": "2026-11-23T00:00:00+01:00",
    "to": "2026-11-24T00:00:00+01:00",
    "stops": [{"position": list(WEST.position)}, {"position": list(EAST.position)}],
}


async def post(routes: Routes, body: object) -> httpx.Response:
    """What the room's door answers."""
    state = State({"services": SimpleNamespace(routes=routes)})
    app = Litestar([RouteController], state=state, exception_handlers=HANDLERS, dto=Reader)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # Litestar types its scope more narrowly
    async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as client:
        return await client.post("/api/v1/routes/hours", json=body)


async def test_the_door_tells_intervals(routes: Callable[..., Routes]) -> None:
    """Field by field; instants carry the territory's offset; the intervals follow each other."""
    response = await post(routes({"centre": (CENTRE, CLOSED, "")}), BODY)
    assert response.status_code == 200
    told = response.json()
    assert set(told) == {"rulebooks", "timezone", "intervals", "why"}
    assert (told["rulebooks"], told["timezone"], told["why"]) == (["town@1"], "Europe/Paris", [])
    for one, other in pairwise(told["intervals"]):
        assert one["to"] == other["from"]
    barred = told["intervals"][1]
    assert set(barred) == {"from", "to", "state", "zones"}
    assert barred["from"].endswith("+01:00")
    assert barred["zones"] == [
        {"territory": "town", "zone": "centre", "name": "Zone centre", "verdict": "forbidden", "stop": None}
    ]


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"to": "2026-12-02T00:00:00+01:00"}, {"/to"}),
        ({"to": BODY["from"]}, {"/to"}),
        (
            {"from": "2026-11-23T00:00:00", "vehicle": {"gvw_kg": -1}, "until": 1},
            {"/from", "/vehicle/gvw_kg", "/until"},
        ),
        ({"from": "1900-01-01T00:00:00Z", "to": "1900-01-02T00:00:00Z"}, {"/from"}),
        (
            {"to": "2027-12-02T00:00:00+01:00", "stops": [{"position": [7, 44]}, {"position": [2.35, 48.85]}]},
            {"/to", "/stops/1/position"},
        ),
        ({"depart_at": BODY["from"]}, {"/depart_at"}),
    ],
)
async def test_wrong_hours_are_told_whole(
    routes: Callable[..., Routes], change: dict[str, object], pointers: set[str]
) -> None:
    """All the problems at once, each with its pointer."""
    response = await post(routes({}), {**BODY, **change})
    assert response.status_code == 422
    assert {problem["pointer"] for problem in response.json()["problems"]} >= pointers


async def test_streets_of_nowhere(routes: Callable[..., Routes]) -> None:
    """Streets nobody loaded are a 404."""
    response = await post(routes({}), {**BODY, "territory": "ailleurs"})
    assert (response.status_code, response.json()["code"]) == (404, "streets-unknown")
