"""What the database itself promises of every owned table, asked of a real connection.

Each check is a plain function over addresses, so that it can be asked of a database that was mended for the worse.
"""

import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from catalogue import (
    GUARDED,
    NAMING,
    OWNER_OF,
    SHARED,
    SIDES,
    Catalogue,
    Row,
    as_sql,
    carrier_of,
    insert,
    lift_guards,
    place_of,
)
from psycopg import sql
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege
from worlds import ROLES

from accounts.core.roles import CARRIER_ROLES, FLEET_KEEPERS
from joptimiz.owners import OWNERS
from tenants.database import Scope
from tenants.migrate import RUNTIME, Addresses
from tenants.owned import privileges_of

type Outcome = int | str

REFUSED = "refused"
GRANTED = privileges_of(OWNERS)
_EDITORS = ("editor", "admin")
PURGE = "purge"
"""What acts when data are past their term, or somebody is erased."""
ORDER = "automatic"
"""What grants where the order itself does."""
DISC = "disc"
"""In which phones set discs."""
WRITERS: Mapping[str, Sequence[str]] = {
    "vehicle": FLEET_KEEPERS,
    "vehicle_import": FLEET_KEEPERS,
    "bay": (*_EDITORS, PURGE),
    "bay_import": (*_EDITORS, PURGE),
    "bay_before": (*_EDITORS, PURGE),
    "bay_word": (*_EDITORS, PURGE),
    "derogation_setting": ("admin",),
    "derogation_word": ("admin", "editor", "validator"),
    "document": FLEET_KEEPERS,
    "document_trace": FLEET_KEEPERS,
    "derogation_reading": FLEET_KEEPERS,
    "pass_list": (*_EDITORS, "validator", ORDER, PURGE),
    "derogation_push": ("admin", ORDER, PURGE),
    "derogation_push_run": ("admin", ORDER, PURGE),
    "letter_sender": ("admin",),
    "letter_batch": ("admin", "editor", "validator", PURGE),
    "letter": ("admin", "editor", "validator", PURGE),
    "pass_check": ("police", PURGE),
    "check_beat": ("admin", PURGE),
    "bay_report": (DISC, PURGE),
    "stay_alert": (DISC, PURGE),
    "stay_refusal": (DISC, PURGE),
    "stay_beat": (DISC, PURGE),
    "retention": ("admin",),
    "territory_face": ("admin",),
    "territory_export": ("operator",),
    "draft": (*_EDITORS, "validator"),
    "draft_file": _EDITORS,
    "draft_zone": _EDITORS,
    "draft_change": _EDITORS,
    "draft_comment": (*_EDITORS, "validator", "partner"),
    "draft_approval": ("validator",),
}
"""Which roles write a table, where not every one does."""
_OFFICERS = ("admin", "editor", "validator", ORDER, PURGE)
SHARED_WRITERS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "request": (_OFFICERS, FLEET_KEEPERS),
    "request_message": ((), FLEET_KEEPERS),
    "deposit": ((), FLEET_KEEPERS),
    "request_deposit": ((), FLEET_KEEPERS),
    "derogation": (_OFFICERS, ()),
    "pass": (_OFFICERS, ()),
    "pass_phone": (_OFFICERS, ()),
    "hearing": (_OFFICERS, ()),
    "hearing_answer": ((), FLEET_KEEPERS),
    "derogation_notice": ((ORDER, PURGE), ()),
    "stay": ((DISC, PURGE), ()),
    "derogation_day": (("admin", "editor", "validator", "police", ORDER), CARRIER_ROLES),
}
"""Which roles of the territory, then of the carrier, write such a row as the catalogue holds."""
ERASERS: Mapping[str, Sequence[str]] = {
    "pass_check": (PURGE,),
    "stay": (PURGE,),
    "bay_report": (PURGE,),
    "bay_word": (*_EDITORS, PURGE),
    "request": (PURGE,),
    "deposit": (PURGE,),
    "derogation": (PURGE,),
    "hearing": (PURGE,),
    "pass": (PURGE,),
    "pass_phone": (PURGE,),
    "derogation_notice": (PURGE,),
    "derogation_push": (PURGE,),
    "letter_batch": (PURGE,),
    "derogation_word": ("admin", "editor", "validator"),
    "vehicle": (PURGE,),
    "vehicle_import": (*FLEET_KEEPERS, PURGE),
    "document": (PURGE,),
    "document_trace": (PURGE,),
    "derogation_reading": (PURGE,),
    "access_request": (PURGE,),
}
"""Which roles remove rows of a table, where not every one that may do so does."""


