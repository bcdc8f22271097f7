"""Discs for those who are signed in: the fleet, the territory, officers, and programs that speak CDS."""

import csv
import io
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from beside import find_beside
from discs import AT, Town, some_phone, some_town
from fleets import van
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from signing import COOKIE, SignedByCookie, some_owner, some_person

from accounts.core.oidc import Client
from accounts.service.provider import add_client
from accounts.service.provider.grants import Descent, new_family, save_token
from accounts.service.vehicles import add_vehicle
from admin_ui.exchange.rights import LOOKUPS
from admin_ui.stays import activity, fleet, plates
from joptimiz.app import create_app
from joptimiz.owners import OWNERS
from joptimiz.wiring import wire
from numeriz.core.stay import Told
from numeriz.service.counting import beat
from numeriz.service.sample import Van, sample_stays
from numeriz.service.sweeping import sweep
from tenants.database import Scope, scoped
from tenants.migrate import Addresses
from tenants.privacy import Owners, purge, register_of
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Who

SCHEMA = find_beside("schemas/cds/cds-1.1.bundle.schema.json")
BUNDLE = SCHEMA.read_text(encoding="utf-8") if SCHEMA else ""
NIGHT = AT + timedelta(hours=12)


@dataclass
class Desk:
    """A town, its bays, a carrier with a van, and the product as they reach it."""

    town: Town
    bay: UUID
    owner: Who
    vehicle: UUID
    http: httpx.AsyncClient

    async def get(self, path: str, by: Who | str, **more: object) -> httpx.Response:
        """A page or an answer, for somebody signed in or by token."""
        headers = {"authorization": f"Bearer {by}"} if isinstance(by, str) else {"cookie": f"{COOKIE}={by.person}"}
        return await self.http.get(path, headers=headers, **more)  # type: ignore[arg-type]

    async def member(self, role: str) -> Who:
        """Somebody of the town."""
        who = await some_person()
        async with scoped(Scope(door="test")) as connection:
            await connection.execute(
                "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
                who.person, role, self.town.slug,
            )  # fmt: skip
        return who

    async def token(self, *scopes: str) -> str:
        """Of a program of the town."""
        client, _ = await add_client(Client("", "Outil", "machine", scopes, territory=self.town.slug), NIGHT)
        token = secrets.token_urlsafe(32)
        await save_token(token, "access", " ".join(scopes), Descent(client, new_family(), None), NIGHT)
        return token

    async def deliver(self, minutes: int, plate: str = "AB123CD", **more: object) -> UUID:
        """A disc set now and taken back so many minutes later."""
        phone = some_phone()
        asked = self.town.asked(self.bay, plate=plate, country="FR", **more)
        kept = await self.town.stays.set(phone, asked)
        self.town.turn(minutes=minutes)
        await self.town.stays.end(phone, kept.id, Told(self.town.at, 0))
        return kept.id


@pytest.fixture
async def desk(database: Addresses, tmp_path: Path) -> AsyncIterator[Desk]:
    """As a territory opens it in the evening."""
    town, owner = await some_town(), await some_owner()
    vehicle = await add_vehicle(owner, van("AB123CD", "", category="N1", energy="diesel"), AT)
    app = SignedByCookie(create_app(wire(Settings.of({"JOPTIMIZ_DATA": str(tmp_path)}), Shelf(), lambda: NIGHT)))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield Desk(town, await town.bay(2), owner, vehicle.id, http)


def carrier_of(desk: Desk) -> UUID:
    """The owner’s."""
    assert desk.owner.acting is not None
    return UUID(desk.owner.acting.carrier)


