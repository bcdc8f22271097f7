"""`/derogations/demandes`: what was asked, question and answer, withdrawal, appeal."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.requests.ground import HOME, KEEPING, PARIS, day_of, derogations_of, names_of, sealing_of, snapshot_of
from admin_ui.requests.question import number_of
from admin_ui.requests.words import REQUEST_STATES, cited, clock, french_date, last_day, plate_of, told_terms
from cirqliz.service.acting import for_carrier
from cirqliz.service.asking import Wish, ask
from cirqliz.service.carrying import PAGE, Looked, count_requests, page_requests
from cirqliz.service.derogations import Request
from cirqliz.service.following import answer, appeal, withdraw
from cirqliz.service.giving import give_proofs
from cirqliz.service.listing import Message, get_request
from cirqliz.service.reading import count_unread
from tenants.errors import Conflict, Failure, Unreadable

LIST = f"{HOME}/demandes"
DONE: Mapping[str, str] = {
    "repondu": "Votre réponse est envoyée.", "retiree": "La demande est retirée.",
    "conteste": "Le refus est contesté : voici la nouvelle demande.", "reprise": "La demande est refaite.",
}  # fmt: skip


class RequestPages(Controller):
    """The list, and one request with what may be done about it."""

    path = LIST
    opt = KEEPING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """A page of them, in one state or all."""
        who, said, names = get_signed(request).who, request.query_params, names_of(request)
        state, territory = said.get("etat", ""), said.get("t", "").replace("\0", "")
        state = state if state in REQUEST_STATES else ""
        page = number_of(said.get("page", ""))
        rows, count = await page_requests(who, Looked((state,) if state else (), territory, page=page))
        address = {"etat": state, "t": territory}
        return show(
            request, "carrier-requests.html", rows=rows, count=count, page=page, pages=max(1, -(-count // PAGE)),
            states=REQUEST_STATES, state=state, territory=territory, names=names, counts=await count_requests(who),
            turn=lambda number: f"{LIST}?{urlencode(address | {'page': number})}", say=french_date, plate_of=plate_of,
            today=day_of(request), news=await count_unread(who),
        )  # fmt: skip

    @get("/{application:uuid}")
    async def card(self, request: Asked, application: UUID) -> Response[str]:
        """One of them."""
        return await _card(request, application)

    @post("/{application:uuid}/repondre")
    async def reply(self, request: Asked, application: UUID) -> Redirect | Response[str]:
        """Say something to the territory."""
        found, _ = await _mine(request, application)
        form = await form_of(request)
        try:
            text = form.get("text", "")
            await answer(derogations_of(request), get_signed(request).who, found.territory, application, text)
        except (Conflict, Unreadable) as failure:
            return await _card(request, application, failure, form)
        await give_proofs(sealing_of(request), get_signed(request).who, (found,), now_of(request))
        return seen(f"{LIST}/{application}?fait=repondu")

    @post("/{application:uuid}/retirer")
    async def take_back(self, request: Asked, application: UUID) -> Redirect | Response[str]:
        """Take it back; the page offers to ask again."""
        found, _ = await _mine(request, application)
        try:
            await withdraw(derogations_of(request), get_signed(request).who, found.territory, application)
        except Conflict as failure:
            return await _card(request, application, failure)
        return seen(f"{LIST}/{application}?fait=retiree")

    @post("/{application:uuid}/reprendre")
    async def ask_again(self, request: Asked, application: UUID) -> Redirect | Response[str]:
        """Ask anew for what was taken back, from its first day or today."""
        found, _ = await _mine(request, application)
        on = derogations_of(request)
        start = max(found.starts_on, on.today(found.territory))
        wish = Wish(
            found.territory, found.kind, found.vehicle, start, found.ends_on, found.zones, found.activity, found.reason
        )
        if found.state != "withdrawn":
            closed = Conflict("not-withdrawn", "Cette demande n’est pas retirée.", "Il n’y a rien à refaire.")
            return await _card(request, application, closed)
        try:
            made = (await ask(on, get_signed(request).who, uuid4(), (wish,)))[0]
        except Unreadable as failure:
            return await _card(request, application, failure)
        return seen(f"{LIST}/{made.id}?fait=reprise")

    @post("/{application:uuid}/contester")
    async def contest(self, request: Asked, application: UUID) -> Redirect | Response[str]:
        """Ask that a refusal be looked at again."""
        found, _ = await _mine(request, application)
        form = await form_of(request)
        try:
            text = form.get("reason", "")
            made = await appeal(derogations_of(request), get_signed(request).who, found.territory, application, text)
        except (Conflict, Unreadable) as failure:
            return await _card(request, application, failure, form)
        return seen(f"{LIST}/{made.id}?fait=conteste")


async def _mine(request: Asked, application: UUID) -> tuple[Request, tuple[Message, ...]]:
    """A request of the carrier that is acted for; raises Refused, NotFound."""
    who = get_signed(request).who
    for_carrier(who)
    return await get_request(who, application)


async def _card(
    request: Asked, application: UUID, failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    found, messages = await _mine(request, application)
    book = snapshot_of(request).rulebooks.get(found.territory)
    zone = ZoneInfo(book.bundle.territory.timezone) if book else PARIS
    decision = found.decision or {}
    return show(
        request, "carrier-request.html", failure.status if failure else 200, each=found, messages=messages,
        place=names_of(request).get(found.territory, found.territory), states=REQUEST_STATES, failure=failure,
        form=form or {}, done=DONE.get(request.query_params.get("fait", ""), ""), say=french_date,
        plate=plate_of(found.plate, found.country), until=last_day(found.ends_on), terms=told_terms(found.terms),
        cite=cited(found.terms.order, found.terms.article), why=str(decision.get("reason") or ""),
        article=str(decision.get("article") or ""), late=bool(found.due_on and found.due_on < day_of(request)),
        clock=lambda at: clock(at, zone), open=found.state in ("open", "question"),
    )  # fmt: skip
