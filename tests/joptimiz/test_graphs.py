"""A running node follows the pointers: it swaps under load, refuses what is broken, and keeps what is asked for."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import shapely
from litestar import Litestar
from litestar.datastructures import State

from connectors.graph import Sources, Store, build_graph
from connectors.graph.build import build_id
from connectors.graph.opened import BASEMAP
from connectors.valhalla import Router
from itineriz.core import Demand, Stop
from itineriz.service import Routes
from joptimiz.api.basemaps import BasemapController
from joptimiz.api.territories import TerritoryController
from joptimiz.graphs import LINGER, Graphs
from joptimiz.problems import HANDLERS
from rules.compiler import compile_bundle
from tenants.files import read_folder
from tenants.snapshot import Rulebook, Snapshot

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
AREA = shapely.box(2.0, 48.0, 2.01, 48.0075)
SHORTCUT = "<way id='3000' version='1'><nd ref='101'/><nd ref='506'/><tag k='highway' v='residential'/></way>"
"""A street across the town, which the second build has and the first has not."""


@dataclass
class Clock:
    """A clock that is set by hand."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        """Now."""
        return self.at


@dataclass
class Node:
    """What a running node has: rules, router, streets, and a way to build."""

    tiles: Path
    made: Path
    extracts: dict[str, Path]
    routes: Routes
    snapshot: Snapshot
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        """Follow the tiles."""
        self.graphs = Graphs(self.tiles, self.routes, self.clock)

    def build(self, name: str, slug: str = "essai", *, anew: bool = False) -> str:
        """Take a build of one of the extracts into use as the operator does; made once for all tests, or anew."""
        sources = Sources(slug, AREA, self.extracts[name])
        store = Store(self.tiles / slug)
        build = build_id(sources)
        if (self.made / build).exists() and not anew and not (store.folder / build).exists():
            shutil.copytree(self.made / build, store.folder / build)
        build_graph(store, sources, now=self.clock.at, progress=lambda _said, _done: None)
        if not (self.made / build).exists():
            shutil.copytree(store.folder / build, self.made / build)
        return build

    async def across(self, slug: str = "essai") -> float:
        """Metres from a corner of the town to the other."""
        stops = (Stop((2.0, 48.0016), "delivery"), Stop((2.0099, 48.0075), "delivery"))
        demand = Demand(slug, {"category": "N1", "gvw_kg": 3000}, NOW, stops, ())
        answer = await self.routes.find(demand)
        assert answer.distance_m is not None
        return answer.distance_m


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The builds made so far."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture
async def node(
    tmp_path: Path, made: Path, draw_town: Callable[..., Path], write_territory: Callable[..., Path]
) -> AsyncIterator[Node]:
    """A node with the rules of two territories in the same place."""
    books = {}
    for slug in ("autre", "essai"):
        books[slug] = Rulebook(slug, 1, compile_bundle(*read_folder(write_territory(tmp_path / "territories" / slug))))
    snapshot = Snapshot.of(books)
    extracts = {
        "long": draw_town(tmp_path / "long.osm", 2.0, 48.0),
        "short": draw_town(tmp_path / "short.osm", 2.0, 48.0, extra=SHORTCUT),
    }
    router = Router()
    node = Node(tmp_path / "tiles", made, extracts, Routes(router, lambda: snapshot, {}), snapshot)
    await router.start()
    yield node
    node.graphs.stop()
    await router.stop()


async def test_a_build_is_swapped_under_load(node: Node) -> None:
    """Requests without a pause while a second build replaces the first: none fails, each is of one or the other."""
    first = await asyncio.to_thread(node.build, "long")
    await node.graphs.start()
    long = await node.across()
    found: list[float] = []
    swapped = asyncio.Event()

    async def drive() -> None:
        after = 0
        while after < 5:
            after += swapped.is_set()
            found.append(await node.across())

    async def follow() -> None:
        while not swapped.is_set():
            await asyncio.sleep(0.05)
            await node.graphs.refresh()
            graph = node.graphs.find("essai")
            if graph is not None and graph.manifest.build != first:
                swapped.set()

    await asyncio.gather(asyncio.to_thread(node.build, "short", anew=True), follow(), *(drive() for _ in range(4)))
    short = await node.across()
    assert short < long - 100
    assert set(found) == {long, short}
    assert found.index(short) > 0
    # Once swapped, the former build never answers again, but to who had asked before.
    assert long not in found[-16:]


async def test_a_broken_build_is_refused_and_said(node: Node) -> None:
    """The former build goes on; what is wrong is told without a path of the machine; a whole one is taken again."""
    first, second = await asyncio.to_thread(node.build, "long"), await asyncio.to_thread(node.build, "short")
    store = Store(node.tiles / "essai")
    with store.lock():
        store.use(first)
    await node.graphs.start()
    long = await node.across()
    tiles = node.tiles / "essai" / second / "tiles.tar"
    whole = tiles.read_bytes()
    tiles.write_bytes(whole[:2000])
    with store.lock():
        store.use(second)
    await node.graphs.refresh()
    assert "la précédente continue" in node.graphs.broken["essai"]
    assert str(node.tiles) not in node.graphs.broken["essai"]
    assert await node.across() == long
    (store.folder / "current.json").write_text("{")
    await node.graphs.refresh()
    assert "essai" in node.graphs.broken
    assert await node.across() == long
    tiles.write_bytes(whole)
    with store.lock():
        store.use(second)
    await node.graphs.refresh()
    assert node.graphs.broken == {}
    assert await node.across() < long - 100


async def test_a_build_removed_by_hand_is_said(node: Node) -> None:
    """Until it is back."""
    build = await asyncio.to_thread(node.build, "long")
    await node.graphs.start()
    aside = (node.tiles / "essai" / build).rename(node.tiles.parent / "aside")
    await node.graphs.refresh()
    assert "n’a pas de rues" in node.graphs.broken["essai"]
    aside.rename(node.tiles / "essai" / build)
    await node.graphs.refresh()
    assert node.graphs.broken == {}
    assert await node.across() > 0


async def test_territories_answer_side_by_side(node: Node) -> None:
    """Each territory has its own build; one that goes leaves the other."""
    await asyncio.to_thread(node.build, "long")
    await asyncio.to_thread(node.build, "short", "autre")
    await node.graphs.start()
    lengths = await asyncio.gather(*(node.across(slug) for slug in ("essai", "autre") * 8))
    assert len(set(lengths)) == 2
    assert set(lengths[::2]) != set(lengths[1::2])
    shutil.rmtree(node.tiles / "autre")
    await node.graphs.refresh()
    assert node.graphs.find("autre") is None
    assert await node.across() == lengths[0]
    with pytest.raises(Exception, match="réseau de rues"):
        await node.across("autre")


async def test_older_builds_go_once_pages_are_closed(node: Node) -> None:
    """A build that was used stays for pages that are open, then goes when two others came after it."""
    first = await asyncio.to_thread(node.build, "long")
    await node.graphs.start()
    await asyncio.to_thread(node.build, "short")
    await node.graphs.refresh()
    node.extracts["long"].write_text(node.extracts["long"].read_text().replace("Rue 1<", "Rue Un<") + "<!-- -->")
    await asyncio.to_thread(node.build, "long")
    await node.graphs.refresh()
    assert (node.tiles / "essai" / first / BASEMAP).exists()
    node.clock.at += LINGER + timedelta(seconds=1)
    await node.graphs.refresh()
    assert not (node.tiles / "essai" / first).exists()
    assert len(Store(node.tiles / "essai").list_builds()) == 2


async def test_what_a_killed_build_left_is_swept_at_start(node: Node) -> None:
    """The next start cleans up, even where no build was ever finished."""
    left = node.tiles / "essai" / ".building-x"
    left.mkdir(parents=True)
    await node.graphs.start()
    assert not left.exists()
    assert node.graphs.find("essai") is None


async def test_the_directory_tells_the_streets(node: Node) -> None:
    """Build, span and date; the address of the map carries the build, may be kept, and outlives the next build."""
    shelf = SimpleNamespace(current=lambda: node.snapshot)
    services = SimpleNamespace(graphs=node.graphs, now=node.clock)
    state = State({"shelf": shelf, "services": services, "settings": SimpleNamespace(data=node.tiles.parent)})
    app = Litestar([TerritoryController, BasemapController], state=state, exception_handlers=HANDLERS)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # Litestar types its scope more narrowly
    build = await asyncio.to_thread(node.build, "long")
    await node.graphs.start()
    async with httpx.AsyncClient(transport=transport, base_url="http://node") as client:
        listed = (await client.get("/api/v1/territories")).json()["territories"]
        assert {each["slug"]: (each["streets"], each["addresses"]) for each in listed}["autre"] == (None, False)
        told = (await client.get("/api/v1/territories/essai")).json()
        assert told["streets"] == {
            "build": build,
            "bbox": [2.0, 48.0, 2.01, 48.0075],
            "built_at": "2026-11-24T09:00:00Z",
        }
        assert told["addresses"] is True
        assert told["basemap"] == f"/basemaps/essai/{build}.pmtiles"
        await asyncio.to_thread(node.build, "short")
        await node.graphs.refresh()
        assert (await client.get("/api/v1/territories/essai")).json()["basemap"] != told["basemap"]
        tile = await client.get(told["basemap"], headers={"range": "bytes=0-6"})
        assert (tile.status_code, tile.content) == (206, b"PMTiles")
        assert "immutable" in tile.headers["cache-control"]
        for asked in ("bytes=-", "bytes=9-1", "bytes=٠-٣", f"bytes={'9' * 5_000}-", f"bytes=0-{'9' * 5_000}"):
            refused = await client.get(told["basemap"], headers={b"range": asked.encode()})
            assert (refused.status_code, refused.json()["code"]) == (416, "range")
        for path in ("essai/current.json", "essai/..%2Fessai.pmtiles", f"..%2Ftiles%2Fessai/{build}.pmtiles"):
            assert (await client.get(f"/basemaps/{path}")).status_code == 404
