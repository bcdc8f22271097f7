"""The ways to make a trip, side by side: merged, then ranked by greenhouse gas."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from itineriz.core.answer import LineString
from rules.model import Facts

type Kind = Literal["as_asked", "shortest", "later", "vehicle", "right", "cargo_bike"]


@dataclass(frozen=True, slots=True)
class RightToAsk:
    """A derogation to ask for, with the order that founds it; `delay_days` is null when it is not told.

    `days_left` is how many days it was taken to hold, of those counted in days.
    """

    kind: str
    territory: str
    name: str
    order: str
    article: str
    delay_days: int | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from the demand; nulls stay as they are."""

    depart_at: datetime | None = None
    vehicle: Facts | None = None
    rights: tuple[RightToAsk, ...] | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to make the trip, routed and proved as any other; distances are null when there is none."""

    kind: Kind
    label: str
    message: str
    depart_at: datetime
    arrive_at: datetime | None
    feasible: bool
    unverified: bool
    distance_m: int | None
    duration_s: int | None
    co2e_g: int | None
    geometry: LineString | None
    change: Change


def ranked(found: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Each way once, the first told of those alike; feasible first, then by greenhouse gas, unknown last."""
    kept: list[Alternative] = []
    for each in found:
        if not any(_alike(each, other) for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=_rank))


def _alike(one: Alternative, other: Alternative) -> bool:
    """The same way at the same hour by the same vehicle: rights that change nothing are no alternative."""
    same_vehicle = one.change.vehicle == other.change.vehicle and (one.kind == "cargo_bike") == (
        other.kind == "cargo_bike"
    )
    return (
        same_vehicle
        and one.depart_at == other.depart_at
        and one.geometry == other.geometry
        and one.feasible == other.feasible
    )


def _rank(each: Alternative) -> tuple[bool, float, float]:
    gas, time = (float("inf") if value is None else value for value in (each.co2e_g, each.duration_s))
    return not each.feasible, gas, time
