"""Signs to print: of one bay, or of all those that are in service."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from accounts.web.asking import Asked
from accounts.web.pages import PAGE_HANDLERS, base_of
from admin_ui.bays.shown import HOME, bays_of, entry_here
from numeriz.core.bay import Bay
from numeriz.core.signs import sign_of
from numeriz.service.bays import get_bay, list_bays
from numeriz.service.gaps import find_law
from numeriz.service.signs import MOST, SIZES, Size, write_signs
from numeriz.service.standing import READERS
from tenants.errors import Conflict, NotFound, Unreadable


class SignPages(Controller):
    """PDF, A4 for the ground, A6 for a post."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/{bay:uuid}/panneau.pdf")
    async def one(self, request: Asked, bay: FromPath[UUID]) -> Response[bytes]:
        """The sign of one bay."""
        return await _signs(request, [await get_bay((await entry_here(request)).slug, bay)])

    @get("/panneaux.pdf")
    async def every(self, request: Asked) -> Response[bytes]:
        """Those of the bays in service."""
        bays = [bay for bay in await list_bays((await entry_here(request)).slug) if bay.active]
        if not bays:
            raise NotFound("bays-none", "Aucune aire n’est en service.", "Ajoutez-en une d’abord.")
        if len(bays) > MOST:
            said = f"{len(bays)} panneaux : {MOST} au plus dans un fichier."
            raise Conflict("signs-many", said, "Imprimez-les depuis la fiche de chaque aire.")
        return await _signs(request, bays)


async def _signs(request: Asked, bays: Sequence[Bay]) -> Response[bytes]:
    size = _size(request.query_params.get("format", "A4"))
    entry, on = await entry_here(request), bays_of(request)
    published = entry.slug in on.current().rulebooks
    signs = [
        sign_of(
            bay, find_law(on, bay) if published else None, entry.name, base_of(request),
            demonstration=entry.demonstration,
        )
        for bay in bays
    ]  # fmt: skip
    fonts = await asyncio.to_thread(request.app.state["letter_fonts"])
    data = await asyncio.to_thread(write_signs, signs, size, fonts)
    name = f"panneau-{bays[0].code}" if len(bays) == 1 else "panneaux"
    headers = {"content-disposition": f'inline; filename="{name}-{size}.pdf"', "cache-control": "no-store"}
    return Response(data, media_type="application/pdf", headers=headers)


def _size(text: str) -> Size:
    found = next((size for size in SIZES if size == text.upper()), None)
    if found is None:
        raise Unreadable("sign-format", "Ce format de panneau n’existe pas.", "Choisissez A4 ou A6.")
    return found
