"""Past its term nothing of a derogation stays, in any table: no plate, no proof, no refusal; each purge is proved."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import asyncpg
from fleets import van
from signing import some_owner

from accounts.service.vehicles import add_vehicle
from cirqliz.service.asking import Wish, ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.looking import look_up
from joptimiz.privacy import house_register
from joptimiz.telling import TELL_OF_DEROGATIONS
from tenants.audit import chain
from tenants.database import Scope, scoped
from tenants.migrate import Addresses
from tenants.privacy import Owners, purge
from tenants.relay import hear
from tenants.who import Who

from .conftest import NOW, TODAY, Town, officer
from .heard import keep

OWN_FLEET = "vehicle"
"""What a carrier has in its garage is its own, and goes when it says so."""


async def dumped(database: Addresses, words: list[str]) -> dict[str, int]:
    """How many rows of each table hold one of these words, as who copies the whole database reads them."""
    connection = await asyncpg.connect(database.superuser.replace("/postgres?", "/joptimiz?"))
    tables = await connection.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
        " WHERE schemaname IN ('public', 'dramatiq') ORDER BY 1"
    )
    found = {
        table["name"].removeprefix("public."): await connection.fetchval(
            f"SELECT count(*) FROM {table['name']} t WHERE to_jsonb(t)::text ILIKE ANY ($1)",
            [f"%{each}%" for each in words],
        )
        for table in tables
    }
    await connection.close()
    return {name: count for name, count in found.items() if count and name != OWN_FLEET}


async def known_everywhere(town: Town, owner: Who, carrier: UUID) -> None:
    """What was said, heard, traced, told and given of these rights."""
    await look_up(town.on, await officer(town.slug, "police"), "QX731ZW", "FR")
    await hear(town.slug, TELL_OF_DEROGATIONS, NOW)
    await chain(town.slug)
    async with scoped(Scope(town.slug, str(carrier), role="owner")) as connection:
        await connection.execute(
            "INSERT INTO deposit (territory, carrier, document, proof, name, media_type, bytes, sha256, key, sealed,"
            " given_by, given_at) VALUES ($1, $2, $3, 'Carte grise', 'carte-QX731ZW.pdf', 'application/pdf', 1, $4,"
            " 'k', 'x', $5, $6)",
            town.slug, carrier, uuid4(), "0" * 64, owner.person, NOW,
        )  # fmt: skip


async def test_no_plate_outlives_its_term(town: Town, database: Addresses) -> None:
    """A right that ended, one revoked, a refusal, a request nobody answered, a document: each goes at its term."""
    owner = await some_owner()
    plates = ["QX731ZW", "QX732ZW", "QX733ZW", "QX734ZW"]
    vehicles = [
        (await add_vehicle(owner, van(plate, category="N1", gvw_kg=3500, critair="2", energy="diesel"), NOW)).id
        for plate in plates
    ]
    end = TODAY + timedelta(days=30)
    wishes = [Wish(town.slug, "occasionnel", each, TODAY, end) for each in vehicles]
    made = {one.plate: one for one in await ask(town.on, owner, uuid4(), wishes)}
    agent = town.officers[0]
    yes, no = Decision(granted=True, reason=""), Decision(granted=False, reason="Hors des cas de l’article 10.")
    outcomes = await decide(town.on, agent, [made[plate].id for plate in plates[:2]], yes)
    await decide(town.on, agent, [made[plates[2]].id], no)
    revoked = next(one.derogation for one in outcomes if one.request == made[plates[1]].id)
    assert revoked is not None
    await keep(town.on, agent, revoked, "revoke", "Véhicule vendu.")
    assert owner.acting is not None
    carrier = UUID(owner.acting.carrier)
    await known_everywhere(town, owner, carrier)
    owners = Owners((town.slug,), (str(carrier),), ())
    assert await dumped(database, plates) == {"derogation": 2, "pass": 2, "request": 4, "deposit": 1}

    await purge(house_register(), owners, NOW + timedelta(days=1))
    assert await dumped(database, plates) == {"derogation": 1, "pass": 1, "request": 4, "deposit": 1}
    after = datetime.combine(end, time(1), UTC)
    await purge(house_register(), owners, after)
    assert await dumped(database, plates) == {"request": 4, "deposit": 1}
    await purge(house_register(), owners, NOW + timedelta(days=367))
    assert await dumped(database, plates) == {"request": 2}
    await purge(house_register(), owners, NOW + timedelta(days=732))
    assert await dumped(database, plates) == {}
    async with scoped(Scope(town.slug)) as connection:
        proofs = await connection.fetch(
            "SELECT DISTINCT item FROM purge_proof WHERE owner = $1 AND removed > 0", town.slug
        )
        assert await connection.fetchval("SELECT count(*) FROM derogation_notice") == 0
    assert {row["item"] for row in proofs} >= {
        "derogation.plate", "derogation.stopped", "request.refused", "request.undecided", "deposit.given",
        "request.granted", "notice.told", "pass.plate", "pass.stopped",
    }  # fmt: skip
