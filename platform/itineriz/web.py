"""`POST /api/v1/routes` (DESIGN §12)."""

from datetime import datetime
from typing import Annotated

from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.params import JSONBody
from msgspec import Meta, Struct

from itineriz.core import Demand, RouteAnswer, Stop
from itineriz.service import Routes
from tenants.wire import Activity, Position, Rights, Vehicle


class StopIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A stop, in order; without activity, what is done there is unknown."""

    position: Position
    activity: Activity | None = None
    stay_min: Annotated[int, Meta(ge=0, le=1_440, description="Durée de l’arrêt, en minutes")] = 0


class RouteIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A route to find; `territory` names the streets, every rulebook that touches them applies."""

    territory: str
    vehicle: Vehicle
    depart_at: Annotated[datetime, Meta(tz=True, description="RFC 3339, avec son décalage : 2026-11-24T10:00:00+01:00")]
    stops: Annotated[list[StopIn], Meta(min_length=2, max_length=20)]
    rights: Rights = []

    def demand(self) -> Demand:
        """The demand as the room speaks of it."""
        stops = tuple(Stop((stop.position[0], stop.position[1]), stop.activity, stop.stay_min) for stop in self.stops)
        rights = tuple(right.held() for right in self.rights)
        return Demand(self.territory, self.vehicle.facts(), self.depart_at, stops, rights)


class RouteController(Controller):
    """Routes that obey the orders; public, since orders are."""

    path = "/api/v1"
    tags = ["Itinéraires"]  # noqa: RUF012  # Litestar's own convention
    opt = {"access": "public"}  # noqa: RUF012

    @post(
        "/routes",
        status_code=200,
        summary="Un trajet qui obéit aux arrêtés",
        description=(
            "Les zones interdites ou inconnues pour ce véhicule à l’heure du départ sont fermées au transit ; un arrêt "
            "dans une zone est servi si l’activité y est permise. `feasible` est faux quand un arrêt n’est pas servi "
            "(le trajet mène alors au dernier point permis, `served: false`) ou quand aucun chemin n’existe "
            "(`geometry`, `distance_m` et `duration_s` sont alors nuls) ; `why` dit pourquoi. `unverified` est vrai "
            "quand le trajet n’a pas pu être prouvé, qu’il sort des territoires dont les règles sont connues, ou "
            "qu’une zone ouverte au départ ne le sera plus au passage."
        ),
    )
    async def find(self, request: Request[object, object, State], data: JSONBody[RouteIn]) -> RouteAnswer:
        """Find the route of a demand."""
        routes: Routes = request.app.state.services.routes
        return await routes.find(data.demand())
