"""A demand becomes an answer: find the way that obeys at its hours, advise, explain."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from math import ceil

from connectors.valhalla import Router, Tileset
from connectors.valhalla.messages import Kind, Message, RouterDown, RouteRefused
from connectors.valhalla.streets import Streets
from itineriz.core import Advice, Alternative, Demand, RouteAnswer
from itineriz.service.advice import advise, next_departure
from itineriz.service.alternatives import Offer, alternatives
from itineriz.service.asking import check_demand, check_span
from itineriz.service.finding import find_way
from itineriz.service.found import Found
from itineriz.service.gate import Gate
from itineriz.service.ground import KEPT, Ground, Grounds
from itineriz.service.handover import hand_over
from itineriz.service.hours import LONGEST, Week, hours_of
from itineriz.service.notices import surround
from itineriz.service.telling import tell
from itineriz.service.trip import Trip
from rules.model import Problem
from rules.texts.typography import typeset
from tenants.errors import Failure, NotFound, Unavailable, Unreadable, shown
from tenants.snapshot import Snapshot


class Routes:
    """Routes on some tilesets (by territory slug), under the rulebooks of the moment."""

    def __init__(
        self,
        router: Router,
        snapshot: Callable[[], Snapshot],
        tilesets: Mapping[str, Tileset],
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._router = router
        self._snapshot = snapshot
        self._streets = {slug: Streets(tileset, router) for slug, tileset in tilesets.items()}
        self._grounds = Grounds()
        self._gate = Gate()
        self._now = now

    async def start(self) -> None:
        """Start the router process, and lay the rulebooks over the streets so that the first route is quick."""
        await self._router.start()
        for streets in self._streets.values():
            await self._grounds.of(self._snapshot(), streets)

    async def stop(self) -> None:
        """Stop the router process."""
        await self._router.stop()

    async def adopt(self, slug: str, tileset: Tileset) -> None:
        """Answer on this tileset once the rulebooks lie over it; who asked before ends on the former."""
        streets = Streets(tileset, self._router)
        await self._grounds.of(self._snapshot(), streets)
        self._streets[slug] = streets
        self._grounds.room = max(KEPT, 2 * len(self._streets))

    def drop(self, slug: str) -> None:
        """Answer no more for a territory."""
        self._streets.pop(slug, None)

    def trouble(self) -> str | None:
        """What keeps routes from being answered now, in French; None when nothing does."""
        return self._router.trouble()

    async def find(self, demand: Demand, *, advised: bool = True) -> RouteAnswer:
        """The route of a demand, with advice on when to leave when that is wanted (it costs some more routes).

        Raises NotFound for a territory without streets, Unreadable for what its author can mend, Unavailable when the
        router does not answer.
        """
        async with _asked(self._gate):
            return await self._find(demand, await self._ground(demand), advised=advised)

    async def hours(self, demand: Demand, end: datetime) -> Week:
        """When the trip is legal, for departures from the demand's to `end`; raises as `find` does."""
        also = check_span(demand.depart_at, end, LONGEST)
        async with _asked(self._gate):
            return await hours_of(await self._ground(demand, at="/from", also=also), demand, end)

    async def alternatives(self, demand: Demand, offers: Sequence[Offer]) -> tuple[Alternative, ...]:
        """The trip as asked and the other ways to make it, ranked; raises as `find` does."""
        async with _asked(self._gate):
            ground = await self._ground(demand)

            async def again(demand: Demand, *, advised: bool = False) -> RouteAnswer:
                return await self._find(demand, ground, advised=advised)

            return await alternatives(again, ground, demand, offers)

    async def _ground(self, demand: Demand, *, at: str = "/depart_at", also: Iterable[Problem] = ()) -> Ground:
        """The ground of a demand that can be answered."""
        streets = self._streets.get(demand.territory)
        if streets is None:
            raise NotFound(
                "streets-unknown",
                "Ce territoire n’a pas de réseau de rues ici.",
                f"Aucune rue n’est chargée pour « {shown(demand.territory)} » : voyez /api/v1/territories.",
            )
        check_demand(demand, streets.tileset.bbox, at=at, also=also)
        return await self._grounds.of(self._snapshot(), streets)

    async def _find(self, demand: Demand, ground: Ground, *, advised: bool) -> RouteAnswer:
        trip = Trip.of(ground, demand)
        found = await find_way(trip)
        handovers, (upcoming, advice) = await asyncio.gather(hand_over(found), self._advise(found, advised=advised))
        return surround(ground, demand, tell(found, upcoming, advice, handovers))

    async def _advise(self, found: Found, *, advised: bool) -> tuple[datetime | None, Advice | None]:
        upcoming = None if found.feasible else await next_departure(found)
        return upcoming, await advise(
            found, upcoming, self._now() if self._now else found.trip.start
        ) if advised else None


@asynccontextmanager
async def _asked(gate: Gate) -> AsyncIterator[None]:
    """A question let in; what the router could not do is told as our own ways to say no."""
    try:
        async with gate:
            yield
    except RouterDown as down:
        said = down.message
        raise Unavailable(
            said.code, typeset(said.title), typeset(said.detail), retry_after_s=ceil(down.retry_after_s)
        ) from down
    except RouteRefused as refused:
        raise _failure(refused.message) from refused


def _failure(message: Message) -> Failure:
    kind = Unreadable if message.kind is Kind.REQUEST else Unavailable
    return kind(message.code, typeset(message.title), typeset(message.detail))
