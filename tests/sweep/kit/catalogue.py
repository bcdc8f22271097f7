"""The owned tables as the catalogue describes them, and two sides that hold rows of each."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from joptimiz.owners import OWNERS

type Row = dict[str, object]

OWNER_OF: Mapping[str, str] = {
    **{table._meta.tablename: "territory" for owned in OWNERS for table in owned.territory},
    **{table._meta.tablename: "carrier" for owned in OWNERS for table in owned.carrier},
    **{table._meta.tablename: "territory" for owned in OWNERS for table in owned.shared},
}
SHARED = frozenset(table._meta.tablename for owned in OWNERS for table in owned.shared)
"""Tables whose rows have two sides: here those of a territory are all those of one carrier."""
VALUES: Mapping[str, Row] = {
    # Answered: one request of somebody waits in a territory, no more.
    "access_request": {"siret": "0" * 14, "decided_at": "2026-01-01T00:00:00Z"},
    "audit_link": {"hash": "0" * 64},
    "bay": {"code": "K{n}"},
    "bundle_seal": {"standing": "in_force"},
    "deposit": {"sha256": "0" * 64},
    # As its carrier declares it, and says a message.
    "derogation_day": {"source": "declared"},
    "derogation_push": {"every": "hour"},
    "derogation_word": {"about": "column"},
    # Open: what is published has a number, and no other has.
    "draft": {"published": None},
    "document": {
        "media_type": "application/pdf",
        "sha256": "0" * 64,
        "sealed": "\\x00",
        "key": "\\x00",
        "vehicle": "x",
    },
    "document_trace": {"what": "opened"},
    "draft_approval": {"digest": "0" * 64},
    "draft_file": {"name": "rules/x{n}.yaml"},
    "draft_zone": {"path": "zones/x{n}.geojson"},
    "fact": {"topic": "test.happened"},
    "hearing": {"measure": "suspend"},
    "overlay": {"trigger": "peak", "starts_at": "2026-01-01T00:00:00Z"},
    # Not verified: a plate is kept with it.
    "pass_check": {"answer": "forged", "means": "code"},
    # Of a vehicle: it is bound to no telephone.
    "pass": {"code": "\\x0000000000000{n}", "ends_at": "2027-01-01T00:00:00Z", "phone": None},
    # Waiting for its telephone.
    "pass_phone": {"link": None},
    "request_message": {"side": "carrier"},
    "stay": {"kind": "stay", "means": "code"},
    "bay_report": {"kind": "full"},
    "stay_beat": {"hour": "2{n}-01-01T00:00:00Z"},
    "retention": {"item": "x{n}", "term": "P1M"},
    "vehicle": {"plate": "AB{n}CD", "country": "FR"},
}
"""What the columns of a table must hold that their type does not say; `{n}` makes a row another, None is left out."""
NAMING: Mapping[tuple[str, str], Row] = {
    ("draft", "rulebook"): {"state": "published"},
    # A vehicle, or a request, is its carrier’s already.
    ("document", "organisation"): {"vehicle": None},
    ("derogation", "organisation"): {"request": None},
    ("pass", "pass_phone"): {"vehicle": None},
}
"""What a row must hold, or leave out, so that this key alone refuses it."""
GUARDED = ("draft", "draft_file", "draft_zone", "draft_change", "draft_approval")
"""Tables whose rows have their steps: `steps.py` asks their guards, policies and keys are asked with guards aside."""
BY_TYPE: Mapping[str, object] = {
    "text": "x{n}", "character varying": "x{n}", "integer": 1, "bigint": 1, "jsonb": {}, "xid8": "7",
    "timestamp with time zone": "2026-01-01T00:00:00Z", "date": "2026-01-01", "boolean": False, "bytea": "\\x00",
    "smallint": 1, "double precision": 7.5,
}  # fmt: skip
SIDES: Mapping[str, tuple[str, str]] = {
    "territory": ("rangs-a", "rangs-b"),
    "carrier": (str(uuid.UUID(int=0xA)), str(uuid.UUID(int=0xB))),
}
SEEDED = 2
"""How many rows each side holds at least: the same keys on both, but for the owner that begins them."""


@dataclass(frozen=True)
class Reference:
    """A foreign key: which columns name which of another table."""

    columns: tuple[str, ...]
    table: str
    named: tuple[str, ...]


@dataclass
class Catalogue:
    """The owned tables as the database describes them, and the rows of both sides."""

    wanted: dict[str, dict[str, str]] = field(default_factory=dict)
    optional: dict[str, frozenset[str]] = field(default_factory=dict)
    """The columns that may be null."""
    references: dict[str, list[Reference]] = field(default_factory=dict)
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    person: str = str(uuid.UUID(int=0xC))

    def make(self, table: str, owner: str, n: int) -> Row:
        """A row that nobody has yet, its references within the same owner."""
        row: Row = {}
        for column, kind in self.wanted[table].items():
            value = VALUES.get(table, {}).get(column, str(uuid.UUID(int=n)) if kind == "uuid" else BY_TYPE[kind])
            if isinstance(value, str):
                value = value.replace("{n}", str(100 + n))
            row[column] = n + 1 if value == 1 else value
        for reference in self.references[table]:
            if None in (row.get(each, "") for each in reference.columns):
                continue
            if reference.table in OWNER_OF and reference.table != table:
                parent = self.rows[reference.table, owner][n]
                row |= {ours: parent[theirs] for ours, theirs in zip(reference.columns, reference.named, strict=True)}
            elif reference.table == "person":
                row[reference.columns[0]] = self.person
        return row | {OWNER_OF[table]: owner} | ({"carrier": carrier_of(owner)} if table in SHARED else {})


def carrier_of(territory: str) -> str:
    """The carrier that shares what a territory shares."""
    return SIDES["carrier"][SIDES["territory"].index(territory)]


def place_of(table: str) -> sql.Identifier:
    """A table with its schema."""
    return sql.Identifier(*table.split("."))


def as_sql(text: str) -> sql.SQL:
    """A statement of ours."""
    return sql.SQL(text)


def insert(connection: psycopg.Connection, table: str, row: Row) -> Row:
    """Write a row, given as the database’s own JSON."""
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    statement = sql.SQL("INSERT INTO {t} ({c}) SELECT {c} FROM jsonb_populate_record(NULL::{t}, %s)")
    connection.execute(statement.format(t=place_of(table), c=columns), [Jsonb(row)])
    return row


_WANTED = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %(table)s AND is_identity = 'NO'
        AND (is_nullable = 'NO' OR column_name = ANY (%(given)s))
        AND (column_default IS NULL OR column_name = ANY (%(given)s) OR column_name IN (
            SELECT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
            WHERE indrelid = %(table)s::regclass AND indisunique))
"""
_OPTIONAL = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %(table)s AND is_nullable = 'YES'
"""
_REFERENCES = """
    SELECT confrelid::regclass::text,
        array(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(num, rank)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = num ORDER BY rank),
        array(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k(num, rank)
            JOIN pg_attribute ON attrelid = confrelid AND attnum = num ORDER BY rank)
    FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'
