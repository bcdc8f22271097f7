"""Discs over HTTP: what phones send and read, and what is wrong with it."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from discs import Doors, RuledTown

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECRET = "secret-de-l-operateur-de-sms-0123456789"


class Phone:
    """A phone: its secret, and the product."""

    def __init__(self, http: httpx.AsyncClient, town: RuledTown) -> None:
        self.http, self.town = http, town
        self.headers = {"authorization": "Disc " + urlsafe_b64encode(token_bytes(32)).decode().rstrip("=")}

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One call."""
        return await self.http.request(method, path, headers=self.headers | more.pop("headers", {}), **more)

    def disc(self, bay: UUID | None, /, **more: object) -> dict[str, object]:
        """A disc to be set now."""
        said = {"id": str(uuid4()), "territory": self.town.slug, "at": NOW.isoformat(), "means": "sign"}
        return said | ({"bay": str(bay)} if bay else {}) | more

    async def set(self, bay: UUID | None, /, **more: object) -> httpx.Response:
        """Set it."""
        return await self.ask("POST", "/api/v1/stays", json=self.disc(bay, **more))


@pytest.fixture
def phone(doors: Doors, town: RuledTown) -> Phone:
    """A phone of nobody known."""
    return Phone(doors.http, town)


async def test_a_driver_sets_and_takes_back_a_disc(phone: Phone, town: RuledTown) -> None:
    """By the rule, for this vehicle; extended; shown again; ended in one tap."""
    bay = await town.bay()
    answer = await phone.set(bay.id, vehicle={"plate": "AB-123-CD", "energy": "electric"}, position=[bay.lon, bay.lat])
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert (said["phase"], said["place"], said["conditions"]["stay_min"]) == ("running", 1, 45)
    assert said["conditions"]["source"] == "rule"
    assert said["sentence"] == "Disque posé. Partez avant 10\u00a0h\u00a045."
    assert answer.headers["cache-control"] == "no-store"
    assert "AB123CD" not in answer.text
    stay = f"/api/v1/stays/{said['id']}"
    assert (await phone.ask("GET", stay)).json() == said
    assert [one["id"] for one in (await phone.ask("GET", "/api/v1/stays")).json()] == [said["id"]]
    refused = await phone.ask("PATCH", stay, json={"extend_min": 10})
    assert (refused.status_code, refused.json()["code"]) == (409, "extension-none")
    ended = await phone.ask("POST", f"{stay}/end", json={"at": (NOW + timedelta(hours=5)).isoformat()})
    assert (ended.status_code, ended.json()["phase"], ended.json()["ended_by"]) == (200, "ended", "driver")


async def test_a_diesel_holds_extends_and_waits_to_return(phone: Phone, town: RuledTown) -> None:
    """As its rule says: thirty minutes, fifteen more, ten held, an hour apart."""
    bay = await town.bay()
    van = {"plate": "AB-124-CD", "energy": "diesel", "category": "N1"}
    held = await phone.ask("POST", "/api/v1/holds", json={**phone.disc(bay.id), "vehicle": van} | {"means": None})
    assert held.status_code == 422
    body = {"id": str(uuid4()), "territory": town.slug, "bay": str(bay.id), "at": NOW.isoformat(), "vehicle": van}
    held = await phone.ask("POST", "/api/v1/holds", json=body)
    assert (held.status_code, held.json()["phase"], held.json()["place"]) == (201, "held", 1)
    assert (await phone.ask("POST", "/api/v1/holds", json=body)).status_code == 200
    state = await phone.http.get(f"/api/v1/territories/{town.slug}/bays/state")
    assert [(one["id"], one["free"], one["places"]) for one in state.json()["bays"]] == [(str(bay.id), 0, 1)]
    full = await Phone(phone.http, town).set(bay.id, means="map", vehicle={"energy": "diesel"})
    assert (full.status_code, full.json()["code"]) == (409, "bay-full")
    said = (await phone.set(bay.id, vehicle=van, hold=body["id"])).json()
    assert (said["place"], said["extendable_min"]) == (1, 15)
    more = await phone.ask("PATCH", f"/api/v1/stays/{said['id']}", json={"extend_min": 15})
    assert (more.json()["extended_min"], more.json()["extendable_min"]) == (15, 0)
    early = {"at": (NOW - timedelta(minutes=40)).isoformat(), "left_at": (NOW - timedelta(minutes=20)).isoformat()}
    other = {"vehicle": van | {"plate": "AB-125-CD"}}
    (done,) = (await phone.ask("POST", "/api/v1/stays/sync", json=[phone.disc(bay.id, **early, **other)])).json()
    assert done["stay"]["ended_by"] == "driver", done
    back = await phone.set(bay.id, **other)
    assert (back.status_code, back.json()["code"]) == (409, "no-return")
    assert back.json()["title"] == "Ce véhicule ne peut pas revenir ici avant 10\u00a0h\u00a040."
    gone = await phone.ask("DELETE", f"/api/v1/holds/{body['id']}")
    assert gone.json()["ended_by"] == "taken"


