"""What a carrier and a territory of one side keep of a derogation, and whom that is told to."""

import json
import random
import uuid
from typing import TYPE_CHECKING

from asyncpg import Connection

from cirqliz.core.kinds import Terms
from cirqliz.needs import Sealing
from cirqliz.service.giving import about_deposit
from cirqliz.service.passes.issuing import issue
from cirqliz.service.sealed import seal
from tenants.database import Scope, scoped

if TYPE_CHECKING:
    from worlds import Tenant


async def fill_derogations(tenant: "Tenant", by: Sealing) -> None:
    """A request that waits, what was said and given of it, and a right that is held."""
    carrier, now = str(tenant.organisations["carrier"]), tenant.now
    owner, admin = tenant.people["owner"].who.person, tenant.people["admin"].who.person
    terms = json.dumps(Terms("le passage", "A-1", "1", "period", "desk", 1).tree())
    plate = "".join(random.choices("ABCDEFGH", k=2)) + f"{random.randrange(100, 1000)}ZR"
    tenant.secrets.add(plate)
    batch = uuid.uuid4()
    for_both = (tenant.slug, uuid.UUID(carrier), uuid.UUID(tenant.ids["vehicle"]), plate, terms, now.date())
    async with scoped(Scope(tenant.slug, carrier, role="owner")) as connection:
        application = await connection.fetchval(
            "INSERT INTO request (territory, carrier, vehicle, plate, terms, starts_on, batch, holder, kind, reason,"
            " asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'vehicle', 'passage', $8, $9, $10) RETURNING id",
            *for_both, batch, f"Motif {tenant.word}", owner, now,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO request_message (territory, carrier, request, side, text, person, at)"
            " VALUES ($1, $2, $3, 'carrier', $4, $5, $6)",
            tenant.slug, uuid.UUID(carrier), application, f"Réponse {tenant.word}", owner, now,
        )  # fmt: skip
        deposit = await _give(connection, tenant, by, application)
    async with scoped(Scope(tenant.slug, role="admin")) as connection:
        derogation = await connection.fetchval(
            "INSERT INTO derogation (territory, carrier, vehicle, plate, terms, starts_on, holder, kind, reference,"
            " granted_by, state_reason) VALUES ($1, $2, $3, $4, $5, $6, 'vehicle', 'passage', $7, $8, $9) RETURNING id",
            *for_both, f"Liste {tenant.word}", admin, f"Rappel {tenant.word}",
        )  # fmt: skip
        await issue(connection, tenant.slug, [derogation], now)
        shown = await connection.fetchval("SELECT id FROM pass WHERE derogation = $1", derogation)
        phone = await _add_phone(connection, tenant, derogation)
        push = await connection.fetchval(
            "INSERT INTO derogation_push (territory, url, secret, every, added_by)"
            " VALUES ($1, $2, $3, 'day', $4) RETURNING id",
            tenant.slug, f"https://{tenant.word}.example.org/", b"x", admin,
        )  # fmt: skip
        letters = await _write(connection, tenant)
    hearing = await _hear(tenant, derogation)
    tenant.ids |= {
        "application": str(application), "derogation": str(derogation), "batch": str(batch), "push": str(push),
        "deposit": str(deposit), "shown": str(shown), "letters": str(letters), "phone": str(phone),
        "hearing": str(hearing),
    }  # fmt: skip


async def _hear(tenant: "Tenant", derogation: uuid.UUID) -> uuid.UUID:
    """What was meant to be done with the right, what its holder answered, what was decided."""
    carrier, admin = uuid.UUID(str(tenant.organisations["carrier"])), tenant.people["admin"].who.person
    async with scoped(Scope(tenant.slug, role="admin")) as connection:
        hearing: uuid.UUID = await connection.fetchval(
            "INSERT INTO hearing (territory, carrier, derogation, measure, reason, due_on, opened_by, opened_at)"
            " VALUES ($1, $2, $3, 'revoke', $4, $5, $6, $7) RETURNING id",
            tenant.slug, carrier, derogation, f"Raison {tenant.word}", tenant.now.date(), admin, tenant.now,
        )  # fmt: skip
    async with scoped(Scope(tenant.slug, str(carrier), role="owner")) as connection:
        await connection.execute(
            "INSERT INTO hearing_answer (territory, carrier, hearing, text, person, at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            tenant.slug, carrier, hearing, f"Observation {tenant.word}", tenant.people["owner"].who.person,
            tenant.now,
        )  # fmt: skip
    async with scoped(Scope(tenant.slug, role="admin")) as connection:
        await connection.execute(
            "UPDATE hearing SET state = 'decided', heard_how = 'written', heard_on = $2, heard_by = $4, heard_at = $5,"
            " outcome = $3, ended_by = $4, ended_at = $5 WHERE id = $1",
            hearing, tenant.now.date(), json.dumps({"measure": "revoke", "reason": f"Décidé {tenant.word}"}), admin,
            tenant.now,
        )  # fmt: skip
    return hearing


async def _add_phone(connection: Connection, tenant: "Tenant", derogation: uuid.UUID) -> uuid.UUID:
    """A telephone that waits for its link to be opened."""
    found: uuid.UUID = await connection.fetchval(
        "INSERT INTO pass_phone (territory, carrier, derogation, label, link_until, added_at)"
        " VALUES ($1, $2, $3, $4, $5, $5) RETURNING id",
        tenant.slug, tenant.organisations["carrier"], derogation, f"Téléphone {tenant.word}", tenant.now,
    )  # fmt: skip
    return found


async def _write(connection: Connection, tenant: "Tenant") -> uuid.UUID:
    """What its letters are signed with, and one that is written."""
    letters, admin = uuid.uuid4(), tenant.people["admin"].who.person
    await connection.execute(
        "INSERT INTO letter_sender (territory, number, signer, written_by, written_at) VALUES ($1, 1, $2, $3, $4)",
        tenant.slug, f"Maire {tenant.word}", admin, tenant.now,
    )  # fmt: skip
    await connection.execute(
        "WITH asked AS (INSERT INTO letter_batch (territory, id, state, asked_by, asked_at, at)"
        " VALUES ($1, $2, 'done', $3, $4, $4))"
        " INSERT INTO letter (territory, batch, number, name, record, pdf) VALUES ($1, $2, 1, '1.pdf', '{}', $5)",
        tenant.slug, letters, admin, tenant.now, tenant.word.encode(),
    )  # fmt: skip
    return letters


async def _give(connection: Connection, tenant: "Tenant", by: Sealing, application: uuid.UUID) -> uuid.UUID:
    """A proof that goes with it."""
    deposit, carrier = uuid.uuid4(), tenant.organisations["carrier"]
    sealed = seal(by, tenant.word.encode(), about_deposit(tenant.slug, carrier, deposit))
    await connection.execute(
        "WITH given AS (INSERT INTO deposit (territory, carrier, id, document, proof, name, media_type, bytes,"
        " sha256, key, sealed, given_by, given_at)"
        " VALUES ($1, $2, $3, $3, 'Kbis', $4, 'application/pdf', 9, $5, $6, $7, $8, $9))"
        " INSERT INTO request_deposit (territory, carrier, request, deposit) VALUES ($1, $2, $10, $3)",
        tenant.slug, carrier, deposit, f"{tenant.word}.pdf", "0" * 64, sealed.key.hex(), sealed.data,
        tenant.people["owner"].who.person, tenant.now, application,
    )  # fmt: skip
    return deposit
