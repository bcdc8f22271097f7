"""`/laissez-passer`: the telephone that shows the right of a fleet: no account, a key of its own, no network."""

from collections.abc import Awaitable
from math import ceil
from typing import Annotated, Self

from litestar import Response, get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from accounts.core.limits import SCANS, network_of
from accounts.service.throttle import hold
from accounts.web.asking import Asked
from accounts.web.pages import base_of, now_of
from cirqliz.core.passes.telling import tell
from cirqliz.core.passes.token import url_of
from cirqliz.service.passes.enrolling import Asking, Given, enrol, renew_code
from joptimiz.public.drawing import page
from joptimiz.public.passes import keys_of
from joptimiz.public.phone_words import SAID
from joptimiz.public.serving import current
from rules.clock import seconds
from tenants.errors import Failure, TooMany, Unreadable
from tenants.keys.curve import unb64

HOME = "/laissez-passer"


class EnrolIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A telephone that opens its link: the key it made, and the proof that it holds it."""

    territory: Annotated[str, Meta(max_length=64)]
    secret: Annotated[str, Meta(max_length=64)]
    key: Annotated[str, Meta(max_length=64)]
    signature: Annotated[str, Meta(max_length=128)]

    def asking(self) -> Asking:
        """The same in bytes; raises Unreadable."""
        try:
            return Asking(self.territory.replace("\0", ""), self.secret, unb64(self.key), unb64(self.signature))
        except ValueError as error:
            again = "Ouvrez le lien à nouveau."
            raise Unreadable("key-unread", "La clé de ce téléphone ne se lit pas.", again) from error


class CodeIn(Struct, forbid_unknown_fields=True, frozen=True):
    """The code that a telephone shows at this instant."""

    code: Annotated[str, Meta(max_length=600)]


class GivenOut(Struct, frozen=True):
    """What a telephone keeps: its pass, as it is shown."""

    at: float
    phone: str
    label: str
    state: str
    address: str
    token: str
    place: str
    right: str
    zones: list[str]
    until: str
    starts: int
    ends: int
    demonstration: bool

    @classmethod
    def of(cls, request: Asked, given: Given) -> Self:
        """In words, by the rulebook in force."""
        held = given.held
        book = current(request).rulebooks.get(held.territory)
        told = tell(
            held.place, (held.country, ""), (held.kind, held.terms), zones=held.zones,
            instants=(held.starts_at, held.ends_at), bundle=book.bundle if book else None, timezone=held.timezone,
        )  # fmt: skip
        return cls(
            now_of(request).timestamp(), str(held.phone), held.label, held.state, url_of(base_of(request), ""),
            given.token, told.place, told.right, list(told.zones), told.until, seconds(held.starts_at),
            seconds(held.ends_at), told.demonstration,
        )  # fmt: skip


class RefusedOut(Struct, frozen=True):
    """Why not, in words, and what time it is: a clock that is off is mended by it."""

    code: str
    title: str
    detail: str
    at: float


@get(HOME, sync_to_thread=False, include_in_schema=False)
def phone_page() -> Response[str]:
    """The same for everybody: what it shows is on the telephone."""
    response = page("phone.html", context={"said": SAID})
    response.headers["x-robots-tag"] = "noindex"
    response.headers["referrer-policy"] = "no-referrer"
    return response


@post(f"{HOME}/telephone", status_code=HTTP_200_OK, include_in_schema=False)
async def take_link(request: Asked, data: JSONBody[EnrolIn]) -> Response[GivenOut] | Response[RefusedOut]:
    """The first telephone that opens a link gets the pass."""

    async def work() -> Given:
        await _hold(request)
        return await enrol(keys_of(request), data.asking(), now_of(request))

    return await _answer(request, work())


@post(f"{HOME}/code", status_code=HTTP_200_OK, include_in_schema=False)
async def renew(request: Asked, data: JSONBody[CodeIn]) -> Response[GivenOut] | Response[RefusedOut]:
    """The pass as it stands now, for the telephone whose key signed the hour."""

    async def work() -> Given:
        await _hold(request)
        return await renew_code(keys_of(request), data.code, now_of(request))

    return await _answer(request, work())


async def _hold(request: Asked) -> None:
    await hold(SCANS, network_of(request.client.host if request.client else ""), now_of(request))


async def _answer(request: Asked, work: Awaitable[Given]) -> Response[GivenOut] | Response[RefusedOut]:
    headers = {"cache-control": "no-store"}
    try:
        return Response(GivenOut.of(request, await work), headers=headers)
    except Failure as failure:
        if isinstance(failure, TooMany):
            headers["retry-after"] = str(ceil(failure.retry_after_s))
        told = RefusedOut(failure.code, failure.title, failure.detail, now_of(request).timestamp())
        return Response(told, status_code=failure.status, headers=headers)


handlers = [phone_page, take_link, renew]
