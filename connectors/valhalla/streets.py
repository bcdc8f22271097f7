"""The streets of one tileset, asked through the router process: snap, route, say which edges were taken."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

import msgspec
import numpy as np
from numpy.typing import NDArray

from connectors.valhalla.answers import Leg, Located, WalkAnswer, WalkedEdge, driven_legs_of, legs_of
from connectors.valhalla.costing import Costing, Option
from connectors.valhalla.messages import NO_STREET, RouteRefused
from connectors.valhalla.requests import (
    DateTime,
    DriveRequest,
    LocateRequest,
    Location,
    Request,
    RouteRequest,
    WalkRequest,
)
from connectors.valhalla.router import Router
from connectors.valhalla.soft import ROUNDS, Seen, Sparing
from connectors.valhalla.tileset import Tileset

type EdgeSet = NDArray[np.int64]
"""Ids of directed edges, ascending."""

NONE: EdgeSet = np.array([], dtype=np.int64)


CONNECTED = 50
"""A street from which fewer crossings can be reached is a yard or an island (Valhalla's own default)."""


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop; `on_street` when it was found on a street that leads somewhere, which need not be found out again."""

    lon: float
    lat: float
    on_street: bool = False


@dataclass(frozen=True, slots=True)
class TimedCosting:
    """Who drives and when: the costing, and the departure in the wall time of the streets."""

    costing: Costing
    hour: datetime

    @property
    def date_time(self) -> DateTime:
        """The hour as Valhalla reads it."""
        return DateTime(self.hour.strftime("%Y-%m-%dT%H:%M"))

    @property
    def options(self) -> dict[str, dict[str, Option]]:
        """The costing's options under its name."""
        return {self.costing.model: dict(self.costing.options)}


@dataclass(frozen=True, slots=True)
class Snap:
    """Where a point meets the nearest street; `edges` are those that pass there."""

    lon: float
    lat: float
    distance_m: float
    edges: tuple[int, ...]

    @property
    def halt(self) -> Halt:
        """A stop there."""
        return Halt(self.lon, self.lat, on_street=True)


class Streets:
    """One tileset and the process that routes on it."""

    def __init__(self, tileset: Tileset, router: Router) -> None:
        self.tileset = tileset
        self._router = router

    async def route(
        self,
        halts: Sequence[Halt],
        profile: TimedCosting,
        closed: EdgeSet = NONE,
        *,
        soft: EdgeSet = NONE,
        spoken: bool = True,
        walked: bool = False,
        reach: int | None = None,
    ) -> tuple[Leg, ...]:
        """The legs between stops with these edges closed, sparing the `soft` ones; RouteRefused when there is no way.

        Asked to be `walked`, each says which edges it takes, where that is told at once.
        A stop on a street from which fewer than `reach` crossings are open may be taken to another street: look at
        the ends of the legs. Without `reach`, halts known to lie on a street that leads somewhere stay there.
        Closed and soft edges are for what is driven: cycles and walkers are not bound by them.
        """
        spares = bool(len(soft)) and profile.costing.is_driven
        request = (DriveRequest if walked or spares else RouteRequest)(
            locations=_locations(halts, reach),
            costing=profile.costing.model,
            costing_options=profile.options,
            date_time=profile.date_time,
            directions_type="instructions" if spoken else "none",
        )
        if not spares:
            return await self._legs(request, profile, closed)
        return await self._spare(Sparing(soft, self.tileset.edges), request, profile, closed)

    async def _spare(
        self, sparing: Sparing, request: RouteRequest, profile: TimedCosting, closed: EdgeSet
    ) -> tuple[Leg, ...]:
        """The cheapest way seen; a search that fails once there is a way leaves that way standing."""
        seen: list[Seen] = []
        for _ in range(ROUNDS):
            try:
                legs = await self._legs(request, profile, closed)
            except RouteRefused:
                if not seen:
                    raise
                break
            walks = await asyncio.gather(*(self.walk(leg, profile) for leg in legs))
            known = [walk for walk in walks if walk is not None]
            legs = tuple(replace(leg, walked=walk) for leg, walk in zip(legs, walks, strict=True))
            seen.append(Seen(legs, sparing.cost(known) if len(known) == len(walks) else inf))
            if not sparing.learn(known):
                break
            request = msgspec.structs.replace(request, linear_cost_factors=sparing.lines)
        return min(seen, key=lambda way: way.cost).legs

    async def _legs(self, request: RouteRequest, profile: TimedCosting, closed: EdgeSet) -> tuple[Leg, ...]:
        answer = await self._ask(closed, request, profile)
        return driven_legs_of(answer) if isinstance(request, DriveRequest) else legs_of(answer)

    async def locate(
        self, halts: Sequence[Halt], profile: TimedCosting, closed: EdgeSet = NONE
    ) -> tuple[Snap | None, ...]:
        """Where each stop meets the streets that stay open and lead somewhere."""
        request = LocateRequest(_locations(halts, CONNECTED), profile.costing.model, profile.options, profile.date_time)
        try:
            answer = await self._ask(closed, request, profile)
        except RouteRefused as refused:
            if refused.number != NO_STREET:
                raise
            return (None,) * len(halts)
        return tuple(_snap(place) for place in msgspec.json.decode(answer, type=tuple[Located, ...]))

    async def walk(self, leg: Leg, profile: TimedCosting) -> tuple[WalkedEdge, ...] | None:
        """The directed edges a leg takes, on the open network; None when they cannot be told."""
        if leg.walked is not None:
            return leg.walked
        request = WalkRequest(leg.polyline, profile.costing.model, profile.options, profile.date_time)
        for attempt in (request, msgspec.structs.replace(request, shape_match="walk_or_snap")):
            try:
                edges = msgspec.json.decode(await self._ask(NONE, attempt, profile), type=WalkAnswer).edges
            except (RouteRefused, msgspec.ValidationError):
                continue
            if leg.takes_as_long_as(edges):
                return edges
        return None

    async def _ask(self, closed: EdgeSet, request: Request, profile: TimedCosting) -> bytes:
        # Closures do not hinder cycles and walkers on their way, yet keep them from starting on a closed street.
        binding = closed if profile.costing.is_driven else NONE
        return await self._router.ask(self.tileset.folder, binding, request)


_BESIDE_M = 1.0


def _locations(halts: Sequence[Halt], reach: int | None = None) -> tuple[Location, ...]:
    known = {True: 0, False: CONNECTED}
    return tuple(Location(halt.lon, halt.lat, known[halt.on_street] if reach is None else reach) for halt in halts)


def _snap(place: Located) -> Snap | None:
    if not place.edges:
        return None
    nearest = min(place.edges, key=lambda edge: edge.distance)
    beside = [edge.edge_id.value for edge in place.edges if edge.distance <= nearest.distance + _BESIDE_M]
    return Snap(nearest.correlated_lon, nearest.correlated_lat, nearest.distance, tuple(beside))
