"""What a route is reckoned on: one set of rulebooks laid over one set of streets."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from connectors.valhalla.streets import EdgeSet, Streets
from itineriz.core import Span, open_spans
from itineriz.service.lands import OUTSIDE, shut_lands
from itineriz.service.proof import Proof
from rules.cells import kinds
from rules.engine import barred_zones, decide, windows
from rules.model import Case, Profile, Verdict, ZoneDecision
from rules.vocabulary import SECONDARY_ROAD
from tenants.edges import EdgeIndex, Plane
from tenants.locate import Locator, ZoneRef
from tenants.snapshot import Rulebook, Snapshot

KEPT = 6
"""At least: what answers now, and what a publication or a new build replaces."""
ASIDE_M = 60.0
"""A stop that no zone is near is not looked up; its street must be that near, or it is."""
_MOMENT = timedelta(seconds=1)


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
    shapes: Mapping[ZoneRef, BaseGeometry]
    """Every zone, and land shut by default, in degrees."""
    soft: EdgeSet
    """The streets ranked as « voies secondaires », to be spared."""

    areas: dict[ZoneRef, BaseGeometry] = field(default_factory=dict)
    """Those of `shapes` that were needed, in metres."""

    def barred_at(self, ref: ZoneRef, profile: Profile, start: datetime, end: datetime) -> datetime | None:
        """The first instant of `[start, end]` at which a zone is closed to a profile, or not known to be open."""
        bundle = self.snapshot.rulebooks[ref.territory].bundle
        if ref.zone == OUTSIDE:
            return start if bundle.territory.default > Verdict.CONDITIONAL else None
        intervals = windows(bundle, profile, ref.zone, start, end + _MOMENT).intervals
        return next((since for since, _, verdict in intervals if verdict > Verdict.CONDITIONAL), None)

    def barred(self, profile: Profile, start: datetime, end: datetime) -> frozenset[ZoneRef]:
        """The zones of these streets barred to a profile at some instant of `[start, end]`; land shut by default is."""
        named = (
            ZoneRef(book.territory, zone)
            for book in self.books
            for zone in barred_zones(book.bundle, profile, start, end)
        )
        return frozenset(ref for ref in (*named, *self._shut) if ref in self.index.by_zone)

    def shut(self, profile: Profile, start: datetime, end: datetime) -> frozenset[ZoneRef]:
        """Those barred from the first to the last instant of `[start, end]`."""
        return frozenset(ref for ref in self.barred(profile, start, start) if not self.opens(ref, profile, start, end))

    def opens(self, ref: ZoneRef, profile: Profile, start: datetime, end: datetime) -> bool:
        """Whether a zone is open to a profile at some instant of `[start, end]`."""
        return ref.zone != OUTSIDE and bool(self.open_spans(ref, profile, start, end + _MOMENT))

    def open_spans(self, ref: ZoneRef, profile: Profile, start: datetime, end: datetime) -> tuple[Span, ...]:
        """When a zone is open to a profile, within `[start, end)`."""
        bundle = self.snapshot.rulebooks[ref.territory].bundle
        if ref.zone == OUTSIDE:
            return ()
        return open_spans(windows(bundle, profile, ref.zone, start, end).intervals)

    def changes(self, ref: ZoneRef, profile: Profile, start: datetime, end: datetime) -> tuple[datetime, ...]:
        """`start`, and the instants up to `end` at which a zone's verdict changes."""
        if ref.zone == OUTSIDE:
            return (start,)
        bundle = self.snapshot.rulebooks[ref.territory].bundle
        return tuple(since for since, _, _ in windows(bundle, profile, ref.zone, start, end + _MOMENT).intervals)

    def area(self, ref: ZoneRef) -> BaseGeometry:
        """What a zone covers, in metres."""
        found = self.areas.get(ref)
        if found is None:
            found = self.areas[ref] = self.plane.area(self.shapes[ref])
            shapely.prepare(found)
        return found

    def is_near(self, lon: float, lat: float) -> bool:
        """Whether a street that a zone holds is so near that a place may be served from it."""
        place = shapely.Point(self.plane.points(np.array([[lon, lat]]))[0])
        return bool(len(self.index.lines.query(place, predicate="dwithin", distance=ASIDE_M)))

    @property
    def _shut(self) -> Iterator[ZoneRef]:
        return (ref for ref in self.shapes if ref.zone == OUTSIDE)

    def closed(self, zones: Iterable[ZoneRef]) -> EdgeSet:
        """The directed edges of these zones."""
        return self.index.edges_of(zones)

    def decide_zone(self, ref: ZoneRef, profile: Profile, at: datetime) -> ZoneDecision:
        """What the rules say in one zone."""
        bundle = self.snapshot.rulebooks[ref.territory].bundle
        if ref.zone == OUTSIDE:
            return ZoneDecision(OUTSIDE, bundle.territory.default)
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
        bundle = self.snapshot.rulebooks[ref.territory].bundle
        if ref.zone == OUTSIDE:
            return f"Hors des zones de {bundle.territory.name}"
        return bundle.zones[ref.zone].name

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
    edges, locator = streets.tileset.edges, snapshot.locator
    box = shapely.box(*edges.bbox)
    shapes = {**locator.zones, **{ref: land for ref, land in shut_lands(snapshot) if land.intersects(box)}}
    index = EdgeIndex.of(edges, Locator(shapes, locator.coverages))
    here = {ref.territory for ref in index.by_zone}
    here |= {slug for slug, area in locator.coverages.items() if area.intersects(box)}
    books = tuple(book for slug, book in sorted(snapshot.rulebooks.items()) if slug in here)
    plane = Plane(edges.bbox)
    lands = (*locator.coverages.values(), *locator.zones.values())
    proof = Proof(plane, snapshot, shapes, [land for land in lands if land.intersects(box)])
    soft = index.edges_of(ref for ref in index.by_zone if _is_secondary(snapshot, ref))
    return Ground(snapshot, streets, index, plane, proof, books, shapes, soft)


def _is_secondary(snapshot: Snapshot, ref: ZoneRef) -> bool:
    zone = snapshot.rulebooks[ref.territory].bundle.zones.get(ref.zone)
    return zone is not None and zone.kind == SECONDARY_ROAD
