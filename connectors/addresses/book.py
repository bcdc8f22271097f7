"""Every territory’s addresses: its index, and the online source when the index knows nothing good."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import anyio
import anyio.to_thread

from connectors.addresses.geoplateforme import PATIENCE_S, Geoplateforme, OnlineSilent
from connectors.addresses.index import Index
from connectors.addresses.model import CREDIT, Address, AddressesBroken
from connectors.addresses.sphere import At

GOOD = 0.6
"""A best answer below this sends the question online, where that is switched on."""
NO_INDEX = "Les adresses de ce territoire ne sont pas installées : placez le point sur la carte."
BROKEN = "L’index des adresses de ce territoire ne peut pas être lu : prévenez l’exploitant."
LATE = "La Géoplateforme tarde : ces adresses viennent du seul index local."


@dataclass(frozen=True, slots=True)
class Answers:
    """Addresses found, the best first, whom to credit, and what the reader should know (French)."""

    addresses: list[Address]
    note: str | None = None
    broken: str | None = None
    """What the operator should know."""

    @property
    def credits(self) -> list[str]:
        """Whom these addresses come from."""
        return sorted({CREDIT[address.source] for address in self.addresses})


class AddressBook:
    """Answers for any territory; `path_of` says where its index is, now."""

    def __init__(self, path_of: Callable[[str], Path], online: Geoplateforme | None = None) -> None:
        self._path_of = path_of
        self._online = online
        self._lock = threading.Lock()
        self._open: dict[str, tuple[Path, Index]] = {}

    async def search(self, territory: str, text: str, limit: int, centre: At | None = None) -> Answers:
        """The addresses of a territory most like a text."""
        return await self._answer(
            territory, limit,
            lambda index: index.search(text, limit=limit, centre=centre),
            lambda online: online.search(text, limit, centre),
        )  # fmt: skip

    async def reverse(self, territory: str, at: At, limit: int) -> Answers:
        """The nearest addresses of a position."""
        return await self._answer(
            territory, limit, lambda index: index.reverse(at, limit=limit), lambda online: online.reverse(at, limit)
        )

    def close(self) -> None:
        """Close every file."""
        for _, index in self._open.values():
            index.close()

    async def _answer(
        self,
        territory: str,
        limit: int,
        local: Callable[[Index], list[Address]],
        online: Callable[[Geoplateforme], list[Address]],
    ) -> Answers:
        known = await anyio.to_thread.run_sync(self._ask_index, territory, local)
        if self._online is None or (known.addresses and known.addresses[0].score >= GOOD):
            return known
        source = self._online
        found: list[Address] | None = None
        note: str | None = LATE
        # A name server that does not answer holds its thread longer than the client’s own patience.
        with anyio.move_on_after(PATIENCE_S):
            try:
                found = await anyio.to_thread.run_sync(online, source, abandon_on_cancel=True)
                note = None
            except OnlineSilent as silent:
                note = str(silent)
        if found is None:
            return Answers(known.addresses, known.note or note, known.broken)
        return Answers([*found, *known.addresses][:limit], None if found else known.note, known.broken)

    def _ask_index(self, territory: str, local: Callable[[Index], list[Address]]) -> Answers:
        path = self._path_of(territory)
        if not path.is_file():
            return Answers([], NO_INDEX)
        try:
            return Answers(local(self._index(territory, path)))
        except AddressesBroken as error:
            return Answers([], BROKEN, str(error))

    def _index(self, territory: str, path: Path) -> Index:
        """The index at a path; the one that this territory had elsewhere is let go."""
        with self._lock:
            known = self._open.get(territory)
            if known is None or known[0] != path:
                if known:
                    known[1].close()
                known = self._open[territory] = (path, Index(path))
        return known[1]
