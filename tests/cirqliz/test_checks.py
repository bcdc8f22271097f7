"""Checks over the real database and the real interface: each kept once, plates where they must be, doubles told."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args
from uuid import uuid4

import httpx
import pytest
from signing import COOKIE, SignedByCookie
from visits import HERE

from admin_ui.checks.shapes import Word
from admin_ui.checks.words import WORDS
from cirqliz.core.checks import CheckAnswer, Sight, is_doubled, rounded
from cirqliz.core.passes.number import number_of
from cirqliz.service.passes.keeping import move_pass
from cirqliz.service.passes.showing import Looked, page_own
from joptimiz.app import create_app
from joptimiz.privacy import house_register
from joptimiz.wiring import wire
from tenants.database import Scope, scoped
from tenants.privacy import Owners, purge
from tenants.settings import Settings

from .conftest import NOW, Town, officer
from .test_passes import granted

NICE, CANNES = (7.262, 43.703), (7.017, 43.552)
PASS = "00112233445566ff"


@dataclass
class Beat:
    """An officer’s device, and the territory checked."""

    client: httpx.AsyncClient
    town: Town
    person: str

    async def send(
        self, *checks: dict[str, object], status: int = 200, officer: str | None = None
    ) -> list[dict[str, object]]:
        """Send checks; what became of each."""
        sent = {"checks": list(checks), "officer": officer or self.person}
        answer = await self.client.post("/api/v1/checks", json=sent, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        told: list[dict[str, object]] = answer.json() if status == 200 else []
        return told

    async def kept(self) -> list[dict[str, object]]:
        """What the database holds, as it was made."""
        async with scoped(Scope(self.town.slug, role="police")) as connection:
            return [dict(row) for row in await connection.fetch("SELECT * FROM pass_check ORDER BY at, id")]


def a_check(at: datetime = NOW, **more: object) -> dict[str, object]:
    """One scan."""
    return {"id": str(uuid4()), "at": at.isoformat(), "answer": "valid", "means": "code", "code": PASS} | more


@pytest.fixture
async def beat(town: Town, tmp_path: Path) -> AsyncIterator[Beat]:
    """A browser of an officer of the town."""
    who = await officer(town.slug, "police", "Camille Exemple")
    app = SignedByCookie(create_app(wire(Settings.of({"JOPTIMIZ_DATA": str(tmp_path)}), town.shelf, lambda: NOW)))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(who.person))
        yield Beat(client, town, str(who.person))


async def test_each_is_kept_once(beat: Beat) -> None:
    """Sent twice, sent with others, told known; the plate of a right that was verified is not kept, another is."""
    good = a_check(plate="AB100CD", position=NICE, zone="ztl-centre", data_at=NOW.isoformat())
    bad = a_check(answer="expired", plate="AB100CD", code=None)
    assert [each["outcome"] for each in await beat.send(good)] == ["stored"]
    assert [each["outcome"] for each in await beat.send(good, bad, bad)] == ["known", "stored", "known"]
    rows = await beat.kept()
    assert sorted((row["answer"], row["plate"]) for row in rows) == [("expired", "AB100CD"), ("valid", "")]
    assert {str(row["officer"]) for row in rows} == {beat.person}
    answer = (await beat.client.get("/api/v1/checks")).json()
    assert sorted(each["answer"] for each in answer["checks"]) == ["expired", "valid"]
    assert [each["slug"] for each in answer["beats"]] == [beat.town.slug]


async def test_times_that_cannot_be_are_refused(beat: Beat) -> None:
    """To come, or of another season: told, not kept, never asked for again; what is ill made is refused whole."""
    sent = await beat.send(a_check(NOW + timedelta(hours=2)), a_check(NOW - timedelta(days=31)), a_check(NOW))
    assert [each["outcome"] for each in sent] == ["refused", "refused", "stored"]
    assert "avance" in str(sent[0]["why"])
    for wrong in (
        {"at": "2026-11-24T09:00:00"},
        {"answer": "fine"},
        {"plate": "ab-1"},
        {"position": [7, 95]},
        {"position": [7]},
        {"code": "zz"},
        {"x": 1},
    ):
        await beat.send(a_check() | wrong, status=422)
    await beat.send(status=422)
    await beat.send(a_check(), status=409, officer=str(uuid4()))


async def test_one_pass_in_two_places(beat: Beat) -> None:
    """Too far for the time between: both say so; near, later, or of another pass: none does."""
    first, far = a_check(position=NICE), a_check(NOW + timedelta(minutes=2), position=CANNES)
    near = a_check(NOW + timedelta(minutes=2), position=(7.263, 43.704), code="ff" * 8)
    assert [each["doubled"] for each in await beat.send(first, near)] == [False, False]
    assert (await beat.send(far))[0]["doubled"] is True
    assert [row["doubled"] for row in await beat.kept()].count(True) == 2
    here = Sight(NOW, NICE)
    assert not is_doubled(here, [Sight(NOW + timedelta(minutes=31), CANNES), Sight(NOW, (7.264, 43.704))])
    assert rounded((7.26251, 43.70349)) == (7.263, 43.703)


async def test_a_plate_goes_after_a_week(beat: Beat) -> None:
    """Blank past its term, the check itself past a year."""
    await beat.send(a_check(answer="forged", code=None, plate="ZZ999ZZ"))
    for days, plates in ((6, ["ZZ999ZZ"]), (8, [""]), (367, [])):
        await purge(house_register(), Owners(territories=(beat.town.slug,)), NOW + timedelta(days=days))
        assert [row["plate"] for row in await beat.kept()] == plates


async def test_an_officer_reads_their_own(beat: Beat) -> None:
    """Not a colleague’s, nor those of another territory; another role sends and reads none."""
    await beat.send(a_check())
    colleague, clerk = await officer(beat.town.slug, "police"), await officer(beat.town.slug, "editor")
    beat.client.cookies.set(COOKIE, str(colleague.person))
    assert (await beat.client.get("/api/v1/checks")).json()["checks"] == []
    beat.client.cookies.set(COOKIE, str(clerk.person))
    assert (await beat.client.get("/api/v1/checks")).status_code == 403
    await beat.send(a_check(), status=403)
    assert (await beat.client.get("/controle")).status_code == 403


async def test_a_typed_plate(beat: Beat) -> None:
    """Looked up without being in an address; traced without it; slowed down past sixty a minute."""
    answer = await beat.client.post("/api/v1/checks/plates", json={"plate": "ab-100-cd"}, headers={"origin": HERE})
    assert (answer.status_code, answer.json()) == (200, [])
    wrong = await beat.client.post("/api/v1/checks/plates", json={"plate": "OB-1OO-CD"}, headers={"origin": HERE})
    assert wrong.status_code == 422
    async with scoped(Scope(beat.town.slug)) as connection:
        traces = await connection.fetch("SELECT who, after::text FROM audit WHERE what = 'derogation.looked_up'")
    assert [row["who"] for row in traces] == [beat.person]
    assert "AB100CD" not in traces[0]["after"]
    for _ in range(60):
        last = await beat.client.post("/api/v1/checks/plates", json={"plate": "AB100CD"}, headers={"origin": HERE})
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) > 0


async def test_the_territory_reads_numbers(beat: Beat) -> None:
    """How many, by answer and day; no plate; nothing yet is said so."""
    admin = await officer(beat.town.slug, "admin")
    beat.client.cookies.set(COOKIE, str(admin.person))
    page = "/territoire/derogations/controles"
    assert "Aucun contrôle en 30" in (await beat.client.get(page)).text
    beat.client.cookies.set(COOKIE, beat.person)
    await beat.send(a_check(), a_check(answer="forged", code=None, plate="ZZ999ZZ"))
    assert (await beat.client.get(page)).status_code == 403
    beat.client.cookies.set(COOKIE, str(admin.person))
    shown = (await beat.client.get(page)).text
    assert "Faux" in shown
    assert "ZZ999ZZ" not in shown


async def test_an_officer_looks_up_in_their_zones(beat: Beat) -> None:
    """Set by the administration, among the zones and officers there are; rights for other zones are then not told."""
    async with scoped(Scope(beat.town.slug, role="admin")) as connection:
        await connection.execute(
            "INSERT INTO derogation (territory, kind, terms, holder, plate, zones, starts_on, state)"
            " VALUES ($1, 'chantier', '{}', 'vehicle', 'AB777CD', '[\"ztl-centre\"]', $2, 'active')",
            beat.town.slug, NOW.date(),
        )  # fmt: skip
    admin, page = await officer(beat.town.slug, "admin"), "/territoire/derogations/controles"

    async def told() -> list[str]:
        beat.client.cookies.set(COOKIE, beat.person)
        found = [
            (await beat.client.post(f"/api/v1/{way}", json={"plate": "AB777CD"}, headers={"origin": HERE})).json()
            for way in ("checks/plates", "derogations/lookups")
        ]
        assert found[0] == found[1]
        return [each["kind"] for each in found[0]]

    async def chosen(person: str, zone: str) -> httpx.Response:
        beat.client.cookies.set(COOKIE, str(admin.person))
        form = re.findall(r'name="form" value="(\w+)"', (await beat.client.get(page)).text)[-1]
        sent = {"form": form, "officer": person, f"zone.{zone}": "1", "zone.nulle-part": "1"}
        return await beat.client.post(page, data=sent, headers={"origin": HERE})

    assert await told() == ["chantier"]
    assert (await chosen(beat.person, "ecole-quarantaine")).status_code == 303
    assert await told() == []
    ready = (await beat.client.get("/api/v1/checks")).json()
    assert ready["beats"][0]["zones"] == ["ecole-quarantaine"]
    assert (await chosen(beat.person, "ztl-centre")).status_code == 303
    assert await told() == ["chantier"]
    assert (await chosen(str(admin.person), "ztl-centre")).status_code == 409


def test_no_two_answers_are_told_alike() -> None:
    """Each its own word, its own tones, its own vibration."""
    assert set(WORDS) == set(CheckAnswer)
    assert set(get_args(Word.__value__)) == set(CheckAnswer)
    for told in ("word", "tones", "buzz"):
        assert len({getattr(each, told) for each in WORDS.values()}) == len(WORDS), told


async def test_a_number_typed(beat: Beat) -> None:
    """Finds the pass as it stands, with its plate; one made up finds none; who looked is kept, without a plate."""
    town = beat.town
    await granted(town)
    (held,), _ = await page_own(town.owner, Looked(), NOW)

    async def ask(number: object, status: int = 200) -> httpx.Response:
        answer = await beat.client.post("/api/v1/checks/passes", json={"number": number}, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        return answer

    (found,) = (await ask(held.number.lower().replace("-", " "))).json()
    assert (found["plate"], found["state"], found["number"]) == ("AB100CD", "active", held.number)
    assert (found["code"], found["territory"]) == (held.code.hex(), town.slug)
    assert not {"carrier", "vehicle", "derogation"} & set(found)
    await move_pass(town.on, town.officers[0], held.id, "suspend", "Feuille perdue")
    assert (await ask(held.number)).json()[0]["state"] == "suspended"
    # The right place, and not the code that goes with it.
    made_up = number_of(held.status, bytes([held.code[0] ^ 1]) + held.code[1:])
    assert (await ask(made_up)).json() == []
    slip = held.number[1] + held.number[0] + held.number[2:]
    wrong = await ask(slip if slip != held.number else "7K2M-9QXB", 422)
    assert "signe est faux" in wrong.text
    for odd in ("", "x" * 41, 7, None, "é"):
        await ask(odd, 422)
    async with scoped(Scope(town.slug)) as connection:
        traces = await connection.fetch("SELECT who, after::text AS after FROM audit WHERE what = 'pass.looked_up'")
    assert [(row["who"], str(held.id) in row["after"], "AB100CD" in row["after"]) for row in traces] == [
        (beat.person, True, False), (beat.person, True, False), (beat.person, False, False),
    ]  # fmt: skip
