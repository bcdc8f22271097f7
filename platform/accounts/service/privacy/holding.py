"""Everything held about somebody, table by table, as the register says whose rows are whose."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asyncpg import Connection

from accounts.core.exporting import guarded
from accounts.core.roles import ORGANISATION_KEEPERS
from accounts.service.privacy.subject import Subject, act_for, owners_of, theirs
from rules.canonical import Tree
from tenants.database import Scope, scoped
from tenants.privacy import Entry, Register

SECRET = "secret"  # noqa: S105  # the name of a category


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one table, without their secrets: these are digests, of use to nobody."""

    entry: Entry
    rows: tuple[Mapping[str, Tree], ...]


async def list_held(register: Register, subject: Subject) -> tuple[Held, ...]:
    """What each table holds of somebody; tables that hold nothing of them are left out."""
    found = []
    async with scoped(Scope(role="purge")) as connection:
        if kept := await _organisations(connection, subject):
            found.append(Held(register["organisation"], kept))
        for entry in register.values():
            if not entry.whose:
                continue
            rows: list[Mapping[str, Tree]] = []
            for owner in await owners_of(connection, entry.kind, subject.person):
                if entry.kind != "national":
                    await act_for(connection, entry.kind, owner)
                read = await connection.fetch(
                    f"SELECT to_jsonb(t)::text AS row FROM {entry.table} t WHERE {theirs(entry.whose)}",  # noqa: S608
                    subject.given(),
                )
                rows += (_without_secrets(entry, json.loads(row["row"])) for row in read)
            if rows:
                found.append(Held(entry, tuple(rows)))
    return tuple(found)


async def _organisations(connection: Connection, subject: Subject) -> tuple[Mapping[str, Tree], ...]:
    """Those that somebody keeps: a sole trader’s name and address are their own."""
    rows = await connection.fetch(
        "SELECT to_jsonb(o)::text AS row FROM organisation o WHERE o.closed_at IS NULL AND o.id IN (SELECT organisation"
        " FROM role_held WHERE person = $1 AND name = ANY ($2) AND ended_at IS NULL) ORDER BY o.id",
        subject.person, list(ORGANISATION_KEEPERS),
    )  # fmt: skip
    return tuple(json.loads(row["row"]) for row in rows)


def json_of(held: Sequence[Held]) -> bytes:
    """All of it as one document."""
    tree = {each.entry.table: list(each.rows) for each in held}
    return json.dumps(tree, ensure_ascii=False, indent=2).encode()


def zip_of(held: Sequence[Held]) -> bytes:
    """One CSV file a table, as spreadsheets read them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in held:
            text = io.StringIO()
            write = csv.DictWriter(text, list(each.rows[0]), delimiter=";")
            write.writeheader()
            write.writerows({name: _cell(value) for name, value in row.items()} for row in each.rows)
            archive.writestr(f"{each.entry.table}.csv", "\ufeff" + text.getvalue())
    return out.getvalue()


def _cell(value: Tree) -> str:
    """A value in a sheet, which must not take it for a formula."""
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return guarded(text)


def _without_secrets(entry: Entry, row: Mapping[str, Tree]) -> Mapping[str, Tree]:
    return {name: value for name, value in row.items() if entry.personal.get(name) != SECRET}
