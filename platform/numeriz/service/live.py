"""The states of bays as they change, for all who watch from this node: one connection listens for them all."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg
import structlog

from numeriz.service.states import State, list_states
from tenants.database import NOBODY, listening, scoped
from tenants.errors import NotFound, Unavailable
from tenants.facts import SAID

log = structlog.get_logger()
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)
"""The database does not answer."""
MOST_WATCHING = 500
TOGETHER_S = 0.3
"""What changes within so long is told at once."""
ANEW_S = 30.0
"""How often all is read anew: a stay that ends by itself says nothing then."""
BACK_S = 2.0
type States = Mapping[UUID, State]


async def read_known(territory: str, at: datetime) -> States:
    """The states of a territory that exists; raises NotFound."""
    async with scoped(NOBODY) as connection:
        if not await connection.fetchval("SELECT true FROM territory WHERE slug = $1", territory):
            raise NotFound("territory-unknown", "Ce territoire n’existe pas.")
    return await list_states(territory, at)


@dataclass(eq=False, slots=True)
class Watcher:
    """Somebody who watches, and the states told them last."""

    told: States
    queue: asyncio.Queue[States] = field(default_factory=lambda: asyncio.Queue(100))

    def tell(self, states: States) -> None:
        """What changed since; all of it, to who reads too slowly to have heard the rest."""
        before, self.told = self.told, states
        changed = {
            bay: state for bay, state in states.items()
            if bay not in before or (before[bay].free, before[bay].places) != (state.free, state.places)
        }  # fmt: skip
        if not changed:
            return
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            changed = dict(states)
        self.queue.put_nowait(changed)


@dataclass
class Live:
    """What is known of each territory watched, and who watches it."""

    now: Callable[[], datetime]
    known: dict[str, States] = field(default_factory=dict)
    _watching: dict[str, set[Watcher]] = field(default_factory=dict)
    _wanted: set[str] = field(default_factory=set)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def read(self, territory: str) -> States:
        """The states now; the last known, unsaid, while the database is away. Raises NotFound, Unavailable."""
        try:
            states = await read_known(territory, self.now())
        except AWAY as error:
            last = self.known.get(territory)
            if last is None:
                raise Unavailable("bays-away", "L’état des aires ne répond pas.", retry_after_s=10) from error
            return {bay: state.unsaid for bay, state in last.items()}
        self.known[territory] = states
        return states

    async def watch(self, territory: str) -> AsyncGenerator[States]:
        """All the states, then those that change; raises NotFound, Unavailable."""
        if sum(map(len, self._watching.values())) >= MOST_WATCHING:
            raise Unavailable("bays-watched", "Trop de cartes sont ouvertes ici.", retry_after_s=60)
        watcher = Watcher(await self.read(territory))
        self._watching.setdefault(territory, set()).add(watcher)
        self._start()
        try:
            yield watcher.told
            while True:
                yield await watcher.queue.get()
        finally:
            self._leave(territory, watcher)

    def _start(self) -> None:
        if not self._tasks or any(task.done() for task in self._tasks):
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._refresh())]

    def _leave(self, territory: str, watcher: Watcher) -> None:
        left = self._watching[territory]
        left.discard(watcher)
        if not left:
            del self._watching[territory]
        if not self._watching:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    async def _listen(self) -> None:
        """Hear which territories changed; a connection that is lost is opened again."""
        while True:
            try:
                async with listening(SAID) as told:
                    self._want(*self._watching)
                    while (territory := await told.get()) is not None:
                        if territory in self._watching:
                            self._want(territory)
            except AWAY as error:
                log.warning("bays_unheard", error=type(error).__name__)
            self._want(*self._watching)
            await asyncio.sleep(BACK_S)

    def _want(self, *territories: str) -> None:
        self._wanted.update(territories)
        self._woken.set()

    async def _refresh(self) -> None:
        """Read what changed, and tell it."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(ANEW_S):
                    await self._woken.wait()
            await asyncio.sleep(TOGETHER_S)
            self._woken.clear()
            wanted, self._wanted = self._wanted or set(self._watching), set()
            for territory in wanted & self._watching.keys():
                await self._tell(territory)

    async def _tell(self, territory: str) -> None:
        try:
            states = await self.read(territory)
        except (NotFound, Unavailable):
            return
        for watcher in tuple(self._watching.get(territory, ())):
            watcher.tell(states)
