"""A right that is granted, suspended or revoked counts at the next question, on every node and at every door."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from desking import Place, some_place
from fleets import van
from laying import lay_streets
from ports import free_port
from served import product
from signing import COOKIE, NOW, some_owner

from accounts.service.vehicles import add_vehicle
from cirqliz.service.asking import Wish, ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.derogations import Derogations
from cirqliz.service.passes.showing import Looked, draw_codes, page_own
from joptimiz.holding import Fleets, Persons
from tenants.migrate import Addresses
from tenants.shelf import Shelf
from tenants.who import Who

from .conftest import some_token
from .heard import keep
from .test_passes import some_keys

AT = "2026-11-30T15:00:00+01:00"
ALONE, CORNER = (2.0, 45.0), (2.04, 45.05)
"""Where no other territory is, and streets in its closed zone."""
DEPOT, SHOP = [2.0401, 45.05], [2.0481, 45.0535]
CLOSED, OPEN = {"forbidden"}, {"allowed"}
ACTS = (("suspend", CLOSED, "SUSPENDU"), ("resume", OPEN, "VALIDE"), ("urgent", CLOSED, "SUSPENDU"),
        ("spare", OPEN, "VALIDE"), ("revoke", CLOSED, "RETIRÉ"))  # fmt: skip
"""What is done to a right, what each door then says, and its pass."""


@dataclass(frozen=True)
class Ground:
    """A territory, a carrier and its van, and the room behind."""

    place: Place
    owner: Who
    vehicle: UUID
    on: Derogations


@pytest.fixture
async def ground(database: Addresses) -> Ground:
    """The van is closed out; a derogation opens the zone to it."""
    place, owner = await some_place("Hautecombe", alone=ALONE), await some_owner()
    shelf = Shelf()
    await shelf.refresh()
    old = van("AB100CD", "", category="N1", gvw_kg=3500, critair="4")
    on = Derogations(shelf.current, Fleets(), Persons(), lambda: NOW)
    return Ground(place, owner, (await add_vehicle(owner, old, NOW)).id, on)


@pytest.fixture
def nodes(database: Addresses, ground: Ground, tmp_path: Path, draw_town: Callable[..., Path]) -> Iterator[list[str]]:
    """Two processes over the same database and the same streets."""
    data = [tmp_path / "a", tmp_path / "b"]
    lay_streets(draw_town, ground.place.slug, CORNER, data)
    with (
        product(database.runtime, free_port(), data[0]) as one,
        product(database.runtime, free_port(), data[1]) as two,
    ):
        yield [one, two]


def doors_of(ground: Ground) -> dict[str, tuple[dict[str, object], Callable[..., str]]]:
    """The question that each public door is asked of the first vehicle, and how its word is read."""
    holder: dict[str, object] = {"holder": {"vehicle": str(ground.vehicle)}, "territory": ground.place.slug}
    case: dict[str, object] = {**holder, "vehicle": {}, "at": AT, "zone": "centre", "activity": "delivery"}
    hour: dict[str, object] = {
        **holder, "vehicle": {}, "from": AT, "to": AT.replace("15:00:00", "15:05:00"), "zones": ["centre"],
        "activity": "delivery",
    }  # fmt: skip
    stops = [{"position": DEPOT}, {"position": SHOP, "activity": "delivery"}]
    return {
        "decisions": (case, lambda said: said["verdict"]),
        "remedies": (case, lambda said: said["decision"]["verdict"]),
        "windows": (hour, lambda said: next(word for word in ("forbidden", "allowed") if said["zones"][0][word])),
        "routes": (
            {**holder, "vehicle": {}, "depart_at": AT, "stops": stops},
            lambda said: "allowed" if said["stops"][-1]["served"] else "forbidden",
        ),
    }


async def shown(http: httpx.AsyncClient, nodes: list[str], token: str) -> set[str]:
    """The words of the page that any telephone opens from a pass, on each node."""
    pages = [(await http.get(f"{node}/P/{token}")).text for node in nodes]
    return {found[1] for page in pages if (found := re.search(r">(VALIDE|SUSPENDU|RETIRÉ)<", page))}


async def test_what_becomes_of_a_right_is_known_on_both_nodes(nodes: list[str], ground: Ground) -> None:
    """Granted, suspended, resumed, revoked: each is the next answer to its carrier and its programs, and no other’s."""
    doors, on, officer, owner = doors_of(ground), ground.on, ground.place.officer, ground.owner
    assert owner.acting is not None
    token = await some_token(NOW, "fleet:read", carrier=owner.acting.carrier)
    person = {"cookie": f"{COOKIE}={owner.person}"}
    async with httpx.AsyncClient(timeout=20) as http:

        async def post(node: str, door: str, headers: dict[str, str], body: object) -> httpx.Response:
            return await http.post(f"{node}/api/v1/{door}", json=body, headers=headers)

        async def words() -> set[str]:
            found = set()
            for node in nodes:
                for headers in (person, {"authorization": f"Bearer {token}"}):
                    for door, (question, word) in doors.items():
                        said = await post(node, door, headers, question)
                        assert said.status_code == 200, f"{door}: {said.text}"
                        found.add(word(said.json()))
            return found

        assert await words() == CLOSED
        wish = Wish(ground.place.slug, "livraison", ground.vehicle, NOW.date())
        (found,) = await ask(on, owner, uuid4(), [wish])
        (outcome,) = await decide(on, officer, [found.id], Decision(granted=True, reason=""))
        assert outcome.derogation is not None
        assert await words() == OPEN
        (code,) = await draw_codes(some_keys(), (await page_own(owner, Looked(), NOW))[0], NOW)
        assert await shown(http, nodes, code.token) == {"VALIDE"}
        for act, then, word in ACTS:
            await keep(on, officer, outcome.derogation, act, "Contrôle.")  # type: ignore[arg-type]
            assert await words() == then, act
            assert await shown(http, nodes, code.token) == {word}, act
        case, _ = doors["decisions"]
        several = await post(nodes[0], "decisions", person, {"cases": [case]})
        assert several.json()["decisions"][0]["verdict"] == "forbidden"
        stranger = {"cookie": f"{COOKIE}={(await some_owner()).person}"}
        for door, (question, _) in doors.items():
            assert (await post(nodes[1], door, {}, question)).status_code == 401
            assert (await post(nodes[1], door, stranger, question)).status_code == 404
