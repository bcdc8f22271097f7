"""Programs at the doors of derogations: each side reads and does its part; a decision is somebody’s."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from signing import some_owner

from tenants.database import Scope, scoped

from .conftest import TODAY, Doors, wish
from .heard import keep

BOTH = ("derogations:read", "derogations:write")


async def test_a_carriers_program_asks_follows_and_withdraws(doors: Doors) -> None:
    """In the name of its carrier, of nobody in it; sent twice, asked once; another carrier finds nothing."""
    town = doors.town
    program = await doors.token(*BOTH, carrier=str(town.carrier))
    other = await doors.token(*BOTH, carrier=(await some_owner()).acting.carrier)  # type: ignore[union-attr]
    body = {"batch": str(uuid4()), "wishes": [wish(town, 0), wish(town, 1), wish(town, 2)]}
    first, again = [await doors.ask(program, "POST", "/requests", json=body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert first.json() == again.json()
    ids = [one["id"] for one in first.json()]
    async with scoped(Scope(town.slug)) as connection:
        assert await connection.fetchval("SELECT count(asked_by) FROM request") == 0
    asked = await doors.ask(town.officers[0], "POST", f"/decisions/{ids[0]}/question", json={"text": "Quel chantier ?"})
    assert asked.json()["request"]["state"] == "question", asked.text
    answered = await doors.ask(program, "POST", f"/requests/{ids[0]}/answer", json={"text": "Celui du port."})
    assert {one["text"] for one in answered.json()["messages"]} == {"Quel chantier ?", "Celui du port."}
    assert (await doors.ask(program, "POST", f"/requests/{ids[1]}/withdraw")).json()["request"]["state"] == "withdrawn"
    assert (await doors.ask(program, "POST", f"/requests/{ids[1]}/withdraw")).status_code == 409
    for path in (f"/requests/{ids[0]}", f"/requests/{ids[2]}"):
        assert (await doors.ask(other, "GET", path)).status_code == 404
    assert (await doors.ask(other, "POST", f"/requests/{ids[0]}/withdraw")).status_code == 404
    assert (await doors.ask(other, "GET", "/requests")).json()["requests"] == []


async def test_pages_lose_nothing(doors: Doors) -> None:
    """One by one by cursor, then only what changed; wrong states, cursors and instants are told."""
    town = doors.town
    body = {"batch": str(uuid4()), "wishes": [wish(town, number) for number in range(3)]}
    made = (await doors.ask(town.owner, "POST", "/requests", json=body)).json()
    program = await doors.token("derogations:read", territory=town.slug)
    seen: list[str] = []
    asked = {"limit": "1"}
    while "after" not in asked or asked["after"]:
        page = (await doors.ask(program, "GET", "/requests", params=asked)).json()
        seen += [one["id"] for one in page["requests"]]
        asked["after"] = page["next"] or ""
    assert sorted(seen) == sorted(one["id"] for one in made)
    decided = {"requests": [made[0]["id"]], "granted": True}
    outcome = await doors.ask(town.officers[0], "POST", "/decisions", json=decided)
    assert [one["what"] for one in outcome.json()] == ["granted"]
    granted = (await doors.ask(program, "GET", "/requests", params={"states": "granted"})).json()["requests"]
    assert [one["id"] for one in granted] == [made[0]["id"]]
    last = (await doors.ask(program, "GET", "/requests")).json()["requests"][-1]
    assert last["id"] == made[0]["id"]
    for wrong in ({"states": "perdu"}, {"after": "%%%"}, {"since": "2026-12-01T08:00:00"}, {"limit": 0}):
        answer = await doors.ask(program, "GET", "/requests", params=wrong)
        assert answer.status_code == (400 if "limit" in wrong else 422), (wrong, answer.text)


async def test_a_decision_is_somebodys(doors: Doors) -> None:
    """A program that acts alone decides nothing and writes no right; an officer who comes second is told."""
    town = doors.town
    body = {"batch": str(uuid4()), "wishes": [wish(town)]}
    ((made),) = (await doors.ask(town.owner, "POST", "/requests", json=body)).json()
    program = await doors.token(*BOTH, territory=town.slug)
    decision = {"requests": [made["id"]], "granted": True}
    assert (await doors.ask(program, "POST", "/decisions", json=decision)).status_code == 403
    assert (await doors.ask(town.owner, "POST", "/decisions", json=decision)).status_code == 403
    came = [(await doors.ask(who, "POST", "/decisions", json=decision)).json()[0] for who in town.officers]
    assert [one["what"] for one in came] == ["granted", "already"]
    assert came[1]["said"].startswith("Déjà accordée par ")
    refusal = decision | {"granted": False}
    assert (await doors.ask(town.officers[0], "POST", "/decisions", json=refusal)).status_code == 422


async def test_days_and_plates(doors: Doors) -> None:
    """A day declared and seen is one; a plate tells what a check needs; each look-up leaves a trace without it."""
    town = doors.town
    body = {"batch": str(uuid4()), "wishes": [wish(town)]}
    ((made),) = (await doors.ask(town.owner, "POST", "/requests", json=body)).json()
    await doors.ask(town.officers[0], "POST", "/decisions", json={"requests": [made["id"]], "granted": True})
    carrier = await doors.token(*BOTH, carrier=str(town.carrier))
    check = await doors.token(*BOTH, territory=town.slug)
    (right,) = (await doors.ask(carrier, "GET")).json()["derogations"]
    day = {"territory": town.slug, "day": TODAY.isoformat()}
    counted = [
        (await doors.ask(carrier, "POST", f"/{right['id']}/days", json=day)).json(),
        (await doors.ask(check, "POST", f"/{right['id']}/checks")).json(),
    ]
    assert counted == [{"new": True, "days_left": 11}, {"new": False, "days_left": 11}]
    (seen,) = (await doors.ask(check, "POST", "/lookups", json={"plate": "ab 100-cd"})).json()
    assert (seen["active"], seen["days_left"], seen["counted_today"]) == (True, 11, True)
    assert not {"carrier", "vehicle", "plate", "holder"} & set(seen)
    assert (await doors.ask(check, "POST", "/lookups", json={"plate": "ZZ-999-ZZ"})).json() == []
    strange = await doors.ask(check, "POST", "/lookups", json={"plate": "АВ-100-СD"})
    assert strange.status_code == 422
    assert "ressemble" in strange.text
    assert (await doors.ask(carrier, "POST", "/lookups", json={"plate": "AB100CD"})).status_code == 403
    async with scoped(Scope(town.slug)) as connection:
        traces = await connection.fetch("SELECT after::text AS after FROM audit WHERE what = 'derogation.looked_up'")
    assert [("AB100CD" in row["after"], right["id"] in row["after"]) for row in traces] == [
        (False, True),
        (False, False),
    ]


async def test_looking_up_is_slowed_down(doors: Doors) -> None:
    """Sixty plates a minute; then 429 and how long to wait."""
    check = await doors.token(*BOTH, territory=doors.town.slug)
    answers = [(await doors.ask(check, "POST", "/lookups", json={"plate": "AB100CD"})).status_code for _ in range(62)]
    assert answers[:60] == [200] * 60
    assert answers[-1] == 429


async def test_a_scope_for_each_act(doors: Doors) -> None:
    """One that only reads writes nothing; one without these scopes reads nothing."""
    town = doors.town
    reading = await doors.token("derogations:read", carrier=str(town.carrier))
    fleet = await doors.token("fleet:read", "fleet:write", carrier=str(town.carrier))
    body = {"batch": str(uuid4()), "wishes": [wish(town)]}
    assert (await doors.ask(reading, "POST", "/requests", json=body)).status_code == 403
    assert (await doors.ask(fleet, "GET", "/requests")).status_code == 403
    assert (await doors.ask(reading, "GET", "/requests")).json()["requests"] == []
    wrong = {"batch": str(uuid4()), "wishes": [wish(town, starts_on=(TODAY - timedelta(days=1)).isoformat())]}
    odd = {"batch": "x", "wishes": [wish(town, vehicle=7)], "more": 1}
    told = await doors.ask(town.owner, "POST", "/requests", json=odd)
    pointers = sorted(str(each["pointer"]) for each in told.json()["problems"])
    assert (told.status_code, pointers) == (422, ["/batch", "/more", "/wishes/0/vehicle"])
    told = await doors.ask(town.owner, "POST", "/requests", json=wrong)
    assert (told.status_code, told.json()["problems"][0]["pointer"]) == (422, "/wishes/0")


async def test_passes_by_page(doors: Doors) -> None:
    """Either side reads its own, one by one; suspended or ended with its right, a pass comes again."""
    town = doors.town
    body = {"batch": str(uuid4()), "wishes": [wish(town, number) for number in range(2)]}
    made = (await doors.ask(town.owner, "POST", "/requests", json=body)).json()
    decided = {"requests": [one["id"] for one in made], "granted": True}
    rights = [
        one["derogation"] for one in (await doors.ask(town.officers[0], "POST", "/decisions", json=decided)).json()
    ]
    carrier = await doors.token("derogations:read", carrier=str(town.carrier))
    desk = await doors.token("derogations:read", territory=town.slug)
    other = await doors.token("derogations:read", carrier=(await some_owner()).acting.carrier)  # type: ignore[union-attr]
    fleet = await doors.token("fleet:read", carrier=str(town.carrier))

    async def ask(by: str, status: int = 200, **params: str) -> dict[str, Any]:
        answer = await doors.http.get("/api/v1/passes", params=params, headers={"authorization": f"Bearer {by}"})
        assert answer.status_code == status, answer.text
        told: dict[str, Any] = answer.json()
        return told

    first = await ask(carrier, limit="1")
    second = await ask(carrier, limit="1", after=first["next"])
    found = first["passes"] + second["passes"]
    assert second["next"] is None
    assert sorted(one["derogation"] for one in found) == sorted(rights)
    assert {one["plate"] for one in found} == {"AB100CD", "AB101CD"}
    assert all(one["status_list"] == f"{town.slug}.0" and len(one["number"]) == 9 for one in found)
    assert not {"code", "token", "carrier", "status"} & set(found[0])
    assert (await ask(desk))["passes"] == found
    assert (await ask(other))["passes"] == (await ask(desk, territory="ailleurs"))["passes"] == []
    last = found[-1]["changed_at"]
    await keep(town.on, town.officers[0], UUID(rights[0]), "suspend", "Contrôle")
    ((again),) = (await ask(desk, since=last, states="suspended"))["passes"]
    assert (again["derogation"], again["state_reason"]) == (rights[0], "Contrôle")
    await keep(town.on, town.officers[0], UUID(rights[0]), "revoke", "Fin")
    assert [one["derogation"] for one in (await ask(carrier, states="revoked"))["passes"]] == [rights[0]]
    await ask(fleet, 403)
    for wrong in ({"states": "perdu"}, {"after": "%%%"}, {"since": "2026-12-01T08:00:00"}):
        await ask(desk, 422, **wrong)
