"""The fleet, each fact with where it comes from."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from fleets import plates, van
from signing import NOW, joined, some_owner, some_person

from accounts.core.drafts import read_draft
from accounts.service.imports import (
    keep_list,
    take_list,
)
from accounts.service.refusals import Refused
from accounts.service.vehicles import (
    Asked,
    Request,
    add_vehicle,
    archive_vehicle,
    edit_vehicle,
    export_fleet,
    get_vehicle,
    list_vehicles,
    restore_vehicle,
)
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable

pytestmark = pytest.mark.usefixtures("database")
DAY = NOW.date()


async def test_each_fact_says_where_it_comes_from() -> None:
    """The Crit’Air class is computed when it is not declared; what was proved and stays is still proved."""
    who = await some_owner()
    added = await add_vehicle(who, van(category="N1", energy="diesel", euro="6"), NOW)
    assert dict(added.stated.facts) == {"category": "N1", "energy": "diesel", "euro": "6", "critair": "2"}
    assert added.stated.provenance["critair"] == "computed"
    assert "critair" not in added.draft().facts
    async with scoped(who.scope()) as connection:
        await connection.execute(
            'UPDATE vehicle SET provenance = provenance || \'{"euro": "proved", "energy": "proved"}\''
        )
    edited = await edit_vehicle(who, added.id, van(category="N1", energy="petrol", euro="6"), NOW)
    assert dict(edited.stated.provenance) == {
        "category": "declared", "energy": "declared", "euro": "proved", "critair": "computed",
    }  # fmt: skip
    assert edited.stated.facts["critair"] == "1"
    declared = await edit_vehicle(who, added.id, van(category="N1", critair="NC"), NOW)
    assert (declared.stated.facts["critair"], declared.stated.provenance["critair"]) == ("NC", "declared")


async def test_what_cannot_be_computed_stays_unknown() -> None:
    """No class without the facts that decide."""
    added = await add_vehicle(await some_owner(), van(category="N2", gvw_kg=7500), NOW)
    assert "critair" not in added.stated.facts


async def test_a_plate_stands_once() -> None:
    """Added twice it is told; archived it may be added again, and then the first cannot come back."""
    who = await some_owner()
    first = await add_vehicle(who, van(), NOW)
    other = await add_vehicle(who, van("EF456GH"), NOW)
    for attempt in (add_vehicle(who, van(), NOW), edit_vehicle(who, other.id, van(), NOW)):
        with pytest.raises(Conflict, match="déjà dans votre flotte"):
            await attempt
    assert (await archive_vehicle(who, first.id, NOW)).archived_at == NOW
    assert (await archive_vehicle(who, first.id, NOW + timedelta(days=1))).archived_at == NOW
    assert await plates(who) == ["EF-456-GH"]
    assert (await restore_vehicle(who, first.id)).archived_at is None
    await archive_vehicle(who, first.id, NOW)
    await add_vehicle(who, van(), NOW)
    with pytest.raises(Conflict):
        await restore_vehicle(who, first.id)


async def test_a_request_repeated_adds_once() -> None:
    """The same key and body give the same vehicle, at once or later; another body is told."""
    who = await some_owner()
    request = Request("key-1", "a" * 64)
    done = await asyncio.gather(*(add_vehicle(who, van(), NOW, request) for _ in range(3)))
    assert len({vehicle.id for vehicle in done}) == 1
    with pytest.raises(Conflict, match="clé"):
        await add_vehicle(who, van("EF456GH"), NOW, Request("key-1", "b" * 64))
    assert (await add_vehicle(await some_owner(), van(), NOW, request)).id != done[0].id


async def test_who_may_do_what() -> None:
    """Owner and dispatcher write, a driver reads, others are not there; what is another’s is not found."""
    owner, stranger = await some_owner(), await some_owner()
    vehicle = await add_vehicle(await joined(owner, "dispatcher"), van(), NOW)
    driver = await joined(owner, "driver")
    assert (await get_vehicle(driver, vehicle.id)).plate == vehicle.plate
    for attempt in (
        add_vehicle(driver, van("EF456GH"), NOW),
        edit_vehicle(driver, vehicle.id, van(), NOW),
        archive_vehicle(driver, vehicle.id, NOW),
        restore_vehicle(driver, vehicle.id),
        keep_list(driver, "x", b"AB-123-CD", NOW),
    ):
        with pytest.raises(Refused):
            await attempt
    for other in (
        get_vehicle(stranger, vehicle.id),
        edit_vehicle(stranger, vehicle.id, van(), NOW),
        archive_vehicle(stranger, vehicle.id, NOW),
        get_vehicle(owner, uuid.uuid4()),
    ):
        with pytest.raises(NotFound):
            await other
    for who in (await some_person(), await some_owner("shipper")):
        with pytest.raises(Refused):
            await list_vehicles(who, Asked())


async def test_the_fleet_is_read_by_the_page() -> None:
    """Every vehicle once, by plate, whatever the page’s length; a cursor that is not ours is told."""
    who = await some_owner()
    for number in range(23):
        await add_vehicle(who, van(f"AB{number * 7 % 23 + 1:03}CD"), NOW)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = await list_vehicles(who, Asked(after=after, limit=5))
        assert page.count == 23
        seen += [vehicle.plate.number for vehicle in page.vehicles]
        after = page.following
    assert seen == [f"AB{number:03}CD" for number in range(1, 24)]
    for wrong in ("x", "????", "QUJ-", "é"):
        with pytest.raises(Unreadable):
            await list_vehicles(who, Asked(after=wrong))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ab-12", ["AB-123-CD"]), ("frigo", ["EF-456-GH"]), ("100%", ["GH-789-JK"]), ("%", ["GH-789-JK"]),
        ("_", []), ("zz", []), ("", ["AB-123-CD", "EF-456-GH", "GH-789-JK"]),
    ],
)  # fmt: skip
async def test_a_vehicle_is_found_by_plate_or_name(text: str, found: list[str]) -> None:
    """However the plate is written; signs of the database mean themselves."""
    who = await some_owner()
    for draft in (van(), van("EF456GH", "Frigo"), van("GH789JK", "100% élec")):
        await add_vehicle(who, draft, NOW)
    assert await plates(who, text=text) == found


async def test_the_fleet_is_exported_without_what_was_computed() -> None:
    """A formula in a name is text; read back, the class is computed again."""
    who = await some_owner()
    await add_vehicle(who, van(name="=cmd|' /C calc'!A0", category="N1", energy="electric"), NOW)
    text = (await export_fleet(who)).decode("utf-8-sig")
    assert "AB-123-CD;France;'=cmd|' /C calc'!A0;N1" in text.splitlines()[1]
    other = await some_owner()
    aside = await keep_list(other, "export", text.encode(), NOW)
    await take_list(other, aside, NOW)
    (vehicle,) = (await list_vehicles(other, Asked())).vehicles
    assert vehicle.name == "=cmd|' /C calc'!A0"
    assert (vehicle.stated.facts["critair"], vehicle.stated.provenance["critair"]) == ("EL", "computed")


def test_a_draft_comes_back_from_its_words() -> None:
    """What a form shows is what it reads."""
    found = read_draft({"plate": "ab 123 cd", "gvw_kg": "3,5", "first_registered": "2019-03-15"}, DAY)
    assert found == van(gvw_kg=3500, first_registered="2019-03-15")