async def test_why_it_stands_there_is_said_late_too(phone: Phone, town: RuledTown) -> None:
    """Once over, and after it ended by itself; the last said holds, it gives no time; nobody else says it."""
    bay = await town.bay()
    over = phone.disc(bay.id, at=(NOW - timedelta(minutes=47)).isoformat(), clock_offset_s=0, reason="delivery")
    (done,) = (await phone.ask("POST", "/api/v1/stays/sync", json=[over | {"vehicle": {"energy": "electric"}}])).json()
    assert (done["stay"]["phase"], done["stay"]["reason"]) == ("over", "delivery"), done
    stay = f"/api/v1/stays/{over['id']}"
    for reason in ("works", "service", "service"):
        said = (await phone.ask("PATCH", stay, json={"reason": reason})).json()
        assert said == done["stay"] | {"reason": reason}
    for body in ({}, {"reason": "service", "extend_min": 5}, {"reason": ""}, {"reason": "coffee"}, {"reason": None}):
        wrong = await phone.ask("PATCH", stay, json=body)
        assert (wrong.status_code, wrong.json()["title"].endswith((".", "?"))) == (422, True), (body, wrong.text)
    assert (await Phone(phone.http, town).ask("PATCH", stay, json={"reason": "other"})).status_code == 404
    assert (await phone.ask("POST", f"{stay}/end", json={"at": NOW.isoformat()})).json()["phase"] == "ended"
    assert (await phone.ask("PATCH", stay, json={"reason": "moving"})).json()["reason"] == "moving"
    hold = {"id": str(uuid4()), "territory": town.slug, "bay": str(bay.id), "at": NOW.isoformat()}
    held = await phone.ask("POST", "/api/v1/holds", json=hold | {"vehicle": {"energy": "electric"}})
    assert held.status_code == 201, held.text
    assert (await phone.ask("PATCH", f"/api/v1/stays/{hold['id']}", json={"reason": "works"})).status_code == 404


async def test_a_hold_is_given_up(phone: Phone, town: RuledTown) -> None:
    """Its place is free at once."""
    bay = await town.bay()
    body = {"id": str(uuid4()), "territory": town.slug, "bay": str(bay.id), "at": NOW.isoformat()}
    body |= {"vehicle": {"energy": "diesel"}}  # type: ignore[dict-item]
    assert (await phone.ask("POST", "/api/v1/holds", json=body)).status_code == 201
    gone = await phone.ask("DELETE", f"/api/v1/holds/{body['id']}")
    assert (gone.status_code, gone.json()["phase"]) == (200, "ended")
    state = await phone.http.get(f"/api/v1/territories/{town.slug}/bays/state")
    assert state.json()["bays"][0]["free"] == 1


async def test_what_is_wrong_is_said_in_french(phone: Phone, town: RuledTown) -> None:
    """Each by its code, never 500."""
    bay = await town.bay()
    lon, lat = bay.lon, bay.lat
    wrong: list[tuple[dict[str, object], int, str]] = [
        ({"vehicle": {"plate": "AB-12O-CD"}}, 422, "plate-unread"),
        ({"means": "position", "position": [1, 1]}, 422, "position-elsewhere"),
        ({"means": "position", "position": [lat, lon]}, 422, "position-reversed"),
        ({"means": "position", "position": [400, 1]}, 422, "position-off"),
        ({"means": "position"}, 422, "position-missing"),
        ({"means": "map", "position": [lon, lat + 0.027]}, 409, "bay-far"),
        ({"bay": str(uuid4())}, 404, "bay-unknown"),
        ({"territory": "nulle-part"}, 404, "bay-unknown"),
        ({"at": (NOW - timedelta(days=2)).isoformat(), "clock_offset_s": 0}, 422, "stay-old"),
        ({"at": "2026-11-24T09:00:00"}, 422, "body"),
        ({"bay": "x"}, 422, "body"),
        ({"vehicle": {"id": str(uuid4())}}, 401, "sign-in-required"),
    ]
    for more, status, code in wrong:
        answer = await phone.set(bay.id, **more)
        assert answer.status_code == status, (more, answer.text)
        assert code in ("body", answer.json()["code"]), (more, answer.text)
        assert answer.json()["title"].endswith((".", "?")), answer.text
    for secret in ("", "Disc", "Disc x", "Disc " + "A" * 20, "Basic abc"):
        headers = {"authorization": secret}
        answer = await phone.http.post("/api/v1/stays", json=phone.disc(bay.id), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "disc-secret"), secret
    assert (await Phone(phone.http, town).ask("GET", f"/api/v1/stays/{uuid4()}")).status_code == 404


