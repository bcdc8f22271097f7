"""`/api/v1/territories/{slug}/bays/state` and `/live`: how many places of each bay are free, now and as it changes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import cast

import msgspec
from litestar import Controller, Response, get
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage
from litestar.status_codes import HTTP_406_NOT_ACCEPTABLE

from numeriz.needs import Asked
from numeriz.service.live import Live, States
from numeriz.web.disc_shapes import StatesOut
from numeriz.web.discs import PUBLIC, instant_of

STREAM = "text/event-stream"
BEAT_S = 15.0
"""A line that says nothing keeps proxies from closing what is quiet."""


def live_of(request: Asked) -> Live:
    """What watches the bays."""
    return cast("Live", request.app.state["live_bays"])


class StateController(Controller):
    """Open to all: no plate, no phone."""

    path = "/api/v1/territories/{slug:str}/bays"
    tags = ["Aires"]  # noqa: RUF012  # Litestar’s own convention
    opt = PUBLIC

    @get(
        "/state", summary="Les places libres de chaque aire",
        description="Comme les disques le disent. `free` vaut -1 quand la source ne répond pas\u00a0; `at` "
        "dit depuis quand.",
    )  # fmt: skip
    async def state(self, request: Asked, slug: FromPath[str]) -> Response[StatesOut]:
        """The states now."""
        states = await live_of(request).read(slug)
        return Response(StatesOut.of(instant_of(request), states), headers={"cache-control": "no-cache"})

    @get(
        "/live", summary="Les mêmes, à mesure qu’elles changent",
        description="Événements `bays` (text/event-stream)\u00a0: d’abord toutes les aires, puis celles qui changent.",
    )  # fmt: skip
    async def live(self, request: Asked, slug: FromPath[str]) -> ServerSentEvent:
        """The states as they change."""
        if STREAM not in request.headers.get("accept", ""):
            raise HTTPException(status_code=HTTP_406_NOT_ACCEPTABLE, detail=f"Accept: {STREAM}")
        watched = live_of(request).watch(slug)
        # What is wrong is told as everywhere, before a stream has begun.
        first = await anext(watched)
        return ServerSentEvent(
            _events(request, watched, first), headers={"cache-control": "no-store", "x-accel-buffering": "no"}
        )


async def _events(
    request: Asked, watched: AsyncGenerator[States], first: States
) -> AsyncGenerator[ServerSentEventMessage]:
    following: asyncio.Task[States] | None = None
    try:
        yield _event(request, first)
        while True:
            following = following or asyncio.ensure_future(anext(watched))
            done, _ = await asyncio.wait({following}, timeout=BEAT_S)
            if done:
                yield _event(request, following.result())
                following = None
            else:
                yield ServerSentEventMessage(comment="")
    finally:
        if following is not None:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
        await watched.aclose()


def _event(request: Asked, states: States) -> ServerSentEventMessage:
    said = msgspec.json.encode(StatesOut.of(instant_of(request), states)).decode()
    return ServerSentEventMessage(event="bays", data=said)
