"""What the doors of derogations ask of a request."""

from datetime import datetime
from typing import Annotated, cast

from litestar.di import Provide
from litestar.params import QueryParameter

from accounts.web.asking import Asked, find_called, get_signed
from cirqliz.core.kinds import EARLIEST, FURTHEST
from cirqliz.service.derogations import Derogations
from cirqliz.service.programs import MOST_LISTED, Sought
from tenants.errors import Unreadable
from tenants.who import Who

CARRIERS = ("owner", "dispatcher", "driver")
KEEPERS = ("owner", "dispatcher")
OFFICERS = ("admin", "editor", "validator")
CHECKERS = (*OFFICERS, "police")
DESK = (*CHECKERS, "partner", "reader")
READS = {"scope": "derogations:read"}
WRITES = {"scope": "derogations:write"}

After = Annotated[str, QueryParameter(max_length=200, description="« next » de la page d’avant", required=False)]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_LISTED, description="Combien", required=False)]
Since = Annotated[
    datetime | None, QueryParameter(description="Ce qui a changé depuis, avec décalage horaire", required=False)
]
States = Annotated[str, QueryParameter(max_length=80, description="États, séparés par des virgules", required=False)]
Where = Annotated[str, QueryParameter(max_length=64, description="D’un territoire seulement", required=False)]


def derogations_of(request: Asked) -> Derogations:
    """What the room of derogations stands on."""
    return cast("Derogations", request.app.state["derogations"])


def person_of(request: Asked) -> Who:
    """Who asks, by token or by session; the guard let no program in here. Raises NotAuthorizedException."""
    called = find_called(request)
    if called is not None and isinstance(called.caller, Who):
        return called.caller
    return get_signed(request).who


def read_sought(
    *, states: States = "", since: Since = None, territory: Where = "", after: After = "", limit: Limit = 50
) -> Sought:  # fmt: skip
    """Which of them are asked for, a page at a time; raises Unreadable."""
    words = tuple(word for each in states.split(",") if (word := each.strip()))
    return Sought(words, with_offset(since), territory.replace("\0", "") or None, after, limit)


SOUGHT = {"sought": Provide(read_sought, sync_to_thread=False)}
"""For the doors that list."""


def with_offset(since: datetime | None) -> datetime | None:
    """An instant that says which; raises Unreadable for one without offset, or out of any calendar."""
    if since is not None and since.tzinfo is None:
        raise Unreadable("offset", "Cet instant ne dit pas son décalage horaire.", "Par exemple 2026-12-01T08:00:00Z.")
    if since is not None and not EARLIEST <= since.date() < FURTHEST:
        raise Unreadable("since-far", "Cet instant est hors du possible.", "Vérifiez l’année.")
    return since
