"""`/flotte/listes`: a list pasted or uploaded, reviewed, mended and taken."""

import re
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect

from accounts.core.letters import french_day
from accounts.core.roles import FLEET_KEEPERS
from accounts.service.acting import keeping_fleet
from accounts.service.imports import drop_list, get_list, keep_list, mend_lines, remove_line, take_list
from accounts.web.asking import Asked, get_signed
from accounts.web.fleet import HOME
from accounts.web.pages import PAGE_HANDLERS, file_of, form_of, now_of, seen, show
from accounts.web.views import review
from tenants.errors import Conflict, Failure, Unreadable

_CELL = re.compile(r"l([0-9]{1,6})c([0-9]{1,3})")
PASTED = "Liste collée"


class ListPages(Controller):
    """The lists kept aside."""

    path = f"{HOME}/listes"
    opt = {"access": "signed", "roles": FLEET_KEEPERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def ask(self, request: Asked) -> Response[str]:
        """Where a list is pasted or a file chosen."""
        keeping_fleet(get_signed(request).who)
        return show(request, "paste.html", pasted="", failure=None)

    @post("/")
    async def keep(self, request: Asked) -> Redirect | Response[str]:
        """Keep it aside; the form again with what keeps the whole from being read."""
        who, form = get_signed(request).who, await form_of(request)
        file = await file_of(request, "file")
        name, data = file or (PASTED, form.get("pasted", "").encode())
        try:
            made = await keep_list(who, name, data, now_of(request))
        except (Unreadable, Conflict) as failure:
            return show(request, "paste.html", failure.status, pasted=form.get("pasted", ""), failure=failure)
        return seen(f"{HOME}/listes/{made}")

    @get("/{aside:uuid}")
    async def read(
        self, request: Asked, aside: UUID, ajoutes: Annotated[int, QueryParameter(required=False)] = 0
    ) -> Response[str]:
        """What is ready, and what is to be mended."""
        return await _review(request, aside, added=ajoutes)

    @post("/{aside:uuid}")
    async def mend(self, request: Asked, aside: UUID) -> Redirect:
        """Check the lines that were changed."""
        who, form = get_signed(request).who, await form_of(request)
        found = await get_list(who, aside, now_of(request))
        before = {row.number: row.cells for row in found.bad_rows}
        cells: dict[int, dict[int, str]] = {}
        for name, value in form.items():
            if parts := _CELL.fullmatch(name):
                cells.setdefault(int(parts[1]), {})[int(parts[2])] = value[:500].strip()
        mended = {
            number: [row.get(place, "") for place in range(len(found.columns))]
            for number, row in cells.items()
            if number in before
        }
        changed = {number: row for number, row in mended.items() if row != _padded(before[number], len(found.columns))}
        if changed:
            await mend_lines(who, aside, changed, now_of(request))
        return seen(f"{HOME}/listes/{aside}")

    @post("/{aside:uuid}/ajouter")
    async def take(self, request: Asked, aside: UUID) -> Redirect | Response[str]:
        """Add every line that is ready."""
        try:
            taken = await take_list(get_signed(request).who, aside, now_of(request))
        except Conflict as failure:
            return await _review(request, aside, failure=failure)
        return seen(f"{HOME}/listes/{aside}?ajoutes={taken.added}")

    @post("/{aside:uuid}/lignes/{number:int}/retirer")
    async def remove(self, request: Asked, aside: UUID, number: int) -> Redirect:
        """Take one line out."""
        await remove_line(get_signed(request).who, aside, number, now_of(request))
        return seen(f"{HOME}/listes/{aside}")

    @post("/{aside:uuid}/abandonner")
    async def drop(self, request: Asked, aside: UUID) -> Redirect:
        """Give the list up."""
        await drop_list(get_signed(request).who, aside, now_of(request))
        return seen(HOME)


async def _review(request: Asked, aside: UUID, *, added: int = 0, failure: Failure | None = None) -> Response[str]:
    found = await get_list(get_signed(request).who, aside, now_of(request))
    return show(
        request, "review.html", failure.status if failure else 200, aside=found, review=review(found), added=added,
        until=french_day(found.expires_at), failure=failure,
    )  # fmt: skip


def _padded(cells: tuple[str, ...], width: int) -> list[str]:
    """A line’s cells as the form shows them."""
    return [*cells[:width], *[""] * (width - len(cells))]
