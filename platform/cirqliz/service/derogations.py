"""What the room stands on, and the rows it reads."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from asyncpg import Connection, Record

from cirqliz.core.kinds import Terms
from cirqliz.needs import Fleet, People
from cirqliz.service.acting import name_of, person_of
from rules.canonical import Tree
from rules.model import RightKind
from tenants.answers import get_rulebook
from tenants.audit import record
from tenants.facts import say
from tenants.snapshot import Snapshot
from tenants.who import Caller


@dataclass(frozen=True, slots=True)
class Derogations:
    """The rulebooks in force, the fleets, the people, the hour."""

    current: Callable[[], Snapshot]
    fleet: Fleet
    people: People
    now: Callable[[], datetime]

    def today(self, territory: str) -> date:
        """The date in a territory."""
        book = get_rulebook(self.current(), territory)
        return self.now().astimezone(ZoneInfo(book.bundle.territory.timezone)).date()

    def find_kind(self, territory: str, kind: str) -> tuple[RightKind, Terms] | None:
        """A kind as the rulebook in force says it; None where it knows none of this name."""
        book = self.current().rulebooks.get(territory)
        found = book.bundle.rights.get(kind) if book else None
        return (found, Terms.of(found, book.number)) if book and found else None


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody, or a program of a carrier, does in an open transaction of a territory."""

    on: Derogations
    connection: Connection
    who: Caller

    @property
    def person(self) -> UUID | None:
        """Who acts; nobody where a program does."""
        return person_of(self.who)

    async def note(self, topic: str, body: Mapping[str, Tree]) -> None:
        """Say what happened, and keep its trace."""
        await say(self.connection, topic, body)
        await record(self.connection, name_of(self.who), topic, at=self.on.now(), after=body)


@dataclass(frozen=True, slots=True)
class Request:
    """A derogation asked for."""

    territory: str
    carrier: UUID
    id: UUID
    batch: UUID
    kind: str
    terms: Terms
    holder: str
    vehicle: UUID | None
    plate: str
    country: str
    zones: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    state: str
    due_on: date | None
    asked_at: datetime
    reason: str
    activity: str
    appeal_of: UUID | None
    proposed_by: UUID | None
    decided_by: UUID | None
    decided_at: datetime | None
    decision: dict[str, Tree] | None
    derogation: UUID | None


def request_of(row: Record) -> Request:
    """A row of `request`."""
    return Request(
        row["territory"], row["carrier"], row["id"], row["batch"], row["kind"],
        terms_of(row["terms"]), row["holder"], row["vehicle"], row["plate"], row["country"],
        tuple(json.loads(row["zones"])), row["starts_on"], row["ends_on"], row["state"], row["due_on"],
        row["asked_at"], row["reason"], row["activity"], row["appeal_of"], row["proposed_by"], row["decided_by"],
        row["decided_at"], json.loads(row["decision"]) if row["decision"] else None, row["derogation"],
    )  # fmt: skip


def terms_of(text: str) -> Terms:
    """Terms as the database keeps them."""
    return msgspec.json.decode(text, type=Terms)


@dataclass(frozen=True, slots=True)
class Given:
    """What is granted of a request: when, how many days a year, where; the right that goes on in it, and its number."""

    starts_on: date
    ends_on: date | None
    quota_days: int | None
    zones: tuple[str, ...]
    reference: str = ""
    replaces: UUID | None = None


async def grant(connection: Connection, request: Request, given: Given, *, at: datetime, by: UUID | None) -> UUID:
    """Write the right that a request leads to, in the territory’s open transaction; its id."""
    found: UUID = await connection.fetchval(
        "INSERT INTO derogation (territory, carrier, request, kind, terms, holder, vehicle, plate, country, zones,"
        " starts_on, ends_on, quota_days, granted_by, granted_at, reference, replaces)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id",
        request.territory, request.carrier, request.id, request.kind, json.dumps(request.terms.tree()),
        request.holder, request.vehicle, request.plate, request.country, json.dumps(given.zones), given.starts_on,
        given.ends_on, given.quota_days, by, at, given.reference, given.replaces,
    )  # fmt: skip
    return found