def scopes(table: str) -> Iterator[Scope]:
    """As whom a table may be asked: of either side, of both, of neither, in each role that could matter."""
    roles = (
        ("", *ROLES, ORDER, DISC, PURGE) if table in {*WRITERS, *ERASERS, *SHARED_WRITERS} else ("", "owner", "admin")
    )
    for territory, carrier, role in itertools.product(("", *SIDES["territory"]), ("", *SIDES["carrier"]), roles):
        yield Scope(territory, carrier, role=role)


def acting_for(owner: str, value: str) -> Scope:
    """The scope of who keeps a territory, or a carrier."""
    return Scope(value, role="admin") if owner == "territory" else Scope(carrier=value, role="owner")


def _keeping(table: str, value: str) -> Scope:
    """The same, of who may write such a row: another role where the keeper may not."""
    scope = acting_for(OWNER_OF[table], value)
    writers = WRITERS.get(table, (scope.role,))
    return scope if scope.role in writers else replace(scope, role=writers[0])


def _writing(table: str, row: Row) -> Scope:
    """The scope of who writes such a shared row."""
    officers, keepers = SHARED_WRITERS[table]
    if officers:
        return Scope(str(row["territory"]), role=officers[0])
    return Scope(carrier=str(row["carrier"]), role=keepers[0])


def tell(connection: psycopg.Connection, scope: Scope) -> None:
    """Say whose the open transaction is, as the product does."""
    connection.execute(
        "SELECT set_config('app.territory', %s, true), set_config('app.carrier', %s, true),"
        " set_config('app.door', %s, true), set_config('app.role', %s, true)",
        [scope.territory, scope.carrier, scope.door, scope.role],
    )


ACTS = ("select", "insert", "update", "move", "delete")


def attempt(connection: psycopg.Connection, found: Catalogue, table: str, act: str, target: str) -> Outcome:
    """Do something to the rows of an owner; how many it touched, or that it was refused. Nothing of it stays."""
    owner = sql.Identifier(OWNER_OF[table])
    other = next(side for side in SIDES[OWNER_OF[table]] if side != target)
    texts = {
        "select": "SELECT {o} FROM {t} WHERE {o} = {v}",
        "update": "UPDATE {t} SET {o} = {o} WHERE {o} = {v}",
        "move": "UPDATE {t} SET {o} = {w} WHERE {o} = {v}",
        "delete": "DELETE FROM {t} WHERE {o} = {v}",
    }
    try:
        with connection.transaction(force_rollback=True):
            if act == "insert":
                insert(connection, table, found.make(table, target, len(found.rows[table, target])))
                return 1
            statement = as_sql(texts[act]).format(
                o=owner, t=place_of(table), v=sql.Literal(target), w=sql.Literal(other)
            )
            return connection.execute(statement).rowcount
    except InsufficientPrivilege:
        return REFUSED


def promised(found: Catalogue, scope: Scope, table: str, act: str, target: str) -> Outcome:
    """What must come of it, by the classes of tables alone: an oracle that reads no policy."""
    mine = target in seen_by(scope, table)
    right = {"move": "UPDATE"}.get(act, act.upper())
    writers = SHARED_WRITERS[table][bool(scope.carrier)] if table in SHARED else WRITERS.get(table, (scope.role,))
    writes = scope.role in writers
    erases = scope.role in ERASERS.get(table, (scope.role,))
    if right not in GRANTED[table].split(", "):
        return REFUSED
    if act == "insert":
        return 1 if mine and writes else REFUSED
    if not mine or (act == "delete" and not erases):
        return 0
    if act == "move" or (act == "update" and not writes):
        return REFUSED
    return len(found.rows[table, target])


def seen_by(scope: Scope, table: str) -> tuple[str, ...]:
    """The sides whose rows of a table a scope sees; one that names a carrier is that carrier's alone."""
    if table in SHARED and scope.carrier:
        return tuple(side for side in SIDES["territory"] if carrier_of(side) == scope.carrier)
    return tuple(side for side in SIDES[OWNER_OF[table]] if side == getattr(scope, OWNER_OF[table]))


