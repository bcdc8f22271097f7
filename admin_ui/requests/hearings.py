"""`/derogations/observations`: what a territory means to do with a right, and what its holder answers to it."""

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, seen, show
from admin_ui.requests.ground import HOME, KEEPING, PARIS, derogations_of, names_of, snapshot_of
from admin_ui.requests.words import cited, clock, french_date, plate_of
from cirqliz.core.hearings import LONGEST_ANSWER
from cirqliz.service.acting import for_carrier
from cirqliz.service.carrying import get_held
from cirqliz.service.hearings.answering import answer_hearing, waive_hearing
from cirqliz.service.hearings.reading import get_own_hearing
from tenants.errors import Conflict, Failure, Unreadable

PAGE = f"{HOME}/observations"
DONE: Mapping[str, str] = {
    "repondu": "Vos observations sont envoyées. Le territoire les lira avant de décider.",
    "renonce": "C’est noté : vous ne présentez pas d’autres observations.",
}


class HearingPages(Controller):
    """One page, and two answers."""

    path = PAGE
    opt = KEEPING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/{hearing:uuid}")
    async def read(self, request: Asked, hearing: FromPath[UUID]) -> Response[str]:
        """What is meant, why, until when it may be answered."""
        return await _page(request, hearing)

    @post("/{hearing:uuid}/repondre")
    async def reply(self, request: Asked, hearing: FromPath[UUID]) -> Redirect | Response[str]:
        """Answer in writing, ask to be heard in person, or both."""
        on, who = derogations_of(request), get_signed(request).who
        found, form = await get_own_hearing(who, hearing), await form_of(request)
        try:
            text, oral = form.get("text", ""), bool(form.get("oral"))
            await answer_hearing(on, who, found.territory, hearing, text, oral=oral)
        except (Conflict, Unreadable) as failure:
            return await _page(request, hearing, failure, form)
        return seen(f"{PAGE}/{hearing}?fait=repondu")

    @post("/{hearing:uuid}/renoncer")
    async def waive(self, request: Asked, hearing: FromPath[UUID]) -> Redirect | Response[str]:
        """Say nothing more; an answer sent later still counts."""
        on, who = derogations_of(request), get_signed(request).who
        found = await get_own_hearing(who, hearing)
        try:
            await waive_hearing(on, who, found.territory, hearing)
        except Conflict as failure:
            return await _page(request, hearing, failure)
        return seen(f"{PAGE}/{hearing}?fait=renonce")


async def _page(
    request: Asked, hearing: UUID, failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    who = get_signed(request).who
    for_carrier(who)
    found = await get_own_hearing(who, hearing)
    held = await get_held(who, found.territory, found.derogation)
    book = snapshot_of(request).rulebooks.get(found.territory)
    zone = ZoneInfo(book.bundle.territory.timezone) if book else PARIS
    return show(
        request, "carrier-hearing.html", failure.status if failure else 200, hearing=found, held=held, failure=failure,
        place=names_of(request).get(found.territory, found.territory), plate=plate_of(held.plate, held.country),
        due=french_date(found.due_on), cite=cited(held.terms.order, held.terms.article), form=form or {},
        late=found.due_on < derogations_of(request).now().astimezone(zone).date(), longest=LONGEST_ANSWER,
        done=DONE.get(request.query_params.get("fait", ""), ""), zone=zone, clock=clock, page=PAGE,
        heard=french_date(found.heard_on) if found.heard_on else "",
    )  # fmt: skip
