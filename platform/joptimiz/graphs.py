"""The streets this node answers with: it follows the pointers, and swaps without keeping anybody waiting."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from connectors.graph import Busy, Graph, GraphBroken, Store, list_slugs, open_graph
from connectors.graph.opened import ADDRESSES
from connectors.graph.store import Held
from itineriz.service import Routes

LINGER = timedelta(minutes=15)
"""How long pages that are open may still ask for the map of a build that was replaced."""
log = structlog.get_logger()


class Graphs:
    """The build in use of each territory."""

    def __init__(self, tiles: Path, routes: Routes, now: Callable[[], datetime]) -> None:
        self._tiles = tiles
        self._routes = routes
        self._now = now
        self._graphs: dict[str, Graph] = {}
        self._held: dict[str, Held] = {}
        self._seen: dict[str, tuple[int, int, bool] | None] = {}
        self._leaving: deque[tuple[datetime, str, Held]] = deque()
        self.broken: dict[str, str] = {}
        """Builds this node could not open, by territory: it keeps the former one and says so."""

    def find(self, slug: str) -> Graph | None:
        """The build in use of a territory."""
        return self._graphs.get(slug)

    def addresses_of(self, slug: str) -> Path:
        """Where the addresses of the build in use are; nothing is there for a territory without streets."""
        graph = self._graphs.get(slug)
        return graph.addresses if graph else self._tiles / slug / ADDRESSES

    async def start(self) -> None:
        """Sweep away what killed builds left, then open every current build."""
        for folder in self._tiles.glob("[!.]*/"):
            await asyncio.to_thread(self._sweep, folder.name)
        await self.refresh()

    def stop(self) -> None:
        """Let go of every build."""
        for held in (*self._held.values(), *(held for _, _, held in self._leaving)):
            held.release()

    async def refresh(self) -> None:
        """Open what the pointers now name, lay the rulebooks over it, and answer with it."""
        for slug in sorted({*list_slugs(self._tiles), *self._graphs}):
            store = Store(self._tiles / slug)
            stamp = store.stamp()
            if stamp == self._seen.get(slug):
                continue
            try:
                await self._follow(store)
                self.broken.pop(slug, None)
            except (GraphBroken, OSError) as error:
                goes_on = "la précédente continue" if self._stands(slug) else "ce territoire n’a pas de rues"
                self.broken[slug] = f"la construction en service ne s’ouvre pas, {goes_on} (le journal dit pourquoi)"
                log.warning("streets_refused", territory=slug, reason=str(error))
            self._seen[slug] = stamp
        await self._let_go()

    def _stands(self, slug: str) -> bool:
        graph = self._graphs.get(slug)
        return graph is not None and graph.folder.exists()

    async def _follow(self, store: Store) -> None:
        slug, pointer = store.slug, store.pointer()
        if pointer is None:
            if store.stamp() is not None:
                raise GraphBroken(f"« {store.folder} » : le fichier qui dit la construction en service est abîmé.")
            self._routes.drop(slug)
            self._graphs.pop(slug, None)
            self._leave(slug)
            return
        held = store.hold(pointer.current)
        try:
            graph = await asyncio.to_thread(open_graph, store.folder / pointer.current)
            await self._routes.adopt(slug, graph.tileset)
        except BaseException:
            if held:
                held.release()
            raise
        if slug in self._graphs:
            log.info("streets_replaced", territory=slug, build=pointer.current)
        self._graphs[slug] = graph
        self._leave(slug)
        if held:
            self._held[slug] = held

    def _leave(self, slug: str) -> None:
        if held := self._held.pop(slug, None):
            self._leaving.append((self._now() + LINGER, slug, held))

    async def _let_go(self) -> None:
        while self._leaving and self._leaving[0][0] <= self._now():
            _, slug, held = self._leaving.popleft()
            held.release()
            await asyncio.to_thread(self._sweep, slug)

    def _sweep(self, slug: str) -> None:
        # Busy: a build is under way, and sweeps by itself at its end.
        with suppress(Busy, OSError):
            store = Store(self._tiles / slug)
            with store.lock():
                store.sweep(self._now())
