"""`/t/{slug}/versions…` and its feeds: what was published, and what it changed."""

from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromPath

from accounts.core.limits import COMPARISONS, network_of
from accounts.service.throttle import hold
from accounts.web.asking import Asked
from accounts.web.pages import now_of
from joptimiz.public.changes import Differences, differences, get_version, versions_of
from joptimiz.public.feeds import ATOM, JSON_FEED, MOST, Entry, Feed, atom_of, entry_of, json_of
from joptimiz.public.serving import address_of, get_book, give, public, show
from joptimiz.public.words import at_hour, counted, long_date
from joptimiz.public.zone_pages import about
from rules.texts.typography import NO_BREAK
from tenants.errors import TooMany
from tenants.history import History
from tenants.registry import Version
from tenants.snapshot import Rulebook


@get("/t/{slug:str}/versions", include_in_schema=False)
@public
async def versions_page(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """Every published version; with `de` and `a`, what changed from one to the other."""
    book = await get_book(request, slug)
    versions = await versions_of(slug, book.number)
    before, after = (request.query_params.get(name, "").strip()[:20] for name in ("de", "a"))
    pair: tuple[Version, Version] | None = None
    changed: Differences | None = None
    if before and after:
        await _spare(request)
        pair = get_version(versions, slug, before), get_version(versions, slug, after)
        changed = await differences(_history(request), slug, *pair)
    return show(
        request, "territory-versions.html", **about(book), versions=[(each, _when(book, each)) for each in versions],
        pair=pair, changed=changed, chosen=(before, after),
    )  # fmt: skip


@get("/t/{slug:str}/versions/{version:str}", include_in_schema=False)
@public
async def version_page(request: Asked, slug: FromPath[str], version: FromPath[str]) -> Response[str] | Response[bytes]:
    """A version: what it held, what it changed, its exact bytes."""
    book = await get_book(request, slug)
    versions = await versions_of(slug, book.number)
    found = get_version(versions, slug, version)
    former = next((each for each in versions if each.number == found.number - 1), None)
    if former:
        await _spare(request)
    changed = await differences(_history(request), slug, former, found) if former else None
    then = await _history(request).rulebook(slug, found.number)
    return show(
        request, "territory-version.html", **about(book), version=found, when=_when(book, found), former=former,
        changed=changed, then=then.bundle,
    )  # fmt: skip


async def _feed(request: Asked, slug: str) -> Feed:
    book = await get_book(request, slug)
    await _spare(request)
    versions = (await versions_of(slug, book.number))[: MOST + 1]
    entries: list[Entry] = []
    for place, version in enumerate(versions[:MOST]):
        former = versions[place + 1] if place + 1 < len(versions) else None
        changed = await differences(_history(request), slug, former, version) if former else None
        bundle = book.bundle if changed else (await _history(request).rulebook(slug, version.number)).bundle
        entries.append(entry_of(version, bundle, changed))
    return Feed(book.bundle.territory.name, f"{address_of(request)}/t/{slug}", tuple(entries))


@get("/t/{slug:str}/changements.atom", include_in_schema=False)
@public
async def atom_feed(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """The changes, for a feed reader."""
    return give(request, atom_of(await _feed(request, slug)), ATOM)


@get("/t/{slug:str}/changements.json", include_in_schema=False)
@public
async def json_feed(request: Asked, slug: FromPath[str]) -> Response[str] | Response[bytes]:
    """The same as JSON Feed."""
    return give(request, json_of(await _feed(request, slug)), JSON_FEED)


async def _spare(request: Asked) -> None:
    """Count one comparison of who asks; raises `TooMany`."""
    source = network_of(request.client.host if request.client else "")
    try:
        await hold(COMPARISONS, source, now_of(request))
    except TooMany as pause:
        minutes = counted(ceil(pause.retry_after_s / 60), "minute", "minutes")
        raise TooMany(
            "too-many-comparisons", "Trop de comparaisons en peu de temps.",
            f"Revenez dans {minutes}. Les règles d’aujourd’hui se lisent toujours sur la page du territoire.",
            retry_after_s=pause.retry_after_s,
        ) from pause  # fmt: skip


def _when(book: Rulebook, version: Version) -> str:
    """« le 18 novembre 2026 à 14 h 05 », on the territory's clock."""
    wall: datetime = version.published_at.astimezone(ZoneInfo(book.bundle.territory.timezone))
    return f"le {long_date(wall.date())} à{NO_BREAK}{at_hour(wall)}"


def _history(request: Asked) -> History:
    history: History = request.app.state.services.history
    return history


handlers = [versions_page, version_page, atom_feed, json_feed]
