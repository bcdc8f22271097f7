"""`/national/acces`: requests for access in territories that nobody administers, for the national team to answer."""

import asyncio
from typing import cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.core.letters import french_day
from accounts.core.roles import TERRITORY_ROLES
from accounts.core.texts import ROLES
from accounts.service.identity import tell
from accounts.service.privacy import reason_of
from accounts.service.requests import Request, decide, list_requests, list_unkept
from accounts.web.asking import Asked, get_signed
from accounts.web.desk import on
from accounts.web.pages import base_of, form_of, now_of, show
from admin_ui.desk import HANDLERS, NATIONAL, operator_of, seen
from rules.written.companies import spaced_siret
from tenants.errors import Failure, NotFound, Unreadable
from tenants.opening.reference import Reference
from tenants.registry import list_territories

HOME = "/national/acces"
DONE = {
    "acceptee": "L’accès est ouvert ; une lettre le lui dit.",
    "refusee": "La demande est refusée ; une lettre lui dit pourquoi.",
}


class NationalAccess(Controller):
    """Who waits where nobody answers."""

    path = HOME
    opt = NATIONAL
    include_in_schema = False
    exception_handlers = HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """All of them, the oldest first."""
        return await _page(request)

    @post("/{territory:str}/{asked:uuid}")
    async def decide(self, request: Asked, territory: str, asked: UUID) -> Redirect | Response[str]:
        """Grant a role, or refuse with a reason; a letter tells it."""
        operator_of(request)
        form, who = await form_of(request), get_signed(request).who
        try:
            waiting = await _get_waiting(territory, asked)
            accepted = _accepted(form.get("decision", ""))
            role, reason = (form.get("role", ""), "") if accepted else (None, reason_of(form.get("reason", "")))
            commune = waiting.authority if form.get("commune") else ""
            done = await decide(who, territory, asked, role, now_of(request), authority=commune, reason=reason)
        except Failure as failure:
            return await _page(request, failure=failure, form=form | {"asked": str(asked)})
        await _tell(request, done)
        return seen(HOME, "acceptee" if done.role else "refusee")


def _accepted(decision: str) -> bool:
    """Raises Unreadable for anything but one of the two buttons."""
    if decision not in ("accept", "refuse"):
        raise Unreadable("decision-missing", "Acceptez la demande, ou refusez-la.")
    return decision == "accept"


async def _get_waiting(territory: str, asked: UUID) -> Request:
    """A request that waits there; raises NotFound."""
    found = next((one for one in await list_requests(territory) if one.id == asked), None)
    if found is None:
        raise NotFound("request-unknown", "Cette demande n’attend plus.", "Quelqu’un d’autre a sans doute répondu.")
    return found


async def _tell(request: Asked, done: Request) -> None:
    """The letter, in the language of who asked."""
    names = {entry.slug: entry.name for entry in await list_territories()}
    said = {"place": names[done.territory], "link": f"{base_of(request)}/connexion", "reason": done.reason}
    said |= {"role": ROLES[done.language][done.role]} if done.role else {}
    await tell(on(request), "granted" if done.role else "declined", done.email, done.language, **said)


async def _page(request: Asked, *, failure: Failure | None = None, form: dict[str, str] | None = None) -> Response[str]:
    waiting = await list_unkept(operator_of(request))
    reference = cast("Reference", request.app.state["reference"])
    return show(
        request, "national-access.html", failure.status if failure else 200, waiting=waiting, failure=failure,
        names={entry.slug: entry.name for entry in await list_territories()}, offers=TERRITORY_ROLES, form=form or {},
        communes=await asyncio.to_thread(reference.names_of, {one.authority for one in waiting if one.authority}),
        day=french_day, siret=spaced_siret, done=DONE.get(request.query_params.get("fait", "")),
    )  # fmt: skip
