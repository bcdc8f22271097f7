"""What the driver’s page shows: the bays around, the state of each, what it allows to this vehicle."""

from typing import Any

import pytest

from .conftest import ELSEWHERE, IN_CENTRE, IN_PLACE, Doors, Town

DOOR = "/api/v1/discs/bays"
VAN = {"category": "N1", "gvw_kg": 3500, "energy": "diesel"}


async def around(doors: Doors, **asked: Any) -> list[dict[str, Any]]:
    """The bays answered."""
    answer = await doors.ask(None, "POST", DOOR, json={"vehicle": VAN, **asked})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: list[dict[str, Any]] = answer.json()["bays"]
    return found


async def test_the_nearest_first_with_what_each_allows(town: Town, doors: Doors) -> None:
    """A time alone is an answer, not a condition; the day is drawn; an electric van has longer."""
    near, far = await town.bay("A-1", IN_CENTRE, places=2, length_cm=1200), await town.bay("A-2", IN_PLACE)
    where = [near.lon + 0.0001, near.lat]
    first, *others = await around(doors, near=where)
    assert (first["code"], first["territory"], first["position"]) == (near.code, town.slug, [near.lon, near.lat])
    assert (first["state"]["free"], first["state"]["places"]) == (2, 2)
    told = first["conditions"]
    assert (told["verdict"], told["limited"], told["stay_min"], told["hold_min"]) == ("conditional", True, 30, 10)
    assert (told["reasons"][0]["order"], told["reasons"][0]["article"], told["source"]) == ("A-1", "2", "rule")
    assert [(band["from"], band["to"], band["verdict"]) for band in told["day"]] == [
        (0, 420, "not_regulated"), (420, 1140, "allowed"), (1140, 1440, "not_regulated"),
    ]  # fmt: skip
    assert [bay["code"] for bay in others] in ([], [far.code])
    (electric, *_) = await around(doors, near=where, vehicle={**VAN, "energy": "electric"})
    assert electric["conditions"]["stay_min"] == 45


async def test_by_the_code_of_a_sign(town: Town, doors: Doors) -> None:
    """As it was typed; nothing for a code of no bay, or of another territory."""
    bay = await town.bay("A-1", IN_CENTRE)
    typed = f"{bay.code[:2].lower()} {bay.code[2:]}"
    assert [one["id"] for one in await around(doors, territory=town.slug, code=typed)] == [str(bay.id)]
    for code, territory in (("XXXXX", town.slug), ("A", town.slug), (bay.code, "ailleurs")):
        assert await around(doors, territory=territory, code=code) == []


async def test_a_whole_territory_is_kept_without_conditions(town: Town, doors: Doors) -> None:
    """For a telephone that will have no network; a bay out of use is not among them."""
    kept = await town.bay("A-1", ELSEWHERE)
    await town.bay("A-2", IN_CENTRE, active=False)
    (found,) = await around(doors, territory=town.slug)
    assert (found["id"], found["conditions"]) == (str(kept.id), None)
    assert await around(doors, territory="nulle-part") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"near": [1]}, {"near": [200.0, 0.0]}, {"near": "1,1"}, {"code": "ABCDE"}, {"near": [7, 43], "more": 1},
        {"near": [7, 43], "vehicle": {"gvw_kg": "lourd"}}, {"near": [7, 43], "vehicle": {"plate": "AB123CD"}},
    ],
)  # fmt: skip
async def test_what_is_not_a_question_is_refused(town: Town, doors: Doors, wrong: dict[str, Any]) -> None:
    """With a sentence; a plate is never asked with it."""
    answer = await doors.ask(None, "POST", DOOR, json=wrong)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["title"]


async def test_a_sign_opens_the_page_on_its_bay(town: Town, doors: Doors) -> None:
    """Readable without script; a code of no bay is a page too, with 404; nothing is kept by caches."""
    bay = await town.bay("A-1", IN_CENTRE)
    page = await doors.ask(None, "GET", f"/B/{town.slug.upper()}/{bay.code.lower()}")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert f"code {bay.code}." in page.text
    assert "camera=(self)" in page.headers["permissions-policy"]
    for path in (f"/B/{town.slug}/XXXXX", f"/B/nulle-part/{bay.code}", "/B/%00/é"):
        absent = await doors.ask(None, "GET", path)
        assert absent.status_code == 404, path
    worker = await doors.ask(None, "GET", "/disque/sw.js")
    assert (worker.headers["service-worker-allowed"], worker.headers["cache-control"]) == ("/", "no-cache")
    assert "/static/dist/disc-" in worker.text
    manifest = await doors.ask(None, "GET", "/disque/manifeste.webmanifest")
    assert manifest.json()["start_url"] == "/disque"
    assert (await doors.ask(None, "GET", "/disque/icone.svg")).headers["content-type"].startswith("image/svg+xml")
