"""`/disques`: the discs of a carrier’s vehicles, running and past; vehicles, never people."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get

from accounts.service.vehicles import list_standing
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, now_of, show
from numeriz.core.sentences import hour_of
from numeriz.core.stay import Phase
from numeriz.service.fleets import (
    KEEPERS,
    MOST,
    FleetStay,
    Sought,
    carrier_of,
    list_past,
    list_running,
    names_of_bays,
)
from rules.texts.clockwise import long_date
from rules.written.plates import compact
from tenants.registry import list_territories
from tenants.who import Who

HOME = "/disques"
PAGE = 50
DAYS = 30
PHASES: dict[Phase, str] = {
    "held": "Place retenue", "waiting": "Pas encore réglementé", "running": "En cours", "ending": "Bientôt fini",
    "over": "Temps dépassé", "ended": "Terminé",
}  # fmt: skip
ENDS = {
    "driver": "parti",
    "automatic": "terminé de lui-même",
    "moved": "un autre disque a suivi",
    "closed": "aire fermée",
}
_COLUMNS = ("plaque", "territoire", "aire", "debut", "fin", "avant", "duree_min", "fin_par", "sans_place")
_FRANCE = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Row:
    """A disc in words."""

    plate: str
    where: str
    bay: str
    phase: Phase
    word: str
    sentence: str
    day: str
    start: str
    end: str
    minutes: int | None
    how: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What is looked for, as it was typed."""

    start: str
    end: str
    plate: str
    territory: str
    sought: Sought
    wrong: str = ""

    def query(self, **more: str) -> str:
        """The same in an address."""
        said = {"du": self.start, "au": self.end, "plaque": self.plate, "t": self.territory} | more
        return urlencode({name: value for name, value in said.items() if value})


class FleetDiscPages(Controller):
    """For who keeps the fleet."""

    path = HOME
    opt = {"access": "signed", "roles": KEEPERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def running(self, request: Asked) -> Response[str]:
        """Those running now, the first to end first."""
        who, now = get_signed(request).who, now_of(request)
        rows = await _rows(who, await list_running(who, now), now)
        return show(request, "fleet-discs.html", rows=rows, at=hour_of(now, now, _FRANCE), home=HOME)

    @get("/historique")
    async def past(self, request: Asked) -> Response[str]:
        """Those of some days, fifty a page."""
        who, now, typed = get_signed(request).who, now_of(request), read_typed(request)
        found = await list_past(who, typed.sought, PAGE + 1)
        rows, last = await _rows(who, found[:PAGE], now), found[PAGE - 1] if len(found) > PAGE else None
        following = f"{last.span.starts_at.isoformat()} {last.id}" if last else ""
        return show(
            request, "fleet-past.html", rows=rows, typed=typed, home=HOME, names=await _territories(),
            following=f"{HOME}/historique?{typed.query(apres=following)}" if following else "",
            sheet=f"{HOME}/historique.csv?{typed.query()}", first=typed.sought.before is None,
        )  # fmt: skip

    @get("/historique.csv")
    async def download(self, request: Asked) -> Response[bytes]:
        """The same days, for a sheet: five thousand discs at most."""
        who, typed = get_signed(request).who, read_typed(request)
        found = await list_past(who, replace(typed.sought, before=None), MOST)
        bays = await names_of_bays(found)
        plates = await _plates(who, found)
        sheet = io.StringIO()
        writer = csv.writer(sheet, delimiter=";")
        writer.writerow(_COLUMNS)
        for one in found:
            writer.writerow(_cells(one, plates, bays))
        headers = {"content-disposition": 'attachment; filename="disques.csv"'}
        return Response(sheet.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _cells(one: FleetStay, plates: dict[UUID, str], bays: dict[UUID, str]) -> list[object]:
    span = one.span
    said = [_local(at, one.clock) for at in (span.starts_at, span.ended_at, span.due_at)]
    texts = (_plate(one, plates), one.territory_name, bays.get(one.bay, "") if one.bay else "")
    minutes = "" if one.minutes is None else one.minutes
    return [*map(_plain, texts), *said, minutes, ENDS.get(one.ended_by, ""), "oui" if one.excess else "non"]


def read_typed(request: Asked) -> Typed:
    """What the address asks for; what does not read is left out, and said."""
    asked = {name: value.replace("\0", "")[:80] for name, value in request.query_params.items()}
    today = now_of(request).astimezone(_FRANCE).date()
    start, end = _day(asked.get("du", "")), _day(asked.get("au", ""))
    unread = [name for name, value in (("du", start), ("au", end)) if asked.get(name) and value is None]
    last = end or today
    first = min(start or last - timedelta(days=DAYS), last)
    plate, territory = compact(asked.get("plaque", ""))[:12], asked.get("t", "")
    until, before = _midnight(last + timedelta(days=1)), _cursor(asked.get("apres", ""))
    sought = Sought(_midnight(first), until, plate, territory, before)
    wrong = "Cette date ne se lit pas : écrivez-la comme 2026-11-30." if unread else ""
    return Typed(first.isoformat(), last.isoformat(), plate, territory, sought, wrong)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _FRANCE)


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    at, _, number = text.partition(" ")
    try:
        found = datetime.fromisoformat(at), UUID(number)
    except ValueError:
        return None
    return found if found[0].tzinfo else None


async def _rows(who: Who, stays: tuple[FleetStay, ...], now: datetime) -> list[Row]:
    plates, bays = await _plates(who, stays), await names_of_bays(stays)
    return [_row(one, plates, bays, now) for one in stays]


def _row(one: FleetStay, plates: dict[UUID, str], bays: dict[UUID, str], now: datetime) -> Row:
    span, phase = one.span, one.phase(now)
    start = span.starts_at.astimezone(one.clock)
    bay = bays.get(one.bay, "") if one.bay else "Sans aire"
    return Row(
        _plate(one, plates), one.territory_name, bay, phase, PHASES[phase],
        one.sentence(now), long_date(start.date()), hour_of(span.starts_at, span.starts_at, one.clock),
        hour_of(span.ended_at, span.starts_at, one.clock) if span.ended_at else "", one.minutes,
        ENDS.get(one.ended_by, ""),
    )  # fmt: skip


async def _plates(who: Who, stays: tuple[FleetStay, ...]) -> dict[UUID, str]:
    """The plates of its own vehicles, as its fleet holds them."""
    vehicles = [one.vehicle for one in stays if one.vehicle]
    return {one.id: str(one.plate) for one in await list_standing(carrier_of(who), vehicles)} if vehicles else {}


def _plate(one: FleetStay, plates: dict[UUID, str]) -> str:
    return plates.get(one.vehicle, one.plate) if one.vehicle else one.plate


async def _territories() -> dict[str, str]:
    return {entry.slug: entry.name for entry in await list_territories() if entry.rulebook}


def _local(at: datetime | None, clock: ZoneInfo) -> str:
    return at.astimezone(clock).isoformat(timespec="minutes") if at else ""


def _plain(text: str) -> str:
    """A cell that no sheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
