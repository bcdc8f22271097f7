"""The fleet, each fact with where it comes from; lists of vehicles kept aside, mended and taken."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from signing import NOW, joined, some_owner, some_person

from accounts.core.drafts import Draft, read_draft
from accounts.core.plates import Plate
from accounts.core.sheets import MOST_LINES
from accounts.service.imports import (
    LASTS,
    drop_list,
    get_list,
    keep_list,
    mend_lines,
    open_lists,
    purge_lists,
    remove_line,
    take_list,
)
from accounts.service.imports.aside import MOST_OPEN
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
from tenants.who import Who

pytestmark = pytest.mark.usefixtures("database")
DAY = NOW.date()


def van(number: str = "AB123CD", name: str = "", **facts: int | str) -> Draft:
    """A vehicle described."""
    return Draft(Plate("FR", number), name, facts)


async def plates(who: Who, **asked: str) -> list[str]:
    """The plates that a question finds."""
    return [str(vehicle.plate) for vehicle in (await list_vehicles(who, Asked(**asked))).vehicles]  # type: ignore[arg-type]


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


LIST = (
    "Plaque;PTAC;Énergie\nAB-123-CD;3,5 t;gazole\nEF-456-GH;lourd;gazole\nAB-123-CD;3,5 t;GNV\nGH-789-JK;3,5 t;gazole\n"
)


async def test_a_list_is_mended_and_taken() -> None:
    """Good lines are taken alone; bad ones are mended in place, checked alone, and taken after."""
    who = await some_owner()
    aside = await keep_list(who, "parc.csv", LIST.encode(), NOW)
    kept = await get_list(who, aside, NOW)
    assert [row.number for row in kept.good_rows] == [2, 5]
    assert [(each.line, each.column, each.code) for each in kept.problems] == [(3, 2, "number"), (4, 1, "plate_twice")]
    assert await plates(who) == []
    taken = await take_list(who, aside, NOW)
    assert (taken.added, taken.left.state) == (2, "open")
    assert await plates(who) == ["AB-123-CD", "GH-789-JK"]
    mended = await mend_lines(who, aside, {3: ["EF-456-GH", "7,5 t", "charbon"], 4: ["AB-123-CE", "3,5 t", "GNV"]}, NOW)
    assert [(each.line, each.code) for each in mended.problems] == [(3, "word_unknown")]
    assert (await take_list(who, aside, NOW)).added == 1
    await mend_lines(who, aside, {3: ["EF-456-GH", "7,5 t", "gazole"], 99: ["x"]}, NOW)
    last = await take_list(who, aside, NOW)
    assert (last.added, last.left.state, last.left.taken, last.left.rows) == (1, "done", 4, ())
    assert await plates(who) == ["AB-123-CD", "AB-123-CE", "EF-456-GH", "GH-789-JK"]
    assert await open_lists(who, NOW) == ()
    assert (await take_list(who, aside, NOW)).added == 0


async def test_a_line_taken_out_frees_the_one_that_doubled_it() -> None:
    """The second of two is good once the first has gone; the last line gone, nothing is left to do."""
    who = await some_owner()
    aside = await keep_list(who, "x", b"AB-123-CD\nAB-123-CD\n", NOW)
    assert (await remove_line(who, aside, 1, NOW)).problems == ()
    with pytest.raises(NotFound):
        await remove_line(who, aside, 1, NOW)
    assert (await remove_line(who, aside, 2, NOW)).state == "dropped"


async def test_nothing_is_half_taken() -> None:
    """A vehicle added meanwhile makes its line bad, and none is added until that is mended."""
    who = await some_owner()
    aside = await keep_list(who, "x", b"AB-123-CD\nEF-456-GH\n", NOW)
    await add_vehicle(who, van("EF456GH"), NOW)
    taken = await take_list(who, aside, NOW)
    assert taken.added == 0
    assert [(each.line, each.code) for each in taken.left.problems] == [(2, "plate_known")]
    assert await plates(who) == ["EF-456-GH"]
    assert (await take_list(who, aside, NOW)).added == 1


async def test_a_list_taken_twice_at_once_is_taken_once() -> None:
    """Two people press the button."""
    who = await some_owner()
    aside = await keep_list(who, "x", b"AB-123-CD\nEF-456-GH\n", NOW)
    done = await asyncio.gather(*(take_list(who, aside, NOW) for _ in range(3)))
    assert sorted(each.added for each in done) == [0, 0, 2]


async def test_a_list_is_its_carrier_s() -> None:
    """Another’s is not found, whatever is asked of it."""
    who, stranger = await some_owner(), await some_owner()
    aside = await keep_list(who, "x", b"AB-123-CD\n", NOW)
    for attempt in (
        get_list(stranger, aside, NOW),
        take_list(stranger, aside, NOW),
        drop_list(stranger, aside, NOW),
        mend_lines(stranger, aside, {1: ["EF-456-GH"]}, NOW),
        remove_line(stranger, aside, 1, NOW),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await open_lists(stranger, NOW) == ()


async def test_a_list_goes() -> None:
    """Dropped, nothing of it is kept; after seven days it is not found, then purged."""
    who = await some_owner()
    dropped, old = await keep_list(who, "x", b"AB-123-CD", NOW), await keep_list(who, "y", b"AB-123-CD", NOW)
    await drop_list(who, dropped, NOW)
    assert (await get_list(who, dropped, NOW)).rows == ()
    with pytest.raises(NotFound):
        await get_list(who, old, NOW + LASTS)
    assert await purge_lists(NOW + LASTS) >= 2
    async with scoped(who.scope()) as connection:
        assert await connection.fetchval("SELECT count(*) FROM vehicle_import") == 0


async def test_lists_do_not_pile_up() -> None:
    """So many may wait, and no more."""
    who = await some_owner()
    for _ in range(MOST_OPEN):
        await keep_list(who, "x", b"AB-123-CD", NOW)
    with pytest.raises(Conflict):
        await keep_list(who, "x", b"AB-123-CD", NOW)


async def test_what_cannot_be_read_is_told() -> None:
    """A workbook, an empty file; nil characters do not break the database."""
    who = await some_owner()
    for data in (b"", b"PK\x03\x04", b"\x00\x01", b"Nom;PTAC\nx;3"):
        with pytest.raises(Unreadable) as refused:
            await keep_list(who, "x", data, NOW)
        assert all(problem.hint for problem in refused.value.problems)
    aside = await keep_list(who, "x", b"AB-123-CD\nbad\n", NOW)
    assert (await mend_lines(who, aside, {2: ["a\0b"]}, NOW)).bad == {2}


async def test_ten_thousand_vehicles() -> None:
    """As many lines as are taken at once become vehicles, all or none."""
    who = await some_owner()
    letters = "ABCDEFGHJK"
    lines = "\n".join(
        f"{letters[n // 1000]}{letters[n // 100 % 10]}-{n % 100 + 1:03}-AA;3,5 t;gazole" for n in range(MOST_LINES)
    )
    aside = await keep_list(who, "x", f"Plaque;PTAC;Énergie\n{lines}".encode(), NOW)
    assert (await take_list(who, aside, NOW)).added == MOST_LINES
    assert (await list_vehicles(who, Asked(limit=1))).count == MOST_LINES


def test_a_draft_comes_back_from_its_words() -> None:
    """What a form shows is what it reads."""
    found = read_draft({"plate": "ab 123 cd", "gvw_kg": "3,5", "first_registered": "2019-03-15"}, DAY)
    assert found == van(gvw_kg=3500, first_registered="2019-03-15")
