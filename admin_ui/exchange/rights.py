"""`/api/v1/derogations`: those held, their days; and plates looked up by who checks."""

from datetime import timedelta
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from accounts.core.limits import Limit as Pace
from accounts.service.throttle import hold
from accounts.web.asking import Asked, get_caller
from accounts.web.pages import now_of
from admin_ui.exchange.asking import (
    CARRIERS,
    CHECKERS,
    DESK,
    READS,
    SOUGHT,
    WRITES,
    derogations_of,
)
from admin_ui.exchange.shapes import CountedOut, DayIn, HeldOut, HeldsOut, PlateIn, SeenOut
from cirqliz.service.acting import name_of
from cirqliz.service.days import check, declare
from cirqliz.service.looking import look_up
from cirqliz.service.programs import Sought, list_derogations
from rules.model import Problem
from rules.written.countries import read_country
from rules.written.plates import read_plate
from tenants.errors import Unreadable

LOOKUPS = Pace("plate-lookups", free=60, first=timedelta(minutes=1), longest=timedelta(minutes=1))
"""Plates that one person or program looks up in a minute: a street at a brisk walk, not a whole register."""


class RightController(Controller):
    """The derogations of the carrier, or of the territory, that the caller acts for."""

    path = "/api/v1/derogations"
    tags = ["Dérogations"]  # noqa: RUF012
    opt = {"access": "signed", "roles": CHECKERS} | WRITES  # Litestar’s own convention

    @get(
        "/",
        summary="Les dérogations, dernières changées en dernier",
        opt={"roles": (*CARRIERS, *DESK)} | READS,
        dependencies=SOUGHT,
    )
    async def read_all(self, request: Asked, sought: Sought) -> HeldsOut:
        """One page of what either side sees."""
        page = await list_derogations(get_caller(request), sought, now_of(request))
        return HeldsOut([HeldOut.of(one) for one in page.found], page.following, page.since)

    @post(
        "/{derogation:uuid}/days", summary="Déclarer un jour d’usage", status_code=HTTP_200_OK,
        opt={"roles": CARRIERS},
    )  # fmt: skip
    async def declare(self, request: Asked, derogation: FromPath[UUID], data: JSONBody[DayIn]) -> CountedOut:
        """Counted once, however often it is said."""
        caller = get_caller(request)
        counted = await declare(derogations_of(request), caller, data.territory, derogation, data.day)
        return CountedOut(counted.new, counted.left)

    @post("/{derogation:uuid}/checks", summary="Compter aujourd’hui, vu à un contrôle", status_code=HTTP_200_OK)
    async def check(self, request: Asked, derogation: FromPath[UUID]) -> CountedOut:
        """Counted once, whoever says it."""
        counted = await check(derogations_of(request), get_caller(request), derogation)
        return CountedOut(counted.new, counted.left)

    @post("/lookups", summary="Chercher une plaque, pour un contrôle", status_code=HTTP_200_OK)
    async def look_up(self, request: Asked, data: JSONBody[PlateIn]) -> list[SeenOut]:
        """What it holds here today; each look-up is kept in the journal, without the plate."""
        caller, on = get_caller(request), derogations_of(request)
        country = read_country(data.country)
        plate = country if isinstance(country, Problem) else read_plate(data.plate, country)
        if isinstance(plate, Problem):
            raise Unreadable("plate-unread", "Cette plaque ne se lit pas.", problems=(plate,))
        now = now_of(request)
        await hold(LOOKUPS, f"{name_of(caller)} {now:%Y-%m-%dT%H:%M}", now)
        return [SeenOut.of(one) for one in await look_up(on, caller, plate.number, plate.country)]
