"""`/controle`: the scanner; `/territoire/derogations/controles`: how many checks, of which answer, by whom where."""

from collections.abc import Sequence
from itertools import groupby

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.service.members import Member, list_members
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.checks.words import HANDS, SLIPS, WORDS, Handed
from admin_ui.derogations.shown import clock_of, desk_page, rights_of
from admin_ui.rules.pages import entry_of
from cirqliz.service.acting import for_territory
from cirqliz.service.beats import list_beats, set_beat
from cirqliz.service.checks import POLICE, Count, count_by_day
from tenants.errors import Conflict, Failure
from tenants.who import Who

DAYS = 30
FIGURES = "/territoire/derogations/controles"


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
        response = show(
            request, "check-scanner.html", entry=entry, words=WORDS, hands=HANDS, slips=SLIPS, handed=Handed.all()
        )
        response.headers["permissions-policy"] = "camera=(self), microphone=(), geolocation=(self)"
        return response


class CheckFigures(Controller):
    """For the administration of a territory: numbers, no plate, no name; and where each officer checks."""

    path = FIGURES
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # as above

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Thirty days, the last first."""
        return await _figures(request)

    @post("/")
    async def change(self, request: Asked) -> Redirect | Response[str]:
        """Say which zones an officer is for."""
        who, form = get_signed(request).who, await form_of(request)
        known = {str(officer.person): officer for officer in await _officers(who)}
        officer = known.get(form.get("officer", ""))
        if officer is None:
            gone = Conflict("officer-unknown", "Cette personne n’a pas le rôle « Police » ici.", "Voyez la liste.")
            return await _figures(request, gone)
        zones = {zone for zone in _zones(request, who) if form.get(f"zone.{zone}")}
        await set_beat(who, officer.person, zones, now_of(request))
        return seen(f"{FIGURES}?fait=zones")


async def _figures(request: Asked, failure: Failure | None = None) -> Response[str]:
    who, clock = get_signed(request).who, await clock_of(request)
    counts = await count_by_day(who, clock.key, now_of(request), DAYS)
    days = [(day, tuple(of_day)) for day, of_day in groupby(counts, lambda count: count.day)]
    done = "Les zones de cet agent sont enregistrées." if request.query_params.get("fait") == "zones" else None
    return await desk_page(
        request, "check-figures.html", failure, days=days, total=_sum(counts), answers=_by_answer(counts),
        words=WORDS, copied=sum(count.copied for count in counts), length=DAYS, officers=await _officers(who),
        beats=await list_beats(who), zones=_zones(request, who), done=done,
    )  # fmt: skip


async def _officers(who: Who) -> tuple[Member, ...]:
    members = await list_members(for_territory(who, ("admin",)).territory)
    return tuple(member for member in members if member.role in POLICE)


def _zones(request: Asked, who: Who) -> dict[str, str]:
    """The zones of the rulebook in force, by name."""
    book = rights_of(request).current().rulebooks.get(for_territory(who, ("admin",)).territory)
    return {zone.id: zone.name for zone in book.bundle.zones.values()} if book else {}


def _sum(counts: Sequence[Count]) -> int:
    return sum(count.count for count in counts)


def _by_answer(counts: Sequence[Count]) -> list[tuple[str, int]]:
    """How often each answer was given, the commonest first."""
    found: dict[str, int] = {}
    for count in counts:
        found[count.answer.value] = found.get(count.answer.value, 0) + count.count
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
