"""The JSON of derogations."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from msgspec import Meta, Struct

from cirqliz.service.asking import MOST, Wish
from cirqliz.service.deciding import Decision, Outcome, What
from cirqliz.service.derogations import Request
from cirqliz.service.listing import Message
from cirqliz.service.looking import Seen
from cirqliz.service.programs import Held, Shown
from rules.canonical import Tree

type Words = Annotated[str, Meta(min_length=1, max_length=2_000)]
type LastDay = Annotated[date | None, Meta(description="Le lendemain du dernier jour ; nul : sans fin")]
type Slug = Annotated[str, Meta(max_length=64, description="Le territoire, par son nom court")]


class WishIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A derogation wished for; `vehicle` is left out where the kind is for the carrier itself."""

    territory: Slug
    kind: Annotated[str, Meta(max_length=80, description="Le genre de dérogation, du règlement")]
    starts_on: date
    vehicle: Annotated[UUID | None, Meta(description="Son identifiant dans GET /api/v1/vehicles")] = None
    ends_on: LastDay = None
    zones: Annotated[list[Annotated[str, Meta(max_length=80)]], Meta(max_length=100)] = []
    activity: Annotated[str, Meta(max_length=40)] = ""
    reason: Annotated[str, Meta(max_length=2_000)] = ""

    def wish(self) -> Wish:
        """As it is asked."""
        return Wish(
            self.territory, self.kind, self.vehicle, self.starts_on, self.ends_on, tuple(self.zones),
            self.activity.replace("\0", ""), self.reason.replace("\0", ""),
        )  # fmt: skip


class AskIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Many derogations at once, in any number of territories."""

    batch: Annotated[UUID, Meta(description="De votre choix : un même envoi, répété, ne demande qu’une fois")]
    wishes: Annotated[list[WishIn], Meta(min_length=1, max_length=MOST)]


class SayIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A question, an answer, the reason of an appeal."""

    text: Words


class DecisionIn(Struct, forbid_unknown_fields=True, frozen=True):
    """What is decided of these requests; a refusal says why."""

    requests: Annotated[list[UUID], Meta(min_length=1, max_length=500)]
    granted: bool
    reason: Annotated[str, Meta(max_length=2_000)] = ""
    article: Annotated[str, Meta(max_length=120)] = ""
    starts_on: date | None = None
    ends_on: LastDay = None

    def decision(self) -> Decision:
        """As it is decided."""
        reason, article = self.reason.replace("\0", ""), self.article.replace("\0", "")
        return Decision(self.granted, reason, article, self.starts_on, self.ends_on)


class DayIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A day a derogation is used on."""

    territory: Slug
    day: date


class PlateIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A plate that is being checked."""

    plate: Annotated[str, Meta(min_length=1, max_length=40, description="Espaces et tirets indifférents")]
    country: Annotated[str, Meta(max_length=40, description="Pays de la plaque, ISO 3166")] = "FR"


class RequestOut(Struct, frozen=True):
    """A request."""

    id: UUID
    territory: str
    batch: UUID
    kind: str
    name: Annotated[str, Meta(description="Comment l’arrêté l’appelle")]
    article: str
    holder: Literal["vehicle", "carrier"]
    vehicle: UUID | None
    plate: str
    country: str
    zones: list[str]
    starts_on: date
    ends_on: LastDay
    state: Annotated[str, Meta(description="open, question, granted, refused, withdrawn")]
    reason: str
    asked_at: datetime
    due_on: Annotated[date | None, Meta(description="Le jour promis pour la réponse")]
    decided_at: datetime | None
    decision: Annotated[dict[str, object] | None, Meta(description="Le motif, l’article et les dates accordées")]
    derogation: UUID | None
    appeal_of: UUID | None

    @classmethod
    def of(cls, one: Request) -> Self:
        """One of them."""
        decision: dict[str, Tree] | None = one.decision
        return cls(
            one.id, one.territory, one.batch, one.kind, one.terms.name, one.terms.article,
            "vehicle" if one.vehicle else "carrier", one.vehicle, one.plate, one.country, list(one.zones),
            one.starts_on, one.ends_on, one.state, one.reason, one.asked_at, one.due_on, one.decided_at,
            {**decision} if decision is not None else None, one.derogation, one.appeal_of,
        )  # fmt: skip


class RequestsOut(Struct, frozen=True):
    """Some requests, the last changed last."""

    requests: list[RequestOut]
    next: Annotated[str | None, Meta(description="À donner dans « after » pour la suite ; nul à la fin")]
    since: Annotated[datetime, Meta(description="À donner dans « since » la prochaine fois ; rien n’est perdu")]


