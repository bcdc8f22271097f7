"""How a public page is answered: kept by caches until it changes, plain when something is not found."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import wraps
from hashlib import sha256
from typing import Concatenate, cast

from litestar import Response
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED, HTTP_404_NOT_FOUND

from accounts.web.asking import Asked
from accounts.web.desk import origin_of
from accounts.web.forms import visitor_of
from joptimiz.public.drawing import page
from tenants.errors import Failure, TooMany, shown
from tenants.face.keeping import Face, get_face
from tenants.registry import list_territories
from tenants.snapshot import Rulebook, Snapshot

FRESH = "public, no-cache"
"""Caches keep the answer and ask each time whether it still holds: a verdict is never a minute late."""
_OFFERED = 4


class Missing(Exception):
    """Something that an address names and that does not exist: said on a page, with the nearest names."""

    def __init__(self, title: str, text: str, near: Iterable[tuple[str, str]] = (), up: tuple[str, str] | None = None):
        super().__init__(title)
        self.title = title
        self.text = text
        self.near = tuple(near)
        """Addresses and names."""
        self.up = up or ("/t", "Tous les territoires")


type Page[**P] = Callable[Concatenate[Asked, P], Awaitable[Response[str] | Response[bytes]]]


def public[**P](handler: Page[P]) -> Page[P]:
    """A handler whose failures are pages."""

    @wraps(handler)
    async def answered(request: Asked, *args: P.args, **kwargs: P.kwargs) -> Response[str] | Response[bytes]:
        try:
            return await handler(request, *args, **kwargs)
        except Missing as missing:
            return show(request, "territory-missing.html", HTTP_404_NOT_FOUND, missing=missing)
        except Failure as failure:
            said = Missing(failure.title, failure.detail)
            answer = show(request, "territory-missing.html", failure.status, missing=said)
            if isinstance(failure, TooMany):
                answer.headers["retry-after"] = str(failure.retry_after_s)
            return answer

    # The type checker loses the parameters of a wrapped function that begins with its own.
    return cast("Page[P]", answered)


def show(request: Asked, template: str, status: int = HTTP_200_OK, /, **context: object) -> Response[str]:
    """A page; without a visitor's name at its head, caches may keep it under the hash of its bytes."""
    visitor = visitor_of(request)
    base = {"visitor": visitor, "origin": address_of(request), "face": face_of(request)}
    response = page(template, context={**base, **context})
    if response.status_code != HTTP_200_OK:
        return response
    response.status_code = status
    if visitor["name"] or status != HTTP_200_OK:
        response.headers["cache-control"] = "no-store"
        return response
    return kept(request, response, response.content.encode())


def give(request: Asked, body: bytes, media_type: str, name: str = "") -> Response[bytes]:
    """A file, under a name of its own when it is for the disk."""
    headers = {"content-disposition": f'attachment; filename="{name}"'} if name else {}
    response: Response[bytes] = Response(body, media_type=media_type, headers=headers)
    return kept(request, response, body)


def kept[T: (str, bytes)](request: Asked, response: Response[T], body: bytes) -> Response[T]:
    """The answer with its entity tag; empty when the cache that asks has it already."""
    # Weak, since compression may change the bytes on their way.
    tag = f'W/"{sha256(body).hexdigest()[:32]}"'
    response.headers["etag"] = tag
    response.headers["cache-control"] = FRESH
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        response.status_code = HTTP_304_NOT_MODIFIED
        response.content = type(response.content)()
    return response


def address_of(request: Asked) -> str:
    """The address of the site as links for elsewhere begin: the operator’s, else the one that was asked for."""
    return origin_of(request) or str(request.base_url).rstrip("/")


def current(request: Asked) -> Snapshot:
    """The rulebooks in force."""
    snapshot: Snapshot = request.app.state.shelf.current()
    return snapshot


async def get_book(request: Asked, slug: str) -> Rulebook:
    """A territory's rulebook in force; raises `Missing`, which says so when it opens soon."""
    books = current(request).rulebooks
    if slug in books:
        request.state["face"] = await get_face(slug)
        return books[slug]
    known = {entry.slug: entry for entry in await list_territories()}
    if slug in known and not known[slug].rulebook:
        name = known[slug].name
        raise Missing(
            f"{name} ouvre bientôt.", "Ce territoire n’a pas encore publié ses règles. Suivez la signalisation."
        )
    near = nearest_names(slug, {each: book.bundle.territory.name for each, book in books.items()})
    raise Missing(
        "Ce territoire n’existe pas ici.",
        f"Aucun territoire «\u202f{shown(slug)}\u202f» n’a publié de règles.",
        [(f"/t/{each}", books[each].bundle.territory.name) for each in near],
    )


def face_of(request: Asked) -> Face:
    """What the territory of this page says of itself; nothing where the page is of none."""
    face: Face = request.state.get("face") or Face()
    return face


def nearest_names(word: str, known: Mapping[str, str]) -> list[str]:
    """The keys whose own spelling or whose name is near a word."""
    spelt = {key.casefold(): key for key in known} | {name.casefold(): key for key, name in known.items()}
    found = get_close_matches(word.casefold()[:100], list(spelt)[:4000], n=_OFFERED, cutoff=0.4)
    return list(dict.fromkeys(spelt[each] for each in found))
