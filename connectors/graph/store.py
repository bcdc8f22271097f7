"""The builds of one territory on disk. One is current: a pointer names it, replaced at once.

The current one and the one before are kept; older ones go when nobody holds them. Everything that changes the folder
does it under its lock.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from connectors.graph.opened import MANIFEST, GraphBroken, Manifest, read_manifest

ASIDE = ".building-"
POINTER = "current.json"
LOCK = ".lock"
_GRACE = timedelta(days=1)


class Busy(Exception):
    """Somebody else changes the builds of this territory; the message is French."""


class Pointer(msgspec.Struct, frozen=True):
    """Which build is current, and which was before it."""

    current: str
    previous: str | None = None


class Held(NamedTuple):
    """A hold on a build: it is not removed while somebody has one, and the kernel lets go for who dies."""

    file: IO[bytes]

    def release(self) -> None:
        """Let go."""
        self.file.close()


class Store:
    """The folder `tiles/<slug>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def slug(self) -> str:
        """The territory."""
        return self.folder.name

    def pointer(self) -> Pointer | None:
        """Which build is current; nothing when none is, or when the pointer cannot be read."""
        try:
            return msgspec.json.decode((self.folder / POINTER).read_bytes(), type=Pointer)
        except (OSError, msgspec.MsgspecError):
            return None

    def stamp(self) -> tuple[int, int, bool] | None:
        """What changes whenever the pointer is written, or its build comes or goes; nothing without a pointer."""
        try:
            stat = (self.folder / POINTER).stat()
        except OSError:
            return None
        pointer = self.pointer()
        there = pointer is not None and (self.folder / pointer.current / MANIFEST).exists()
        return stat.st_mtime_ns, stat.st_ino, there

    def list_builds(self) -> tuple[Manifest, ...]:
        """Every build with its manifest, the youngest first."""
        found = []
        for path in self.folder.glob(f"[!.]*/{MANIFEST}"):
            with suppress(GraphBroken):
                found.append(read_manifest(path.parent))
        return tuple(sorted(found, key=lambda manifest: manifest.built_at, reverse=True))

    def use(self, build: str) -> None:
        """Make a build current; the one that was is kept as the one before. Call it under the lock."""
        former = self.pointer()
        if former is None or former.current == build:
            pointer = Pointer(build, former.previous if former else None)
        else:
            pointer = Pointer(build, former.current)
        aside = self.folder / f".{POINTER}"
        with aside.open("wb") as file:
            file.write(msgspec.json.encode(pointer))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.folder / POINTER)
        settle(self.folder)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Alone to change this folder; raises `Busy`. What a killed build left is swept away first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("a+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                who = file.read().strip()
                by = f" (processus {who})" if who else ""
                raise Busy(
                    f"Une autre construction est en cours pour « {self.slug} »{by} : attendez sa fin, ou arrêtez-la."
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            for left in self.folder.glob(f"{ASIDE}*"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    def hold(self, build: str) -> Held | None:
        """Keep a build from being removed; nothing when it is not there."""
        try:
            file = (self.folder / build / MANIFEST).open("rb")
        except OSError:
            return None
        fcntl.flock(file, fcntl.LOCK_SH)
        return Held(file)

    def sweep(self, now: datetime) -> None:
        """Remove the builds that are neither current nor the one before, and that nobody holds. Under the lock.

        A folder that is no build, as a former version of JOPTIMIZ made them or half removed, goes after a day.
        """
        pointer = self.pointer()
        kept = {pointer.current, pointer.previous} if pointer else set()
        for folder in self.folder.glob("[!.]*/"):
            manifest = folder / MANIFEST
            if manifest.exists():
                removed = folder.name not in kept and _is_free(manifest)
            else:
                removed = folder.stat().st_mtime < (now - _GRACE).timestamp()
            if removed:
                # The manifest goes first: half a build must not look like one.
                manifest.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)


def list_slugs(tiles: Path) -> tuple[str, ...]:
    """The territories that have a current build."""
    return tuple(sorted(path.parent.name for path in tiles.glob(f"[!.]*/{POINTER}")))


def settle(path: Path) -> None:
    """Have a file's content, or the names in a folder, outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_free(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
