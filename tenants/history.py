"""What was known when: the rulebooks and overlays as they stood at an instant of the past."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime

from tenants.errors import NotFound, Unavailable
from tenants.overlays import Laid, in_force, list_overlays
from tenants.registry import Entry, Version, find_rulebook, list_territories, list_versions
from tenants.snapshot import Rulebook, Snapshot

KEPT_BOOKS, KEPT_SNAPSHOTS = 64, 8


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything a territory ever published and laid over it."""

    versions: tuple[Version, ...]
    overlays: tuple[Laid, ...]

    def at(self, known_at: datetime) -> int | None:
        """The number of the version in force at an instant: the last published until then."""
        return next((each.number for each in reversed(self.versions) if each.published_at <= known_at), None)


@dataclass
class History:
    """Former versions, loaded when they are asked for; the present comes from `current`."""

    current: Callable[[], Snapshot]
    _timelines: dict[str, tuple[Entry, Timeline]] = field(default_factory=dict)
    _books: OrderedDict[Hashable, Rulebook] = field(default_factory=OrderedDict)
    _snapshots: OrderedDict[Hashable, Snapshot] = field(default_factory=OrderedDict)
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def as_known(self, at: datetime) -> Snapshot:
        """Every territory's rulebook and overlays as known at an instant."""
        entries, repeals = await list_territories(), in_force(await list_overlays(None), at)
        wanted = []
        for entry in entries:
            timeline = await self._timeline(entry)
            number = timeline.at(at)
            overlays = (*in_force(timeline.overlays, at), *repeals)
            wanted.append((entry.slug, number, overlays if number is not None else ()))
        async with self._making:
            key = tuple(wanted)
            if (found := _kept(self._snapshots, key)) is not None:
                return found
            books = [
                (await self._book(slug, number)).under(overlays)
                for slug, number, overlays in wanted
                if number is not None
            ]
            made = await asyncio.to_thread(Snapshot.of, {book.territory: book for book in books}, self.current())
            silent = frozenset(slug for slug, number, _ in wanted if number is None)
            return _keep(self._snapshots, key, replace(made, silent=silent), KEPT_SNAPSHOTS)

    async def rulebook(self, slug: str, number: int) -> Rulebook:
        """A published version, without overlays; raises `NotFound`."""
        async with self._making:
            return await self._book(slug, number)

    async def _timeline(self, entry: Entry) -> Timeline:
        known = self._timelines.get(entry.slug)
        if known is None or known[0] != entry:
            versions = [each for each in await list_versions(entry.slug) if each.number <= entry.rulebook]
            overlays = await list_overlays(entry.slug) if entry.overlays else ()
            known = self._timelines[entry.slug] = entry, Timeline(tuple(versions), overlays)
        return known[1]

    async def _book(self, slug: str, number: int) -> Rulebook:
        now = self.current().rulebooks.get(slug)
        if now is not None and now.number == number:
            return now.under(())
        if (kept := _kept(self._books, (slug, number))) is not None:
            return kept
        try:
            book = await find_rulebook(slug, number)
        except ValueError as error:
            detail = f"La version {slug}@{number} ne peut pas être relue."
            raise Unavailable("rulebook-unreadable", "Cette version n’est pas lisible ici.", detail) from error
        if book is None:
            detail = f"{slug} n’a pas publié de version {number} : voyez /api/v1/territories/{slug}/rulebooks."
            raise NotFound("rulebook-unknown", "Cette version n’existe pas.", detail)
        return _keep(self._books, (slug, number), book, KEPT_BOOKS)


def _kept[T](shelf: OrderedDict[Hashable, T], key: Hashable) -> T | None:
    """What is kept under a key, now the most recently used."""
    found = shelf.get(key)
    if found is not None:
        shelf.move_to_end(key)
    return found


def _keep[T](shelf: OrderedDict[Hashable, T], key: Hashable, value: T, most: int) -> T:
    """Keep a value, and let go of the least recently used beyond so many."""
    shelf[key] = value
    while len(shelf) > most:
        shelf.popitem(last=False)
    return value
