"""The nouns everything else speaks: facts, case, verdict, decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

type Facts = Mapping[str, int | str]
"""What is known of vehicle and activity; a missing key is unknown (names and units: `rules.vocabulary`)."""

type GeoJSON = Mapping[str, object]

ACTIVITIES = (
    "transit", "delivery", "pickup", "works", "moving", "waste", "supply", "service", "resident", "emergency",
)  # fmt: skip


class Verdict(IntEnum):
    """The four answers, ordered by gravity: the gravest wins."""

    ALLOWED = 0
    CONDITIONAL = 1
    UNKNOWN = 2
    FORBIDDEN = 3

    @property
    def word(self) -> str:
        """The verdict as interfaces spell it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file or a request, said so that its author can mend it."""

    code: str
    message: str
    hint: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    pointer: str | None = None
    """JSON pointer (RFC 6901) of the field in a request."""


class Invalid(Exception):
    """A file or a request has problems; all of them are carried at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML text and the name its author knows it by."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question to one territory's rules: these facts, this instant (aware), in these zones."""

    facts: Facts
    at: datetime
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a zone has its verdict: one rule with the text that founds it."""

    rule: str
    order: str
    article: str
    message: str
    title: str = ""
    url: str | None = None
    quote: str | None = None
    to_verify: bool = False
    """The article or the order has not been checked against its published text."""


@dataclass(frozen=True, slots=True)
class ZoneDecision:
    """The verdict in one zone, with its reasons (gravest first)."""

    zone: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a case: the gravest verdict over its zones, and when it next changes."""

    verdict: Verdict
    zones: tuple[ZoneDecision, ...]
    needs: tuple[str, ...] = ()
    until: datetime | None = None
    """The next instant (UTC) at which the verdict changes, within the horizon asked."""


@dataclass(frozen=True, slots=True)
class Windows:
    """One zone's verdicts over a horizon: disjoint, maximal `[from, to)` intervals in UTC."""

    zone: str
    intervals: tuple[tuple[datetime, datetime, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A dated geometry where rules apply; `no` is never reused within its territory."""

    id: str
    no: int
    kind: str
    name: str
    geometry: GeoJSON
    precision: str = "exact"


@dataclass(frozen=True, slots=True)
class Order:
    """An arrêté."""

    id: str
    title: str
    signed: date | None = None
    authority: str | None = None
    url: str | None = None
    basis: str | None = None
    status: str = "in_force"


@dataclass(frozen=True, slots=True)
class Territory:
    """The tenant as its rules see it."""

    slug: str
    name: str
    timezone: str
    crs: str
    siren: str | None = None
    default: Verdict = Verdict.ALLOWED
    demonstration: bool = False
    coverage: GeoJSON = field(default_factory=dict)
