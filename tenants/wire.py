"""The JSON shapes shared by every interface (DESIGN §12): fields may be added, never renamed."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from rules.model import Facts

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


class Right(Struct, forbid_unknown_fields=True, frozen=True):
    """A derogation the vehicle or its carrier holds."""

    kind: str
    territory: str


type Rights = Annotated[
    list[Right],
    Meta(max_length=100, description="Dérogations détenues : lues, mais sans effet sur les verdicts pour l’instant."),
]
