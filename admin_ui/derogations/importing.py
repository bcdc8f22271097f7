"""`…/import`: an existing list read, its columns corrected, its faults shown, taken whole or not at all."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from litestar import Controller, Response, get, post

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, file_of, form_of
from admin_ui.derogations.carried import bring_back, carry
from admin_ui.derogations.shown import HOME, desk_page, rights_of, territory_of, today_of
from admin_ui.weight import require_small
from cirqliz.core.listing import (
    FIELDS,
    Column,
    Listing,
    Memory,
    Ways,
    correct,
    is_known,
    propose,
    read_list,
    remember,
)
from cirqliz.service.acting import OFFICERS
from cirqliz.service.remembering import forget_memory, get_memory
from cirqliz.service.taking import Taken, take_list
from connectors.sheets import LARGEST_FILE, read_rows
from rules.model import Problem
from rules.written.folding import fold
from rules.written.lines import Row
from tenants.errors import Conflict, Failure, Unreadable

PAGE = f"{HOME}/import"
LARGEST_SENT = LARGEST_FILE + 6_000_000
SHOWN = 200
"""Problems on a page."""
MOST_TEXTS = 30


is_small = require_small(LARGEST_FILE, LARGEST_SENT, "list-large", "Coupez-le en plusieurs fichiers.")


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it is read now; `texts` are its words for kinds, with the one each was said to mean (empty: none)."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    texts: Mapping[str, str]
    ways: Ways
    listing: Listing
    remembered: bool
    """Whether some column is read as it was for a list before."""


class ImportPages(Controller):
    """Which list; what it says; taken."""

    path = PAGE
    opt = {"access": "signed", "roles": OFFICERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception
    request_max_body_size = LARGEST_SENT

    @get("/")
    async def which(self, request: Asked) -> Response[str]:
        """A file, or a text that is pasted."""
        return await _page(request)

    @post("/", status_code=200)
    async def read(self, request: Asked) -> Response[str]:
        """What the list says; taken when that is asked for."""
        form = await form_of(request)
        try:
            rows = await asyncio.to_thread(bring_back, form["held"]) if "held" in form else await _sent(request, form)
            if form.get("act") == "oublier":
                await forget_memory(rights_of(request), get_signed(request).who)
                form = {"held": form.get("held", "")}
            reading = await asyncio.to_thread(_read, rows, await _ways(request, form), form)
            if form.get("act") in ("prendre", "prendre-justes"):
                return await _take(request, reading, form)
            return await _page(request, reading=reading, form=form)
        except Unreadable as failure:
            return await _page(request, failure, form=form)


async def _take(request: Asked, reading: Reading, form: Mapping[str, str]) -> Response[str]:
    listing = reading.listing
    if not listing.entries or (listing.problems and form.get("act") != "prendre-justes"):
        failure = Unreadable("list-wrong", "Rien n’est pris\u00a0: il reste des lignes à corriger.")
        return await _page(request, failure, reading=reading, form=form)
    try:
        said = {**reading.texts, **({"": reading.ways.default_kind} if reading.ways.default_kind else {})}
        memory = remember(reading.columns, Memory(), {text: kind for text, kind in said.items() if kind})
        taken = await take_list(rights_of(request), get_signed(request).who, listing.entries, memory)
    except Conflict as failure:
        return await _page(request, failure, reading=reading, form=form)
    return await _page(request, taken=taken)


async def _sent(request: Asked, form: Mapping[str, str]) -> tuple[Row, ...]:
    """The lines of what was sent; raises Unreadable."""
    file = await file_of(request, "file")
    data = file[1] if file else form.get("text", "").encode()
    if not data.strip():
        raise Unreadable("list-none", "Choisissez un fichier, ou collez une liste.")
    rows = await asyncio.to_thread(read_rows, data, is_known)
    if isinstance(rows, Problem):
        raise Unreadable(rows.code, rows.message, rows.hint or "")
    return rows


async def _ways(request: Asked, form: Mapping[str, str]) -> Ways:
    """By what the list is read; raises Unreadable where nothing is published."""
    book = rights_of(request).current().rulebooks.get(territory_of(get_signed(request).who))
    if book is None or not book.bundle.rights:
        raise Unreadable(
            "no-kind", "Le règlement ne prévoit aucune dérogation.", "Publiez d’abord celles que votre arrêté prévoit."
        )
    meant = {fold(form.get(f"texte-{place}", "")): form.get(f"sorte-{place}", "") for place in range(1, MOST_TEXTS + 1)}
    kinds = {kind.id: kind for kind in book.bundle.rights.values() if kind.decider == "desk"}
    zones = {zone.id: zone.name for zone in book.bundle.zones.values()}
    known = await get_memory(get_signed(request).who)
    said = {**known.kinds, **{text: kind for text, kind in meant.items() if text}}
    memory = Memory(known.columns, {text: kind for text, kind in said.items() if kind in kinds})
    lookalikes = form.get("semblables") == "oui"
    return Ways(kinds, zones, await today_of(request), memory, form.get("sorte", ""), take_lookalikes=lookalikes)


def _read(rows: Sequence[Row], ways: Ways, form: Mapping[str, str]) -> Reading:
    columns, lines = propose(rows, ways.memory)
    # Lines that name a kind were said to; where no column does, the kind of the last such list is proposed.
    if "sorte" not in form and all(column.field != "kind" for column in columns):
        ways = replace(ways, default_kind=ways.memory.kinds.get("", ""))
    remembered = any(fold(column.title) in ways.memory.columns for column in columns)
    chosen = {place: form[f"colonne-{place}"] for place in range(1, len(columns) + 1) if f"colonne-{place}" in form}
    columns = correct(columns, chosen)
    listing = read_list(columns, lines, ways)
    return Reading(tuple(rows), columns, _texts(columns, lines, listing, ways), ways, listing, remembered)


def _texts(columns: Sequence[Column], lines: Sequence[Row], listing: Listing, ways: Ways) -> Mapping[str, str]:
    """The words of the list for kinds that the rulebook does not know, or that somebody has explained."""
    place = next((place for place, column in enumerate(columns) if column.field == "kind"), None)
    if place is None:
        return {}
    wrong = {problem.line for problem in listing.problems if problem.code == "kind_unknown"}
    meant = ways.memory.kinds
    said = {
        row.cells[place]: meant.get(fold(row.cells[place]), "") for row in lines
        if place < len(row.cells) and row.cells[place] and (row.number in wrong or fold(row.cells[place]) in meant)
    }  # fmt: skip
    return dict(list(said.items())[:MOST_TEXTS])


async def _page(
    request: Asked, failure: Failure | None = None, *, reading: Reading | None = None, taken: Taken | None = None,
    form: Mapping[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    held, book = "", rights_of(request).current().rulebooks.get(territory_of(get_signed(request).who))
    if reading is not None:
        try:
            held = carry(reading.rows)
        except Unreadable as heavy:
            reading, failure = None, heavy
    kinds = {kind.id: kind.name for kind in book.bundle.rights.values() if kind.decider == "desk"} if book else {}
    return await desk_page(
        request, "derogation-import.html", failure, reading=reading, taken=taken, form=form or {}, held=held,
        kinds=kinds, fields=FIELDS, most=SHOWN, size=LARGEST_FILE // 1_000_000,
    )  # fmt: skip
