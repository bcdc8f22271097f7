"""The lowered rules: what the compiler writes and the evaluators read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules.model import Duty, Right
from rules.model.conditions import All, AnyOf, Compare, Condition, Holds, Not, OneOf, Operator

__all__ = [
    "EVERY_DAY",
    "All",
    "AnyOf",
    "Block",
    "Calendar",
    "Compare",
    "Condition",
    "Days",
    "Effect",
    "Holds",
    "Not",
    "OneOf",
    "Operator",
    "OtherReading",
    "Rule",
    "Trial",
]

type Effect = Literal["prohibit", "allow", "limit", "require"]

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Days:
    """Some days of the calendar: those that meet every test given."""

    weekdays: tuple[int, ...] = EVERY_DAY
    """Monday is 0."""
    nth: tuple[tuple[int, int], ...] = ()
    """(nth, weekday) of the month, 1 to 5, or -1 for the last: one of them, when given."""
    spans: tuple[tuple[int, int], ...] = ()
    """`[from, to)` of the year as month x 100 + day; `to <= from` runs over New Year: one of them, when given."""
    only: tuple[str, ...] = ()
    """In one of these sets of days, when given; `eve:` before a name means the day before."""
    but: tuple[str, ...] = ()
    """In none of these sets."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some hours of some days: the rule is in season where one of its blocks holds.

    `windows` are `[from, to)` minutes of the day (0 to 1440); `to <= from` runs into the next day and belongs
    to the day it starts, whose tests decide.
    """

    windows: tuple[tuple[int, int], ...] = ((0, 1440),)
    days: Days = Days()


@dataclass(frozen=True, slots=True)
class OtherReading:
    """The second way of reading a clause: its condition and schedule instead of the rule's."""

    text: str
    """What can be read two ways, in French."""
    condition: Condition | None = None
    schedule: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One measure of an order, over one stretch of dates."""

    id: str
    effect: Effect
    zones: tuple[str, ...]
    order: str
    article: str
    origin: str = ""
    """The name its author gave; a rule cut by dated values or statuses has parts `name@2026-04-01`."""
    overrides: tuple[str, ...] = ()
    """Ids of the rules it lifts (allow) or restores (the others), tags and parts resolved."""
    tags: tuple[str, ...] = ()
    condition: Condition | None = None
    schedule: tuple[Block, ...] = ()
    """Empty: always."""
    duties: tuple[Duty, ...] = ()
    """What `limit` and `require` ask, or what an allow asks of who uses it."""
    valid_from: date | None = None
    valid_to: date | None = None
    """Exclusive: the day after the last legal day."""
    trigger: str | None = None
    """In season only while an activation of this name is on."""
    other: OtherReading | None = None
    basis: str | None = None
    """Its own legal basis; its order's when nothing."""
    quote: str | None = None
    message: str | None = None
    to_verify: bool = False

    @property
    def name(self) -> str:
        """The name its author gave."""
        return self.origin or self.id


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
    rights: tuple[Right, ...] = ()
    triggers: tuple[str, ...] = ()
    """Switched on at the instant of the test."""
    duties: tuple[Duty, ...] | None = None
    """The obligations expected."""
    doubt: bool | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A named choice of days, as written; rules carry it lowered into their blocks."""

    id: str
    days: Days
