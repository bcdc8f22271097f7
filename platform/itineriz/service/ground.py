"""What a route is reckoned on: one set of rulebooks laid over one set of streets."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

import shapely
from shapely.geometry.base import BaseGeometry

from connectors.valhalla.streets import EdgeSet, Streets
from itineriz.service.proof import Proof
from rules.cells import kinds
from rules.engine import barred_zones, decide
from rules.model import Case, Profile, Verdict, ZoneDecision
from tenants.edges import EdgeIndex, Plane
from tenants.locate import ZoneRef
from tenants.snapshot import Rulebook, Snapshot

KEPT = 6
"""At least: what answers now, and what a publication or a new build replaces."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Rulebooks in force, streets, which edge lies in which zone, and the means to prove a route."""

    snapshot: Snapshot
    streets: Streets
    index: EdgeIndex
    plane: Plane
    proof: Proof
    books: tuple[Rulebook, ...]
    """The rulebooks that touch the streets."""

    def barred(self, passing: Profile, at: datetime) -> frozenset[ZoneRef]:
        """The zones of these streets closed to who passes through, or not known to be open."""
        return frozenset(
            ref
            for book in self.books
            for zone in barred_zones(book.bundle, passing, at, at)
            if (ref := ZoneRef(book.territory, zone)) in self.index.by_zone
        )

    def closed(self, zones: Iterable[ZoneRef]) -> EdgeSet:
        """The directed edges of these zones."""
        return self.index.edges_of(zones)

    def decide_zone(self, ref: ZoneRef, profile: Profile, at: datetime) -> ZoneDecision:
        """What the rules say in one zone."""
        bundle = self.snapshot.rulebooks[ref.territory].bundle
        return decide(bundle, Case(profile, at, (ref.zone,))).zones[0]

    def right_used(self, ref: ZoneRef, profile: Profile, at: datetime, decision: ZoneDecision) -> str | None:
        """The kind of right that lets a profile into a zone: one its rules rest on, without which it is refused."""
        bare = Profile(profile.facts)
        if profile == bare or self.decide_zone(ref, bare, at).verdict <= Verdict.CONDITIONAL:
            return None
        said = {reason.rule for reason in decision.reasons} | {duty.rule for duty in decision.obligations}
        rules = self.snapshot.rulebooks[ref.territory].bundle.rules
        opening = [rule for rule in rules if rule.name in said and rule.effect == "allow"]
        held = {right.kind for right in profile.rights}
        return next((kind for kind in kinds(opening) if kind in held), None)

    def name_of(self, ref: ZoneRef) -> str:
        """The zone's name."""
        return self.snapshot.rulebooks[ref.territory].bundle.zones[ref.zone].name

    def clock(self, slug: str, at: datetime) -> tzinfo:
        """The wall clock of a territory; without rulebook, that of the instant given (aware)."""
        book = self.snapshot.rulebooks.get(slug)
        if book is not None:
            return ZoneInfo(book.bundle.territory.timezone)
        assert at.tzinfo is not None
        return at.tzinfo


class Grounds:
    """The grounds in use, kept by tileset build and rulebooks, the least recently used dropped."""

    def __init__(self) -> None:
        self.room = KEPT
        self._held: OrderedDict[tuple[str | Rulebook, ...], Ground] = OrderedDict()
        self._making = asyncio.Lock()

    async def of(self, snapshot: Snapshot, streets: Streets) -> Ground:
        """The ground of these rulebooks on these streets; the first time takes up to a second for a city."""
        key: tuple[str | Rulebook, ...] = (
            streets.tileset.build,
            *(book for _, book in sorted(snapshot.rulebooks.items())),
        )
        # Without waiting: another ground may be in the making, for a territory that is nothing to this one.
        ground = self._held.get(key)
        if ground is None:
            async with self._making:
                ground = self._held.get(key)
                if ground is None:
                    ground = self._held[key] = await asyncio.to_thread(_lay, snapshot, streets)
        self._held.move_to_end(key)
        while len(self._held) > self.room:
            self._held.popitem(last=False)
        return ground


def _lay(snapshot: Snapshot, streets: Streets) -> Ground:
    edges = streets.tileset.edges
    index = EdgeIndex.of(edges, snapshot.locator)
    here = {ref.territory for ref in index.by_zone}
    box = shapely.box(*edges.bbox)
    here |= {slug for slug, area in snapshot.locator.coverages.items() if area.intersects(box)}
    books = tuple(book for slug, book in sorted(snapshot.rulebooks.items()) if slug in here)
    plane = Plane(edges.bbox)
    lands = (*_open_lands(snapshot), *snapshot.locator.zones.values())
    proof = Proof(plane, snapshot.locator.zones, [land for land in lands if land.intersects(box)])
    return Ground(snapshot, streets, index, plane, proof, books)


def _open_lands(snapshot: Snapshot) -> Iterator[BaseGeometry]:
    """The coverages where silence means allowed; in the others, streets outside every zone stay to be verified."""
    for slug, area in snapshot.locator.coverages.items():
        if snapshot.rulebooks[slug].bundle.territory.default is not Verdict.FORBIDDEN:
            yield area
