"""The inventory: kept whole, by who may, one change at a time, with a way back."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing import some_person

from numeriz.core.codes import ALPHABET, check_sign, read_code
from numeriz.service.bays import (
    Closing,
    change_bay,
    close_bay,
    create_bay,
    find_by_code,
    get_bay,
    list_bays,
    list_near,
    list_removed,
    remove_bay,
    restore_bay,
)
from numeriz.service.rows import described
from numeriz.service.standing import Refused
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable

from .conftest import ELSEWHERE, IN_CENTRE, NOW, Town, said, square

DIGITS = st.text(ALPHABET, min_size=4, max_size=4)


async def test_a_bay_is_kept_as_it_was_said(town: Town) -> None:
    """Every field, its hours and its outline; its code is another each time."""
    lon, lat = town.at(IN_CENTRE)
    one = said(
        "GL-1", lon, lat, outline=square(lon, lat, 0.0001), places=2, address="12 rue d’Essai", postcode="06500",
        commune="Menton", arrangement="angled", side="odd", setting="inset", length_cm=1200, width_cm=250,
        marking_conform=True, kind="goods", stay_control="disc", equipment=("lamp", "charger"), charging_kw=22.0,
        kerb_lowered=False, order_present=True, order_url="https://ville.example/1.pdf", comment="Près du marché",
        hours="Mo-Fr 06:00-11:00,14:00-16:00; Sa 06:00-12:00; PH off", approximate=True,
    )  # fmt: skip
    kept = await create_bay(town.on, town.keeper, one)
    assert described(kept) == one
    assert read_code(f" {kept.code[:2].lower()}-{kept.code[2:]}") == kept.code
    assert await get_bay(town.slug, kept.id) == kept
    assert await find_by_code(town.slug, kept.code) == kept
    other = await town.bay("GL-2")
    assert [bay.reference for bay in await list_bays(town.slug)] == ["GL-1", "GL-2"]
    assert other.code != kept.code


async def test_all_that_is_wrong_is_told_at_once(town: Town) -> None:
    """And nothing is written."""
    wrong = said(
        " ", 1.0, 1.0, name="", length_cm=12, width_cm=0, places=0, stay_max_min=2_000, postcode="6500", kind="autre",
        equipment=("trône",), order_url="javascript:alert(1)", charging_kw=float("nan"), comment="x" * 1_001,
        outline={"type": "Point", "coordinates": [1, 1]},
    )  # fmt: skip
    with pytest.raises(Unreadable) as refused:
        await create_bay(town.on, town.keeper, wrong)
    assert sorted(problem.pointer or "" for problem in refused.value.problems) == sorted(
        ("reference", "name", "comment", "postcode", "order_url", "places", "length_cm", "width_cm", "stay_max_min",
         "charging_kw", "kind", "equipment", "lon", "outline")
    )  # fmt: skip
    assert await list_bays(town.slug) == ()


async def test_what_somebody_else_has_changed_is_read_again_first(town: Town) -> None:
    """Of two who change the same bay at once one is refused; a reference serves once."""
    bay, other = await town.bay("A-1"), await town.bay("A-2")
    first = said("A-1", bay.lon, bay.lat, name="Autre nom")
    changed = await change_bay(town.on, town.keeper, bay.id, first, bay.updated_at)
    assert (changed.name, changed.code, changed.published_at) == ("Autre nom", bay.code, bay.published_at)
    stale = bay.updated_at - timedelta(seconds=1)
    for act in (
        change_bay(town.on, town.keeper, bay.id, first, stale),
        close_bay(town.on, town.keeper, bay.id, stale, Closing()),
        remove_bay(town.on, town.keeper, bay.id, stale),
        change_bay(town.on, town.keeper, other.id, first, other.updated_at),
        create_bay(town.on, town.keeper, first),
    ):
        with pytest.raises(Conflict):
            await act
    with pytest.raises(NotFound):
        await change_bay(town.on, town.keeper, uuid4(), first, NOW)


async def test_who_keeps_no_inventory_changes_none(town: Town) -> None:
    """Nor does somebody of another place."""
    bay = await town.bay()
    for who in (await town.member("police"), await town.member("reader"), await some_person()):
        with pytest.raises(Refused):
            await create_bay(town.on, who, said("B"))
        with pytest.raises(Refused):
            await remove_bay(town.on, who, bay.id, bay.updated_at)


async def test_a_bay_that_is_removed_comes_back_with_its_code(town: Town) -> None:
    """Its sign still stands in the street; nobody finds it meanwhile, and its reference is free."""
    bay = await town.bay()
    await remove_bay(town.on, town.keeper, bay.id, bay.updated_at)
    assert await list_bays(town.slug) == ()
    assert await find_by_code(town.slug, bay.code) is None
    assert [gone.id for gone in await list_removed(town.keeper)] == [bay.id]
    taken = await town.bay()
    with pytest.raises(Conflict):
        await restore_bay(town.on, town.keeper, bay.id)
    await remove_bay(town.on, town.keeper, taken.id, taken.updated_at)
    back = await restore_bay(town.on, town.keeper, bay.id)
    assert (back.id, back.code) == (bay.id, bay.code)
    with pytest.raises(NotFound):
        await restore_bay(town.on, town.keeper, bay.id)


async def test_a_bay_is_closed_for_a_time_and_opened_again(town: Town) -> None:
    """Never into the past; each is said, by number."""
    bay = await town.bay()
    with pytest.raises(Unreadable):
        await close_bay(town.on, town.keeper, bay.id, bay.updated_at, Closing(NOW))
    until = NOW + timedelta(days=3)
    closed = await close_bay(town.on, town.keeper, bay.id, bay.updated_at, Closing(until, " travaux  de voirie "))
    assert (closed.closed_until, closed.closed_reason) == (until, "travaux de voirie")
    assert (closed.is_closed(NOW), closed.is_closed(until)) == (True, False)
    opened = await close_bay(town.on, town.keeper, bay.id, closed.updated_at, Closing())
    assert (opened.closed_until, opened.closed_reason) == (None, "")
    async with scoped(Scope(town.slug)) as connection:
        facts = await connection.fetch("SELECT topic, body FROM fact WHERE topic LIKE 'bay.%' ORDER BY number")
    assert [row["topic"] for row in facts] == ["bay.changed", "bay.closed", "bay.changed"]
    assert {row["body"] for row in facts} == {f'{{"bay": "{bay.id}"}}'}


async def test_the_nearest_come_first(town: Town) -> None:
    """Within the radius, of any territory; what is out of use is left out."""
    here, far = await town.bay("A"), await town.bay("B", ELSEWHERE)
    await town.bay("C", active=False)
    lon, lat = here.lon + 0.001, here.lat
    near = await list_near(town.on, lon, lat, 500)
    assert [each.bay.id for each in near] == [here.id]
    assert near[0].metres == pytest.approx(80.7, abs=0.5)
    assert [each.bay.id for each in await list_near(town.on, lon, lat, 10_000)] == [here.id, far.id]


async def test_bays_added_at_once_have_codes_of_their_own(town: Town) -> None:
    """Ten together."""
    bays = await asyncio.gather(*(town.bay(f"N-{n}") for n in range(10)))
    assert len({bay.code for bay in bays}) == 10


@given(DIGITS, st.integers(0, 4), st.sampled_from(ALPHABET))
def test_one_wrong_sign_or_two_exchanged_are_seen(digits: str, place: int, sign: str) -> None:
    """Whoever types a code never checks in elsewhere by a slip."""
    code = digits + check_sign(digits)
    wrong = code[:place] + sign + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)
    if place < 4 and code[place] != code[place + 1]:
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert read_code(swapped) is None


@pytest.mark.parametrize("text", ["", "ABC", "AAAAAAAA", "É3467", "'; --"])
def test_what_is_no_code_is_none(text: str) -> None:
    """Too short, too long, of other signs."""
    assert read_code(text) is None
