"""The shapes of decisions and windows (DESIGN §12)."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct

from rules.model import Obligation, Reading, Reason
from tenants.wire import Activity, Position, Rights, Vehicle

type Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, with its offset")]
type KnownAt = Annotated[
    datetime,
    Meta(tz=True, description="Répondre d’après ce qui était publié à cet instant (RFC 3339, avec décalage, passé)."),
]
type Locale = Literal["fr", "en"]


class CaseIn(Struct, forbid_unknown_fields=True, frozen=True):
    """One question: a vehicle, an instant, and a position (any territory) or a zone."""

    vehicle: Vehicle
    at: Instant
    position: Position | None = None
    territory: str | None = None
    zone: str | None = None
    activity: Activity | None = None
    rights: Rights = []
    as_known_at: KnownAt | None = None
    explain: Locale | None = None


class DecisionsIn(Struct, forbid_unknown_fields=True, frozen=True):
    """One case (its own fields), or `cases`: up to 10,000 of them, where a bad one gives its problem in its place."""

    vehicle: Vehicle | None = None
    at: Instant | None = None
    position: Position | None = None
    territory: str | None = None
    zone: str | None = None
    activity: Activity | None = None
    rights: Rights = []
    as_known_at: KnownAt | None = None
    explain: Locale | None = None
    cases: Annotated[list[Raw], Meta(max_length=10_000, description="Des cas, chacun comme ci-dessus.")] | None = None


class ReasonOut(Struct, frozen=True):
    """One rule and the text that founds it."""

    rule: str
    order: str
    title: str
    article: str
    message: str
    quote: str | None
    url: str | None
    to_verify: bool
    status: str

    @classmethod
    def of(cls, reason: Reason) -> "ReasonOut":
        """The reason as interfaces spell it."""
        return cls(
            reason.rule, reason.order, reason.title, reason.article, reason.message, reason.quote, reason.url,
            reason.to_verify, reason.status,
        )  # fmt: skip


class ObligationOut(Struct, frozen=True):
    """One thing to do or not to exceed, and the rule that asks for it."""

    kind: str
    amount: int | None
    territory: str
    zone: str
    rule: str
    order: str
    article: str
    message: str

    @classmethod
    def of(cls, territory: str, duty: Obligation) -> "ObligationOut":
        """The obligation as interfaces spell it."""
        return cls(
            duty.kind, duty.amount, territory, duty.zone, duty.rule, duty.order, duty.article, duty.message
        )  # fmt: skip


class MissingOut(Struct, frozen=True):
    """Something the answer needs, named in French with its article."""

    need: str
    label: str


class ReadingOut(Struct, frozen=True):
    """A clause that can be read two ways, and the zone's verdict under each; the graver has won."""

    rule: str
    text: str
    as_written: str
    otherwise: str

    @classmethod
    def of(cls, reading: Reading) -> "ReadingOut":
        """The reading as interfaces spell it."""
        return cls(reading.rule, reading.text, reading.as_written.word, reading.otherwise.word)


class ZoneOut(Struct, frozen=True):
    """The verdict in one zone."""

    territory: str
    zone: str
    verdict: str
    reasons: list[ReasonOut]
    needs: list[str]
    obligations: list[ObligationOut]
    readings: list[ReadingOut]
    approximate: bool
    """The position is within 50 m of the outline of this zone, which is only known approximately."""


class NearbyOut(Struct, frozen=True):
    """A zone beside the position, across an outline only known approximately; it does not count in the verdict."""

    territory: str
    zone: str
    verdict: str
    distance_m: int


class DecisionOut(Struct, frozen=True):
    """The answer to one case."""

    verdict: str
    doubt: bool
    rulebooks: list[str]
    needs: list[str]
    missing: list[MissingOut]
    obligations: list[ObligationOut]
    until: datetime | None
    zones: list[ZoneOut]
    nearby: list[NearbyOut]
    explanation: list[str]


class DecisionsOut(Struct, frozen=True):
    """The answers, in the order of the cases: a decision each, or problem details for a bad case."""

    decisions: list[Raw]


class WindowsIn(Struct, forbid_unknown_fields=True, frozen=True, rename={"start": "from", "end": "to"}):
    """Vehicle × zones × horizon (35 days at most)."""

    territory: str
    vehicle: Vehicle
    start: Instant
    end: Instant
    zones: Annotated[list[str], Meta(max_length=200)] | None = None
    activity: Activity | None = None
    rights: Rights = []
    as_known_at: KnownAt | None = None


class ZoneWindows(Struct, frozen=True):
    """One zone's intervals, by verdict."""

    territory: str
    zone: str
    allowed: list[tuple[datetime, datetime]]
    conditional: list[tuple[datetime, datetime]]
    unknown: list[tuple[datetime, datetime]]
    forbidden: list[tuple[datetime, datetime]]


class WindowsOut(Struct, frozen=True):
    """The windows of each zone asked."""

    rulebooks: list[str]
    zones: list[ZoneWindows]
