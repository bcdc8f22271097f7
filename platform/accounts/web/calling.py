"""Programs at our own doors: an access token in place of a session (RFC 6750)."""

import re

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from accounts.core.powers import POWERS
from accounts.service.bearer import Called
from tenants.errors import Failure

INTERFACE = ("/api/", "/cds/")
"""Below these stand programs, never pages."""
REALM = 'Bearer realm="JOPTIMIZ"'
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750 § 2.1."""


class Challenged(Failure):
    """A token that does not do; `challenge` is the header that says why to a program."""

    def __init__(self, status: int, error: str, title: str, detail: str, *, more: str = "") -> None:
        super().__init__(error.replace("_", "-"), title, detail)
        self.status = status
        self.challenge = f'{REALM}, error="{error}"{more}'


def bearer_of(authorization: str) -> str | None:
    """The token of an `Authorization` header, None when it is of another scheme; raises Challenged when misshaped."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer":
        return None
    if not _TOKEN.fullmatch(token.strip()):
        said = "Donnez-le ainsi : « Authorization: Bearer » suivi du jeton."
        raise Challenged(400, "invalid_request", "Ce jeton ne se lit pas.", said)
    return token.strip()


def invalid_token() -> Challenged:
    """The answer to a token that opens nothing, whatever the reason."""
    said = "Il est expiré, retiré, ou n’est pas de nous. Demandez-en un autre à /oauth/token."
    return Challenged(401, "invalid_token", "Ce jeton d’accès n’ouvre rien.", said)


def check_scope(called: Called, scope: str | None) -> None:
    """Raises Challenged when a token does not open a door that asks for this scope; without, no token does."""
    if scope is None:
        raise Challenged(
            403,
            "insufficient_scope",
            "Aucun jeton n’ouvre cette adresse.",
            "Elle est réservée aux personnes connectées.",
        )
    if scope not in called.scopes:
        said = f"Il faut la portée « {scope} » : {POWERS[scope].words}."
        raise Challenged(403, "insufficient_scope", "Ce jeton ne suffit pas.", said, more=f', scope="{scope}"')


def challenge_of(
    connection: ASGIConnection[object, object, object, State], handler: BaseRouteHandler
) -> dict[str, str]:
    """What a door says to a program that came without a token, when one would open it."""
    return (
        {"WWW-Authenticate": REALM} if "scope" in handler.opt and connection.scope["path"].startswith(INTERFACE) else {}
    )
