"""Nothing goes before its term, nothing stays after it, and a proof says so."""

import itertools
import json
import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scanning import assert_nowhere
from signing import some_person
from visits import HERE, services

from accounts.service.organisations import list_carriers
from connectors.mail import Letter
from joptimiz.privacy import house_register, purge_house, purge_national
from joptimiz.wiring import PERIODIC
from tenants.audit import export_audit, record
from tenants.chained import verify
from tenants.database import NOBODY, Scope, scoped
from tenants.facts import Fact, Listener, say
from tenants.migrate import Addresses
from tenants.privacy import Owners, list_proofs, purge
from tenants.privacy.durations import Duration
from tenants.privacy.purging import PROVED_EVERY
from tenants.privacy.register import Entry, Term, Words
from tenants.relay import hear

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
YEAR = Duration.read("P1Y")
_names = itertools.count()


async def _nothing(_: asyncpg.Connection, __: Fact) -> None: ...


@pytest.fixture
async def slug(database: Addresses) -> str:
    """A territory nothing was said of yet."""
    name = f"oubli-{next(_names)}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", name)
    return name


async def real_now() -> datetime:
    """What time it is for the database, whose own bound on facts no test can turn."""
    async with scoped(NOBODY) as connection:
        at: datetime = await connection.fetchval("SELECT now()")
    return at


async def said(slug: str, at: datetime) -> int:
    """A fact said at this instant."""
    async with scoped(Scope(territory=slug)) as connection:
        number: int = await connection.fetchval(
            "INSERT INTO fact (territory, topic, body, said_at) VALUES ($1, 'thing.done', '{}', $2) RETURNING number",
            slug, at,
        )  # fmt: skip
    return number


async def facts(slug: str) -> list[int]:
    """The facts still there."""
    async with scoped(Scope(territory=slug)) as connection:
        return [row["number"] for row in await connection.fetch("SELECT number FROM fact ORDER BY number")]


async def session(person: uuid.UUID, ended_at: datetime) -> uuid.UUID:
    """A session that ended."""
    async with scoped(NOBODY) as connection:
        made: uuid.UUID = await connection.fetchval(
            "INSERT INTO session (token, person, means, created_at, seen_at, expires_at, ended_at)"
            " VALUES (sha256($1::text::bytea), $2, 'pwd', $3, $3, $4, $3) RETURNING id",
            str(uuid.uuid4()), person, ended_at, ended_at + timedelta(days=1),
        )  # fmt: skip
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ages=st.lists(st.integers(min_value=0, max_value=60 * 24 * 60), min_size=1, max_size=12))
async def test_never_younger_always_older(database: Addresses, ages: list[int]) -> None:
    """Sessions of any age, in minutes: those of 30 days go, to the minute, and no other."""
    who = await some_person()
    made = {await session(who.person, NOW - timedelta(minutes=age)): age for age in ages}
    await purge_national(NOW)
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch("SELECT id FROM session WHERE person = $1", who.person)
    assert {row["id"] for row in rows} == {each for each, age in made.items() if age < 30 * 24 * 60}


