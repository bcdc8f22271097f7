"""Forms: bound to the browser they were shown to, read whole, shown again with what is to be mended."""

import hmac
import secrets
from collections.abc import Awaitable, Mapping
from hashlib import sha256
from typing import Any

from litestar import Response
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER

from accounts.core.entries import local_path
from accounts.core.faults import Fault, Unfit
from accounts.core.texts import failure_said, said, texts_of
from accounts.web.asking import Asked, find_signed
from accounts.web.cookies import FORM, SESSION, read, write
from accounts.web.desk import asker_of, desk_of, is_here, language_of_request, origin_of
from tenants.errors import Failure, TooMany, Unavailable

type Filled = Mapping[str, str]
FIELD = "form"
HEADER = "x-joptimiz-form"
DONE = "fait"


class Foreign(Failure):
    """A form that this site did not show to this browser."""

    status = 403


def binding_of(cookie: str) -> str:
    """What binds a form to the browser that holds this cookie."""
    return hmac.new(cookie.encode(errors="replace"), b"joptimiz form", sha256).hexdigest()


def check_binding(request: Asked, given: str) -> None:
    """Raises `Foreign` unless the form was shown by this site, to this browser."""
    asker_of(request)
    cookie = read(request, SESSION) or read(request, FORM)
    bound = bool(cookie) and hmac.compare_digest(binding_of(cookie), given if given.isascii() else "")
    if not bound or request.headers.get("origin") != origin_of(request):
        raise Foreign("form-foreign", "Ce formulaire ne vient pas de cette page.")


async def require_bound(request: Asked) -> None:
    """Raises `Foreign` for what is sent from elsewhere: the form says its binding, or a header for who has no form."""
    if request.method == "POST":
        given = request.headers.get(HEADER) or (await request.form()).get(FIELD, "")
        check_binding(request, given if isinstance(given, str) else "")


async def read_form(request: Asked) -> Filled:
    """What was filled in; raises `Foreign`."""
    given = await request.form()
    filled = {name: value for name, value in given.multi_items() if isinstance(value, str)}
    check_binding(request, filled.get(FIELD, ""))
    return filled


def show(request: Asked, template: str, status: int = HTTP_200_OK, **context: object) -> Response[str]:
    """A page of one's own account, in the language of who reads it."""
    language = language_of_request(request)
    faults: tuple[Fault, ...] = context.pop("faults", ())  # type: ignore[assignment]
    told = texts_of(language)
    base: dict[str, object] = {
        "language": language, "t": told, "signed": find_signed(request), "filled": {}, "failure": None, "next": "/",
        "faults": {fault.field: said(fault, language) for fault in reversed(faults)},
        "problems": [(fault.field, said(fault, language)) for fault in faults],
        "done": told.get(f"done_{request.query_params.get(DONE, '')}"),
        "box": desk_of(request).mailbox is not None and is_here(request),
    }  # fmt: skip
    return draw(request, template, status, base | context, language)


def draw(
    request: Asked, template: str, status: int, context: Mapping[str, object], language: str = "fr"
) -> Response[str]:
    """A page with forms: kept by no cache, each form bound to the browser that reads it."""
    cookie, fresh = read(request, SESSION) or read(request, FORM), ""
    if not cookie:
        cookie = fresh = secrets.token_urlsafe(32)
    head = {"binding": binding_of(cookie), "visitor": visitor_of(request, language)}
    response = desk_of(request).page(template, {**head, **context})
    if response.status_code == HTTP_200_OK:
        response.status_code = status
    if fresh and origin_of(request):
        write(request, response, FORM, fresh)
    response.headers["cache-control"] = "no-store"
    return response


async def attempt(
    request: Asked, template: str, filled: Filled, act: Awaitable[Response[str]], **context: object
) -> Response[str]:
    """The answer of an act; or its form again, with what was filled in but the secrets, and what is to be mended."""
    kept = {name: value for name, value in filled.items() if name not in ("password", "current", "code", FIELD)}
    again: dict[str, Any] = {"filled": kept, "next": local_path(filled.get("next", "")), **context}
    try:
        return await act
    except Unfit as unfit:
        return show(request, template, 422, faults=unfit.faults, **again)
    except Failure as failure:
        return refused(request, failure, template, **again)


def refused(request: Asked, failure: Failure, template: str = "trouble.html", **context: object) -> Response[str]:
    """A page that says why not, with when to ask again where that is known."""
    wait = (failure.retry_after_s or 0) if isinstance(failure, TooMany | Unavailable) else 0
    words = failure_said(failure.code, language_of_request(request), wait) or (failure.title, failure.detail)
    response = show(request, template, failure.status, failure=words, **context)
    if wait:
        response.headers["retry-after"] = str(wait)
    return response


def go(path: str, done: str = "") -> Response[str]:
    """On to another page of this site, which may say what was done."""
    target = local_path(path)
    if done:
        target += f"{'&' if '?' in target else '?'}{DONE}={done}"
    headers = {"location": target, "cache-control": "no-store"}
    return Response("", status_code=HTTP_303_SEE_OTHER, headers=headers)


def visitor_of(request: Asked, language: str = "fr") -> Mapping[str, object]:
    """What the head of every page says of who reads it."""
    signed, cookie = find_signed(request), read(request, SESSION)
    acting = signed.who.acting if signed else None
    path = request.scope["path"]
    asks = request.scope["query_string"].decode("ascii", "replace")
    here = local_path(f"{path}?{asks}" if asks and path == "/" else path)
    return {
        "t": texts_of(language),
        "name": signed.who.name if signed else "",
        "person": str(signed.who.person) if signed else "",
        "role": acting.name if acting else "",
        "territory": bool(acting and acting.territory),
        "serves": bool(acting and not acting.carrier),
        "binding": binding_of(cookie) if signed else "",
        "next": here if path in ("/", "/accessibilite", "/mentions-legales") or path.startswith("/t/") else "/",
    }
