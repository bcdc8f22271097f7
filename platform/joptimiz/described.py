"""What the OpenAPI document says of every operation that no handler says by itself: how it refuses."""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.openapi.spec import (
    OAuthFlow,
    OAuthFlows,
    OpenAPIMediaType,
    OpenAPIResponse,
    Reference,
    SecurityScheme,
)

from accounts.core.powers import POWERS
from accounts.web.cookies import SESSION
from joptimiz.problems import TYPE, Details

_BY_CALL = (
    "Jeton d’accès OAuth 2, de quinze minutes : celui d’un programme à vous, ou d’un outil que vous avez accepté."
)
_SESSION = "La session du navigateur."
_TOKENS = "/oauth/token"
_AT = "#/components/schemas/{name}"


def describe(app: Litestar) -> Litestar:
    """The application, its document saying that failures leave as problem details, where Litestar would say 400."""
    document = app.openapi_schema
    _, shapes = msgspec.json.schema_components([Details], ref_template=_AT)
    known: dict[str, Any] = document.components.schemas
    known.update({name: {**shape, "description": None} for name, shape in shapes.items()})
    refused = OpenAPIResponse(
        description="Refus, en français : un code stable et tous les problèmes à la fois (RFC 9457)",
        content={TYPE: OpenAPIMediaType(schema=Reference(ref=_AT.format(name="Details")))},
    )
    for path in (document.paths or {}).values():
        for operation in (path.get, path.post, path.put, path.patch, path.delete):
            if operation is not None and operation.responses is not None:
                operation.responses.pop("400", None)
                operation.responses["default"] = refused
    _secure(app)
    return app


def _secure(app: Litestar) -> None:
    """How programs prove who they are, and which scope each operation asks of a token."""
    document = app.openapi_schema
    flow = {scope: power.words for scope, power in POWERS.items()}
    by_code = OAuthFlow(authorization_url="/oauth/authorize", token_url=_TOKENS, refresh_url=_TOKENS, scopes=flow)
    flows = OAuthFlows(client_credentials=OAuthFlow(token_url=_TOKENS, scopes=flow), authorization_code=by_code)
    document.components.security_schemes = {
        "jeton": SecurityScheme("oauth2", description=_BY_CALL, flows=flows),
        "session": SecurityScheme("apiKey", description=_SESSION, name=SESSION, security_scheme_in="cookie"),
    }
    for route in app.routes:
        path = (document.paths or {}).get(getattr(route, "path_format", ""))
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods if path and "scope" in handler.opt else ():
                operation = getattr(path, method.lower(), None)
                if operation is not None:
                    operation.security = [{"jeton": [handler.opt["scope"]]}, {"session": []}]
