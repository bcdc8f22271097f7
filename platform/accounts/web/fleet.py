"""`/flotte`: the vehicles of a carrier, one by one."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect

from accounts.core.drafts import FIELDS, LABELS, Draft, read_draft
from accounts.core.roles import CARRIER_ROLES, FLEET_KEEPERS
from accounts.service.acting import keeping_fleet, reading_fleet
from accounts.service.imports import open_lists
from accounts.service.imports.aside import today
from accounts.service.organisations import get_organisation
from accounts.service.vehicles import (
    Asked as Question,
)
from accounts.service.vehicles import (
    Vehicle,
    add_vehicle,
    archive_vehicle,
    edit_vehicle,
    export_fleet,
    get_vehicle,
    list_vehicles,
    restore_vehicle,
)
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of, now_of, seen, show
from accounts.web.views import CHOICES, PROVENANCES, RUBRICS, form_of_vehicle, missing_of, row_of
from rules.vocabulary import FACTS
from rules.written.countries import NAMES
from tenants.errors import Conflict, Failure, NotFound, Unreadable

HOME = "/flotte"
_UNITS = {name: {"kg": "t", "cm": "m"}.get(fact.unit, "") for name, fact in FACTS.items()}

Said = Annotated[str, QueryParameter(required=False)]


class FleetPages(Controller):
    """The list, the form, archiving and taking back, the export."""

    path = HOME
    opt = {"access": "signed", "roles": CARRIER_ROLES}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(
        self, request: Asked, q: Said = "", apres: Said = "", etat: Said = "", fait: Said = ""
    ) -> Response[str]:
        """The fleet by plate, what is searched for, or what was archived."""
        who = get_signed(request).who
        carrier, scope = reading_fleet(who)
        archived = etat == "archives"
        page = await list_vehicles(who, Question(q, archived, apres))
        keeps = scope.role in FLEET_KEEPERS
        following = urlencode({"q": q, "etat": etat, "apres": page.following}) if page.following else ""
        return show(
            request, "fleet.html", organisation=await get_organisation(carrier), count=page.count, keeps=keeps,
            rows=[row_of(vehicle) for vehicle in page.vehicles], q=q, archived=archived, first=not apres,
            following=following, lists=await open_lists(who, now_of(request)) if keeps else (),
            gone=await _gone(request, fait),
        )  # fmt: skip

    @get("/export.csv")
    async def export(self, request: Asked) -> Response[bytes]:
        """The fleet as a file."""
        data = await export_fleet(get_signed(request).who)
        headers = {"content-disposition": 'attachment; filename="flotte.csv"', "cache-control": "no-store"}
        return Response(data, media_type="text/csv; charset=utf-8", headers=headers)

    @get("/ajouter", opt={"roles": FLEET_KEEPERS})
    async def ask(self, request: Asked) -> Response[str]:
        """The form of a vehicle to add."""
        keeping_fleet(get_signed(request).who)
        return _form(request, {"country": "FR"})

    @post("/ajouter", opt={"roles": FLEET_KEEPERS})
    async def add(self, request: Asked) -> Redirect | Response[str]:
        """Add it; the form again with every problem."""
        form = await form_of(request)
        who = get_signed(request).who
        keeping_fleet(who)
        try:
            await add_vehicle(who, _draft(request, form), now_of(request))
        except (Unreadable, Conflict) as failure:
            return _form(request, form, failure=failure)
        return seen(HOME)

    @get("/{vehicle:uuid}")
    async def card(self, request: Asked, vehicle: UUID) -> Response[str]:
        """A vehicle, and where each fact comes from."""
        who = get_signed(request).who
        found = await get_vehicle(who, vehicle)
        return _form(request, form_of_vehicle(found), found, keeps=reading_fleet(who)[1].role in FLEET_KEEPERS)

    @post("/{vehicle:uuid}", opt={"roles": FLEET_KEEPERS})
    async def edit(self, request: Asked, vehicle: UUID) -> Redirect | Response[str]:
        """Describe it anew; the form again with every problem."""
        form = await form_of(request)
        who = get_signed(request).who
        keeping_fleet(who)
        found = await get_vehicle(who, vehicle)
        try:
            await edit_vehicle(who, vehicle, _draft(request, form), now_of(request))
        except (Unreadable, Conflict) as failure:
            return _form(request, form, found, failure=failure)
        return seen(HOME)

    @post("/{vehicle:uuid}/archiver", opt={"roles": FLEET_KEEPERS})
    async def archive(self, request: Asked, vehicle: UUID) -> Redirect:
        """Put it aside; the list offers to take it back."""
        await archive_vehicle(get_signed(request).who, vehicle, now_of(request))
        return seen(f"{HOME}?fait={vehicle}")

    @post("/{vehicle:uuid}/reprendre", opt={"roles": FLEET_KEEPERS})
    async def restore(self, request: Asked, vehicle: UUID) -> Redirect:
        """Take it back."""
        await restore_vehicle(get_signed(request).who, vehicle)
        return seen(HOME)


def _draft(request: Asked, form: dict[str, str]) -> Draft:
    """The vehicle of a form; raises Unreadable with every problem."""
    cells = {name: form.get(name, "")[:200] for name in FIELDS}
    found = read_draft(cells, today(now_of(request)))
    if isinstance(found, Draft):
        return found
    count = "Un champ est" if len(found) == 1 else f"{len(found)} champs sont"
    raise Unreadable("vehicle-invalid", f"{count} à corriger.", problems=found)


def _form(
    request: Asked, form: dict[str, str], vehicle: Vehicle | None = None, *, failure: Failure | None = None,
    keeps: bool = True,
) -> Response[str]:  # fmt: skip
    return show(
        request, "vehicle.html", failure.status if failure else 200, form=form, failure=failure, keeps=keeps,
        faults=by_field(failure.problems) if failure else {}, labels=LABELS, choices=CHOICES, rubrics=RUBRICS,
        units=_UNITS, countries=NAMES, vehicle=vehicle, row=row_of(vehicle) if vehicle else None,
        whence={name: PROVENANCES[each] for name, each in vehicle.stated.provenance.items()} if vehicle else {},
        missing=missing_of(vehicle.stated.facts) if vehicle and "critair" not in vehicle.stated.facts else "",
    )  # fmt: skip


async def _gone(request: Asked, vehicle: str) -> Vehicle | None:
    """The vehicle that was just archived, so that it can be taken back."""
    try:
        found = await get_vehicle(get_signed(request).who, UUID(vehicle))
    except (ValueError, NotFound):
        return None
    return found if found.archived_at else None
