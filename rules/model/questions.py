"""What is asked: a profile, an instant, zones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

type Facts = Mapping[str, int | str]
"""What is known of vehicle and activity; a missing key is unknown (names and units: `rules.vocabulary`)."""


ACTIVITIES = (
    "transit", "delivery", "pickup", "works", "moving", "waste", "supply", "service", "resident", "emergency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Right:
    """A derogation held: which kind, from whom, where, on which local dates, for how many days more."""

    kind: str
    territory: str | None = None
    """Slug of the territory that granted it; nothing for a right that holds everywhere."""
    zones: tuple[str, ...] = ()
    """Where it holds; empty for the whole territory."""
    start: date | None = None
    end: date | None = None
    """Exclusive: the day after its last day."""
    days_left: int | None = None
    """Days still to be used, the one asked about included; nothing when they are not counted."""
    id: str | None = None


class Profile:
    """Who asks: the facts of vehicle and activity, and the rights held; never changed, its hash reckoned once."""

    __slots__ = ("_hash", "facts", "rights")

    def __init__(self, facts: Facts, rights: Iterable[Right] = ()) -> None:
        self.facts: Facts = dict(facts)
        self.rights = tuple(rights)
        self._hash = hash((frozenset(self.facts.items()), self.rights))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Profile) and self.facts == other.facts and self.rights == other.rights

    def __repr__(self) -> str:
        return f"Profile({dict(self.facts)}, {self.rights})"


@dataclass(frozen=True, slots=True)
class Case:
    """A question to one territory's rules: this profile, this instant (aware), in these zones."""

    profile: Profile
    at: datetime
    zones: tuple[str, ...]
