"""Documents of a carrier, given once: kept sealed, opened with a trace, replaced, removed and taken back."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
from asyncpg import Connection, Record

from cirqliz.core.filing import Filing, read_filing
from cirqliz.core.proofs import Proof, read_proof
from cirqliz.needs import Sealing
from cirqliz.service.keepers import keeping_documents
from cirqliz.service.sealed import Sealed, seal, unseal
from rules.model import Problem
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Who

MOST = 500
"""Documents of one carrier."""
UNDO = timedelta(days=7)
"""How long a removed document can be taken back; the register of personal data says the same."""
_COLUMNS = "id, proof, vehicle, name, media_type, bytes, added_at, expires_at, removed_at"
_READING = asyncio.Semaphore(2)
"""Photos take memory while they are drawn anew: a few at a time."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does something, for which carrier, when, in which transaction."""

    connection: Connection
    who: Who
    carrier: UUID
    now: datetime

    async def trace(self, document: UUID, what: str) -> None:
        """Write what is done with a document."""
        await self.connection.execute(
            "INSERT INTO document_trace (carrier, document, what, person, at) VALUES ($1, $2, $3, $4, $5)",
            self.carrier, document, what, self.who.person, self.now,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is listed; `valid_until` is its last day, None when it has no end."""

    id: UUID
    proof: str
    vehicle: UUID | None
    name: str
    media_type: str
    bytes: int
    added_at: datetime
    valid_until: date | None
    removed_at: datetime | None

    def lapsed(self, today: date) -> bool:
        """Whether it is no longer valid."""
        return self.valid_until is not None and self.valid_until < today


async def list_documents(who: Who) -> tuple[Document, ...]:
    """All that stand, by proof, the carrier’s own first; raises Refused."""
    carrier, scope = keeping_documents(who)
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            f"SELECT {_COLUMNS} FROM document WHERE carrier = $1 AND removed_at IS NULL"  # noqa: S608  # constants
            " ORDER BY proof, vehicle NULLS FIRST, added_at DESC, id",
            carrier,
        )
    return tuple(map(_document, rows))


async def find_document(who: Who, document: UUID) -> Document | None:
    """One of them, removed or not; None when this carrier has none such. Raises Refused."""
    carrier, scope = keeping_documents(who)
    async with scoped(scope) as connection:
        row = await _row(connection, carrier, document)
    return _document(row) if row else None


async def add_documents(
    by: Sealing, who: Who, typed: Mapping[str, str], files: Sequence[tuple[str, bytes]], now: datetime
) -> tuple[UUID, ...]:
    """Keep files as what a form says they prove: all, or none. Raises Refused, Unreadable, NotFound, Conflict."""
    carrier, scope = keeping_documents(who)
    filing = read_filing(typed, now.date())
    proofs = await _read(files)
    _check(filing, proofs)
    assert isinstance(filing, Filing)
    async with scoped(scope) as connection:
        return await _keep(Hand(connection, who, carrier, now), by, filing, _taken(proofs))


async def replace_document(
    by: Sealing, who: Who, document: UUID, typed: Mapping[str, str], file: tuple[str, bytes] | None, *, now: datetime
) -> UUID:
    """Keep another file in the place of one, which is removed. Raises Refused, Unreadable, NotFound, Conflict."""
    carrier, scope = keeping_documents(who)
    async with scoped(scope) as connection:
        before = _document(await _standing(connection, carrier, document))
    kept = {"proof": before.proof, "vehicle": str(before.vehicle or "")}
    filing, proofs = read_filing({**typed, **kept}, now.date()), await _read([file] if file else [])
    _check(filing, proofs)
    assert isinstance(filing, Filing)
    async with scoped(scope) as connection:
        await _remove(Hand(connection, who, carrier, now), document)
        (made,) = await _keep(Hand(connection, who, carrier, now), by, filing, _taken(proofs))
    return made


async def open_document(by: Sealing, who: Who, document: UUID, now: datetime) -> Proof:
    """The file itself; its opening leaves a trace. Raises Refused, NotFound, Conflict when it does not open."""
    carrier, scope = keeping_documents(who)
    async with scoped(scope) as connection:
        row = await _standing(connection, carrier, document, "sealed, key")
        await Hand(connection, who, carrier, now).trace(document, "opened")
    data = unseal(by, Sealed(row["sealed"], row["key"]), about(carrier, document))
    return Proof(row["name"], row["media_type"], data)


async def remove_document(who: Who, document: UUID, now: datetime) -> None:
    """Take a document away; it can be taken back for seven days. Raises Refused, NotFound."""
    carrier, scope = keeping_documents(who)
    async with scoped(scope) as connection:
        await _remove(Hand(connection, who, carrier, now), document)


async def restore_document(who: Who, document: UUID, now: datetime) -> None:
    """Take back what was removed; what stands stays so. Raises Refused, NotFound, also when it is too late."""
    carrier, scope = keeping_documents(who)
    async with scoped(scope) as connection:
        row = await connection.fetchrow(
            "UPDATE document SET removed_at = NULL WHERE carrier = $1 AND id = $2 AND removed_at > $3 RETURNING id",
            carrier, document, now - UNDO,
        )  # fmt: skip
        if row is not None:
            await Hand(connection, who, carrier, now).trace(document, "restored")
        else:
            await _standing(connection, carrier, document)


def about(carrier: UUID, document: UUID) -> str:
    """What a sealed document is about: it opens in its own place alone."""
    return f"document/{carrier}/{document}"


async def _read(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, Proof | Problem]]:
    async with _READING:
        return [(name, await asyncio.to_thread(read_proof, name, data)) for name, data in files]


def _taken(proofs: list[tuple[str, Proof | Problem]]) -> list[Proof]:
    return [each for _, each in proofs if isinstance(each, Proof)]


def _check(filing: Filing | tuple[Problem, ...], proofs: list[tuple[str, Proof | Problem]]) -> None:
    """Raises Unreadable with every problem of the form and of its files, each file by its name."""
    problems = list(filing) if isinstance(filing, tuple) else []
    for name, each in proofs:
        if isinstance(each, Problem):
            said = f"«\u00a0{name[-60:]}\u00a0»\u00a0: {each.message}" if len(proofs) > 1 else each.message
            problems.append(Problem(each.code, said, each.hint, pointer=each.pointer))
    if not proofs:
        problems.append(Problem("proof_none", "Choisissez un fichier.", pointer="/file"))
    if problems:
        raise Unreadable(
            "document-invalid", "Rien n’est encore ajouté : corrigez ce qui suit.", problems=tuple(problems)
        )


async def _keep(hand: Hand, by: Sealing, filing: Filing, proofs: list[Proof]) -> tuple[UUID, ...]:
    connection, carrier = hand.connection, hand.carrier
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"documents {carrier}")
    held = await connection.fetchval("SELECT count(*) FROM document WHERE carrier = $1 AND removed_at IS NULL", carrier)
    if held + len(proofs) > MOST:
        raise Conflict("documents-full", f"{MOST} pièces au plus.", "Retirez celles qui ne servent plus.")
    expires = datetime.combine(filing.valid_until + timedelta(1), time(), UTC) if filing.valid_until else None
    made = []
    for proof in proofs:
        document = uuid4()
        sealed = await asyncio.to_thread(seal, by, proof.data, about(carrier, document))
        try:
            await connection.execute(
                "INSERT INTO document (carrier, id, proof, vehicle, name, media_type, bytes, sha256, sealed, key,"
                " added_by, added_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                carrier, document, filing.proof, filing.vehicle, proof.name, proof.media_type, len(proof.data),
                sha256(proof.data).hexdigest(), *sealed, hand.who.person, hand.now, expires,
            )  # fmt: skip
        except asyncpg.ForeignKeyViolationError:
            raise NotFound("vehicle-unknown", "Ce véhicule n’est pas dans votre flotte.") from None
        await hand.trace(document, "added")
        made.append(document)
    return tuple(made)


async def _remove(hand: Hand, document: UUID) -> None:
    done = await hand.connection.execute(
        "UPDATE document SET removed_at = $3 WHERE carrier = $1 AND id = $2 AND removed_at IS NULL",
        hand.carrier, document, hand.now,
    )  # fmt: skip
    if done == "UPDATE 0":
        raise _unknown()
    await hand.trace(document, "removed")


async def _row(connection: Connection, carrier: UUID, document: UUID, more: str = "NULL") -> Record | None:
    return await connection.fetchrow(
        f"SELECT {_COLUMNS}, {more} FROM document WHERE carrier = $1 AND id = $2",  # noqa: S608  # constants of ours
        carrier, document,
    )  # fmt: skip


async def _standing(connection: Connection, carrier: UUID, document: UUID, more: str = "NULL") -> Record:
    row = await _row(connection, carrier, document, more)
    if row is None or row["removed_at"] is not None:
        raise _unknown()
    return row


def _unknown() -> NotFound:
    return NotFound("document-unknown", "Cette pièce n’existe pas, ou n’existe plus.")


def _document(row: Record) -> Document:
    expires = row["expires_at"]
    last = (expires - timedelta(1)).astimezone(UTC).date() if expires else None
    return Document(
        row["id"], row["proof"], row["vehicle"], row["name"], row["media_type"], row["bytes"], row["added_at"],
        last, row["removed_at"],
    )  # fmt: skip
