"""Reminders: five minutes before the end and at the end, once each; nowhere once the driver has left."""

import asyncio
import base64
import json
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from browsers import Browser, push_service
from discs import AT, Town, some_phone, some_town

from connectors.webpush import Sender, Subscription
from numeriz.core.stay import Told
from numeriz.service import alerts
from numeriz.service.alerts import Reminding, remind_due, subscribe, unsubscribe
from numeriz.service.kept import print_of
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.migrate import Addresses

from .conftest import Doors

ON = Reminding(Sender.of(b"essai" * 8, "mailto:essai@ville.example"), "http://localhost:8000")


@pytest.fixture
async def town(database: Addresses) -> Town:
    """A territory of its own, with half an hour in its bays."""
    return await some_town()


async def subscribed(town: Town, address: str) -> tuple[bytes, UUID, Browser]:
    """A phone with a disc, told at this address."""
    phone, browser = some_phone(), Browser(address)
    kept = await town.stays.set(phone, town.asked(await town.bay()))
    await subscribe(ON, phone, kept.id, Subscription(**browser.keys), town.at)
    return phone, kept.id, browser


async def left(town: Town) -> int:
    """How many subscriptions are kept there."""
    async with scoped(Scope(town.slug)) as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM stay_alert WHERE territory = $1", town.slug)
    return count


async def test_a_driver_is_told_twice_and_no_more(town: Town) -> None:
    """Not before the five minutes; each message once, however often it is looked at, by two nodes at once too."""
    with push_service() as service:
        _, stay, browser = await subscribed(town, service.address)
        town.turn(minutes=24, seconds=59)
        assert await remind_due(ON, town.slug, town.at) == 0
        town.turn(seconds=1)
        assert [await remind_due(ON, town.slug, town.at) for _ in range(2)] == [1, 0]
        town.turn(minutes=5)
        assert [await remind_due(ON, town.slug, town.at) for _ in range(2)] == [1, 0]
        town.turn(minutes=15)
        assert await remind_due(ON, town.slug, town.at) == 0
    soon, over = (json.loads(browser.open(body)) for body in service.bodies)
    assert soon == {
        "title": "Bientôt la fin", "stay": str(stay),
        "body": "Rue des Essais\u00a0: votre disque finit à 10\u00a0h\u00a030.",
    }  # fmt: skip
    assert over["title"] == "Temps dépassé"
    assert "n’est transmis à aucun service de verbalisation" in over["body"]
    assert [each["ttl"] for each in service.headers] == ["300", "900"]
    assert await left(town) == 0


async def test_nobody_waits_for_another_s_push_service(town: Town) -> None:
    """Both are on their way at once."""
    with push_service(together=Barrier(2)) as service:
        for _ in range(2):
            await subscribed(town, service.address)
        town.turn(minutes=26)
        assert await remind_due(ON, town.slug, town.at) == 2


async def test_who_has_left_is_told_nothing(town: Town) -> None:
    """The subscription goes with the departure, or when it is taken back."""
    with push_service() as service:
        phone, stay, _ = await subscribed(town, service.address)
        other, kept, _ = await subscribed(town, service.address)
        await town.stays.end(phone, stay, Told(town.at, 0))
        await unsubscribe(other, kept)
        assert await left(town) == 1
        town.turn(minutes=26)
        assert await remind_due(ON, town.slug, town.at) == 0
    assert (service.bodies, await left(town)) == ([], 0)


async def test_an_extension_is_told_of_anew(town: Town) -> None:
    """Its own five minutes."""
    town.limits = type(town.limits)("conditional", 30, extension_min=10, source="rule")
    with push_service() as service:
        phone, stay, _ = await subscribed(town, service.address)
        town.turn(minutes=26)
        assert await remind_due(ON, town.slug, town.at) == 1
        await town.stays.extend(phone, stay, 10)
        assert await remind_due(ON, town.slug, town.at) == 0
        town.turn(minutes=9)
        assert await remind_due(ON, town.slug, town.at) == 1
    assert len(service.bodies) == 2


