"""`GET /api/v1/territories/{slug}/bays` and `/api/v1/bays?near=`: the inventory, as GeoJSON or in Cerema’s schema."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from numeriz.core.bay import Bay
from numeriz.core.exporting import feature_of
from numeriz.service.bays import list_bays, list_near
from numeriz.service.exporting import write_cerema_file
from numeriz.service.states import State, list_states
from numeriz.web.curbs import Asked, bays_of
from tenants.answers import get_rulebook
from tenants.errors import Unreadable

GEOJSON = "application/geo+json"
FARTHEST_M, USUAL_M = 5_000.0, 1_000.0
OPT: dict[str, object] = {"access": "public"}


class InventoryController(Controller):
    """Open to all: bays are of the street."""

    path = "/api/v1/territories/{slug:str}/bays"
    tags = ["Aires"]  # noqa: RUF012  # Litestar’s own convention
    opt = OPT

    @get("/", summary="Les aires de livraison d’un territoire, en GeoJSON")
    async def read(self, request: Asked, slug: FromPath[str]) -> Response[bytes]:
        """Every bay of the inventory, with its state by the discs (`free` -1: the source is offline)."""
        bays = await _of(request, slug)
        return _collection(await _features(request, bays))

    @get("/cerema-aires.csv", summary="Les mêmes, au schéma aire-livraison 1.0.0")
    async def cerema(self, request: Asked, slug: FromPath[str]) -> Response[bytes]:
        """What the schema cannot say is listed at the address that `Link` names."""
        return await _cerema(request, slug)

    @get("/cerema-aires.losses.json", summary="Ce que ce schéma ne peut pas dire de ces aires")
    async def losses(self, request: Asked, slug: FromPath[str]) -> Response[bytes]:
        """By reference and column."""
        _, losses = write_cerema_file(await _of(request, slug))
        return Response(msgspec.json.encode({"losses": losses}), media_type="application/json")


class ExportController(Controller):
    """The same file, where exports of a territory are looked for."""

    path = "/api/v1/territories/{slug:str}/exports"
    tags = ["Aires"]  # noqa: RUF012
    opt = OPT

    @get("/cerema-aires", summary="Les aires de livraison, au schéma aire-livraison 1.0.0")
    async def cerema(self, request: Asked, slug: FromPath[str]) -> Response[bytes]:
        """As `…/bays/cerema-aires.csv`."""
        return await _cerema(request, slug)


async def _cerema(request: Asked, slug: str) -> Response[bytes]:
    data, losses = write_cerema_file(await _of(request, slug))
    link = f'</api/v1/territories/{slug}/bays/cerema-aires.losses.json>; rel="describedby"'
    headers = {
        "content-disposition": f'attachment; filename="aires-{slug}.csv"', "link": link,
        "x-losses": str(len(losses)), "cache-control": "no-cache",
    }  # fmt: skip
    return Response(data, media_type="text/csv", headers=headers)


class NearController(Controller):
    """The same, around somebody."""

    path = "/api/v1/bays"
    tags = ["Aires"]  # noqa: RUF012
    opt = OPT

    @get("/", summary="Les aires autour d’une position, la plus proche d’abord, en GeoJSON")
    async def near(self, request: Asked) -> Response[bytes]:
        """`near=lon,lat`, `radius` in metres (1 000 unless said, 5 000 at most); fifty at most."""
        lon, lat = _position(request.query_params.get("near", ""))
        radius = _radius(request.query_params.get("radius", str(USUAL_M)))
        found = await list_near(bays_of(request), lon, lat, radius)
        away = {str(each.bay.id): round(each.metres) for each in found}
        features = await _features(request, [each.bay for each in found])
        return _collection([_with(feature, {"metres": away[str(feature["id"])]}) for feature in features])


async def _of(request: Asked, slug: str) -> tuple[Bay, ...]:
    """The bays of a territory; raises NotFound for one that has published nothing."""
    get_rulebook(bays_of(request).current(), slug)
    return await list_bays(slug)


async def _features(request: Asked, bays: Iterable[Bay]) -> list[Mapping[str, Any]]:
    bays, at = tuple(bays), bays_of(request).now()
    states: dict[UUID, State] = {}
    for slug in {bay.territory for bay in bays}:
        states |= await list_states(slug, at)
    return [_with(feature_of(bay), {"state": states.get(bay.id)}) for bay in bays]


def _with(feature: Mapping[str, Any], more: Mapping[str, object]) -> Mapping[str, Any]:
    return {**feature, "properties": {**feature["properties"], **more}}


def _collection(features: Iterable[Mapping[str, Any]]) -> Response[bytes]:
    body = msgspec.json.encode({"type": "FeatureCollection", "features": list(features)})
    return Response(body, media_type=GEOJSON, headers={"cache-control": "no-cache"})


def _position(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
        # What is no number is within no bounds.
        if abs(lon) <= 180 and abs(lat) <= 90:
            return lon, lat
    except ValueError:
        pass
    raise Unreadable("near-unreadable", "« near » n’est pas une position.", "Écrivez longitude,latitude : 4.85,45.76.")


def _radius(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 < found <= FARTHEST_M:
        raise Unreadable("radius-unreadable", "« radius » n’est pas un rayon.", f"De 1 à {FARTHEST_M:.0f} mètres.")
    return found
