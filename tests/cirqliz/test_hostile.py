"""What somebody sends to break a desk, theirs or another’s: told in a sentence, and nothing of it stays."""

import asyncio
from base64 import b64encode
from threading import Lock
from time import sleep
from uuid import uuid4
from zlib import compress

import httpx
import pytest
from drafting import RULES, rules, territory
from drafting import SHAPE as OUTLINE
from signing import COOKIE

from accounts.core.drafts import Draft
from accounts.core.limits import ASKS, LISTS, REISSUES
from accounts.service.throttle import forget, hold
from accounts.service.vehicles import add_vehicle
from admin_ui.derogations.carried import bring_back
from admin_ui.files import drawn
from cirqliz.service.passes.showing import Looked, page_own
from rules.model import Source
from rules.written.plates import Plate
from tenants.database import Scope, scoped
from tenants.errors import Unreadable
from tenants.registry import publish
from tenants.who import Who

from .conftest import NOW, TODAY, Doors, agreed, officer, wish
from .test_desk_pages import Desk
from .test_passes import granted

PASSES = "/derogations/laissez-passer"
FAR = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


async def page(doors: Doors, who: Who, path: str, method: str = "GET", **more: object) -> httpx.Response:
    """An address as somebody signed in opens it."""
    headers = {"cookie": f"{COOKIE}={who.person}", "origin": "http://localhost"}
    return await doors.http.request(method, path, headers=headers, **more)  # type: ignore[arg-type]


async def test_what_no_database_keeps_is_told(doors: Doors) -> None:
    """Nil characters, instants out of any calendar, days centuries away: by programs, officers and in addresses."""
    town, officer_ = doors.town, doors.town.officers[0]
    for nil in ({"reason": "a\0b"}, {"activity": "a\0b"}):
        sent = {"batch": str(uuid4()), "wishes": [wish(town) | nil]}
        asked = await doors.ask(town.owner, "POST", "/requests", json=sent)
        assert asked.status_code == 201, asked.text
        assert "\\u0000" not in asked.text
    requests = [one["id"] for one in asked.json()]
    for more in ({"starts_on": "9999-12-31"}, {"starts_on": "2101-01-01"}, {"ends_on": "9999-12-31"}):
        far = {"batch": str(uuid4()), "wishes": [wish(town) | more]}
        answer = await doors.ask(town.owner, "POST", "/requests", json=far)
        assert answer.status_code == 422, answer.text
        assert "trop lointain" in answer.text
    for more in ({"starts_on": "9999-12-31"}, {"starts_on": "0001-01-01"}, {"ends_on": "9999-12-31"}):
        answer = await doors.ask(officer_, "POST", "/decisions", json={"requests": requests, "granted": True} | more)
        assert answer.status_code == 422, answer.text
        assert "trop lointain" in answer.text
    refused = {"requests": requests, "granted": False, "reason": "Hors\0 des cas.", "article": "1\0"}
    assert [one["what"] for one in (await doors.ask(officer_, "POST", "/decisions", json=refused)).json()] == [
        "refused"
    ]
    for since in FAR:
        for by, path in ((town.owner, "/requests"), (town.owner, "/"), (officer_, "/control")):
            answer = await doors.ask(by, "GET", path, params={"since": since})
            assert answer.status_code == 422, (path, answer.text)
    assert (await doors.ask(town.owner, "GET", "/requests", params={"territory": "a\0"})).json()["requests"] == []
    for path in (
        f"{PASSES}/%00/{uuid4()}",
        f"{PASSES}/vehicule/%00/{uuid4()}",
        f"/derogations/droits/%00/{uuid4()}/panne",
    ):
        assert (await page(doors, town.owner, path)).status_code == 404, path
    police = await officer(town.slug, "police")
    for at in FAR:
        check = {"id": str(uuid4()), "at": NOW.isoformat(), "answer": "valid", "means": "code", "data_at": at}
        answer = await page(doors, police, "/api/v1/checks", "POST", json={"checks": [check]})
        assert answer.status_code == 422, answer.text


