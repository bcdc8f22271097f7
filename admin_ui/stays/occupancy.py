"""`/territoire/disques`: how full the bays of a territory are, by bay and by hour; numbers alone."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, now_of, show
from admin_ui.paging import page_of
from admin_ui.rules.pages import entry_of
from numeriz.core.figures import FEWEST, Total, total_of_all, totals_by_bay, totals_by_hour
from numeriz.service.figures import READERS, Figures, get_figures
from numeriz.service.standing import for_territory
from rules.texts.clockwise import hour as hour_said
from tenants.errors import NotFound
from tenants.registry import Entry

HOME = "/territoire/disques"
DAYS = 28
PAGE = 50
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
        """All bays, the fullest first, or one of them; then by hour of the day."""
        asked = request.query_params
        bay = _bay_of(asked.get("aire", ""))
        entry, figures = await _figures(request, bay)
        if bay is not None and not figures.names:
            raise NotFound("bay-unknown", "Cette aire n’existe pas.", "Elle a peut-être été retirée de l’inventaire.")
        whole, lines = total_of_all(figures.activity, DAYS), _by_bay(figures)
        by_hour = _by_hour(figures, ZoneInfo(entry.timezone))
        page = page_of(asked.get("page", ""), len(lines), PAGE)
        return show(
            request, "bay-figures.html", entry=entry, whole=line_of("", whole), any=bool(whole.sessions),
            one=figures.names[bay] if bay else "", days=DAYS, home=HOME, fewest=FEWEST, has_bays=bool(figures.names),
            bays=[(each, line_of(name, total)) for each, name, total in lines[page.part]],
            page=page,
            hours=[(None, line_of(hour_said(60 * each), total)) for each, total in by_hour],
        )  # fmt: skip

    @get("/occupation.csv")
    async def download(self, request: Asked) -> Response[bytes]:
        """By bay, for a sheet; -1 where the source was offline."""
        _, figures = await _figures(request)
        sheet = io.StringIO()
        writer = csv.writer(sheet, delimiter=";")
        writer.writerow(["aire", "disques", "rotation_jour", "duree_moyenne_min", "occupation", "refus"])
        for _, name, total in _by_bay(figures):
            plain = f"'{name}" if name[:1] in "=+-@\t\r" else name
            writer.writerow([plain, *cells_of(total)])
        headers = {"content-disposition": 'attachment; filename="aires-occupation.csv"'}
        return Response(sheet.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def cells_of(total: Total) -> list[object]:
    """Figures for a sheet: -1 offline, nothing where they would tell a number that is held back."""
    a_day, dwell, occupancy = (
        -1 if each is None else round(each, 3) for each in (total.a_day, total.mean_dwell_min, total.occupancy)
    )
    if total.few:
        return [HELD, "", "", occupancy, total.refusals]
    return [total.sessions, a_day, dwell, occupancy, total.refusals]


def _bay_of(text: str) -> UUID | None:
    """Which bay is asked about; raises NotFound for a number that is none."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("bay-unknown", "Cette aire n’existe pas.", "Choisissez-la dans la liste.") from error


async def _figures(request: Asked, bay: UUID | None = None) -> tuple[Entry, Figures]:
    who, now = get_signed(request).who, now_of(request)
    entry = await entry_of(for_territory(who, READERS))
    return entry, await get_figures(who, (now - timedelta(days=DAYS), now), now, bay)


def _by_bay(figures: Figures) -> list[tuple[UUID, str, Total]]:
    """Each bay, the fullest first."""
    found = [(bay, figures.names[bay], total) for bay, total in totals_by_bay(figures.activity, DAYS).items()]
    return sorted(found, key=lambda line: (-(line[2].occupancy or 0), line[1]))


def _by_hour(figures: Figures, clock: ZoneInfo) -> list[tuple[int, Total]]:
    """Each hour of the day there, from the first to the last at which something happens."""
    totals = list(totals_by_hour(figures.activity, clock, DAYS).items())
    busy = [each for each, total in totals if total.sessions or total.refusals or total.occupancy]
    return [pair for pair in totals if busy and busy[0] <= pair[0] <= busy[-1]]


def spaced(count: int) -> str:
    """« 2 017 »."""
    return f"{count:,}".replace(",", "\u202f")


def line_of(name: str, total: Total) -> Line:
    """Figures in words; what would tell of one vehicle is held back."""
    percent = None if total.occupancy is None else round(100 * total.occupancy)
    a_day = UNSAID if total.a_day is None else f"{total.a_day:.1f}".replace(".", ",")
    dwell = "–" if total.mean_dwell_min is None else f"{total.mean_dwell_min:.0f}\u00a0min"
    if total.mean_dwell_min is None and total.sessions:
        dwell = UNSAID
    if total.few:
        a_day, dwell = "–", "–"
    return Line(
        name, HELD if total.few else spaced(total.sessions), a_day, dwell,
        UNSAID if percent is None else f"{percent:\u2007>2}\u00a0%", spaced(total.refusals), percent,
    )  # fmt: skip
