"""What may be changed, what is proposed, and what was tried in vain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.bundle import Bundle
from rules.model import Facts, Obligation, Right, RightKind, Verdict

type Kind = Literal["fact", "time", "stop", "vehicle", "right", "time_right"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one rulebook speaks: these of its zones; none for a place in its territory outside every zone."""

    bundle: Bundle
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Another vehicle that could come, with the rights it holds itself."""

    label: str
    """With its article: « le fourgon électrique »."""
    facts: Facts
    rights: tuple[Right, ...] = ()
    minutes: int = 60
    """What changing to it costs, to order the proposals."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Another place to stop at: every rulebook that speaks there."""

    label: str
    """With its article: « la place d’Armes »."""
    places: tuple[Place, ...]
    minutes: int = 15
    """What walking from it costs, to order the proposals."""


@dataclass(frozen=True, slots=True)
class Options:
    """What may be changed, and how far."""

    hours_before: int = 24
    hours_after: int = 168
    vehicles: tuple[Vehicle, ...] = ()
    stops: tuple[Stop, ...] = ()
    rights: bool = True
    most: int = 10
    """How many proposals at most."""
    locale: str = "fr"


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of right to ask for, and the territory that decides it."""

    territory: str
    kind: RightKind


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that makes the visit lawful, decided again; or the facts that would settle it."""

    kind: Kind
    verdict: Verdict
    """After the change; still unknown for facts, which have yet to be given."""
    message: str
    minutes: int
    """What it costs, by which proposals are ordered; of a time, how far it is from the one asked."""
    at: datetime | None = None
    label: str | None = None
    vehicle: Facts | None = None
    rights: tuple[Asked, ...] = ()
    """All of them are needed."""
    needs: tuple[str, ...] = ()
    obligations: tuple[Obligation, ...] = ()


@dataclass(frozen=True, slots=True)
class Wall:
    """A rule that refuses, and the rules that could lift it."""

    territory: str
    rule: str
    order: str
    article: str
    lifters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Exactly what was tried, when nothing helped."""

    message: str
    start: datetime | None
    end: datetime | None
    """`[start, end]` searched, minute by minute in effect; nothing when no other time was asked for."""
    vehicles: tuple[str, ...]
    stops: tuple[str, ...]
    kinds: tuple[Asked, ...]
    largest: int
    """The largest set of rights tried; all sets up to it were."""
    paired: int
    """The same, tried together with another time."""
    walls: tuple[Wall, ...]


@dataclass(frozen=True, slots=True)
class Remedies:
    """What was found, cheapest first; or why nothing was. Neither for a visit that is lawful already."""

    found: tuple[Remedy, ...]
    none: Proof | None = None
