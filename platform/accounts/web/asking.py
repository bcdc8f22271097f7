"""Who asks a door, as the front door found out before it opened."""

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException

from accounts.service.bearer import Called
from accounts.service.signed import Signed
from tenants.who import Caller

type Asked = Request[object, object, State]

SIGNED = "joptimiz.signed"
"""The key of the connection's scope under which the front door leaves a `Signed`."""
CALLED = "joptimiz.called"
"""The same for the `Called` of an access token."""


def find_signed(request: Asked) -> Signed | None:
    """Who is signed in, None for anybody."""
    found = request.scope.get(SIGNED)
    return found if isinstance(found, Signed) else None


def get_signed(request: Asked) -> Signed:
    """Who is signed in; raises NotAuthorizedException (401) for anybody."""
    found = find_signed(request)
    if found is None:
        raise NotAuthorizedException
    return found


def find_called(request: Asked) -> Called | None:
    """Whose access token the request carries, None for a browser."""
    found = request.scope.get(CALLED)
    return found if isinstance(found, Called) else None


def get_caller(request: Asked) -> Caller:
    """Who asks, by token or by session, the token first; raises NotAuthorizedException (401) for anybody."""
    called = find_called(request)
    return called.caller if called else get_signed(request).who
