"""What a territory reads of a carrier’s documents: those its requests ask for, given once, each under its own key."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from itertools import groupby
from uuid import UUID, uuid4

from asyncpg import Connection

from cirqliz.core.filing import folded
from cirqliz.needs import Sealing
from cirqliz.service.acting import for_carrier, with_territory
from cirqliz.service.derogations import Request
from cirqliz.service.documents import Document, list_documents, open_document
from cirqliz.service.sealed import Sealed, seal
from tenants.database import scoped
from tenants.errors import Conflict
from tenants.who import Who


async def give_proofs(by: Sealing, who: Who, requests: Sequence[Request], now: datetime) -> int:
    """Give what these requests ask for and is held; how many were given anew. Raises Refused.

    A document that no longer opens is left out: its territory asks for it.
    """
    carrier, role = for_carrier(who)
    held = [document for document in await list_documents(who) if not document.lapsed(now.date())]
    given = 0
    for territory, group in groupby(sorted(requests, key=lambda each: each.territory), lambda each: each.territory):
        wanted = {each.id: _asked_of(each, held) for each in group}
        documents = {each.id: each for those in wanted.values() for each in those}
        scope = with_territory(territory, carrier, role)
        async with scoped(scope) as connection:
            known = await _known(connection, territory, documents)
        # Opened and sealed outside the transaction: it may take a moment.
        ready = [await _sealed(by, who, territory, each, now) for key, each in documents.items() if key not in known]
        async with scoped(scope) as connection:
            for values in ready:
                if values is not None:
                    await _insert(connection, (territory, carrier, *values, who.person, now))
                    given += 1
            await _join(connection, territory, carrier, wanted)
    return given


def about_deposit(territory: str, carrier: UUID, deposit: UUID) -> str:
    """What a deposit is about: it opens in its own place alone."""
    return f"deposit/{territory}/{carrier}/{deposit}"


def deposit_key(text: str) -> bytes:
    """The sealed key of a deposit, as `unseal` takes it."""
    return bytes.fromhex(text)


def _asked_of(request: Request, held: Sequence[Document]) -> tuple[Document, ...]:
    """The documents that prove what a kind asks for, of the carrier or of this vehicle."""
    asked = {folded(proof) for proof in request.terms.proofs}
    return tuple(each for each in held if folded(each.proof) in asked and each.vehicle in (None, request.vehicle))


async def _known(connection: Connection, territory: str, documents: Mapping[UUID, Document]) -> set[UUID]:
    rows = await connection.fetch(
        "SELECT document FROM deposit WHERE territory = $1 AND document = ANY ($2)", territory, list(documents)
    )
    return {row["document"] for row in rows}


async def _sealed(
    by: Sealing, who: Who, territory: str, document: Document, now: datetime
) -> tuple[object, ...] | None:
    carrier, _ = for_carrier(who)
    try:
        proof = await open_document(by, who, document.id, now)
    except Conflict:
        return None
    deposit = uuid4()
    sealed: Sealed = await asyncio.to_thread(seal, by, proof.data, about_deposit(territory, carrier, deposit))
    last = document.valid_until
    expires = datetime.combine(last + timedelta(1), time(), UTC) if last else None
    return (
        deposit, document.id, document.proof, document.vehicle, document.name, document.media_type, document.bytes,
        sha256(proof.data).hexdigest(), sealed.key.hex(), sealed.data, expires,
    )  # fmt: skip


async def _insert(connection: Connection, values: tuple[object, ...]) -> None:
    await connection.execute(
        "INSERT INTO deposit (territory, carrier, id, document, proof, vehicle, name, media_type, bytes, sha256, key,"
        " sealed, expires_at, given_by, given_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING",
        *values,
    )


async def _join(
    connection: Connection, territory: str, carrier: UUID, wanted: Mapping[UUID, Sequence[Document]]
) -> None:
    for request, documents in wanted.items():
        await connection.execute(
            "INSERT INTO request_deposit (territory, carrier, request, deposit) SELECT territory, carrier, $3, id"
            " FROM deposit WHERE territory = $1 AND carrier = $2 AND document = ANY ($4) ON CONFLICT DO NOTHING",
            territory, carrier, request, [each.id for each in documents],
        )  # fmt: skip
