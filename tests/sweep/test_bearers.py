"""Programs at our doors: a token opens what its scopes and its role open, in its own organisation, and nothing else."""

from itertools import batched

from bearers import bearers_of
from doors import Swept, by, doors_of
from houses import House

A_CLIENT_ASKS = 100
"""Doors, each tried a few times: one client may call six hundred times a minute."""


async def test_a_token_opens_what_is_its_own(house: House) -> None:
    """Each signed door, by every kind of token of another tenant: 401, 403 or 404 as declared, and nothing told."""
    swept = Swept(house.client, house.target, house.other)
    signed = [door for door in doors_of(house.app) if door.signed]
    for some in batched(signed, A_CLIENT_ASKS):
        bearers = await bearers_of(house.other)
        for door in some:
            for bearer in bearers:
                await swept.bearing(door, bearer)
    assert swept.asked >= 1_000


async def test_a_machine_finds_its_own(house: House) -> None:
    """Else nothing would be found of another’s because nothing is found at all."""
    machine = (await bearers_of(house.target))[0]
    for path in ("/api/v1/vehicles", f"/api/v1/vehicles/{house.target.ids['vehicle']}"):
        answer = await house.client.get(path, headers={"authorization": f"Bearer {machine.token}"})
        assert answer.status_code == 200
        assert house.target.word in answer.text


async def test_what_is_public_does_not_look_at_a_token(house: House) -> None:
    """A page open to all answers the same to a token that opens nothing."""
    dead = next(each for each in await bearers_of(house.other) if not each.lives)
    asked = 0
    for door in doors_of(house.app):
        if door.method == "GET" and not door.signed and not door.path.startswith("/oauth/"):
            bare, bearing = [
                await house.client.get(door.address(house.target), headers=headers)
                for headers in (by(None), {"authorization": f"Bearer {dead.token}"})
            ]
            assert bare.status_code == bearing.status_code, door
            asked += 1
    assert asked >= 25
