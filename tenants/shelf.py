"""The rulebooks in force, kept in memory; a node asks the directory what changed and swaps one reference."""

from dataclasses import dataclass, field

import structlog

from tenants.registry import find_rulebook, list_territories
from tenants.snapshot import Rulebook, Snapshot

log = structlog.get_logger()


@dataclass
class Shelf:
    """What this node answers with; `current` never changes under a reader's hands."""

    _snapshot: Snapshot = field(default_factory=lambda: Snapshot.of({}))
    broken: dict[str, str] = field(default_factory=dict)
    """Rulebooks this node could not load, by reference: it keeps the former one and says so."""

    def current(self) -> Snapshot:
        """The rulebooks in force on this node."""
        return self._snapshot

    async def refresh(self) -> bool:
        """Load what the directory says is newer; True when something changed."""
        known = self._snapshot.rulebooks
        fresh: dict[str, Rulebook] = {}
        broken: dict[str, str] = {}
        for entry in await list_territories():
            book = known.get(entry.slug)
            if entry.rulebook and (book is None or book.number != entry.rulebook):
                book = await self._load(entry.slug, entry.rulebook, broken) or book
            if book is not None:
                fresh[entry.slug] = book
        self.broken = broken
        if fresh == dict(known):
            return False
        self._snapshot = Snapshot.of(fresh)
        return True

    async def _load(self, slug: str, number: int, broken: dict[str, str]) -> Rulebook | None:
        try:
            return await find_rulebook(slug, number)
        except (ValueError, KeyError, TypeError) as error:
            broken[f"{slug}@{number}"] = str(error)
            log.exception("rulebook_not_loaded", rulebook=f"{slug}@{number}")
            return None
