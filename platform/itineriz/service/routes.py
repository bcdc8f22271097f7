"""A demand becomes an answer: hold the stops, close the zones, route, walk, prove, explain."""

import asyncio
from collections.abc import Callable, Mapping

from connectors.valhalla import Router, Tileset
from connectors.valhalla.costing import costing_of
from connectors.valhalla.messages import Kind, Message, RouteRefused, RouterDown
from connectors.valhalla.streets import Profile, Streets
from itineriz.core import Demand, RouteAnswer
from itineriz.service.asking import check_demand
from itineriz.service.departures import next_departure
from itineriz.service.detours import Free, extras, free_route
from itineriz.service.ground import Ground, Grounds
from itineriz.service.halts import hold_stops
from itineriz.service.telling import Found, tell
from itineriz.service.travel import Journey, opened_by, travel, walk
from tenants.errors import Failure, NotFound, Unavailable, Unreadable
from tenants.snapshot import Snapshot


class Routes:
    """Routes on some tilesets (by territory slug), under the rulebooks of the moment."""

    def __init__(self, router: Router, snapshot: Callable[[], Snapshot], tilesets: Mapping[str, Tileset]) -> None:
        self._router = router
        self._snapshot = snapshot
        self._streets = {slug: Streets(tileset, router) for slug, tileset in tilesets.items()}
        self._grounds = Grounds()

    async def start(self) -> None:
        """Start the router process, and lay the rulebooks over the streets so that the first route is quick."""
        await self._router.start()
        for streets in self._streets.values():
            await self._grounds.of(self._snapshot(), streets)

    async def stop(self) -> None:
        """Stop the router process."""
        await self._router.stop()

    def trouble(self) -> str | None:
        """What keeps routes from being answered now, in French; None when nothing does."""
        if not self._streets:
            return "aucun réseau de rues n’est chargé"
        return None if self._router.pid is not None else "le calcul d’itinéraires redémarre"

    async def find(self, demand: Demand) -> RouteAnswer:
        """The route of a demand.

        Raises NotFound for a territory without streets, Unreadable for what its author can mend, Unavailable when the
        router does not answer.
        """
        streets = self._streets.get(demand.territory)
        if streets is None:
            raise NotFound(
                "streets-unknown",
                "Ce territoire n’a pas de réseau de rues ici.",
                f"Aucune rue n’est chargée pour « {demand.territory} » : voyez /api/v1/territories.",
            )
        check_demand(demand, streets.tileset.bbox)
        try:
            return await self._find(demand, await self._grounds.of(self._snapshot(), streets))
        except RouterDown as down:
            raise Unavailable(down.message.code, down.message.title, down.message.detail) from down
        except RouteRefused as refused:
            raise _failure(refused.message) from refused

    async def _find(self, demand: Demand, ground: Ground) -> RouteAnswer:
        clock = ground.clock(demand.territory, demand.depart_at.tzinfo)
        profile = Profile(costing_of(demand.facts), demand.depart_at.astimezone(clock).replace(tzinfo=None))
        barred = ground.barred(demand.facts, demand.depart_at)
        held = await hold_stops(ground, demand, profile, barred)
        halts = [each.halt for each in held if each.halt is not None]
        opened = opened_by([each.opens for each in held])
        found = Found(ground, demand, clock, held, barred)
        if len(halts) < len(held):
            found.free, found.refusal = Free(None, ()), RouteRefused(NO_STREET, "no open street").message
        else:
            chosen, found.free = await asyncio.gather(
                _or_message(travel(ground, profile, halts, opened, barred)),
                free_route(ground, profile, halts, opened, barred),
            )
            if isinstance(chosen, Message):
                found.refusal = chosen
            else:
                found.journey = chosen
                found.steps = await walk(ground, profile, chosen)
                found.extras = await extras(ground, profile, halts, chosen, found.free, barred)
        if not found.feasible:
            found.next_departure = await next_departure(ground, demand, profile, held, found.free.crossed)
        return tell(found)


async def _or_message() -> None: ...
