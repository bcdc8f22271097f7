"""Places held for who is about to arrive."""

from dataclasses import replace
from datetime import timedelta

import pytest
from discs import AT, Town, some_phone, some_town

from numeriz.core.stay import Limits
from numeriz.service.states import list_states
from numeriz.service.sweeping import sweep
from tenants.errors import Conflict, Failure
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


async def test_a_hold_becomes_a_disc(town: Town) -> None:
    """Its place waits for who held it; one at a time; it lapses by itself, and where its bay closes."""
    town.limits = Limits("conditional", 30, hold_min=10, source="rule")
    bay, phone = await town.bay(), some_phone()
    held = await town.stays.hold(phone, town.asked(bay))
    assert (held.phase(town.at), held.place) == ("held", 1)
    assert await code_of(town.stays.hold(some_phone(), town.asked(bay))) == "bay-full"
    assert await code_of(town.stays.hold(phone, town.asked(await town.bay()))) == "hold-other"
    town.turn(minutes=6)
    kept = await town.stays.set(phone, replace(town.asked(bay), means="map", hold=held.id))
    assert (kept.place, kept.phase(town.at)) == (1, "running")
    assert (await town.stays.get(phone, held.id)).ended_by == "taken"
    late = await town.stays.hold(some_phone(), town.asked(await town.bay()))
    town.turn(minutes=11)
    await sweep(town.slug, town.at)
    assert await town.facts("hold.lapsed") == ["hold.lapsed"]
    assert late.phase(town.at) == "ended"


async def test_a_bay_closed_while_held(town: Town) -> None:
    """The hold goes, and who comes is told."""
    town.limits = Limits("conditional", 30, hold_min=10, source="rule")
    bay, phone = await town.bay(), some_phone()
    held = await town.stays.hold(phone, town.asked(bay))
    await town.change(bay, "closed_until", AT + timedelta(hours=2))
    await town.change(bay, "closed_reason", "Travaux")
    with pytest.raises(Conflict) as refused:
        await town.stays.set(phone, town.asked(bay, hold=held.id))
    assert (refused.value.code, refused.value.detail) == ("bay-closed", "Travaux. Choisissez-en une autre.")
    await sweep(town.slug, town.at)
    gone = await town.stays.get(phone, held.id)
    assert (gone.ended_by, gone.sentence(town.at)) == (
        "closed",
        "L’aire a fermé\u00a0: votre place n’est plus retenue.",
    )
    assert (await list_states(town.slug, town.at))[bay].free == 0


async def test_no_hold_where_the_rules_have_none(town: Town) -> None:
    """It is said."""
    assert await code_of(town.stays.hold(some_phone(), town.asked(await town.bay()))) == "hold-none"
