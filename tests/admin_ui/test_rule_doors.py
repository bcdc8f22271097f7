"""The JSON doors of drafts: from a project to a live order, each refusal in words, and nothing for strangers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from drafting import NOW, SHAPE, Town, rules, some_town
from litestar import Litestar
from settling import settle
from signing import COOKIE, SignedByCookie

from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.database import Scope, scoped
from tenants.drafts.differing import work_out
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Who

NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass
class Caller:
    """Somebody who calls the doors of one territory."""

    client: httpx.AsyncClient
    who: Who
    slug: str

    async def call(self, method: str, path: str, status: int = 0, **more: Any) -> Any:
        """What a door answers, its status checked when one is given."""
        headers = {"cookie": f"{COOKIE}={self.who.person}"} | more.pop("headers", {})
        answer = await self.client.request(method, f"/api/v1/territories/{self.slug}{path}", headers=headers, **more)
        wanted = status or (200, 201, 204)
        assert answer.status_code in (wanted if isinstance(wanted, tuple) else (wanted,)), answer.text
        return answer.json() if answer.content else None


@dataclass
class Desk:
    """A territory, and its people at their doors."""

    town: Town
    editor: Caller
    validator: Caller
    partner: Caller
    reader: Caller

    async def approved(self, text: str) -> str:
        """The path of a draft with these rules, approved."""
        made = await self.editor.call("POST", "/drafts", 201, json={"title": "Marché"})
        path = f"/drafts/{made['id']}"
        await self.editor.call("PUT", f"{path}/files/r.yaml", json={"revision": 0, "text": text})
        submitted = await self.editor.call("POST", f"{path}/submit")
        await self.validator.call("POST", f"{path}/approve", json={"digest": submitted["digest"]})
        return path


@pytest.fixture(scope="module")
def app(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, its clock stopped."""
    folder = str(tmp_path_factory.mktemp("desk"))
    return create_app(wire(Settings.of({"JOPTIMIZ_DATA": folder}), Shelf(), lambda: NOW))


@pytest.fixture(scope="module")
async def desk(app: Litestar) -> AsyncIterator[Desk]:
    """A territory at its first version, and four people."""
    town = await some_town()
    transport = httpx.ASGITransport(SignedByCookie(app))  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        people = [
            Caller(client, await settle(town.slug, role), town.slug)
            for role in ("editor", "validator", "partner", "reader")
        ]
        yield Desk(town, *people)


async def test_from_a_project_to_a_live_order(desk: Desk) -> None:
    """Begun, written by two pages, checked, compared, discussed, approved, published once; each node is listed."""
    made = await desk.editor.call("POST", "/drafts", 201, json={"title": " Marché de Noël "})
    assert (made["title"], made["state"], made["base"]) == ("Marché de Noël", "open", 1)
    assert made["id"] in {draft["id"] for draft in (await desk.reader.call("GET", "/drafts"))["drafts"]}
    path = f"/drafts/{made['id']}"
    text = (await desk.reader.call("GET", f"{path}/files/r.yaml"))["text"]
    push = {"revision": 0, "changes": [[[0, "# une", ""], len(text)]], "by": "page"}
    assert (await desk.editor.call("POST", f"{path}/files/r.yaml", json=push))["revision"] == 1
    news = await desk.partner.call("GET", f"{path}/files/r.yaml?since=0")
    assert news["changes"] == [{"revision": 1, "change": [[0, "# une", ""], len(text)], "by": "page"}]
    saved = await desk.editor.call("PUT", f"{path}/files/r.yaml", json={"revision": 0, "text": f"{text}# deux\n"})
    assert (saved["merged"], saved["text"]) == (True, f"# une\n{text}# deux\n")
    assert (await desk.reader.call("GET", f"{path}/problems"))["sound"]
    wrong = await desk.editor.call("POST", f"{path}/files/r.yaml/problems", json={"text": text.replace("do:", "dot:")})
    assert wrong["problems"][0]["file"] == "rules/r.yaml"
    assert wrong["problems"][0]["line"] == 7
    await desk.partner.call("POST", f"{path}/comments", 201, json={"words": "Bien.", "file": "rules/r.yaml", "line": 1})
    shown = await desk.reader.call("GET", path)
    assert [comment["words"] for comment in shown["comments"]] == ["Bien."]
    assert shown["writers"] == [str(desk.editor.who.person)]
    digest = (await desk.editor.call("POST", f"{path}/submit"))["digest"]
    await desk.validator.call("POST", f"{path}/approve", json={"digest": digest})
    key = {"Idempotency-Key": "une"}
    for _ in range(2):
        published = await desk.editor.call("POST", f"{path}/publish", headers=key)
        assert published["rulebook"] == f"{desk.town.slug}@2"
    nodes = await desk.reader.call("GET", "/nodes")
    assert [node["node"] for node in published["nodes"]] == [node["node"] for node in nodes]
    assert (await desk.reader.call("GET", path))["draft"]["published"] == 2


async def test_the_difference_is_waited_for_or_followed(desk: Desk) -> None:
    """202 words of progress until a worker has it; a job is queued once."""
    made = await desk.editor.call("POST", "/drafts", 201, json={"title": "x"})
    path = f"/drafts/{made['id']}"
    for _ in range(2):
        assert (await desk.reader.call("GET", f"{path}/difference"))["state"] == "waiting"
    async with scoped(Scope()) as connection:
        query = "SELECT count(*) FROM dramatiq.queue WHERE message ->> 'actor_name' = 'drafts.differ'"
        assert await connection.fetchval(f"{query} AND message::text LIKE $1", f"%{made['id']}%") == 1
    await work_out(desk.town.reader.scope(), UUID(made["id"]), lambda: NOW)
    found = await desk.reader.call("GET", f"{path}/difference")
    assert (found["state"], found["result"]["changed"]) == ("done", 0)
    assert (await desk.reader.call("DELETE", f"{path}/difference"))["state"] == "done"


