"""Lists of vehicles kept aside: mended, taken whole or not at all, gone after a while."""

import asyncio

import pytest
from fleets import plates, van
from signing import NOW, some_owner

from accounts.core.sheets import MOST_LINES
from accounts.service.imports import (
    LASTS,
    drop_list,
    get_list,
    keep_list,
    mend_lines,
    open_lists,
    remove_line,
    take_list,
)
from accounts.service.imports.aside import MOST_OPEN
from accounts.service.vehicles import (
    Asked,
    add_vehicle,
    list_vehicles,
)
from joptimiz.privacy import purge_house
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable

pytestmark = pytest.mark.usefixtures("database")
DAY = NOW.date()


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
    assert [(each.ready, each.bad) for each in await open_lists(who, NOW)] == [(2, 2)]
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
    await purge_house(NOW + LASTS, ())
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
