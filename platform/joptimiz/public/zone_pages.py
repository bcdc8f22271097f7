"""`/t/{slug}/zones/{zone}…`: a zone in plain French, its hours, its law, and its files."""

from datetime import datetime
from zoneinfo import ZoneInfo

import anyio.to_thread
import segno
from litestar import Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER, HTTP_422_UNPROCESSABLE_ENTITY

from accounts.web.asking import Asked
from connectors.graph import Graph
from connectors.valhalla.edges import Edges
from joptimiz.public import presets
from joptimiz.public.agenda import agenda_of
from joptimiz.public.asked import NAMES, Question, listed_problems, read_question
from joptimiz.public.files import GEOJSON, YAML, geojson_of, rules_of_zone
from joptimiz.public.law import orders_of, rights_of
from joptimiz.public.outline import draw
from joptimiz.public.serving import (
    Missing,
    address_of,
    current,
    face_of,
    get_book,
    give,
    nearest_names,
    public,
    show,
)
from joptimiz.public.special import calendars_of
from joptimiz.public.standing import state_of, typical_of
from joptimiz.public.week import days_of, hours_said, intervals_of
from joptimiz.public.words import at_hour, day_long
from rules.model import Verdict, Zone
from rules.texts.answers import VERDICTS
from rules.texts.typography import NO_BREAK
from tenants.errors import shown
from tenants.registry import find_sources
from tenants.snapshot import Rulebook, Snapshot

type Asks = tuple[Rulebook, Zone, Question, datetime]


def get_zone(book: Rulebook, name: str) -> Zone:
    """A zone of a territory; raises `Missing` with the nearest names."""
    zones = book.bundle.zones
    if name not in zones:
        near = nearest_names(name, {each.id: each.name for each in zones.values()})
        raise Missing(
            "Cette zone n’existe pas.",
            f"«\u202f{shown(name)}\u202f» n’est pas une zone de {book.bundle.territory.name}.",
            [(f"/t/{book.territory}/zones/{each}", zones[each].name) for each in near],
            (f"/t/{book.territory}", book.bundle.territory.name),
        )
    return zones[name]


async def _asked(request: Asked, slug: str, name: str) -> Asks:
    book = await get_book(request, slug)
    zone = get_zone(book, name)
    question = read_question(request.query_params)
    now: datetime = request.app.state.services.now()
    return book, zone, question, question.instant(book.bundle.territory.timezone, now)


def form_of(question: Question) -> dict[str, object]:
    """What the vehicle's form is drawn from."""
    return {
        "question": question, "problems": list(listed_problems(question)), "presets": presets.NAMED,
        "activities": presets.ACTIVITIES, "fields": presets.FIELDS, "unknown_activity": presets.UNKNOWN_ACTIVITY,
        "own": presets.OWN,
    }  # fmt: skip


def tidied(request: Asked) -> Response[str] | None:
    """The same address without the fields that a form left empty: shorter to share, one for caches."""
    if all(value.strip() or name not in NAMES for name, value in request.query_params.multi_items()):
        return None
    where = f"{request.scope['path']}{read_question(request.query_params).query}"
    return Response("", status_code=HTTP_303_SEE_OTHER, headers={"location": where})


def status_of(question: Question) -> int:
    """Whether every field could be read; the page is shown all the same."""
    return HTTP_422_UNPROCESSABLE_ENTITY if question.problems else HTTP_200_OK


def contact_of(request: Asked) -> str | None:
    """The address that mistakes are told to: the territory’s, else the operator’s, None when neither has any."""
    contact: str | None = face_of(request).contact or request.app.state.settings.contact
    return contact


@get("/t/{slug:str}/zones/{zone:str}", include_in_schema=False)
@public
async def zone_page(request: Asked, slug: FromPath[str], zone: FromPath[str]) -> Response[str] | Response[bytes]:
    """A zone: what it means, when, for whom, which article says so."""
    if clean := tidied(request):
        return clean
    asks = await _asked(request, slug, zone)
    context = await anyio.to_thread.run_sync(_sheet, current(request), _edges(request, slug), asks)
    return show(request, "territory-zone.html", status_of(asks[2]), **context, contact=contact_of(request))


