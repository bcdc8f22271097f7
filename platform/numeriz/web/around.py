"""`POST /api/v1/discs/bays`: what the driver’s page shows, in one answer: bays, their state, what each allows here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct, field

from numeriz.core.bay import Bay
from numeriz.core.codes import read_code
from numeriz.core.conditions import Band, Conditions, Ground
from numeriz.needs import Asked
from numeriz.service.bays import find_by_code, list_bays, list_near
from numeriz.service.conditions import find_conditions
from numeriz.service.standing import Bays
from numeriz.service.states import State, list_states
from rules.model import GeoJSON
from tenants.errors import Unreadable
from tenants.wire import Position, Vehicle

MOST = 20
"""Bays whose conditions are worked out at once: those a driver chooses among."""
RADIUS_M = 1_500.0


class AroundIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Where: around a position, around the bay of a code, or a whole territory, then without conditions."""

    near: Position | None = None
    territory: Annotated[str, Meta(max_length=64)] = ""
    code: Annotated[str, Meta(max_length=12, description="Celui du panneau, dans ce territoire")] = ""
    vehicle: Vehicle = Vehicle()


class BandOut(Struct, frozen=True):
    """Minutes of the day, `[from, to)`; not_regulated where no time is counted."""

    start: int = field(name="from")
    end: int = field(name="to")
    verdict: str


class BayReasonOut(Struct, frozen=True):
    """Why; without rule, what the sign says."""

    message: str
    territory: str
    rule: str
    order: str
    article: str
    url: str | None
    to_verify: bool

    @classmethod
    def of(cls, ground: Ground) -> "BayReasonOut":
        """One of them."""
        return cls(
            ground.message, ground.territory, ground.rule, ground.order, ground.article, ground.url, ground.to_verify
        )


class ConditionsOut(Struct, frozen=True):
    """What a bay allows to this vehicle now; `limited`: nothing else than a time is asked."""

    verdict: str
    limited: bool
    stay_min: int | None
    no_return_min: int | None
    hold_min: int | None
    extension_min: int | None
    until: datetime | None
    regulated_from: datetime | None
    source: str
    reasons: list[BayReasonOut]
    needs: list[str]
    day: list[BandOut]


class BayStateOut(Struct, frozen=True):
    """Places free at an instant; -1 where nothing says it."""

    free: int
    places: int
    at: datetime
    source: str


class BayOut(Struct, frozen=True):
    """A bay as the page shows it."""

    id: UUID
    code: str
    territory: str
    name: str
    position: list[float]
    outline: GeoJSON | None
    places: int
    length_cm: int | None
    address: str
    state: BayStateOut
    conditions: ConditionsOut | None


class AroundOut(Struct, frozen=True):
    """The bays, the nearest first, or by reference."""

    bays: list[BayOut]


class AroundController(Controller):
    """For everybody, as what is published is."""

    path = "/api/v1/discs/bays"
    tags = ["Disque"]  # noqa: RUF012  # Litestar’s own convention
    opt = {"access": "public"}  # noqa: RUF012

    @post(
        status_code=HTTP_200_OK,
        summary="Les aires autour, leur état, ce qu’elles permettent à ce véhicule",
        description=(
            "Autour d’une position ou de l’aire d’un code, vingt aires au plus avec leurs conditions ; d’un "
            "territoire, toutes, sans conditions, pour les garder hors ligne. `free` vaut -1 quand rien ne dit l’état."
        ),
    )
    async def around(self, request: Asked, data: JSONBody[AroundIn]) -> Response[AroundOut]:
        """Find them."""
        on = Bays(request.app.state["shelf"].current, request.app.state["now"])
        bays, told = await _found(on, data)
        states: dict[UUID, State] = {}
        for slug in {bay.territory for bay in bays}:
            states |= await list_states(slug, on.now())
        said = [_out(bay, states, _conditions(on, bay, data.vehicle) if told else None, on) for bay in bays]
        return Response(AroundOut(said), headers={"cache-control": "no-store"})


async def _found(on: Bays, asked: AroundIn) -> tuple[Sequence[Bay], bool]:
    """The bays meant, and whether their conditions are told; raises Unreadable where nothing is meant."""
    where = (asked.near[0], asked.near[1]) if asked.near else None
    if asked.code and asked.territory:
        number = read_code(asked.code)
        bay = await find_by_code(asked.territory, number) if number else None
        if bay is None:
            return (), True
        around = await list_near(on, bay.lon, bay.lat, RADIUS_M, MOST)
        return [bay, *(near.bay for near in around if near.bay.id != bay.id)][:MOST], True
    if where is not None:
        if abs(where[0]) > 180 or abs(where[1]) > 90:
            raise Unreadable("position-off", "Cette position n’est pas sur la Terre.")
        return [near.bay for near in await list_near(on, *where, RADIUS_M, MOST)], True
    if asked.territory:
        return [bay for bay in await list_bays(asked.territory) if bay.active], False
    raise Unreadable("bays-where", "Dites où chercher.", "Une position, ou un territoire.")


def _conditions(on: Bays, bay: Bay, vehicle: Vehicle) -> Conditions:
    return find_conditions(on, bay.territory, bay, vehicle.facts(), on.now())


def _out(bay: Bay, states: Mapping[UUID, State], found: Conditions | None, on: Bays) -> BayOut:
    state = states.get(bay.id) or State(-1, bay.places, on.now(), "none")
    return BayOut(
        bay.id, bay.code, bay.territory, bay.name, [bay.lon, bay.lat], bay.outline, bay.places, bay.length_cm,
        bay.address, BayStateOut(state.free, state.places, state.at, state.source),
        _said(found, on.zone_of(bay.territory)) if found else None,
    )  # fmt: skip


def _said(found: Conditions, zone: ZoneInfo) -> ConditionsOut:
    terms = found.terms
    return ConditionsOut(
        terms.verdict, terms.regulated and terms.verdict == "conditional" and not found.duties, terms.stay_min,
        terms.no_return_min, terms.hold_min, terms.extension_min, found.until, found.regulated_from, found.source,
        [BayReasonOut.of(reason) for reason in found.reasons], list(found.labels),
        [_band(each, zone) for each in found.day],
    )  # fmt: skip


def _band(band: Band, zone: ZoneInfo) -> BandOut:
    start, end = band.start.astimezone(zone), band.end.astimezone(zone)
    last = end.hour * 60 + end.minute
    limited = band.terms.regulated and band.terms.verdict == "conditional"
    return BandOut(
        start.hour * 60 + start.minute, last or 24 * 60, "allowed" if limited else cast("str", band.terms.verdict)
    )
