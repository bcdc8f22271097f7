"""The queue of a desk: what is late first, and what is alike put together so that it is decided once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

type Band = Literal["late", "week", "later", "carrier", "second"]
type Alike = Literal["carrier", "facts", ""]

BANDS: tuple[Band, ...] = ("late", "week", "second", "later", "carrier")
"""In the order somebody at a desk takes them: what waits for somebody else comes last."""
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: part of a plate or one of these carriers, and a kind; all when nothing is said."""

    plate: str = ""
    carriers: tuple[UUID, ...] = ()
    kind: str = ""
    words: bool = False
    """Whether a plate or a carrier was asked for, even one that nobody has."""


@dataclass(frozen=True, slots=True)
class Item:
    """A request that waits: what it is grouped and ranked by; `alike` is the same for vehicles of the same facts."""

    id: UUID
    kind: str
    carrier: UUID
    alike: str
    state: str
    due_on: date | None
    proposed: bool

    def band(self, today: date) -> Band:
        """Where it stands in the queue. What waits for an answer or for a colleague is no delay of who reads it."""
        if self.state == "question":
            return "carrier"
        if self.due_on is not None and self.due_on < today:
            return "late"
        if self.proposed:
            return "second"
        return "week" if self.due_on is not None and self.due_on <= today + SOON else "later"


@dataclass(frozen=True, slots=True)
class Group:
    """Requests of one kind that are alike: by their carrier, by the facts of their vehicles, or one by itself."""

    alike: Alike
    items: tuple[Item, ...]


def banded(items: Sequence[Item], today: date) -> dict[Band, tuple[Group, ...]]:
    """The queue, band by band, alike together; empty bands left out."""
    by_band: dict[Band, list[Item]] = defaultdict(list)
    for item in items:
        by_band[item.band(today)].append(item)
    return {band: grouped(by_band[band]) for band in BANDS if by_band[band]}


def grouped(items: Sequence[Item]) -> tuple[Group, ...]:
    """Those of one carrier and kind first, then those whose vehicles are the same, in the order of their first one."""
    found, rest = _alike(items, lambda item: (item.kind, str(item.carrier)), "carrier")
    more, alone = _alike(rest, lambda item: (item.kind, item.alike), "facts")
    groups = [*found, *more, *(Group("", (item,)) for item in alone)]
    place = {item.id: rank for rank, item in enumerate(items)}
    return tuple(sorted(groups, key=lambda group: place[group.items[0].id]))


def _alike(
    items: Sequence[Item], key: Callable[[Item], tuple[str, str]], alike: Alike
) -> tuple[list[Group], list[Item]]:
    """The groups of two and more, and what is in none; nothing is alike by an empty word."""
    by_key: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        by_key[key(item)].append(item)
    groups = [Group(alike, tuple(those)) for (_, word), those in by_key.items() if word and len(those) > 1]
    taken = {item.id for group in groups for item in group.items}
    return groups, [item for item in items if item.id not in taken]
