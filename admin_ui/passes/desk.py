"""`/territoire/derogations/laissez-passer`: the passes of a territory, found, stopped, let serve again."""

from collections.abc import Mapping
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.service.organisations import names_of
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen
from admin_ui.derogations.shown import GONE, HOME, NO_ACCOUNT, desk_page, rights_of
from admin_ui.passes.said import FILTERS, Turning, line_of, looked_at
from cirqliz.service.acting import OFFICERS, READERS
from cirqliz.service.passes.keeping import Move, hide_plates, move_pass
from cirqliz.service.passes.records import hides_plates
from cirqliz.service.passes.showing import get_issued, page_issued
from tenants.errors import Conflict, Failure, Unreadable

PASSES = f"{HOME}/laissez-passer"
DONE = {
    "suspend": "Le laissez-passer est suspendu : le prochain contrôle le dit.",
    "resume": "Le laissez-passer sert à nouveau.",
    "revoke": "Le laissez-passer est retiré : le prochain contrôle le dit.",
    "plaques": "Le réglage est enregistré : il vaut pour les codes affichés ou imprimés à partir de maintenant.",
}


class IssuedPages(Controller):
    """The list, each pass, what codes hold."""

    path = PASSES
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Those that stand, by plate; others when asked for."""
        who, now, looked = get_signed(request).who, now_of(request), looked_at(request.query_params)
        passes, count = await page_issued(who, looked, now)
        snapshot = rights_of(request).current()
        carriers = await names_of({held.carrier for held in passes if held.carrier})
        return await desk_page(
            request, "pass-issued.html", lines=[line_of(held, snapshot, now) for held in passes], carriers=carriers,
            gone=GONE, nobody=NO_ACCOUNT, turning=Turning(PASSES, looked, count), filters=FILTERS,
            hidden=await hides_plates(who), done=DONE.get(request.query_params.get("fait", "")),
        )  # fmt: skip

    @get("/{shown:uuid}")
    async def card(self, request: Asked, shown: FromPath[UUID]) -> Response[str]:
        """One pass, and what may be done with it."""
        return await _card(request, shown)

    @post("/{shown:uuid}/suspendre", opt={"roles": OFFICERS})
    async def suspend(self, request: Asked, shown: FromPath[UUID]) -> Redirect | Response[str]:
        """Have it refused for a time, its right going on."""
        return await _move(request, shown, "suspend")

    @post("/{shown:uuid}/reprendre", opt={"roles": OFFICERS})
    async def resume(self, request: Asked, shown: FromPath[UUID]) -> Redirect | Response[str]:
        """Have it serve again."""
        return await _move(request, shown, "resume")

    @post("/{shown:uuid}/retirer", opt={"roles": OFFICERS})
    async def revoke(self, request: Asked, shown: FromPath[UUID]) -> Redirect | Response[str]:
        """Take it back for good."""
        return await _move(request, shown, "revoke")

    @post("/plaques", opt={"roles": ("admin",)})
    async def plates(self, request: Asked) -> Redirect:
        """Have codes hold plates, or not."""
        hidden = (await form_of(request)).get("hidden", "") == "1"
        await hide_plates(rights_of(request), get_signed(request).who, hidden=hidden)
        return seen(f"{PASSES}?fait=plaques")


async def _move(request: Asked, number: UUID, act: Move) -> Redirect | Response[str]:
    form = await form_of(request)
    try:
        await move_pass(rights_of(request), get_signed(request).who, number, act, form.get("reason", ""))
    except (Unreadable, Conflict) as failure:
        return await _card(request, number, failure, form)
    return seen(f"{PASSES}/{number}?fait={act}")


async def _card(
    request: Asked, number: UUID, failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    who, now = get_signed(request).who, now_of(request)
    held = await get_issued(who, number, now)
    carrier = (await names_of({held.carrier})).get(held.carrier, GONE) if held.carrier else NO_ACCOUNT
    return await desk_page(
        request, "pass-issued-one.html", failure, line=line_of(held, rights_of(request).current(), now),
        carrier=carrier, form=form or {}, done=DONE.get(request.query_params.get("fait", "")),
    )  # fmt: skip
