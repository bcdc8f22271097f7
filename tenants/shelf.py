"""The rulebooks in force, kept in memory; a node asks the directory what changed and swaps one reference."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from rules.bundle import load_bundle
from rules.model import Overlay
from tenants.nodes import Status
from tenants.overlays import in_force, list_overlays
from tenants.registry import Entry, list_territories, read_bundles
from tenants.snapshot import Rulebook, Snapshot

log = structlog.get_logger()


@dataclass
class Shelf:
    """What this node answers with; `current` never changes under a reader's hands."""

    _snapshot: Snapshot = field(default_factory=lambda: Snapshot.of({}))
    broken: dict[str, str] = field(default_factory=dict)
    """Rulebooks this node could not load, by reference: it keeps the former one and says so."""
    _overlays: dict[str, tuple[int, tuple[Overlay, ...]]] = field(default_factory=dict)
    """Of each territory, with how many the directory counted when they were read."""

    _turn: asyncio.Event = field(default_factory=asyncio.Event)

    def current(self) -> Snapshot:
        """The rulebooks in force on this node."""
        return self._snapshot

    def serving(self) -> Mapping[str, Status]:
        """Which version of each territory this node answers with, and why not a newer one."""
        books = self._snapshot.rulebooks
        wrong = {ref.rpartition("@")[0]: why for ref, why in self.broken.items()}
        return {
            slug: Status(books[slug].number if slug in books else 0, wrong.get(slug))
            for slug in books.keys() | wrong.keys()
        }

    async def refresh(self) -> bool:
        """Load what the directory says is newer; True when something changed."""
        known = self._snapshot.rulebooks
        fresh: dict[str, Rulebook] = {}
        broken: dict[str, str] = {}
        entries, repeals = await list_territories(), in_force(await list_overlays(None))
        loaded = await self._load({each.slug: each.rulebook for each in entries if self._is_newer(each)}, broken)
        for entry in entries:
            book = await self._book(entry, loaded, repeals)
            if book is not None:
                fresh[entry.slug] = book
        self.broken = broken
        if fresh == dict(known):
            return False
        self._snapshot = Snapshot.of(fresh, self._snapshot)
        self._turn.set()
        self._turn = asyncio.Event()
        return True

    async def changed(self) -> None:
        """Wait until this node answers with something else."""
        await self._turn.wait()

    def _is_newer(self, entry: Entry) -> bool:
        """Whether the directory has a version that this node does not."""
        book = self._snapshot.rulebooks.get(entry.slug)
        return entry.rulebook > 0 and (book is None or book.number != entry.rulebook)

    async def _book(self, entry: Entry, loaded: Mapping[str, Rulebook], repeals: Sequence[Overlay]) -> Rulebook | None:
        """A territory's rulebook under what is laid over it."""
        book = loaded.get(entry.slug) or self._snapshot.rulebooks.get(entry.slug)
        if book is None or not entry.rulebook:
            return None
        counted, overlays = self._overlays.get(entry.slug, (0, ()))
        if counted != entry.overlays:
            overlays = in_force(await list_overlays(entry.slug))
            self._overlays[entry.slug] = entry.overlays, overlays
        return book.under((*overlays, *repeals))

    async def _load(self, numbers: Mapping[str, int], broken: dict[str, str]) -> Mapping[str, Rulebook]:
        """These versions, read in a thread: a node that answers goes on."""
        if not numbers:
            return {}
        return await asyncio.to_thread(_read, await read_bundles(numbers), numbers, broken)


def _read(bundles: Mapping[str, bytes], numbers: Mapping[str, int], broken: dict[str, str]) -> Mapping[str, Rulebook]:
    """The rulebooks of these bundles; those that do not read are told in `broken`."""
    found = {}
    for slug, bundle in bundles.items():
        try:
            found[slug] = Rulebook(slug, numbers[slug], load_bundle(bundle))
        except (ValueError, KeyError, TypeError) as error:
            broken[f"{slug}@{numbers[slug]}"] = str(error)
            log.exception("rulebook_not_loaded", rulebook=f"{slug}@{numbers[slug]}")
    return found
