"""Derogations on their way out: to who controls, to their carrier, to everybody as counts."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record

from cirqliz.core.codes import code_of
from cirqliz.service.acting import CHECKERS, HOLDERS, for_carrier, for_territory, name_of
from cirqliz.service.derogations import Derogations
from connectors.derogations import Derogation
from connectors.derogations.records import Status
from rules.canonical import Tree
from rules.written.bodies import certificate_of
from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.snapshot import Rulebook
from tenants.who import Caller

MADE_UP = "0" * 9
"""In place of the SIREN of a territory that is made up."""
_STATES: Mapping[str, Status] = {"suspended": "suspended", "revoked": "withdrawn", "replaced": "withdrawn"}
_READ = """
    SELECT d.*, r.facts, r.asked_at, GREATEST(d.changed_at, y.last) AS updated_at, COALESCE(y.used, 0) AS used
    FROM derogation d LEFT JOIN request r ON r.territory = d.territory AND r.id = d.request
    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE day >= $1) AS used, max(at) AS last FROM derogation_day
        WHERE territory = d.territory AND derogation = d.id) y ON true
    WHERE ($2::timestamptz IS NULL OR GREATEST(d.changed_at, y.last) >= $2)
        AND ($3::text IS NULL OR d.territory = $3) AND ($4::uuid IS NULL OR d.carrier = $4)
    ORDER BY d.territory, d.granted_at, d.id
"""


async def list_control(on: Derogations, who: Caller, since: datetime | None = None) -> tuple[Derogation, ...]:
    """What those who control read, of their territory; the trace says so. Raises Refused."""
    scope = for_territory(who, CHECKERS)
    async with scoped(scope) as connection:
        rows = await connection.fetch(_READ, _year(on, scope.territory), since, scope.territory, None)
        after: dict[str, Tree] = {"variant": "control", "derogations": len(rows)}
        await record(connection, name_of(who), "derogation.exported", at=on.now(), after=after)
    return _records(on, rows)


async def list_for_push(on: Derogations, territory: str) -> tuple[Derogation, ...]:
    """The same for an address that the territory has it sent to."""
    async with scoped(Scope(territory)) as connection:
        rows = await connection.fetch(_READ, _year(on, territory), None, territory, None)
        after: dict[str, Tree] = {"variant": "control", "derogations": len(rows)}
        await record(connection, "envoi programmé", "derogation.exported", at=on.now(), after=after)
    return _records(on, rows)


async def list_own(on: Derogations, who: Caller) -> tuple[Derogation, ...]:
    """Those of a carrier, everywhere; raises Refused."""
    carrier, role = for_carrier(who, HOLDERS)
    async with scoped(Scope(carrier=str(carrier), role=role)) as connection:
        rows = await connection.fetch(_READ, _year(on), None, None, carrier)
    return _records(on, rows)


async def list_counted(on: Derogations, territory: str) -> tuple[Derogation, ...]:
    """Those of a territory, to be counted for everybody: never to be written one by one."""
    async with scoped(Scope(territory)) as connection:
        rows = await connection.fetch(_READ, _year(on, territory), None, territory, None)
    return _records(on, rows)


def made_at(records: tuple[Derogation, ...], otherwise: datetime) -> datetime:
    """When the last of them changed: the same list is the same file, whenever it is asked for."""
    return max((one.updated_at for one in records), default=otherwise)


def _year(on: Derogations, territory: str = "") -> date:
    """The first day of the year there; of our own where nothing is published yet, or over several territories."""
    today = on.today(territory) if territory in on.current().rulebooks else on.now().date()
    return date(today.year, 1, 1)


def _records(on: Derogations, rows: list[Record]) -> tuple[Derogation, ...]:
    books = on.current().rulebooks
    return tuple(_record(on, row, books[row["territory"]]) for row in rows if row["territory"] in books)


def _record(on: Derogations, row: Record, book: Rulebook) -> Derogation:
    territory, terms = book.bundle.territory, json.loads(row["terms"])
    facts: Mapping[str, object] = json.loads(row["facts"]) if row["facts"] else {}
    today = on.now().astimezone(ZoneInfo(territory.timezone)).date()
    order, article = str(terms.get("order", "")), str(terms.get("article", ""))
    gvw = facts.get("gvw_kg")
    code, level = code_of(row["kind"], order, str(terms.get("form", "")))
    return Derogation(
        id=str(row["id"]), number=row["reference"] or _number(row["id"]), siren=territory.siren or MADE_UP,
        basis=", article ".join(each for each in (order, article) if each) or row["kind"],
        status=_status(row, today), updated_at=row["updated_at"],
        kind=code, level=level, kind_name=str(terms.get("name") or row["kind"]),
        plate=row["plate"], country=row["country"] if row["plate"] else "", category=str(facts.get("category", "")),
        body=certificate_of(str(facts.get("body", ""))),
        gvw_kg=gvw if isinstance(gvw, int) else None, critair=str(facts.get("critair", "")),
        holder_type="company" if row["carrier"] else None, asked_at=row["asked_at"], decided_at=row["granted_at"],
        start=row["starts_on"], end=row["ends_on"], quota_days=row["quota_days"],
        used_days=row["used"] if row["quota_days"] is not None else None, zones=tuple(json.loads(row["zones"])),
        # Who has no account is one holder a plate, or a line of the list.
        holder=str(row["carrier"] or row["plate"] or row["reference"] or row["id"]),
    )  # fmt: skip


def _status(row: Record, today: date) -> Status:
    if row["state"] in _STATES:
        return _STATES[row["state"]]
    return "expired" if row["ends_on"] is not None and row["ends_on"] <= today else "granted"


def _number(derogation: UUID) -> str:
    """A number that can be read out."""
    text = derogation.hex[:8].upper()
    return f"{text[:4]}-{text[4:]}"
