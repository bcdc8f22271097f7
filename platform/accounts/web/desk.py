"""What the pages stand on, and whence somebody asks for them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from litestar import Response

from accounts.core.devices import device_words
from accounts.core.entries import accepted_language
from accounts.service.identity import Asker, Identity
from accounts.service.outside import CommuneOf, Ground, Outside, Source, nowhere, proconnect
from accounts.web.asking import Asked
from connectors.mail import Mailbox
from tenants.errors import Failure
from tenants.settings import LOOPBACK, ProConnect

type Page = Callable[[str, Mapping[str, object]], Response[str]]
_HERE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?")
LANGUAGE = "joptimiz.language"
"""The key of the connection's scope under which the front door leaves the language of who is signed in."""


class Unsafe(Failure):
    """Neither https at the address the operator gave, nor this machine: no secret is taken there."""

    status = 403


@dataclass(frozen=True, slots=True)
class Desk:
    """The service, the address of the site when it has one, the mailbox of this machine, and what draws a page."""

    identity: Identity
    origin: str | None
    mailbox: Mailbox | None
    page: Page
    proconnect: ProConnect | None = None
    outside: Outside = field(default_factory=Outside)
    commune_of: CommuneOf = nowhere
    """The commune that has a SIREN."""
    has_newcomers: bool = False
    """Whether the accounts of the demonstration are entered by one click."""


def desk_of(request: Asked) -> Desk:
    """The desk of this application."""
    desk: Desk = request.app.state.accounts
    return desk


def on(request: Asked) -> Identity:
    """The service behind the pages."""
    return desk_of(request).identity


def origin_of(request: Asked) -> str | None:
    """The address of the site: the operator's or, on this machine, the one asked for; None anywhere else.

    Links in letters are made of it, so it never comes from what a stranger may write in a header.
    """
    known = desk_of(request).origin
    if known is not None:
        return known
    host = request.headers.get("host", "")
    return f"http://{host}" if _HERE.fullmatch(host) else None


def ground_of(request: Asked) -> Ground:
    """What sources of others stand on, at the address of the site; raises `Unsafe` where there is none."""
    desk, origin = desk_of(request), asker_of(request).origin
    reserved = (origin, *((desk.proconnect.issuer,) if desk.proconnect else ()))
    return Ground(desk.outside, desk.identity.seal, origin, reserved)


def proconnect_of(request: Asked) -> Source | None:
    """ProConnect as the operator is registered there; None without, or where no secret should travel."""
    given = desk_of(request).proconnect
    if given is None or origin_of(request) is None:
        return None
    ground = ground_of(request)
    return proconnect(
        issuer=given.issuer,
        client_id=given.client_id,
        client_secret=given.secret,
        redirect_uri=ground.redirect_uri,
        post_logout_uri=ground.post_logout_uri,
    )


def asker_of(request: Asked) -> Asker:
    """Whence somebody asks; raises `Unsafe` where no secret should travel."""
    origin = origin_of(request)
    if origin is None:
        raise Unsafe("origin-unsafe", "Les comptes demandent une adresse sûre.")
    source = request.client.host if request.client else ""
    return Asker(source, device_words(request.headers.get("user-agent", "")), origin, language_of_request(request))


def language_of_request(request: Asked) -> str:
    """The language of who is signed in, else the first of ours that the browser wants."""
    found = request.scope.get(LANGUAGE)
    return found if isinstance(found, str) else accepted_language(request.headers.get("accept-language", ""))


def shows_newcomers(request: Asked) -> bool:
    """Whether who asks may enter the demonstration by one click."""
    return desk_of(request).has_newcomers and is_here(request)


def is_here(request: Asked) -> bool:
    """Whether who asks sits at this machine: by the network, by the name asked for, and through no proxy."""
    source = request.client.host if request.client else ""
    proxied = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    return source in LOOPBACK and _HERE.fullmatch(request.headers.get("host", "")) is not None and not proxied
