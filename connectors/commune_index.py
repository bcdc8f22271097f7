"""Outlines of communes by code, in one small file: the table they come from takes a second to read whole."""

import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path

INDEX = "communes-2026.sqlite"
_ASIDE = ".indexing-"
_MOST = 500
"""Codes asked in one query."""


def build_index(path: Path, rows: Iterable[tuple[str, bytes]]) -> None:
    """Write the outlines (code, WKB) at this path, whole or not at all."""
    with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=path.parent) as aside:
        fresh = Path(aside, path.name)
        with closing(sqlite3.connect(fresh)) as database, database:
            database.execute("CREATE TABLE commune (code TEXT PRIMARY KEY, outline BLOB NOT NULL) WITHOUT ROWID")
            database.executemany("INSERT OR REPLACE INTO commune VALUES (?, ?)", rows)
        fresh.replace(path)


def read_index(path: Path, codes: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The outlines (WKB) of the codes it knows; raises sqlite3.DatabaseError when it is damaged."""
    wanted = sorted(codes)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        for first in range(0, len(wanted), _MOST):
            some = wanted[first : first + _MOST]
            marks = ", ".join("?" * len(some))
            yield from database.execute(f"SELECT code, outline FROM commune WHERE code IN ({marks})", some)  # noqa: S608
