"""The cookies: the session, what binds forms to a browser nobody has signed in with, a sign-in under way elsewhere."""

from typing import Literal

from litestar import Response
from litestar.datastructures import Cookie

from accounts.service.sessions import LONGEST
from accounts.web.asking import Asked
from accounts.web.desk import origin_of

type Kind = Literal["joptimiz", "joptimiz-form", "joptimiz-outside"]
SESSION: Kind = "joptimiz"
FORM: Kind = "joptimiz-form"
OUTSIDE: Kind = "joptimiz-outside"


def is_secure(request: Asked) -> bool:
    """Whether the site is in https: its cookies then go nowhere else, and no subdomain can set them."""
    return (origin_of(request) or "").startswith("https://")


def read(request: Asked, kind: Kind) -> str:
    """The cookie, empty without any."""
    return request.cookies.get(f"__Host-{kind}" if is_secure(request) else kind, "")


def write(request: Asked, response: Response[str], kind: Kind, value: str) -> None:
    """Set it: kept from scripts, and from what other sites send, but for plain links."""
    secure = is_secure(request)
    response.set_cookie(
        Cookie(
            key=f"__Host-{kind}" if secure else kind,
            value=value,
            max_age=int(LONGEST.total_seconds()) if kind == SESSION else None,
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )
    )


def erase(request: Asked, response: Response[str], kind: Kind) -> None:
    """Take it back."""
    secure = is_secure(request)
    name = f"__Host-{kind}" if secure else kind
    response.set_cookie(Cookie(key=name, value="", max_age=0, path="/", secure=secure, httponly=True, samesite="lax"))