async def test_a_day_is_counted_where_its_right_is(doors: Doors) -> None:
    """Declared in the name of another territory it is nowhere: no fact there tells of a right that is not its own."""
    town, other = doors.town, f"autre-{uuid4().hex[:8]}"
    sources = [territory(other), Source(RULES, rules("1"))]
    await publish(other, sources, {"zones/centre.geojson": OUTLINE}, base=0, by="test", at=NOW, second=agreed)
    await town.shelf.refresh()
    right = await granted(town)
    for slug, status in ((other, 404), (town.slug, 200)):
        day = {"territory": slug, "day": TODAY.isoformat()}
        assert (await doors.ask(town.owner, "POST", f"/{right}/days", json=day)).status_code == status
        async with scoped(Scope(slug)) as connection:
            told = await connection.fetchval("SELECT count(*) FROM fact WHERE topic = 'derogation.used'")
        assert told == (status == 200)


async def test_passes_are_made_again_so_often(doors: Doors) -> None:
    """A sheet is lost now and then: who makes hundreds again in a day waits; a plate in any alphabet has its file.

    Who asks by hundreds of forms waits too: the queue of a territory is for everybody.
    """
    town = doors.town
    for _ in range(ASKS.free):
        await hold(ASKS, str(town.carrier), NOW)
    sent = {"batch": str(uuid4()), "wishes": [wish(town)]}
    assert (await doors.ask(town.owner, "POST", "/requests", json=sent)).status_code == 429
    asking = Desk(doors.http, town, town.owner).be(town.owner)
    assert "Trop d’essais" in await asking.send("/derogations/demander", 429, debut=TODAY.isoformat(), lot=str(uuid4()))
    await granted(town)
    ((held,), _) = await page_own(town.owner, Looked(), NOW)
    for _ in range(REISSUES.free):
        await hold(REISSUES, str(town.carrier), NOW)
    await Desk(doors.http, town, town.owner).be(town.owner).send(f"{PASSES}/{town.slug}/{held.id}/refaire", 429)
    assert [each.id for each in (await page_own(town.owner, Looked(), NOW))[0]] == [held.id]
    facts: dict[str, int | str] = {"category": "N1", "gvw_kg": 3500, "critair": "2", "energy": "diesel"}
    town.vehicles.append((await add_vehicle(town.owner, Draft(Plate("PL", "WŁ12345"), "", facts), NOW)).id)
    await granted(town, number=3)
    ((polish,), _) = await page_own(town.owner, Looked(plate="WŁ12345"), NOW)
    file = await page(doors, town.owner, f"{PASSES}/{town.slug}/{polish.id}/code.svg")
    assert file.status_code == 200, file.text
    assert "code-W%C5%8112345.svg" in file.headers["content-disposition"]


async def test_a_list_that_no_page_held_is_not_read() -> None:
    """Whatever it would unfold to: a line of lists, a line without end, what is no line."""
    for forged in (b'[1,"",' + b"[]," * 10_000_000 + b"[]]", b"[" * 30_000_000, b"7", b"[1]", b"[1,2]\n{}"):
        held = b64encode(compress(forged)).decode()
        with pytest.raises(Unreadable):
            bring_back(held)


async def test_drawing_waits_its_turn() -> None:
    """Whoever asks for many sheets at once has two drawn at a time."""
    at_once, most, lock = 0, 0, Lock()

    def draw() -> bytes:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        sleep(0.02)
        with lock:
            at_once -= 1
        return b""

    await asyncio.gather(*(drawn(draw) for _ in range(8)))
    assert most == 2


async def test_lists_for_everybody_are_slowed_down(doors: Doors) -> None:
    """Each is read from the database: one network takes so many in a while."""
    await forget(LISTS, "127.0.0.1")
    try:
        for _ in range(LISTS.free):
            await hold(LISTS, "127.0.0.1", NOW)
        for path in (f"/s/{doors.town.slug}.0", f"/t/{doors.town.slug}/derogations.csv"):
            answer = await doors.http.get(path)
            assert answer.status_code == 429, path
            assert int(answer.headers["retry-after"]) > 0
    finally:
        # Others come from there too.
        await forget(LISTS, "127.0.0.1")
