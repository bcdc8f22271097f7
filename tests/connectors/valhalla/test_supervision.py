"""The router's processes: a crash costs one answer at most, silence is cut short, and too much is said at once."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from connectors.valhalla import Router, Tileset
from connectors.valhalla.messages import BUSY, DOWN, SLOW, RouterDown
from connectors.valhalla.process import Patience
from connectors.valhalla.streets import NONE, Streets
from tests.connectors.valhalla.grid import BLOCK, ROUND_M, STRAIGHT_M, edges_within, length, until

ROOT = Path(__file__).resolve().parents[3]


async def test_killed_under_load(town: Tileset, router: Router) -> None:
    """Twenty requests a second while a process is killed: every answer is right or a 503, and service is back soon."""
    streets = Streets(town, router)
    closed = edges_within(town, *BLOCK)
    outcomes: Counter[str] = Counter()
    last_down = 0.0

    async def one(number: int) -> None:
        nonlocal last_down
        try:
            found = await length(streets, closed if number % 2 else NONE)
            outcomes["right" if found == (ROUND_M if number % 2 else STRAIGHT_M) else "wrong"] += 1
        except RouterDown as down:
            outcomes["down" if down.retry_after_s > 0 else "wrong"] += 1
            last_down = time.monotonic()

    asked: list[asyncio.Task[None]] = []
    killed_at = 0.0
    for number in range(80):
        asked.append(asyncio.create_task(one(number)))
        if number in {20, 40}:
            killed_at = time.monotonic()
            for pid in router.pids if number == 40 else router.pids[:1]:
                os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.05)
    await asyncio.gather(*asked)
    assert outcomes["wrong"] == 0
    assert outcomes["right"] >= 70
    assert last_down < killed_at + 5
    assert await length(streets) == STRAIGHT_M


async def test_lost_request_is_asked_again(town: Tileset) -> None:
    """A request whose process dies under it is answered by the next one."""
    router = Router(1)
    await router.start()
    try:
        (pid,) = router.pids
        os.kill(pid, signal.SIGSTOP)
        asked = asyncio.create_task(length(Streets(town, router)))
        await asyncio.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        assert await asked == STRAIGHT_M
    finally:
        await router.stop()


async def test_process_killed_at_rest_comes_back_by_itself(router: Router) -> None:
    """Nobody needs to ask for a process to be started again."""
    before = router.pids
    os.kill(before[0], signal.SIGKILL)
    await until(lambda: before[0] not in router.pids and len(router.pids) == len(before))
    assert router.trouble() is None


async def test_silent_process_is_replaced(town: Tileset) -> None:
    """A process that does not answer in time is killed, and only its own request fails."""
    router = Router(2, patience=Patience(answer=1.0))
    await router.start()
    try:
        await until(lambda: len(router.pids) == 2)
        streets = Streets(town, router)
        assert await length(streets) == STRAIGHT_M
        stuck = router.pids[0]
        os.kill(stuck, signal.SIGSTOP)
        outcomes = await asyncio.gather(*(length(streets) for _ in range(6)), return_exceptions=True)
        assert [outcome.message for outcome in outcomes if isinstance(outcome, RouterDown)] == [SLOW]
        assert outcomes.count(STRAIGHT_M) == 5
        await until(lambda: stuck not in router.pids and len(router.pids) == 2)
        assert await length(streets) == STRAIGHT_M
    finally:
        await router.stop()


async def test_too_long_a_queue_is_refused_at_once(town: Tileset) -> None:
    """Beyond the bound a request is refused without waiting, and those that wait too long are refused as well."""
    router = Router(1, patience=Patience(queue=3, turn=0.3, answer=30))
    await router.start()
    try:
        streets = Streets(town, router)
        (pid,) = router.pids
        os.kill(pid, signal.SIGSTOP)
        asked = [asyncio.create_task(length(streets)) for _ in range(4)]
        await asyncio.sleep(0)
        started = time.monotonic()
        with pytest.raises(RouterDown) as raised:
            await length(streets)
        assert raised.value.message is BUSY
        assert time.monotonic() - started < 0.2
        outcomes = await asyncio.gather(*asked[1:], return_exceptions=True)
        assert [getattr(outcome, "message", None) for outcome in outcomes] == [BUSY] * 3
        os.kill(pid, signal.SIGCONT)
        assert await asked[0] == STRAIGHT_M
    finally:
        await router.stop()


async def test_caller_that_leaves_frees_its_place(town: Tileset) -> None:
    """A cancelled request is forgotten: waiting it is never asked, in work its answer goes nowhere."""
    router = Router(1)
    await router.start()
    try:
        streets = Streets(town, router)
        asked = [asyncio.create_task(length(streets)) for _ in range(10)]
        await asyncio.sleep(0)
        for task in asked[:9]:
            task.cancel()
        assert await asked[9] == STRAIGHT_M
        assert await length(streets, edges_within(town, *BLOCK)) == ROUND_M
    finally:
        await router.stop()


async def test_processes_that_keep_dying_are_left_alone_for_a_while(town: Tileset) -> None:
    """After repeated crashes requests fail at once with the time to ask again, then one trial brings it back."""
    router = Router(1, patience=Patience(crashes=2, window=60, rest=1.0, backoff=0.01))
    await router.start()
    try:
        seen: set[int] = set()
        for _ in range(2):
            await until(lambda: bool(set(router.pids) - seen))
            (pid,) = router.pids
            seen.add(pid)
            os.kill(pid, signal.SIGKILL)
        await until(lambda: not router.pids and "plusieurs fois" in (router.trouble() or ""))
        started = time.monotonic()
        with pytest.raises(RouterDown) as raised:
            await length(Streets(town, router))
        assert raised.value.message is DOWN
        assert 0 < raised.value.retry_after_s <= 1
        assert time.monotonic() - started < 0.2
        await until(lambda: bool(router.pids))
        assert router.trouble() is None
        assert await length(Streets(town, router)) == STRAIGHT_M
    finally:
        await router.stop()


async def test_stopped_router_leaves_nothing(town: Tileset) -> None:
    """After `stop` the processes are gone and reaped, no file is left, and requests fail."""
    router = Router(2)
    await router.start()
    await until(lambda: len(router.pids) == 2)
    closed = edges_within(town, *BLOCK)
    await asyncio.gather(*(length(Streets(town, router), closed) for _ in range(4)))
    pids = router.pids
    await router.stop()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert list((town.folder / "overlays").iterdir()) == []
    assert router.trouble() == "le calcul d’itinéraires est arrêté"
    with pytest.raises(RouterDown):
        await length(Streets(town, router))


def test_processes_end_with_their_parent() -> None:
    """A killed parent leaves no router behind."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment
    )
    with parent:
        assert parent.stdout is not None
        children = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert children
    deadline = time.monotonic() + 10
    while living := [pid for pid in children if _lives(pid)]:
        if time.monotonic() > deadline:
            for pid in living:
                os.kill(pid, signal.SIGKILL)
            pytest.fail("the router outlived its parent")
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


PARENT = """
import asyncio
from connectors.valhalla import Router
async def main():
    router = Router()
    await router.start()
    print(*router.pids, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