@get("/t/{slug:str}/zones/{zone:str}/avis", include_in_schema=False)
@public
async def zone_notice(request: Asked, slug: FromPath[str], zone: FromPath[str]) -> Response[str] | Response[bytes]:
    """The same on one sheet of paper, with a code that leads back to the page."""
    asks = await _asked(request, slug, zone)
    context = await anyio.to_thread.run_sync(_sheet, current(request), _edges(request, slug), asks)
    page = f"{address_of(request)}/t/{slug}/zones/{zone}"
    code = segno.make(page, error="m").svg_inline(scale=4, border=0, dark="#000", omitsize=True)
    return show(request, "territory-notice.html", status_of(asks[2]), **context, code=code, address=page)


def _edges(request: Asked, slug: str) -> Edges | None:
    """The streets of a territory, where they are installed."""
    graph: Graph | None = request.app.state.services.graphs.find(slug)
    return graph.tileset.edges if graph else None


def _sheet(snapshot: Snapshot, edges: Edges | None, asks: Asks) -> dict[str, object]:
    """Everything the page of a zone is made of."""
    book, zone, question, at = asks
    bundle = book.bundle
    wall = at.astimezone(ZoneInfo(bundle.territory.timezone))
    state = state_of(snapshot, book, zone, question, at)
    days = days_of(bundle, intervals_of(bundle, question.profile, zone.id, wall.date()), wall.date())
    words = [verdict for verdict in Verdict if any(band.verdict is verdict for day in days for band in day.bands)]
    return {
        **about(book), **form_of(question), "zone": zone, "state": state, "days": days, "verdicts": words,
        "week_said": hours_said(days), "at": wall, "at_said": f"{day_long(wall.date())} à{NO_BREAK}{at_hour(wall)}",
        "minute": wall.hour * 60 + wall.minute, "typical": typical_of(snapshot, book, zone, at),
        "rights": rights_of(bundle, zone.id), "orders": orders_of(bundle, zone.id), "day": wall.date(),
        "calendars": calendars_of(bundle, question.profile, zone.id, wall.date()),
        "words": VERDICTS,
        "sketch_of": draw(tuple(bundle.zones.values()), {zone.id: state.verdict}, focus=zone.id, edges=edges),
    }  # fmt: skip


def about(book: Rulebook) -> dict[str, object]:
    """What the head and foot of each page of a territory say."""
    territory = book.bundle.territory
    return {"territory": territory, "slug": book.territory, "book": book, "base": f"/t/{book.territory}"}


@get("/t/{slug:str}/zones/{zone:str}/contour.geojson", include_in_schema=False)
@public
async def zone_outline(request: Asked, slug: FromPath[str], zone: FromPath[str]) -> Response[str] | Response[bytes]:
    """Its outline."""
    book = await get_book(request, slug)
    found = get_zone(book, zone)
    return give(request, geojson_of(book, [found]), GEOJSON, f"{slug}-{zone}.geojson")


@get("/t/{slug:str}/zones/{zone:str}/regles.yaml", include_in_schema=False)
@public
async def zone_rules(request: Asked, slug: FromPath[str], zone: FromPath[str]) -> Response[str] | Response[bytes]:
    """The rules that govern it, in the language they are written in."""
    book = await get_book(request, slug)
    found = get_zone(book, zone)
    folder = await find_sources(slug, book.number)
    assert folder is not None, "a version in force has its sources"
    text = await anyio.to_thread.run_sync(rules_of_zone, book, found, folder[0])
    return give(request, text.encode(), YAML, f"{slug}-{zone}.yaml")


@get("/t/{slug:str}/zones/{zone:str}/horaires.ics", include_in_schema=False)
@public
async def zone_agenda(request: Asked, slug: FromPath[str], zone: FromPath[str]) -> Response[str] | Response[bytes]:
    """Its hours for a vehicle, for an agenda to follow."""
    book, found, question, at = await _asked(request, slug, zone)
    today = at.astimezone(ZoneInfo(book.bundle.territory.timezone)).date()
    page = f"{address_of(request)}/t/{slug}/zones/{zone}{question.query}"
    return give(request, agenda_of(book, found, question, today, page), "text/calendar", f"{slug}-{zone}.ics")


handlers = [zone_page, zone_notice, zone_outline, zone_rules, zone_agenda]
