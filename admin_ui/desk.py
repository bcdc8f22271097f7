"""What the desks of the back office share: who acts for the national team, what they stand on, how they refuse."""

from collections.abc import Mapping
from typing import cast

from litestar import Response
from litestar.response import Redirect

from accounts.service.privacy import operating
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import show
from tenants.errors import Failure
from tenants.facts import Listener

NATIONAL: Mapping[str, object] = {"access": "signed", "roles": ("operator",)}
"""Of the routes of the national team; each handler checks it too, with the second factor."""


def operator_of(request: Asked) -> str:
    """The number of who acts for the national team; raises Refused."""
    return operating(get_signed(request).who)


def listeners_of(request: Asked) -> tuple[Listener, ...]:
    """Who hears facts."""
    return cast("tuple[Listener, ...]", request.app.state["listeners"])


def on_failure(request: Asked, failure: Failure) -> Response[str]:
    """A refusal, as a page, with the way out that goes with it."""
    return show(request, "back-refused.html", failure.status, failure=failure)


def seen(address: str, done: str = "") -> Redirect:
    """What follows an act: the page read anew, which says what was done."""
    return Redirect(f"{address}?fait={done}" if done else address, status_code=303)


HANDLERS = {Failure: on_failure}
