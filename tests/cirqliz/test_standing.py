"""Rights without account: told where their plate is asked for, taken over by what is granted, never twice."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

from fleets import van
from signing import some_owner

from accounts.service.vehicles import add_vehicle
from cirqliz.core.listing import Entry, Memory
from cirqliz.core.queue import Sought
from cirqliz.service.asking import Wish, ask
from cirqliz.service.carrying import list_held
from cirqliz.service.days import check
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.derogations import Request
from cirqliz.service.granted import list_granted
from cirqliz.service.standing import list_standing
from cirqliz.service.taking import Taken, take_list
from rules.written.plates import Plate
from tenants.who import Who

from .conftest import NOW, TODAY, Town

YES = Decision(granted=True, reason="")
END = date(2027, 7, 1)


async def brought_in(town: Town, kind: str = "occasionnel", start: date = date(2026, 1, 1)) -> Taken:
    """The right of the first vehicle’s plate, in a list of before its carrier had an account."""
    entry = Entry(2, Plate("FR", "AB100CD"), kind, start, END, 10, 0, "active", "", "", (), "D-1", {})
    return await take_list(town.on, town.officers[0], [entry], Memory())


async def asked(town: Town, who: Who | None = None, start: date = TODAY, end: date | None = None) -> Request:
    """One request for that plate, from its carrier or from somebody else who typed it."""
    wish = town.wish(starts_on=start, ends_on=end)
    if who is not None:
        typed = await add_vehicle(who, van("AB100CD", "", category="N1", gvw_kg=3500, critair="2"), NOW)
        wish = Wish(town.slug, "occasionnel", typed.id, TODAY)
    (found,) = await ask(town.on, who or town.owner, uuid4(), [wish])
    return found


async def test_what_stands_is_told_and_goes_on_in_what_is_granted(town: Town) -> None:
    """One right for the plate: its days used, its later end, its number; a list sent again adds nothing."""
    await brought_in(town)
    (old,) = await list_granted(town.officers[0], Sought(), TODAY)
    assert (await check(town.on, town.officers[0], old.id)).left == 9
    assert await list_held(town.owner) == ()
    request = await asked(town, start=TODAY + timedelta(days=20), end=TODAY + timedelta(days=40))
    assert await list_held(town.owner) == ()
    (told,) = (await list_standing(town.officers[0], [request.id], TODAY))[request.id]
    assert (told.reference, told.alike, told.whose, told.taken_over) == ("D-1", True, "nobody", True)
    (outcome,) = await decide(town.on, town.officers[0], [request.id], YES)
    assert "à la suite de celle que ce véhicule avait déjà" in outcome.said
    (right,) = await list_held(town.owner)
    assert (right.starts_on, right.ends_on, right.quota_days, right.reference) == (TODAY, END, 12, "D-1")
    assert right.days == (TODAY,)
    (left,) = await list_granted(town.officers[0], Sought(), TODAY)
    assert left.id == right.id
    assert await brought_in(town) == Taken(0, 1)


async def test_a_plate_alone_claims_nothing(town: Town) -> None:
    """A stranger who types it reads nothing; once its owner’s right is granted, it is told, and not taken."""
    await brought_in(town)
    stranger = await some_owner()
    theirs, ours = await asked(town, stranger), await asked(town)
    assert await list_held(stranger) == ()
    await decide(town.on, town.officers[0], [ours.id], YES)
    (told,) = (await list_standing(town.officers[0], [theirs.id], TODAY))[theirs.id]
    assert (told.whose, told.taken_over) == ("other", False)
    await decide(town.on, town.officers[0], [theirs.id], YES)
    assert [right.reference for right in await list_held(town.owner)] == ["D-1"]
    assert [right.reference for right in await list_held(stranger)] == [""]


async def test_two_grants_at_once_take_it_over_once(town: Town) -> None:
    """Two officers, two carriers, one plate: one request alone goes on with the old right."""
    await brought_in(town)
    other = await some_owner()
    one, two = await asked(town), await asked(town, other)
    pairs = zip(town.officers, (one, two), strict=True)
    await asyncio.gather(*(decide(town.on, who, [request.id], YES) for who, request in pairs))
    numbers = [right.reference for who in (town.owner, other) for right in await list_held(who)]
    assert sorted(numbers) == ["", "D-1"]


async def test_another_kind_is_told_and_stays(town: Town) -> None:
    """What is of another kind counts beside what is granted."""
    await brought_in(town, "journee", TODAY)
    request = await asked(town)
    (told,) = (await list_standing(town.officers[0], [request.id], TODAY))[request.id]
    assert (told.kind, told.alike) == ("journee", False)
    await decide(town.on, town.officers[0], [request.id], YES)
    assert len(await list_granted(town.officers[0], Sought(), TODAY)) == 2
