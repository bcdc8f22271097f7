"""One's own account: sessions, roles, password, closing; nobody else's."""

from uuid import UUID, uuid4

import asyncpg
import pytest
from desks import PASSWORD, Desk

from accounts.core.faults import Unfit
from accounts.service.joining import forgot
from accounts.service.keeping import change_password, end_all_others, rename
from accounts.service.sessions import act_as, browsers, end, find, roles_of
from joptimiz.privacy import purge_national
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import NotFound
from tenants.who import Role

NEW = "une autre phrase bien longue"


async def grant(person: UUID, name: str, territory: str) -> UUID:
    """A role in a territory."""
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone) VALUES ($1, $2, 'Europe/Paris') ON CONFLICT DO NOTHING",
            territory, f"Territoire {territory}",
        )  # fmt: skip
        role: UUID = await connection.fetchval(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test') RETURNING id",
            person, name, territory,
        )  # fmt: skip
    return role


async def test_sessions_are_listed_and_ended(desk: Desk) -> None:
    """With their device; this one first; one's own only."""
    here = await desk.signed(await desk.join())
    there = (await desk.enter()).token
    listed = await browsers(here, desk.clock())
    assert [(each.device, each.here) for each in listed] == [("Firefox, Linux", True), ("Firefox, Linux", False)]
    stranger = await Desk(desk.on, desk.post, desk.clock, desk.elsewhere().asker, f"{uuid4()}@example.org").join()
    with pytest.raises(NotFound):
        await end(await desk.signed(stranger), listed[1].id, desk.clock())
    assert await find(there, desk.clock())
    await end(here, listed[1].id, desk.clock())
    assert await find(there, desk.clock()) is None
    others = [(await desk.enter()).token for _ in range(3)]
    await end_all_others(desk.on, here)
    assert [await find(token, desk.clock()) for token in others] == [None] * 3
    assert len(await browsers(here, desk.clock())) == 1


async def test_roles_are_read_and_switched(desk: Desk) -> None:
    """A single role is acted in from the start; another is taken without signing in again; a role ended is gone."""
    signed = await desk.signed(await desk.join())
    first = await grant(signed.who.person, "editor", "roles-a")
    token = (await desk.enter()).token
    assert (await desk.signed(token)).who.acting == Role("editor", "roles-a")
    second = await grant(signed.who.person, "police", "roles-b")
    both = await desk.signed(token)
    assert both.who.roles == (Role("editor", "roles-a"), Role("police", "roles-b"))
    await act_as(both, second)
    now = await desk.signed(token)
    assert now.who.scope() == Scope("roles-b", role="police")
    assert [(held.id, held.acting, held.place) for held in await roles_of(now)] == [
        (first, False, "Territoire roles-a"), (second, True, "Territoire roles-b"),
    ]  # fmt: skip
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE role_held SET ended_at = now() WHERE id = $1", second)
    assert (await desk.signed(token)).who.acting is None
    with pytest.raises(NotFound):
        await act_as(now, second)


async def test_nobody_acts_in_the_role_of_another(desk: Desk) -> None:
    """A role of somebody else is not found."""
    mine = await desk.signed(await desk.join())
    other = await desk.signed(
        await Desk(desk.on, desk.post, desk.clock, desk.elsewhere().asker, f"{uuid4()}@example.org").join()
    )
    role = await grant(other.who.person, "admin", "roles-a")
    with pytest.raises(NotFound):
        await act_as(mine, role)


async def test_name_and_language(desk: Desk) -> None:
    """Both are kept; a language that is not ours becomes French."""
    token = await desk.join()
    await rename(await desk.signed(token), " Dominique ", "en")
    found = await find(token, desk.clock())
    assert found is not None
    assert (found.signed.who.name, found.language) == ("Dominique", "en")
    with pytest.raises(Unfit):
        await rename(found.signed, "", "en")


async def test_a_changed_password_signs_the_others_out(desk: Desk) -> None:
    """The current one is asked for; links to a new one are withdrawn; this browser stays."""
    here, there = await desk.join(), (await desk.enter()).token
    signed = await desk.signed(here)
    await forgot(desk.on, desk.asker, desk.email)
    with pytest.raises(Unfit) as refused:
        await change_password(desk.on, signed, "", "court", "fr")
    assert [fault.field for fault in refused.value.faults] == ["current", "password"]
    with pytest.raises(Unfit):
        await change_password(desk.on, signed, "pas celui-ci du tout", NEW, "fr")
    await change_password(desk.on, signed, PASSWORD, NEW, "fr")
    assert await find(there, desk.clock()) is None
    assert await find(here, desk.clock())
    async with scoped(NOBODY) as connection:
        left = await connection.fetchval("SELECT count(*) FROM proof WHERE person = $1", signed.who.person)
    assert left == 0


async def test_what_has_expired_is_purged(desk: Desk) -> None:
    """Proofs and throttles at once, sessions a month after their end; what is alive stays."""
    token = await desk.join()
    await forgot(desk.on, desk.asker, desk.email)
    signed = await desk.signed(token)
    count = "SELECT (SELECT count(*) FROM proof WHERE person = $1), (SELECT count(*) FROM session WHERE person = $1)"
    for days, left in ((0, (1, 1)), (1, (0, 1)), (31, (0, 1)), (30, (0, 0))):
        desk.clock.turn(days=days)
        await purge_national(desk.clock())
        async with scoped(NOBODY) as connection:
            assert tuple(await connection.fetchrow(count, signed.who.person)) == left, days


async def test_secrets_are_not_traced(desk: Desk) -> None:
    """The trace of an account's life names its columns and holds no secret; identity tables leave none."""
    await desk.join()
    async with scoped(NOBODY) as connection:
        tables = await connection.fetch("SELECT DISTINCT table_name FROM national_audit")
        traces = await connection.fetch("SELECT after::text AS said FROM national_audit WHERE table_name = 'person'")
    assert not {row["table_name"] for row in tables} & {"password", "session", "proof", "totp", "passkey"}
    assert all(desk.email not in row["said"] for row in traces)


async def test_a_password_is_kept_as_argon2id_only(desk: Desk) -> None:
    """The database refuses anything else."""
    signed = await desk.signed(await desk.join())
    with pytest.raises(asyncpg.CheckViolationError):
        async with scoped(NOBODY) as connection:
            await connection.execute("UPDATE password SET hash = $2 WHERE person = $1", signed.who.person, PASSWORD)
