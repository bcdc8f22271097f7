"""`/derogations/droits`: rights held; a day declared in one tap, a broken-down vehicle replaced in three."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.core.roles import FLEET_KEEPERS
from accounts.service.organisations import siren_of
from accounts.service.vehicles import Vehicle
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from accounts.web.views import Row, row_of
from admin_ui.requests.exported import FORMS, export
from admin_ui.requests.ground import HOLDING, HOME, KEEPING, derogations_of, names_of, snapshot_of
from admin_ui.requests.laid import whole_fleet
from admin_ui.requests.words import RIGHT_STATES, cited, french_date, last_day, plate_of, state_of
from cirqliz.service.acting import for_carrier
from cirqliz.service.carrying import Held, get_held, list_held
from cirqliz.service.days import declare
from cirqliz.service.hearings.reading import list_own
from cirqliz.service.keeping import replace_vehicle
from cirqliz.service.reading import count_unread
from rules.eligible import is_eligible
from tenants.errors import Conflict, Failure, NotFound

RIGHTS = f"{HOME}/droits"
MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json", "zip": "application/zip"}


@dataclass(frozen=True, slots=True)
class Line:
    """A right in words, and what may be done with it today."""

    held: Held
    place: str
    plate: str
    state: str
    since: str
    until: str
    cite: str
    left: int | None
    used_today: bool
    stands: bool


class RightPages(Controller):
    """The rights, their days, their vehicles, their export."""

    path = RIGHTS
    opt = HOLDING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """All of them, those that stand first."""
        return await _list(request)

    @get("/export/{form:str}", opt=KEEPING)
    async def export(self, request: Asked, form: str) -> Response[bytes]:
        """As a file of the schema that we propose: CSV, JSON, or both with their schema."""
        if form not in FORMS:
            raise NotFound("export-unknown", "Cet export n’existe pas.", "Choisissez CSV, JSON ou ZIP.")
        who = get_signed(request).who
        for_carrier(who)
        data, _ = export(await list_held(who), FORMS[form], snapshot_of(request), now_of(request), await siren_of(who))
        headers = {"content-disposition": f'attachment; filename="derogations.{form}"', "cache-control": "no-store"}
        return Response(data, media_type=MEDIA[form], headers=headers)

    @post("/{territory:str}/{derogation:uuid}/jour")
    async def use_today(self, request: Asked, territory: str, derogation: UUID) -> Redirect | Response[str]:
        """Say that it is used today."""
        on, who = derogations_of(request), get_signed(request).who
        held = await get_held(who, territory, derogation)
        try:
            await declare(on, who, territory, derogation, _today(request, held))
        except Conflict as failure:
            return await _list(request, failure)
        return seen(f"{RIGHTS}?jour={derogation}#d{derogation}")

    @get("/{territory:str}/{derogation:uuid}/panne", opt=KEEPING)
    async def broken(self, request: Asked, territory: str, derogation: UUID) -> Response[str]:
        """The vehicles that may take its place."""
        return await _broken(request, territory, derogation)

    @post("/{territory:str}/{derogation:uuid}/panne", opt=KEEPING)
    async def replace(self, request: Asked, territory: str, derogation: UUID) -> Redirect | Response[str]:
        """Move it to another vehicle."""
        chosen = (await form_of(request)).get("vehicle", "")
        who = get_signed(request).who
        try:
            vehicle = UUID(chosen)
        except ValueError:
            failure = Conflict("vehicle-none", "Aucun véhicule n’est choisi.", "Choisissez-en un.")
            return await _broken(request, territory, derogation, failure)
        try:
            made = await replace_vehicle(derogations_of(request), who, territory, derogation, vehicle)
        except Conflict as failure:
            return await _broken(request, territory, derogation, failure)
        return seen(f"{RIGHTS}?remplace={made}#d{made}")


async def _list(request: Asked, failure: Failure | None = None) -> Response[str]:
    who, names, said = get_signed(request).who, names_of(request), request.query_params
    every = await list_held(who)
    lines = [line_of(held, names.get(held.territory, held.territory), _today(request, held)) for held in every]
    keeps = who.acting is not None and who.acting.name in FLEET_KEEPERS
    return show(
        request, "carrier-rights.html", failure.status if failure else 200, keeps=keeps, failure=failure,
        standing=[each for each in lines if each.state in ("active", "coming", "suspended")],
        past=[each for each in lines if each.state not in ("active", "coming", "suspended")], states=RIGHT_STATES,
        used=_named(lines, said.get("jour", "")), moved=_named(lines, said.get("remplace", "")),
        untold=export(every, "csv", snapshot_of(request), now_of(request), "")[1] if keeps else 0,
        news=await count_unread(who) if keeps else 0,
        heard={one.derogation: one for one in await list_own(who)} if keeps else {},
    )  # fmt: skip


def line_of(held: Held, place: str, today: date) -> Line:
    """A right in words."""
    stands = held.counts_on(today)
    return Line(
        held, place, plate_of(held.plate, held.country), state_of(held, today), french_date(held.starts_on),
        last_day(held.ends_on), cited(held.terms.order, held.terms.article), held.left(today), today in held.days,
        stands,
    )  # fmt: skip


async def _broken(request: Asked, territory: str, derogation: UUID, failure: Failure | None = None) -> Response[str]:
    who, on = get_signed(request).who, derogations_of(request)
    for_carrier(who)
    held = await get_held(who, territory, derogation)
    known = on.find_kind(territory, held.kind)
    if held.vehicle is None or not held.counts_on(_today(request, held)):
        raise NotFound("replace-none", "Cette dérogation ne change pas de véhicule.", "Voyez ses dates et son état.")
    fleet = [each for each in await whole_fleet(who) if each.id != held.vehicle]
    able: list[tuple[Vehicle, Row]] = [
        (each, row_of(each)) for each in fleet if known and is_eligible(known[0], each.stated.facts) is True
    ]
    line = line_of(held, names_of(request).get(territory, territory), _today(request, held))
    return show(
        request, "carrier-replace.html", failure.status if failure else 200, line=line, able=able, failure=failure,
        others=len(fleet) - len(able),
    )  # fmt: skip


def _today(request: Asked, held: Held) -> date:
    """The date where a right counts; that of the instant where its territory no longer publishes."""
    on = derogations_of(request)
    return on.today(held.territory) if held.territory in on.current().rulebooks else on.now().date()


def _named(lines: list[Line], number: str) -> Line | None:
    return next((each for each in lines if str(each.held.id) == number), None)