class MessageOut(Struct, frozen=True):
    """Something said of a request, by which side."""

    side: str
    text: str
    at: datetime

    @classmethod
    def of(cls, one: Message) -> Self:
        """One of them."""
        return cls(one.side, one.text, one.at)


class RequestDetail(Struct, frozen=True):
    """A request and what was said of it."""

    request: RequestOut
    messages: list[MessageOut]


class OutcomeOut(Struct, frozen=True):
    """What came of a decision for one request."""

    request: UUID
    what: What
    said: str
    derogation: UUID | None

    @classmethod
    def of(cls, one: Outcome) -> Self:
        """One of them."""
        return cls(one.request, one.what, one.said, one.derogation)


class HeldOut(Struct, frozen=True):
    """A derogation as it stands."""

    id: UUID
    territory: str
    request: UUID | None
    replaces: UUID | None
    kind: str
    name: str
    article: str
    holder: str
    vehicle: UUID | None
    plate: Annotated[str, Meta(description="Vide une fois la dérogation finie")]
    country: str
    zones: list[str]
    starts_on: date
    ends_on: LastDay
    quota_days: int | None
    used_days: Annotated[int, Meta(description="Jours comptés cette année")]
    state: str
    state_reason: str
    changed_at: datetime

    @classmethod
    def of(cls, one: Held) -> Self:
        """One of them."""
        return cls(
            one.id, one.territory, one.request, one.replaces, one.kind, one.name, one.article, one.holder,
            one.vehicle, one.plate, one.country, list(one.zones), one.starts_on, one.ends_on, one.quota_days,
            one.used, one.state, one.state_reason, one.changed_at,
        )  # fmt: skip


class HeldsOut(Struct, frozen=True):
    """Some derogations, the last changed last."""

    derogations: list[HeldOut]
    next: Annotated[str | None, Meta(description="À donner dans « after » pour la suite ; nul à la fin")]
    since: Annotated[datetime, Meta(description="À donner dans « since » la prochaine fois ; rien n’est perdu")]


class PassOut(Struct, frozen=True):
    """A pass as it stands; the code that shows it is signed when it is drawn, and is told to its carrier alone."""

    id: UUID
    territory: str
    derogation: UUID
    vehicle: UUID | None
    number: Annotated[str, Meta(description="Imprimé sous le code")]
    plate: Annotated[str, Meta(description="Vide une fois son droit fini")]
    country: str
    kind: str
    name: str
    article: str
    zones: Annotated[list[str], Meta(description="Vide : partout où il s’applique")]
    starts_at: datetime
    ends_at: datetime
    state: Annotated[Literal["active", "suspended", "revoked"], Meta(description="Le plus grave du sien et du droit")]
    state_reason: str
    status_list: Annotated[str, Meta(description="La liste d’états où il est : GET /s/{status_list}")]
    issued_at: datetime
    changed_at: Annotated[datetime, Meta(description="Lui, ou son droit")]

    @classmethod
    def of(cls, one: Shown) -> Self:
        """One of them."""
        return cls(
            one.id, one.territory, one.derogation, one.vehicle, one.number, one.plate, one.country, one.kind, one.name,
            one.article, list(one.zones), one.starts_at, one.ends_at, one.state, one.state_reason, one.status_list,
            one.issued_at, one.changed_at,
        )  # fmt: skip


class PassesOut(Struct, frozen=True):
    """Some passes, the last changed last."""

    passes: list[PassOut]
    next: Annotated[str | None, Meta(description="À donner dans « after » pour la suite ; nul à la fin")]
    since: Annotated[datetime, Meta(description="À donner dans « since » la prochaine fois ; rien n’est perdu")]


class CountedOut(Struct, frozen=True):
    """A day, counted for the first time or already."""

    new: bool
    days_left: int | None


class SeenOut(Struct, frozen=True):
    """What a check needs of a derogation, today."""

    id: UUID
    kind: str
    name: str
    article: str
    zones: Annotated[list[str], Meta(description="Vide : partout où elle s’applique")]
    active: Annotated[bool, Meta(description="Faux : suspendue")]
    ends_on: LastDay
    days_left: int | None
    counted_today: bool

    @classmethod
    def of(cls, one: Seen) -> Self:
        """One of them."""
        return cls(
            one.id, one.kind, one.name, one.article, list(one.zones), one.active, one.ends_on, one.days_left,
            one.counted_today,
        )  # fmt: skip
