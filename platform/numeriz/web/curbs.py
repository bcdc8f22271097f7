"""`/cds/curbs/*`: the kerbs of a territory in the Curb Data Specification 1.1, for everybody."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.datastructures import State

from numeriz.core.curbs import Curb, envelope, objects_of, once, policies_of, spaces_of, zone_of
from numeriz.core.distance import metres
from numeriz.core.importing.columns import as_number
from numeriz.service.curbs import list_curbs
from numeriz.service.standing import Bays
from rules.model import Problem
from tenants.errors import Failure, Unreadable

type Asked = Request[object, object, State]
MEDIA = "application/vnd.cds+json;version=1.1"
_BOX = ("min_lng", "min_lat", "max_lng", "max_lat")
_AROUND = ("lng", "lat", "radius")


class Unimplemented(Failure):
    """A part of the standard that is not served."""

    status = 501


def bays_of(request: Asked) -> Bays:
    """What bays stand on."""
    return Bays(request.app.state["shelf"].current, request.app.state["now"])


class CurbController(Controller):
    """Each answer is about one territory, for its clock is in the envelope."""

    path = "/cds/curbs"
    tags = ["Aires"]  # noqa: RUF012  # Litestar’s own convention
    opt = {"access": "public"}  # noqa: RUF012

    @get("/zones", summary="Les aires, en CDS 1.1")
    async def zones(self, request: Asked) -> Response[Any]:
        """One zone a bay; `territory` says which, a box or a circle may narrow it."""
        curbs = await _asked(request)
        return _answer(request, "zones", [zone_of(curb) for curb in curbs])

    @get("/spaces", summary="Leurs places, en CDS 1.1")
    async def spaces(self, request: Asked) -> Response[Any]:
        """One space a place."""
        return _answer(request, "spaces", [space for curb in await _asked(request) for space in spaces_of(curb.bay)])

    @get("/policies", summary="Ce qui y limite les arrêts, en CDS 1.1")
    async def policies(self, request: Asked) -> Response[Any]:
        """Each policy once, of the orders where they limit stays, else of the signs."""
        found = once(policy for curb in await _asked(request) for policy in policies_of(curb))
        return _answer(request, "policies", found)

    @get("/objects", summary="Panneaux, bornes, capteurs, en CDS 1.1")
    async def objects(self, request: Asked) -> Response[Any]:
        """What stands at the bays."""
        return _answer(request, "objects", [each for curb in await _asked(request) for each in objects_of(curb.bay)])

    @get("/areas", summary="Non servi : 501", sync_to_thread=False)
    def areas(self, request: Asked) -> Response[Any]:
        """Nobody has drawn any."""
        raise Unimplemented(
            "cds-unimplemented", "Cette partie de CDS n’est pas servie ici.", f"Chemin {request.url.path}."
        )


async def _asked(request: Asked) -> Sequence[Curb]:
    """The kerbs of a territory, narrowed; raises Unreadable, NotFound."""
    on, query = bays_of(request), request.query_params
    published = list(on.current().rulebooks)
    territory = query.get("territory", published[0] if len(published) == 1 else "")
    if not territory:
        hint = "Ajoutez « territory= » : voyez /api/v1/territories."
        raise Unreadable("cds-territory", "Dites de quel territoire.", hint)
    curbs = await list_curbs(on, territory)
    if (wanted := query.get("curb_zone_id")) is not None:
        curbs = tuple(curb for curb in curbs if str(curb.bay.id) == _uuid(wanted))
    if any(name in query for name in _BOX):
        west, south, east, north = _numbers(request, _BOX)
        curbs = tuple(c for c in curbs if west <= c.bay.lon <= east and south <= c.bay.lat <= north)
    if any(name in query for name in _AROUND):
        lon, lat, radius_cm = _numbers(request, _AROUND)
        curbs = tuple(c for c in curbs if metres(lon, lat, c.bay.lon, c.bay.lat) * 100 <= radius_cm)
    return curbs


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise Unreadable("cds-id", "« curb_zone_id » n’est pas un UUID.") from error


def _numbers(request: Asked, names: Sequence[str]) -> list[float]:
    """All of these parameters; raises Unreadable with each that is wrong."""
    found: list[float] = []
    problems: list[Problem] = []
    for name in names:
        value = as_number(request.query_params.get(name, ""))
        if value is None:
            problems.append(Problem("cds-number", f"« {name} » manque, ou n’est pas un nombre.", pointer=f"/{name}"))
        else:
            found.append(value)
    if problems:
        raise Unreadable("cds-numbers", "Ces paramètres vont ensemble.", problems=tuple(problems))
    return found


def _answer(request: Asked, kind: str, items: Sequence[object]) -> Response[Any]:
    on = bays_of(request)
    territory = request.query_params.get("territory") or next(iter(on.current().rulebooks))
    body = envelope(kind, items, on.zone_of(territory).key, on.now())
    return Response(body, media_type=MEDIA, headers={"cache-control": "no-cache"})
