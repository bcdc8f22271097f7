"""The lowered rules: what the compiler writes and the evaluators read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

type Effect = Literal["prohibit", "allow"]
type Operator = Literal["lt", "lte", "gt", "gte"]
type Holidays = Literal["any", "except", "only"]
type Condition = All | AnyOf | Not | OneOf | Compare


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
class Block:
    """Some hours of some days: the rule is in season where one of its blocks holds.

    `windows` are `[from, to)` minutes of the day (0 to 1440); `to <= from` runs into the next day and belongs
    to the day it starts, whose weekday (Monday is 0) and holiday tests decide.
    """

    windows: tuple[tuple[int, int], ...] = ((0, 1440),)
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    holidays: Holidays = "any"


@dataclass(frozen=True, slots=True)
class Rule:
    """One measure of an order."""

    id: str
    effect: Effect
    zones: tuple[str, ...]
    order: str
    article: str
    overrides: tuple[str, ...] = ()
    """Ids of the rules it lifts (allow) or restores (prohibit), tags resolved."""
    tags: tuple[str, ...] = ()
    condition: Condition | None = None
    schedule: tuple[Block, ...] = ()
    """Empty: always."""
    valid_from: date | None = None
    valid_to: date | None = None
    """Exclusive: the day after the last legal day."""
    quote: str | None = None
    message: str | None = None
    to_verify: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """A test that travels with the rules: a question and the answer its author expects."""

    name: str
    at: str
    """RFC 3339, with the territory's own offset."""
    zones: tuple[str, ...]
    facts: Mapping[str, int | str]
    expect: str
    by: tuple[str, ...] | None = None
    needs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A named choice of days, as written; rules carry it lowered into their blocks."""

    id: str
    days: tuple[int, ...]
    holidays: Holidays
