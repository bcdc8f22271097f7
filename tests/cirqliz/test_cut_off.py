"""Killed without a word while lists are taken, or proofs given: what is there is whole, and the rest is done again."""

import random
from pathlib import Path
from uuid import uuid4

from desking import Place, some_place
from fleets import van
from killing import kill_amid
from signing import NOW, some_owner

from accounts.service.vehicles import add_vehicle
from cirqliz.service.asking import Wish, ask
from cirqliz.service.derogations import Derogations
from cirqliz.service.documents import list_documents
from cirqliz.service.giving import give_proofs
from cirqliz.service.listing import list_asked
from joptimiz.holding import Fleets, Persons
from tenants.database import Scope, scoped
from tenants.migrate import Addresses
from tenants.shelf import Shelf

from .conftest import officer
from .cut_off import LINES, SEAL, take
from .cut_off_passes import TOGETHER, send

SCRIPT = Path(__file__).with_name("cut_off.py")
PASSES = SCRIPT.with_name("cut_off_passes.py")
KILLS = 3
FEWER = 2


async def test_what_is_cut_off_is_whole_or_not_begun(database: Addresses, tmp_path: Path) -> None:
    """A list has all of its lines or none, a proof goes with all that a territory was asked or none; each once."""
    places, owner, chance = [await some_place("Valmont") for _ in range(2)], await some_owner(), random.Random(7)
    vans = [await add_vehicle(owner, van(f"AB{n}CD", "", category="N1", critair="4"), NOW) for n in range(100, 103)]
    shelf = Shelf()
    await shelf.refresh()
    on = Derogations(shelf.current, Fleets(), Persons(), lambda: NOW)
    wishes = [Wish(place.slug, "livraison", one.id, NOW.date()) for place in places for one in vans]
    await ask(on, owner, uuid4(), wishes)
    lists, officer = 0, places[0].officer
    for _ in range(KILLS):
        asked = (database.runtime, str(officer.person), str(owner.person), str(lists))
        await kill_amid(SCRIPT, *asked, log=tmp_path / "log", after_s=chance.uniform(0.05, 0.8))
        lists, part = divmod(await _count(places[0], "derogation"), LINES)
        assert (part, await _count(places[0], "fact", "topic = 'derogation.listed'")) == (0, lists)
        for place in places:
            assert await _count(place, "request_deposit") == len(vans) * await _count(place, "deposit")
    for batch in range(max(0, lists - 1), lists + 1):
        await take(officer, batch)
    assert await _count(places[0], "derogation") == (lists + 1) * LINES
    await give_proofs(SEAL, owner, await list_asked(owner), NOW)
    held = len(await list_documents(owner))
    assert held > 0
    for place in places:
        assert (await _count(place, "deposit"), await _count(place, "request_deposit")) == (held, len(vans) * held)


async def test_passes_and_checks_are_whole(database: Addresses, tmp_path: Path) -> None:
    """One pass a right however often it is made anew, each noted; checks sent together are kept whole, and once."""
    place, owner, chance = await some_place("Valmont"), await some_owner(), random.Random(9)
    police, sent = await officer(place.slug, "police"), 0
    for _ in range(FEWER):
        asked = (database.runtime, *(str(who.person) for who in (place.officer, owner, police)), str(sent))
        await kill_amid(PASSES, *asked, log=tmp_path / "log", after_s=chance.uniform(0.05, 0.6))
        rights = await _count(place, "derogation", "state = 'active'")
        assert await _count(place, "pass", "state = 'active'") == rights
        lost = await _count(place, "pass", "state = 'revoked'")
        assert await _count(place, "fact", "topic = 'pass.reissued'") == lost <= rights
        kept, part = divmod(await _count(place, "pass_check"), TOGETHER)
        assert part == 0
        sent = kept
    assert rights > 0
    for batch in range(sent + 1):
        outcomes = {each.outcome for each in await send(police, batch)}
        assert outcomes == ({"known"} if batch < sent else {"stored"})
    assert await _count(place, "pass_check") == (sent + 1) * TOGETHER


async def _count(place: Place, table: str, which: str = "true") -> int:
    """The rows of a territory."""
    async with scoped(Scope(place.slug)) as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table} WHERE {which}"))