WRONG: tuple[tuple[str, str, str, object, int], ...] = (
    ("editor", "POST", "/drafts", {"title": ""}, 422),
    ("editor", "POST", "/drafts", {"title": "x", "version": 99}, 404),
    ("editor", "POST", "/drafts", {"title": "x", "version": 10**30}, 404),
    ("editor", "POST", "/drafts", {"title": "x", "version": -1}, 404),
    ("editor", "POST", "/drafts", {"titre": "x"}, 422),
    ("partner", "POST", "/drafts", {"title": "x"}, 403),
    ("editor", "POST", "{draft}/approve", {"digest": "0" * 64}, 403),
    ("validator", "POST", "{draft}/approve", {"digest": "0" * 64}, 409),
    ("validator", "POST", "{draft}/send-back", {"words": "non"}, 409),
    ("editor", "POST", "{draft}/publish", None, 409),
    ("editor", "POST", "{draft}/schedule", {"publish_at": "2026-12-01T06:00"}, 409),
    ("editor", "POST", "{draft}/restore", None, 409),
    ("editor", "POST", "{draft}/files/r.yaml", {"revision": 7, "changes": []}, 422),
    ("editor", "POST", "{draft}/files/r.yaml", {"revision": 0, "changes": [["x"]]}, 422),
    ("editor", "PUT", "{draft}/files/..%2Fx.yaml", {"text": "x"}, 404),
    ("editor", "PUT", "{draft}/files/%C3%A9.yaml", {"text": "x"}, 422),
    ("editor", "PUT", "{draft}/files/r.yaml", {"text": "a\u0000b", "revision": 0}, 422),
    ("editor", "DELETE", "{draft}/files/absent.yaml", None, 404),
    ("editor", "PUT", "{draft}/zones?path=zones/a.geojson", {"revision": 3, "shape": SHAPE}, 409),
    ("editor", "PUT", "{draft}/zones?path=../a.geojson", {"revision": 0, "shape": SHAPE}, 422),
    ("editor", "PUT", "{draft}/zones?path=zones/a.geojson", {"revision": 0, "shape": {}}, 422),
    ("reader", "GET", "{draft}/zones?path=zones/absent.geojson", None, 404),
    ("reader", "GET", "{draft}/files/r.yaml?since=-1", None, 422),
    ("reader", "GET", f"{{draft}}/files/r.yaml?since={10**30}", None, 422),
    ("reader", "POST", "{draft}/comments", {"words": "x"}, 403),
    ("partner", "POST", "{draft}/comments", {"words": "  "}, 422),
    ("partner", "POST", "{draft}/comments", {"words": "x", "file": "rules/r.yaml", "line": 0}, 422),
    ("partner", "POST", f"{{draft}}/comments/{NOBODY}/resolve", None, 404),
    ("reader", "POST", "{draft}/windows", {"from": "9999-12-31T00:00:00Z", "to": "9999-12-31T01:00:00Z"}, 422),
    ("reader", "DELETE", "{draft}/difference", None, 404),
    ("reader", "GET", f"/drafts/{NOBODY}", None, 404),
    ("reader", "GET", "/drafts/not-a-number", None, 404),
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: " ".join(str(part)[:40] for part in one))
async def test_each_refusal_says_why(desk: Desk, wrong: tuple[str, str, str, object, int]) -> None:
    """Problem details in French with a stable code, never a 500."""
    who, method, path, body, status = wrong
    made = await desk.editor.call("POST", "/drafts", 201, json={"title": "x"})
    if "approve" in path or "send-back" in path:
        state = "submit" if "approve" in path else "drop"
        await desk.editor.call("POST", f"/drafts/{made['id']}/{state}")
    caller: Caller = getattr(desk, who)
    more = {"json": body} if body is not None else {}
    told = await caller.call(method, path.replace("{draft}", f"/drafts/{made['id']}"), status, **more)
    assert told["code"]
    assert told["title"]


async def test_another_territory_does_not_exist(desk: Desk, app: Litestar) -> None:
    """Neither under its own name, nor its drafts under another."""
    made = await desk.editor.call("POST", "/drafts", 201, json={"title": "x"})
    other = await some_town()
    stranger = Caller(desk.editor.client, await settle(other.slug, "admin"), other.slug)
    await stranger.call("GET", f"/drafts/{made['id']}", 404)
    await stranger.call("POST", f"/drafts/{made['id']}/submit", 404)
    for method, path in (("GET", "/drafts"), ("GET", "/nodes"), ("POST", "/drafts")):
        more = {"json": {"title": "x"}} if method == "POST" else {}
        await replace(stranger, slug=desk.town.slug).call(method, path, 404, **more)


async def test_a_time_is_set_and_taken_back(desk: Desk) -> None:
    """By the clock of the territory; then reopened, dropped and restored."""
    path = await desk.approved(rules("2"))
    base = (await desk.reader.call("GET", path))["draft"]["base"]
    when = await desk.editor.call("POST", f"{path}/schedule", json={"publish_at": "2026-12-01T06:00"})
    assert when["publish_at"] == "2026-12-01T05:00:00Z"
    for step, state in (
        ("unschedule", "approved"), ("reopen", "open"), ("drop", "dropped"), ("restore", "open"),
    ):  # fmt: skip
        assert (await desk.editor.call("POST", f"{path}/{step}"))["state"] == state
    assert (await desk.editor.call("POST", f"{path}/rebase", json={}))["base"] == base
