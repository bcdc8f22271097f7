"""The shapes of decisions and windows (DESIGN §12)."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Raw, Struct

from rules.model import Reason
from tenants.wire import Activity, Position, Rights, Vehicle

type Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, with its offset")]


class CaseIn(Struct, forbid_unknown_fields=True, frozen=True):
    """One question: a vehicle, an instant, and a position (any territory) or a zone."""

    vehicle: Vehicle
    at: Instant
    position: Position | None = None
    territory: str | None = None
    zone: str | None = None
    activity: Activity | None = None
    rights: Rights = []


class DecisionsIn(Struct, forbid_unknown_fields=True, frozen=True):
    """One case (its own fields), or `cases`: up to 10,000 of them, where a bad one gives its problem in its place."""

    vehicle: Vehicle | None = None
    at: Instant | None = None
    position: Position | None = None
    territory: str | None = None
    zone: str | None = None
    activity: Activity | None = None
    rights: Rights = []
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

    @classmethod
    def of(cls, reason: Reason) -> "ReasonOut":
        """The reason as interfaces spell it."""
        return cls(
            reason.rule, reason.order, reason.title, reason.article, reason.message, reason.quote, reason.url,
            reason.to_verify,
        )  # fmt: skip


class ZoneOut(Struct, frozen=True):
    """The verdict in one zone."""

    territory: str
    zone: str
    verdict: str
    reasons: list[ReasonOut]
    needs: list[str]


class DecisionOut(Struct, frozen=True):
    """The answer to one case."""

    verdict: str
    doubt: bool
    rulebooks: list[str]
    needs: list[str]
    obligations: list[str]
    until: datetime | None
    zones: list[ZoneOut]


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
