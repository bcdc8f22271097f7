"""What the form of a proposal says: fields are named `template.parameter`, days one box each."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from litestar.datastructures import FormMultiDict

from accounts.core.letters import read_address
from accounts.web.asking import Asked
from accounts.web.pages import file_of, form_of
from connectors.administrative import Authority
from rules.model import GeoJSON, Invalid, Problem
from tenants.face.colour import read_colour
from tenants.face.layers import LAYERS, hidden_but
from tenants.opening.amending import amend
from tenants.opening.boundary import read_boundary
from tenants.opening.drafting import Choices
from tenants.opening.proposal import Proposal, by_hand, get_authority, read_siren
from tenants.opening.reference import Reference
from tenants.opening.templating import templates

DAY_WORDS = {"mo": "lun.", "tu": "mar.", "we": "mer.", "th": "jeu.", "fr": "ven.", "sa": "sam.", "su": "dim."}


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of a proposal: single fields, templates and communes picked, an outline of one's own."""

    form: Mapping[str, str]
    picked: tuple[str, ...]
    members: tuple[str, ...]
    boundary: bytes | None

    @property
    def siren(self) -> str:
        """Whose proposal it is."""
        return self.form.get("siren", "")


async def filled_of(request: Asked) -> Filled:
    """The form that was sent."""
    given, form, file = await request.form(), await form_of(request), await file_of(request, "boundary")
    more = form.get("more", "").replace(",", " ").split()
    return Filled(
        form, _all(given, "template"), (*_all(given, "member"), *(code.upper() for code in more)), file and file[1]
    )


def _all(given: FormMultiDict, name: str) -> tuple[str, ...]:
    return tuple(value for value in given.getall(name, []) if isinstance(value, str))


def authority_of(reference: Reference, siren: str, name: str, members: tuple[str, ...]) -> Authority:
    """Whoever has this number; where the table knows nobody, a syndicate by name and communes. Raises Invalid."""
    number = read_siren(siren)
    known = reference.table.find(number)
    if (known is None or not known.siren) and name and members:
        return by_hand(reference.table, number, name, members)
    return get_authority(reference.table, number)


async def chosen(reference: Reference, proposal: Proposal, filled: Filled, today: date) -> tuple[Proposal, Choices]:
    """The proposal as amended, and what was chosen; raises Invalid with everything wrong."""
    form = filled.form
    problems: list[Problem] = []
    boundary = None
    try:
        members = filled.members if "shown" in form else None
        proposal = await asyncio.to_thread(
            amend, reference, proposal, today, members=members, holidays=form.get("holidays")
        )
        boundary = await _boundary(reference, proposal, filled.boundary)
    except Invalid as invalid:
        problems += invalid.problems
    address = read_address(form.get("email", "")) if form.get("email", "").strip() else ""
    if isinstance(address, Problem):
        problems.append(address)
    colour = read_colour(form["colour"]) if form.get("colour", "").strip() else ""
    if isinstance(colour, Problem):
        problems.append(colour)
    if problems:
        raise Invalid(tuple(problems))
    assert isinstance(colour, str)
    aliases = tuple(form.get("aliases", "").replace(",", " ").split())
    slug, name, timezone, crs = (form.get(key, "").strip() for key in ("slug", "name", "timezone", "crs"))
    given = {each: _given(form, each) for each in filled.picked}
    hidden = hidden_but(layer for layer in LAYERS if f"layer.{layer}" in form) if "layers" in form else ()
    return proposal, Choices(
        slug, name, timezone, crs, aliases, given, form.get("commune", ""), colour, hidden, boundary
    )


async def _boundary(reference: Reference, proposal: Proposal, text: bytes | None) -> GeoJSON | None:
    if text is None:
        return None
    known = await asyncio.to_thread(reference.outlines, [one.insee for one in proposal.members])
    return await asyncio.to_thread(read_boundary, text, known)


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
