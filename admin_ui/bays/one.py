"""`/territoire/aires/{bay}`: a bay, drawn, described, closed for a time, taken out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, seen
from admin_ui.bays.shown import HOME, bays_of, described_by, desk_page, entry_here, filled, until_of, version_of
from admin_ui.zones.shown import basemap_of
from numeriz.core.bay import EQUIPMENT, WORDS, Bay
from numeriz.core.conditions import Conditions
from numeriz.core.gaps import gaps_of
from numeriz.service.bays import Closing, change_bay, close_bay, create_bay, get_bay, remove_bay
from numeriz.service.conditions import find_conditions
from numeriz.service.gaps import find_law
from numeriz.service.standing import KEEPERS, READERS
from rules.model import Facts
from tenants.errors import Conflict, Failure, NotFound, Unreadable
from tenants.registry import Entry

DONE = {
    "cree": "L’aire est dans l’inventaire.", "change": "C’est enregistré.", "ferme": "L’aire est fermée.",
    "ouvre": "L’aire est ouverte.", "remise": "L’aire est de retour, avec son code.",
}  # fmt: skip
VERDICTS = {
    "allowed": "autorisé", "conditional": "durée limitée", "forbidden": "interdit", "unknown": "à vérifier",
    "not_regulated": "sans limite",
}  # fmt: skip
_USUAL: Facts = {"category": "N1", "gvw_kg": 3_500, "energy": "diesel", "critair": "2"}
"""The van whose conditions are shown at the desk."""


class BayPages(Controller):
    """A new one, or one of the inventory."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/nouvelle", opt={"roles": KEEPERS})
    async def fresh(self, request: Asked) -> Response[str]:
        """An empty form."""
        return await _form(request, None, {"active": "1", "places": "1"})

    @post("/nouvelle", opt={"roles": KEEPERS})
    async def create(self, request: Asked) -> Redirect | Response[str]:
        """Add it."""
        form = await form_of(request)
        try:
            bay = await create_bay(bays_of(request), get_signed(request).who, described_by(form))
        except (Unreadable, Conflict) as failure:
            return await _form(request, None, form, failure)
        return seen(f"{HOME}/{bay.id}?fait=cree")

    @get("/{bay:uuid}")
    async def read(self, request: Asked, bay: FromPath[UUID]) -> Response[str]:
        """What is known of it, what it allows, what may be done."""
        found = await get_bay((await entry_here(request)).slug, bay)
        return await _form(request, found, filled(found))

    @post("/{bay:uuid}", opt={"roles": KEEPERS})
    async def change(self, request: Asked, bay: FromPath[UUID]) -> Redirect | Response[str]:
        """Say it anew."""
        form = await form_of(request)
        found = await get_bay((await entry_here(request)).slug, bay)
        try:
            who = get_signed(request).who
            await change_bay(bays_of(request), who, bay, described_by(form), version_of(form))
        except (Unreadable, Conflict) as failure:
            return await _form(request, found, form, failure)
        return seen(f"{HOME}/{bay}?fait=change")

    @post("/{bay:uuid}/fermer", opt={"roles": KEEPERS})
    async def close(self, request: Asked, bay: FromPath[UUID]) -> Redirect | Response[str]:
        """Close it for a time; open it where no date is given."""
        form, entry = await form_of(request), await entry_here(request)
        found = await get_bay(entry.slug, bay)
        try:
            opens = form.get("act") == "ouvrir"
            until = None if opens else until_of(form.get("until", ""), ZoneInfo(entry.timezone))
            closing = Closing(until, form.get("reason", ""))
            await close_bay(bays_of(request), get_signed(request).who, bay, version_of(form), closing)
        except (Unreadable, Conflict) as failure:
            return await _form(request, found, filled(found) | {"until": form.get("until", "")}, failure)
        return seen(f"{HOME}/{bay}?fait={'ouvre' if opens else 'ferme'}")

    @post("/{bay:uuid}/retirer", opt={"roles": KEEPERS})
    async def remove(self, request: Asked, bay: FromPath[UUID]) -> Redirect | Response[str]:
        """Take it out of the inventory; the list offers to put it back."""
        form = await form_of(request)
        found = await get_bay((await entry_here(request)).slug, bay)
        try:
            await remove_bay(bays_of(request), get_signed(request).who, bay, version_of(form))
        except (Unreadable, Conflict) as failure:
            return await _form(request, found, filled(found), failure)
        return seen(f"{HOME}?fait=retiree&aire={bay}")


@dataclass(frozen=True, slots=True)
class Strip:
    """A band of the day, in hundredths of it."""

    x: str
    width: str
    word: str
    said: str


async def _form(
    request: Asked, bay: Bay | None, form: Mapping[str, str], failure: Failure | None = None
) -> Response[str]:
    entry = await entry_here(request)
    conditions, strips = _conditions(request, entry, bay)
    return await desk_page(
        request, "bay-one.html", failure, bay=bay, form=form, closed_words=WORDS, equipment=EQUIPMENT,
        basemap=basemap_of(request, entry.slug), now=bays_of(request).now(), conditions=conditions, strips=strips,
        verdicts=VERDICTS, done=DONE.get(request.query_params.get("fait", ""), ""), bounds=_bounds(request, entry),
        gaps=tuple(gaps_of(bay, find_law(bays_of(request), bay))) if bay is not None and conditions else (),
    )  # fmt: skip


def _conditions(request: Asked, entry: Entry, bay: Bay | None) -> tuple[Conditions | None, list[Strip]]:
    """What it allows to a usual van today; nothing where nothing is published."""
    if bay is None:
        return None, []
    on = bays_of(request)
    try:
        found = find_conditions(on, entry.slug, bay, _USUAL, on.now())
    except NotFound:
        return None, []
    start, end = found.day[0].start, found.day[-1].end
    whole = (end - start).total_seconds()
    return found, [
        Strip(
            _share((band.start - start).total_seconds(), whole), _share((band.end - band.start).total_seconds(), whole),
            band.terms.verdict, _said(band.start, band.end, band.terms.verdict, ZoneInfo(entry.timezone)),
        )
        for band in found.day
    ]  # fmt: skip


def _share(part: float, whole: float) -> str:
    return f"{part / whole * 100:.4f}%"


def _said(start: datetime, end: datetime, word: str, zone: ZoneInfo) -> str:
    first, last = (each.astimezone(zone).strftime("%H:%M") for each in (start, end))
    return f"{first} à {'24:00' if last == '00:00' else last}\u00a0: {VERDICTS[word]}"


def _bounds(request: Asked, entry: Entry) -> str:
    """West, south, east, north of the territory, for a map that begins nowhere."""
    snapshot = bays_of(request).current()
    if entry.slug not in snapshot.rulebooks:
        return ""
    return ",".join(f"{bound:.6f}" for bound in snapshot.locator.bounds(entry.slug))
