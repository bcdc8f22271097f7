"""`/api/v1/vehicles`: the fleet for programs."""

from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.params import HeaderParameter, JSONBody, QueryParameter
from msgspec import Meta, Struct

from accounts.core.drafts import LONGEST_NAME, Draft, check_facts
from accounts.core.provenance import Provenance
from accounts.core.roles import CARRIER_ROLES, FLEET_KEEPERS
from accounts.service.acting import keeping_fleet
from accounts.service.imports.aside import today
from accounts.service.vehicles import (
    MOST_LISTED,
    Request,
    add_vehicle,
    archive_vehicle,
    edit_vehicle,
    get_vehicle,
    list_vehicles,
)
from accounts.service.vehicles import Asked as Question
from accounts.service.vehicles import Vehicle as Held
from accounts.web.asking import Asked, get_caller
from accounts.web.pages import now_of
from rules.model import Problem
from rules.written.countries import read_country
from rules.written.plates import read_plate
from tenants.errors import Unreadable
from tenants.wire import Vehicle

type Euro = Literal["0", "1", "2", "3", "4", "5", "6", "none"]


class FactsIn(Vehicle, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """What is known of a vehicle of the fleet; an absent field is unknown."""

    euro: Annotated[Euro, Meta(description="Norme Euro (carte grise, V.9) ; none : non indiquée")] | None = None
    first_registered: Annotated[date, Meta(description="Première immatriculation (carte grise, B)")] | None = None
    plug_in: Annotated[Literal["yes", "no"], Meta(description="Hybride rechargeable")] | None = None


class VehicleIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A vehicle to add or to describe anew."""

    plate: Annotated[str, Meta(max_length=40, description="Plaque, espaces et tirets indifférents")]
    country: Annotated[str, Meta(max_length=40, description="Pays de la plaque, ISO 3166")] = "FR"
    name: Annotated[str, Meta(max_length=LONGEST_NAME, description="Comment vous l’appelez")] = ""
    facts: FactsIn = FactsIn()


class VehicleOut(Struct, frozen=True):
    """A vehicle of the fleet."""

    id: UUID
    plate: Annotated[str, Meta(description="Plaque telle qu’elle est peinte")]
    country: str
    name: str
    facts: Annotated[dict[str, int | str], Meta(description="Faits connus, Crit’Air calculé compris")]
    provenance: Annotated[
        dict[str, Provenance], Meta(description="De chaque fait : déclaré, calculé, ou prouvé par une pièce")
    ]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class VehiclesOut(Struct, frozen=True):
    """Some vehicles of the fleet, by plate."""

    vehicles: list[VehicleOut]
    count: Annotated[int, Meta(description="Combien en tout répondent à la demande")]
    next: Annotated[str | None, Meta(description="À donner dans « after » pour la suite ; nul à la fin")]


Key = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key", min_length=1, max_length=64, required=False,
        description="Une même clé n’ajoute qu’une fois",
    ),
]  # fmt: skip
After = Annotated[str, QueryParameter(max_length=200, description="« next » de la page d’avant", required=False)]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_LISTED, description="Combien de véhicules", required=False)]
Words = Annotated[str, QueryParameter(max_length=80, description="Partie de la plaque ou du nom", required=False)]
Archived = Annotated[bool, QueryParameter(description="Les véhicules archivés", required=False)]


READS, WRITES = {"scope": "fleet:read"}, {"scope": "fleet:write", "roles": FLEET_KEEPERS}


class VehicleController(Controller):
    """The vehicles of the carrier that the caller acts for."""

    path = "/api/v1/vehicles"
    tags = ["Flotte"]  # noqa: RUF012
    opt = {"access": "signed", "roles": CARRIER_ROLES}  # noqa: RUF012  # Litestar’s own convention

    @get("/", summary="La flotte, par plaque", opt=READS)
    async def list(
        self, request: Asked, after: After = "", limit: Limit = 50, q: Words = "", archived: Archived = False
    ) -> VehiclesOut:
        """One page of the fleet."""
        page = await list_vehicles(get_caller(request), Question(q, archived, after, limit))
        return VehiclesOut([_out(vehicle) for vehicle in page.vehicles], page.count, page.following)

    @get("/{vehicle:uuid}", summary="Un véhicule", opt=READS)
    async def read(self, request: Asked, vehicle: UUID) -> VehicleOut:
        """One vehicle, archived or not."""
        return _out(await get_vehicle(get_caller(request), vehicle))

    @post("/", summary="Ajouter un véhicule", opt=WRITES)
    async def add(self, request: Asked, data: JSONBody[VehicleIn], key: Key = None) -> VehicleOut:
        """Add a vehicle, once for each key."""
        who = get_caller(request)
        keeping_fleet(who)
        draft = _draft(data, today(now_of(request)))
        repeated = Request(key, sha256(msgspec.json.encode(data)).hexdigest()) if key else None
        return _out(await add_vehicle(who, draft, now_of(request), repeated))

    @put("/{vehicle:uuid}", summary="Décrire un véhicule à nouveau", opt=WRITES)
    async def edit(self, request: Asked, vehicle: UUID, data: JSONBody[VehicleIn]) -> VehicleOut:
        """Describe a vehicle anew, whole."""
        who = get_caller(request)
        keeping_fleet(who)
        return _out(await edit_vehicle(who, vehicle, _draft(data, today(now_of(request))), now_of(request)))

    @delete("/{vehicle:uuid}", summary="Archiver un véhicule", opt=WRITES)
    async def archive(self, request: Asked, vehicle: UUID) -> None:
        """Put a vehicle aside; one that is already stays so."""
        await archive_vehicle(get_caller(request), vehicle, now_of(request))


def _draft(data: VehicleIn, day: date) -> Draft:
    """The vehicle of a request; raises Unreadable with every problem."""
    problems: list[Problem] = []
    country = read_country(data.country)
    plate = country if isinstance(country, Problem) else read_plate(data.plate, country)
    facts = data.facts.facts()
    if isinstance(plate, Problem):
        problems.append(plate)
    if data.facts.first_registered and data.facts.first_registered > day:
        said = "Cette date n’est pas encore passée."
        problems.append(Problem("date_future", said, "Vérifiez l’année.", pointer="/facts/first_registered"))
    problems += check_facts(facts)
    if problems or isinstance(plate, Problem):
        raise Unreadable("vehicle-invalid", "Ce véhicule a des problèmes.", problems=tuple(problems))
    return Draft(plate, " ".join(data.name.replace("\0", "").split()), facts)


def _out(vehicle: Held) -> VehicleOut:
    return VehicleOut(
        vehicle.id, str(vehicle.plate), vehicle.plate.country, vehicle.name, dict(vehicle.stated.facts),
        dict(vehicle.stated.provenance), vehicle.created_at, vehicle.updated_at, vehicle.archived_at,
    )  # fmt: skip
