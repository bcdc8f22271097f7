"""To the minute: on a made-up road whose lengths and speeds are known, and around midnight and changes of clock.

The road runs east for 6 km at 60 km/h: a kilometre a minute. A second road, twice as long, leads around its middle.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely

from connectors.valhalla import Router, Tileset, prepare_tileset
from itineriz.core import Demand, RouteAnswer, Stop
from itineriz.service import Routes
from rules.compiler import compile_bundle
from rules.model import Facts, GeoJSON
from tenants.files import read_folder
from tenants.snapshot import Rulebook, Snapshot

PARIS = ZoneInfo("Europe/Paris")
KM_EAST, KM_NORTH = 0.012479, 0.0089993
"""Degrees in a kilometre at 44° north."""
VAN: Facts = {"category": "N1", "gvw_kg": 3500, "critair": "2", "energy": "diesel"}
LENGTH_M, AROUND_M = 5_500, 9_500
DAY = datetime(2026, 11, 24, tzinfo=PARIS)


def at(east_km: float, north_km: float) -> tuple[float, float]:
    """A position from the road's western end."""
    return 7.0 + KM_EAST * east_km, 44.0 + KM_NORTH * north_km


PLACES = [at(km / 2, 0) for km in range(13)] + [at(2, 2), at(4, 2)]
STREETS = {"La route": range(13), "Le détour": (4, 13, 14, 8)}


@pytest.fixture(scope="session")
def road(tmp_path_factory: pytest.TempPathFactory) -> Tileset:
    """The tileset of the road, written here as OSM XML."""
    nodes = "".join(f'<node id="{n + 1}" lat="{lat:.7f}" lon="{lon:.7f}"/>\n' for n, (lon, lat) in enumerate(PLACES))
    ways = "".join(
        f'<way id="{number}">{"".join(f"<nd ref='{n + 1}'/>" for n in places)}'
        f'<tag k="highway" v="tertiary"/><tag k="maxspeed" v="60"/><tag k="name" v="{name}"/></way>\n'
        for number, (name, places) in enumerate(STREETS.items(), 100)
    )
    folder = tmp_path_factory.mktemp("road")
    source = folder / "road.osm"
    stamped = (nodes + ways).replace('id="', 'version="1" timestamp="2026-01-01T00:00:00Z" id="')
    source.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n{stamped}</osm>\n')
    return prepare_tileset(source, folder / "tiles", progress=lambda _said, _share: None)


MIDDLE: GeoJSON = shapely.geometry.mapping(shapely.box(*at(2.5, -0.3), *at(3.5, 0.3)))
"""A kilometre of the street between the forks, at 2 and 4 km: half of it, so that all of it counts."""


@pytest.fixture
def open_road(road: Tileset, router: Router, rulebook: Callable[..., Rulebook]) -> Callable[..., Routes]:
    """Routes along the road while its middle is closed at some hours."""

    def opened(ban: str, lift: str = "", now: datetime | None = None) -> Routes:
        snapshot = Snapshot.of({"road": rulebook("road", {"middle": (MIDDLE, ban, lift)})})
        return Routes(router, lambda: snapshot, {"road": road}, (lambda: now) if now else None)

    return opened


ENDS = Stop(at(0.25, 0)), Stop(at(5.75, 0))
CLOSED = 'when: {time: "10:00-12:00"}'


def ask(depart_at: datetime, *stops: Stop) -> Demand:
    """From one end of the road to the other."""
    return Demand("road", VAN, depart_at, stops or ENDS)


async def straight(routes: Routes, depart_at: datetime) -> bool:
    """Whether the way goes straight on; else it goes around, and says so."""
    answer = await routes.find(ask(depart_at), advised=False)
    assert answer.feasible
    assert not answer.unverified
    assert answer.distance_m is not None
    if answer.zones_avoided:
        assert answer.distance_m == pytest.approx(AROUND_M, abs=100)
        return False
    assert answer.distance_m == pytest.approx(LENGTH_M, abs=60)
    return True


