"""`POST /api/v1/remedies`: the smallest changes that make a refused visit lawful, or why nothing tried does."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Annotated

import anyio.to_thread
import msgspec
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.params import JSONBody
from msgspec import Meta, Struct

from joptimiz.api.asking import heard, held_of, misplaced, off_earth, off_range, refuse, snapshot_for
from joptimiz.api.decisions import decide_case
from joptimiz.api.said import clock_at
from joptimiz.api.shapes import (
    Article,
    CaseIn,
    DecisionOut,
    Instant,
    KnownAt,
    Locale,
    Message,
    MissingOut,
    ObligationOut,
    OrderId,
    Slug,
    Word,
    ZoneId,
)  # fmt: skip
from rules.model import Problem
from rules.remedies import Asked, Options
from rules.remedies import Vehicle as OtherVehicle
from tenants.remedying import Mended, Spot, Visit, mend
from tenants.snapshot import Snapshot
from tenants.wire import Activity, Held, Position, Rights, Vehicle, ill_dated

type Label = Annotated[str, Meta(min_length=1, max_length=100, description="Avec son article : « la place d’Armes »")]
type Minutes = Annotated[int, Meta(ge=0, le=100_000, description="Ce qu’il en coûte, pour ranger les propositions")]


class VehicleOption(Struct, forbid_unknown_fields=True, frozen=True):
    """Another vehicle that could come, with the rights it holds itself."""

    label: Label
    vehicle: Vehicle
    rights: Rights = []
    minutes: Minutes = 60


class StopOption(Struct, forbid_unknown_fields=True, frozen=True):
    """Another position where the vehicle could stop."""

    label: Label
    position: Position
    minutes: Minutes = 15


class OptionsIn(Struct, forbid_unknown_fields=True, frozen=True):
    """What may be changed, and how far."""

    hours_before: Annotated[int, Meta(ge=0, le=168, description="Jusqu’où chercher plus tôt, en heures")] = 24
    hours_after: Annotated[int, Meta(ge=0, le=744, description="Jusqu’où chercher plus tard, en heures")] = 168
    vehicles: Annotated[
        list[VehicleOption], Meta(max_length=50, description="Véhicules qui pourraient venir à la place")
    ] = []
    stops: Annotated[list[StopOption], Meta(max_length=50, description="Lieux où s’arrêter à la place")] = []
    rights: Annotated[bool, Meta(description="Chercher aussi parmi les dérogations qui existent ici")] = True
    most: Annotated[int, Meta(ge=1, le=50, description="Combien en proposer")] = 10


class RemediesIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A case as in decisions, and what may be changed in it."""

    vehicle: Annotated[Vehicle, Meta(description="Ce qu’on sait du véhicule")]
    at: Instant
    position: Position | None = None
    territory: Slug | None = None
    zone: ZoneId | None = None
    activity: Activity | None = None
    rights: Rights = []
    as_known_at: KnownAt | None = None
    explain: Locale | None = None
    options: (
        Annotated[OptionsIn, Meta(description="Ce qui peut changer ; absent, l’heure et les dérogations")] | None
    ) = None
    holder: Held | None = None

    def case(self) -> CaseIn:
        """The case alone."""
        return CaseIn(
            self.vehicle, self.at, self.position, self.territory, self.zone, self.activity, self.rights,
            self.as_known_at, self.explain,
        )  # fmt: skip


class RightOut(Struct, frozen=True):
    """A derogation to ask for, with the order that founds it."""

    kind: str
    name: str
    territory: Slug
    order: OrderId
    article: Article
    decided_by: str
    delay_days: int | None

    @classmethod
    def of(cls, asked: Asked) -> "RightOut":
        """The right as interfaces spell it."""
        kind = asked.kind
        return cls(kind.id, kind.name, asked.territory, kind.order, kind.article, kind.decided_by, kind.delay_days)


class RemedyOut(Struct, frozen=True):
    """One change that makes the visit lawful: `fact`, `time`, `stop`, `vehicle`, `right` or `time_right`.

    A `fact` is still unknown: `missing` are what to give. `right` is the one to ask for; when several are needed it is
    null and `rights` holds them all. `minutes` orders the proposals.
    """

    kind: Annotated[str, Meta(description="fact, time, stop, vehicle, right ou time_right")]
    verdict: Word
    message: Message
    at: Annotated[datetime | None, Meta(description="L’instant proposé, à l’heure du territoire")]
    label: Annotated[str | None, Meta(description="Le nom donné au véhicule ou au lieu")]
    vehicle: Annotated[Vehicle | None, Meta(description="Le véhicule proposé")]
    position: Annotated[list[float] | None, Meta(description="Le lieu proposé")]
    right: Annotated[RightOut | None, Meta(description="La dérogation à demander ; null s’il en faut plusieurs")]
    rights: Annotated[list[RightOut], Meta(description="Toutes celles qu’il faut")]
    missing: Annotated[list[MissingOut], Meta(description="Les données à donner, quand c’est cela qui manque")]
    obligations: Annotated[list[ObligationOut], Meta(description="Ce qu’il faudra respecter")]
    minutes: Annotated[
        int,
        Meta(description="L’effort, en minutes : l’écart d’heure, ou le coût de l’option ; range les propositions"),
    ]


