"""Of whom a rule, or a kind of right, speaks."""

from dataclasses import dataclass
from typing import Literal

type Operator = Literal["lt", "lte", "gt", "gte"]
type Condition = All | AnyOf | Not | OneOf | Compare | Holds


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class OneOf:
    """True when the fact has one of these values."""

    fact: str
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """True when the fact stands so to the bound, in its own order."""

    fact: str
    operator: Operator
    bound: int | str


@dataclass(frozen=True, slots=True)
class Holds:
    """True when a right of this kind is held, that day, in every zone of the case where the rule speaks."""

    kind: str
