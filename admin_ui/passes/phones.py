"""`…/telephones/{territory}/{derogation}`: the telephones that show a right of the whole organisation."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, base_of, form_of, now_of, seen, show
from admin_ui.passes.carrier import PASSES
from admin_ui.requests.ground import HOME, KEEPING, PARIS, derogations_of, names_of, snapshot_of
from cirqliz.core.passes.drawing import draw_link
from cirqliz.core.passes.phones import LONGEST_LABEL
from cirqliz.service.acting import for_carrier
from cirqliz.service.carrying import get_held
from cirqliz.service.passes.phones import (
    Phone,
    add_phone,
    end_phone,
    get_pool,
    give_link,
    rename_phone,
)
from rules.texts.clockwise import hour, long_date
from rules.texts.typography import NO_BREAK
from tenants.errors import Conflict, Failure, Unreadable

PHONES = f"{HOME}/laissez-passer/telephones"
_WORDS = {
    "waiting": ("Lien à ouvrir", "coming"), "late": ("Lien expiré", "suspended"), "enrolled": ("En service", "active"),
    "suspended": ("Suspendu", "suspended"), "ended": ("Retiré", "revoked"),
}  # fmt: skip
_DONE = {
    "nom": "Le téléphone a son nouveau nom.",
    "retirer": "Le téléphone est retiré : le prochain contrôle en réseau le dit, les autres à leur prochaine liste.",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A link that is shown this once."""

    label: str
    address: str
    svg: str


class PhonePages(Controller):
    """Added, renamed, removed by who keeps the fleet; drivers need no account."""

    path = f"{PHONES}/{{territory:str}}/{{derogation:uuid}}"
    opt = KEEPING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked, territory: FromPath[str], derogation: FromPath[UUID]) -> Response[str]:
        """Those there are, and how many more there may be."""
        return await _page(request, territory, derogation)

    @post("/")
    async def add(self, request: Asked, territory: FromPath[str], derogation: FromPath[UUID]) -> Response[str]:
        """Make a link for one more; it is shown once."""
        label = (await form_of(request)).get("label", "")
        on, who = derogations_of(request), get_signed(request).who
        return await _linked(request, territory, derogation, add_phone(on, who, territory, derogation, label))

    @post("/{phone:uuid}/lien")
    async def link(
        self, request: Asked, territory: FromPath[str], derogation: FromPath[UUID], phone: FromPath[UUID]
    ) -> Response[str]:
        """Another link for one that did not come."""
        on, who = derogations_of(request), get_signed(request).who
        return await _linked(request, territory, derogation, give_link(on, who, territory, phone))

    @post("/{phone:uuid}/nom")
    async def rename(
        self, request: Asked, territory: FromPath[str], derogation: FromPath[UUID], phone: FromPath[UUID]
    ) -> Redirect | Response[str]:
        """Call it otherwise."""
        label = (await form_of(request)).get("label", "")
        work = rename_phone(derogations_of(request), get_signed(request).who, territory, phone, label)
        return await _done(request, territory, derogation, work, "nom")

    @post("/{phone:uuid}/retirer")
    async def end(
        self, request: Asked, territory: FromPath[str], derogation: FromPath[UUID], phone: FromPath[UUID]
    ) -> Redirect | Response[str]:
        """Have its code refused from now on."""
        work = end_phone(derogations_of(request), get_signed(request).who, territory, phone)
        return await _done(request, territory, derogation, work, "retirer")


async def _linked(
    request: Asked, territory: str, derogation: UUID, work: Awaitable[tuple[str, str]]
) -> Response[str]:  # fmt: skip
    try:
        label, secret = await work
    except (Conflict, Unreadable) as failure:
        return await _page(request, territory, derogation, failure)
    # After the number sign: browsers send it to no server, so that no journal keeps it.
    address = f"{base_of(request)}/laissez-passer#{territory}.{secret}"
    given = Given(label, address, draw_link(address).decode())
    return await _page(request, territory, derogation, given=given)


async def _done(
    request: Asked, territory: str, derogation: UUID, work: Awaitable[None], act: str
) -> Redirect | Response[str]:
    try:
        await work
    except (Conflict, Unreadable) as failure:
        return await _page(request, territory, derogation, failure)
    return seen(f"{PHONES}/{territory}/{derogation}?fait={act}")


async def _page(
    request: Asked, territory: str, derogation: UUID, failure: Failure | None = None, *, given: Given | None = None
) -> Response[str]:
    who, now = get_signed(request).who, now_of(request)
    for_carrier(who)
    held = await get_held(who, territory, derogation)
    pool = await get_pool(derogations_of(request), who, territory, derogation)
    book = snapshot_of(request).rulebooks.get(territory)
    clock = ZoneInfo(book.bundle.territory.timezone) if book else PARIS
    lines = [(phone, *_WORDS[phone.standing], _told(phone, clock)) for phone in pool.phones]
    over = held.state != "active" or (held.ends_on is not None and held.ends_on <= now.astimezone(clock).date())
    return show(
        request, "pass-phones.html", failure.status if failure else 200, held=held, pool=pool, failure=failure,
        given=given, standing=[line for line in lines if line[0].standing != "ended"],
        ended=[line for line in lines if line[0].standing == "ended"], over=over, longest=LONGEST_LABEL,
        place=names_of(request).get(territory, territory), home=PASSES, here=f"{PHONES}/{territory}/{derogation}",
        done=_DONE.get(request.query_params.get("fait", "")),
    )  # fmt: skip


def _told(phone: Phone, clock: ZoneInfo) -> str:
    """When it last asked for its pass, or until when its link opens."""
    match phone.standing:
        case "waiting":
            return f"jusqu’au {_when(phone.link_until, clock)}"
        case "late":
            return f"depuis le {_when(phone.link_until, clock)}"
        case "ended":
            return f"le {_when(phone.ended_at, clock)}" if phone.ended_at else ""
        case _:
            return f"vu en réseau le {_when(phone.renewed_at, clock)}" if phone.renewed_at else ""


def _when(at: datetime, clock: ZoneInfo) -> str:
    wall = at.astimezone(clock)
    return f"{long_date(wall.date())} à{NO_BREAK}{hour(wall.hour * 60 + wall.minute)}"
