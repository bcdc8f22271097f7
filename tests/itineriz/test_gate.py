"""The gate before the routes: as many as it lets in, patience for the next, a clear no for the others."""

import asyncio

import pytest

from connectors.valhalla.messages import RouterDown
from itineriz.service.gate import Gate


async def test_who_waits_too_long_is_told_to_come_back() -> None:
    """And whoever leaves, even by a fault, makes room."""
    gate = Gate(at_once=1, patience_s=0.05)
    async with gate:
        with pytest.raises(RouterDown) as refused:
            async with gate:
                pytest.fail("there was no room")
    assert (refused.value.message.code, refused.value.retry_after_s > 0) == ("router_busy", True)
    with pytest.raises(ValueError, match="ours"):
        async with gate:
            raise ValueError("ours")
    async with gate:
        pass


async def test_who_waits_a_little_is_let_in() -> None:
    """In the order of asking."""
    gate = Gate(at_once=1, patience_s=5)
    order: list[int] = []

    async def one(number: int) -> None:
        async with gate:
            await asyncio.sleep(0)
            order.append(number)

    await asyncio.gather(*(one(number) for number in range(4)))
    assert order == [0, 1, 2, 3]
