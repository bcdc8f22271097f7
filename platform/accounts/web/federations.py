"""`/federation` for those who keep one, `/organisation/federations` for the carriers they ask."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.core.federations import BREAKDOWNS, SHARED, write_counts
from accounts.core.letters import french_day
from accounts.service.acting import in_organisation
from accounts.service.federations import (
    end_membership,
    invite_carrier,
    join,
    leave_federation,
    list_federations,
    list_members,
    read_counts,
)
from accounts.service.organisations import get_organisation
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, base_of, by_field, form_of, mail_of, now_of, seen, show
from rules.written.companies import is_siret, spaced_siret
from tenants.errors import Conflict, Failure, TooMany, Unreadable

HOME, OFFERS = "/federation", "/organisation/federations"


class FederationPages(Controller):
    """The members of a federation and what is counted of them."""

    path = HOME
    opt = {"access": "signed", "roles": ("federation",)}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Counts, members, the form that asks another."""
        return await _federation(request)

    @get("/vehicules.csv")
    async def export(self, request: Asked) -> Response[bytes]:
        """The same counts as a file."""
        data = write_counts(await read_counts(get_signed(request).who))
        headers = {"content-disposition": 'attachment; filename="vehicules.csv"', "cache-control": "no-store"}
        return Response(data, media_type="text/csv; charset=utf-8", headers=headers)

    @post("/invitations", status_code=200)
    async def invite(self, request: Asked) -> Response[str]:
        """Ask a carrier; nobody learns whether it has an account."""
        form = await form_of(request)
        try:
            named = await invite_carrier(
                get_signed(request).who, form.get("named", ""), base=base_of(request), now=now_of(request),
                mail=mail_of(request),
            )  # fmt: skip
        except (Unreadable, Conflict, TooMany) as failure:
            return await _federation(request, form=form, failure=failure)
        return await _federation(request, sent=named.email or spaced_siret(named.siret or ""))

    @post("/membres/{membership:uuid}/retirer")
    async def end(self, request: Asked, membership: UUID) -> Redirect:
        """Part with a carrier, or take the offer back."""
        await end_membership(get_signed(request).who, membership, now_of(request))
        return seen(HOME)


class OfferPages(Controller):
    """The federations of a carrier, and those that ask it."""

    path = OFFERS
    opt = {"access": "signed", "roles": ("owner",)}  # noqa: RUF012
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """What each reads, and the way in or out."""
        return await _offers(request)

    @post("/{membership:uuid}/accepter")
    async def accept(self, request: Asked, membership: UUID) -> Redirect | Response[str]:
        """Join."""
        try:
            await join(get_signed(request).who, membership, now_of(request))
        except Conflict as failure:
            return await _offers(request, failure)
        return seen(OFFERS)

    @post("/{membership:uuid}/quitter")
    async def leave(self, request: Asked, membership: UUID) -> Redirect:
        """Leave, or say no."""
        await leave_federation(get_signed(request).who, membership, now_of(request))
        return seen(OFFERS)


async def _federation(
    request: Asked, *, form: dict[str, str] | None = None, failure: Failure | None = None, sent: str = ""
) -> Response[str]:
    who = get_signed(request).who
    known, counts = await list_members(who, now_of(request)), await read_counts(who)
    members, waiting = ([each for each in known if bool(each.accepted_at) == joined] for joined in (True, False))
    breakdowns = [
        (title, [each for each in counts if each.dimension == name]) for name, (title, _) in BREAKDOWNS.items()
    ]
    return show(
        request, "federation.html", failure.status if failure else 200, day=french_day,
        organisation=await get_organisation(in_organisation(who)[0]),
        members=members, waiting=waiting,
        total=next((each.vehicles for each in counts if each.dimension == "total"), None), breakdowns=breakdowns,
        named=lambda name: spaced_siret(name) if is_siret(name) else name, form=form or {}, sent=sent, failure=failure,
        faults=by_field(failure.problems) if failure else {},
    )  # fmt: skip


async def _offers(request: Asked, failure: Failure | None = None) -> Response[str]:
    who = get_signed(request).who
    known = await list_federations(who, now_of(request))
    return show(
        request, "offers.html", failure.status if failure else 200, day=french_day, shared=SHARED, failure=failure,
        organisation=await get_organisation(in_organisation(who)[0]),
        joined=[each for each in known if each.accepted_at], asking=[each for each in known if not each.accepted_at],
    )  # fmt: skip
