"""A vehicle of one’s own fleet in a question: its facts and its rights, read from the database each time."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException

from accounts.service.bearer import find_called
from accounts.service.vehicles import list_standing
from accounts.web.asking import find_signed
from accounts.web.calling import bearer_of, check_scope, invalid_token
from cirqliz.needs import FleetVehicle
from cirqliz.service.acting import HOLDERS, for_carrier
from cirqliz.service.held import list_rights
from rules.model import Facts, Right
from tenants.database import NOBODY, scoped
from tenants.errors import NotFound
from tenants.who import Caller

type Asked = Request[object, object, State]
_SCOPE = "fleet:read"


class Fleets:
    """The fleets that accounts keep."""

    async def find_vehicles(self, carrier: UUID, vehicles: Collection[UUID]) -> Mapping[UUID, FleetVehicle]:
        """Those of these vehicles that stand in this carrier’s fleet."""
        return {
            one.id: FleetVehicle(one.id, one.plate.number, one.plate.country, one.stated.facts)
            for one in await list_standing(carrier, vehicles)
        }


class Persons:
    """The people that accounts keep."""

    async def find_name(self, person: UUID) -> str:
        """The name of somebody; empty once their account is closed."""
        async with scoped(NOBODY) as connection:
            return await connection.fetchval("SELECT name FROM person WHERE id = $1", person) or ""


class Holders:
    """Answers for the vehicle somebody signed in, or a program of their carrier, names."""

    async def held_by(self, request: Asked, vehicle: UUID, at: datetime) -> tuple[Facts, tuple[Right, ...]]:
        """Its facts and rights that day; 401 for nobody, 403 for who has no fleet, NotFound for another’s vehicle."""
        carrier, _ = for_carrier(await _caller(request), HOLDERS)
        found = (await Fleets().find_vehicles(carrier, [vehicle])).get(vehicle)
        if found is None:
            raise NotFound("vehicle-unknown", "Ce véhicule n’est pas dans votre flotte.")
        return found.facts, await list_rights(carrier, [vehicle], at.date())


async def _caller(request: Asked) -> Caller:
    """Who asks a door that is open to all, by token or by session, the token first."""
    bearer = bearer_of(request.headers.get("authorization", ""))
    if bearer is None:
        signed = find_signed(request)
        if signed is None:
            raise NotAuthorizedException
        return signed.who
    called = await find_called(bearer, request.app.state.services.now())
    if called is None:
        raise invalid_token()
    check_scope(called, _SCOPE)
    return called.caller
