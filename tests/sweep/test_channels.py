"""What goes between processes and what they remember says nothing of another tenant."""

import asyncio
import uuid

import asyncpg
from doors import by
from houses import House
from visits import HERE
from worlds import Tenant

from accounts.core.oidc import INTROSPECT, Client
from accounts.service.provider import add_client
from joptimiz.jobs import Actor, enqueue
from joptimiz.worker import working
from tenants.database import Scope, scoped
from tenants.facts import Fact, Listener, say
from tenants.migrate import Addresses
from tenants.relay import Left, hear

TOPIC = "sweep.happened"
CHANNELS = ("said", "dramatiq.default.enqueue")
"""All that is notified in the database; `test_each_channel_is_known` looks for others."""


async def test_notifications_name_a_territory_at_most(house: House, database: Addresses) -> None:
    """What every listener of the cluster could hear: a slug, or nothing; never a word of what was said or asked."""
    told: list[str] = []
    connection = await asyncpg.connect(database.runtime)
    for channel in CHANNELS:
        await connection.add_listener(channel, lambda _connection, _process, _channel, text: told.append(text))
    idle = Actor("sweep-idle", lambda _scope: asyncio.sleep(0))
    async with scoped(Scope(territory=house.target.slug, carrier=house.target.ids["carrier"])) as own:
        await say(own, TOPIC, {"word": house.target.word})
        job = await enqueue(own, idle, Scope(territory=house.target.slug), word=house.target.word)
    async with asyncio.timeout(10):
        while len(told) < 2:
            await connection.execute("SELECT 1")
            await asyncio.sleep(0.01)
    await connection.close()
    assert sorted(told) == ["", house.target.slug]
    async with scoped(Scope()) as own:
        await own.execute("DELETE FROM dramatiq.queue WHERE message_id = $1", uuid.UUID(job))


async def test_listeners_hear_one_territory_at_a_time(house: House) -> None:
    """Facts of both said by turns, heard at once: each with its own, and no row of the other within reach."""
    heard: list[tuple[str, object, int]] = []

    async def listen(connection: asyncpg.Connection, fact: Fact) -> None:
        others = await connection.fetchval("SELECT count(*) FROM fact WHERE territory <> $1", fact.territory)
        heard.append((fact.territory, fact.body["of"], others))
        await asyncio.sleep(0)

    listener = Listener(f"sweep-{uuid.uuid4().hex[:8]}", frozenset({TOPIC.replace("happened", "told")}), listen)
    slugs = (house.target.slug, house.other.slug)
    for turn in range(20):
        async with scoped(Scope(territory=slugs[turn % 2])) as connection:
            await say(connection, "sweep.told", {"of": slugs[turn % 2]})
    left = await asyncio.gather(*(hear(slug, listener, house.target.now) for slug in slugs))
    assert set(left) <= {Left.NOTHING, Left.DUE}
    assert sorted(heard) == sorted((slugs[turn % 2], slugs[turn % 2], 0) for turn in range(20))


async def test_jobs_reach_the_rows_of_their_owner(house: House) -> None:
    """A job of each, done by one worker: it reads the audit of its own territory and the fleet of its own carrier."""
    read: dict[str, tuple[str, str]] = {}
    rang = asyncio.Event()

    async def look(scope: Scope) -> None:
        async with scoped(scope) as connection:
            audits = await connection.fetch("SELECT after FROM audit")
            names = await connection.fetch("SELECT name FROM vehicle")
        read[scope.territory] = (str(audits), str(names))
        if len(read) == 2:
            rang.set()

    actor = Actor(f"sweep-{uuid.uuid4().hex[:8]}", look)
    sides = (house.target, house.other)
    async with working(None, (actor,)):
        for side in sides:
            scope = Scope(side.slug, side.ids["carrier"], role="driver")
            async with scoped(scope) as connection:
                await enqueue(connection, actor, scope)
        async with asyncio.timeout(20):
            await rang.wait()
    for side, other in (sides, sides[::-1]):
        for text in read[side.slug]:
            assert side.word in text
            assert not other.told(text)


async def test_a_client_learns_nothing_of_anothers_tokens(house: House) -> None:
    """The client of one organisation neither reads, takes back nor renews what another was given."""
    mine, secret = await _client(house.other)
    theirs, their_secret = await _client(house.target)
    given = await house.client.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(theirs.client_id, their_secret)
    )
    token = given.json()["access_token"]
    for path, form in (
        ("introspect", {"token": token}),
        ("revoke", {"token": token}),
        ("token", {"grant_type": "refresh_token", "refresh_token": token}),
        ("token", {"grant_type": "authorization_code", "code": token, "redirect_uri": HERE}),
    ):
        answer = await house.client.post(f"/oauth/{path}", data=form, auth=(mine.client_id, secret))
        assert answer.status_code < 500
        assert not house.target.told(answer.text), path
        assert "access_token" not in answer.text
    for bearer in (token, house.target.people["owner"].token):
        info = await house.client.get("/oauth/userinfo", headers={"authorization": f"Bearer {bearer}"})
        assert info.status_code in {401, 403}
        assert not house.target.told(info.text)
    still = await house.client.post("/oauth/introspect", data={"token": token}, auth=(theirs.client_id, their_secret))
    assert still.json()["active"] is True


async def _client(tenant: Tenant) -> tuple[Client, str]:
    """A machine of its carrier, and its secret."""
    client = Client("", f"Outil {tenant.word}", "machine", (INTROSPECT,), organisation=tenant.organisations["carrier"])
    kept, secret = await add_client(client, tenant.now)
    assert secret is not None
    return kept, secret


async def test_sessions_asked_by_turns_never_mix(house: House) -> None:
    """Two hundred requests of both at once, on four connections: each is shown its own fleet."""

    async def one(turn: int) -> bool:
        side, other = (house.target, house.other) if turn % 2 else (house.other, house.target)
        path = ("/flotte", "/api/v1/vehicles", "/organisation", "/compte")[turn // 2 % 4]
        answer = await house.client.get(path, headers=by(side.people["owner"]))
        return answer.status_code == 200 and side.word in answer.text and not other.told(answer.text)

    assert all(await asyncio.gather(*(one(turn) for turn in range(200))))


async def test_each_channel_is_known(database: Addresses) -> None:
    """Functions and triggers notify nothing by themselves; what the product notifies is in the list above."""
    connection = await asyncpg.connect(database.owner)
    found = await connection.fetch(
        "SELECT proname FROM pg_proc WHERE prosrc ~* 'notify' AND pronamespace = ANY (ARRAY["
        "'public'::regnamespace, 'dramatiq'::regnamespace])"
    )
    await connection.close()
    assert found == []
