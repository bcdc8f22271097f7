"""The bodies and answers of what surrounds a route."""

from datetime import datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from itineriz.core import Alternative, Demand, Kind, LineString, RightToAsk, Spell, State, Why
from itineriz.service import Offer, Week
from itineriz.web.asked import Instant, RouteIn, Stops
from tenants.locate import ZoneRef
from tenants.wire import Held, Rights, Vehicle


class HoursIn(Struct, forbid_unknown_fields=True, frozen=True, rename={"start": "from", "end": "to"}):
    """A trip without its hour, and the departures to tell of."""

    territory: str
    vehicle: Vehicle
    start: Annotated[Instant, Meta(description="Premier départ")]
    end: Annotated[Instant, Meta(description="Fin des départs, exclue ; 8 jours au plus après « from »")]
    stops: Stops
    rights: Rights = []
    holder: Held | None = None

    def demand(self) -> Demand:
        """The trip, leaving at the first of these hours."""
        return RouteIn(self.territory, self.vehicle, self.start, self.stops, self.rights).demand()


class BarringOut(Struct, frozen=True):
    """A zone in the way, forbidden or unknown to this vehicle then."""

    territory: str
    zone: str
    name: str
    verdict: Annotated[str, Meta(description="unknown ou forbidden")]
    stop: Annotated[int | None, Meta(description="L’arrêt qu’elle concerne, à partir de 0 ; null si on la traverse")]


class SpellOut(Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """Departures that meet the same, `from` included and `to` excluded, at the territory's hour."""

    start: datetime
    end: datetime
    state: Annotated[
        State,
        Meta(description="free : le trajet direct est permis ; detour : une zone y est fermée ; refused : un arrêt ne "
             "peut pas être servi ; unknown : il manque une donnée ou une règle pour un arrêt"),
    ]  # fmt: skip
    zones: list[BarringOut]

    @classmethod
    def of(cls, spell: Spell, week: Week) -> Self:
        """The spell as interfaces spell it."""
        clock = ZoneInfo(week.timezone)
        zones = [
            BarringOut(*each.zone, week.names[ZoneRef(*each.zone)], each.verdict.word, each.stop)
            for each in spell.zones
        ]
        return cls(spell.start.astimezone(clock), spell.end.astimezone(clock), spell.state, zones)


class HoursOut(Struct, frozen=True):
    """The state of a trip by its hour of departure: intervals that follow each other without a hole."""

    rulebooks: Annotated[list[str], Meta(description="Versions qui ont répondu : territoire@numéro")]
    timezone: str
    intervals: list[SpellOut]
    why: Annotated[list[Why], Meta(description="Ce qui n’a pas pu être dit, et pourquoi")]

    @classmethod
    def of(cls, week: Week) -> Self:
        """The week as interfaces spell it."""
        intervals = [SpellOut.of(spell, week) for spell in week.spells]
        return cls(list(week.rulebooks), week.timezone, intervals, list(week.why))


class VehicleOffer(Struct, forbid_unknown_fields=True, frozen=True):
    """Another vehicle that could make the trip."""

    label: Annotated[
        str, Meta(min_length=1, max_length=100, description="Avec son article : « un fourgon électrique »")
    ]
    vehicle: Vehicle

    def offer(self) -> Offer:
        """The offer as the room speaks of it."""
        return Offer(self.label, self.vehicle.facts())


class AlternativesIn(RouteIn, forbid_unknown_fields=True, frozen=True):
    """A route to find, and the vehicles that could make it instead."""

    vehicles: Annotated[
        list[VehicleOffer],
        Meta(max_length=6, description="Véhicules possibles ; vide : un fourgon électrique et un fourgon de 3,5 t"),
    ] = []  # noqa: RUF012  # msgspec copies it


class ChangeOut(Struct, frozen=True):
    """What differs from the request: to be put in its place; null: unchanged."""

    depart_at: datetime | None
    vehicle: Vehicle | None
    rights: list[RightToAsk] | None


class AlternativeOut(Struct, frozen=True):
    """One way to make the trip, routed and proved; distances are null when there is none."""

    kind: Annotated[Kind, Meta(description="as_asked, shortest, later, vehicle, right ou cargo_bike")]
    label: str
    message: str
    depart_at: datetime
    arrive_at: datetime | None
    feasible: bool
    unverified: bool
    distance_m: int | None
    duration_s: int | None
    co2e_g: Annotated[int | None, Meta(description="Grammes de CO₂e ; null quand rien ne peut en être dit")]
    geometry: LineString | None
    change: ChangeOut

    @classmethod
    def of(cls, each: Alternative) -> Self:
        """The alternative as interfaces spell it."""
        change = each.change
        vehicle = None if change.vehicle is None else msgspec.convert(change.vehicle, Vehicle)
        rights = None if change.rights is None else list(change.rights)
        told = {name: getattr(each, name) for name in cls.__struct_fields__ if name != "change"}
        return cls(**told, change=ChangeOut(change.depart_at, vehicle, rights))


class AlternativesOut(Struct, frozen=True):
    """The ways to make a trip: feasible ones first, then by greenhouse gas."""

    alternatives: list[AlternativeOut]