async def turn(routes: Routes, low: datetime, high: datetime) -> datetime:
    """The first minute at which the answer is no longer that of `low`."""
    first, last = low.astimezone(UTC), high.astimezone(UTC)
    said = await straight(routes, first)
    assert await straight(routes, last) is not said
    while last - first > timedelta(minutes=1):
        middle = first + (last - first) // timedelta(minutes=2) * timedelta(minutes=1)
        if await straight(routes, middle) is said:
            first = middle
        else:
            last = middle
    return last.astimezone(PARIS)


async def test_speeds_are_those_of_the_road(open_road: Callable[..., Routes]) -> None:
    """The street between the two forks, from 2 to 4 km, is driven from 105 s to 225 s after departure."""
    answer: RouteAnswer = await open_road(CLOSED).find(ask(DAY.replace(hour=14)))
    (crossed,) = answer.zones_crossed
    assert answer.duration_s == pytest.approx(330, abs=2)
    assert (crossed.enter_at - DAY.replace(hour=14)).total_seconds() == pytest.approx(105, abs=2)
    assert (crossed.leave_at - DAY.replace(hour=14)).total_seconds() == pytest.approx(225, abs=2)


@pytest.mark.parametrize(
    ("hours", "low", "high", "first"),
    [
        # Closed from 10 to 12: left by 10:00 when leaving at 9:56; entered after noon when leaving at 11:59.
        ("10:00-12:00", DAY.replace(hour=8), DAY.replace(hour=10, minute=30), DAY.replace(hour=9, minute=57)),
        ("10:00-12:00", DAY.replace(hour=11), DAY.replace(hour=13), DAY.replace(hour=11, minute=59)),
        # A night that begins the day before, and one that begins at midnight.
        ("22:00-06:00", DAY.replace(hour=3), DAY.replace(hour=7), DAY.replace(hour=5, minute=59)),
        ("00:00-06:00", DAY - timedelta(hours=2), DAY.replace(hour=3), DAY - timedelta(minutes=3)),
        ("20:00-24:00", DAY - timedelta(hours=2), DAY.replace(hour=3), DAY - timedelta(minutes=1)),
    ],
)  # fmt: skip
async def test_the_minute_at_which_the_answer_turns(
    open_road: Callable[..., Routes], hours: str, low: datetime, high: datetime, first: datetime
) -> None:
    """The last departure whose passage precedes the closing goes straight, the next goes around; so for the opening."""
    assert await turn(open_road(f'when: {{time: "{hours}"}}'), low, high) == first


@pytest.mark.parametrize(
    ("hours", "low", "high", "first"),
    [
        # 29 March 2026: 1:59 is followed by 3:00, at 01:00 UTC.
        ("03:00-05:00", "2026-03-29T00:00Z", "2026-03-29T01:30Z", "2026-03-29T00:57Z"),
        ("01:00-03:00", "2026-03-29T00:10Z", "2026-03-29T02:00Z", "2026-03-29T00:59Z"),
        # 25 October 2026: 2:00 comes twice, at 00:00 and at 01:00 UTC.
        ("02:00-03:00", "2026-10-24T23:00Z", "2026-10-25T00:30Z", "2026-10-24T23:57Z"),
        ("02:00-03:00", "2026-10-25T01:00Z", "2026-10-25T03:00Z", "2026-10-25T01:59Z"),
    ],
)  # fmt: skip
async def test_the_minute_on_days_when_the_clocks_change(
    open_road: Callable[..., Routes], hours: str, low: str, high: str, first: str
) -> None:
    """The hours of an order are those on the wall, those of the way are those that pass."""
    found = await turn(open_road(f'when: {{time: "{hours}"}}'), *map(datetime.fromisoformat, (low, high)))
    assert found.astimezone(UTC) == datetime.fromisoformat(first)


async def test_a_stay_puts_off_what_follows(open_road: Callable[..., Routes]) -> None:
    """Ten minutes at a stop before the zone close it; a minute does not."""
    ahead = at(1, 0)
    routes, leave = open_road(CLOSED), DAY.replace(hour=9, minute=54)
    long, short = [await routes.find(ask(leave, ENDS[0], Stop(ahead, None, stay), ENDS[1])) for stay in (10, 1)]
    assert [zone.zone for zone in long.zones_avoided] == ["middle"]
    assert short.zones_avoided == ()
    stop = long.stops[1]
    assert stop.arrive_at is not None
    assert stop.depart_at == stop.arrive_at + timedelta(minutes=10)
    assert long.duration_s is not None
    assert long.stops[2].arrive_at is not None
    assert (long.stops[2].arrive_at - leave).total_seconds() == pytest.approx(long.duration_s + 600, abs=2)


