"""`/organisation/programmes`, `/territoire/programmes`: the programs of who keeps an organisation or a territory."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.core.letters import french_day
from accounts.core.oidc import Client
from accounts.core.powers import POWERS
from accounts.core.programs import PEOPLE, WAYS
from accounts.core.roles import ORGANISATION_KEEPERS
from accounts.service.organisations import get_organisation
from accounts.service.programs import add_program, find_owner, get_program, list_programs, revoke, turn
from accounts.service.refusals import Refused
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of, now_of, seen, show
from tenants.errors import Conflict, Failure, Unreadable

KINDS = {kind: title for kind, title, _ in WAYS.values()}
WORDS = {
    "openid": "reconnaître une personne, sans savoir son nom",
    **PEOPLE,
    **{scope: power.words for scope, power in POWERS.items()},
}


class _ProgramPages(Controller):
    """The list and the form; a secret is on the page that answers, once."""

    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """The programs and the form."""
        return await _page(request, self.path)

    @post("/", status_code=200)
    async def add(self, request: Asked) -> Response[str]:
        """Make one and tell its secret; the form again with every problem."""
        form = await form_of(request)
        _own(request, self.path)
        try:
            made = await add_program(get_signed(request).who, form, now_of(request))
        except (Unreadable, Conflict) as failure:
            return await _page(request, self.path, form=form, failure=failure)
        return await _page(request, self.path, made=made)

    @post("/{client:str}/secret", status_code=200)
    async def turn(self, request: Asked, client: FromPath[str]) -> Response[str]:
        """A new secret."""
        _own(request, self.path)
        try:
            turned = await turn(get_signed(request).who, client, now_of(request))
        except Conflict as failure:
            return await _page(request, self.path, failure=failure)
        return await _page(request, self.path, made=turned, turned=True)

    @get("/{client:str}/retirer")
    async def ask_revoke(self, request: Asked, client: FromPath[str]) -> Response[str]:
        """Whether to revoke it indeed."""
        _own(request, self.path)
        found = await get_program(get_signed(request).who, client)
        return show(request, "program-revoke.html", program=found, home=self.path)

    @post("/{client:str}/retirer")
    async def revoke(self, request: Asked, client: FromPath[str]) -> Redirect:
        """Revoke it."""
        _own(request, self.path)
        await revoke(get_signed(request).who, client, now_of(request))
        return seen(self.path)


class OrganisationProgramPages(_ProgramPages):
    """Those of the organisation acted for."""

    path = "/organisation/programmes"
    opt = {"access": "signed", "roles": ORGANISATION_KEEPERS}  # noqa: RUF012  # Litestar’s own convention


class TerritoryProgramPages(_ProgramPages):
    """Those of the territory acted for."""

    path = "/territoire/programmes"
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012


def _own(request: Asked, home: str) -> None:
    """Raises Refused for an address that is not that of the role acted in."""
    acting = get_signed(request).who.acting
    if acting is not None and bool(acting.territory) != home.startswith("/territoire"):
        raise Refused("page-other-role", "Cette page n’est pas celle du rôle où vous agissez.", "Changez de rôle.")


async def _page(
    request: Asked,
    home: str,
    *,
    form: dict[str, str] | None = None,
    failure: Failure | None = None,
    made: tuple[Client, str | None] | None = None,
    turned: bool = False,
) -> Response[str]:
    _own(request, home)
    owner = await find_owner(get_signed(request).who)
    programs = await list_programs(owner)
    place = (await get_organisation(owner.organisation)).name if owner.organisation else owner.territory
    return show(
        request, "programs.html", failure.status if failure else 200, home=home, owner=owner, place=place,
        programs=programs, kinds_said=KINDS, words=WORDS, people=PEOPLE, powers=POWERS,
        made=made[0] if made else None, secret=made[1] if made else None, turned=turned, day=french_day,
        form=form or {}, failure=failure, faults=by_field(failure.problems) if failure else {},
    )  # fmt: skip
