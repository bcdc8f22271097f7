"""`/controle`: the scanner; `/territoire/derogations/controles`: how many checks gave which answer."""

from collections.abc import Sequence
from itertools import groupby

from litestar import Controller, Response, get

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, now_of, show
from admin_ui.checks.words import HANDS, WORDS, Handed
from admin_ui.derogations.shown import clock_of, desk_page
from admin_ui.rules.pages import entry_of
from cirqliz.service.acting import for_territory
from cirqliz.service.checks import POLICE, Count, count_by_day

DAYS = 30


class ScannerPage(Controller):
    """One page: what it needs outdoors is kept by the browser."""

    path = "/controle"
    opt = {"access": "signed", "roles": POLICE}  # noqa: RUF012
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """The camera, a plate typed by hand, the verdict."""
        entry = await entry_of(for_territory(get_signed(request).who, POLICE))
        response = show(request, "check-scanner.html", entry=entry, words=WORDS, hands=HANDS, handed=Handed.all())
        response.headers["permissions-policy"] = "camera=(self), microphone=(), geolocation=(self)"
        return response


class CheckFigures(Controller):
    """For the administration of a territory: numbers, no plate, no name."""

    path = "/territoire/derogations/controles"
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # as above

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Thirty days, the last first."""
        clock = await clock_of(request)
        counts = await count_by_day(get_signed(request).who, clock.key, now_of(request), DAYS)
        days = [(day, tuple(of_day)) for day, of_day in groupby(counts, lambda count: count.day)]
        return await desk_page(
            request, "check-figures.html", days=days, total=_sum(counts), answers=_by_answer(counts), words=WORDS,
            doubled=sum(count.doubled for count in counts), length=DAYS,
        )  # fmt: skip


def _sum(counts: Sequence[Count]) -> int:
    return sum(count.count for count in counts)


def _by_answer(counts: Sequence[Count]) -> list[tuple[str, int]]:
    """How often each answer was given, the commonest first."""
    found: dict[str, int] = {}
    for count in counts:
        found[count.answer.value] = found.get(count.answer.value, 0) + count.count
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
