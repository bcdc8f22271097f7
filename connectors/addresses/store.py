"""The index file: one SQLite database, its tables, its way in."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from urllib.parse import quote

from connectors.addresses.model import AddressesBroken

FORMAT = 2
"""Raised when tables or the words of names change, so that older indexes are built again."""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, city TEXT NOT NULL, postcode TEXT NOT NULL,
    citycode TEXT NOT NULL, housenumber TEXT NOT NULL, street TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL,
    source TEXT NOT NULL, around TEXT NOT NULL
);
CREATE TABLE name (id INTEGER PRIMARY KEY, words TEXT NOT NULL UNIQUE);
CREATE TABLE named (name INTEGER, place INTEGER, other INTEGER, PRIMARY KEY (name, place)) WITHOUT ROWID;
CREATE TABLE house (
    id INTEGER PRIMARY KEY, place INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, suffix TEXT NOT NULL,
    label TEXT NOT NULL, postcode TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, source TEXT NOT NULL,
    UNIQUE (place, first, last, suffix)
);
CREATE TABLE course (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, line BLOB NOT NULL);
CREATE VIRTUAL TABLE said USING fts5(name, content='', tokenize='trigram');
CREATE VIRTUAL TABLE house_at USING rtree(id, west, east, south, north);
CREATE VIRTUAL TABLE course_at USING rtree(id, west, east, south, north);
"""
"""`name` holds each name once, as words; `named.other` is 0 for the main name of a place. `around` holds the words of a
place’s commune under all its names; `line` is (lon, lat) doubles of a street’s way."""


class Store:
    """Read-only connections to an index; a thread holds one at a time, and a replaced file is opened anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: LifoQueue[tuple[tuple[int, int], sqlite3.Connection]] = LifoQueue()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection of one’s own for a while; raises AddressesBroken."""
        try:
            stat = self._path.stat()
            stamp = (stat.st_ino, stat.st_mtime_ns)
            connection = self._take(stamp)
        except (OSError, sqlite3.Error) as error:
            raise AddressesBroken(f"{self._path} : cet index d’adresses ne peut pas être ouvert.") from error
        try:
            yield connection
        except sqlite3.Error as error:
            sentence = f"{self._path} : cet index d’adresses est abîmé. Supprimez-le et reconstruisez-le."
            raise AddressesBroken(sentence) from error
        finally:
            self._idle.put((stamp, connection))
            if self._closed:
                self.close()

    def close(self) -> None:
        """Close every connection, those in use as they come back."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait()[1].close()
            except Empty:
                return

    def _take(self, stamp: tuple[int, int]) -> sqlite3.Connection:
        while True:
            try:
                of, connection = self._idle.get_nowait()
            except Empty:
                address = f"file:{quote(str(self._path))}?mode=ro&immutable=1"
                return sqlite3.connect(address, uri=True, check_same_thread=False, cached_statements=32)
            if of == stamp:
                return connection
            connection.close()


def read_meta(path: Path) -> dict[str, str]:
    """What an index says of itself; empty when there is none or it is broken."""
    store = Store(path)
    try:
        with store.reading() as connection:
            return {str(name): str(value) for name, value in connection.execute("SELECT name, value FROM meta")}
    except AddressesBroken:
        return {}
    finally:
        store.close()
