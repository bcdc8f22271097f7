"""What the database promises of rows that a territory and a carrier share: the words of each side are its own."""

import uuid
from collections.abc import Mapping, Sequence

import psycopg
from catalogue import SIDES, Catalogue, Row, as_sql, carrier_of, insert, place_of
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from rows import ORDER, PURGE, SHARED_WRITERS, tell
from worlds import ROLES

from tenants.database import Scope
from tenants.migrate import RUNTIME, Addresses

SIDE, OTHER = SIDES["territory"]
NUMBER = str(uuid.UUID(int=0xE))
OFFICERS = SHARED_WRITERS["request"][0]
TERRITORYS: Mapping[str, Sequence[tuple[Row, Sequence[str]]]] = {
    "request": (
        ({"state": "granted"}, OFFICERS), ({"decided_by": NUMBER}, OFFICERS), ({"proposed": {}}, OFFICERS),
        ({"derogation": NUMBER}, OFFICERS),
    ),
    "request_message": (({"side": "territory"}, OFFICERS),),
    "derogation_day": (({"source": "checked"}, SHARED_WRITERS["derogation_day"][0]),),
}  # fmt: skip
"""What only a territory says in a shared row, and in which roles."""


NOTED = ("request", "derogation", "pass")
"""Whose changes are asked for by when they came."""
STILL = (
    "access_request", "audit", "bay", "bay_before", "bay_import", "bay_report", "bay_word", "bundle_seal",
    "check_beat", "deposit", "derogation", "derogation_day", "derogation_notice", "derogation_push",
    "derogation_push_run", "derogation_setting", "derogation_word", "draft", "draft_approval", "draft_change",
    "draft_comment", "draft_file", "draft_zone", "fact", "hearing", "hearing_answer", "key_secret", "letter",
    "letter_batch", "letter_sender", "overlay", "pass", "pass_check", "pass_list", "pass_phone", "request",
    "request_deposit", "request_message", "retention", "rulebook", "stay", "stay_alert", "stay_beat", "stay_refusal",
    "territory_face", "zone_number",
)  # fmt: skip
"""What is not written any more while a territory closes."""


def each_side_says_its_own(urls: Addresses, found: Catalogue, table: str) -> None:
    """A row that says what is the territory’s is written by its roles, and by nobody of the carrier."""
    for said, writers in TERRITORYS.get(table, ()):
        row = found.make(table, SIDE, len(found.rows[table, SIDE])) | said
        with psycopg.connect(urls.runtime) as connection:
            for role in (*ROLES, ORDER, PURGE):
                for scope in (
                    Scope(SIDE, role=role),
                    Scope(SIDE, carrier_of(SIDE), role=role),
                    Scope(OTHER, role=role),
                ):
                    must = scope.territory == SIDE and not scope.carrier and role in writers
                    assert _may_write(connection, table, row, scope) == must, f"{table} {said} as {scope}"


def decided_stays_decided(urls: Addresses, found: Catalogue, table: str) -> None:
    """What was decided is not its carrier’s to take back; its territory still writes it."""
    request = found.rows[table, SIDE][0]["id"]
    back = sql.SQL("UPDATE request SET {} WHERE id = %s").format(
        as_sql("state = 'withdrawn', decided_by = NULL, decided_at = NULL, decision = NULL")
    )
    with psycopg.connect(urls.superuser) as connection, connection.transaction(force_rollback=True):
        connection.execute(
            "UPDATE request SET state = 'refused', decided_by = %s, decided_at = now(), decision = '{}' WHERE id = %s",
            [NUMBER, request],
        )
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(RUNTIME)))
        for scope, must in ((Scope(SIDE, carrier_of(SIDE), role="owner"), 0), (Scope(SIDE, role="admin"), 1)):
            tell(connection, scope)
            assert connection.execute(back, [request]).rowcount == must, f"a decided request as {scope}"


def hands_never_change(urls: Addresses, found: Catalogue, table: str) -> None:
    """Whose a shared row is stays, even for who is bound by no policy."""
    with psycopg.connect(urls.superuser) as connection:
        change = sql.SQL("UPDATE {} SET carrier = %s WHERE territory = %s").format(place_of(table))
        said = _said(connection, change, [carrier_of(OTHER), SIDE])
    assert "never change hands" in said, f"{table}: {said}"


def changes_are_noted(urls: Addresses, found: Catalogue, table: str) -> None:
    """When a row last changed is the database’s to say."""
    change = sql.SQL("UPDATE {} SET changed_at = '2000-01-01' RETURNING changed_at > now() - interval '1 hour'")
    with psycopg.connect(urls.superuser) as connection, connection.transaction(force_rollback=True):
        assert set(connection.execute(change.format(place_of(table))).fetchall()) == {(True,)}, table


def closing_is_still(urls: Addresses, found: Catalogue, table: str) -> None:
    """Nothing is written any more in a territory that is closing."""
    row = found.make(table, SIDE, len(found.rows[table, SIDE]))
    with psycopg.connect(urls.superuser) as connection, connection.transaction(force_rollback=True):
        tell(connection, Scope(SIDE, door="test", role="admin"))
        connection.execute("UPDATE territory SET state = 'closing' WHERE slug = %s", [SIDE])
        code = ""
        try:
            with connection.transaction():
                insert(connection, table, row)
        except psycopg.Error as error:
            code = str(error.sqlstate)
        assert code == "JZ001", f"{table} is written while its territory closes: {code}"


def _said(connection: psycopg.Connection, statement: sql.Composed, values: Sequence[object]) -> str:
    """What the database says against it; nothing of it stays."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement, values)
    except psycopg.Error as error:
        return str(error)
    return ""


def _may_write(connection: psycopg.Connection, table: str, row: Row, scope: Scope) -> bool:
    """Whether the policies let it by; what else a row must hold is asked after them."""
    with connection.transaction():
        tell(connection, scope)
        try:
            with connection.transaction(force_rollback=True):
                insert(connection, table, row)
        except InsufficientPrivilege:
            return False
        except psycopg.Error:
            return True
    return True
