"""`/territoire/reglement/reprendre`: orders of another territory chosen, seen by their effects, brought to a draft."""

from collections.abc import Mapping
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.rules.pages import entry_of, teller_of
from tenants.borrowing import Choice, Offered, Ours, alike, borrow, get_offered, get_ours, list_lenders, preview
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drafts.store import list_drafts
from tenants.errors import Failure, NotFound

HERE = "/territoire/reglement/reprendre"

type Form = Mapping[str, str]


class BorrowPages(Controller):
    """From another territory’s rulebook to a draft."""

    path = HERE
    opt = {"access": "signed", "roles": WRITERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def choose(
        self, request: Asked, q: FromQuery[str] = "", page: FromQuery[str] = "", projet: FromQuery[str] = ""
    ) -> Response[str]:
        """Whose."""
        entry = await entry_of(scope_of(get_signed(request).who, WRITERS))
        number = int(page) - 1 if page.isdecimal() and 0 < len(page) < 5 else 0
        lenders, pages = await list_lenders(entry.slug, q, max(0, number))
        return show(
            request, "lenders.html", entry=entry, lenders=lenders, pages=pages, number=max(0, number), q=q, here=HERE,
            projet=projet,
        )  # fmt: skip

    @get("/{lender:str}")
    async def look(self, request: Asked, lender: FromPath[str], projet: FromQuery[str] = "") -> Response[str]:
        """Its orders."""
        return await _page(request, lender, {"projet": projet})

    @post("/{lender:str}", status_code=HTTP_200_OK)
    async def bring(self, request: Asked, lender: FromPath[str]) -> Redirect | Response[str]:
        """What the choice does when that is asked; else the draft that holds it."""
        form, who, at = await form_of(request), get_signed(request).who, now_of(request)
        if "voir" in form:
            return await _page(request, lender, form, look=True)
        try:
            offered, ours = await _read(request, lender, form)
            draft, _ = await borrow(who, offered, ours, _choice(form, offered, ours), at)
        except NotFound:
            raise
        except Failure as failure:
            return await _page(request, lender, form, failure)
        return seen(f"/territoire/projets/{draft}")


async def _read(request: Asked, lender: str, form: Form) -> tuple[Offered, Ours]:
    who = get_signed(request).who
    offered = await get_offered(scope_of(who, WRITERS).territory, lender)
    return offered, await get_ours(who, _draft(form.get("projet", "")), now_of(request))


def _draft(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound("draft-unknown", "Ce projet n’existe pas.") from None


def _choice(form: Form, offered: Offered, ours: Ours) -> Choice:
    """What was ticked; a zone not asked about yet is the one of ours that resembles it."""
    orders = [one.order for number, one in enumerate(offered.orders) if form.get(f"order.{number}") == one.order]
    zones = {zone: form.get(f"zone.{zone}", near) for zone, near in alike(offered, ours).items()}
    return Choice(orders, zones, form.get("titre", ""))


async def _page(
    request: Asked, lender: str, form: Form, failure: Failure | None = None, *, look: bool = False
) -> Response[str]:
    who, at = get_signed(request).who, now_of(request)
    entry = await entry_of(scope_of(who, WRITERS))
    offered, ours = await _read(request, lender, form)
    choice, looked = _choice(form, offered, ours), None
    if look:
        try:
            looked = await preview(who, offered, ours, choice, at)
        except Failure as refused:
            failure = refused
    names = {name: str(zone.get("name") or name) for name, zone in offered.pool.of("zones").items()}
    chosen = [one for one in offered.orders if one.order in choice.orders]
    return show(
        request, "borrow.html", failure.status if failure else 200, failure=failure, entry=entry, offered=offered,
        form=form, look=looked, choice=choice, names=names, here=f"{HERE}/{lender}", when=teller_of(entry),
        zones=dict.fromkeys(zone for one in chosen for zone in one.zones),
        ours={name: str(zone.get("name") or name) for name, zone in ours.pool.of("zones").items()},
        drafts=[draft for draft in await list_drafts(who) if draft.state == "open"],
    )  # fmt: skip
