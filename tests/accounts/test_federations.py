"""Federations: joined by consent, left at once; what they read says nothing of one carrier."""

import random

import asyncpg
import pytest
from federating import Fleets, asked, home_of, some_federation
from signing import NOW, joined, some_owner
from visits import HERE

from accounts.core.letters import Letter
from accounts.service.federations import (
    LASTS,
    end_membership,
    invite_carrier,
    join,
    leave_federation,
    list_federations,
    list_members,
    read_counts,
)
from accounts.service.organisations import get_organisation
from accounts.service.refusals import Refused
from accounts.service.vehicles import Asked as Question
from accounts.service.vehicles import archive_vehicle, list_vehicles
from joptimiz.privacy import purge_national
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, TooMany, Unreadable
from tenants.who import Who

pytestmark = pytest.mark.usefixtures("database")
ENERGIES = ("diesel", "electric", "cng", "hydrogen")


class Post:
    """Letters as they leave."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def send(self, letter: Letter) -> None:
        """Keep it."""
        self.letters.append(letter)


async def energies_of(federation: Who) -> dict[str | None, int]:
    """What is said of energies."""
    return {each.value: each.vehicles for each in await read_counts(federation) if each.dimension == "energy"}


def may(counts: list[int]) -> bool:
    """The rule: five carriers, none with more than four fifths."""
    held = [count for count in counts if count]
    return len(held) >= 5 and 5 * max(held) <= 4 * sum(held)


def some_fleets(seed: int) -> Fleets:
    """Carriers at random, some with a fleet that dominates."""
    draw = random.Random(seed)
    return [
        {energy: draw.choice((0, 0, 1, 2, 3, 40 if draw.random() < 0.2 else 4)) for energy in ENERGIES}
        for _ in range(draw.randint(3, 9))
    ]


@pytest.mark.parametrize("seed", range(12))
async def test_nothing_that_is_said_is_of_few(seed: int) -> None:
    """Each number is of a set that meets the rule, what the total leaves as well; and is it, rounded to 5."""
    fleets = some_fleets(seed)
    federation, _ = await some_federation(fleets)
    said = await energies_of(federation)
    shown = [value for value in said if value is not None]
    hidden = [energy for energy in ENERGIES if energy not in shown and any(fleet[energy] for fleet in fleets)]
    sets = {value: [fleet[value] for fleet in fleets] for value in shown}
    sets_of_hidden = [sum(fleet[energy] for energy in hidden) for fleet in fleets]
    for value, counts in sets.items():
        assert may(counts), value
        assert said[value] == round(sum(counts) / 5) * 5
    assert (None in said) == (bool(hidden) and may(sets_of_hidden))
    if shown and hidden:
        assert may(sets_of_hidden)
    if None in said:
        assert said[None] == round(sum(sets_of_hidden) / 5) * 5
    total = [each.vehicles for each in await read_counts(federation) if each.dimension == "total"]
    assert bool(total) == may([sum(fleet.values()) for fleet in fleets])


async def test_who_alone_holds_a_group_does_not_show() -> None:
    """Two federations that differ by one carrier's hidden group only, moved within what is hidden, read the same."""
    common: Fleets = [{"diesel": 4, "electric": 3} for _ in range(6)]
    said = [
        await energies_of((await some_federation([*common, alone]))[0])
        for alone in ({"cng": 2, "hydrogen": 1}, {"cng": 1, "hydrogen": 2}, {"hydrogen": 3}, {"cng": 3})
    ]
    assert said == [said[0]] * 4
    assert said[0] == {"diesel": 25, None: 20}


@pytest.mark.parametrize(
    ("fleets", "said"),
    [
        ([{"diesel": 9}] * 4, {}),
        ([{"diesel": 2}] * 5, {"diesel": 10}),
        ([{"diesel": 1}] * 4 + [{"diesel": 16}], {"diesel": 20}),
        ([{"diesel": 1}] * 4 + [{"diesel": 17}], {}),
        ([{"diesel": 2, "cng": 1}] + [{"diesel": 2}] * 5, {None: 15}),
        ([{"diesel": 4, "electric": 2, "cng": 1}] + [{"diesel": 4, "electric": 2}] * 5, {"diesel": 25, None: 15}),
        ([{"electric": 1}] * 3 + [{"cng": 1}] * 3, {None: 5}),
        ([], {}),
    ],
)
async def test_the_rule_at_its_edges(fleets: Fleets, said: dict[str | None, int]) -> None:
    """Four and five carriers, four fifths and more, one group that would show by what is left."""
    assert await energies_of((await some_federation(fleets))[0]) == said