INSIDE = Stop(at(3, 0.005), "delivery", 5)


async def test_a_stop_is_judged_as_it_is_reached_and_left(open_road: Callable[..., Routes]) -> None:
    """Reached at 165 s, five minutes there, 60 s to the fork: served when all of it precedes the closing."""
    routes = open_road(CLOSED)
    # Leaving at 9:51 the fork is reached at 9:51 + 525 s = 9:59:45; at 9:52 it is 10:00:45, and the stop is refused.
    through = [await routes.find(ask(DAY.replace(hour=9, minute=m), ENDS[0], INSIDE, ENDS[1])) for m in (51, 52)]
    assert [answer.feasible for answer in through] == [True, False]
    # As a last stop it need not be left: 9:52 + 465 s is 9:59:45.
    ending = [await routes.find(ask(DAY.replace(hour=9, minute=m), ENDS[0], INSIDE)) for m in (52, 53)]
    assert [answer.feasible for answer in ending] == [True, False]
    refused = ending[1].stops[1]
    assert (refused.served, refused.verdict, refused.reasons[0].rule) == (False, "forbidden", "r-middle")
    assert refused.snapped_m == pytest.approx(1000, abs=30)
    assert [why.code for why in ending[1].why] == ["stop_refused"]
    assert not ending[1].unverified
    # Noon less 105 s: entered as the zone opens.
    early, late = [await routes.find(ask(DAY.replace(hour=11, minute=m), ENDS[0], INSIDE)) for m in (58, 59)]
    assert (early.feasible, late.feasible) == (False, True)
    assert early.next_departure == DAY.replace(hour=11, minute=59)


async def test_advice_is_true_when_asked_again(open_road: Callable[..., Routes]) -> None:
    """Leave as the zone has just time to be left, or as it opens, whichever is nearer; not before now on that day."""
    past = DAY + timedelta(days=6), (9, 56)
    for now, told in ((DAY, (9, 56)), (DAY.replace(hour=9, minute=57), (11, 59)), past):
        routes, asked = open_road(CLOSED, now=now), DAY.replace(hour=9, minute=58)
        answer = await routes.find(ask(asked))
        advice = answer.advice
        assert advice is not None
        assert advice.depart_at == DAY.replace(hour=told[0], minute=told[1])
        assert advice.message.startswith(f"Partir à {told[0]}\u00a0h\u00a0{told[1]}\u00a0: 4")
        assert "min de moins, arrivée à" in advice.message
        again = await routes.find(ask(advice.depart_at))
        assert (again.zones_avoided, again.advice, again.feasible) == ((), None, True)
        assert again.stops[-1].arrive_at == advice.arrive_at
        assert answer.distance_m is not None
        assert again.distance_m is not None
        assert advice.saves_m == answer.distance_m - again.distance_m
        worse = advice.depart_at + timedelta(minutes=1 if told[0] == 9 else -1)
        assert (await routes.find(ask(worse))).zones_avoided


async def test_advice_for_a_stop_that_is_refused(open_road: Callable[..., Routes]) -> None:
    """The nearest departure that serves it, which a minute more would not."""
    routes = open_road(CLOSED, now=DAY)
    answer = await routes.find(ask(DAY.replace(hour=10), ENDS[0], INSIDE))
    assert not answer.feasible
    assert answer.advice is not None
    assert answer.advice.depart_at == DAY.replace(hour=9, minute=52)
    assert (answer.advice.saves_m, answer.advice.saves_s) == (None, None)
    assert "tous les arrêts sont alors servis" in answer.advice.message
    assert answer.next_departure == DAY.replace(hour=11, minute=59)
    assert (await routes.find(ask(answer.advice.depart_at, ENDS[0], INSIDE))).feasible
    night = open_road('when: {time: "08:00-24:00"}', now=DAY)
    tomorrow = (await night.find(ask(DAY.replace(hour=23), ENDS[0], INSIDE))).advice
    assert tomorrow is not None
    assert tomorrow.depart_at == DAY.replace(hour=23, minute=59)


