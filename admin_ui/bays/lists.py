"""`/territoire/aires`: the inventory, what was taken out of it, what order and ground do not say alike."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, seen
from admin_ui.bays.shown import HOME, bays_of, desk_page, entry_here
from admin_ui.paging import page_of
from numeriz.core.bay import Bay
from numeriz.core.codes import read_code
from numeriz.core.gaps import KINDS, Gap
from numeriz.service.bays import list_bays, list_removed, restore_bay
from numeriz.service.gaps import list_gaps
from numeriz.service.standing import KEEPERS, READERS
from rules.written.folding import fold
from tenants.errors import Conflict, Failure, NotFound

PAGE = 50
STATES = {"ouvertes": "Ouvertes", "fermees": "Fermées pour un temps", "hors-service": "Hors service"}
DONE = {"retiree": "L’aire est retirée de l’inventaire.", "remise": "L’aire est de retour, avec son code."}


class ListPages(Controller):
    """Lists of bays."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Those that match, a page at a time."""
        entry, asked = await entry_here(request), request.query_params
        bays = await list_bays(entry.slug)
        q, state = asked.get("q", "").strip()[:80], asked.get("etat", "")
        found = [bay for bay in bays if _matches(bay, q) and _is(bay, state, request)]
        page = page_of(asked.get("page", ""), len(found), PAGE)
        return await desk_page(
            request, "bay-list.html", bays=found[page.part], total=len(bays), found=len(found), page=page, q=q,
            state=state if state in STATES else "",
            states=STATES, now=bays_of(request).now(), done=DONE.get(asked.get("fait", ""), ""),
            gone=_uuid(asked.get("aire", "")), places=sum(bay.places for bay in bays),
        )  # fmt: skip

    @get("/ecarts")
    async def gaps(self, request: Asked) -> Response[str]:
        """What is to be settled, by kind."""
        entry, failure = await entry_here(request), None
        gaps: tuple[Gap, ...] = ()
        try:
            gaps = await list_gaps(bays_of(request), entry.slug)
        except NotFound as nothing:
            failure = Conflict(nothing.code, "Publiez d’abord un règlement.", "Les écarts se lisent face à lui.")
        kind = request.query_params.get("sorte", "")
        shown = [gap for gap in gaps if not kind or gap.kind == kind]
        return await desk_page(
            request, "bay-gaps.html", failure, gaps=_grouped(shown[:300]), total=len(gaps), shown=len(shown),
            counts=Counter(gap.kind for gap in gaps), kinds=KINDS, kind=kind if kind in KINDS else "",
        )  # fmt: skip

    @get("/retirees", opt={"roles": KEEPERS})
    async def removed(self, request: Asked) -> Response[str]:
        """Those that were taken out."""
        return await _removed(request)

    @post("/retirees/{bay:uuid}", opt={"roles": KEEPERS})
    async def restore(self, request: Asked, bay: FromPath[UUID]) -> Redirect | Response[str]:
        """Put one back."""
        try:
            await restore_bay(bays_of(request), get_signed(request).who, bay)
        except Conflict as failure:
            return await _removed(request, failure)
        return seen(f"{HOME}/{bay}?fait=remise")


async def _removed(request: Asked, failure: Failure | None = None) -> Response[str]:
    return await desk_page(request, "bay-removed.html", failure, bays=await list_removed(get_signed(request).who))


def _matches(bay: Bay, q: str) -> bool:
    if not q:
        return True
    code = read_code(q)
    return bay.code == code or fold(q) in fold(f"{bay.reference} {bay.name} {bay.address} {bay.commune}")


def _is(bay: Bay, state: str, request: Asked) -> bool:
    closed = bay.active and bay.is_closed(bays_of(request).now())
    return {"ouvertes": bay.active and not closed, "fermees": closed, "hors-service": not bay.active}.get(state, True)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _grouped(gaps: Sequence[Gap]) -> list[tuple[Bay, list[Gap]]]:
    """By bay, in their order."""
    found: dict[UUID, tuple[Bay, list[Gap]]] = {}
    for gap in gaps:
        found.setdefault(gap.bay.id, (gap.bay, []))[1].append(gap)
    return list(found.values())
