"""What the database itself promises of a draft: each of its steps, asked of a real connection as the runtime role."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from catalogue import SIDES, Catalogue, Row, as_sql, insert
from rows import tell

from tenants.database import Scope
from tenants.migrate import Addresses

SIDE = SIDES["territory"][0]
ANOTHER, AUTHOR = str(uuid.UUID(int=0xE)), str(uuid.UUID(int=0xF))
DIGEST = "SELECT draft_digest(territory, id) FROM draft WHERE id = %s"


def steps_are_kept(urls: Addresses, found: Catalogue, table: str) -> None:
    """What the guard of this table refuses, and what it lets by."""
    with psycopg.connect(urls.runtime) as connection, connection.transaction(force_rollback=True):
        tell(connection, Scope(SIDE, role="editor"))
        draft = str(insert(connection, "draft", _draft(found))["id"])
        {"draft": _draft_goes_by_steps, "draft_approval": _somebody_else_approves}.get(table, _open_is_written)(
            connection, found, table, draft
        )


def _draft(found: Catalogue) -> Row:
    """A draft of this side, which somebody wrote."""
    return found.make("draft", SIDE, 0) | {"id": str(uuid.uuid4()), "author": AUTHOR, "base": 1}


def _open_is_written(connection: psycopg.Connection, found: Catalogue, table: str, draft: str) -> None:
    """Content is added and changed while its draft is open, and no more."""
    first, second = [found.make(table, SIDE, 0) | {"draft": draft, **more} for more in _two(table)]
    insert(connection, table, first)
    _move(connection, draft, "submitted")
    with refused(connection, "only an open draft is written"):
        insert(connection, table, second)
    if table != "draft_change":
        with refused(connection, "only an open draft is written"):
            connection.execute(as_sql(f"UPDATE {table} SET revision = 2 WHERE draft = %s"), [draft])


def _two(table: str) -> list[Row]:
    """Two rows of one draft."""
    column, name = {
        "draft_file": ("name", "rules/{}.yaml"), "draft_zone": ("path", "zones/{}.geojson"),
        "draft_change": ("file", "{}"),
    }[table]  # fmt: skip
    return [{column: name.format(each)} for each in ("one", "two")]


def _somebody_else_approves(connection: psycopg.Connection, found: Catalogue, table: str, draft: str) -> None:
    """Submitted, as it stands, by who wrote nothing of it."""
    change = found.make("draft_change", SIDE, 0) | {"draft": draft, "person": str(uuid.UUID(int=0xA))}
    insert(connection, "draft_change", change)
    digest = connection.execute(DIGEST, [draft]).fetchone()
    assert digest is not None
    row = found.make(table, SIDE, 0) | {"draft": draft, "person": ANOTHER, "digest": digest[0]}
    tell(connection, Scope(SIDE, role="validator"))
    with refused(connection, "only a submitted draft is approved"):
        insert(connection, table, row)
    _move(connection, draft, "submitted")
    for writer in (AUTHOR, change["person"]):
        with refused(connection, "who wrote in a draft does not approve it"):
            insert(connection, table, row | {"person": writer})
    with refused(connection, "not the draft as it stands"):
        insert(connection, table, row | {"digest": "0" * 64})
    insert(connection, table, row)


def _draft_goes_by_steps(connection: psycopg.Connection, found: Catalogue, table: str, draft: str) -> None:
    """It begins open, keeps its author, and goes on only when somebody else approved it."""
    with refused(connection, "a draft begins open"):
        insert(connection, table, _draft(found) | {"state": "submitted"})
    with refused(connection, "whose draft it is never changes"):
        connection.execute("UPDATE draft SET author = %s WHERE id = %s", [ANOTHER, draft])
    _move(connection, draft, "submitted")
    with refused(connection, "only an open draft is rebased"):
        connection.execute("UPDATE draft SET base = 2 WHERE id = %s", [draft])
    for how in ("state = 'approved'", "state = 'published', published = 2", "state = 'scheduled', publish_at = now()"):
        with refused(connection, "nobody else approved this draft"):
            connection.execute(as_sql(f"UPDATE draft SET {how} WHERE id = %s"), [draft])
    tell(connection, Scope(SIDE, role="validator"))
    digest = connection.execute(DIGEST, [draft]).fetchone()
    assert digest is not None
    approval: Row = {"draft": draft, "person": ANOTHER, "digest": digest[0], "id": str(uuid.uuid4())}
    insert(connection, "draft_approval", found.make("draft_approval", SIDE, 0) | approval)
    with refused(connection, "published over its own base"):
        connection.execute("UPDATE draft SET state = 'published', published = 3 WHERE id = %s", [draft])
    connection.execute("UPDATE draft SET state = 'published', published = 2 WHERE id = %s", [draft])
    with refused(connection, "a published draft never changes"):
        connection.execute("UPDATE draft SET title = 'autre' WHERE id = %s", [draft])


def _move(connection: psycopg.Connection, draft: str, state: str) -> None:
    connection.execute("UPDATE draft SET state = %s WHERE id = %s", [state, draft])


@contextmanager
def refused(connection: psycopg.Connection, why: str) -> Iterator[None]:
    """Raises AssertionError unless the guard refuses what is done here, for this reason."""
    said = ""
    try:
        with connection.transaction():
            yield
    except psycopg.Error as error:
        said = str(error)
    assert why in said, f"not refused: {why}; {said}"
