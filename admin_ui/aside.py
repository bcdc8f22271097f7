"""`/national/faits` and `/territoire/faits`: the facts that a listener could not hear, to bring again or to drop."""

from asyncpg import Connection
from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.core.letters import french_day
from accounts.service.privacy import reason_of
from accounts.service.refusals import Refused
from accounts.web.asking import Asked, get_signed
from accounts.web.desk import on
from accounts.web.pages import form_of, show
from admin_ui.desk import HANDLERS, NATIONAL, listeners_of, operator_of, seen
from tenants import aside
from tenants.errors import Failure, NotFound
from tenants.national import national
from tenants.registry import list_territories
from tenants.relay import SetAside, list_set_aside, read_set_aside

DONE = {"repris": "Le fait est repris.", "abandonne": "Le fait est abandonné ; le motif est au journal."}


class NationalFacts(Controller):
    """Those of every territory, for the national team."""

    path = "/national/faits"
    opt = NATIONAL
    include_in_schema = False
    exception_handlers = HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """All of them, by territory."""
        return await _national(request)

    @post("/{territory:str}/reprendre")
    async def retry_all(self, request: Asked, territory: str) -> Response[str]:
        """Bring all those of a territory again."""
        by = operator_of(request)
        await _known(territory)
        counts = await aside.retry_all(territory, listeners_of(request), by=by, at=on(request).now())
        return await _national(request, said=_heard(*counts))

    @post("/{territory:str}/{number:int}/reprendre")
    async def retry(self, request: Asked, territory: str, number: int) -> Redirect | Response[str]:
        """Bring one again."""
        by = operator_of(request)
        await _known(territory)
        if (failure := await _retry(request, territory, number, by)) is not None:
            return await _national(request, failure=failure)
        return seen(self.path, "repris")

    @post("/{territory:str}/{number:int}/abandonner")
    async def drop(self, request: Asked, territory: str, number: int) -> Redirect | Response[str]:
        """Give one up, with a reason."""
        by = operator_of(request)
        await _known(territory)
        if (failure := await _drop(request, territory, number, by)) is not None:
            return await _national(request, failure=failure)
        return seen(self.path, "abandonne")


class TerritoryFacts(Controller):
    """Those of one’s own territory, for its administration."""

    path = "/territoire/faits"
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """All of them."""
        return await _own(request)

    @post("/reprendre")
    async def retry_all(self, request: Asked) -> Response[str]:
        """Bring all of them again."""
        territory, by = _administered(request)
        counts = await aside.retry_all(territory, listeners_of(request), by=by, at=on(request).now())
        return await _own(request, said=_heard(*counts))

    @post("/{number:int}/reprendre")
    async def retry(self, request: Asked, number: int) -> Redirect | Response[str]:
        """Bring one again."""
        territory, by = _administered(request)
        if (failure := await _retry(request, territory, number, by)) is not None:
            return await _own(request, failure=failure)
        return seen(self.path, "repris")

    @post("/{number:int}/abandonner")
    async def drop(self, request: Asked, number: int) -> Redirect | Response[str]:
        """Give one up, with a reason."""
        territory, by = _administered(request)
        if (failure := await _drop(request, territory, number, by)) is not None:
            return await _own(request, failure=failure)
        return seen(self.path, "abandonne")


def _administered(request: Asked) -> tuple[str, str]:
    """The territory somebody administers, and their number; raises Refused."""
    who = get_signed(request).who
    if who.acting is None or who.acting.name != "admin" or not who.acting.territory:
        raise Refused(
            "admin-role",
            "Cette page est celle de l’administration d’un territoire.",
            "Prenez ce rôle dans votre compte.",
        )
    return who.acting.territory, str(who.person)


async def _known(territory: str) -> None:
    if territory not in {entry.slug for entry in await list_territories()}:
        raise NotFound("territory-unknown", "Ce territoire n’existe pas.")


async def _retry(request: Asked, territory: str, number: int, by: str) -> Failure | None:
    """Bring one again; what went wrong, to be shown above the list."""
    form = await form_of(request)
    try:
        await aside.retry(
            territory, listeners_of(request), form.get("listener", ""), number, by=by, at=on(request).now()
        )
    except Failure as failure:
        return failure
    return None


async def _drop(request: Asked, territory: str, number: int, by: str) -> Failure | None:
    form = await form_of(request)
    try:
        reason = reason_of(form.get("reason", ""))
        await aside.drop(territory, form.get("listener", ""), number, by=by, reason=reason, at=on(request).now())
    except Failure as failure:
        return failure
    return None


async def _read(connection: Connection, slug: str) -> tuple[SetAside, ...]:
    return await read_set_aside(connection, slug)


async def _national(request: Asked, *, failure: Failure | None = None, said: str = "") -> Response[str]:
    by = operator_of(request)
    found = await national(by, "facts set aside", "fact_set_aside", _read)
    names = {entry.slug: entry.name for entry in await list_territories()}
    groups = [(slug, names[slug], f"{NationalFacts.path}/{slug}", rows) for slug, rows in found.items() if rows]
    return _page(request, groups, failure, said, nationwide=True)


async def _own(request: Asked, *, failure: Failure | None = None, said: str = "") -> Response[str]:
    territory, _ = _administered(request)
    names = {entry.slug: entry.name for entry in await list_territories()}
    rows = await list_set_aside(territory)
    groups = [(territory, names[territory], TerritoryFacts.path, rows)] if rows else []
    return _page(request, groups, failure, said, nationwide=False)


def _page(request: Asked, groups: object, failure: Failure | None, said: str, *, nationwide: bool) -> Response[str]:
    return show(
        request, "aside.html", failure.status if failure else 200, groups=groups, failure=failure, day=french_day,
        done=said or DONE.get(request.query_params.get("fait", "")), nationwide=nationwide,
        listeners={listener.name for listener in listeners_of(request)},
    )  # fmt: skip


def _heard(heard: int, left: int) -> str:
    """What came of bringing them all again."""
    again = "aucun fait n’est repris" if not heard else f"{heard} fait{'s' if heard > 1 else ''} repris"
    stay = "" if not left else f", {left} reste{'nt' if left > 1 else ''} de côté"
    return f"{again[0].upper()}{again[1:]}{stay}."
