"""Which derogations would let a trip through: those that open what refuses it, tried by the rules themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from itineriz.core import Demand, RightToAsk, RouteAnswer
from itineriz.service.ground import Ground
from rules.model import Profile, Right
from rules.remedies import Asked, Options
from tenants.answers import Heard
from tenants.locate import ZoneRef
from tenants.remedying import Visit, mend

MOST = 3
"""Sets of rights routed at most, the lightest of each refusal first."""
_ONLY = Options(hours_before=0, hours_after=0, rights=True, most=2)


@dataclass(frozen=True, slots=True)
class Asking:
    """Rights to ask for, and the same as held."""

    ask: tuple[RightToAsk, ...]
    granted: tuple[Right, ...]


def rights_to_try(ground: Ground, demand: Demand, answer: RouteAnswer) -> tuple[Asking, ...]:
    """The sets of rights worth a route: what opens every refused stop, then every zone gone round, then each alone."""
    stops = [_opening(ground, *refused) for refused in _refused_stops(ground, demand, answer)]
    zones = [_opening(ground, *avoided) for avoided in _avoided(demand, answer)]
    sets = [frozenset(asked for each in stops for asked in each), frozenset(one for each in zones for one in each)]
    wanted = dict.fromkeys([*sets, sets[0] | sets[1], *stops, *zones])
    return tuple(_asking(each) for each in [each for each in wanted if each][:MOST])


def _opening(ground: Ground, profile: Profile, at: datetime, heard: Heard) -> frozenset[Asked]:
    """The lightest set of rights that makes a visit lawful; empty when none does."""
    found = mend(ground.snapshot, Visit(profile, at, heard), (), _ONLY).found
    return next((frozenset(each.remedy.rights) for each in found if each.remedy.kind == "right"), frozenset())


def _refused_stops(ground: Ground, demand: Demand, answer: RouteAnswer) -> Iterator[tuple[Profile, datetime, Heard]]:
    for asked, stop in zip(demand.stops, answer.stops, strict=True):
        if not stop.served:
            refs, lands = ground.snapshot.locator.heard_at(*asked.position)
            at = stop.arrive_at or demand.depart_at
            yield demand.at(asked), at, (refs, lands | {ref.territory for ref in refs})


def _avoided(demand: Demand, answer: RouteAnswer) -> Iterator[tuple[Profile, datetime, Heard]]:
    for zone in answer.zones_avoided:
        at = zone.would_enter_at or demand.depart_at
        yield demand.passing, at, ((ZoneRef(zone.territory, zone.zone),), frozenset())


def _asking(rights: frozenset[Asked]) -> Asking:
    ordered = sorted(rights, key=lambda one: (one.territory, one.kind.id))
    ask = tuple(
        RightToAsk(
            kind=one.kind.id,
            territory=one.territory,
            name=one.kind.name,
            order=one.kind.order,
            article=one.kind.article,
            delay_days=one.kind.delay_days,
            days_left=one.kind.quota_days,
        )
        for one in ordered
    )
    return Asking(ask, tuple(Right(one.kind.id, one.territory, days_left=one.kind.quota_days) for one in ordered))
