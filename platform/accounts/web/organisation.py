"""`/organisation` and `/invitation/…`: founding, people, invitations."""

from collections.abc import Awaitable
from dataclasses import asdict
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.core.addresses import LABELS, PostalAddress
from accounts.core.letters import french_day
from accounts.core.roles import OFFERS, ORGANISATION_KEEPERS, ORGANISATION_ROLES
from accounts.service.acting import in_organisation, is_head
from accounts.service.addresses import find_address, set_address
from accounts.service.invitations import Sent, accept, find_invitation, invite, pending, withdraw
from accounts.service.members import change_role, leave, list_members, remove_member
from accounts.service.organisations import Founding, found, get_organisation
from accounts.service.sessions import act_where
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, base_of, by_field, form_of, mail_of, now_of, seen, show
from rules.written.companies import spaced_siret
from rules.written.countries import NAMES, country_name
from tenants.errors import Conflict, Failure, Unreadable

HOME = "/organisation"
DONE = {
    "adresse": "L’adresse postale est enregistrée : les lettres des territoires la porteront.",
    "sans-adresse": "L’adresse postale est retirée.",
}


class OrganisationPages(Controller):
    """The organisation somebody acts for, or the form that founds one."""

    path = HOME
    opt = {"access": "signed"}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """The organisation, its people and the invitations that wait."""
        return await _organisation(request)

    @get("/nouvelle")
    async def ask(self, request: Asked) -> Response[str]:
        """The form that founds another."""
        get_signed(request)
        return _founding(request, {})

    @post("/nouvelle")
    async def found(self, request: Asked) -> Redirect | Response[str]:
        """Found one; the form again with every problem."""
        form = await form_of(request)
        founding = Founding(
            form.get("kind", ""), form.get("name", ""), form.get("country", "FR"), form.get("siret", "")
        )
        try:
            founded = await found(get_signed(request).who, founding, now_of(request))
        except (Unreadable, Conflict) as failure:
            return _founding(request, form, failure)
        await act_where(get_signed(request), founded.id)
        return seen(HOME)

    @post("/adresse", opt={"roles": ORGANISATION_KEEPERS})
    async def address(self, request: Asked) -> Redirect | Response[str]:
        """Say where letters are received; all empty, nowhere."""
        form = await form_of(request)
        try:
            kept = await set_address(get_signed(request).who, form)
        except Unreadable as failure:
            return await _organisation(request, form=form | {"adresse": "1"}, failure=failure)
        return seen(f"{HOME}?fait={'adresse' if kept else 'sans-adresse'}")

    @post("/invitations", opt={"roles": ORGANISATION_KEEPERS})
    async def invite(self, request: Asked) -> Response[str]:
        """Invite somebody; the page says whether a letter left, else gives the link."""
        form = await form_of(request)
        who = get_signed(request).who
        try:
            sent = await invite(
                who, form.get("email", ""), form.get("role", ""), base=base_of(request), now=now_of(request),
                mail=mail_of(request),
            )  # fmt: skip
        except (Unreadable, Conflict) as failure:
            return await _organisation(request, form=form, failure=failure)
        return await _organisation(request, sent=sent)

    @post("/invitations/{invitation:uuid}/retirer", opt={"roles": ORGANISATION_KEEPERS})
    async def withdraw(self, request: Asked, invitation: UUID) -> Redirect:
        """Take an invitation back."""
        who = get_signed(request).who
        await withdraw(who, in_organisation(who)[0], invitation, now_of(request))
        return seen(HOME)

    @post("/membres/{role:uuid}/role", opt={"roles": ORGANISATION_KEEPERS})
    async def change(self, request: Asked, role: UUID) -> Redirect | Response[str]:
        """Give somebody another role."""
        who, form = get_signed(request).who, await form_of(request)
        given = form.get("role", "")
        return await _done(request, change_role(who, in_organisation(who)[0], role, given, now_of(request)))

    @post("/membres/{role:uuid}/retirer", opt={"roles": ORGANISATION_KEEPERS})
    async def remove(self, request: Asked, role: UUID) -> Redirect | Response[str]:
        """End somebody’s role."""
        who = get_signed(request).who
        return await _done(request, remove_member(who, in_organisation(who)[0], role, now_of(request)))

    @post("/membres/{role:uuid}/quitter", opt={"roles": ORGANISATION_ROLES})
    async def leave(self, request: Asked, role: UUID) -> Redirect | Response[str]:
        """Leave."""
        who = get_signed(request).who
        return await _done(request, leave(who, in_organisation(who)[0], role, now_of(request)))


class InvitationPages(Controller):
    """What an invitation offers, and taking it."""

    path = "/invitation/{token:str}"
    opt = {"access": "signed"}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked, token: str) -> Response[str]:
        """What is offered, by whom, until when."""
        offer = await find_invitation(get_signed(request).who, token, now_of(request))
        return show(request, "invitation.html", offer=offer, until=french_day(offer.expires_at))

    @post("/")
    async def accept(self, request: Asked, token: str) -> Redirect:
        """Take it."""
        taken = await accept(get_signed(request).who, token, now_of(request))
        await act_where(get_signed(request), taken.organisation, taken.territory)
        if taken.territory and taken.role == "admin":
            return seen("/territoire/personnes")
        return seen(HOME if taken.organisation else "/")


def _founding(request: Asked, form: dict[str, str], failure: Failure | None = None) -> Response[str]:
    return show(
        request, "found.html", failure.status if failure else 200, form=form, failure=failure, countries=NAMES,
        faults=by_field(failure.problems) if failure else {},
    )  # fmt: skip


async def _done(request: Asked, act: Awaitable[None]) -> Redirect | Response[str]:
    """The page read anew after an act, or shown again with why it was not done."""
    try:
        await act
    except Conflict as failure:
        return await _organisation(request, failure=failure)
    return seen(HOME)


async def _organisation(
    request: Asked,
    *,
    form: dict[str, str] | None = None,
    failure: Failure | None = None,
    sent: Sent | None = None,
) -> Response[str]:
    """The page of the organisation acted for, or the form that founds one."""
    who = get_signed(request).who
    if who.acting is None or not who.acting.carrier:
        return _founding(request, {})
    here, role = in_organisation(who)
    organisation = await get_organisation(here)
    keeps, address = is_head(role), await find_address(here)
    asked = form or {}
    return show(
        request, "organisation.html", failure.status if failure else 200, organisation=organisation, keeps=keeps,
        siret=spaced_siret(organisation.siret) if organisation.siret else "",
        country=country_name(organisation.country),
        members=await list_members(here), waiting=await pending(here, now_of(request)) if keeps else (),
        offers=OFFERS.get(role.name, ()), form=asked, failure=failure, sent=sent, day=french_day,
        address=address.lines() if address else (), address_labels=LABELS, countries=NAMES,
        written=asked if "adresse" in asked else asdict(address or PostalAddress(land=organisation.country)),
        done=DONE.get(request.query_params.get("fait", ""), ""),
        faults=by_field(failure.problems) if failure else {},
    )  # fmt: skip
