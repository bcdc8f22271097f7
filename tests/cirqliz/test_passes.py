"""Passes over the real database: issued with the right, refused the moment it is, listed for who has no network."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from cirqliz.core.passes import token_of, url_of
from cirqliz.core.passes.lists import SIZE, StatusList, open_list
from cirqliz.core.passes.payload import kind_number
from cirqliz.core.passes.verdicts import WORDS, Answer
from cirqliz.service.asking import ask
from cirqliz.service.days import check, declare
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.keeping import replace_vehicle
from cirqliz.service.passes.issuing import LONGEST, issue_for, renew
from cirqliz.service.passes.judging import Judged, judge
from cirqliz.service.passes.keeping import hide_plates, move_pass
from cirqliz.service.passes.keys import HouseKeys
from cirqliz.service.passes.records import Held
from cirqliz.service.passes.showing import Looked, draw_codes, get_own, list_chosen, page_issued, page_own
from cirqliz.service.passes.statuses import name_of, write_list
from cirqliz.service.refusals import Refused
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.keys.vault import Vault
from tenants.who import Who

from .conftest import NOW, Town, officer
from .heard import keep
from .signers import ORIGIN, TestSigner, some_payload

YES = Decision(granted=True, reason="")


@dataclass
class Shown:
    """A town whose first vehicle holds a right, and the code that shows it."""

    town: Town
    keys: HouseKeys
    right: UUID
    held: Held
    token: str

    async def judged(self, now: datetime = NOW, territories: tuple[str, ...] | None = None) -> Judged:
        """What its code is worth."""
        return await judge(self.keys, self.token, now, territories)

    async def listed(self, now: datetime = NOW, place: int | None = None) -> int | None:
        """What the list says of it."""
        name = name_of(self.town.slug, self.held.status)
        token = await write_list(self.keys, name, ORIGIN, now)
        kid = (await self.keys.get_signer(self.town.slug, now)).kid
        found = open_list(token, {kid: await self.keys.list_named(kid)}, now, f"{ORIGIN}/s/{name}")
        assert isinstance(found, StatusList)
        return found.get(self.held.status % SIZE if place is None else place)


def some_keys() -> HouseKeys:
    """The keys of a house, made at their first need."""
    return HouseKeys(Vault(lambda _: bytes(32)))


async def granted(town: Town, kind: str = "occasionnel", number: int = 0) -> UUID:
    """A right, asked for and granted."""
    (request,) = await ask(town.on, town.owner, uuid4(), [town.wish(kind, number)])
    if request.derogation is None:
        (outcome,) = await decide(town.on, town.officers[0], [request.id], YES)
        assert outcome.derogation is not None
        return outcome.derogation
    return request.derogation


async def stranger() -> Who:
    """Somebody of the desk of another territory."""
    slug = f"ailleurs-{uuid4().hex[:6]}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", slug)
    return await officer(slug)


async def passes_of(town: Town, state: str = "standing") -> tuple[Held, ...]:
    """Those its carrier reads."""
    return (await page_own(town.owner, Looked(state), NOW))[0]


@pytest.fixture
async def shown(town: Town) -> Shown:
    """One right, one pass."""
    right, keys = await granted(town), some_keys()
    (held,) = await passes_of(town)
    (code,) = await draw_codes(keys, [held], NOW)
    return Shown(town, keys, right, held, code.token)


async def test_a_right_comes_with_its_pass(shown: Shown) -> None:
    """One a vehicle, at the grant; its code says the plate, when, of which kind, and opens anywhere."""
    assert (shown.held.derogation, shown.held.vehicle) == (shown.right, shown.town.vehicles[0])
    found = await shown.judged()
    assert (found.answer, found.territory) == (Answer.VALID, shown.town.slug)
    assert found.payload is not None
    assert (found.payload.plate, found.payload.kind) == ("AB100CD", kind_number("occasionnel"))
    assert found.payload.starts_at <= NOW < found.payload.ends_at <= NOW + LONGEST
    assert len(url_of(ORIGIN, shown.token)) <= 221
    again = await draw_codes(shown.keys, [shown.held], NOW)
    assert again[0].token == shown.token


async def test_of_right_and_from_a_list_too(town: Town) -> None:
    """What the order grants by itself has its pass; renewing finds what was granted before passes were."""
    await granted(town)
    async with scoped(Scope(town.slug, role="purge")) as connection:
        await connection.execute("DELETE FROM pass")
    assert await passes_of(town) == ()
    await renew(town.slug, NOW)
    await renew(town.slug, NOW)
    assert len(await passes_of(town)) == 1


async def test_what_stops_the_right_stops_the_pass(shown: Shown) -> None:
    """Suspended, resumed, taken back: the next scan is told, and the next list."""
    on, who = shown.town.on, shown.town.officers[0]
    for act, answer, status in (
        ("suspend", Answer.SUSPENDED, 2), ("resume", Answer.VALID, 0), ("revoke", Answer.REVOKED, 1),
    ):  # fmt: skip
        await keep(on, who, shown.right, act, "Travaux")  # type: ignore[arg-type]
        assert (await shown.judged()).answer is answer
        assert await shown.listed() == status
    # What was taken back is told before what is past.
    assert (await shown.judged(NOW + timedelta(days=500))).answer is Answer.REVOKED
    assert (await shown.judged(NOW + timedelta(days=800))).answer is Answer.KEY_OVER


async def test_one_pass_stops_and_its_right_goes_on(shown: Shown) -> None:
    """With a reason, once; who reads may not; what is another’s is not there."""
    on, who, number = shown.town.on, shown.town.officers[0], shown.held.id
    with pytest.raises(Unreadable):
        await move_pass(on, who, number, "suspend", " ")
    await move_pass(on, who, number, "suspend", "Feuille perdue")
    assert (await shown.judged()).answer is Answer.SUSPENDED
    assert await shown.listed() == 2
    assert await list_chosen(shown.town.owner, [], NOW) == ()
    with pytest.raises(Conflict):
        await move_pass(on, who, number, "suspend", "Encore")
    await move_pass(on, who, number, "resume", "")
    assert (await shown.judged()).answer is Answer.VALID
    await move_pass(on, who, number, "revoke", "Feuille volée")
    assert (await shown.judged()).answer is Answer.REVOKED
    with pytest.raises(Conflict):
        await move_pass(on, who, number, "resume", "")
    with pytest.raises(Refused):
        await move_pass(on, await officer(shown.town.slug, "police"), number, "resume", "")
    with pytest.raises(NotFound):
        await move_pass(on, await stranger(), number, "resume", "")
    async with scoped(Scope(shown.town.slug)) as connection:
        assert await connection.fetchval("SELECT state FROM derogation WHERE id = $1", shown.right) == "active"


async def test_a_replaced_vehicle_shows_another_pass(shown: Shown) -> None:
    """The old code is told off, the new one says the other plate."""
    town = shown.town
    made = await replace_vehicle(town.on, town.owner, town.slug, shown.right, town.vehicles[1])
    assert (await shown.judged()).answer is Answer.REVOKED
    assert await shown.listed() == 1
    (held,) = await passes_of(town)
    assert (held.derogation, held.plate) == (made, "AB101CD")
    assert [each.id for each in await passes_of(town, "over")] == [shown.held.id]
    (code,) = await draw_codes(shown.keys, [held], NOW)
    assert (await judge(shown.keys, code.token, NOW)).answer is Answer.VALID


async def test_a_carriers_right_is_shown_by_each_vehicle(town: Town) -> None:
    """One a vehicle, however often it is asked for; of a vehicle of the fleet, by who keeps it."""
    right = await granted(town, "artisan")
    assert await passes_of(town) == ()
    made = await issue_for(town.on, town.owner, town.slug, right, town.vehicles[0])
    assert await issue_for(town.on, town.owner, town.slug, right, town.vehicles[0]) == made
    await issue_for(town.on, town.owner, town.slug, right, town.vehicles[1])
    assert [each.plate for each in await passes_of(town)] == ["AB100CD", "AB101CD"]
    for right_, vehicle in ((right, uuid4()), (uuid4(), town.vehicles[0])):
        with pytest.raises(NotFound):
            await issue_for(town.on, town.owner, town.slug, right_, vehicle)
    with pytest.raises(Refused):
        await issue_for(town.on, town.officers[0], town.slug, right, town.vehicles[0])
    with pytest.raises(NotFound):
        await issue_for(town.on, town.owner, town.slug, await granted(town), town.vehicles[0])


async def test_days_that_are_used_up_end_a_pass(town: Town) -> None:
    """On the last day it still opens; the day after, it does not, and the list says so."""
    right = await granted(town, "artisan")
    number = await issue_for(town.on, town.owner, town.slug, right, town.vehicles[0])
    async with scoped(Scope(town.slug, role="admin")) as connection:
        await connection.execute("UPDATE derogation SET quota_days = 1 WHERE id = $1", right)
    keys = some_keys()
    held = await get_own(town.owner, town.slug, number, NOW)
    (code,) = await draw_codes(keys, [held], NOW)
    seen = Shown(town, keys, right, held, code.token)
    assert (await seen.judged()).answer is Answer.VALID
    await declare(town.on, town.owner, town.slug, right, NOW.date())
    assert not (await check(town.on, town.officers[0], right)).new
    assert (await seen.judged()).answer is Answer.VALID
    tomorrow = NOW + timedelta(days=1)
    assert (await seen.judged(tomorrow)).answer is Answer.USED_UP
    assert await seen.listed(tomorrow) == 2


async def test_other_answers(shown: Shown) -> None:
    """Elsewhere, before, no longer kept, by a key nobody knows; each its own word."""
    assert (await shown.judged(territories=("ailleurs",))).answer is Answer.OTHER_TERRITORY
    assert (await shown.judged(NOW - timedelta(days=3))).answer is Answer.KEY_EARLY
    assert (await shown.judged(shown.held.ends_at)).answer is Answer.EXPIRED
    flipped = shown.token[:-1] + ("A" if shown.token[-1] != "A" else "Q")
    assert (await judge(shown.keys, flipped, NOW)).answer in (Answer.FORGED, Answer.MALFORMED)
    assert (await judge(shown.keys, shown.token[:90], NOW)).answer is Answer.TRUNCATED
    other = token_of(some_payload(), TestSigner(shown.town.slug, b"\x07\x07\x07\x07"))
    assert (await judge(shown.keys, other, NOW)).answer is Answer.UNKNOWN_KEY
    async with scoped(Scope(shown.town.slug, role="purge")) as connection:
        await connection.execute("DELETE FROM pass")
    assert (await shown.judged()).answer is Answer.UNREGISTERED
    assert len({words.word for words in WORDS.values()}) == len(Answer)


async def test_a_territory_may_keep_plates_out_of_codes(shown: Shown) -> None:
    """An administrator says so; codes drawn since hold none."""
    town = shown.town
    with pytest.raises(Refused):
        await hide_plates(town.on, town.officers[0], hidden=True)
    await hide_plates(town.on, await officer(town.slug, "admin"), hidden=True)
    (code,) = await draw_codes(shown.keys, [shown.held], NOW)
    found = await judge(shown.keys, code.token, NOW)
    assert found.payload is not None
    assert found.payload.plate is None
    assert found.answer is Answer.VALID


async def test_a_pass_goes_on_while_its_right_does(town: Town) -> None:
    """Renewed a month before its end, no sooner, and no longer than the right."""
    right = await granted(town, "artisan")
    number = await issue_for(town.on, town.owner, town.slug, right, town.vehicles[0])
    async with scoped(Scope(town.slug, role="admin")) as connection:
        await connection.execute("UPDATE derogation SET ends_on = $2 WHERE id = $1", right, NOW.date())
        await connection.execute("UPDATE derogation SET ends_on = NULL WHERE id = $1", right)
    ends = (await get_own(town.owner, town.slug, number, NOW)).ends_at
    early, late = ends - timedelta(days=31), ends - timedelta(days=29)
    await renew(town.slug, early)
    assert (await get_own(town.owner, town.slug, number, NOW)).ends_at == ends
    await renew(town.slug, late)
    renewed = (await get_own(town.owner, town.slug, number, NOW)).ends_at
    assert late + LONGEST - timedelta(days=1) < renewed <= late + LONGEST
    for at in (ends, renewed):
        assert at.astimezone(ZoneInfo("Europe/Paris")).hour == 0


async def test_fifty_at_once_have_fifty_places(town: Town) -> None:
    """Nobody waits for ever, no place is given twice, none is a decoy’s."""
    right = await granted(town, "artisan")
    await asyncio.gather(*(
        issue_for(town.on, town.owner, town.slug, right, vehicle) for vehicle in town.vehicles * 5
    ))  # fmt: skip
    mine = await passes_of(town)
    assert len(mine) == len({held.status for held in mine}) == 3
    assert all(0 <= held.status < SIZE for held in mine)


async def test_each_side_finds_its_own(shown: Shown) -> None:
    """By part of a plate; another carrier, another territory find none."""
    town = shown.town
    for looked, count in ((Looked(plate="B100"), 1), (Looked(plate="ZZ"), 0), (Looked(state="stopped"), 0)):
        assert (await page_own(town.owner, looked, NOW))[1] == count
        assert (await page_issued(town.officers[0], looked, NOW))[1] == count
    assert (await page_own(town.owner, Looked(territory="ailleurs"), NOW))[1] == 0
    assert (await page_issued(await stranger(), Looked(plate="AB100CD"), NOW))[1] == 0
    with pytest.raises(NotFound):
        await get_own(town.owner, town.slug, uuid4(), NOW)


async def test_a_list_that_is_not_there(shown: Shown) -> None:
    """Is told so."""
    for name in ("", "x", "ailleurs.0", "../x.0", "x.99999", f"{shown.town.slug}.1"):
        with pytest.raises(NotFound):
            await write_list(shown.keys, name, ORIGIN, NOW)
