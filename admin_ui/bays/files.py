"""`/territoire/aires/import`: a file read, its columns and units corrected, its faults shown, taken, undone."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, file_of, form_of, seen
from admin_ui.bays.shown import HOME, bays_of, desk_page, entry_here
from admin_ui.derogations.carried import bring_back, carry
from admin_ui.weight import require_small
from connectors.bays import Lines, read_bays
from connectors.sheets import LARGEST_FILE
from numeriz.core.importing import FIELDS, MEASURES
from numeriz.core.importing.columns import UNITS
from numeriz.service.importing import (
    Choices,
    Reading,
    Taken,
    forget_memory,
    get_memory,
    list_imports,
    read_file,
    take_file,
    undo_file,
)
from numeriz.service.standing import KEEPERS
from rules.model import Problem
from tenants.errors import Conflict, Failure, Unreadable

PAGE = f"{HOME}/import"
LARGEST_SENT = LARGEST_FILE + 6_000_000
SHOWN = 200

is_small = require_small(LARGEST_FILE, LARGEST_SENT, "bays-large", "Coupez-le en plusieurs fichiers.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as the page carries it from one reading to the next."""

    lines: Lines
    reading: Reading


class FilePages(Controller):
    """Which file; what it says; taken; undone."""

    path = PAGE
    opt = {"access": "signed", "roles": KEEPERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception
    request_max_body_size = LARGEST_SENT

    @get("/")
    async def which(self, request: Asked) -> Response[str]:
        """A file, and those that were taken before."""
        return await _page(request)

    @post("/", status_code=200)
    async def read(self, request: Asked) -> Response[str]:
        """What it says; taken when that is asked for."""
        form = await form_of(request)
        try:
            lines = await _lines(request, form)
            if form.get("act") == "oublier":
                await forget_memory(bays_of(request), get_signed(request).who)
                form = {name: form.get(name, "") for name in ("held", "crs-said")}
            sent = Sent(lines, await _read(request, lines, form))
            if form.get("act") in ("prendre", "prendre-justes"):
                return await _take(request, sent, form)
            return await _page(request, sent=sent)
        except Unreadable as failure:
            return await _page(request, failure)

    @post("/{taken:uuid}/annuler")
    async def undo(self, request: Asked, taken: FromPath[UUID]) -> Redirect | Response[str]:
        """Take back what an import did."""
        try:
            back, stay = await undo_file(bays_of(request), get_signed(request).who, taken)
        except Conflict as failure:
            return await _page(request, failure)
        return seen(f"{PAGE}?fait=annule&rendues={back}&gardees={stay}")


async def _lines(request: Asked, form: Mapping[str, str]) -> Lines:
    """The lines of what was sent, or of the page; raises Unreadable."""
    if "held" in form:
        return Lines("table", bring_back(form["held"]), {}, form.get("crs-said", "")[:200])
    file = await file_of(request, "file")
    if file is None or not file[1].strip():
        raise Unreadable("bays-none", "Choisissez un fichier.")
    lines = await asyncio.to_thread(read_bays, file[1])
    if isinstance(lines, Problem):
        raise Unreadable(lines.code, lines.message, lines.hint or "")
    return lines


async def _read(request: Asked, lines: Lines, form: Mapping[str, str]) -> Reading:
    entry, memory = await entry_here(request), await get_memory(get_signed(request).who)
    places = range(1, (len(lines.rows[0].cells) if lines.rows else 0) + 1)
    choices = Choices(
        {place: form[f"colonne-{place}"] for place in places if f"colonne-{place}" in form},
        {place: form[f"unite-{place}"] for place in places if form.get(f"unite-{place}") in UNITS},
        form.get("projection", "")[:40],
    )
    try:
        return await asyncio.to_thread(read_file, bays_of(request), entry.slug, lines, memory, choices)
    except ValueError as error:
        raise Unreadable(
            "bays-projection", "Cette projection n’est pas connue.", "Choisissez dans la liste."
        ) from error


async def _take(request: Asked, sent: Sent, form: Mapping[str, str]) -> Response[str]:
    read = sent.reading.read
    if not read.entries or (read.problems and form.get("act") != "prendre-justes"):
        failure = Unreadable("bays-wrong", "Rien n’est pris : il reste des lignes à corriger.")
        return await _page(request, failure, sent=sent)
    taken = await take_file(bays_of(request), get_signed(request).who, sent.reading)
    return await _page(request, taken=taken)


async def _page(
    request: Asked, failure: Failure | None = None, *, sent: Sent | None = None, taken: Taken | None = None
) -> Response[str]:
    held = ""
    if sent is not None:
        try:
            held = carry(sent.lines.rows)
        except Unreadable as heavy:
            sent, failure = None, heavy
    asked = request.query_params
    return await desk_page(
        request, "bay-import.html", failure, sent=sent, taken=taken, held=held, fields=FIELDS, measures=MEASURES,
        units=UNITS, most=SHOWN, size=LARGEST_FILE // 1_000_000, imports=await list_imports(get_signed(request).who),
        undone=_counts(asked.get("rendues", ""), asked.get("gardees", "")) if asked.get("fait") == "annule" else None,
    )  # fmt: skip


def _counts(*texts: str) -> tuple[int, ...]:
    return tuple(int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0 for text in texts)
