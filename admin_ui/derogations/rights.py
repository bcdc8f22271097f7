"""`…/droits`: the rights a territory granted: found, resumed; a day checked on the spot."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.service.organisations import names_of
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, seen
from admin_ui.derogations.hearings import PAGE as HEARINGS
from admin_ui.derogations.hearings import STAGES
from admin_ui.derogations.shown import (
    GONE,
    HOME,
    NO_ACCOUNT,
    dates_said,
    desk_page,
    named,
    rights_of,
    seeking,
    today_of,
)
from cirqliz.service.acting import CHECKERS, OFFICERS, READERS
from cirqliz.service.days import check
from cirqliz.service.granted import MOST, STANDING, get_granted, list_days, list_granted
from cirqliz.service.hearings.reading import list_of_right
from cirqliz.service.keeping import resume
from tenants.errors import Conflict, Failure

PAGE = f"{HOME}/droits"
STATES = {"active": "En vigueur", "suspended": "Suspendu", "revoked": "Retiré", "replaced": "Remplacé"}
DONE = {
    "resume": "Le droit sert à nouveau.",
    "jour": "Le jour est compté.", "deja": "Ce jour était déjà compté : il ne l’est qu’une fois.",
}  # fmt: skip
SOURCES = {"declared": "déclaré par le transporteur", "checked": "contrôlé sur place"}


class RightPages(Controller):
    """The list, and each right."""

    path = PAGE
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Those that are in force or suspended; or those that were taken back or replaced."""
        today, look = await today_of(request), await seeking(request)
        ended = request.query_params.get("etat") == "termines"
        states = ("revoked", "replaced") if ended else STANDING
        rights = await list_granted(get_signed(request).who, look.sought, today, states)
        carriers = await names_of({right.carrier for right in rights if right.carrier})
        return await desk_page(
            request, "derogation-rights.html", rights=rights, carriers=carriers, gone=GONE, nobody=NO_ACCOUNT,
            look=look, ended=ended, states=STATES, dates=dates_said, most=MOST, today=today,
        )  # fmt: skip

    @get("/{derogation:uuid}")
    async def card(self, request: Asked, derogation: FromPath[UUID]) -> Response[str]:
        """One right, its days, and what may be done with it."""
        return await _card(request, derogation)

    @post("/{derogation:uuid}/reprendre", opt={"roles": OFFICERS})
    async def resume(self, request: Asked, derogation: FromPath[UUID]) -> Redirect | Response[str]:
        """Have it serve again."""
        try:
            await resume(rights_of(request), get_signed(request).who, derogation)
        except Conflict as failure:
            return await _card(request, derogation, failure)
        return seen(f"{PAGE}/{derogation}?fait=resume")

    @post("/{derogation:uuid}/controler", opt={"roles": CHECKERS})
    async def check(self, request: Asked, derogation: FromPath[UUID]) -> Redirect | Response[str]:
        """It was seen used today."""
        try:
            counted = await check(rights_of(request), get_signed(request).who, derogation)
        except Conflict as failure:
            return await _card(request, derogation, failure)
        return seen(f"{PAGE}/{derogation}?fait={'jour' if counted.new else 'deja'}")


async def _card(request: Asked, derogation: UUID, failure: Failure | None = None) -> Response[str]:
    who, today = get_signed(request).who, await today_of(request)
    right = await get_granted(who, derogation, today)
    carrier = (await names_of({right.carrier})).get(right.carrier, GONE) if right.carrier else NO_ACCOUNT
    return await desk_page(
        request, "derogation-right.html", failure, right=right, carrier=carrier, states=STATES, today=today,
        dates=dates_said, days=await list_days(who, right.id), sources=SOURCES,
        names=await named([right.granted_by, right.state_by]), done=DONE.get(request.query_params.get("fait", "")),
        hearings=await list_of_right(who, right.id), stages=STAGES, page=HEARINGS,
        checks=who.acting is not None and who.acting.name in CHECKERS,
    )  # fmt: skip
