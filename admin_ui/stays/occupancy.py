"""`/territoire/disques`: how full the bays of a territory are, by bay and by hour; numbers alone."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, now_of, show
from admin_ui.rules.pages import entry_of
from numeriz.core.figures import FEWEST, Hour, Total, total_of
from numeriz.service.figures import READERS, Figures, get_figures
from numeriz.service.standing import for_territory
from rules.texts.clockwise import hour as hour_said
from tenants.registry import Entry

HOME = "/territoire/disques"
DAYS = 28
HELD = f"moins de {FEWEST}"
UNSAID = "hors ligne"


@dataclass(frozen=True, slots=True)
class Line:
    """Figures in words, of a bay or an hour of the day; `share` is the occupancy in percent."""

    name: str
    sessions: str
    a_day: str
    dwell: str
    occupancy: str
    refusals: str
    share: int | None


class OccupancyPages(Controller):
    """Four weeks, for everybody of the territory."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """By bay, then by hour of the day."""
        entry, figures = await _figures(request)
        clock = ZoneInfo(entry.timezone)
        whole = total_of(figures.hours, DAYS)
        return show(
            request, "bay-figures.html", entry=entry, whole=line_of("", whole), any=bool(whole.sessions),
            bays=[line_of(name, total) for name, total in _by_bay(figures)], days=DAYS, home=HOME, fewest=FEWEST,
            hours=[line_of(hour_said(60 * each), total) for each, total in _by_hour(figures.hours, clock)],
            has_bays=bool(figures.names),
        )  # fmt: skip

    @get("/occupation.csv")
    async def download(self, request: Asked) -> Response[bytes]:
        """By bay, for a sheet; -1 where the source was offline."""
        _, figures = await _figures(request)
        sheet = io.StringIO()
        writer = csv.writer(sheet, delimiter=";")
        writer.writerow(["aire", "disques", "rotation_jour", "duree_moyenne_min", "occupation", "refus"])
        for name, total in _by_bay(figures):
            plain = f"'{name}" if name[:1] in "=+-@\t\r" else name
            writer.writerow([plain, *_cells(total)])
        headers = {"content-disposition": 'attachment; filename="aires-occupation.csv"'}
        return Response(sheet.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _cells(total: Total) -> list[object]:
    sessions: object = HELD if total.few else total.sessions
    measured = (total.a_day, None if total.few else total.mean_dwell_min, total.occupancy)
    return [sessions, *(-1 if each is None else round(each, 3) for each in measured), total.refusals]


async def _figures(request: Asked) -> tuple[Entry, Figures]:
    who, now = get_signed(request).who, now_of(request)
    entry = await entry_of(for_territory(who, READERS))
    return entry, await get_figures(who, (now - timedelta(days=DAYS), now), now)


def _by_bay(figures: Figures) -> list[tuple[str, Total]]:
    """Each bay, the fullest first."""
    hours = defaultdict(list)
    for hour in figures.hours:
        hours[hour.bay].append(hour)
    found = [(figures.names[bay], total_of(each, DAYS)) for bay, each in hours.items()]
    return sorted(found, key=lambda pair: (-(pair[1].occupancy or 0), pair[0]))


def _by_hour(hours: Iterable[Hour], clock: ZoneInfo) -> list[tuple[int, Total]]:
    """Each hour of the day there, from the first to the last at which something happens."""
    found = defaultdict(list)
    for hour in hours:
        found[hour.start.astimezone(clock).hour].append(hour)
    totals = [(each, total_of(found[each], DAYS)) for each in sorted(found)]
    busy = [each for each, total in totals if total.sessions or total.refusals or total.occupancy]
    return [pair for pair in totals if busy and busy[0] <= pair[0] <= busy[-1]]


def spaced(count: int) -> str:
    """« 2 017 »."""
    return f"{count:,}".replace(",", "\u202f")


def line_of(name: str, total: Total) -> Line:
    """Figures in words; what would tell of one vehicle is held back."""
    percent = None if total.occupancy is None else round(100 * total.occupancy)
    dwell = UNSAID if total.mean_dwell_min is None and total.sessions else ""
    if total.mean_dwell_min is not None:
        dwell = HELD if total.few else f"{total.mean_dwell_min:.0f}\u00a0min"
    return Line(
        name, HELD if total.few else spaced(total.sessions),
        UNSAID if total.a_day is None else f"{total.a_day:.1f}".replace(".", ","),
        dwell or "–", UNSAID if percent is None else f"{percent:\u2007>2}\u00a0%", spaced(total.refusals), percent,
    )  # fmt: skip