"""


def read_catalogue(connection: psycopg.Connection) -> Catalogue:
    """The columns that must be given, and the foreign keys, of each owned table."""
    found = Catalogue()
    for table in OWNER_OF:
        asked = {"table": table, "given": list(VALUES.get(table, ()))}
        found.wanted[table] = {str(name): str(kind) for name, kind in connection.execute(_WANTED, asked).fetchall()}
        nullable = connection.execute(_OPTIONAL, asked).fetchall()
        found.optional[table] = frozenset(str(name) for (name,) in nullable)
        found.references[table] = [
            Reference(tuple(ours), str(name).strip('"'), tuple(named))
            for name, ours, named in connection.execute(_REFERENCES, [table]).fetchall()
        ]
    return found


def seed(superuser: str) -> Catalogue:
    """Both sides with rows of every owned table, written by who is bound by no policy."""
    with psycopg.connect(superuser) as connection:
        connection.execute("SELECT set_config('app.door', 'test', false)")
        found = read_catalogue(connection)
        for slug, carrier in zip(*SIDES.values(), strict=True):
            connection.execute("INSERT INTO territory (slug, name, timezone) VALUES (%s, 'x', 'Europe/Paris')", [slug])
            connection.execute("INSERT INTO organisation (id, kind, name) VALUES (%s, 'carrier', 'x')", [carrier])
        connection.execute("INSERT INTO person (id, email, name) VALUES (%s, 'a@example.org', 'x')", [found.person])
        connection.execute(
            "INSERT INTO national_repeal (basis, starts_on, source, recorded_by) VALUES ('b', now(), 'x', 'x')"
        )
        connection.execute(
            "INSERT INTO purge_proof (item, table_name, cutoff, removed, keys_sha256, left_over, at)"
            " VALUES ('x', 'x', now(), 1, repeat('0', 64), 0, now())"
        )
        lift_guards(connection, *GUARDED)
        waiting = list(OWNER_OF)
        while waiting:
            table = waiting.pop(0)
            if parents_of(found, table) <= {name for name, _ in found.rows}:
                _fill(connection, found, table)
            else:
                waiting.append(table)
        for table in GUARDED:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(place_of(table)))
    return found


def lift_guards(connection: psycopg.Connection, *tables: str) -> None:
    """Set the guards of some tables aside, as a superuser; keys and policies stay."""
    for table in tables:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(place_of(table)))


def parents_of(found: Catalogue, table: str) -> set[str]:
    """The other owned tables whose rows this one’s name."""
    return {each.table for each in found.references[table]} & OWNER_OF.keys() - {table}


def _count(found: Catalogue, table: str) -> int:
    """One row more than those that name it have: theirs can then still be written."""
    return max((_count(found, each) + 1 for each in OWNER_OF if table in parents_of(found, each)), default=SEEDED)


def _fill(connection: psycopg.Connection, found: Catalogue, table: str) -> None:
    """Rows of both sides, the first with one more, which the second has nothing like."""
    for more, owner in zip((1, 0), SIDES[OWNER_OF[table]], strict=True):
        for n in range(_count(found, table) + more):
            insert(connection, table, found.make(table, owner, n))
    _read_back(connection, found, table)


def _read_back(connection: psycopg.Connection, found: Catalogue, table: str) -> None:
    """The rows with the numbers that the database gave them."""
    for owner in SIDES[OWNER_OF[table]]:
        statement = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE {} = %s ORDER BY ctid").format(
            place_of(table), sql.Identifier(OWNER_OF[table])
        )
        found.rows[table, owner] = [row for (row,) in connection.execute(statement, [owner]).fetchall()]
