"""`/national/territoires`: every territory and its state, a search, a proposal to change, what is left to do."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.territories.outline import drawn
from connectors.administrative import Authority
from rules.model import Invalid
from rules.texts.clockwise import long_date
from rules.texts.typography import figure
from tenants.errors import Conflict, Failure, Unreadable
from tenants.opening.checklist import Seen, checklist_of
from tenants.opening.drafting import Choices
from tenants.opening.opening import check_slug, get_standing, list_standing, open_territory, propose_for
from tenants.opening.proposal import KINDS, Proposal, get_authority, read_siren
from tenants.opening.reference import Reference
from tenants.opening.templating import templates

HOME = "/national/territoires"
STATES = {"draft": "Brouillon", "open": "Ouvert", "closing": "En cours de fermeture", "closed": "Fermé"}
DAY_WORDS = {"mo": "lun.", "tu": "mar.", "we": "mer.", "th": "jeu.", "fr": "ven.", "sa": "sam.", "su": "dim."}
ROLES = {"access": "signed", "roles": ("operator",)}

type See = Callable[[str], Awaitable[Seen]]
"""What other floors know of a territory: asked of the front door."""


class Barred(Failure):
    """A page of the national team."""

    status = 403


class TerritoryPages(Controller):
    """The territories, for the national team."""

    path = HOME
    opt = ROLES  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked, q: str = "") -> Response[str]:
        """Every territory; and, for a name or a number, who could be one."""
        _check_operator(request)
        text = q.strip()[:200]
        found = await _found(request, text) if text else ()
        standing = await list_standing()
        opened = {territory.siren: territory.slug for territory in standing if territory.state != "closed"}
        return show(
            request, "territories.html", standing=standing, states=STATES, q=text, found=found, opened=opened,
            kinds_of=KINDS, figure=figure,
        )  # fmt: skip

    @get("/ouvrir")
    async def propose(self, request: Asked, siren: str = "") -> Response[str]:
        """What would be opened, everything to be changed."""
        _check_operator(request)
        try:
            proposal = await _proposal(request, siren)
        except Invalid as refused:
            raise Unreadable(
                "siren", refused.problems[0].message, refused.problems[0].hint or "", problems=()
            ) from refused
        return await _proposed(request, proposal, {})

    @post("/")
    async def open(self, request: Asked) -> Redirect | Response[str]:
        """Open it; the proposal again with every problem."""
        who, form = _check_operator(request), await form_of(request)
        reference = await _reference(request)
        proposal = await _proposal(request, form.get("siren", ""))
        picked = (await request.form()).getall("template", [])
        try:
            check_slug(form.get("slug", ""))
            made, _ = await open_territory(
                reference, proposal, _choices(form, [name for name in picked if isinstance(name, str)]),
                by=who, at=now_of(request), sandbox="sandbox" in form,
            )  # fmt: skip
        except (Invalid, Conflict) as refused:
            return await _proposed(request, proposal, form, refused)
        return seen(f"{HOME}/{made.slug}")

    @get("/{slug:str}")
    async def checklist(self, request: Asked, slug: str) -> Response[str]:
        """What is set, what is missing, who does it and where; made to be printed."""
        _check_operator(request)
        standing = await get_standing(slug)
        steps = await checklist_of(slug, await cast("See", request.app.state["see"])(slug))
        return show(
            request, "territory.html", standing=standing, steps=steps, states=STATES, kinds_of=KINDS, day=long_date,
            left=sum(not step.done for step in steps),
        )  # fmt: skip


def _check_operator(request: Asked) -> str:
    """Who asks, for the journal; raises Barred for anybody who does not act for the national team."""
    who = get_signed(request).who
    if who.acting is None or who.acting.name != "operator":
        raise Barred("operator-role", "Cette page est celle de l’équipe nationale.", "Changez de rôle si vous en êtes.")
    return str(who.person)


async def _reference(request: Asked) -> Reference:
    """The reference data, read in a thread at its first need."""
    reference = cast("Reference", request.app.state["reference"])
    await asyncio.to_thread(lambda: reference.slugs)
    return reference


async def _found(request: Asked, text: str) -> tuple[Authority, ...]:
    """Whoever has this number, or a name like this one."""
    table = (await _reference(request)).table
    one = table.find("".join(text.split()))
    return (one,) if one else table.search(text)


async def _proposal(request: Asked, siren: str) -> Proposal:
    reference = await _reference(request)
    return await propose_for(reference, get_authority(reference.table, read_siren(siren)), now_of(request))


def _choices(form: Mapping[str, str], picked: list[str]) -> Choices:
    """What the form changes; fields are named `template.parameter`, days one box each."""
    aliases = tuple(form.get("aliases", "").replace(",", " ").split())
    slug, name, timezone, crs = (form.get(key, "").strip() for key in ("slug", "name", "timezone", "crs"))
    given = {each: _given(form, each) for each in picked}
    return Choices(slug, name, timezone, crs, aliases, given, form.get("commune", ""))


def _given(form: Mapping[str, str], template: str) -> Mapping[str, str]:
    """What was typed for a template that was picked; an unknown one is told later."""
    if template not in templates():
        return {}
    given = {}
    for parameter in templates()[template].parameters:
        key = f"{template}.{parameter.name}"
        days = ",".join(day for day in DAY_WORDS if f"{key}.{day}" in form)
        given[parameter.name] = days if parameter.kind == "days" else form.get(key, "")
    return given


async def _proposed(
    request: Asked, proposal: Proposal, form: Mapping[str, str], refused: Invalid | Conflict | None = None
) -> Response[str]:
    reference = await _reference(request)
    today = now_of(request).date()
    outlines = await asyncio.to_thread(reference.outlines, [member.insee for member in proposal.members])
    failure = (
        Unreadable("choices", "Rien n’est encore ouvert : corrigez ce qui suit.", problems=refused.problems)
        if isinstance(refused, Invalid)
        else refused
    )
    picked = (await request.form()).getall("template", []) if refused else []
    return show(
        request, "proposal.html", failure.status if failure else 200, proposal=proposal, form=form, failure=failure,
        map=drawn(outlines), templates=templates(), picked=picked, today=today, kinds_of=KINDS, day_words=DAY_WORDS,
        figure=figure, day=long_date,
    )  # fmt: skip
