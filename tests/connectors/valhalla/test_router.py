"""The router process: closures obeyed, crashes survived, silence cut short."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from connectors.valhalla import Router, Tileset
from connectors.valhalla.costing import costing_of
from connectors.valhalla.messages import DOWN, MESSAGES, SLOW, UNKNOWN, Kind, RouterDown, RouteRefused, message_of
from connectors.valhalla.overlay import Overlays, tile_path
from connectors.valhalla.process import Patience
from connectors.valhalla.requests import LocateRequest, RouteRequest, WalkRequest
from connectors.valhalla.streets import NONE, EdgeSet, Halt, Streets, TimedCosting

ROOT = Path(__file__).resolve().parents[3]
LORRY = costing_of({"category": "N2", "gvw_kg": 7500, "length_cm": 700, "height_cm": 300})
WALL_TIME = datetime(2026, 11, 24, 10)  # noqa: DTZ001 - what clocks on these streets show
PROFILE = TimedCosting(LORRY, WALL_TIME)


def at(column: float, row: float) -> Halt:
    """A crossing of the town, or between crossings."""
    return Halt(7.0 + 0.0028 * column, 44.0 + 0.002 * row)


ENDS = (at(1.3, 7), at(12.6, 7))


def edges_within(town: Tileset, west: float, south: float, east: float, north: float) -> EdgeSet:
    """The edges whose middle lies in a rectangle of streets."""
    edges = town.edges
    middles = np.array([edges.points[a:b].mean(axis=0) for a, b in zip(edges.offsets, edges.offsets[1:], strict=False)])
    low, high = at(west, south), at(east, north)
    inside = (middles > [low.lon, low.lat]).all(axis=1) & (middles < [high.lon, high.lat]).all(axis=1)
    return np.asarray(edges.ids[inside])


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so, ten seconds at most."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - another process makes it so
            await asyncio.sleep(0.01)


async def length(streets: Streets, closed: EdgeSet = NONE) -> int:
    """Metres from west to east."""
    return round(sum(leg.distance_m for leg in await streets.route(ENDS, PROFILE, closed)))


async def test_closed_edges_are_gone_round(town: Tileset, router: Router) -> None:
    """A closed edge is not driven, in either form of the same streets, and the walk names the edges taken."""
    streets = Streets(town, router)
    closed = edges_within(town, 5.9, 4.9, 8.1, 9.1)
    assert await length(streets) == 2531
    (leg,) = await streets.route(ENDS, PROFILE, closed)
    assert round(leg.distance_m) == 3869
    walked = await streets.walk(leg, PROFILE)
    assert walked is not None
    assert not {edge.id for edge in walked} & set(closed.tolist())
    assert walked[-1].end_node.elapsed_time == pytest.approx(leg.duration_s, abs=1)
    assert (leg.points[0] == [7.00364, 44.014]).all()


async def test_one_direction_can_be_closed(town: Tileset, router: Router) -> None:
    """Edges are directed: closing one way leaves the other."""
    streets = Streets(town, router)
    (leg,) = await streets.route(ENDS, PROFILE)
    walked = await streets.walk(leg, PROFILE)
    assert walked is not None
    closed = np.sort(np.array([edge.id for edge in walked[3:6]]))
    assert await length(streets, closed) > 2531
    (back,) = await streets.route(ENDS[::-1], PROFILE, closed)
    assert round(back.distance_m) == 2531


async def test_locate_says_street_and_distance(town: Tileset, router: Router) -> None:
    """A point meets its nearest street, or the nearest open one; far away there is none."""
    streets = Streets(town, router)
    (snap, none) = await streets.locate([at(7, 7.3), Halt(9.0, 44.0)], PROFILE)
    assert none is None
    assert snap is not None
    assert snap.distance_m < 1
    assert len(snap.edges) == 2
    (moved,) = await streets.locate([at(7, 7.3)], PROFILE, edges_within(town, 5.9, 4.9, 8.1, 9.1))
    assert moved is not None
    assert 220 < moved.distance_m < 250


async def test_instructions_are_french(town: Tileset, router: Router) -> None:
    """What the driver hears is French."""
    (leg,) = await Streets(town, router).route(ENDS, PROFILE)
    assert leg.maneuvers[0].instruction.startswith("Conduisez vers l'est")


def test_no_request_without_hour() -> None:
    """A request without date would silently ignore closures: it cannot be written."""
    for request in (RouteRequest, LocateRequest, WalkRequest):
        assert "date_time" in request.__struct_fields__
        fields = request.__struct_fields__
        required = fields[: len(fields) - len(request.__struct_defaults__)]
        assert "date_time" in required


async def test_killed_process_fails_its_requests_only(town: Tileset, router: Router) -> None:
    """A crash mid-request is an error for those who waited; the next request is answered by a new process."""
    streets = Streets(town, router)
    await length(streets)
    waiting = asyncio.gather(*(length(streets) for _ in range(40)), return_exceptions=True)
    await asyncio.sleep(0.01)
    killed = router.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    outcomes = await waiting
    assert any(isinstance(outcome, RouterDown) for outcome in outcomes)
    assert all(outcome == 2531 or isinstance(outcome, RouterDown) for outcome in outcomes)
    assert await length(streets) == 2531
    assert router.pid != killed


async def test_process_killed_at_rest_comes_back_by_itself(router: Router) -> None:
    """Nobody needs to ask for the process to be started again."""
    killed = router.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    await until(lambda: router.pid not in {killed, None})


async def test_eight_at_once(town: Tileset, router: Router) -> None:
    """Eight callers, two overlays, two threads: every answer is the right one."""
    streets = Streets(town, router)
    closed = edges_within(town, 5.9, 4.9, 8.1, 9.1)
    lengths = await asyncio.gather(*(length(streets, closed if n % 2 else NONE) for n in range(64)))
    assert set(lengths[::2]) == {2531}
    assert set(lengths[1::2]) == {3869}


async def test_two_tilesets_never_mix(town: Tileset, router: Router, tmp_path: Path) -> None:
    """One process serves several tilesets, each with its own closures."""
    other = Tileset(tmp_path, town.build, town.bbox, town.edges, town.settings)
    for name in ("tiles.tar",):
        (tmp_path / name).write_bytes((town.folder / name).read_bytes())
    closed = edges_within(town, 5.9, 4.9, 8.1, 9.1)
    assert await length(Streets(other, router), closed) == 3869
    assert await length(Streets(town, router)) == 2531
    assert await length(Streets(other, router)) == 2531


async def test_silent_process_is_replaced(town: Tileset) -> None:
    """A process that answers no more is given up after a while, and killed when none of its threads answers."""
    router = Router(threads=2, patience=Patience(answer=0.5))
    await router.start()
    try:
        streets = Streets(town, router)
        await length(streets)
        stuck = router.pid
        assert stuck is not None
        os.kill(stuck, signal.SIGSTOP)
        outcomes = await asyncio.gather(length(streets), length(streets), return_exceptions=True)
        assert [getattr(outcome, "message", None) for outcome in outcomes] == [SLOW, SLOW]
        await until(lambda: router.pid not in {stuck, None})
        assert await length(streets) == 2531
    finally:
        await router.stop()


async def test_process_that_keeps_dying_is_left_alone_for_a_while(town: Tileset) -> None:
    """After repeated crashes requests fail at once, and are answered again after a rest."""
    seen: set[int] = set()
    router = Router(threads=1, patience=Patience(crashes=2, window=60, rest=1.0, backoff=0.01))
    await router.start()
    try:
        for _ in range(2):
            await until(lambda: router.pid is not None)
            killed = router.pid
            assert killed is not None
            seen.add(killed)
            os.kill(killed, signal.SIGKILL)
            await until(lambda: router.pid is None or router.pid not in seen)
        started = time.monotonic()
        with pytest.raises(RouterDown) as raised:
            await length(Streets(town, router))
        assert raised.value.message is DOWN
        assert time.monotonic() - started < 0.9
        await asyncio.sleep(1.1)
        assert await length(Streets(town, router)) == 2531
    finally:
        await router.stop()


async def test_stopped_router_leaves_no_process(town: Tileset) -> None:
    """After `stop` the process is gone and requests fail."""
    router = Router()
    await router.start()
    pid = router.pid
    assert pid is not None
    await router.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RouterDown):
        await length(Streets(town, router))


def test_process_ends_with_its_parent() -> None:
    """A killed parent leaves no router behind."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(200):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the router outlived its parent")


