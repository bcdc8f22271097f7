"""`…/statistiques`: how long the desk takes, what it answers by kind and month; as a table and as CSV."""

import csv
import io

from litestar import Controller, Response, get

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS
from admin_ui.derogations.shown import HOME, clock_of, desk_page, today_of
from cirqliz.core.figures import LEAST, Figures
from cirqliz.service.acting import READERS
from cirqliz.service.desk import list_askers
from cirqliz.service.figures import get_figures

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
KEPT_BACK = f"moins de {LEAST}"


class FigurePages(Controller):
    """The figures of the last twelve months."""

    path = f"{HOME}/statistiques"
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """The page."""
        who = get_signed(request).who
        figures, (_, kinds) = await _figures(request), await list_askers(who)
        days = figures.median_days
        return await desk_page(
            request, "derogation-figures.html", figures=figures, kinds=kinds, month=month_said, held=KEPT_BACK,
            least=LEAST, median="" if days is None else f"{days:g}".replace(".", ","),
        )  # fmt: skip

    @get("/statistiques.csv")
    async def download(self, request: Asked) -> Response[bytes]:
        """The same lines, for a sheet."""
        who = get_signed(request).who
        figures, (_, kinds) = await _figures(request), await list_askers(who)
        sheet = io.StringIO()
        writer = csv.writer(sheet, delimiter=";")
        writer.writerow(["mois", "derogation", "accordees", "refusees", "jours_utilises"])
        for line in figures.lines:
            cells = [KEPT_BACK if count is None else count for count in (line.granted, line.refused, line.days)]
            writer.writerow([line.month, _plain(kinds.get(line.kind, line.kind)), *cells])
        headers = {"content-disposition": 'attachment; filename="derogations-statistiques.csv"'}
        return Response(sheet.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


async def _figures(request: Asked) -> Figures:
    return await get_figures(get_signed(request).who, await today_of(request), await clock_of(request))


def month_said(month: str) -> str:
    """« novembre 2026 »."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def _plain(text: str) -> str:
    """A cell that no sheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
