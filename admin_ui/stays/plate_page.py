"""`/controle/disque`: an officer types a plate and reads whether it has a disc; no address of a page holds it."""

from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, show
from admin_ui.rules.pages import entry_of
from admin_ui.stays.plates import look_up_typed
from admin_ui.stays.seen import answer_of
from numeriz.core.sentences import hour_of
from numeriz.service.plates import CHECKERS
from numeriz.service.standing import for_territory
from rules.written.countries import FRANCE, NAMES
from tenants.errors import Failure, TooMany, Unreadable

HOME = "/controle/disque"
LONGEST = 40


class PlatePage(Controller):
    """Large, for one hand outdoors; it needs no script."""

    path = HOME
    opt = {"access": "signed", "roles": CHECKERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """The form."""
        return await _form(request, {})

    @post("/", status_code=200)
    async def look_up(self, request: Asked) -> Response[str]:
        """The answer; or the form again, with what is to be mended or how long to wait."""
        form = await form_of(request)
        try:
            plate, found = await look_up_typed(request, form.get("plate", "")[:LONGEST], form.get("country", ""))
        except (Unreadable, TooMany) as failure:
            return await _form(request, form, failure)
        entry, now = await entry_of(for_territory(get_signed(request).who, CHECKERS)), now_of(request)
        country = "" if plate.country == FRANCE else NAMES.get(plate.country, plate.country)
        return show(
            request, "plate-answer.html", entry=entry, home=HOME, plate=str(plate), country=country,
            told=answer_of(found, now), at=hour_of(now, now, ZoneInfo(entry.timezone)),
        )  # fmt: skip


async def _form(request: Asked, form: dict[str, str], failure: Failure | None = None) -> Response[str]:
    entry = await entry_of(for_territory(get_signed(request).who, CHECKERS))
    response = show(
        request, "plate-form.html", failure.status if failure else 200, entry=entry, home=HOME, countries=NAMES,
        plate=form.get("plate", "")[:LONGEST], country=form.get("country", FRANCE), wrong=_wrong(failure),
    )  # fmt: skip
    if isinstance(failure, TooMany):
        response.headers["retry-after"] = str(failure.retry_after_s)
    return response


def _wrong(failure: Failure | None) -> str:
    if isinstance(failure, TooMany):
        return f"{failure.title} Réessayez dans {failure.retry_after_s}\u00a0s."
    return " ".join(f"{each.message} {each.hint or ''}".strip() for each in failure.problems) if failure else ""
