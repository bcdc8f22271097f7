"""`/national/territoires/{slug}/fermeture`: what goes, its export, its purge and its proof; or taken back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.desk import NATIONAL, operator_of
from admin_ui.territories.held import held
from rules.texts.typography import NO_BREAK, figure
from tenants.errors import Failure, NotFound
from tenants.opening.closing import Purged, find_beside, find_proof
from tenants.opening.exporting import (
    Later,
    ask_export,
    count_rows,
    drop_archives,
    find_export,
    purge_kept,
    resume,
    take_archive,
)
from tenants.opening.opening import get_standing
from tenants.owned import Owned

DONE = {
    "export": "L’export est demandé. Plus rien ne s’écrit dans ce territoire.",
    "reprise": "La fermeture est annulée : le territoire est de nouveau comme avant.",
    "efface": "Le territoire est fermé. Voici la preuve.",
}
UNITS = ("octets", "ko", "Mo", "Go")


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing stands on: the owners of tables, the folder of archives, the worker."""

    owners: tuple[Owned, ...]
    folder: Path
    later: Later


class ClosingPages(Controller):
    """Closing a territory, for the national team."""

    path = "/national/territoires/{slug:str}/fermeture"
    opt = NATIONAL  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked, slug: FromPath[str]) -> Response[str]:
        """What goes, and how far the closing has come."""
        operator_of(request)
        return await _page(request, slug)

    @post("/export")
    async def export(self, request: Asked, slug: FromPath[str]) -> Redirect | Response[str]:
        """Begin to close, and have everything exported."""
        operator_of(request)
        closing = _closing(request)
        try:
            await ask_export(slug, by=_person(request), at=now_of(request), later=closing.later)
        except Failure as failure:
            return await _page(request, slug, failure)
        return seen(f"{_home(slug)}?fait=export")

    @get("/archive")
    async def archive(self, request: Asked, slug: FromPath[str]) -> File:
        """The archive itself."""
        operator_of(request)
        path = await take_archive(slug, _closing(request).folder, by=_person(request), at=now_of(request))
        return File(path, filename=f"{slug}.zip", media_type="application/zip", headers={"cache-control": "no-store"})

    @post("/effacement")
    async def purge(self, request: Asked, slug: FromPath[str]) -> Redirect | Response[str]:
        """Erase what the archive holds, once the name is typed; the page again with why not."""
        operator_of(request)
        closing, typed = _closing(request), (await form_of(request)).get("confirm", "")
        try:
            await purge_kept(slug, typed, closing.folder, closing.owners, by=_person(request))
        except Failure as failure:
            return await _page(request, slug, failure, typed)
        return seen(f"{_home(slug)}?fait=efface")

    @post("/reprise")
    async def resume(self, request: Asked, slug: FromPath[str]) -> Redirect | Response[str]:
        """Let it stand again."""
        operator_of(request)
        try:
            await resume(slug, _closing(request).folder, by=_person(request))
        except Failure as failure:
            return await _page(request, slug, failure)
        return seen(f"{_home(slug)}?fait=reprise")

    @get("/preuve")
    async def proof(self, request: Asked, slug: FromPath[str]) -> Response[str]:
        """The proof, as a file to keep with the archive."""
        operator_of(request)
        found = await find_proof(slug)
        if found is None:
            raise NotFound("proof-absent", "Il n’y a pas de preuve : ce territoire n’est pas fermé.")
        headers = {"content-disposition": f'attachment; filename="{slug}-preuve.json"', "cache-control": "no-store"}
        return Response(json.dumps(_told(slug, found), indent=2), media_type="application/json", headers=headers)


def _told(slug: str, proof: Purged) -> Mapping[str, object]:
    return {
        "territory": slug, "closed_at": proof.at.isoformat(), "archive_sha256": proof.sha256,
        "purged": dict(sorted(proof.rows.items())),
    }  # fmt: skip


async def _page(request: Asked, slug: str, failure: Failure | None = None, typed: str = "") -> Response[str]:
    """Where the closing stands; raises NotFound for a territory that does not exist."""
    standing, closing, now = await get_standing(slug), _closing(request), now_of(request)
    proof = await find_proof(slug) if standing.state == "closed" else None
    if proof is not None:
        # Whoever was cut off just after the purge left them.
        drop_archives(slug, closing.folder)
    export = await find_export(slug) if standing.state == "closing" else None
    counts = proof.rows if proof else await count_rows(slug, closing.owners)
    return show(
        request, "national-closing.html", failure.status if failure else 200, standing=standing, failure=failure,
        done=DONE.get(request.query_params.get("fait", "")) if failure is None else None, export=export, proof=proof,
        held=held(counts), total=sum(counts.values()), typed=typed, home=_home(slug), figure=figure, weight=weight,
        beside=await find_beside(slug), lost=export is not None and export.is_lost(now),
        percent=export and export.total and min(99, 100 * export.done // export.total),
    )  # fmt: skip


def weight(size: int) -> str:
    """« 1,4 Mo »."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    said = f"{amount:.1f}".replace(".", ",") if unit and amount < 100 else f"{amount:.0f}"
    return f"{said}{NO_BREAK}{UNITS[unit]}"


def _home(slug: str) -> str:
    return f"/national/territoires/{slug}/fermeture"


def _person(request: Asked) -> UUID:
    return get_signed(request).who.person


def _closing(request: Asked) -> Closing:
    closing: Closing = request.app.state["closing"]
    return closing
