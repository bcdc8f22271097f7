"""`/territoire/personnes`: who works for a territory, who is invited, who asks; for its administrators."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.core.letters import french_day
from accounts.core.roles import ROLE_DUTIES, TERRITORY_ROLES
from accounts.core.texts import ROLES
from accounts.service.acting import in_territory
from accounts.service.identity import tell
from accounts.service.invitations import Sent, invite, pending, send_again, withdraw
from accounts.service.members import change_role, leave, list_members, remove_member
from accounts.service.organisations import unreadable
from accounts.service.places import get_territory_name
from accounts.service.requests import decide, list_requests
from accounts.web.asking import Asked, get_signed
from accounts.web.desk import on
from accounts.web.pages import PAGE_HANDLERS, base_of, by_field, form_of, mail_of, now_of, seen, show
from rules.model import Problem
from rules.written.companies import spaced_siret
from tenants.errors import Conflict, Failure, NotFound, Unreadable
from tenants.shelf import Shelf

HOME = "/territoire/personnes"
DONE = {
    "retire": "Le rôle a pris fin.", "change": "Le rôle est changé.", "retiree": "L’invitation est retirée.",
    "acceptee": "L’accès est ouvert ; une lettre le lui dit.",
    "refusee": "La demande est refusée ; une lettre le lui dit.",
}  # fmt: skip


class PeoplePages(Controller):
    """The people of the territory one administers."""

    path = HOME
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Its people by role, the invitations and the requests that wait."""
        return await _people(request)

    @post("/invitations", status_code=200)
    async def invite(self, request: Asked) -> Response[str]:
        """Invite somebody; the page says whether a letter left, else gives the link."""
        who, form = get_signed(request).who, await form_of(request)
        territory, role = in_territory(who), form.get("role", "")
        try:
            sent = await invite(
                who, form.get("email", ""), role, base=base_of(request), now=now_of(request), mail=mail_of(request),
                authority=_commune(request, territory, role, form.get("authority", "")),
            )  # fmt: skip
        except (Unreadable, Conflict) as failure:
            return await _people(request, form=form, failure=failure)
        return await _people(request, sent=sent)

    @post("/invitations/{invitation:uuid}/renvoyer", status_code=200)
    async def send_again(self, request: Asked, invitation: UUID) -> Response[str]:
        """Send an invitation anew; its former link serves no more."""
        who = get_signed(request).who
        base, mail = base_of(request), mail_of(request)
        try:
            sent = await send_again(who, in_territory(who), invitation, base=base, now=now_of(request), mail=mail)
        except (Conflict, NotFound) as failure:
            return await _people(request, failure=failure)
        return await _people(request, sent=sent)

    @post("/invitations/{invitation:uuid}/retirer")
    async def withdraw(self, request: Asked, invitation: UUID) -> Redirect | Response[str]:
        """Take an invitation back."""
        who = get_signed(request).who
        try:
            await withdraw(who, in_territory(who), invitation, now_of(request))
        except NotFound as failure:
            return await _people(request, failure=failure)
        return seen(f"{HOME}?fait=retiree")

    @post("/demandes/{asked:uuid}")
    async def decide(self, request: Asked, asked: UUID) -> Redirect | Response[str]:
        """Grant a role, or refuse; a letter tells it."""
        who, form = get_signed(request).who, await form_of(request)
        territory = in_territory(who)
        role = form.get("role", "") if form.get("decision") == "accept" else None
        try:
            commune = _commune(request, territory, role or "", form.get("authority", "")) if role is not None else ""
            done = await decide(who, territory, asked, role, now_of(request), authority=commune)
        except (Unreadable, Conflict, NotFound) as failure:
            return await _people(request, failure=failure)
        said = {"place": await get_territory_name(territory), "link": f"{base_of(request)}/connexion"}
        said |= {"role": ROLES[done.language][role]} if role else {}
        await tell(on(request), "granted" if role else "refused", done.email, done.language, **said)
        return seen(f"{HOME}?fait={'acceptee' if role else 'refusee'}")

    @post("/membres/{role:uuid}/role")
    async def change(self, request: Asked, role: UUID) -> Redirect | Response[str]:
        """Give somebody another role."""
        who, form = get_signed(request).who, await form_of(request)
        territory, fresh = in_territory(who), form.get("role", "")
        try:
            commune = _commune(request, territory, fresh, form.get("authority", ""))
            await change_role(who, territory, role, fresh, now_of(request), authority=commune)
        except (Unreadable, Conflict, NotFound) as failure:
            return await _people(request, failure=failure)
        return seen(f"{HOME}?fait=change")

    @post("/membres/{role:uuid}/retirer")
    async def remove(self, request: Asked, role: UUID) -> Redirect | Response[str]:
        """End somebody’s role."""
        who = get_signed(request).who
        try:
            await remove_member(who, in_territory(who), role, now_of(request))
        except (Conflict, NotFound) as failure:
            return await _people(request, failure=failure)
        return seen(f"{HOME}?fait=retire")

    @post("/membres/{role:uuid}/quitter")
    async def leave(self, request: Asked, role: UUID) -> Redirect | Response[str]:
        """Leave."""
        who = get_signed(request).who
        try:
            await leave(who, in_territory(who), role, now_of(request))
        except (Conflict, NotFound) as failure:
            return await _people(request, failure=failure)
        return seen("/compte")


def _communes(request: Asked, territory: str) -> tuple[str, ...]:
    """The INSEE codes of the communes of a territory, as its rulebook in force says."""
    shelf: Shelf = request.app.state["shelf"]
    book = shelf.current().rulebooks.get(territory)
    return book.bundle.territory.members if book is not None else ()


def _commune(request: Asked, territory: str, role: str, given: str) -> str:
    """The commune an editor is bound to, empty for the whole territory; raises Unreadable."""
    if not given:
        return ""
    if role != "editor":
        said, hint = "Seul un rédacteur est attaché à une commune.", "Choisissez « Toutes », ou le rôle de rédacteur."
    elif given not in _communes(request, territory):
        said, hint = "Cette commune n’est pas de ce territoire.", "Choisissez-la dans la liste."
    else:
        return given
    raise unreadable([Problem("authority", said, hint, pointer="/authority")])


async def _people(
    request: Asked, *, form: dict[str, str] | None = None, failure: Failure | None = None, sent: Sent | None = None
) -> Response[str]:
    territory = in_territory(get_signed(request).who)
    return show(
        request, "people.html", failure.status if failure else 200, name=await get_territory_name(territory),
        members=await list_members(territory), waiting=await pending(territory, now_of(request)),
        requests=await list_requests(territory), communes=_communes(request, territory), offers=TERRITORY_ROLES,
        duties=ROLE_DUTIES, form=form or {}, failure=failure, sent=sent, day=french_day, siret=spaced_siret,
        faults=by_field(failure.problems) if failure and form else {},
        done=DONE.get(request.query_params.get("fait", "")),
    )  # fmt: skip
