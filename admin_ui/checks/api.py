"""`/api/v1/checks`: what an officer’s device loads and sends; and plates looked up where a code does not read."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from litestar import Controller, get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from accounts.service.throttle import hold
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import now_of
from admin_ui.checks.shapes import BeatOut, ChecksIn, NumberIn, OwnOut, ReadyOut, ShownOut, TakenOut
from admin_ui.exchange.asking import derogations_of
from admin_ui.exchange.rights import LOOKUPS
from admin_ui.exchange.shapes import PlateIn, SeenOut
from cirqliz.service.acting import for_territory, name_of
from cirqliz.service.beats import zones_of
from cirqliz.service.checks import POLICE, list_names, list_own, take
from cirqliz.service.looking import look_up
from cirqliz.service.passes.typed import find_typed
from rules.model import Problem
from rules.written.countries import read_country
from rules.written.plates import read_plate
from tenants.errors import Conflict, Unreadable
from tenants.registry import Entry, list_territories
from tenants.who import Who


class CheckController(Controller):
    """For officers, on their own devices: no token opens it."""

    path = "/api/v1/checks"
    tags = ["Contrôles"]  # noqa: RUF012
    opt = {"access": "signed", "roles": POLICE}  # noqa: RUF012

    @get("/", summary="Ce qu’il faut charger avant de sortir, et les contrôles du jour")
    async def ready(self, request: Asked) -> ReadyOut:
        """The territories of this officer, and the checks made since midnight."""
        who, now = get_signed(request).who, now_of(request)
        scope = for_territory(who, POLICE)
        entries = {entry.slug: entry for entry in await list_territories()}
        beats = [
            BeatOut(
                entry.slug, entry.name, entry.demonstration, list(await list_names(each)), sorted(await zones_of(each))
            )
            for each in _each_beat(who)
            if (entry := entries.get(for_territory(each, POLICE).territory)) and entry.rulebook
        ]
        own = await list_own(who, _midnight(entries.get(scope.territory), now))
        return ReadyOut(now, who.person, scope.territory, beats, [OwnOut.of(one) for one in own])

    @post("/", summary="Envoyer des contrôles, chacun gardé une fois", status_code=HTTP_200_OK)
    async def send(self, request: Asked, data: JSONBody[ChecksIn]) -> list[TakenOut]:
        """In the order they are sent; one that was sent before is known."""
        who = get_signed(request).who
        if data.officer not in (None, who.person):
            raise Conflict(
                "officer-other", "Ces contrôles sont ceux d’un autre agent.", "Ils partiront quand il s’identifiera."
            )
        taken = await take(who, [one.made() for one in data.checks], now_of(request))
        return [TakenOut.of(one) for one in taken]

    @post("/plates", summary="Chercher une plaque saisie", status_code=HTTP_200_OK)
    async def look_up(self, request: Asked, data: JSONBody[PlateIn]) -> list[SeenOut]:
        """What it holds today where this officer is for; each look-up is kept in the journal, without the plate."""
        who, now = get_signed(request).who, now_of(request)
        country = read_country(data.country)
        plate = country if isinstance(country, Problem) else read_plate(data.plate, country)
        if isinstance(plate, Problem):
            raise Unreadable("plate-unread", "Cette plaque ne se lit pas.", problems=(plate,))
        await hold(LOOKUPS, f"{name_of(who)} {now:%Y-%m-%dT%H:%M}", now)
        return [SeenOut.of(one) for one in await look_up(derogations_of(request), who, plate.number, plate.country)]

    @post("/passes", summary="Chercher un numéro de laissez-passer saisi", status_code=HTTP_200_OK)
    async def find_typed(self, request: Asked, data: JSONBody[NumberIn]) -> list[ShownOut]:
        """The passes of the territories of this officer that have it; each look-up is kept in the journal."""
        who, now = get_signed(request).who, now_of(request)
        number = data.read()
        await hold(LOOKUPS, f"{name_of(who)} {now:%Y-%m-%dT%H:%M}", now)
        found = [await find_typed(each, number, now) for each in _each_beat(who)]
        return [ShownOut.of(one) for one in found if one is not None]


def _each_beat(who: Who) -> tuple[Who, ...]:
    """The same officer in each territory checked, the one acted for first."""
    acting = who.acting
    others = [role for role in who.roles if role.name in POLICE and role != acting]
    return tuple(replace(who, acting=role) for role in (acting, *others))


def _midnight(entry: Entry | None, now: datetime) -> datetime:
    clock = ZoneInfo(entry.timezone if entry else "Europe/Paris")
    return datetime.combine(now.astimezone(clock).date(), time(), clock)
