"""`/territoire/derogations/exports`: the lists a territory takes away, and where it has them sent."""

from typing import cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.service.acting import in_territory
from accounts.web.asking import Asked, get_signed
from accounts.web.desk import origin_of
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of, now_of, seen, show
from admin_ui.exchange.asking import derogations_of
from admin_ui.exchange.files import ENDINGS, TYPES, Form
from cirqliz.needs import Sealing
from cirqliz.service.exporting import list_control, made_at
from cirqliz.service.pushing import EVERY, Sender, add_push, list_pushes, push_now, stop_push
from connectors.derogations import write
from tenants.errors import Conflict, Failure, NotFound, Unreadable
from tenants.opening.opening import get_standing

HOME = "/territoire/derogations/exports"
DONE = {"arret": "L’envoi est arrêté, son secret oublié.", "envoi": "La liste part dans la minute."}


class ExportPages(Controller):
    """What the administrators of a territory take away, and have sent."""

    path = HOME
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """The files, and the addresses with their last results."""
        return await _page(request)

    @get("/controle.csv")
    async def csv(self, request: Asked) -> Response[bytes]:
        """The list for control, for a spreadsheet."""
        return await _file(request, "csv")

    @get("/controle.json")
    async def json(self, request: Asked) -> Response[bytes]:
        """The same, for a program."""
        return await _file(request, "json")

    @get("/controle.zip")
    async def package(self, request: Asked) -> Response[bytes]:
        """The same, with its schema."""
        return await _file(request, "datapackage")

    @post("/")
    async def add(self, request: Asked) -> Response[str]:
        """Another address; its secret is on the page that answers, and never again."""
        form = await form_of(request)
        try:
            who = get_signed(request).who
            _, secret = await add_push(_sender(request), who, form.get("url", ""), form.get("every", ""))
        except (Unreadable, Conflict) as failure:
            return await _page(request, failure, form)
        return await _page(request, secret=secret)

    @post("/{push:uuid}/arreter")
    async def stop(self, request: Asked, push: FromPath[UUID]) -> Redirect | Response[str]:
        """Send nothing there any more."""
        try:
            await stop_push(derogations_of(request), get_signed(request).who, push)
        except NotFound as failure:
            return await _page(request, failure)
        return seen(f"{HOME}?fait=arret")

    @post("/{push:uuid}/envoyer")
    async def now(self, request: Asked, push: FromPath[UUID]) -> Redirect | Response[str]:
        """Have it sent at once."""
        try:
            await push_now(derogations_of(request), get_signed(request).who, push)
        except NotFound as failure:
            return await _page(request, failure)
        return seen(f"{HOME}?fait=envoi")


def _sender(request: Asked) -> Sender:
    return Sender(derogations_of(request), cast("Sealing", request.app.state["sealing"]), origin_of(request) or "")


async def _file(request: Asked, form: Form) -> Response[bytes]:
    records = await list_control(derogations_of(request), get_signed(request).who)
    body, _ = write(records, "control", form, made_at(records, now_of(request)))
    name = f"derogations-controle.{ENDINGS[form]}"
    return Response(body, media_type=TYPES[form], headers={"content-disposition": f'attachment; filename="{name}"'})


async def _page(
    request: Asked, failure: Failure | None = None, form: dict[str, str] | None = None, secret: str = ""
) -> Response[str]:
    who = get_signed(request).who
    slug = in_territory(who)
    return show(
        request, "derogation-exports.html", failure.status if failure else 200, entry=await get_standing(slug),
        pushes=await list_pushes(who), every=EVERY, failure=failure, form=form or {"every": "day"},
        faults=by_field(failure.problems) if failure else {}, secret=secret, home=HOME, desk="/territoire/derogations",
        labels={"url": "Adresse", "every": "Rythme"}, done=DONE.get(request.query_params.get("fait", "")),
    )  # fmt: skip
