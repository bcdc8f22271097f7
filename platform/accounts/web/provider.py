"""The doors of the OpenID Connect provider."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import HttpMethod, MediaType, Response, get, post, route
from litestar.response import Redirect

from accounts.service.provider import (
    Answer,
    Call,
    Confirm,
    Consent,
    Malformed,
    Outcome,
    Provider,
    Refused,
    Sent,
    SignIn,
    problem,
    read_form,
    read_parameters,
)
from accounts.web.asking import Asked, find_signed
from accounts.web.provider_pages import consent_page, leaving_page, left_page, refused_page

type Doors = Response[Any]

LARGEST_FORM = 65_536
EVERYWHERE = {"Access-Control-Allow-Origin": "*"}
NO_STORE = {"Cache-Control": "no-store"}
_BOTH = (HttpMethod.GET, HttpMethod.POST)


def provider_of(request: Asked) -> Provider:
    """The service behind the doors."""
    provider: Provider = request.app.state.services.provider
    return provider


async def forget(request: Asked, session: UUID) -> None:
    """Sign out of the tools that were entered from a session which has ended."""
    await provider_of(request).forget_session(session, request.app.state.services.now())


@get("/.well-known/openid-configuration", sync_to_thread=False, include_in_schema=False)
def discovery(request: Asked) -> Doors:
    """What the provider says of itself."""
    return _json(provider_of(request).discovery(), {**EVERYWHERE, "Cache-Control": "public, max-age=3600"})


@get("/oauth/keys", include_in_schema=False)
async def keys(request: Asked) -> Doors:
    """The keys that others verify with."""
    found = await provider_of(request).key_set(request.app.state.services.now())
    return _json(found, {**EVERYWHERE, "Cache-Control": "public, max-age=3600"})


@route(
    "/oauth/authorize", http_method=_BOTH, include_in_schema=False, request_max_body_size=LARGEST_FORM,
    status_code=200,
)  # fmt: skip
async def authorize(request: Asked) -> Doors:
    """A person signs in to a client."""
    try:
        asked = await _asked(request)
    except Malformed:
        return _outcome(request, Refused("Cette demande ne se lit pas."))
    now, signed = request.app.state.services.now(), find_signed(request)
    if signed is not None and signed.within:
        # Its word is worth something in one place: another tool would take it for the whole account.
        return _outcome(request, Refused("Connectez-vous autrement que par votre organisation, puis recommencez."))
    return _outcome(request, await provider_of(request).authorize(asked, signed, now))


@post("/oauth/consent", include_in_schema=False, request_max_body_size=LARGEST_FORM, status_code=200)
async def consent(request: Asked) -> Doors:
    """The person says what a client may know, or that it may not."""
    try:
        form = await _asked(request)
    except Malformed:
        return _outcome(request, Refused("Cette demande ne se lit pas."))
    now = request.app.state.services.now()
    return _outcome(request, await provider_of(request).consent(form, find_signed(request), now))


@route(
    "/oauth/token", http_method=(HttpMethod.POST, HttpMethod.OPTIONS), include_in_schema=False,
    request_max_body_size=LARGEST_FORM, status_code=200,
)  # fmt: skip
async def token(request: Asked) -> Doors:
    """Tokens, against a code, a refresh token or the credentials of a machine."""
    if request.method == HttpMethod.OPTIONS:
        return await _preflight(request)
    return await _protocol(request, "token", cors=True)


@post("/oauth/introspect", include_in_schema=False, request_max_body_size=LARGEST_FORM, status_code=200)
async def introspect(request: Asked) -> Doors:
    """What a token is good for."""
    return await _protocol(request, "introspect")


@post("/oauth/revoke", include_in_schema=False, request_max_body_size=LARGEST_FORM, status_code=200)
async def revoke(request: Asked) -> Doors:
    """A token taken back."""
    return await _protocol(request, "revoke")


@route(
    "/oauth/userinfo", http_method=(*_BOTH, HttpMethod.OPTIONS), include_in_schema=False,
    request_max_body_size=LARGEST_FORM, status_code=200,
)  # fmt: skip
async def userinfo(request: Asked) -> Doors:
    """Who the person is, for the bearer of an access token."""
    if request.method == HttpMethod.OPTIONS:
        return await _preflight(request)
    call = Call(request.method, {}, request.headers.get("authorization", ""))
    answer = await provider_of(request).userinfo(call, request.app.state.services.now())
    return _answer(answer, await _cors(request))


@route(
    "/oauth/logout", http_method=_BOTH, include_in_schema=False, request_max_body_size=LARGEST_FORM,
    status_code=200,
)  # fmt: skip
async def leave(request: Asked) -> Doors:
    """A client signs the person out."""
    try:
        asked = await _asked(request)
    except Malformed:
        return refused_page(request, "Cette demande ne se lit pas.")
    now, confirmed = request.app.state.services.now(), "seal" in asked
    outcome = await provider_of(request).leave(asked, find_signed(request), now, confirmed=confirmed)
    if isinstance(outcome, Sent):
        return _redirect(outcome.location)
    if isinstance(outcome, Confirm):
        kept = {name: value for name, value in asked.items() if name != "seal"} | {"seal": outcome.seal}
        return leaving_page(request, kept)
    return refused_page(request, outcome.why) if isinstance(outcome, Refused) else left_page(request)


async def _asked(request: Asked) -> dict[str, str]:
    """The parameters of the query or of the posted form; raises Malformed."""
    if request.method == HttpMethod.POST:
        return read_form(await request.body(), request.headers.get("content-type", ""))
    return read_parameters(request.scope["query_string"].decode("ascii", "replace"))


def _outcome(request: Asked, outcome: Outcome) -> Doors:
    if isinstance(outcome, Sent | SignIn):
        return _redirect(outcome.location)
    if isinstance(outcome, Consent):
        return consent_page(request, outcome)
    return refused_page(request, outcome.why)


async def _protocol(request: Asked, name: str, *, cors: bool = False) -> Doors:
    provider, now = provider_of(request), request.app.state.services.now()
    acts = {"token": provider.token, "introspect": provider.introspect, "revoke": provider.revoke}
    headers = await _cors(request) if cors else {}
    try:
        form = await _asked(request)
    except Malformed as wrong:
        return _answer(problem("invalid_request", str(wrong)), headers)
    call = Call(request.method, form, request.headers.get("authorization", ""))
    return _answer(await acts[name](call, now), headers)


async def _cors(request: Asked) -> dict[str, str]:
    """What lets the page of a public client read the answer."""
    headers = {"Vary": "Origin"}
    origin = request.headers.get("origin", "")
    if _is_origin(origin) and await provider_of(request).may_ask_from(origin):
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = "WWW-Authenticate"
    return headers


async def _preflight(request: Asked) -> Doors:
    """A page of a public client asks whether it may ask."""
    headers = await _cors(request)
    if "Access-Control-Allow-Origin" in headers:
        headers |= {
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Max-Age": "600",
        }
    return Response(None, status_code=204, headers=headers)


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.netloc) and text == f"{parts.scheme}://{parts.netloc}" and text.isascii() and text.isprintable()


def _redirect(location: str) -> Doors:
    return Redirect(location, status_code=303, headers=NO_STORE)


def _answer(answer: Answer, headers: Mapping[str, str]) -> Doors:
    told = {**answer.headers, **headers}
    media = told.pop("Content-Type", MediaType.JSON)
    body = answer.body
    content = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Response(content, status_code=answer.status, media_type=media, headers=told)


def _json(body: Mapping[str, object], headers: Mapping[str, str]) -> Doors:
    return Response(json.dumps(body).encode(), media_type=MediaType.JSON, headers=dict(headers))


provider_doors = [discovery, keys, authorize, consent, token, introspect, revoke, userinfo, leave]