async def test_what_was_not_taken_is_sent_again(town: Town) -> None:
    """A service that fails is asked the next minute; a browser that is gone is forgotten."""
    with push_service(503, 201, 410) as service:
        await subscribed(town, service.address)
        town.turn(minutes=26)
        assert await remind_due(ON, town.slug, town.at) == 0
        town.turn(minutes=1)
        assert await remind_due(ON, town.slug, town.at) == 1
        town.turn(minutes=4)
        assert await remind_due(ON, town.slug, town.at) == 0
    assert (len(service.bodies), await left(town)) == (3, 0)


async def test_what_a_kill_stopped_is_sent_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two minutes later, for until then somebody may be sending it."""

    async def killed(*_args: object, **_more: object) -> None:
        raise asyncio.CancelledError

    with push_service() as service:
        await subscribed(town, service.address)
        town.turn(minutes=25)
        with monkeypatch.context() as patch:
            patch.setattr(alerts, "push", killed)
            with pytest.raises(asyncio.CancelledError):
                await remind_due(ON, town.slug, town.at)
        town.turn(minutes=1)
        assert await remind_due(ON, town.slug, town.at) == 0
        town.turn(minutes=1)
        assert [await remind_due(ON, town.slug, town.at) for _ in range(2)] == [1, 0]
        town.turn(minutes=2)
        assert await remind_due(ON, town.slug, town.at) == 0
    assert len(service.bodies) == 1


async def test_only_the_phone_of_a_disc_is_told(town: Town) -> None:
    """To an address outside, with readable keys, while it runs."""
    phone, keys = some_phone(), Browser("https://push.example/1").keys
    kept = await town.stays.set(phone, town.asked(await town.bay()))
    with pytest.raises(NotFound):
        await subscribe(ON, some_phone(), kept.id, Subscription(**keys), town.at)
    with pytest.raises(NotFound):
        await unsubscribe(some_phone(), kept.id)
    for wrong in ({"endpoint": "http://push.example/1"}, {"p256dh": "AAAA"}):
        with pytest.raises(Unreadable):
            await subscribe(ON, phone, kept.id, Subscription(**keys | wrong), town.at)
    with pytest.raises(Conflict):
        await subscribe(ON, phone, kept.id, Subscription(**keys), AT + timedelta(hours=1))


async def test_the_door_asks_for_the_secret(town: Town, doors: Doors) -> None:
    """422 without it, or for what does not read; 404 with another’s."""
    secret, bay = b"s" * 32, await town.bay()
    kept = await town.stays.set(print_of(secret), town.asked(bay))
    path, keys = f"/api/v1/stays/{kept.id}/alerts", Browser("https://push.example/1").keys

    def by(secret: bytes) -> dict[str, str]:
        return {"authorization": f"Disc {base64.urlsafe_b64encode(secret).rstrip(b'=').decode()}"}

    for headers in ({}, by(b"short"), {"authorization": "Disc !!!"}, {"authorization": "Basic czpz"}):
        answer = await doors.ask(None, "PUT", path, json=keys, headers=headers)
        assert answer.status_code == 422, headers
    stranger = await doors.ask(None, "PUT", path, json=keys, headers=by(b"t" * 32))
    absent = await doors.ask(None, "DELETE", f"/api/v1/stays/{uuid4()}/alerts", headers=by(secret))
    assert (stranger.status_code, absent.status_code) == (404, 404)
    wrong = await doors.ask(None, "PUT", path, json=keys | {"endpoint": "http://10.0.0.1/"}, headers=by(secret))
    assert wrong.status_code == 422
    assert wrong.json()["problems"][0]["pointer"] == "/endpoint"
    assert (await doors.ask(None, "PUT", path, json={"endpoint": 5}, headers=by(secret))).status_code in (400, 422)
