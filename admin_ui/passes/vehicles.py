"""`…/vehicule/{territory}/{derogation}`: a right of the whole organisation, shown by one more of its vehicles."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from accounts.web.views import row_of
from admin_ui.passes.carrier import PASSES
from admin_ui.requests.ground import HOME, KEEPING, derogations_of, names_of
from admin_ui.requests.laid import whole_fleet
from cirqliz.service.acting import for_carrier
from cirqliz.service.carrying import get_held
from cirqliz.service.passes.issuing import issue_for
from cirqliz.service.passes.showing import list_chosen
from rules.eligible import is_eligible
from tenants.errors import Conflict, Failure


class VehiclePages(Controller):
    """Which vehicle shows a right that is everybody’s."""

    path = f"{HOME}/laissez-passer/vehicule"
    opt = KEEPING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/{territory:str}/{derogation:uuid}")
    async def choose(self, request: Asked, territory: FromPath[str], derogation: FromPath[UUID]) -> Response[str]:
        """The vehicles that have no pass of it yet."""
        return await _page(request, territory, derogation)

    @post("/{territory:str}/{derogation:uuid}")
    async def make(
        self, request: Asked, territory: FromPath[str], derogation: FromPath[UUID]
    ) -> Redirect | Response[str]:
        """Make the pass of one of them."""
        chosen = (await form_of(request)).get("vehicle", "")
        try:
            vehicle = UUID(chosen)
        except ValueError:
            none = Conflict("vehicle-none", "Aucun véhicule n’est choisi.", "Choisissez-en un.")
            return await _page(request, territory, derogation, none)
        try:
            made = await issue_for(derogations_of(request), get_signed(request).who, territory, derogation, vehicle)
        except Conflict as failure:
            return await _page(request, territory, derogation, failure)
        return seen(f"{PASSES}/{territory}/{made}")


async def _page(request: Asked, territory: str, derogation: UUID, failure: Failure | None = None) -> Response[str]:
    who, on = get_signed(request).who, derogations_of(request)
    for_carrier(who)
    held = await get_held(who, territory, derogation)
    known = on.find_kind(territory, held.kind) if held.vehicle is None and held.state == "active" else None
    has = {
        each.vehicle for each in await list_chosen(who, [], now_of(request)) if each.derogation == derogation
    }  # fmt: skip
    able = [
        (each, row_of(each))
        for each in await whole_fleet(who)
        if each.id not in has and known and is_eligible(known[0], each.stated.facts) is not False
    ]
    return show(
        request, "pass-vehicle.html", failure.status if failure else 200, held=held, able=able, failure=failure,
        place=names_of(request).get(territory, territory), has=len(has), home=PASSES,
    )  # fmt: skip
