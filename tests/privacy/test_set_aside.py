"""Facts set aside, on the pages of the national team and of an administration."""

import json
from datetime import timedelta
from uuid import uuid4

from team import Desk, role, traces

from tenants.audit import export_audit
from tenants.database import Scope, scoped
from tenants.facts import say
from tenants.relay import PAUSES, hear, read_set_aside


async def aside(desk: Desk, count: int = 1) -> str:
    """A territory with facts that the listener could not hear."""
    slug = f"faits-{uuid4().hex[:8]}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", slug)
    async with scoped(Scope(territory=slug)) as connection:
        for _ in range(count):
            await say(connection, "thing.done", {})
    now = desk.visit.clock()
    for _ in range(count):
        for pause in (*PAUSES, timedelta()):
            await hear(slug, desk.ear.listener, now)
            now += pause
    return slug


async def numbers(slug: str) -> list[int]:
    """The facts still aside there."""
    async with scoped(Scope(territory=slug)) as connection:
        return [each.fact.number for each in await read_set_aside(connection, slug)]


async def test_facts_set_aside_are_seen_retried_and_dropped(desk: Desk) -> None:
    """What, which listener, why, since when; still failing it stays and says why; the journal keeps each act."""
    slug = await aside(desk, 3)
    page, at = "/national/faits", f"/national/faits/{slug}"
    shown = (await desk.visit.client.get(page)).text
    for words in (slug, "thing.done", desk.ear.listener.name, "ValueError"):
        assert words in shown
    assert "secret" not in shown
    first, second, third = await numbers(slug)
    failing = await desk.post(page, f"{at}/{first}/reprendre", listener=desk.ear.listener.name)
    assert (failing.status_code, "échoue encore" in failing.text) == (409, True)
    desk.ear.mended = True
    done = await desk.post(page, f"{at}/{first}/reprendre", listener=desk.ear.listener.name)
    assert done.headers["location"] == f"{page}?fait=repris"
    assert (await desk.post(page, f"{at}/{second}/abandonner", listener=desk.ear.listener.name)).status_code == 422
    dropped = await desk.post(page, f"{at}/{second}/abandonner", listener=desk.ear.listener.name, reason="Sans objet")
    assert dropped.headers["location"] == f"{page}?fait=abandonne"
    every = await desk.post(page, f"{at}/reprendre")
    assert "1 fait repris" in every.text
    assert (desk.ear.heard, await numbers(slug)) == ([first, third], [])
    acts = [json.loads(line)["row"] async for line in export_audit(slug) if b'"row"' in line]
    assert [(act["what"], act["who"]) for act in acts] == [
        (what, str(desk.person)) for what in ("fact.retried", "fact.dropped", "fact.retried")
    ]
    assert acts[1]["after"] == {"reason": "Sans objet"}
    for gone in (f"{at}/{first}/reprendre", "/national/faits/inconnu/reprendre", f"{at}/{first}/abandonner"):
        sent = await desk.post(page, gone, listener=desk.ear.listener.name, reason="r")
        assert sent.status_code == 404, gone
    assert ("fact_set_aside", {"read": "every territory"}) in await traces(f"{desk.person}: facts set aside")


async def test_an_administration_sees_its_own_facts_alone(desk: Desk) -> None:
    """Not those of a neighbour, whatever number it sends; another role is refused."""
    mine, other = await aside(desk), await aside(desk)
    assert (await desk.visit.client.get("/territoire/faits")).status_code == 403
    await role(desk, "admin", mine)
    shown = (await desk.visit.client.get("/territoire/faits")).text
    assert mine in shown
    assert other not in shown
    (number,) = await numbers(other)
    for act in ("reprendre", "abandonner"):
        sent = await desk.post("/territoire/faits", f"/territoire/faits/{number}/{act}",
                               listener=desk.ear.listener.name, reason="r")  # fmt: skip
        assert sent.status_code == 404
    assert await numbers(other) == [number]
    desk.ear.mended = True
    assert "1 fait repris" in (await desk.post("/territoire/faits", "/territoire/faits/reprendre")).text
    assert "tout a été entendu" in (await desk.visit.client.get("/territoire/faits")).text
