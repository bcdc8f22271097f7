"""A demand becomes an answer: hold the stops, close the zones, route, walk, prove, explain."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil

from connectors.valhalla import Router, Tileset
from connectors.valhalla.costing import costing_of
from connectors.valhalla.messages import NO_STREET, Kind, Message, RouterDown, RouteRefused, message_of
from connectors.valhalla.streets import Halt, Streets, TimedCosting
from itineriz.core import Demand, RouteAnswer
from itineriz.service.asking import check_demand
from itineriz.service.departures import next_departure
from itineriz.service.detours import extras, free_route
from itineriz.service.found import Found
from itineriz.service.ground import KEPT, Ground, Grounds
from itineriz.service.halts import hold_stops
from itineriz.service.notices import surround
from itineriz.service.telling import tell
from itineriz.service.travel import Errand, opened_by, travel, walk
from rules.texts.typography import typeset
from tenants.errors import Failure, NotFound, Unavailable, Unreadable, shown
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
                f"Aucune rue n’est chargée pour « {shown(demand.territory)} » : voyez /api/v1/territories.",
            )
        check_demand(demand, streets.tileset.bbox)
        try:
            return await self._find(demand, await self._grounds.of(self._snapshot(), streets))
        except RouterDown as down:
            said = down.message
            raise Unavailable(
                said.code, typeset(said.title), typeset(said.detail), retry_after_s=ceil(down.retry_after_s)
            ) from down
        except RouteRefused as refused:
            raise _failure(refused.message) from refused

    async def _find(self, demand: Demand, ground: Ground) -> RouteAnswer:
        clock = ground.clock(demand.territory, demand.depart_at)
        profile = TimedCosting(costing_of(demand.facts), demand.depart_at.astimezone(clock).replace(tzinfo=None))
        barred = ground.barred(demand.passing, demand.depart_at)
        held = await hold_stops(ground, demand, profile, barred)
        found = Found(ground, demand, clock, held, barred)
        halts = [each.halt for each in held if each.halt is not None]
        if len(halts) == len(held):
            await _drive(found, profile, halts)
        else:
            found.refusal = message_of(NO_STREET)
        if not found.feasible:
            found.next_departure = await next_departure(ground, demand, profile, held, found.free.crossed)
        return surround(ground, demand, tell(found))


async def _drive(found: Found, profile: TimedCosting, halts: Sequence[Halt]) -> None:
    """Find the way as if nothing were barred, then if need be the one that obeys; prove it and count its detours."""
    barred = found.barred
    opened = opened_by([each.opens for each in found.held])
    errand = Errand(found.ground, profile, halts, opened, opened_by([each.frees for each in found.held]))
    found.free = await free_route(errand, barred)
    if found.free.obeys:
        found.journey, found.steps = found.free.journey, found.free.steps
    else:
        try:
            found.journey = await travel(errand, barred)
        except RouteRefused as refused:
            if refused.message.kind is not Kind.NO_WAY:
                raise
            found.refusal = refused.message
            return
        found.steps = await walk(errand, found.journey)
        found.extras = await extras(errand, found.journey, found.free, barred)
    found.prove()
    if found.breaches:
        # A way that fails its proof is said, never shown.
        found.journey = found.steps = None


def _failure(message: Message) -> Failure:
    kind = Unreadable if message.kind is Kind.REQUEST else Unavailable
    return kind(message.code, typeset(message.title), typeset(message.detail))
