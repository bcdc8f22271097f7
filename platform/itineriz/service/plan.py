"""What is driven where: by stop whether it is served, by leg which zones are shut."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from connectors.valhalla.streets import Halt
from itineriz.core import Step
from itineriz.service.halts import Held, likely_s
from itineriz.service.travel import ASIDE_M, Closing, Stage, travel, walk
from itineriz.service.trip import Trip
from rules.model import Profile
from tenants.locate import ZoneRef


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The stops, and by leg the zones barred to it; those of the served stops at its ends stay open to it."""

    held: tuple[Held, ...]
    barred: tuple[frozenset[ZoneRef], ...]

    @property
    def halts(self) -> tuple[Halt, ...] | None:
        """Where the vehicle stands; None when a stop has no legal point at all."""
        halts = tuple(each.halt for each in self.held if each.halt is not None)
        return halts if len(halts) == len(self.held) else None

    @property
    def stays_s(self) -> tuple[float, ...]:
        """How long it stands there; at the first, departure ends the stay."""
        return (0.0, *(each.stay_s for each in self.held[1:]))

    def opened(self, leg: int) -> frozenset[ZoneRef]:
        """The zones that the served stops at the ends of a leg give the right to drive in."""
        return self.held[leg].opens | self.held[leg + 1].opens

    def closing(self, leg: int) -> Closing:
        """What is shut on a leg."""
        return Closing(self.barred[leg] - self.opened(leg), self.freed(leg))

    @property
    def shuts(self) -> bool:
        """Whether anything is shut on some leg."""
        return any(self.closing(leg).zones for leg in range(len(self.barred)))

    def freed(self, leg: int) -> frozenset[int]:
        """The edges of the streets that the stops at the ends of a leg are served from."""
        return self.held[leg].frees | self.held[leg + 1].frees

    def zones_on(self, step: Step) -> frozenset[ZoneRef]:
        """The zones that a step counts for: on a stop's own street, those it is in."""
        zones = frozenset(ZoneRef(*zone) for zone in step.zones)
        return zones & self.opened(step.leg) if zones and step.edge in self.freed(step.leg) else zones

    def counted(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """The steps with the zones they count for."""
        return tuple(replace(step, zones=self.zones_on(step)) if step.zones else step for step in steps)

    def profiles(self, trip: Trip, leg: int, ref: ZoneRef) -> tuple[Profile, ...]:
        """Who drives in a zone on a leg: what its served stops there are for, and whoever passes."""
        ends = (self.held[leg], self.held[leg + 1])
        doing = (trip.demand.at(each.asked) for each in ends if ref in each.opens)
        return tuple(dict.fromkeys((*doing, trip.passing)))

    def holding(self, stop: int, held: Held) -> "Plan":
        """The same with a stop held otherwise."""
        return replace(self, held=(*self.held[:stop], held, *self.held[stop + 1 :]))

    def barring(self, leg: int, zones: frozenset[ZoneRef]) -> "Plan":
        """The same with more zones barred to a leg."""
        return replace(self, barred=(*self.barred[:leg], self.barred[leg] | zones, *self.barred[leg + 1 :]))

    def without(self, ref: ZoneRef) -> "Plan":
        """The same with a zone barred to no leg."""
        return replace(self, barred=tuple(zones - {ref} for zones in self.barred))


def free_plan(held: tuple[Held, ...]) -> Plan:
    """Nothing barred."""
    return Plan(held, (frozenset(),) * (len(held) - 1))


def likely_plan(trip: Trip, held: tuple[Held, ...]) -> Plan:
    """Barred to each leg: the zones closed to who passes through for as long as the leg is likely to be on its way."""
    barred: list[frozenset[ZoneRef]] = []
    early = late = 0.0
    for number, (one, other) in enumerate(pairwise(held)):
        stay = one.stay_s if number else 0.0
        early, late = early + stay, late + stay + likely_s(one.asked, other.asked)
        barred.append(trip.ground.shut(trip.passing, *trip.span(early, late)))
    return Plan(held, tuple(barred))


async def drive(trip: Trip, plan: Plan, kept: tuple[Stage, ...] = (), *, aside_m: float = ASIDE_M) -> tuple[Stage, ...]:
    """The legs of a plan with their edges and hours, those kept first; raises RouteRefused when there is no way."""
    return (*kept, *await walk(trip, await sketch(trip, plan, kept, aside_m=aside_m, spoken=True), len(kept)))


async def sketch(
    trip: Trip, plan: Plan, kept: tuple[Stage, ...] = (), *, aside_m: float = ASIDE_M, spoken: bool = False
) -> tuple[Stage, ...]:
    """The legs that follow those kept, without their edges; raises RouteRefused when there is no way."""
    first = len(kept)
    halts = plan.halts
    assert halts is not None
    closings = [plan.closing(leg) for leg in range(first, len(plan.barred))]
    start = kept[-1].end_s if kept else 0.0
    return await travel(trip, halts[first:], plan.stays_s[first:], closings, start, aside_m=aside_m, spoken=spoken)
