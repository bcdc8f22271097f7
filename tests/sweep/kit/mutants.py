"""The ways in which a database, or a door, could be mended for the worse, one at a time, read from the catalogue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import guards
import psycopg
import rows
import sides
import steps
from catalogue import GUARDED, OWNER_OF, SHARED, Catalogue, as_sql
from demands import without_one

from tenants.migrate import RUNTIME, Addresses

type Check = Callable[[Addresses, Catalogue, str], None]


@dataclass(frozen=True)
class Mutant:
    """What a superuser does to the database, and the table it is done to."""

    table: str
    statement: str
    undo: str = ""
    """What takes it back, where that is one statement: a copy then serves for many."""


SAID_TWICE = (
    "audit_link_territory_fkey", "pass_territory_fkey", "pass_carrier_fkey", "pass_phone_territory_fkey",
    "pass_phone_carrier_fkey", "hearing_territory_fkey", "hearing_carrier_fkey", "bay_report_territory_fkey",
    "stay_refusal_territory_fkey", "stay_alert_territory_fkey",
)  # fmt: skip
"""Keys that another one implies, so that nothing can show they are gone: a link names a row of `audit` by territory and
id, and that row’s territory exists; a pass, its telephone and a hearing name their right by territory, carrier and id,
and that right’s own exist; what is reported or refused names its bay, a reminder its stay, by territory too."""
_POLICIES = "SELECT tablename, policyname, permissive, qual, with_check FROM pg_policies ORDER BY 1, 2"
_TRIGGERS = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
_REFERENCES = (
    "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f'"
    " AND conrelid::regclass::text = ANY (%s) ORDER BY 1, 2"
)


def mutants_of(superuser: str) -> list[Mutant]:
    """All of them: policies, FORCE, triggers, foreign keys of owned tables, privileges."""
    with psycopg.connect(superuser) as connection:
        policies = [mutant for row in connection.execute(_POLICIES).fetchall() for mutant in _of_policy(row)]
        triggers = [mutant for row in connection.execute(_TRIGGERS).fetchall() for mutant in _of_trigger(*row)]
        tables = [*OWNER_OF, *(f'"{table}"' for table in OWNER_OF)]
        references = [
            Mutant(table.strip('"'), f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            for table, name in connection.execute(_REFERENCES, [tables]).fetchall()
            if name not in SAID_TWICE
        ]
    forced = [
        Mutant(
            table,
            f'ALTER TABLE "{table}" {what} ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" {back} ROW LEVEL SECURITY',
        )
        for table in OWNER_OF
        for what, back in (("NO FORCE", "FORCE"), ("DISABLE", "ENABLE"))
    ]
    return [*policies, *forced, *triggers, *references, *_of_privileges()]


def _of_policy(row: Sequence[str | None]) -> list[Mutant]:
    """A policy gone, open whole, open to read, open to write; open for each part of what it demands."""
    table, name, kind, using, check = (part or "" for part in row)
    place = f'{name} ON "{table}"'
    gone = Mutant(table, f"DROP POLICY {place}")
    if kind != "PERMISSIVE":
        return [gone, Mutant(table, f"ALTER POLICY {place} USING (true)", f"ALTER POLICY {place} USING ({using})")]
    opened = ["USING (true) WITH CHECK (true)", "USING (true)", "WITH CHECK (true)"]
    opened += [f"USING ({less})" for less in without_one(using)]
    opened += [f"WITH CHECK ({less})" for less in without_one(check)]
    back = f"ALTER POLICY {place} USING ({using}) WITH CHECK ({check})"
    return [gone, *(Mutant(table, f"ALTER POLICY {place} {what}", back) for what in opened)]


def _of_trigger(table: str, name: str) -> list[Mutant]:
    """A trigger gone, or switched off."""
    switch = f"ALTER TABLE {table} {{}} TRIGGER {name}".format
    bare = table.strip('"')
    return [Mutant(bare, f"DROP TRIGGER {name} ON {table}"), Mutant(bare, switch("DISABLE"), switch("ENABLE"))]


def _of_privileges() -> list[Mutant]:
    """Each privilege that was not granted, granted; each that was, taken back; and the right to make tables."""
    found = []
    for table, granted in rows.GRANTED.items():
        place = ".".join(f'"{part}"' for part in table.split("."))
        for privilege in guards.PRIVILEGES:
            if privilege in granted.split(", "):
                found.append((table, f"REVOKE {privilege} ON {place} FROM {RUNTIME}"))
            else:
                found.append((table, f"GRANT {privilege} ON {place} TO {RUNTIME}"))
    found += [("", f"GRANT CREATE ON SCHEMA {schema} TO {RUNTIME}") for schema in ("public", "dramatiq")]
    return [Mutant(table, statement, _inverse(statement)) for table, statement in found]


def _inverse(statement: str) -> str:
    """GRANT … TO for REVOKE … FROM, and the other way round."""
    verb, rest = statement.split(" ", 1)
    if verb == "GRANT":
        return f"REVOKE {rest}".replace(" TO ", " FROM ")
    return f"GRANT {rest}".replace(" FROM ", " TO ")


def checks_of(table: str) -> Sequence[Check]:
    """What is asked of a table: behaviour alone, never the text of a policy; what takes long is asked last."""
    owned: Sequence[Check] = (rows.rows_stay_apart, rows.owners_are_bound_too, rows.references_stay_within)
    found: list[Check] = [lambda urls, _catalogue, _table: guards.nothing_is_made(urls)]
    if table in guards.TABLES:
        found.append(lambda urls, _catalogue, table: guards.privileges_are_few(urls, table))
    found += (sides.each_side_says_its_own, sides.hands_never_change) if table in SHARED else ()
    found += (sides.changes_are_noted,) if table in sides.NOTED else ()
    found += (sides.closing_is_still,) if table in sides.STILL else ()
    found += (sides.decided_stays_decided,) if table == "request" else ()
    if table in guards.WRITTEN_ONCE:
        found.append(lambda urls, _catalogue, table: guards.never_moves(urls, table))
    if table in GUARDED:
        found.append(steps.steps_are_kept)
    if table in guards.DOORS:
        found.append(lambda urls, _catalogue, table: guards.doors_are_shut(urls, table))
    return [*found, *(owned if table in OWNER_OF else ())]


def turns_red(urls: Addresses, catalogue: Catalogue, table: str) -> str | None:
    """The first thing found wrong with a table, None when nothing is."""
    for check in checks_of(table):
        try:
            check(urls, catalogue, table)
        except AssertionError as wrong:
            return str(wrong).splitlines()[0]
        except psycopg.Error as wrong:
            return f"{type(wrong).__name__}: {wrong}"
    return None


def mend_for_the_worse(urls: Addresses, statement: str) -> None:
    """Do it."""
    with psycopg.connect(urls.superuser) as connection:
        connection.execute(as_sql(statement))
