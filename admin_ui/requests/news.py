"""`/derogations/nouvelles`: what became of what was asked and held, over all territories; read or not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, seen, show
from admin_ui.requests.ground import HOME, KEEPING, PARIS, names_of, snapshot_of
from admin_ui.requests.question import number_of
from admin_ui.requests.words import clock
from cirqliz.core.news import sentence
from cirqliz.service.acting import KEEPERS, for_carrier
from cirqliz.service.reading import PAGE, mark_read, page_news
from tenants.errors import Unreadable

NEWS = f"{HOME}/nouvelles"


class NewsPages(Controller):
    """The list, and its mark."""

    path = NEWS
    opt = KEEPING
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """A page of them, the last first."""
        page = number_of(request.query_params.get("page", ""))
        found = await page_news(get_signed(request).who, page)
        return show(
            request, "carrier-news.html", found=found, page=page, pages=max(1, -(-found.count // PAGE)), home=NEWS,
            names=names_of(request), words=lambda told: sentence(told.news, "fr"),
            clock=lambda told: clock(told.at, _zone(request, told.territory)), news=found.unread,
            until=found.rows[0].at.isoformat() if found.rows and page == 1 else "",
            done="lu" in request.query_params.get("fait", ""),
        )  # fmt: skip

    @post("/lues")
    async def mark(self, request: Asked) -> Redirect:
        """All that the page showed is read; what came since stays new."""
        who = get_signed(request).who
        # Before the form is read: whoever keeps nothing here is not told how to fill it in.
        for_carrier(who, KEEPERS)
        await mark_read(who, _instant((await form_of(request)).get("jusqu", "")))
        return seen(f"{NEWS}?fait=lu")


def _instant(text: str) -> datetime:
    """Raises Unreadable for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 2000 < found.year < 2200:
        raise Unreadable("news-until", "Ce formulaire est incomplet.", "Revenez à la page des nouvelles.")
    return found.astimezone(UTC)


def _zone(request: Asked, territory: str) -> ZoneInfo:
    book = snapshot_of(request).rulebooks.get(territory)
    return ZoneInfo(book.bundle.territory.timezone) if book else PARIS