class RemediesOut(Struct, frozen=True):
    """The decision, and what would change it; `none` says what was tried and why nothing helps."""

    decision: Annotated[DecisionOut, Meta(description="La réponse sans rien changer")]
    remedies: Annotated[list[RemedyOut], Meta(description="Les moindres changements d’abord, chacun redécidé")]
    none: Annotated[
        str | None, Meta(description="Ce qui a été essayé et pourquoi rien n’y fait ; null s’il y a des propositions")
    ]


_SAID = (
    "Le cas se donne comme pour /decisions, avec ce qui peut changer dans « options ». Chaque proposition a été "
    "redécidée ; s’il n’y en a aucune, « none » dit ce qui a été essayé."
)


class RemedyController(Controller):
    """The way out of a refusal; public, since orders are."""

    path = "/api/v1"
    tags = ["Décisions"]  # noqa: RUF012  # Litestar's own convention
    opt = {"access": "public"}  # noqa: RUF012

    @post("/remedies", status_code=200, summary="Ce qui rendrait la venue permise", description=_SAID)
    async def remedies(self, request: Request[object, object, State], data: JSONBody[RemediesIn]) -> RemediesOut:
        """The smallest changes, each decided again."""
        vehicle, rights = await held_of(request, data, data.at)
        data = msgspec.structs.replace(data, vehicle=vehicle, rights=rights, holder=None)
        snapshot = await snapshot_for(request, data.as_known_at)
        return await anyio.to_thread.run_sync(remedies_of, snapshot, data)


def remedies_of(snapshot: Snapshot, data: RemediesIn) -> RemediesOut:
    """The remedies asked; raises `Unreadable` or `NotFound`."""
    options = data.options or OptionsIn()
    refuse(*off_range(data.at, "/at"), *misplaced(data), *ill_dated(data.rights), *_ill_chosen(options))
    profile = data.vehicle.profile(data.activity, data.rights)
    visit = Visit(profile, data.at, heard(snapshot, data))
    found = mend(snapshot, visit, _spots(options), _options(options, data.explain or "fr"))
    decision = decide_case(snapshot, data.case())
    clock = clock_at(snapshot, decision.rulebooks)
    return RemediesOut(decision, [_out(each, options, clock) for each in found.found], found.none)


def _options(asked: OptionsIn, locale: Locale) -> Options:
    return Options(
        hours_before=asked.hours_before,
        hours_after=asked.hours_after,
        vehicles=tuple(
            OtherVehicle(each.label, each.vehicle.facts(), tuple(right.held() for right in each.rights), each.minutes)
            for each in asked.vehicles
        ),
        rights=asked.rights,
        most=asked.most,
        locale=locale,
    )


def _spots(options: OptionsIn) -> list[Spot]:
    return [Spot(stop.label, (stop.position[0], stop.position[1]), stop.minutes) for stop in options.stops]


def _ill_chosen(options: OptionsIn) -> Iterator[Problem]:
    for number, stop in enumerate(options.stops):
        yield from off_earth(stop.position, f"/options/stops/{number}/position")
    for number, vehicle in enumerate(options.vehicles):
        yield from ill_dated(vehicle.rights, f"/options/vehicles/{number}")
    for name, each in (("vehicles", options.vehicles), ("stops", options.stops)):
        yield from _said_twice(name, [one.label for one in each])


def _said_twice(name: str, labels: Sequence[str]) -> Iterator[Problem]:
    for number, label in enumerate(labels):
        if label in labels[:number]:
            message = f"« {label} » est déjà le nom d’un autre."
            yield Problem("label-twice", message, pointer=f"/options/{name}/{number}/label")


def _out(mended: Mended, options: OptionsIn, clock: tzinfo) -> RemedyOut:
    remedy, answer = mended.remedy, mended.answer
    rights = [RightOut.of(asked) for asked in remedy.rights]
    vehicles = {each.label: each.vehicle for each in options.vehicles}
    return RemedyOut(
        kind=remedy.kind,
        verdict=answer.verdict.word,
        message=remedy.message,
        at=remedy.at.astimezone(clock) if remedy.at else None,
        label=remedy.label,
        vehicle=vehicles[remedy.label] if remedy.kind == "vehicle" and remedy.label is not None else None,
        position=list(mended.spot.position) if mended.spot else None,
        right=rights[0] if len(rights) == 1 else None,
        rights=rights,
        missing=[MissingOut(need, answer.labels[need]) for need in remedy.needs],
        obligations=[ObligationOut.of(slug, duty) for slug, duty in answer.obligations],
        minutes=remedy.minutes,
    )
