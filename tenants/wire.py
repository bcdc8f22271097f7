"""The JSON shapes shared by every interface (DESIGN §12): fields may be added, never renamed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from rules import model
from rules.model import Facts, Problem, Profile
from rules.texts.typography import typeset

type Position = Annotated[
    list[float],
    Meta(min_length=2, max_length=2, description="[longitude, latitude] en degrés (WGS 84), dans cet ordre"),
]
type Activity = Annotated[
    Literal["transit", "delivery", "pickup", "works", "moving", "waste", "supply", "service", "resident", "emergency"],
    Meta(description="Motif de la venue ; absent, il est inconnu"),
]
type Category = Literal["M1", "M2", "M3", "N1", "N2", "N3", "L1", "L2", "L3", "L4", "L5", "L6", "L7"]
type CritAir = Literal["EL", "1", "2", "3", "4", "5", "NC"]
type Energy = Literal[
    "diesel",
    "petrol",
    "electric",
    "hydrogen",
    "cng",
    "lng",
    "lpg",
    "hybrid_petrol",
    "hybrid_diesel",
    "e85",
    "b100",
]
type Body = Literal[
    "flatbed",
    "box",
    "conditioned",
    "curtain",
    "container",
    "hook_lift",
    "tipper",
    "tank",
    "water_tank",
    "livestock",
    "vehicle_transporter",
    "plant_carrier",
    "concrete_mixer",
    "concrete_pump",
    "timber",
    "refuse",
    "sweeper",
    "retail",
    "recovery",
    "crane",
    "aerial_platform",
    "fire_engine",
    "ambulance",
    "hearse",
    "armoured",
    "motor_caravan",
    "other",
]
type DangerousGoods = Literal["none", "adr"]


class Vehicle(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """What is known of a vehicle; an absent field is unknown."""

    category: Annotated[Category, Meta(description="Catégorie de la réception (carte grise, J)")] | None = None
    gvw_kg: Annotated[int, Meta(ge=1, le=72_000, description="PTAC, en kg (carte grise, F.2)")] | None = None
    gcw_kg: Annotated[int, Meta(ge=1, le=72_000, description="PTRA, en kg (carte grise, F.3)")] | None = None
    length_cm: Annotated[int, Meta(ge=1, le=3_000, description="Longueur hors tout, en cm")] | None = None
    width_cm: Annotated[int, Meta(ge=1, le=500, description="Largeur, en cm")] | None = None
    height_cm: Annotated[int, Meta(ge=1, le=600, description="Hauteur, en cm")] | None = None
    axle_load_kg: (
        Annotated[int, Meta(ge=1, le=20_000, description="Charge de l’essieu le plus chargé, en kg")] | None
    ) = None
    critair: Annotated[CritAir, Meta(description="Vignette Crit’Air ; EL : électrique, NC : non classé")] | None = None
    energy: Annotated[Energy, Meta(description="Énergie")] | None = None
    body: (
        Annotated[
            Body,
            Meta(
                description="Carrosserie, d’après le règlement (UE) 2018/858 (annexe I, appendice 2) et la carte grise "
                "(J.3) ; celle de la remorque pour un ensemble, other : aucune des autres"
            ),
        ]
        | None
    ) = None
    dangerous_goods: (
        Annotated[
            DangerousGoods,
            Meta(description="Marchandises dangereuses ; adr : chargement signalé selon l’ADR, none : aucun"),
        ]
        | None
    ) = None

    def facts(self, activity: str | None = None) -> Facts:
        """The known facts, by name, with the activity when there is one."""
        facts: dict[str, int | str] = msgspec.to_builtins(self)
        if activity is not None:
            facts["activity"] = activity
        return facts

    def profile(self, activity: str | None, rights: "list[Right]") -> Profile:
        """Who asks."""
        return Profile(self.facts(activity), [right.held() for right in rights])


class Right(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True, rename={"start": "from", "end": "to"}):
    """A derogation the vehicle or its carrier holds."""

    kind: Annotated[str, Meta(max_length=64, description="Une des dérogations de GET /territories/{slug}")]
    territory: Annotated[str, Meta(max_length=64, description="Territoire qui l’a accordée")]
    zones: Annotated[list[str], Meta(max_length=200, description="Zones ; vide : tout le territoire")] = []
    start: Annotated[date, Meta(description="Premier jour")] | None = None
    end: Annotated[date, Meta(description="Lendemain du dernier jour")] | None = None
    days_left: Annotated[int, Meta(ge=0, le=366, description="Jours restants, celui demandé compris")] | None = None
    id: Annotated[str, Meta(max_length=100, description="Votre référence ; sans effet sur la réponse")] | None = None

    def held(self) -> model.Right:
        """The right as the rules see it."""
        return model.Right(self.kind, self.territory, tuple(self.zones), self.start, self.end, self.days_left, self.id)


type Rights = Annotated[
    list[Right],
    Meta(max_length=100, description="Dérogations détenues par le véhicule ou son transporteur."),
]


class Holder(Struct, forbid_unknown_fields=True, frozen=True):
    """A vehicle of the fleet of who asks: its facts and rights are read as they stand at each question."""

    vehicle: Annotated[UUID, Meta(description="Son identifiant dans GET /api/v1/vehicles")]


type Held = Annotated[
    Holder,
    Meta(description="Un véhicule de votre flotte : ses caractéristiques et ses droits du moment (connexion ou jeton)"),
]


def with_held(
    vehicle: Vehicle, rights: Sequence[Right], facts: Facts, held: Sequence[model.Right]
) -> tuple[Vehicle, list[Right]]:
    """What was sent, and above it what is known of the vehicle named."""
    sent: dict[str, object] = msgspec.to_builtins(vehicle)
    known = {name: value for name, value in facts.items() if name in Vehicle.__struct_fields__}
    own = [
        Right(one.kind, one.territory or "", list(one.zones), one.start, one.end, one.days_left, one.id)
        for one in held
    ]  # fmt: skip
    return msgspec.convert(sent | known, Vehicle), [*rights, *own]


def ill_dated(rights: "Sequence[Right | model.Right]", owner: str = "") -> Iterator[Problem]:
    """Rights that end on or before their first day, as sent or as held; `owner` points at what carries them."""
    for number, right in enumerate(rights):
        if right.start is not None and right.end is not None and right.end <= right.start:
            message = f"La dérogation n°\u00a0{number + 1} n’a aucun jour : « to » ne vient pas après « from »."
            hint = "« to » est le lendemain du dernier jour."
            yield Problem("right-reversed", typeset(message), typeset(hint), pointer=f"{owner}/rights/{number}/to")
