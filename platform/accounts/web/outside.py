"""Pages for anybody: signing in by ProConnect, or by the provider of one's organisation."""

from urllib.parse import quote
from uuid import UUID

import structlog
from litestar import Response, get, post
from litestar.params import FromPath

from accounts.core.entries import local_path
from accounts.core.faults import Fault, refuse
from accounts.core.limits import OUTSIDE_SOURCE, network_of
from accounts.core.outside_refusals import page_of
from accounts.service.entering import sign_out
from accounts.service.outside import (
    Identity,
    Kept,
    Listed,
    OutsideRefused,
    Source,
    arrive,
    find_sources,
    get_source,
    keep,
    link,
    take,
)
from accounts.service.outside.attempts import Purpose
from accounts.service.refusals import Refused
from accounts.service.throttle import hold
from accounts.web.asking import Asked, find_signed
from accounts.web.cookies import OUTSIDE, SESSION, erase, read, write
from accounts.web.desk import asker_of, desk_of, ground_of, on, proconnect_of
from accounts.web.entering import enter, next_of
from accounts.web.forms import Filled, attempt, go, read_form, show
from tenants.errors import NotFound

log = structlog.get_logger()
HOME = "/connexion/organisation"


def get_proconnect(request: Asked) -> Source:
    """ProConnect; raises NotFound where the operator has no registration."""
    source = proconnect_of(request)
    if source is None:
        raise NotFound("proconnect-none", "ProConnect n’est pas en place ici.")
    return source


async def set_off(
    request: Asked, source: Source, purpose: Purpose, listed: Listed | None, onward: str, **hints: str
) -> Response[str]:
    """Send the browser to a source, from a page: a form may lead to this site only. Raises Unavailable, TooMany."""
    now, signed = on(request).now(), find_signed(request)
    await hold(OUTSIDE_SOURCE, network_of(asker_of(request).source), now)
    away, begun = await desk_of(request).outside.begin(source, now, **hints)
    session = signed.session if signed and purpose != "enter" else None
    token = await keep(Kept(begun, purpose, listed.id if listed else None, session, onward), now)
    host = away.partition("://")[2].partition("/")[0]
    response = show(request, "away.html", away=away, name=source.name, host=host)
    write(request, response, OUTSIDE, token)
    return response


@get("/connexion/proconnect")
async def proconnect_page(request: Asked) -> Response[str]:
    """The button alone, for links from elsewhere."""
    get_proconnect(request)
    return show(request, "proconnect.html", next=local_path(request.query_params.get("next", "")), proconnect=True)


@post("/connexion/proconnect", status_code=200)
async def proconnect_act(request: Asked) -> Response[str]:
    """To ProConnect."""
    filled = await read_form(request)
    return await set_off(request, get_proconnect(request), "enter", None, next_of(filled))


@get(HOME)
async def organisation_page(request: Asked) -> Response[str]:
    """The form that finds the provider of an organisation."""
    return show(request, "by-organisation.html", next=local_path(request.query_params.get("next", "")), sources=())


@post(HOME, status_code=200)
async def organisation_act(request: Asked) -> Response[str]:
    """The providers found, each with where it leads: what people then press is what they have recognised."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        word = filled.get("word", "").strip()
        refuse(None if word else Fault("word", "word_missing"))
        await hold(OUTSIDE_SOURCE, network_of(asker_of(request).source), on(request).now())
        sources = await find_sources(word)
        refuse(None if sources else Fault("word", "word_none"))
        return show(request, "by-organisation.html", next=next_of(filled), sources=sources, hint=_hint(filled))

    return await attempt(request, "by-organisation.html", filled, act(), sources=())


@post("/connexion/organisation/{source:uuid}", status_code=200)
async def source_act(request: Asked, source: FromPath[UUID]) -> Response[str]:
    """To the provider of an organisation."""
    filled = await read_form(request)
    listed, agreed = await get_source(ground_of(request), source)
    hint = _hint(filled)
    return await set_off(request, agreed, "enter", listed, next_of(filled), **({"login_hint": hint} if hint else {}))


@get("/connexion/retour")
async def back_page(request: Asked) -> Response[str]:
    """Whoever comes back, once: let in, linked, or told what to do next."""
    now = on(request).now()
    kept = await take(read(request, OUTSIDE), now)
    signed = find_signed(request)
    if kept is None or (kept.session is not None and (signed is None or signed.session != kept.session)):
        raise NotFound("outside-stale", "Cette identification a expiré.")
    listed, source = await _source_of(request, kept)
    try:
        told = await desk_of(request).outside.finish(source, kept.attempt, dict(request.query_params), now)
    except OutsideRefused as refusal:
        log.info("outside_refused", code=refusal.code, issuer=source.issuer)
        raise Refused(page_of(refusal.code), refusal.sentence) from None
    return await _received(request, kept, listed, source, told)


@get("/connexion/sortie")
async def out_page() -> Response[str]:
    """Back from a source where one signed out."""
    return go("/")


async def _received(request: Asked, kept: Kept, listed: Listed | None, source: Source, told: Identity) -> Response[str]:
    """What an answer that holds leads to."""
    signed = find_signed(request)
    if kept.purpose == "try":
        response = show(request, "tried.html", told=told, name=source.name, up=kept.onward)
    elif kept.purpose == "link" and signed is not None:
        await link(signed, told, source.name, on(request).now())
        response = go("/compte/liens", "linked")
    else:
        arrived = await arrive(on(request), asker_of(request), told, listed, desk_of(request).commune_of)
        await sign_out(read(request, SESSION), on(request).now())
        waits = f"/connexion/acces?territoire={quote(arrived.territory)}" if arrived.territory else "/connexion/acces"
        response = enter(request, arrived.token, kept.onward if arrived.expected else waits)
    erase(request, response, OUTSIDE)
    return response


async def _source_of(request: Asked, kept: Kept) -> tuple[Listed | None, Source]:
    if kept.source is None:
        return None, get_proconnect(request)
    return await get_source(ground_of(request), kept.source)


def _hint(filled: Filled) -> str:
    word = filled.get("word", "").strip()
    return word if "@" in word and len(word) <= 254 and word.isprintable() else ""


handlers = [
    proconnect_page, proconnect_act, organisation_page, organisation_act, source_act, back_page, out_page,
]  # fmt: skip
