"""Who asks a door, as the front door found out before it opened."""

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException

from accounts.service.signed import Signed

type Asked = Request[object, object, State]

SIGNED = "joptimiz.signed"
"""The key of the connection's scope under which the front door leaves a `Signed`."""


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
