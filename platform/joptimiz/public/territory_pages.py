"""`/t` and `/t/{slug}…`: the territories, each with its zones, its orders and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import anyio.to_thread
from litestar import Response, get
from litestar.params import FromPath

from accounts.web.asking import Asked
from joptimiz.public.asked import Question, read_question
from joptimiz.public.files import GEOJSON, archive_of, geojson_of
from joptimiz.public.law import Said, rules_of
from joptimiz.public.outline import draw
from joptimiz.public.serving import Missing, current, get_book, give, nearest_names, public, show
from joptimiz.public.standing import State, state_of
from joptimiz.public.words import at_hour, day_long
from joptimiz.public.zone_pages import about, contact_of, form_of, status_of, tidied
from rules.model import Order, Verdict, Zone
from rules.texts.answers import VERDICTS
from rules.texts.typography import NO_BREAK
from rules.vocabulary import ZONE_KINDS
from tenants.errors import shown
from tenants.registry import find_sources
from tenants.snapshot import Rulebook, Snapshot


@dataclass(frozen=True, slots=True)
class Told:
    """An order, with its zones and the rules it founds in each."""

    order: Order
    status: str
    zones: tuple[tuple[Zone, tuple[Said, ...]], ...]


@get("/t", include_in_schema=False)
@public
async def territories_page(request: Asked) -> Response[str] | Response[bytes]:
    """Every territory that has published its rules."""
    books = sorted(current(request).rulebooks.values(), key=lambda book: book.bundle.territory.name)
    return show(request, "territories.html", books=books)


@get("/t/{slug:str}", include_in_schema=False)
@public
async def territory_page(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """A territory's zones for a vehicle, now and next."""
    if clean := tidied(request):
        return clean
    book = await get_book(request, slug)
    question = read_question(request.query_params)
    at = question.instant(book.bundle.territory.timezone, request.app.state.services.now())
    context = await anyio.to_thread.run_sync(_overview, current(request), book, question, at)
    return show(request, "territory.html", status_of(question), **context, contact=contact_of(request))


def _overview(snapshot: Snapshot, book: Rulebook, question: Question, at: datetime) -> dict[str, object]:
    bundle = book.bundle
    wall = at.astimezone(ZoneInfo(bundle.territory.timezone))
    zones = sorted(bundle.zones.values(), key=lambda zone: (_rank(zone.kind), zone.name.casefold()))
    states = [state_of(snapshot, book, zone, question, at) for zone in zones]
    kinds = [(kind, tuple(group)) for kind, group in groupby(enumerate(states, 1), key=lambda one: one[1].zone.kind)]
    verdicts = {state.zone.id: state.verdict for state in states}
    return {
        **about(book), **form_of(question), "kinds": kinds, "summary": _summary(states),
        "at": wall, "at_said": f"{day_long(wall.date())} à{NO_BREAK}{at_hour(wall)}", "day": wall.date(),
        "minute": wall.hour * 60 + wall.minute, "verdicts": sorted(set(verdicts.values())),
        "drawing": draw(zones, verdicts) if zones else None,
    }  # fmt: skip


def _rank(kind: str) -> tuple[int, str]:
    return (ZONE_KINDS.index(kind) if kind in ZONE_KINDS else len(ZONE_KINDS), kind)


def _summary(states: Sequence[State]) -> tuple[tuple[Verdict, str, int], ...]:
    """How many zones have each verdict, the gravest first."""
    counts: Mapping[Verdict, int] = {each: sum(state.verdict is each for state in states) for each in Verdict}
    return tuple((each, VERDICTS[each], counts[each]) for each in reversed(Verdict) if counts[each])


def _told(book: Rulebook, order: Order, now: datetime) -> Told:
    bundle = book.bundle
    today = now.astimezone(ZoneInfo(bundle.territory.timezone)).date()
    touched = {zone for rule in bundle.rules if rule.order == order.id for zone in rule.zones}
    zones = tuple(
        (zone, tuple(said for said in rules_of(bundle, zone, today, now) if said.order.id == order.id))
        for zone in bundle.zones.values()
        if zone.id in touched
    )
    return Told(order, order.status_on(today), zones)


@get("/t/{slug:str}/arretes", include_in_schema=False)
@public
async def orders_page(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """Every order, and how it stands."""
    book = await get_book(request, slug)
    now = request.app.state.services.now()
    told = await anyio.to_thread.run_sync(lambda: [_told(book, order, now) for order in book.bundle.orders.values()])
    return show(request, "territory-orders.html", **about(book), told=told)


@get("/t/{slug:str}/arretes/{order:str}", include_in_schema=False)
@public
async def order_page(request: Asked, slug: FromPath[str], order: FromPath[str]) -> Response[str] | Response[bytes]:
    """An order and the rules it founds, zone by zone."""
    book = await get_book(request, slug)
    orders = book.bundle.orders
    if order not in orders:
        near = nearest_names(order, {each.id: each.title for each in orders.values()})
        raise Missing(
            "Cet arrêté n’existe pas ici.",
            f"«\u202f{shown(order)}\u202f» n’est pas un arrêté de {book.bundle.territory.name}.",
            [(f"/t/{slug}/arretes/{each}", f"{each}, {orders[each].title}") for each in near],
            (f"/t/{slug}/arretes", "Tous les arrêtés"),
        )
    told = await anyio.to_thread.run_sync(_told, book, orders[order], request.app.state.services.now())
    return show(request, "territory-order.html", **about(book), told=told, contact=contact_of(request))


@get("/t/{slug:str}/zones.geojson", include_in_schema=False)
@public
async def territory_outlines(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """Every outline."""
    book = await get_book(request, slug)
    return give(request, geojson_of(book, book.bundle.zones.values()), GEOJSON, f"{slug}-zones.geojson")


@get("/t/{slug:str}/regles.zip", include_in_schema=False)
@public
async def territory_sources(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """The sources of the version in force."""
    book = await get_book(request, slug)
    folder = await find_sources(slug, book.number)
    assert folder is not None, "a version in force has its sources"
    body = await anyio.to_thread.run_sync(archive_of, book, folder)
    return give(request, body, "application/zip", f"{slug}-{book.number}.zip")


@get("/t/{slug:str}/donnees", include_in_schema=False)
@public
async def data_page(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """What can be downloaded, followed or asked by a program."""
    return show(request, "territory-data.html", **about(await get_book(request, slug)))


@get("/t/{slug:str}/accessibilite", include_in_schema=False)
@public
async def territory_accessibility(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """The declaration French law asks for, for this territory's pages."""
    book = await get_book(request, slug)
    return show(request, "territory-accessibility.html", **about(book), contact=contact_of(request))


@get("/t/{slug:str}/mentions-legales", include_in_schema=False)
@public
async def territory_legal(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """Who answers for this territory's rules, as far as it has said."""
    book = await get_book(request, slug)
    return show(request, "territory-legal.html", **about(book), contact=contact_of(request))


handlers = [
    territories_page, territory_page, orders_page, order_page, territory_outlines, territory_sources, data_page,
    territory_accessibility, territory_legal,
]  # fmt: skip
