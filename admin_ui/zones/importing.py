"""`/territoire/projets/{id}/zones/importer`: a file read, its projection shown, each object given its zone."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import shapely
from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from shapely.geometry.base import BaseGeometry

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, file_of, form_of, now_of, seen, show
from admin_ui.rules.pages import entry_of
from admin_ui.weight import require_small
from admin_ui.zones.composing import zone_lines
from admin_ui.zones.held import hold, release
from admin_ui.zones.naming import slug_of
from admin_ui.zones.pictures import Picture, picture
from admin_ui.zones.shown import KIND_WORDS
from connectors.drawings import LARGEST_FILE, Feature, Guess, Layer, Unusable, guess, project, read_drawings
from rules.model import GeoJSON, Problem
from tenants.drafts.drawing import Setting, Taken, get_setting, problem_of, take_zones
from tenants.drafts.editing import Hand
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drawing.checking import measure, review, surface_said
from tenants.drawing.model import Fault
from tenants.drawing.plane import written
from tenants.drawing.reading import read_geometry
from tenants.errors import Failure, Unreadable
from tenants.who import Who

LARGEST_SENT = LARGEST_FILE + 2_000_000
MOST_MENDS = 6
_NAMES = ("nom", "name", "libelle", "label", "intitule", "nom_zone", "titre")


is_small = require_small(LARGEST_FILE, LARGEST_SENT, "import-large", "N’exportez que les zones utiles.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A projection that may be the file's, drawn over the territory."""

    guess: Guess
    drawn: Picture | None


@dataclass(frozen=True, slots=True)
class Row:
    """An object of the file: what becomes of it, as proposed or as chosen."""

    feature: Feature
    drawn: Picture | None
    size: str
    target: str
    name: str
    kind: str
    mend: bool


