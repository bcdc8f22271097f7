"""What the page of a tracé shows: the draft, the shape, what is wrong with it, where the map begins."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from litestar import Response
from shapely.geometry.base import BaseGeometry

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import show
from admin_ui.rules.pages import entry_of
from admin_ui.zones.api import measure_said
from admin_ui.zones.pictures import Picture, picture
from connectors.graph import Store
from rules.model import GeoJSON
from tenants.drafts.drawing import Setting, get_setting
from tenants.drafts.rights import READERS, WRITERS, scope_of
from tenants.drawing.checking import review
from tenants.drawing.model import Fault, Review
from tenants.drawing.reading import read_geometry, read_shape
from tenants.errors import Failure
from tenants.settings import Settings

KIND_WORDS: Mapping[str, str] = {
    "zfe": "ZFE", "ztl": "Zone à trafic limité", "pedestrian": "Aire piétonne", "school": "Rue scolaire",
    "event": "Périmètre d’événement", "dimension": "Gabarit ou poids limité", "bay_area": "Aires de livraison",
}  # fmt: skip
"""Kinds that the house has words for."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a form holds of a tracé, as it was sent."""

    path: str
    text: str
    revision: int
    name: str = ""
    kind: str = ""


async def zone_page(
    request: Asked, draft: UUID, written: Written, failure: Failure | None = None, *, fresh: bool = False,
    theirs: GeoJSON | None = None, mended: str = "",
) -> Response[str]:  # fmt: skip
    """The page of a tracé; with a refusal, what was sent stays in it."""
    who = get_signed(request).who
    entry = await entry_of(scope_of(who, READERS))
    setting = await get_setting(who, draft, written.path)
    found = await reviewed(setting, written)
    writes = who.acting is not None and who.acting.name in WRITERS and setting.draft.state == "open"
    here = f"/territoire/projets/{draft}"
    return show(
        request, "zone-draw.html", failure.status if failure else 200, failure=failure, entry=entry,
        draft=setting.draft, setting=setting, written=written, found=found, fresh=fresh, here=here, writes=writes,
        theirs=json.dumps(theirs) if theirs is not None else "", mended=mended, kinds_here=KIND_WORDS,
        measured=measure_said(found.measure) if found and found.measure else "",
        drawn=await asyncio.to_thread(_picture, setting, written.text, found),
        api=f"/api/v1/territories/{entry.slug}/drafts/{draft}/zones", basemap=basemap_of(request, entry.slug),
        zones=setting.content.zones, used=any(written.path in file.text for file in setting.content.files),
    )  # fmt: skip


async def reviewed(setting: Setting, written: Written) -> Review | None:
    """What is wrong with what was sent; None before anything is drawn."""
    if not written.text.strip():
        return None
    shape = read_shape(written.text)
    if isinstance(shape, Fault):
        return Review((shape,))
    return await asyncio.to_thread(review, shape, setting.around_kind(written.kind))


def _picture(setting: Setting, text: str, found: Review | None) -> Picture | None:
    layers: list[tuple[str, BaseGeometry]] = []
    if setting.around.limit is not None:
        layers.append(("limit", setting.around.limit))
    layers += [("other", each.area) for each in setting.around.neighbours]
    for name, shape in (("before", setting.in_force), ("mine", _shape(text))):
        area = read_geometry(shape) if shape is not None else None
        if area is not None and not isinstance(area, Fault):
            layers.append((name, area))
    places = [place for fault in found.faults for place in fault.places] if found else []
    return picture(layers, places, 480)


def _shape(text: str) -> GeoJSON | None:
    shape = read_shape(text) if text.strip() else None
    return None if shape is None or isinstance(shape, Fault) else shape


def basemap_of(request: Asked, slug: str) -> str:
    """The address of the tiles under the map; empty where no streets are built."""
    settings: Settings = request.app.state["settings"]
    pointer = Store(settings.data / "tiles" / slug).pointer()
    return f"/basemaps/{slug}/{pointer.current}.pmtiles" if pointer else ""


def text_of(shape: GeoJSON) -> str:
    """A tracé as it is written in the page: one position a line at most where it is short."""
    text = json.dumps(shape, ensure_ascii=False)
    return text if len(text) > 200_000 else text.replace("]], [[", "]],\n[[").replace("], [", "],\n [")
