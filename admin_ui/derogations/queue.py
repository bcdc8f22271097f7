"""`/territoire/derogations`: what waits for a decision, what is late first, what is alike together."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, seen
from admin_ui.derogations.hearings import PAGE as HEARINGS
from admin_ui.derogations.hearings import bands_of
from admin_ui.derogations.shown import (
    HOME,
    Shown,
    all_shown,
    desk_page,
    item_of,
    rights_of,
    seeking,
    standing_said,
    today_of,
)
from admin_ui.paging import page_of
from cirqliz.core.queue import Group, banded
from cirqliz.service.acting import READERS
from cirqliz.service.desk import MOST, count_waiting, has_second, list_waiting, set_second

BANDS = {
    "late": "En retard", "week": "À répondre sous sept jours", "second": "À confirmer par une seconde personne",
    "later": "À répondre ensuite", "carrier": "En attente du transporteur",
}  # fmt: skip
DONE = {
    "deux": "Deux personnes décident désormais : l’une propose, l’autre confirme.",
    "une": "Une personne suffit désormais pour décider.",
}


@dataclass(frozen=True, slots=True)
class Together:
    """Requests that are alike, in words."""

    why: str
    rows: tuple[Shown, ...]

    @property
    def ids(self) -> str:
        """Their numbers, as a button sends them."""
        return ",".join(str(row.id) for row in self.rows)


class QueuePages(Controller):
    """The queue, and whether two people decide."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """What waits."""
        who, today = get_signed(request).who, await today_of(request)
        look = await seeking(request)
        page = page_of(request.query_params.get("page", ""), await count_waiting(who, look.sought), MOST)
        waiting = await list_waiting(who, look.sought, page.part.start)
        shown = await all_shown(waiting, today)
        rows = {row.id: row for row in shown}
        bands = [
            (BANDS[band], band, [_together(group, rows) for group in groups])
            for band, groups in banded([item_of(one) for one in waiting], today).items()
        ]
        return await desk_page(
            request, "derogation-queue.html", bands=bands, page=page,
            standing=await standing_said(request, shown, today, whole=False), look=look,
            heard=await bands_of(request), hearings=HEARINGS,
            second=await has_second(who), done=DONE.get(request.query_params.get("fait", "")),
        )  # fmt: skip

    @post("/deux-personnes", opt={"roles": ("admin",)})
    async def two(self, request: Asked) -> Redirect:
        """Have two people decide, or one."""
        active = (await form_of(request)).get("active") == "oui"
        await set_second(rights_of(request), get_signed(request).who, active=active)
        return seen(f"{HOME}?fait={'deux' if active else 'une'}")


def _together(group: Group, rows: dict[UUID, Shown]) -> Together:
    shown = tuple(rows[item.id] for item in group.items)
    name, count = shown[0].waiting.request.terms.name, len(shown)
    if group.alike == "carrier":
        return Together(f"{shown[0].carrier}\u00a0: {name}, {count}\u00a0demandes", shown)
    if group.alike == "facts":
        return Together(f"{shown[0].vehicle or 'Toute l’entreprise'}\u00a0: {name}, {count}\u00a0demandes", shown)
    return Together("", shown)
