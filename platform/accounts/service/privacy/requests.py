"""Requests of people about their data: answered within a month, and known as such without naming them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from asyncpg import Connection

from tenants.database import NOBODY, Scope, scoped
from tenants.errors import NotFound, Unreadable
from tenants.privacy import Duration

ANSWER_WITHIN = Duration.read("P1M")
"""GDPR art. 12(3)."""
LONGEST_REASON = 300
type Kind = Literal["access", "erasure"]
type Outcome = Literal["given", "erased", "refused"]
OUTCOMES: dict[Kind, Outcome] = {"access": "given", "erasure": "erased"}
_COLUMNS = "id, kind, subject, received_at, due_at, done_at, by, reason, outcome"


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A request, by the digest of whom it is about."""

    id: UUID
    kind: str
    subject: str
    received_at: datetime
    due_at: datetime
    done_at: datetime | None
    by: str
    reason: str
    outcome: str | None

    def days_left(self, now: datetime) -> int:
        """Whole days until the answer is due; less than none once it is late."""
        return (self.due_at - now).days


async def receive(kind: str, subject: str, *, door: str, by: str, reason: str, at: datetime) -> UUID:
    """Keep a request that came by letter or by voice; raises Unreadable."""
    if kind not in OUTCOMES:
        raise Unreadable("request-kind", "Dites ce qui est demandé : un accès ou un effacement.")
    async with scoped(Scope(door=door)) as connection:
        made: UUID = await connection.fetchval(
            "INSERT INTO data_request (kind, subject, received_at, due_at, by, reason)"
            " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            kind, subject, at, ANSWER_WITHIN.after(at), by, reason_of(reason),
        )  # fmt: skip
    return made


async def keep_done(connection: Connection, kind: Kind, subject: str, *, by: str, reason: str, at: datetime) -> None:
    """In the open transaction: what is asked is done, and so is every request that waited for it."""
    waited = await connection.execute(
        "UPDATE data_request SET done_at = $3, outcome = $4 WHERE kind = $1 AND subject = $2 AND done_at IS NULL",
        kind, subject, at, OUTCOMES[kind],
    )  # fmt: skip
    if waited == "UPDATE 0":
        await connection.execute(
            "INSERT INTO data_request (kind, subject, received_at, due_at, done_at, by, reason, outcome)"
            " VALUES ($1, $2, $3, $4, $3, $5, $6, $7)",
            kind, subject, at, ANSWER_WITHIN.after(at), by, reason, OUTCOMES[kind],
        )  # fmt: skip


async def refuse(request: UUID, *, door: str, reason: str, at: datetime) -> None:
    """Close a request without doing it, with the reason that was given; raises NotFound, Unreadable."""
    async with scoped(Scope(door=door)) as connection:
        done = await connection.execute(
            "UPDATE data_request SET done_at = $2, outcome = 'refused', reason = $3 WHERE id = $1 AND done_at IS NULL",
            request, at, reason_of(reason),
        )  # fmt: skip
    if done == "UPDATE 0":
        raise NotFound("request-unknown", "Cette demande n’existe pas, ou elle a sa réponse.")


async def list_requests(*, open_only: bool = True) -> tuple[DataRequest, ...]:
    """Those that wait, the most urgent first; or all of them."""
    where = "WHERE done_at IS NULL" if open_only else ""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(f"SELECT {_COLUMNS} FROM data_request {where} ORDER BY due_at, id")  # noqa: S608
    return tuple(DataRequest(**row) for row in rows)


def reason_of(text: str) -> str:
    """A reason as it was written; raises Unreadable for none, or for a long one."""
    reason = " ".join(text.split())
    if not reason:
        raise Unreadable("reason-missing", "Donnez le motif.", "Il reste au journal, à côté de votre numéro.")
    if len(reason) > LONGEST_REASON:
        raise Unreadable("reason-long", "Ce motif est trop long.", f"{LONGEST_REASON} signes au plus.")
    return reason