async def test_a_queue_is_synced_once(phone: Phone, town: RuledTown) -> None:
    """Each disc has its answer; sent again, each is known."""
    bay = await town.bay()
    early = phone.disc(bay.id, at=(NOW - timedelta(hours=3)).isoformat(), clock_offset_s=0)
    early |= {"left_at": (NOW - timedelta(hours=2, minutes=50)).isoformat(), "vehicle": {"energy": "electric"}}
    late = phone.disc(bay.id, at=(NOW - timedelta(days=3)).isoformat(), clock_offset_s=0)
    ahead = phone.disc(bay.id, at=(NOW + timedelta(hours=3)).isoformat())
    for outcome in ("stored", "known"):
        answer = await phone.ask("POST", "/api/v1/stays/sync", json=[late, ahead, early])
        assert answer.status_code == 200, answer.text
        assert [(one["outcome"], one["reason"]) for one in answer.json()] == [
            ("refused", "stay-old"), ("refused", "clock-ahead"), (outcome, ""),
        ]  # fmt: skip
    assert answer.json()[2]["stay"]["ended_by"] == "driver"
    assert (await phone.ask("POST", "/api/v1/stays/sync", json=[])).status_code == 422


async def test_a_report_is_kept_once(phone: Phone, town: RuledTown) -> None:
    """201, then 200."""
    bay = await town.bay()
    said = {"id": str(uuid4()), "territory": town.slug, "bay": str(bay.id), "kind": "blocked", "cause": "car"}
    for status in (201, 200):
        answer = await phone.ask("POST", "/api/v1/reports", json=said | {"at": NOW.isoformat()})
        assert answer.status_code == status, answer.text


async def test_text_messages(phone: Phone, town: RuledTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence each; signed by the operator; the same message twice is one disc."""
    bay = await town.bay()
    body = {"id": "m-1", "territory": town.slug, "sender": "+33600000001", "body": f"aire {bay.code.lower()} ab 123 cd"}

    async def send(secret: str = SECRET, at: float = NOW.timestamp(), **more: str) -> httpx.Response:
        raw = json.dumps(body | more).encode()
        signed = hmac.digest(secret.encode(), f"{at:.0f}.".encode() + raw, "sha256").hex()
        headers = {"x-joptimiz-signature": f"t={at:.0f},v1={signed}", "content-type": "application/json"}
        return await phone.http.post("/api/v1/texts", content=raw, headers=headers)

    assert (await send()).json()["code"] == "texts-off"
    application = phone.http._transport.app._app  # type: ignore[attr-defined]
    monkeypatch.setitem(application.state._state, "text_secret", SECRET)
    assert (await send("autre")).status_code == 403
    assert (await send(at=NOW.timestamp() - 600)).status_code == 403
    for _ in range(2):
        said = (await send()).json()["sentence"]
        assert said.startswith("12 rue d’Essai\u00a0: Disque posé."), said
        assert said.endswith("Pour partir\u00a0: FIN AB-123-CD."), said
    assert "Aucun disque" in (await send(id="m-2", sender="+33600000002", body="FIN AB123CD")).json()["sentence"]
    assert "Départ à 10\u00a0h." in (await send(id="m-3", body="fin AB123CD")).json()["sentence"]
    assert (await send(id="m-4", body="bonjour")).json()["sentence"].startswith("Envoyez «")
    assert "pas une plaque" in (await send(id="m-5", body=f"AIRE {bay.code} XX")).json()["sentence"]
    assert "Aucune aire" in (await send(id="m-6", body="AIRE QQQQQ AB-123-CD")).json()["sentence"]


async def test_a_stream_is_asked_for_as_one(phone: Phone, town: RuledTown) -> None:
    """Anything else would wait for ever; what does not exist is said at once."""
    here = f"/api/v1/territories/{town.slug}/bays"
    assert (await phone.http.get(f"{here}/live")).status_code == 406
    for path in ("state", "live"):
        answer = await phone.http.get(
            f"/api/v1/territories/nulle-part/bays/{path}", headers={"accept": "text/event-stream"}
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "territory-unknown")
