"""What phones and the server say to each other of discs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from numeriz.core.stay import Phase, Told
from numeriz.service.asked import Set
from numeriz.service.kept import Kept
from numeriz.service.reports import Kind, Report
from numeriz.service.states import State
from numeriz.service.stays import Synced
from rules.model import Problem
from rules.written.countries import read_country
from rules.written.plates import read_plate
from tenants.errors import Unreadable
from tenants.wire import Position, Vehicle

type Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, avec son décalage, à l’horloge du téléphone")]
type Offset = Annotated[
    float,
    Meta(ge=-86_400 * 366, le=86_400 * 366, description="Horloge du serveur moins celle du téléphone, en secondes"),
]
type Id = Annotated[UUID, Meta(description="Tiré au hasard par le téléphone\u00a0: le même n’est gardé qu’une fois")]
type Slug = Annotated[str, Meta(max_length=64, description="Territoire")]
type Stated = Literal["delivery", "pickup", "service", "works", "waste", "moving", "other"]
type Reason = Literal[""] | Stated
type Cause = Literal["", "car", "two_wheeler", "works", "terrace", "waste", "vehicle", "other"]
type Sent = Annotated[int, Meta(ge=0, le=240)]
MOST_SYNCED = 100


class DiscVehicle(Vehicle, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The vehicle of a disc; all of it may be left out. `id` is one of the fleet of who is signed in."""

    id: (
        Annotated[UUID, Meta(description="D’un véhicule de votre flotte\u00a0: le disque est rattaché à elle")] | None
    ) = None
    plate: Annotated[str, Meta(max_length=40)] = ""
    country: Annotated[str, Meta(max_length=40)] = ""

    def known(self) -> dict[str, int | str]:
        """Its facts, without what names it."""
        said: dict[str, int | str] = msgspec.to_builtins(self)
        return {name: value for name, value in said.items() if name not in ("id", "plate", "country")}

    def registered(self) -> tuple[str, str]:
        """Its plate as plates are compared, and its country; both empty without. Raises Unreadable."""
        if not self.plate.strip():
            return "", ""
        country = read_country(self.country)
        plate = country if isinstance(country, Problem) else read_plate(self.plate.replace("\0", ""), country)
        if isinstance(plate, Problem):
            pointed = Problem(plate.code, plate.message, plate.hint, pointer="/vehicle/plate")
            raise Unreadable("plate-unread", "Cette plaque ne se lit pas.", plate.message, problems=(pointed,))
        return plate.number, plate.country


class StayIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A disc to be set; without bay nor code, the position finds the nearest."""

    id: Id
    territory: Slug
    at: Instant
    means: Annotated[
        Literal["position", "sign", "code", "map", "text"],
        Meta(description="Comment l’aire a été trouvée\u00a0; au panneau (sign, code), aucune position n’est demandée"),
    ]
    bay: UUID | None = None
    code: Annotated[str, Meta(max_length=12, description="Celui du panneau")] = ""
    vehicle: DiscVehicle = DiscVehicle()
    clock_offset_s: Offset | None = None
    position: Position | None = None
    reason: Reason = ""
    hold: Annotated[UUID, Meta(description="La place retenue que ce disque prend")] | None = None
    left_at: Annotated[datetime, Meta(tz=True, description="Le départ, s’il est déjà passé")] | None = None

    def asked(self) -> Set:
        """The same as the service is asked; raises Unreadable."""
        plate, country = self.vehicle.registered()
        place = (self.position[0], self.position[1]) if self.position else None
        if place is not None and not (abs(place[0]) <= 180 and abs(place[1]) <= 90):
            problem = Problem("position-off", "Cette position n’est pas sur la Terre.", pointer="/position")
            raise Unreadable("position-off", problem.message, problems=(problem,))
        left = Told(self.left_at, self.clock_offset_s) if self.left_at else None
        return Set(
            self.id, self.territory, Told(self.at, self.clock_offset_s), self.means, self.bay, self.code, place, plate,
            country, self.vehicle.known(), self.reason, self.hold, left,
        )  # fmt: skip


class HoldIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A place to be held."""

    id: Id
    territory: Slug
    bay: UUID
    at: Instant
    vehicle: DiscVehicle = DiscVehicle()

    def asked(self) -> Set:
        """The same as the service is asked; raises Unreadable."""
        plate, country = self.vehicle.registered()
        return Set(
            self.id, self.territory, Told(self.at), "map", self.bay, plate=plate, country=country,
            facts=self.vehicle.known(),
        )  # fmt: skip


class EndIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A departure."""

    at: Instant
    clock_offset_s: Offset | None = None


class ChangeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An extension, or why the vehicle stands there: one of them."""

    extend_min: (
        Annotated[int, Meta(ge=1, le=1_440, description="En tout, depuis le début\u00a0: répété, rien de plus")] | None
    ) = None
    reason: Annotated[Stated, Meta(description="La raison de l’arrêt, jusqu’à 24 heures après sa fin")] | None = None

    def check_one(self) -> None:
        """Raises Unreadable where nothing is said, or both: one of them might be refused, and the other not."""
        if (self.extend_min is None) == (self.reason is None):
            raise Unreadable("change-one", "Envoyez extend_min ou reason\u00a0: l’un des deux.")


class ReportIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of a bay."""

    id: Id
    territory: Slug
    bay: UUID
    kind: Literal["full", "blocked", "double_parked", "closed", "wrong_sign"]
    at: Instant
    cause: Cause = ""
    clock_offset_s: Offset | None = None

    def report(self) -> Report:
        """The same as the service is told."""
        kind: Kind = self.kind
        return Report(self.id, self.territory, self.bay, kind, Told(self.at, self.clock_offset_s), self.cause)


class LimitsOut(Struct, frozen=True):
    """What held when it was set, in minutes."""

    verdict: str
    stay_min: int | None
    no_return_min: int | None
    extension_min: int
    source: Annotated[
        str, Meta(description="rule\u00a0: l’arrêté\u00a0; sign\u00a0: le panneau\u00a0; none\u00a0: rien ne le dit")
    ]


class StayOut(Struct, frozen=True):
    """A disc, or a place held, and what it says now."""

    id: UUID
    phase: Annotated[Phase, Meta(description="held, waiting (pas encore réglementé), running, ending, over, ended")]
    territory: str
    bay: UUID | None
    bay_code: str
    bay_name: str
    place: Annotated[int | None, Meta(description="null\u00a0: en excédent, ou sans aire")]
    excess: bool
    starts_at: datetime
    due_at: Annotated[datetime | None, Meta(description="Avant quand partir\u00a0; null si rien ne le dit")]
    ends_at: Annotated[datetime, Meta(description="Quand il se terminera de lui-même, ou s’est terminé")]
    regulated_from: datetime | None
    ended_at: datetime | None
    ended_by: Annotated[str, Meta(description="driver, automatic, moved, taken, lapsed ou closed")]
    extended_min: int
    extendable_min: int
    conditions: LimitsOut
    sentence: str
    reason: Annotated[str, Meta(description="De l’arrêt\u00a0; vide si elle n’est pas dite")]

    @classmethod
    def of(cls, kept: Kept, now: datetime) -> Self:
        """One of them."""
        span, limits = kept.span, kept.limits
        return cls(
            kept.id, kept.phase(now), kept.territory, kept.bay, kept.bay_code, kept.bay_name, kept.place, kept.excess,
            span.starts_at, span.due_at, span.ends_at, span.regulated_from, span.ended_at, kept.ended_by,
            kept.extended_min, kept.extendable_min,
            LimitsOut(limits.verdict, limits.stay_min, limits.no_return_min, limits.extension_min, limits.source),
            kept.sentence(now), kept.reason,
        )  # fmt: skip


class SyncedOut(Struct, frozen=True):
    """What became of a disc that waited for a network."""

    id: UUID
    outcome: Annotated[Literal["stored", "known", "refused"], Meta(description="Dans les trois cas, à ne plus envoyer")]
    reason: Annotated[str, Meta(description="Le code du refus, sinon vide")]
    sentence: str
    stay: StayOut | None

    @classmethod
    def of(cls, one: Synced, now: datetime) -> Self:
        """One of them."""
        stay = StayOut.of(one.kept, now) if one.kept else None
        refusal = one.refusal
        said = " ".join(part for part in (refusal.title, refusal.detail) if part) if refusal else ""
        return cls(one.id, one.outcome, refusal.code if refusal else "", said or (stay.sentence if stay else ""), stay)


class StateOut(Struct, frozen=True):
    """How many places of a bay are free."""

    id: UUID
    free: Annotated[int, Meta(description="-1\u00a0: la source ne répond pas")]
    places: int
    at: Annotated[datetime, Meta(description="L’âge de l’état")]
    source: str


class StatesOut(Struct, frozen=True):
    """The bays of a territory, or those that changed."""

    at: datetime
    bays: list[StateOut]

    @classmethod
    def of(cls, at: datetime, states: Mapping[UUID, State]) -> Self:
        """All of them."""
        return cls(at, [StateOut(bay, one.free, one.places, one.at, one.source) for bay, one in states.items()])
