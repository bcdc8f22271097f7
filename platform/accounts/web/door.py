"""The front door: who asks is found before any other door opens; `signed` doors open to nobody else.

A door may name, in `opt["roles"]`, the only roles it opens to; without, it is about one’s own account.
"""

from urllib.parse import quote

import asyncpg
import structlog
from litestar.connection import ASGIConnection, Request
from litestar.datastructures import MutableScopeHeaders, State
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from accounts.core.entries import local_path
from accounts.core.roles import needed_roles
from accounts.service.bearer import Called, find_called
from accounts.service.refusals import Refused
from accounts.service.sessions import Found, find
from accounts.service.signed import Signed
from accounts.web.asking import CALLED, SIGNED, Asked
from accounts.web.calling import INTERFACE, bearer_of, challenge_of, check_scope, invalid_token
from accounts.web.cookies import SESSION, read
from accounts.web.desk import LANGUAGE, on, origin_of
from accounts.web.forms import Foreign
from tenants.errors import Failure, NotFound, Unavailable
from tenants.who import Caller, Who

log = structlog.get_logger()
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""The database does not answer."""
_OPEN_TO_ALL = ("/static/", "/basemaps/", "/favicon", "/healthz", "/readyz")
"""Files and probes: the same for everyone, so nobody is looked for."""


class FindSigned(ASGIMiddleware):
    """Leaves who is signed in on the connection; without a cookie nothing is asked of the database."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Look, then go on."""
        request: Asked = Request(scope)
        # The provider reads its own tokens, and those of its clients.
        signed_door = request.route_handler.opt.get("access") == "signed"
        send = _uncached(send) if signed_door else send
        if signed_door and "\0" in scope["path"]:
            # No database keeps a nil character: nothing is of that name.
            raise NotFound("address-unknown", "Cette adresse n’existe pas.")
        bearer = None if scope["path"].startswith("/oauth/") else bearer_of(request.headers.get("authorization", ""))
        if bearer is not None:
            # A token wins over a cookie; a door open to all does not look at it.
            scope.pop(SIGNED, None)  # type: ignore[misc]
            if signed_door:
                scope[CALLED] = await _called(request, bearer)  # type: ignore[literal-required]
            await next_app(scope, receive, send)
            return
        token = "" if scope["path"].startswith(_OPEN_TO_ALL) else read(request, SESSION)
        if token:
            found = await _found(request, token)
            if found is not None:
                if signed_door:
                    _check_origin(request)
                scope[SIGNED] = found.signed  # type: ignore[literal-required]
                scope[LANGUAGE] = found.language  # type: ignore[literal-required]
        await next_app(scope, receive, send)


def _check_origin(request: Asked) -> None:
    """Raises `Foreign` for what another site has a browser send: SameSite lets those of the same domain through."""
    said = request.headers.get("origin")
    if request.method not in ("GET", "HEAD") and said is not None and said != origin_of(request):
        raise Foreign("form-foreign", "Cette demande ne vient pas de ce site.")


def _uncached(send: Send) -> Send:
    """What is said to somebody signed in, refusals too, is kept by no cache."""

    async def send_uncached(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableScopeHeaders.from_message(message)["cache-control"] = "no-store"
        await send(message)

    return send_uncached


async def _found(request: Asked, token: str) -> Found | None:
    """Who holds this token; without the database nobody, and doors for people signed in say to come back."""
    try:
        return await find(token, on(request).now())
    except AWAY as error:
        log.warning("session_not_found_out", error=repr(error))
        if request.route_handler.opt.get("access") == "signed":
            raise _away() from error
        return None


async def _called(request: Asked, token: str) -> Called:
    """Whose access token this is; raises Challenged (401), TooMany, Unavailable."""
    try:
        found = await find_called(token, request.app.state.services.now())
    except AWAY as error:
        log.warning("token_not_found_out", error=repr(error))
        raise _away() from error
    if found is None:
        raise invalid_token()
    return found


def _away() -> Unavailable:
    return Unavailable("database-away", "Votre compte ne répond pas pour l’instant.", "Réessayez.", retry_after_s=30)


class SignInFirst(Failure):
    """A page that opens once signed in; `where` is the way there."""

    status = 303

    def __init__(self, where: str) -> None:
        super().__init__("sign-in-required", "Identifiez-vous.")
        self.where = where


async def admit(connection: ASGIConnection[object, object, object, State], handler: BaseRouteHandler) -> None:
    """Whether this door opens; raises NotAuthorizedException, Challenged, Refused, or `SignInFirst` for pages."""
    called, signed = connection.scope.get(CALLED), connection.scope.get(SIGNED)
    if handler.opt.get("access") != "signed":
        return
    if isinstance(called, Called):
        check_scope(called, handler.opt.get("scope"))
        _admit_role(called.caller, handler.opt.get("roles"))
        return
    if isinstance(signed, Signed):
        _admit_role(signed.who, handler.opt.get("roles"))
        return
    path = connection.scope["path"]
    if path.startswith(INTERFACE) or connection.headers.get("accept", "").startswith("application/json"):
        raise NotAuthorizedException(headers=challenge_of(connection, handler))
    # What is only ever sent has no page to come back to.
    back = local_path(path) if connection.scope.get("method") == "GET" else "/compte"
    raise SignInFirst(f"/connexion?next={quote(back, safe='')}")


def _admit_role(caller: Caller, roles: tuple[str, ...] | None) -> None:
    """Raises Refused for a role that this door does not name."""
    acting = caller.acting
    if roles is None or (acting is not None and acting.name in roles):
        return
    held = {role.name for role in caller.roles} if isinstance(caller, Who) else set()
    title, detail = needed_roles(roles, acting.name if acting else None, held)
    raise Refused("role-needed", title, detail)