PARENT = """
import asyncio
from connectors.valhalla import Router
async def main():
    router = Router()
    await router.start()
    print(router.pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_no_way_is_told_in_french(town: Tileset, router: Router) -> None:
    """A stop walled in by closures is refused with a stable code."""
    closed = edges_within(town, -1, -1, 16, 16)
    with pytest.raises(RouteRefused) as raised:
        await Streets(town, router).route(ENDS, PROFILE, closed)
    assert raised.value.message.kind is Kind.NO_WAY


async def test_too_many_stops_are_told_in_french(town: Tileset, router: Router) -> None:
    """Valhalla's own limits come back as sentences."""
    with pytest.raises(RouteRefused) as raised:
        await Streets(town, router).route([at(n % 14, 7) for n in range(60)], PROFILE)
    assert raised.value.number == 150
    assert raised.value.message.code == "route_too_many_stops"


@pytest.mark.parametrize("number", [150, 154, 157, 158, 162, 163, 167, 170, 171, 172, 176, 233, 441, 442, 443])
def test_known_errors_have_a_sentence(number: int) -> None:
    """Every error we may meet has a code of its own and two sentences; any other has the common ones."""
    message = message_of(number)
    assert message is not UNKNOWN
    assert message.title.endswith(".")
    assert message.detail.endswith(".")
    assert len({each.code for each in MESSAGES.values()}) == len(MESSAGES)
    assert message_of(99_999) is UNKNOWN


async def test_dropped_overlay_is_written_again(town: Tileset, router: Router) -> None:
    """Beyond its limit the least recently used overlay leaves the disk, and comes back when asked."""
    overlays = Overlays(town, limit=2)
    ids = town.edges.ids
    first = overlays.settings_of(ids[:3])
    for count in (4, 5, 6):
        overlays.settings_of(ids[:count])
    assert not first.exists()
    assert overlays.settings_of(ids[:3]) == first
    assert first.exists()
    streets = Streets(town, router)
    closed = edges_within(town, 5.9, 4.9, 8.1, 9.1)
    assert await length(streets, closed) == 3869


def test_tile_paths() -> None:
    """Tiles are filed as Valhalla files them."""
    assert tile_path(2 | 769709 << 3) == "2/000/769/709.gph"
    assert tile_path(1 | 48067 << 3) == "1/048/067.gph"
    assert tile_path(0 | 3016 << 3) == "0/003/016.gph"
