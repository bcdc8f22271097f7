"""`/organisation/connexion` and `/territoire/connexion`: the provider by which one’s people sign in."""

from typing import ClassVar
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.core.letters import french_day
from accounts.service.acting import in_territory, keeping_organisation
from accounts.service.organisations import get_organisation
from accounts.service.outside import Draft, add_source, get_source, list_sources, remove_source
from accounts.service.places import Place, get_territory_name
from accounts.web.asking import Asked, get_signed
from accounts.web.desk import ground_of
from accounts.web.outside import set_off
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of, now_of, seen, show
from tenants.errors import Conflict, Failure, Unavailable, Unreadable
from tenants.who import Who

DONE = {
    "ajoutee": "La connexion est en place : essayez-la.",
    "retiree": "La connexion est retirée ; qui était entré par elle est déconnecté.",
}


class SourcePages(Controller):
    """The sources of an organisation one keeps."""

    path = "/organisation/connexion"
    opt = {"access": "signed", "roles": ("owner", "receiver", "shipper", "federation")}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception
    home: ClassVar[str] = "/organisation/connexion"

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """The sources in place, and the form that adds one."""
        return await self._sources(request)

    @post("/")
    async def add(self, request: Asked) -> Redirect | Response[str]:
        """Add one that answers; the form again with every problem."""
        who, form = get_signed(request).who, await form_of(request)
        draft = Draft(
            form.get("name", ""), form.get("issuer", ""), form.get("client_id", ""), form.get("secret", ""),
            "client_secret_post" if form.get("authentication") == "client_secret_post" else "client_secret_basic",
            form.get("domain", ""),
        )  # fmt: skip
        try:
            await add_source(ground_of(request), who, self.place_of(who), draft, now_of(request))
        except (Unreadable, Conflict) as failure:
            return await self._sources(request, form=form, failure=failure)
        return seen(f"{self.home}?fait=ajoutee")

    @post("/{source:uuid}/essayer", status_code=200)
    async def attempt(self, request: Asked, source: UUID) -> Response[str]:
        """Sign in there, to see what it says; nothing comes of it here."""
        try:
            place = self.place_of(get_signed(request).who)
            listed, agreed = await get_source(ground_of(request), source, (place,))
            return await set_off(request, agreed, "try", listed, self.home)
        except Unavailable as failure:
            return await self._sources(request, failure=failure)

    @post("/{source:uuid}/retirer")
    async def remove(self, request: Asked, source: UUID) -> Redirect:
        """Forget one."""
        who = get_signed(request).who
        await remove_source(who, self.place_of(who), source, now_of(request))
        return seen(f"{self.home}?fait=retiree")

    def place_of(self, who: Who) -> Place:
        """Whose sources they are; raises Refused."""
        return keeping_organisation(who)

    async def name_of(self, place: Place) -> str:
        """What it is called."""
        return (await get_organisation(place)).name if isinstance(place, UUID) else await get_territory_name(place)

    async def _sources(
        self, request: Asked, *, form: dict[str, str] | None = None, failure: Failure | None = None
    ) -> Response[str]:
        place = self.place_of(get_signed(request).who)
        ground = ground_of(request)
        return show(
            request, "sources.html", failure.status if failure else 200, name=await self.name_of(place),
            home=self.home, sources=await list_sources(place), form=form or {}, failure=failure, day=french_day,
            faults=by_field(failure.problems) if failure else {}, back=ground.redirect_uri, out=ground.post_logout_uri,
            done=DONE.get(request.query_params.get("fait", "")),
        )  # fmt: skip


class TerritorySourcePages(SourcePages):
    """The sources of a territory one administers."""

    path = "/territoire/connexion"
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012  # Litestar’s own convention
    home = "/territoire/connexion"

    def place_of(self, who: Who) -> Place:
        """Whose sources they are; raises Refused."""
        return in_territory(who)
