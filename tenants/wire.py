"""The JSON shapes shared by every interface (DESIGN §12): fields may be added, never renamed."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from rules import model
from rules.model import Facts, Profile

type Position = Annotated[list[float], Meta(min_length=2, max_length=2, description="[longitude, latitude], WGS 84")]
type Activity = Literal[
    "transit", "delivery", "pickup", "works", "moving", "waste", "supply", "service", "resident", "emergency"
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


class Vehicle(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """What is known of a vehicle; an absent field is unknown."""

    category: Category | None = None
    gvw_kg: Annotated[int, Meta(ge=1, le=72_000, description="PTAC, kg")] | None = None
    gcw_kg: Annotated[int, Meta(ge=1, le=72_000, description="PTRA, kg")] | None = None
    length_cm: Annotated[int, Meta(ge=1, le=3_000)] | None = None
    width_cm: Annotated[int, Meta(ge=1, le=500)] | None = None
    height_cm: Annotated[int, Meta(ge=1, le=600)] | None = None
    axle_load_kg: Annotated[int, Meta(ge=1, le=20_000)] | None = None
    critair: CritAir | None = None
    energy: Energy | None = None

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

    kind: Annotated[str, Meta(max_length=64)]
    territory: Annotated[str, Meta(max_length=64, description="Territoire qui l’a accordée")]
    zones: Annotated[list[str], Meta(max_length=200, description="Zones ; vide : tout le territoire")] = []
    start: date | None = None
    end: Annotated[date, Meta(description="Lendemain du dernier jour")] | None = None
    days_left: Annotated[int, Meta(ge=0, le=366, description="Jours restants, celui demandé compris")] | None = None
    id: Annotated[str, Meta(max_length=100)] | None = None

    def held(self) -> model.Right:
        """The right as the rules see it."""
        return model.Right(self.kind, self.territory, tuple(self.zones), self.start, self.end, self.days_left, self.id)


type Rights = Annotated[
    list[Right],
    Meta(max_length=100, description="Dérogations détenues par le véhicule ou son transporteur."),
]