class ImportPages(Controller):
    """From a file to zones, in two steps; nothing is kept between them."""

    path = "/territoire/projets/{draft:uuid}/zones"
    opt = {"access": "signed", "roles": WRITERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception
    request_max_body_size = LARGEST_SENT

    @get("/importer")
    async def ask(self, request: Asked, draft: FromPath[UUID]) -> Response[str]:
        """Which file."""
        return await _page(request, draft)

    @post("/importer")
    async def take(self, request: Asked, draft: FromPath[UUID]) -> Redirect | Response[str]:
        """Read it and show what it would become; or take it as shown."""
        form, who = await form_of(request), get_signed(request).who
        setting = await get_setting(who, draft, "")
        try:
            if "held" not in form:
                sent = await file_of(request, "file")
                if sent is None:
                    raise Unreadable(
                        "import-none", "Choisissez un fichier.", "GeoJSON, shapefile zippé, KML, KMZ ou GPX."
                    )
                return await _page(request, draft, await asyncio.to_thread(read_drawings, sent[1]), form)
            layer = await asyncio.to_thread(release, form["held"])
        except Unusable as unusable:
            failure = Unreadable("import-unusable", unusable.message, unusable.hint)
            return await _page(request, draft, failure=failure)
        except Failure as failure:
            return await _page(request, draft, failure=failure)
        return await _take(request, setting, layer, form, who)


async def _take(
    request: Asked, setting: Setting, layer: Layer, form: Mapping[str, str], who: Who
) -> Redirect | Response[str]:
    draft = setting.draft.id
    if form.get("act") != "prendre":
        return await _page(request, draft, layer, form)
    try:
        flat = project(layer, form.get("projection", ""))
        taken = await asyncio.to_thread(_taken, flat, form, setting)
        await take_zones(Hand(who, draft, now_of(request)), taken)
    except ValueError:
        return await _page(request, draft, layer, form, Unreadable("projection", "Choisissez une projection."))
    except Failure as failure:
        return await _page(request, draft, layer, form, failure)
    return seen(f"/territoire/projets/{draft}")


def _taken(layer: Layer, form: Mapping[str, str], setting: Setting) -> list[Taken]:
    """Every object that was given a zone, mended where that was asked; raises `Unreadable` with every problem."""
    problems: list[Problem] = []
    taken: list[Taken] = []
    used = {zone.path for zone in setting.content.zones}
    chosen: set[str] = set()
    for feature in layer.features:
        row = _row(feature, form, setting)
        if not row.target:
            continue
        shape, faults = _mended(written(feature.geometry), setting, mend=row.mend)
        problems += [problem_of(fault, feature.number) for fault in faults]
        name = slug_of(row.name)
        path = f"zones/{name}.geojson" if row.target == "nouvelle" else row.target
        if said := _wrong(row, name, path, used, chosen):
            problems.append(Problem("import-zone", f"Objet {feature.number}\u00a0: {said}"))
            continue
        chosen.add(path)
        lines = zone_lines(name, row.kind, row.name, path) if row.target == "nouvelle" else ""
        taken.append(Taken(path, shape, lines))
    if not taken and not problems:
        problems.append(Problem("import-nothing", "Aucun objet n’est à prendre.", "Choisissez ce que devient chacun."))
    if problems:
        said = "Rien n’est importé\u00a0: voici ce qui est à corriger."
        raise Unreadable("import-unsound", said, problems=tuple(problems))
    return taken


def _wrong(row: Row, name: str, path: str, used: set[str], chosen: set[str]) -> str:
    """Why an object cannot become that zone; empty when it can."""
    if row.target != "nouvelle":
        if path not in used:
            return "ce tracé n’est pas dans le projet."
        return "deux objets remplaceraient le même tracé." if path in chosen else ""
    if not name:
        return "donnez un nom à la zone."
    if row.kind not in KIND_WORDS:
        return "choisissez une sorte de zone."
    if path in used or path in chosen:
        return f"une zone s’appelle déjà «\u202f{name}\u202f»\u00a0: donnez un autre nom."
    return ""


def _mended(shape: GeoJSON, setting: Setting, *, mend: bool) -> tuple[GeoJSON, list[Fault]]:
    """A shape, with what repairs it taken when asked; the faults that keep it from being kept."""
    for _ in range(MOST_MENDS):
        found = review(shape, setting.around)
        wrong = [fault for fault in found.faults if fault.blocking or fault.code in ("duplicates", "sliver")]
        able = next((fault.repaired for fault in wrong if fault.repaired is not None), None)
        if not mend or able is None:
            return shape, [fault for fault in wrong if fault.blocking]
        shape = able
    return shape, [fault for fault in review(shape, setting.around).faults if fault.blocking]


async def _page(
    request: Asked, draft: UUID, layer: Layer | None = None, form: Mapping[str, str] | None = None,
    failure: Failure | None = None,
) -> Response[str]:  # fmt: skip
    """Which file; or what it holds."""
    who = get_signed(request).who
    entry = await entry_of(scope_of(who, WRITERS))
    setting = await get_setting(who, draft, "")
    given = form or {}
    choices: tuple[Choice, ...] = ()
    rows: list[Row] = []
    held, chosen = "", ""
    if layer is not None:
        try:
            held = hold(layer)
        except Failure as heavy:
            layer, failure = None, heavy
    if layer is not None:
        choices = await asyncio.to_thread(_choices, layer, setting)
        codes = [choice.guess.code for choice in choices]
        chosen = given.get("projection", "") if given.get("projection") in codes else (codes[0] if codes else "")
        rows = await asyncio.to_thread(_rows, layer, chosen, given, setting)
    return show(
        request, "zone-import.html", failure.status if failure else 200, failure=failure, entry=entry,
        draft=setting.draft, here=f"/territoire/projets/{draft}", layer=layer, held=held, choices=choices,
        chosen=chosen, rows=rows,
        kinds_here=KIND_WORDS, zones=setting.content.zones, largest=LARGEST_FILE, writes=setting.draft.state == "open",
    )  # fmt: skip


def _choices(layer: Layer, setting: Setting) -> tuple[Choice, ...]:
    limit = setting.around.limit
    ground = [("limit", limit)] if limit is not None else []
    found = []
    for each in guess(layer, limit):
        area = shapely.geometrycollections([one.geometry for one in project(layer, each.code).features])
        found.append(
            Choice(each, picture([*ground, ("mine", _parts(area))], side=240, whole=True) if each.inside else None)
        )
    return tuple(found)


def _rows(layer: Layer, code: str, form: Mapping[str, str], setting: Setting) -> list[Row]:
    flat = project(layer, code) if code else layer
    limit = setting.around.limit
    found = []
    for feature in flat.features:
        row = _row(feature, form, setting)
        layers = [("limit", limit)] if limit is not None else []
        drawn = picture([*layers, ("mine", feature.geometry)], side=96) if code else None
        size = _size(feature.geometry) if code else ""
        found.append(Row(feature, drawn, size, row.target, row.name, row.kind, row.mend))
    return found


def _row(feature: Feature, form: Mapping[str, str], setting: Setting) -> Row:
    """What somebody chose for an object; before that, a new zone by the name it carries, or the tracé of that name."""
    rank = feature.number
    if f"target-{rank}" in form:
        name, kind = form.get(f"name-{rank}", "").strip()[:200], form.get(f"kind-{rank}", "")
        return Row(feature, None, "", form[f"target-{rank}"], name, kind, mend=form.get(f"mend-{rank}") == "oui")
    name = next((value for key, value in feature.attributes.items() if key.lower() in _NAMES), "")
    path = f"zones/{slug_of(name)}.geojson"
    known = any(zone.path == path for zone in setting.content.zones)
    return Row(feature, None, "", path if known else "nouvelle", name or f"Zone {rank}", "", mend=True)


def _size(area: BaseGeometry) -> str:
    read = read_geometry(written(area))
    if isinstance(read, Fault) or shapely.get_dimensions(read) != 2:
        return "ligne"
    return surface_said(measure(read).area_m2)


def _parts(area: BaseGeometry) -> BaseGeometry:
    """A collection without collections inside."""
    flat = [piece for part in shapely.get_parts(area).tolist() for piece in shapely.get_parts(part).tolist()]
    return shapely.geometrycollections(flat)