def _count(found: Catalogue, scope: Scope, table: str) -> int:
    return sum(len(found.rows[table, side]) for side in seen_by(scope, table))


@contextmanager
def asking(urls: Addresses, table: str, *, bound: bool = True) -> Iterator[psycopg.Connection]:
    """A connection of the runtime role; where guards stand before policies, one without them, whose work is undone."""
    if table not in GUARDED:
        with psycopg.connect(urls.runtime) as connection:
            yield connection
        return
    with psycopg.connect(urls.superuser) as connection, connection.transaction(force_rollback=True):
        lift_guards(connection, table)
        if bound:
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(RUNTIME)))
        yield connection


def rows_stay_apart(urls: Addresses, found: Catalogue, table: str) -> None:
    """Each act on each side’s rows, as everybody who may ask: neither more nor less than promised."""
    with asking(urls, table) as connection:
        for scope in scopes(table):
            with connection.transaction():
                tell(connection, scope)
                total = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(place_of(table))).fetchone()
                assert total == (_count(found, scope, table),), f"{table} as {scope}: {total} rows are seen"
                for act, target in itertools.product(ACTS, SIDES[OWNER_OF[table]]):
                    came = attempt(connection, found, table, act, target)
                    must = promised(found, scope, table, act, target)
                    assert came == must, f"{act} {table} of {target} as {scope}: {came}, not {must}"


def owners_are_bound_too(urls: Addresses, found: Catalogue, table: str) -> None:
    """Who owns the tables sees no more than the scope says."""
    with psycopg.connect(urls.owner) as connection:
        for scope in (Scope(), Scope(SIDES["territory"][1], SIDES["carrier"][1], role="owner")):
            with connection.transaction():
                tell(connection, scope)
                seen = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(place_of(table))).fetchone()
                assert seen == (_count(found, scope, table),), f"the owner of {table} as {scope}: {seen}"


def references_stay_within(urls: Addresses, found: Catalogue, table: str) -> None:
    """A row names nothing of another owner, and nothing that does not exist."""
    owner = OWNER_OF[table]
    theirs, mine = SIDES[owner]
    fresh = found.make(table, mine, len(found.rows[table, mine]))
    if "id" in fresh:
        fresh["id"] = str(uuid.uuid4())
    nobody = str(uuid.UUID(int=0xD))
    nowhere: Row = {"territory": "nulle-part", "organisation": nobody, "person": nobody}
    mate = "carrier" if table in SHARED else owner
    # A guard or a policy would refuse some of these rows before their keys do.
    with asking(urls, table, bound=False) as connection:
        for reference in found.references[table]:
            if reference.table in OWNER_OF:
                last = found.rows[reference.table, theirs][-1]
                pairs = zip(reference.columns, reference.named, strict=True)
                row = fresh | {ours: last[named] for ours, named in pairs if ours not in (owner, mate)}
            else:
                # Where a longer key would refuse the same, it is not asked.
                named = {*reference.columns}
                longer = {
                    each for other in found.references[table] if named < {*other.columns} for each in other.columns
                }
                spared = dict.fromkeys((longer - named) & found.optional[table])
                row = fresh | spared | {reference.columns[0]: nowhere[reference.table]}
            row |= NAMING.get((table, reference.table), {})
            if table in SHARED and "carrier" not in {*reference.columns, *found.wanted[table]}:
                # Where no carrier need be said, a longer key that names it would not be asked.
                row["carrier"] = None
            with connection.transaction():
                tell(connection, _keeping(table, str(row[owner])) if table not in SHARED else _writing(table, row))
                assert not _may_insert(connection, table, row), f"{table} names what is not its own: {reference}"
                if table in SHARED and mate in reference.columns and {*reference.columns} <= fresh.keys() - {"id"}:
                    row = fresh | {mate: carrier_of(theirs)}
                    tell(connection, _writing(table, row))
                    may = reference.table in OWNER_OF and _may_insert(connection, table, row)
                    assert not may, f"{table} names what is another carrier’s: {reference}"


def _may_insert(connection: psycopg.Connection, table: str, row: Row) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            insert(connection, table, row)
    except ForeignKeyViolation:
        return False
    return True
