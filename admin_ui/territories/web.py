"""`/national/territoires`: every territory and its state, a search, a proposal to change, what is left to do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.core.letters import french_day
from accounts.service.invitations import Sent, invite_keeper, pending
from accounts.service.requests import has_admin
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, base_of, by_field, form_of, mail_of, now_of, seen, show
from admin_ui.desk import NATIONAL, operator_of
from admin_ui.territories.choosing import DAY_WORDS, Filled, authority_of, chosen, filled_of
from admin_ui.territories.outline import drawn
from connectors.administrative import Authority
from rules.model import Invalid
from rules.texts.clockwise import long_date
from rules.texts.typography import figure
from tenants.errors import Conflict, Failure, Unreadable
from tenants.face.layers import LAYERS
from tenants.opening.amending import written
from tenants.opening.checklist import Seen, checklist_of
from tenants.opening.opening import check_slug, get_standing, list_standing, open_territory, propose_for
from tenants.opening.proposal import KINDS, Proposal
from tenants.opening.reference import Reference
from tenants.opening.templating import templates

HOME = "/national/territoires"
STATES = {"draft": "Brouillon", "open": "Ouvert", "closing": "En cours de fermeture", "closed": "Fermé"}
DONE = {"ouvert": "Le territoire est ouvert.", "invite": "Une lettre est partie à son premier administrateur."}

type See = Callable[[str], Awaitable[Seen]]
"""What other floors know of a territory: asked of the front door."""


class TerritoryPages(Controller):
    """The territories, for the national team."""

    path = HOME
    opt = NATIONAL  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked, q: str = "") -> Response[str]:
        """Every territory; and, for a name or a number, who could be one."""
        operator_of(request)
        text = q.strip()[:200]
        found = await _found(request, text) if text else ()
        standing = await list_standing()
        opened = {territory.siren: territory.slug for territory in standing if territory.state != "closed"}
        return show(
            request, "national-territories.html", standing=standing, states=STATES, q=text, found=found, opened=opened,
            kinds_of=KINDS, figure=figure,
        )  # fmt: skip

    @get("/ouvrir")
    async def propose(self, request: Asked, siren: str = "", nom: str = "", communes: str = "") -> Response[str]:
        """What would be opened, everything to be changed; a syndicate is given by its name and its communes."""
        operator_of(request)
        codes = tuple(communes.upper().replace(",", " ").split())
        try:
            proposal = await _proposal(request, siren, nom, codes)
        except Invalid as refused:
            first = refused.problems[0]
            problems = refused.problems if len(refused.problems) > 1 else ()
            raise Unreadable("siren", first.message, first.hint or "", problems=problems) from refused
        return await _proposed(request, proposal, Filled({}, (), (), None))

    @post("/")
    async def open(self, request: Asked) -> Redirect | Response[str]:
        """Open it, and invite who will keep it; the proposal again with every problem."""
        by, filled = operator_of(request), await filled_of(request)
        reference = await _reference(request)
        proposal = await _proposal(request, filled.siren, filled.form.get("name", ""), filled.members)
        try:
            check_slug(filled.form.get("slug", ""))
            wanted, choices = await chosen(reference, proposal, filled, now_of(request).date())
            made, _ = await open_territory(
                reference, wanted, choices, by=by, at=now_of(request), author=get_signed(request).who.person,
                sandbox="sandbox" in filled.form,
            )  # fmt: skip
        except (Invalid, Conflict) as refused:
            return await _proposed(request, proposal, filled, refused)
        if not filled.form.get("email", "").strip():
            return seen(f"{HOME}/{made.slug}?fait=ouvert")
        return await _invited(request, made.slug, filled.form["email"])

    @get("/{slug:str}")
    async def checklist(self, request: Asked, slug: FromPath[str]) -> Response[str]:
        """What is set, what is missing, who does it and where; made to be printed."""
        operator_of(request)
        return await _checklist(request, slug)

    @post("/{slug:str}/administrateur")
    async def invite(self, request: Asked, slug: FromPath[str]) -> Redirect | Response[str]:
        """Invite who will keep a territory that nobody keeps yet."""
        operator_of(request)
        form = await form_of(request)
        await get_standing(slug)
        return await _invited(request, slug, form.get("email", ""))


async def _invited(request: Asked, slug: str, email: str) -> Redirect | Response[str]:
    """The checklist again: a letter left, or here is the link to hand over, or why not."""
    try:
        sent = await invite_keeper(
            get_signed(request).who, slug, email, base=base_of(request), now=now_of(request), mail=mail_of(request)
        )
    except (Unreadable, Conflict) as failure:
        return await _checklist(request, slug, failure=failure, email=email)
    return seen(f"{HOME}/{slug}?fait=invite") if sent.mailed else await _checklist(request, slug, sent=sent)


async def _checklist(
    request: Asked, slug: str, *, failure: Failure | None = None, sent: Sent | None = None, email: str = ""
) -> Response[str]:
    standing = await get_standing(slug)
    steps = await checklist_of(slug, await cast("See", request.app.state["see"])(slug))
    return show(
        request, "national-territory.html", failure.status if failure else 200, standing=standing, steps=steps,
        states=STATES, kinds_of=KINDS, day=long_date, left=sum(not step.done for step in steps), failure=failure,
        sent=sent, form={"email": email}, kept=await has_admin(slug), waiting=await pending(slug, now_of(request)),
        french_day=french_day, done=DONE.get(request.query_params.get("fait", "")), today=now_of(request).date(),
    )  # fmt: skip


async def _reference(request: Asked) -> Reference:
    """The reference data, read in a thread at its first need."""
    reference = cast("Reference", request.app.state["reference"])
    await asyncio.to_thread(reference.read)
    return reference


async def _found(request: Asked, text: str) -> tuple[Authority, ...]:
    """Whoever has this number, or a name like this one."""
    table = (await _reference(request)).table
    one = table.find("".join(text.split()))
    return (one,) if one else table.search(text)


async def _proposal(request: Asked, siren: str, name: str, members: tuple[str, ...]) -> Proposal:
    reference = await _reference(request)
    return await propose_for(reference, authority_of(reference, siren, name.strip(), members), now_of(request))


async def _proposed(
    request: Asked, proposal: Proposal, filled: Filled, refused: Invalid | Conflict | None = None
) -> Response[str]:
    reference = await _reference(request)
    today = now_of(request).date()
    outlines = await asyncio.to_thread(reference.outlines, [member.insee for member in proposal.members])
    failure = (
        Unreadable("choices", "Rien n’est encore ouvert : corrigez ce qui suit.", problems=refused.problems)
        if isinstance(refused, Invalid)
        else refused
    )
    own = {member.insee for member in proposal.members}
    return show(
        request, "national-proposal.html", failure.status if failure else 200, proposal=proposal, form=filled.form,
        failure=failure, map=drawn(outlines), templates=templates(), picked=filled.picked, today=today,
        kinds_of=KINDS, layers=LAYERS, day_words=DAY_WORDS, figure=figure, day=long_date, days=written(proposal.feasts),
        members=filled.members if "shown" in filled.form else tuple(own),
        faults=by_field(failure.problems) if failure else {},
        more=" ".join(code for code in filled.members if code not in own),
    )  # fmt: skip
