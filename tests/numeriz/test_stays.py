"""Discs over the real database: set once, alone in their place, whoever sends what when."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from discs import AT, HERE, Town, some_phone, some_town

from numeriz.core.stay import Limits, Told
from numeriz.service.kept import Kept
from numeriz.service.reports import Report
from numeriz.service.states import list_states
from numeriz.service.sweeping import sweep
from tenants.database import Scope, scoped
from tenants.errors import Failure, NotFound, Unreadable
from tenants.migrate import Addresses


@pytest.fixture
async def town(database: Addresses) -> Town:
    """A territory of its own."""
    return await some_town()


async def code_of(coming: object) -> str:
    """The code of the refusal of something that is refused."""
    with pytest.raises(Failure) as refused:
        await coming  # type: ignore[misc]
    return refused.value.code


async def test_a_disc_is_set_and_taken_back(town: Town) -> None:
    """With its place, its end, what it says; the facts are said once each."""
    bay, phone = await town.bay(), some_phone()
    kept = await town.stays.set(phone, town.asked(bay, plate="AB123CD", country="FR"))
    assert (kept.new, kept.place, kept.phase(town.at), kept.excess) == (True, 1, "running", False)
    assert kept.span.due_at == AT + timedelta(minutes=30)
    assert (await list_states(town.slug, town.at))[bay].free == 0
    town.turn(minutes=12)
    for _ in range(2):
        ended = await town.stays.end(phone, kept.id, Told(town.at, 0))
        assert (ended.ended_by, ended.span.ended_at) == ("driver", AT + timedelta(minutes=12))
    assert (await list_states(town.slug, town.at))[bay].free == 1
    assert await town.facts() == ["stay.started", "stay.ended"]


async def test_double_taps_count_once(town: Town) -> None:
    """The same number, four times at once and once later, is one stay in one place."""
    bay, phone = await town.bay(), some_phone()
    asked = town.asked(bay)
    kept = await asyncio.gather(*(town.stays.set(phone, asked) for _ in range(4)))
    assert sorted(one.new for one in kept) == [False, False, False, True]
    town.turn(minutes=3)
    assert (await town.stays.set(phone, asked)).span.starts_at == AT
    assert len(await town.rows()) == 1
    assert await town.facts() == ["stay.started"]
    assert await code_of(town.stays.set(some_phone(), asked)) == "stay-id-taken"


async def test_nobody_else_sees_it_or_ends_it(town: Town) -> None:
    """Another secret finds nothing."""
    kept = await town.stays.set(some_phone(), town.asked(await town.bay()))
    stranger = some_phone()
    for coming in (
        town.stays.get(stranger, kept.id), town.stays.end(stranger, kept.id, Told(town.at)),
        town.stays.extend(stranger, kept.id, 5), town.stays.explain(stranger, kept.id, "works"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await coming
    assert await town.stays.list_own(stranger) == ()


async def test_two_vans_of_one_fleet_in_one_bay(town: Town) -> None:
    """Each has a place; the third is kept in excess where it stands at the sign, and asked to confirm elsewhere."""
    bay, carrier = await town.bay(2), None
    kept = [
        await town.stays.set(some_phone(), town.asked(bay, plate=f"AB{n}CD", country="FR", carrier=carrier))
        for n in (101, 102)
    ]
    assert [one.place for one in kept] == [1, 2]
    third, phone = replace(town.asked(bay, plate="AB103CD", country="FR"), means="map"), some_phone()
    assert await code_of(town.stays.set(phone, third)) == "bay-full"
    excess = await town.stays.set(phone, replace(third, means="code"))
    assert (excess.place, excess.excess) == (None, True)
    assert excess.sentence(town.at).startswith("L’aire était déjà complète")
    async with scoped(Scope(town.slug)) as connection:
        counted = await connection.fetch("SELECT why, times FROM stay_refusal WHERE territory = $1", town.slug)
    assert [tuple(row) for row in counted] == [("bay-full", 1)]


async def test_a_vehicle_that_moves_ends_its_former_disc(town: Town) -> None:
    """Set elsewhere by the same phone; set anew where it runs it is refused, for it would never end."""
    first, second, phone = await town.bay(), await town.bay(), some_phone()
    one = await town.stays.set(phone, town.asked(first, plate="AB123CD", country="FR"))
    town.turn(minutes=10)
    assert await code_of(town.stays.set(phone, town.asked(first, plate="AB123CD", country="FR"))) == "already-set"
    await town.stays.set(phone, town.asked(second, plate="AB123CD", country="FR"))
    former = await town.stays.get(phone, one.id)
    assert (former.ended_by, former.span.ended_at) == ("moved", town.at)
    # Two vehicles of one phone are two.
    other = await town.stays.set(phone, town.asked(first, plate="AB456CD", country="FR"))
    assert other.place == 1
    assert len([one for one in await town.stays.list_own(phone) if one.span.ended_at is None]) == 2


async def test_the_plate_of_somebody_else_is_not_theirs_to_end(town: Town) -> None:
    """The same plate from another phone: both stay, and the second says so to officers alone."""
    bay, other = await town.bay(), await town.bay()
    first = some_phone()
    one = await town.stays.set(first, town.asked(bay, plate="AB123CD", country="FR"))
    await town.stays.set(some_phone(), town.asked(other, plate="AB123CD", country="FR"))
    assert (await town.stays.get(first, one.id)).span.ended_at is None
    assert [row["doubled"] for row in await town.rows()].count(True) == 1


async def test_no_return(town: Town) -> None:
    """A vehicle comes back once its time apart is over, by its plate, or by its phone where it has none."""
    town.limits = Limits("conditional", 30, no_return_min=60, source="rule")
    bay = await town.bay(3)
    for plate in ("AB123CD", ""):
        town.at, phone = AT, some_phone()
        kept = await town.stays.set(phone, town.asked(bay, plate=plate, country="FR"))
        town.turn(minutes=5)
        await town.stays.end(phone, kept.id, Told(town.at, 0))
        back = some_phone() if plate else phone
        town.turn(minutes=59)
        assert await code_of(town.stays.set(back, town.asked(bay, plate=plate, country="FR"))) == "no-return"
        town.turn(minutes=1)
        assert (await town.stays.set(back, town.asked(bay, plate=plate, country="FR"))).new


async def test_extension(town: Town) -> None:
    """To so many minutes in all: a request sent twice extends once, what is allowed is never passed."""
    town.limits = Limits("conditional", 30, extension_min=15, source="rule")
    phone, bay = some_phone(), await town.bay()
    kept = await town.stays.set(phone, town.asked(bay))
    assert kept.extendable_min == 15
    for _ in range(2):
        more = await town.stays.extend(phone, kept.id, 10)
        assert (more.span.due_at, more.extendable_min) == (AT + timedelta(minutes=40), 5)
    assert await code_of(town.stays.extend(phone, kept.id, 20)) == "extension-none"
    town.turn(minutes=60)
    assert await code_of(town.stays.extend(phone, kept.id, 15)) == "stay-ended"
    assert await town.facts("stay.extended") == ["stay.extended"]


async def test_why_is_said_until_a_day_after(town: Town) -> None:
    """After its end too, as from a phone that had no network; later it is history. It is no fact, and gives no time."""
    phone, bay = some_phone(), await town.bay()
    kept = await town.stays.set(phone, town.asked(bay, reason="delivery"))
    town.turn(minutes=46)
    await sweep(town.slug, town.at)
    before = await town.facts()
    town.turn(hours=23, minutes=59)
    said = await town.stays.explain(phone, kept.id, "works")
    assert (said.reason, said.span.due_at, said.ended_by) == ("works", kept.span.due_at, "automatic")
    town.turn(minutes=2)
    assert await code_of(town.stays.explain(phone, kept.id, "service")) == "stay-old"
    assert [row["reason"] for row in await town.rows()] == ["works"]
    assert await town.facts() == before


async def test_where_a_phone_stands(town: Town) -> None:
    """Three kilometres away, on the equator, the wrong way round; without bay the nearest, or none."""
    bay, phone = await town.bay(), some_phone()
    asked = replace(town.asked(bay), means="position")
    for position, code in (
        ((HERE[0], HERE[1] + 0.027), "bay-far"), ((1.0, 1.0), "position-elsewhere"),
        ((HERE[1], HERE[0]), "position-reversed"), (None, "position-missing"),
    ):  # fmt: skip
        assert await code_of(town.stays.set(phone, replace(asked, position=position))) == code
    assert await code_of(town.stays.set(phone, replace(asked, bay=None, position=(1.0, 1.0)))) == "bay-none-near"
    kept = await town.stays.set(phone, replace(asked, bay=None, position=(HERE[0] + 0.0005, HERE[1])))
    assert kept.bay == bay
    assert await code_of(town.stays.set(phone, town.asked(None, code="ZZZZ"))) == "bay-unknown"
    assert (await town.stays.set(phone, town.asked(None, means="map", reason="double", plate="AB1"))).place is None


async def test_a_day_offline(town: Town) -> None:
    """Discs are kept in the order they were set, at their hour, once; a bay that was full by then refuses nobody."""
    bay, other, phone, stranger = await town.bay(), await town.bay(), some_phone(), some_phone()
    await town.stays.set(stranger, town.asked(bay))
    town.turn(hours=3)
    first = replace(town.asked(bay), told=Told(AT + timedelta(minutes=10), 0))
    left = Told(AT + timedelta(hours=1, minutes=10), 0)
    second = replace(town.asked(other), told=Told(AT + timedelta(hours=1), 0), left=left)
    # A clock two hours ahead, which the phone measured since.
    third = replace(town.asked(other), told=Told(town.at + timedelta(hours=2) - timedelta(minutes=5), -7200.0))
    old = replace(town.asked(bay), told=Told(AT - timedelta(hours=22), 0))
    done = await town.stays.sync(phone, [third, first, old, second])
    assert [one.outcome for one in done] == ["stored", "stored", "refused", "stored"]
    assert done[2].refusal is not None
    assert done[2].refusal.code == "stay-old"
    kept = {one.id: one.kept for one in done if one.kept}
    assert (kept[first.id].excess, kept[first.id].ended_by) == (True, "automatic")
    assert (kept[second.id].place, kept[second.id].ended_by) == (1, "driver")
    assert (kept[third.id].place, kept[third.id].span.starts_at) == (1, town.at - timedelta(minutes=5))
    again = await town.stays.sync(phone, [third, first, second])
    assert {one.outcome for one in again} == {"known"}
    assert len(await town.rows()) == 4


async def test_what_was_set_before_another_ends_where_it_began(town: Town) -> None:
    """A disc of this morning that comes after the one of noon was moved at noon."""
    phone, bay = some_phone(), await town.bay(2)
    town.turn(minutes=20)
    await town.stays.set(phone, town.asked(await town.bay(), plate="AB123CD", country="FR"))
    town.turn(minutes=1)
    early = town.asked(bay, plate="AB123CD", country="FR", told=Told(AT, 0))
    (done,) = await town.stays.sync(phone, [early])
    assert done.kept is not None
    assert (done.kept.ended_by, done.kept.span.ended_at) == ("moved", AT + timedelta(minutes=20))


async def test_a_disc_ends_by_itself(town: Town) -> None:
    """Over at its time, ended a quarter of an hour later; a departure that comes late says how long it was."""
    phone, bay = some_phone(), await town.bay()
    kept = await town.stays.set(phone, town.asked(bay))
    town.turn(minutes=31)
    assert await sweep(town.slug, town.at) == 0
    await sweep(town.slug, town.at)
    assert await town.facts("stay.overrun") == ["stay.overrun"]
    town.turn(minutes=15)
    # Its place is free at once, whether or not somebody swept.
    assert (await list_states(town.slug, town.at))[bay].free == 1
    assert await sweep(town.slug, town.at) == 1
    assert (await town.stays.get(phone, kept.id)).ended_by == "automatic"
    ended = await town.stays.end(phone, kept.id, Told(AT + timedelta(minutes=25), 0))
    assert (ended.ended_by, ended.span.ended_at) == ("driver", AT + timedelta(minutes=25))
    assert await town.facts("stay.ended") == ["stay.ended"]


async def test_a_phone_does_not_fill_a_street(town: Town) -> None:
    """Five discs at a time."""
    phone, bay = some_phone(), await town.bay(9)
    for n in range(5):
        await town.stays.set(phone, town.asked(bay, plate=f"AB10{n}CD", country="FR"))
    assert await code_of(town.stays.set(phone, town.asked(bay, plate="AB109CD", country="FR"))) == "stays-many"


async def test_the_database_itself_refuses_two_in_one_place(town: Town) -> None:
    """Whatever the service forgot to look at."""
    bay = await town.bay()
    await town.stays.set(some_phone(), town.asked(bay))
    with pytest.raises(asyncpg.ExclusionViolationError):
        async with scoped(Scope(town.slug, role="disc")) as connection:
            await connection.execute(
                "INSERT INTO stay (territory, id, bay, place, kind, means, starts_at, ends_at)"
                " VALUES ($1, $2, $3, 1, 'stay', 'code', $4, $5)",
                town.slug, uuid4(), bay, AT + timedelta(minutes=5), AT + timedelta(minutes=6),
            )  # fmt: skip


async def test_officers_of_the_desk_write_no_disc(town: Town) -> None:
    """Only phones do."""
    kept = await town.stays.set(some_phone(), town.asked(await town.bay()))
    for role in ("admin", "police", "owner", ""):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(Scope(town.slug, role=role)) as connection:
                await connection.execute("UPDATE stay SET plate = '' WHERE id = $1", kept.id)


async def test_reports(town: Town) -> None:
    """Kept once; at a bay that exists."""
    bay, phone = await town.bay(), some_phone()
    said = Report(uuid4(), town.slug, bay, "blocked", Told(town.at, 0), "car")
    assert await town.stays.report(phone, said)
    assert not await town.stays.report(phone, said)
    assert await town.facts() == ["bay.reported"]
    assert await code_of(town.stays.report(phone, replace(said, bay=uuid4()))) == "bay-unknown"
    with pytest.raises(Unreadable):
        await town.stays.report(phone, replace(said, told=Told(AT - timedelta(days=3), 0)))


async def test_eight_phones_fight_for_one_bay(town: Town) -> None:
    """Never two in one place, never a deadlock; what was said is what is kept."""
    bay = await town.bay(2)

    async def fight(n: int) -> list[Kept]:
        phone, kept = some_phone(), []
        for turn in range(6):
            one = await town.stays.set(phone, town.asked(bay, plate=f"AB{n}{turn}CD", country="FR"))
            kept.append(await town.stays.end(phone, one.id, Told(town.at, 0)) if turn % 2 else one)
            if turn == 3:
                await town.stays.end(phone, kept[0].id, Told(town.at, 0))
        return kept

    done = [kept for each in await asyncio.gather(*(fight(n) for n in range(8))) for kept in each]
    rows = await town.rows("id, place, starts_at, ends_at")
    assert len(done) == len(rows) == 48
    placed = [row for row in rows if row["place"] is not None and row["starts_at"] != row["ends_at"]]
    assert len({row["place"] for row in placed}) == len(placed) <= 2
    assert (await town.facts()).count("stay.started") == 48
