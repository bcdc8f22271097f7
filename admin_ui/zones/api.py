"""What the map of a tracé asks: what surrounds it, and what is wrong with it as it is being drawn."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

import shapely
from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct
from shapely.geometry.base import BaseGeometry

from accounts.web.asking import Asked
from admin_ui.rules.asking import who_of
from rules.model import GeoJSON
from tenants.drafts.drawing import get_setting
from tenants.drafts.rights import READERS, WRITERS
from tenants.drawing.checking import length_said, review, surface_said
from tenants.drawing.model import Fault, Measure, Review
from tenants.drawing.splitting import split
from tenants.errors import Unreadable


class DrawnIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A tracé as it is being drawn."""

    shape: Annotated[dict[str, object], Meta(description="GeoJSON (WGS\u00a084)")]
    kind: Annotated[str, Meta(max_length=80, description="La sorte de zone, tant qu’elle n’est pas déclarée")] = ""


class SplitIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A tracé, and a line across it."""

    shape: Annotated[dict[str, object], Meta(description="GeoJSON (WGS\u00a084)")]
    line: Annotated[dict[str, object], Meta(description="Une ligne GeoJSON qui le traverse")]


class PartsOut(Struct, frozen=True):
    """The parts of a tracé on each side of a line; one when the line does not cross it."""

    parts: list[GeoJSON]


class FaultOut(Struct, frozen=True):
    """One thing to mend, where, and what would mend it."""

    code: str
    message: str
    hint: str
    blocking: bool
    places: list[tuple[float, float]]
    act: str
    repaired: GeoJSON | None
    changes_m2: float

    @classmethod
    def of(cls, fault: Fault) -> "FaultOut":
        """A fault as interfaces spell it."""
        return cls(
            fault.code, fault.message, fault.hint, fault.blocking, list(fault.places), fault.act, fault.repaired,
            round(fault.changes_m2, 2),
        )  # fmt: skip


class MeasureOut(Struct, frozen=True):
    """What a tracé measures on the ellipsoid, and how it is said."""

    area_m2: float
    length_m: float
    vertices: int
    said: str

    @classmethod
    def of(cls, measure: Measure) -> "MeasureOut":
        """A measure as interfaces spell it."""
        return cls(round(measure.area_m2, 2), round(measure.length_m, 2), measure.vertices, measure_said(measure))


class ReviewOut(Struct, frozen=True):
    """All there is to say of a tracé; `sound` once it may be kept."""

    sound: bool
    faults: list[FaultOut]
    measure: MeasureOut | None

    @classmethod
    def of(cls, found: Review) -> "ReviewOut":
        """A review as interfaces spell it."""
        measure = MeasureOut.of(found.measure) if found.measure else None
        return cls(found.sound, [FaultOut.of(fault) for fault in found.faults], measure)


class NeighbourOut(Struct, frozen=True):
    """Another zone."""

    name: str
    kind: str
    shape: GeoJSON


class AroundOut(Struct, frozen=True):
    """What surrounds a tracé: the limit it stays in, other zones, itself in the version in force."""

    limit: GeoJSON | None
    others: list[NeighbourOut]
    in_force: GeoJSON | None


def measure_said(measure: Measure) -> str:
    """« 12,4 ha, 1,53 km de contour, 18 sommets, 2 morceaux »."""
    length = length_said(measure.length_m)
    words = [surface_said(measure.area_m2), f"{length} de contour"] if measure.area_m2 else [length]
    words.append(f"{measure.vertices} sommets")
    if measure.parts > 1:
        words.append(f"{measure.parts} morceaux")
    if measure.holes:
        words.append("1 trou" if measure.holes == 1 else f"{measure.holes} trous")
    return ", ".join(words)


class ZoneDoors(Controller):
    """The questions of the map."""

    path = "/api/v1/territories/{slug:str}/drafts/{draft:uuid}/zones"
    tags = ["Projets"]  # noqa: RUF012
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention

    @get("/around", summary="Ce qui entoure un tracé")
    async def around(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], path: FromQuery[str]
    ) -> AroundOut:
        """The limit, the other zones, the version in force."""
        setting = await get_setting(who_of(request, slug, READERS), draft, path)
        around = setting.around
        others = [NeighbourOut(each.name, each.kind, _light(each.area)) for each in around.neighbours]
        return AroundOut(_light(around.limit) if around.limit is not None else None, others, setting.in_force)

    @post("/review", summary="Vérifier un tracé sans le garder", status_code=HTTP_200_OK, opt={"roles": WRITERS})
    async def review(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], path: FromQuery[str], data: JSONBody[DrawnIn]
    ) -> ReviewOut:
        """Every fault at once with its place and its repair, and what it measures."""
        setting = await get_setting(who_of(request, slug, WRITERS), draft, path)
        return ReviewOut.of(await asyncio.to_thread(review, data.shape, setting.around_kind(data.kind)))

    @post("/split", summary="Couper un tracé par une ligne", status_code=HTTP_200_OK, opt={"roles": WRITERS})
    async def split(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], data: JSONBody[SplitIn]
    ) -> PartsOut:
        """Its parts; nothing is kept."""
        await get_setting(who_of(request, slug, WRITERS), draft, "")
        parts = await asyncio.to_thread(split, data.shape, data.line)
        if isinstance(parts, Fault):
            raise Unreadable("zone-unsound", parts.message, parts.hint)
        return PartsOut(list(parts))


def _light(area: BaseGeometry) -> GeoJSON:
    """As GeoJSON, to about ten centimetres."""
    found: GeoJSON = json.loads(shapely.to_geojson(shapely.set_precision(area, 1e-6)))
    return found