async def test_a_federation_reads_no_vehicle() -> None:
    """Its scope sees no row, of members neither; the function answers no other role, and leaves the scope as it was."""
    federation, owners = await some_federation([{"diesel": 2}] * 5)
    async with scoped(federation.scope()) as connection:
        assert await connection.fetchval("SELECT count(*) FROM vehicle") == 0
        assert await connection.fetchval("SELECT count(*) FROM federation_counts()") > 0
        assert await connection.fetchval("SELECT count(*) FROM vehicle") == 0
        assert await connection.fetchval("SELECT current_setting('app.carrier')") == str(home_of(federation))
    for scope in (owners[0].scope(), Scope(), Scope(carrier=str(home_of(federation)), role="owner")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(scope) as connection:
                await connection.fetch("SELECT * FROM federation_counts()")
    with pytest.raises(Refused):
        await read_counts(owners[0])
    with pytest.raises(Refused):
        await list_vehicles(federation, Question())


async def test_only_those_who_accepted_count_and_only_what_runs() -> None:
    """An offer without answer, a carrier that left, an archived vehicle, another federation: not counted."""
    federation, owners = await some_federation([{"diesel": 3}] * 6)
    other, _ = await some_federation([])
    assert await energies_of(federation) == {"diesel": 20}
    assert await energies_of(other) == {}
    stranger = await some_owner()
    await asked(federation, stranger.email)
    page = await list_vehicles(owners[0], Question())
    for vehicle in page.vehicles:
        await archive_vehicle(owners[0], vehicle.id, NOW)
    assert await energies_of(federation) == {"diesel": 15}
    (mine,) = await list_federations(owners[1], NOW)
    await leave_federation(owners[1], mine.id, NOW)
    assert await energies_of(federation) == {}
    assert await list_federations(owners[1], NOW) == []


async def test_an_offer_reaches_its_carrier_alone() -> None:
    """By SIRET or by the head's address; nobody else sees it, and it is answered by a head, once, in thirty days."""
    federation, post = await some_owner("federation"), Post()
    owner, stranger = await some_owner(), await some_owner()
    siret = (await get_organisation(home_of(owner))).siret
    assert siret is not None
    await asked(federation, siret, post)
    assert post.letters == []
    await asked(federation, owner.email.upper(), post)
    assert post.letters[0].to == owner.email
    assert f"{HERE}/organisation/federations" in post.letters[0].text
    offers = await list_federations(owner, NOW)
    assert len(offers) == 2
    assert await list_federations(stranger, NOW) == []
    assert await list_federations(owner, NOW + LASTS) == []
    with pytest.raises(NotFound):
        await join(stranger, offers[0].id, NOW)
    with pytest.raises(NotFound):
        await join(owner, offers[0].id, NOW + LASTS)
    for who in (await joined(owner, "dispatcher"), await joined(owner, "driver"), federation):
        with pytest.raises(Refused):
            await join(who, offers[0].id, NOW)
    await join(owner, offers[0].id, NOW)
    with pytest.raises(NotFound):
        await join(owner, offers[0].id, NOW)
    with pytest.raises(Conflict):
        await join(owner, offers[1].id, NOW)
    await leave_federation(owner, offers[1].id, NOW)
    assert [each.name for each in await list_members(federation, NOW)] == ["Transports Exemple"]


async def test_a_federation_learns_nothing_of_who_has_an_account() -> None:
    """The answer and the list are the same for a carrier that is known and one that is not."""
    federation, owner = await some_owner("federation"), await some_owner()
    for named in (owner.email, "personne@example.org"):
        said = await invite_carrier(federation, named, base=HERE, now=NOW, mail=None)
        assert (said.email, said.siret) == (named, None)
    listed = await list_members(federation, NOW)
    assert {each.name for each in listed} == {owner.email, "personne@example.org"}
    for wrong in ("", "123", "x@", "123 456 789 00012"):
        with pytest.raises(Unreadable):
            await asked(federation, wrong)
    await asked(federation, owner.email)
    assert len(await list_members(federation, NOW)) == 2
    await asked(federation, owner.email)
    with pytest.raises(TooMany):
        await asked(federation, owner.email)
    with pytest.raises(Refused):
        await asked(owner, "personne@example.org")


async def test_a_federation_parts_with_its_own_only() -> None:
    """It ends a membership or an offer of its own; another's is not there. Addresses are forgotten."""
    federation, (owner,) = await some_federation([{"diesel": 1}])
    other, _ = await some_federation([])
    (held,) = await list_members(federation, NOW)
    with pytest.raises(NotFound):
        await end_membership(other, held.id, NOW)
    await end_membership(federation, held.id, NOW)
    assert await list_federations(owner, NOW) == []
    await asked(federation, "personne@example.org")
    await purge_national(NOW + 3 * LASTS)
    async with scoped(Scope()) as connection:
        kept = await connection.fetch("SELECT email FROM membership WHERE federation = $1", home_of(federation))
    assert [row["email"] for row in kept] == [None, None]
