"""`/derogations`: where each vehicle may deliver, why, and what would open what is closed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from litestar import Controller, Response, get

from accounts.service.vehicles import get_vehicle
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, show
from accounts.web.views import row_of
from admin_ui.requests.ground import HOME, KEEPING, day_of, snapshot_of
from admin_ui.requests.laid import Laid, ask_of, box_of, lay, whole_fleet
from admin_ui.requests.question import ROWS, Wanted, list_choices, read_wanted
from admin_ui.requests.words import FILTERS, PURPOSES, SIGNS, cited, french_date, told_terms
from cirqliz.core.matrix import Cell, Column, Word
from cirqliz.core.matrix import Vehicle as Matrixed
from cirqliz.core.telling import WORDS, tell_hours
from cirqliz.service.carrying import list_held, list_waiting
from cirqliz.service.matrix import Slice, lay_matrix, mend_cell
from cirqliz.service.reading import count_unread
from rules.eligible import is_eligible, list_lacking
from rules.model import RightKind
from rules.texts import french
from tenants.errors import NotFound


class MatrixPages(Controller):
    """The matrix, and what founds one cell of it."""

    path = HOME
    opt = KEEPING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """The vehicles and territories that are asked for."""
        wanted = replace(wanted_of(request), every=False)
        laid = await lay(get_signed(request).who, wanted, snapshot_of(request))
        pages = max(1, -(-len(laid.lines) // ROWS))
        page = min(wanted.page, pages)
        return show(
            request, "carrier-matrix.html", wanted=wanted, laid=laid, lines=laid.lines[(page - 1) * ROWS : page * ROWS],
            page=page, pages=pages, territories=list_choices(wanted, snapshot_of(request)), filters=FILTERS,
            purposes=PURPOSES, faults=by_field(wanted.problems), day=french_date(wanted.start),
            silent=_silent(laid), news=await count_unread(get_signed(request).who), today=day_of(request).isoformat(),
        )  # fmt: skip

    @get("/vehicules/{vehicle:uuid}/{territory:str}")
    async def cell(self, request: Asked, vehicle: UUID, territory: str) -> Response[str]:
        """Why a vehicle may or may not, zone by zone, and what would change it."""
        wanted, who = wanted_of(request), get_signed(request).who
        held, waiting = await list_held(who), await list_waiting(who)
        found = await get_vehicle(who, vehicle)
        fleet = tuple(ask_of(each, held, waiting, wanted) for each in await whole_fleet(who))
        place = next((place for place, each in enumerate(fleet) if each.id == str(vehicle)), None)
        slices = [each async for each in lay_matrix(snapshot_of(request), fleet, wanted.use(), (territory,))]
        if place is None or not slices:
            raise NotFound("cell-unknown", "Ce véhicule ou ce territoire n’est pas dans le tableau.")
        known, asked = slices[0], fleet[place]
        box, cell = box_of(known, asked, place, held), known.cells[place]
        change = mend_cell(known, cell, fleet)
        return show(
            request, "carrier-cell.html", wanted=wanted, row=row_of(found), vehicle=found, box=box,
            zones=tuple(_zones(cell, known.column)), kinds=kinds_of(known, asked, cell), change=change,
            needs=tuple(french.need(need, known.column.bundle) for need in cell.needs), day=french_date(wanted.start),
            mine=tuple(each for each in held if each.territory == territory and each.vehicle in (None, vehicle)
                       and each.state == "active"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ZoneSaid:
    """A zone in words."""

    name: str
    sign: str
    word: str
    hours: str
    why: str
    cite: str
    url: str | None


@dataclass(frozen=True, slots=True)
class KindSaid:
    """A kind of derogation as a vehicle may ask for it: `barred` says why not, `needs` what is missing first."""

    id: str
    name: str
    terms: str
    cite: str
    proofs: tuple[str, ...]
    own: bool
    asked: bool
    opens: bool
    barred: bool
    needs: str


def wanted_of(request: Asked) -> Wanted:
    """The question of this address."""
    given = request.query_params
    return read_wanted(given, given.getall("t", []), snapshot_of(request), day_of(request))


def kinds_of(known: Slice, asked: Matrixed, cell: Cell) -> tuple[KindSaid, ...]:
    """The kinds of a territory, those that open this cell first, those that are for other vehicles last."""
    bundle = known.column.bundle
    opening = {kind.id for way in cell.ways for kind in way}
    found = [_kind(kind, asked, cell, opening, known) for kind in bundle.rights.values()]
    return tuple(sorted(found, key=lambda each: (each.barred, not each.opens, each.name)))


def _kind(kind: RightKind, asked: Matrixed, cell: Cell, opening: set[str], known: Slice) -> KindSaid:
    own = kind.holder == "carrier"
    suits = True if own else is_eligible(kind, asked.facts)
    lacking = list_lacking(kind, asked.facts) if suits is None else ()
    return KindSaid(
        kind.id, kind.name, told_terms(kind), cited(kind.order, kind.article, unchecked=kind.to_verify), kind.proofs,
        own, kind.id in cell.asked, kind.id in opening, suits is False,
        french.both([french.need(need, known.column.bundle) for need in lacking]) if lacking else "",
    )  # fmt: skip


def _zones(cell: Cell, column: Column) -> Iterator[ZoneSaid]:
    for zone in cell.zones:
        reason = zone.reason
        hours = "" if zone.word in (Word.IMPOSSIBLE, Word.POSSIBLE, Word.UNKNOWN) else tell_hours(zone.open, column)
        yield ZoneSaid(
            column.bundle.zones[zone.zone].name, SIGNS[zone.word], WORDS[zone.word], hours,
            reason.message if reason else "",
            cited(reason.order, reason.article, unchecked=reason.to_verify) if reason else "",
            reason.url if reason else None,
        )  # fmt: skip


def _silent(laid: Laid) -> bool:
    """Whether the territories shown propose no derogation at all."""
    return bool(laid.slices) and not any(each.column.bundle.rights for each in laid.slices)
