"""`POST /api/v1/routes` and what surrounds a route (DESIGN §12)."""

from datetime import datetime

import msgspec
from litestar import Controller, Request, Response, post
from litestar.datastructures import State
from litestar.params import JSONBody

from itineriz.core import RouteAnswer
from itineriz.needs import Holders
from itineriz.service import Routes
from itineriz.service.exports import GEOJSON, GPX, geojson_of, gpx_of
from itineriz.web.asked import RouteIn
from itineriz.web.shapes import AlternativeOut, AlternativesIn, AlternativesOut, HoursIn, HoursOut
from tenants.wire import with_held

type Asked = Request[object, object, State]

_FILE = (
    " Un arrêt non servi n’empêche pas le fichier : le trajet mène au dernier point permis, et le fichier le dit. Sans "
    "aucun chemin, la réponse est 409, avec la raison."
)


def routes_of(request: Asked) -> Routes:
    """The service behind the door."""
    routes: Routes = request.app.state.services.routes
    return routes


async def held[T: (RouteIn, AlternativesIn, HoursIn)](request: Asked, data: T, at: datetime) -> T:
    """The question with the facts and rights of the vehicle of one’s fleet that it names, as they stand now."""
    if data.holder is None:
        return data
    holders: Holders = request.app.state.services.holders
    vehicle, rights = with_held(data.vehicle, data.rights, *await holders.held_by(request, data.holder.vehicle, at))
    return msgspec.structs.replace(data, vehicle=vehicle, rights=rights, holder=None)


class RouteController(Controller):
    """Routes that obey the orders; public, since orders are."""

    path = "/api/v1/routes"
    tags = ["Itinéraires"]  # noqa: RUF012  # Litestar's own convention
    opt = {"access": "public"}  # noqa: RUF012

    @post(
        status_code=200,
        summary="Un trajet qui obéit aux arrêtés",
        description=(
            "Les zones interdites ou inconnues pour ce véhicule à l’heure où il y passerait sont fermées au transit ; "
            "un arrêt dans une zone est servi si l’activité y est permise, de l’arrivée à la fin de l’arrêt. "
            "`feasible` est faux quand un arrêt n’est pas servi "
            "(le trajet mène alors au dernier point permis, `served: false`) ou quand aucun chemin n’existe "
            "(`geometry`, `distance_m` et `duration_s` sont alors nuls) ; `why` dit pourquoi. `unverified` est vrai "
            "quand le trajet n’a pas pu être relu rue par rue, ou qu’il sort des territoires dont les règles sont "
            "connues. `emissions` estime les gaz à effet de serre, avec ses bornes et sa méthode ; "
            "`notices` dit ce que le décret n° 2022-1119 veut qu’on dise."
        ),
    )
    async def find(self, request: Asked, data: JSONBody[RouteIn]) -> RouteAnswer:
        """Find the route of a demand."""
        return await routes_of(request).find((await held(request, data, data.depart_at)).demand())

    @post(
        "/hours",
        status_code=200,
        summary="Les heures auxquelles un trajet est permis",
        description=(
            "Pour chaque départ de « from » à « to », 8 jours au plus : le trajet direct est-il permis, ou une zone y "
            "est-elle fermée à l’heure du passage, ou un arrêt ne peut-il pas être servi ? Passages et arrêts doivent "
            "être permis du début à la fin. Le trajet direct est cherché une fois, à midi, et fait les heures "
            "d’arrivée ; ce que donne un détour se demande à /routes."
        ),
    )
    async def hours(self, request: Asked, data: JSONBody[HoursIn]) -> HoursOut:
        """The state of a trip over some days."""
        return HoursOut.of(await routes_of(request).hours((await held(request, data, data.start)).demand(), data.end))

    @post(
        "/alternatives",
        status_code=200,
        summary="Les autres façons de faire un trajet",
        description=(
            "Comme demandé, au plus court, plus tard, avec un autre véhicule, avec une dérogation qui existe ici, en "
            "vélo cargo quand tout est à sa portée : chacune est calculée et prouvée. Les faisables d’abord, "
            "puis par émissions de gaz à effet de serre ; deux façons qui suivent le même chemin n’en font qu’une."
        ),
    )
    async def alternatives(self, request: Asked, data: JSONBody[AlternativesIn]) -> AlternativesOut:
        """The ways to make a trip, ranked."""
        offers = [each.offer() for each in data.vehicles]
        found = await routes_of(request).alternatives((await held(request, data, data.depart_at)).demand(), offers)
        return AlternativesOut([AlternativeOut.of(each) for each in found])

    @post(
        "/export/gpx",
        status_code=200,
        media_type=GPX,
        summary="Le trajet en GPX 1.1",
        description="Arrêts, instructions et tracé daté, pour un GPS." + _FILE,
    )
    async def export_gpx(self, request: Asked, data: JSONBody[RouteIn]) -> Response[bytes]:
        """The route of a demand as a GPX file."""
        return _file(
            gpx_of(await routes_of(request).find((await held(request, data, data.depart_at)).demand())),
            GPX,
            _name(data, "gpx"),
        )

    @post(
        "/export/geojson",
        status_code=200,
        media_type=GEOJSON,
        summary="Le trajet en GeoJSON",
        description="Le tracé, avec les zones traversées et évitées, puis chaque arrêt (RFC 7946)." + _FILE,
    )
    async def export_geojson(self, request: Asked, data: JSONBody[RouteIn]) -> Response[bytes]:
        """The route of a demand as a GeoJSON file."""
        return _file(
            geojson_of(await routes_of(request).find((await held(request, data, data.depart_at)).demand())),
            GEOJSON,
            _name(data, "geojson"),
        )


def _name(data: RouteIn, ending: str) -> str:
    return f"trajet-{data.territory}-{data.depart_at:%Y-%m-%d-%Hh%M}.{ending}"


def _file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