async def test_a_dispatcher_reads_the_discs_of_the_fleet(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running and past, of its own vehicles; filtered, a page at a time, and as a sheet."""
    own: dict[str, Any] = {"carrier": carrier_of(desk), "vehicle": desk.vehicle}
    monkeypatch.setattr(fleet, "PAGE", 3)
    assert "Aucun de vos véhicules" in (await desk.get("/disques", desk.owner)).text
    for _ in range(4):
        await desk.deliver(5, **own)
        desk.town.turn(minutes=1)
    await desk.deliver(5, plate="ZZ999ZZ")
    desk.town.at = NIGHT - timedelta(minutes=28)
    await desk.town.stays.set(some_phone(), desk.town.asked(desk.bay, plate="AB123CD", country="FR", **own))
    page = (await desk.get("/disques", desk.owner)).text
    assert "AB-123-CD" in page
    assert "Plus que 2\u00a0min" in page
    assert "ZZ" not in page
    first = (await desk.get("/disques/historique", desk.owner)).text
    assert first.count('data-t="Durée"') == 3
    assert "Page suivante" in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert (await desk.get(following, desk.owner)).text.count('data-t="Durée"') == 2
    sheet = (await desk.get("/disques/historique.csv", desk.owner)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    assert (len(rows), rows[-1]["duree_min"]) == (5, "5")
    assert {row["plaque"] for row in rows} == {"AB-123-CD"}
    assert "Aucun disque sur ces jours" in (await desk.get("/disques/historique?plaque=YY", desk.owner)).text
    assert "ne se lit pas" in (await desk.get("/disques/historique?du=hier&apres=x", desk.owner)).text
    other = await some_owner()
    assert "AB-123-CD" not in (await desk.get("/disques/historique", other)).text


async def test_a_territory_reads_how_full_its_bays_are(desk: Desk) -> None:
    """In numbers, by bay and hour; few are held back, hours nobody watched are offline."""
    admin = await desk.member("admin")
    assert "Aucun disque posé" in (await desk.get("/territoire/disques", admin)).text
    for n in range(2):
        await desk.deliver(15, plate=f"AB10{n}CD")
    text = (await desk.get("/territoire/disques", admin)).text
    assert "moins de 5" in text
    assert "<dd>Hors ligne</dd>" in text
    for n in range(6):
        await desk.deliver(15, plate=f"AB11{n}CD")
    for minute in range(40):
        await beat(desk.town.slug, AT + timedelta(minutes=minute))
    full = desk.town.asked(desk.bay, means="map")
    for _ in range(2):
        await desk.town.stays.set(some_phone(), desk.town.asked(desk.bay))
    with pytest.raises(Exception, match="complète"):
        await desk.town.stays.set(some_phone(), full)
    text = (await desk.get("/territoire/disques", admin)).text
    one = (await desk.get(f"/territoire/disques?aire={desk.bay}", admin)).text
    assert "<dt>Refus</dt><dd>1</dd>" in one
    assert [(await desk.get(f"/territoire/disques?aire={no}", admin)).status_code for no in (uuid4(), "x")] == [404] * 2
    assert "AB" not in text.split("<main")[1].split("</main")[0].replace("ABSENT", "")
    sheet = (await desk.get("/territoire/disques/occupation.csv", admin)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    # One hour was watched: four stays of a quarter of an hour in two places.
    assert (rows[0]["disques"], rows[0]["occupation"], rows[0]["duree_moyenne_min"]) == ("10", "0.5", "15.0")
    assert rows[0]["refus"] == "1"


async def test_an_officer_looks_a_plate_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running or just ended; in the journal without the plate; a few at a time."""
    police, admin = await desk.member("police"), await desk.member("admin")
    desk.town.at = NIGHT - timedelta(minutes=10)
    await desk.town.stays.set(some_phone(), desk.town.asked(desk.bay, plate="AB123CD", country="FR"))

    async def ask(by: Who, plate: str) -> httpx.Response:
        headers = {"cookie": f"{COOKIE}={by.person}"}
        return await desk.http.post("/api/v1/stays/plates", json={"plate": plate}, headers=headers)

    (seen,) = (await ask(police, "ab 123 cd")).json()
    assert (seen["phase"], seen["bay"], seen["doubled"]) == ("running", str(desk.bay), False)
    assert (await ask(police, "AB-124-CD")).json() == []
    assert (await ask(police, "?")).status_code == 422
    assert (await ask(admin, "AB-123-CD")).status_code == 403
    async with scoped(Scope(desk.town.slug)) as connection:
        traces = await connection.fetch("SELECT who, what, after FROM audit WHERE territory = $1", desk.town.slug)
    assert [trace["what"] for trace in traces] == ["stays.plate_looked_up"] * 2
    assert "123" not in "".join(trace["after"] for trace in traces)
    monkeypatch.setattr(plates, "LOOKUPS", replace(LOOKUPS, name="essai", free=1))
    assert [(await ask(police, "AB-123-CD")).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.skipif(not BUNDLE, reason="the schemas of CDS are not here")
async def test_cds_events_and_metrics(desk: Desk) -> None:
    """Each object is valid against CDS 1.1; without plate; an hour nobody watched is -1."""
    bundle = json.loads(BUNDLE)

    def validate(said: object, name: str) -> None:
        Draft202012Validator(bundle | {"$ref": f"#/$defs/{name}"}).validate(said)

    known = [
        await desk.deliver(10, facts={"category": "N1", "energy": "electric"}, reason="delivery") for _ in range(3)
    ]
    await desk.town.stays.set(some_phone(), desk.town.asked(desk.bay))
    await desk.town.stays.set(some_phone(), desk.town.asked(None, means="map"))
    for minute in range(30):
        await beat(desk.town.slug, AT + timedelta(minutes=minute))
    token = await desk.token("stays:read")
    answer = await desk.get("/cds/events/events", token)
    assert answer.headers["content-type"] == "application/vnd.cds+json;version=1.1"
    said = answer.json()
    assert (said["version"], said["time_zone"]) == ("1.1", "Europe/Paris")
    events = said["data"]["events"]
    assert len(events) == 8
    for event in events:
        validate(event, "curb_event")
    assert {event["event_session_id"] for event in events} >= set(map(str, known))
    assert "AB123CD" not in answer.text
    status = (await desk.get("/cds/events/status", token)).json()["data"]["status"]
    validate(status[0], "curb_status")
    assert status[0]["sensor_status_is_online"] is False
    sessions = list(csv.DictReader(io.StringIO((await desk.get("/cds/metrics/sessions", token)).text)))
    assert len(sessions) == 5
    assert sum(bool(row["event_time_end"]) for row in sessions) == 3
    rows = list(csv.DictReader(io.StringIO((await desk.get("/cds/metrics/aggregates", token)).text)))
    for row in rows:
        typed = row | {"hour": int(row["hour"]), "value": float(row["value"])}
        validate(typed, "aggregate")
    found = {(row["metric_type"], row["hour"]): row["value"] for row in rows if row["curb_place_id"] == str(desk.bay)}
    # Ten o’clock there: four discs, three of ten minutes and one that ran on; at eleven nobody watched.
    assert (found["total_sessions", "10"], found["total_sessions", "11"]) == ("4", "-1")


async def test_cds_refuses_in_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A metric that does not exist, a span that is none, too much at once, nobody, a token for something else."""
    token = await desk.token("stays:read")
    monkeypatch.setattr(activity, "MOST_HOURS", 23)
    assert (await desk.get("/cds/metrics/aggregates", token)).json()["code"] == "span-large"
    refused = await desk.get("/cds/metrics/aggregates?metric_type=x", token)
    assert (refused.status_code, refused.json()["code"]) == (422, "metric-unknown")
    assert (await desk.get("/cds/events/events?start_time=2&end_time=1", token)).status_code == 422
    assert (await desk.http.get("/cds/events/events")).status_code == 401
    assert (await desk.get("/cds/events/events", await desk.token("derogations:read"))).status_code == 403


async def test_a_plate_goes_and_the_figures_stay(desk: Desk, database: Addresses) -> None:
    """A week after a departure a plate is in no table any more, nor the phone after two months; counts are the same."""
    plate = f"ZQ{uuid4().int % 900 + 100}XV"
    kept = await desk.deliver(10, plate=plate, carrier=carrier_of(desk))
    running = await desk.town.stays.set(some_phone(), desk.town.asked(desk.bay, plate=f"{plate[:-1]}W", country="FR"))
    await sweep(desk.town.slug, desk.town.at)
    for minute in range(40):
        await beat(desk.town.slug, AT + timedelta(minutes=minute))
    admin = await desk.member("admin")
    pages = ("/territoire/disques/occupation.csv", "/cds/metrics/sessions", "/cds/metrics/aggregates")

    async def figures() -> list[bytes]:
        # A token of before would be purged too.
        token = await desk.token("stays:read")
        return [(await desk.get(page, admin if page.startswith("/terr") else token)).content for page in pages]

    before = await figures()
    register, owners = register_of(OWNERS), Owners((desk.town.slug,))
    await purge(register, owners, desk.town.at + timedelta(days=6))
    assert await tables_with(database, plate) == ["stay"]
    await purge(register, owners, desk.town.at + timedelta(days=8))
    assert await tables_with(database, plate) == []
    # One that runs is not closed: its plate stays.
    assert await tables_with(database, f"{plate[:-1]}W") == ["stay"]
    assert await figures() == before
    await purge(register, owners, desk.town.at + timedelta(days=70))
    row = next(row for row in await desk.town.rows() if row["id"] == kept)
    assert (row["plate"], row["country"], row["phone"], row["vehicle"]) == ("", "", b"", None)
    assert running.id in {row["id"] for row in await desk.town.rows()}


async def tables_with(database: Addresses, text: str) -> list[str]:
    """The tables of the whole database, any column of which holds a text."""
    connection = await asyncpg.connect(database.superuser.replace("/postgres?", "/joptimiz?"))
    names = await connection.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS name, tablename FROM pg_tables"
        " WHERE schemaname IN ('public', 'dramatiq') ORDER BY 1"
    )
    found = [
        row["tablename"]
        for row in names
        if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {row['name']} t WHERE t::text LIKE $1)", f"%{text}%")
    ]
    await connection.close()
    return found


async def test_the_demonstration_has_four_weeks_of_discs(desk: Desk) -> None:
    """Once; in their places, one at a time; some of them those of a fleet."""
    van_of = Van(carrier_of(desk), desk.vehicle, "AB123CD")
    assert await sample_stays(desk.town.slug, (van_of,), NIGHT) > 50
    assert await sample_stays(desk.town.slug, (van_of,), NIGHT) == 0
    rows = await desk.town.rows()
    assert {row["place"] for row in rows if row["ended_at"]} == {1, 2}
    assert "AB-123-CD" in (await desk.get("/disques", desk.owner)).text
    page = (await desk.get("/territoire/disques", await desk.member("reader"))).text
    assert "<dd>Hors ligne</dd>" not in page
    assert 'data-t="Occupation"' in page
