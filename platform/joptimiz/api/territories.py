"""`GET /api/v1/territories…`: the public directory, and each territory's zones."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from msgspec import Meta, Struct

from connectors.graph import Graph, Manifest
from numeriz.service.bays import has_bays
from rules.bundle import Bundle
from rules.codec.measures import condition_tree
from rules.codec.tree import as_branch
from rules.model import Activation, GeoJSON, Repeal, RightKind
from tenants.answers import get_rulebook
from tenants.face.keeping import get_face
from tenants.face.layers import BAYS, LAYERS, layer_of
from tenants.snapshot import Rulebook, Snapshot


class StreetsOut(Struct, frozen=True):
    """The streets a territory is routed on: which build, what it spans, when it was made."""

    build: str
    bbox: Annotated[list[float], Meta(description="[ouest, sud, est, nord]")]
    built_at: datetime


class TerritoryOut(Struct, frozen=True):
    """A territory in the directory; without `streets` it has rules and no routes, without `addresses` no search."""

    slug: str
    name: str
    timezone: str
    demonstration: bool
    rulebook: str
    bbox: Annotated[list[float], Meta(description="[ouest, sud, est, nord]")]
    basemap: str | None
    siren: str | None
    streets: StreetsOut | None
    addresses: bool


class RightOut(Struct, frozen=True):
    """A kind of derogation that the rulebook in force knows; `quota_days` are days a year.

    `for` is a condition on the facts of a vehicle as bundles write it; null: whoever asks. `decided_by` is what the
    order says; `decider` is who answers a request: what no fact tells is checked by the desk. `until` is exclusive.
    """

    kind: str
    name: str
    order: str
    article: str
    holder: str
    decided_by: str
    quota_days: int | None
    delay_days: int | None
    proofs: list[str]
    to_verify: bool
    form: Annotated[str, Meta(description="of_right, category, quota, day_pass ou period")]
    whom: dict[str, object] | None = msgspec.field(name="for")
    duration_days: int | None
    until: date | None
    decider: Annotated[str, Meta(description="desk ou automatic")]
    pool: Annotated[int | None, Meta(description="Combien de téléphones le montrent à la fois")]


class DaysOut(Struct, frozen=True):
    """A set of special days: by which source, and over which `[from, to)` the list is complete."""

    set: str
    name: str
    source: str
    known: list[tuple[date, date]]


class TriggerOut(Struct, frozen=True):
    """Something that rules wait for: whether it is on now, and each `[from, to)` recorded, without end when null."""

    trigger: str
    on: bool
    rules: list[str]
    periods: list[tuple[datetime, datetime | None]]


class RepealOut(Struct, frozen=True, rename={"start": "from"}):
    """A legal basis of this rulebook that ceases to exist on a local date."""

    basis: str
    start: date
    source: str
    rules: list[str]


class TerritoryDetail(TerritoryOut, frozen=True):
    """A territory, with what its rules rest on beside the zones."""

    rights: list[RightOut]
    days: list[DaysOut]
    triggers: list[TriggerOut]
    repeals: list[RepealOut]
    members: list[str]
    aliases: list[str]


class LayerOut(Struct, frozen=True):
    """A layer of the map: the kind of its zones (`other` for kinds of a territory’s own), and whether it is shown."""

    layer: str
    name: str
    shown: bool


class LayersOut(Struct, frozen=True):
    """The layers of a territory’s map, in the order they are listed."""

    territory: str
    layers: list[LayerOut]


class TerritoriesOut(Struct, frozen=True):
    """The directory."""

    territories: list[TerritoryOut]


class ZoneProperties(Struct, frozen=True):
    """What the map needs to know of a zone."""

    territory: str
    zone: str
    no: int
    kind: str
    name: str
    precision: str


class ZoneFeature(Struct, frozen=True):
    """A zone, as a GeoJSON feature."""

    id: int
    properties: ZoneProperties
    geometry: GeoJSON
    type: str = "Feature"


class ZonesOut(Struct, frozen=True):
    """Every zone of a territory, as a GeoJSON collection."""

    features: list[ZoneFeature]
    rulebook: str
    type: str = "FeatureCollection"


class TerritoryController(Controller):
    """The directory; public."""

    path = "/api/v1/territories"
    tags = ["Territoires"]  # noqa: RUF012
    opt = {"access": "public"}  # noqa: RUF012

    @get("/", summary="L’annuaire des territoires", sync_to_thread=False)
    def list_territories(self, request: Request[object, object, State]) -> TerritoriesOut:
        """Every territory that has published a rulebook."""
        snapshot: Snapshot = request.app.state.shelf.current()
        return TerritoriesOut([self._out(request, book) for book in snapshot.rulebooks.values()])

    @get("/{slug:str}", summary="Un territoire", sync_to_thread=False)
    def get_territory(self, request: Request[object, object, State], slug: FromPath[str]) -> TerritoryDetail:
        """One territory."""
        book = get_rulebook(request.app.state.shelf.current(), slug)
        bundle, summary = book.bundle, self._out(request, book)
        return TerritoryDetail(
            **{name: getattr(summary, name) for name in summary.__struct_fields__},
            rights=[_right(kind) for kind in bundle.rights.values()],
            days=[DaysOut(each.id, each.name, each.source, list(each.known)) for each in bundle.days.values()],
            triggers=list(_triggers(bundle, request.app.state.services.now())),
            repeals=list(_repeals(bundle)),
            members=list(bundle.territory.members),
            aliases=list(bundle.territory.aliases),
        )

    @get("/{slug:str}/zones", summary="Les zones d’un territoire, en GeoJSON", sync_to_thread=False)
    def list_zones(self, request: Request[object, object, State], slug: FromPath[str]) -> Response[bytes]:
        """Every zone of the rulebook in force."""
        book = get_rulebook(request.app.state.shelf.current(), slug)
        features = [
            ZoneFeature(
                zone.no,
                ZoneProperties(slug, zone.id, zone.no, zone.kind, zone.name, zone.precision),
                zone.geometry,
            )
            for zone in book.bundle.zones.values()
        ]
        body = msgspec.json.encode(ZonesOut(features, book.ref))
        return Response(body, media_type="application/geo+json")

    @get("/{slug:str}/layers", summary="Les couches de la carte d’un territoire")
    async def list_layers(self, request: Request[object, object, State], slug: FromPath[str]) -> LayersOut:
        """The layers that have zones or bays here, and which of them wait until somebody asks."""
        book = get_rulebook(request.app.state.shelf.current(), slug)
        drawn = {layer_of(zone.kind) for zone in book.bundle.zones.values()}
        if await has_bays(slug):
            drawn.add(BAYS)
        hidden = (await get_face(slug)).hidden
        layers = [LayerOut(layer, name, layer not in hidden) for layer, name in LAYERS.items() if layer in drawn]
        return LayersOut(slug, layers)

    @staticmethod
    def _out(request: Request[object, object, State], book: Rulebook) -> TerritoryOut:
        territory = book.bundle.territory
        snapshot: Snapshot = request.app.state.shelf.current()
        graph: Graph | None = request.app.state.services.graphs.find(book.territory)
        return TerritoryOut(
            slug=book.territory,
            name=territory.name,
            timezone=territory.timezone,
            demonstration=territory.demonstration,
            rulebook=book.ref,
            bbox=[round(bound, 6) for bound in snapshot.locator.bounds(book.territory)],
            basemap=f"/basemaps/{book.territory}/{graph.manifest.build}.pmtiles" if graph else None,
            siren=territory.siren,
            streets=_streets(graph.manifest) if graph else None,
            addresses=bool(graph and graph.manifest.addresses),
        )


def _streets(manifest: Manifest) -> StreetsOut:
    return StreetsOut(manifest.build, [round(bound, 6) for bound in manifest.bbox], manifest.built_at)


def _right(kind: RightKind) -> RightOut:
    return RightOut(
        kind.id, kind.name, kind.order, kind.article, kind.holder, kind.decided_by, kind.quota_days, kind.delay_days,
        list(kind.proofs), kind.to_verify, kind.shape,
        dict(as_branch(condition_tree(kind.suits))) if kind.suits else None,
        kind.duration_days, kind.until, kind.decider, kind.pool,
    )  # fmt: skip


def _triggers(bundle: Bundle, now: datetime) -> Iterator[TriggerOut]:
    """What rules wait for, by name."""
    waiting: dict[str, set[str]] = {}
    for rule in bundle.rules:
        if rule.trigger is not None:
            waiting.setdefault(rule.trigger, set()).add(rule.name)
    for name, rules in sorted(waiting.items()):
        laid = [each for each in bundle.overlays if isinstance(each, Activation) and each.trigger == name]
        on = any(each.start <= now and (each.end is None or now < each.end) for each in laid)
        yield TriggerOut(name, on, sorted(rules), [(each.start, each.end) for each in laid])


def _repeals(bundle: Bundle) -> Iterator[RepealOut]:
    """The repeals that some rule feels."""
    for each in bundle.overlays:
        if isinstance(each, Repeal):
            felt = {rule.name for rule in bundle.rules if (rule.basis or bundle.orders[rule.order].basis) == each.basis}
            if felt:
                yield RepealOut(each.basis, each.start, each.source, sorted(felt))