async def test_no_advice_where_none_is_true(open_road: Callable[..., Routes]) -> None:
    """A way that is as good as it gets, and a zone that never opens, call for none."""
    assert (await open_road(CLOSED, now=DAY).find(ask(DAY.replace(hour=14)))).advice is None
    always = await open_road("if: {gvw_kg: {gt: 1}}", now=DAY).find(ask(DAY.replace(hour=14)))
    assert always.zones_avoided
    assert always.advice is None


async def test_what_is_left_is_handed_over(open_road: Callable[..., Routes]) -> None:
    """From the last legal point a kilometre is left: by cargo bike where the rules let it in, else on foot."""
    at_ten = ask(DAY.replace(hour=10), ENDS[0], INSIDE)
    lorries = await open_road("if: {gvw_kg: {gt: 3000}}").find(at_ten)
    ridden = lorries.stops[1].handover
    assert ridden is not None
    assert ridden.mode == "cargo_bike"
    assert ridden.distance_m == pytest.approx(1000, abs=60)
    assert "vérifier" not in ridden.message
    assert "vélo cargo" in ridden.message
    everyone = (await open_road(CLOSED).find(at_ten)).stops[1].handover
    assert everyone is not None
    assert everyone.mode == "foot"
    assert everyone.duration_s > ridden.duration_s
    emissions = (await open_road("if: {critair: {gte: 2}}").find(at_ten)).stops[1].handover
    assert emissions is not None
    assert emissions.mode == "cargo_bike"
    assert "à vérifier" in emissions.message
    served = await open_road(CLOSED).find(ask(DAY.replace(hour=14), ENDS[0], INSIDE))
    assert [stop.handover for stop in served.stops] == [None, None]


LARVOTTO = "ztl-larvotto"
"""Of the demonstration: closed to the transit of lorries from 10 h to 19 h, from June to September 2027."""
SUMMER = datetime(2027, 6, 15, tzinfo=PARIS)
LORRY: Facts = {"category": "N2", "gvw_kg": 7500, "critair": "2", "energy": "diesel", "height_cm": 300}
HOME = Path(__file__).resolve().parents[2] / "tenants/territories/riviera"


async def test_the_demonstration_turns_at_the_minute(extract: Path, router: Router, tmp_path: Path) -> None:
    """On real streets under real rules, the last minute before and the first after the hours of a zone."""
    tileset = prepare_tileset(extract, tmp_path / "riviera", progress=lambda _said, _share: None)
    bundle = compile_bundle(*read_folder(HOME))
    snapshot = Snapshot.of({"riviera": Rulebook("riviera", 1, bundle)})
    routes = Routes(router, lambda: snapshot, {"riviera": tileset})
    dice, points = random.Random(3), tileset.edges.points.tolist()

    async def through(depart_at: datetime) -> RouteAnswer | None:
        """The answer when it crosses the zone."""
        answer = await routes.find(Demand("riviera", LORRY, depart_at, (Stop(ends[0]), Stop(ends[1]))), advised=False)
        if LARVOTTO in {zone.zone for zone in answer.zones_crossed} and len(answer.zones_crossed) == 1:
            assert (answer.feasible, answer.unverified) == (True, False)
            return answer
        return None

    ends = dice.sample(points, 2)
    while await through(SUMMER.replace(hour=9)) is None:
        ends = dice.sample(points, 2)
    for minute in range(50, 61):
        if (after := await through(SUMMER.replace(hour=9) + timedelta(minutes=minute))) is None:
            break
        (crossed,) = (zone for zone in after.zones_crossed if zone.zone == LARVOTTO)
        left = crossed.leave_at
    assert after is None
    assert SUMMER.replace(hour=9, minute=59) <= left < SUMMER.replace(hour=10)
    opened = [await through(SUMMER.replace(hour=18) + timedelta(minutes=minute)) for minute in range(52, 61)]
    first = next(answer for answer in opened if answer is not None)
    (crossed,) = (zone for zone in first.zones_crossed if zone.zone == LARVOTTO)
    assert SUMMER.replace(hour=19) <= crossed.enter_at < SUMMER.replace(hour=19, minute=1)
