"""`POST /api/v1/stays/plates`: an officer asks whether a plate has a disc; always in the journal, without it."""

from datetime import datetime
from typing import Self
from uuid import UUID

from litestar import Controller, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from accounts.service.throttle import hold
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import now_of
from admin_ui.exchange.rights import LOOKUPS
from admin_ui.exchange.shapes import PlateIn
from numeriz.service.kept import Kept
from numeriz.service.plates import CHECKERS, look_up_plate
from rules.model import Problem
from rules.written.countries import read_country
from rules.written.plates import Plate, read_plate
from tenants.errors import Unreadable


class DiscSeenOut(Struct, frozen=True):
    """A disc of that plate."""

    bay: UUID | None
    bay_code: str
    bay_name: str
    place: int | None
    phase: str
    starts_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    doubled: bool
    sentence: str

    @classmethod
    def of(cls, kept: Kept, now: datetime, *, doubled: bool) -> Self:
        """One of them."""
        span = kept.span
        return cls(
            kept.bay, kept.bay_code, kept.bay_name, kept.place, kept.phase(now), span.starts_at, span.due_at,
            span.ended_at, doubled, kept.sentence(now),
        )  # fmt: skip


class PlateController(Controller):
    """For named officers: no token opens it."""

    path = "/api/v1/stays/plates"
    tags = ["Contrôles"]  # noqa: RUF012  # Litestar’s own convention
    opt = {"access": "signed", "roles": CHECKERS}  # noqa: RUF012

    @post("/", status_code=HTTP_200_OK, summary="Chercher le disque d’une plaque saisie")
    async def look_up(self, request: Asked, data: JSONBody[PlateIn]) -> list[DiscSeenOut]:
        """Running, or ended within two hours; none is an empty list."""
        now = now_of(request)
        _, found = await look_up_typed(request, data.plate, data.country)
        return [DiscSeenOut.of(kept, now, doubled=doubled) for kept, doubled in found]


async def look_up_typed(request: Asked, text: str, named: str) -> tuple[Plate, tuple[tuple[Kept, bool], ...]]:
    """The plate somebody typed and its discs; paced, and kept in the journal. Raises Failure."""
    who, now, country = get_signed(request).who, now_of(request), read_country(named)
    plate = country if isinstance(country, Problem) else read_plate(text, country)
    if isinstance(plate, Problem):
        raise Unreadable("plate-unread", "Cette plaque ne se lit pas.", problems=(plate,))
    await hold(LOOKUPS, f"disc {who.person} {now:%Y-%m-%dT%H:%M}", now)
    return plate, await look_up_plate(who, plate.number, plate.country, now)