async def test_a_proof_says_what_went_without_it(database: Addresses) -> None:
    """How many, and the digest of their sorted keys, which whoever kept the keys can make again; it never changes."""
    who = await some_person()
    keys = sorted([str(await session(who.person, NOW - timedelta(days=40))) for _ in range(3)])
    item = {"session.ended"}
    register = {"session": house_register()["session"]}
    before = {proof.at for proof in await list_proofs() if proof.item in item}
    at = NOW + timedelta(seconds=len(before))
    await purge(register, Owners(), at)
    (proof,) = [each for each in await list_proofs(1000) if each.item in item and each.at == at]
    assert (proof.removed, proof.cutoff) == (3, at - timedelta(days=30))
    assert proof.keys_sha256 == sha256("\n".join(keys).encode()).hexdigest()
    owner = await asyncpg.connect(database.owner)
    for statement in ("UPDATE purge_proof SET removed = 0", "DELETE FROM purge_proof"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never change"):
            await owner.execute(statement)
    await owner.close()


async def test_that_nothing_was_left_is_proved_once_a_day(database: Addresses) -> None:
    """Not at each run: ten minutes later nothing is written, a day later it is."""
    register = {"oidc_code": house_register()["oidc_code"]}
    start = NOW + timedelta(days=3000)
    for later, more in ((timedelta(), 1), (timedelta(minutes=10), 1), (PROVED_EVERY, 2)):
        await purge(register, Owners(), start + later)
        async with scoped(NOBODY) as connection:
            count = await connection.fetchval(
                "SELECT count(*) FROM purge_proof WHERE item = 'oidc_code.expired' AND at >= $1", start
            )
        assert count == more


async def test_a_dry_run_counts_and_touches_nothing(database: Addresses) -> None:
    """What it counts is what then goes."""
    who = await some_person()
    await session(who.person, NOW - timedelta(days=40))
    counted = {each.item: each.count for each in await purge_house(NOW, (), dry_run=True)}
    assert counted["session.ended"] >= 1
    async with scoped(NOBODY) as connection:
        assert await connection.fetchval("SELECT count(*) FROM session WHERE person = $1", who.person) == 1
    done = {each.item: each.count for each in await purge_house(NOW, ())}
    assert done == counted


async def test_a_fact_goes_once_old_and_heard(slug: str) -> None:
    """Not before its listener heard it, not before its term, not while it is set aside."""
    now = await real_now()
    old, young = await said(slug, now - timedelta(days=366)), await said(slug, now - timedelta(days=300))
    ear = Listener(f"oreille-{slug}", frozenset({"thing.done"}), _nothing)
    await purge_house(now, (ear,))
    assert await facts(slug) == [old, young]
    await hear(slug, ear, now)
    async with scoped(Scope(territory=slug)) as connection:
        await connection.execute(
            "INSERT INTO fact_set_aside (territory, listener, number, error, set_aside_at)"
            " VALUES ($1, 'x', $2, 'e', $3)",
            slug, old, now - timedelta(days=1),
        )  # fmt: skip
    await purge_house(now, (ear,))
    assert await facts(slug) == [old, young]
    async with scoped(Scope(territory=slug)) as connection:
        await connection.execute("DELETE FROM fact_set_aside")
    await purge_house(now, (ear,))
    assert await facts(slug) == [young]
    proofs = [each for each in await list_proofs(1000) if (each.item, each.owner) == ("fact.heard", slug)]
    assert [proof.removed for proof in proofs] == [1]


async def test_a_fact_is_deleted_by_no_other_way(slug: str, database: Addresses) -> None:
    """Neither young nor unheard, whatever cutoff is given, not even by the owner; the runtime role deletes none."""
    now = await real_now()
    old, young = await said(slug, now - timedelta(days=366)), await said(slug, now - timedelta(days=29))
    async with scoped(Scope(territory=slug)) as connection:
        assert await connection.fetch("SELECT purge_facts($1, '{}')", now + timedelta(days=999)) == [
            (f"{slug}\t{old}",)
        ]
    assert await facts(slug) == [young]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(Scope(territory=slug)) as connection:
            await connection.execute("DELETE FROM fact")
    owner = await asyncpg.connect(database.owner)
    await owner.execute("SELECT set_config('app.territory', $1, false)", slug)
    for statement in ("DELETE FROM fact", "UPDATE fact SET topic = 'a.b'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never change"):
            await owner.execute(statement)
    await owner.close()
    elsewhere = f"{slug}-bis"
    async with scoped(Scope(territory=elsewhere)) as connection:
        assert await connection.fetch("SELECT purge_facts($1, '{}')", now) == []


async def test_the_audit_stays_whole(slug: str) -> None:
    """After a purge the chain of a territory still verifies, with every row."""
    async with scoped(Scope(territory=slug)) as connection:
        for number in range(3):
            await record(
                connection, str(uuid.uuid4()), "thing.done", at=NOW - timedelta(days=4000), after={"n": number}
            )
        await say(connection, "thing.done", {})
    await purge_house(NOW + timedelta(days=4000), ())
    seal, problems = verify([line async for line in export_audit(slug)])
    assert problems == ()
    assert seal is not None
    assert seal.count == 3


async def test_one_term_that_fails_keeps_no_other(database: Addresses) -> None:
    """The others go, then the failure is said."""
    who = await some_person()
    kept = await session(who.person, NOW - timedelta(days=40))
    entry = Entry(Words("x", "x"))
    term = Term("broken", "no_such_column", "P1D", "erase", Words("x", "x"))
    broken = msgspec.structs.replace(entry, table="person", terms=(term,))
    register = {"person": broken, "session": house_register()["session"]}
    with pytest.raises(asyncpg.UndefinedColumnError):
        await purge(register, Owners(), NOW)
    async with scoped(NOBODY) as connection:
        assert await connection.fetchval("SELECT count(*) FROM session WHERE id = $1", kept) == 0


def test_purges_are_periodic() -> None:
    """Secrets every ten minutes, everything every hour."""
    assert {each.name: each.cron for each in PERIODIC if each.name.startswith("privacy.")} == {
        "privacy.national": "*/10 * * * *",
        "privacy.house": "23 * * * *",
    }


async def test_letters_of_this_machine_go(database: Addresses, tmp_path: Path) -> None:
    """Without mail server they stay thirty days, and go with what expires; with one there is none."""
    wired, _, clock = services(tmp_path)
    national = next(each for each in PERIODIC if each.name == "privacy.national")
    assert wired.mailbox is not None
    await wired.mailbox.send(Letter("a@example.org", "Bonjour", "Bonjour", "<p>Bonjour</p>"), clock())
    for days, left in ((29, 1), (1, 0)):
        clock.turn(days=days)
        await national.run(wired)
        assert len(wired.mailbox.read()) == left
    smtp = {"JOPTIMIZ_SMTP": "smtp://mail.example.org", "JOPTIMIZ_MAIL_FROM": "a@example.org", "JOPTIMIZ_ORIGIN": HERE}
    posted, _, _ = services(tmp_path, **smtp)
    await national.run(posted)


async def test_four_hundred_days(database: Addresses, slug: str) -> None:
    """A fleet, sessions and facts under a clock that goes on a day at a time: each is there till its term and no more.

    A plate that left its fleet is unreadable in every table from the day after its term.
    """
    end = await real_now()
    start = end - timedelta(days=400)
    who = await some_person()
    plate = f"ZQ{uuid.uuid4().int % 10**3:03}XK"
    async with scoped(Scope(door="test")) as connection:
        carrier = await connection.fetchval(
            "INSERT INTO organisation (kind, name) VALUES ('carrier', 'Q') RETURNING id"
        )
    async with scoped(Scope(carrier=str(carrier), role="owner")) as connection:
        await connection.execute(
            "INSERT INTO vehicle (carrier, plate, name, archived_at) VALUES ($1, $2, '', $3)", carrier, plate, start
        )
        await connection.execute(
            "INSERT INTO vehicle_import (carrier, person, name, columns, lines, problems, expires_at)"
            " VALUES ($1, $2, 'x', '[]', $3, '[]', $4)",
            carrier, who.person, json.dumps([plate]), start + timedelta(days=7),
        )  # fmt: skip
    assert carrier in await list_carriers()
    mine = {each: house_register()[each] for each in ("vehicle", "vehicle_import", "session", "fact")}
    owners = Owners((slug,), (str(carrier),))
    born: dict[str, datetime] = {}
    for day in range(0, 400, 5):
        born[str(await session(who.person, start + timedelta(days=day)))] = start + timedelta(days=day)
    numbers = {await said(slug, at): at for at in (start + timedelta(days=day) for day in range(0, 400, 20))}
    for day in range(400):
        at = start + timedelta(days=day)
        await purge(mine, owners, at)
        if day % 5 and day not in (6, 7, 364, 365, 366, 367):
            continue
        async with scoped(Scope(carrier=str(carrier), role="owner")) as connection:
            left = await connection.fetch("SELECT id::text FROM session WHERE person = $1", who.person)
            plates = await connection.fetchval("SELECT count(*) FROM vehicle")
            lists = await connection.fetchval("SELECT count(*) FROM vehicle_import")
        assert {row["id"] for row in left} == {each for each, ended in born.items() if ended > at - timedelta(days=30)}
        a_year_ago = YEAR.before(at)
        assert (lists, plates) == (int(day < 7), int(start > a_year_ago)), day
        assert set(await facts(slug)) == {each for each, instant in numbers.items() if instant > a_year_ago}
    await assert_nowhere(database, plate)
