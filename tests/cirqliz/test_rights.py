"""Derogations asked, decided, kept, counted: each side does its part and no more."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

import asyncpg
import pytest
from fleets import van
from signing import some_owner

from accounts.service.vehicles import add_vehicle
from cirqliz.service.asking import ask
from cirqliz.service.days import check, declare
from cirqliz.service.deciding import SECOND_PERSON, Decision, decide
from cirqliz.service.derogations import Request
from cirqliz.service.following import answer, appeal, question, withdraw
from cirqliz.service.held import list_rights
from cirqliz.service.keeping import replace_vehicle
from cirqliz.service.listing import get_request, list_asked, list_queue
from cirqliz.service.refusals import Refused
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable

from .conftest import NOW, TODAY, Town
from .heard import keep

YES, NO = Decision(granted=True, reason=""), Decision(granted=False, reason="Hors des cas de l’article 10.")


async def asked(town: Town, kind: str = "occasionnel", number: int = 0) -> Request:
    """One request."""
    (found,) = await ask(town.on, town.owner, uuid4(), [town.wish(kind, number)])
    return found


async def held(town: Town, day: date = TODAY) -> list[tuple[str, int | None]]:
    """What the first vehicle holds."""
    return [(right.kind, right.days_left) for right in await list_rights(town.carrier, town.vehicles[:1], day)]


async def test_asked_once_however_often_it_is_sent(town: Town) -> None:
    """The same batch again gives the same requests; the terms are those of the day."""
    batch, wishes = uuid4(), [town.wish(number=0), town.wish(number=1), town.wish("artisan")]
    first = await ask(town.on, town.owner, batch, wishes)
    assert [one.id for one in await ask(town.on, town.owner, batch, wishes)] == [one.id for one in first]
    assert len(await list_asked(town.owner)) == 3
    assert {one.due_on for one in first} == {TODAY + timedelta(days=5), TODAY + timedelta(days=15)}
    assert {one.id for one in await list_queue(town.officers[0])} == {one.id for one in first}


async def test_what_is_wrong_is_told_at_once(town: Town) -> None:
    """Every wish with what is the matter, and nothing is asked."""
    wishes = [
        town.wish("inconnue"), town.wish("propre"), town.wish("artisan", vehicle=town.vehicles[0]),
        town.wish(vehicle=uuid4()), town.wish(starts_on=TODAY - timedelta(days=1)), town.wish(zones=("nulle-part",)),
        town.wish(ends_on=TODAY),
    ]  # fmt: skip
    with pytest.raises(Unreadable) as caught:
        await ask(town.on, town.owner, uuid4(), wishes)
    assert [problem.code for problem in caught.value.problems] == [
        "kind-unknown", "vehicle-unsuited", "holder-other", "vehicle-unknown", "starts-past", "zone-unknown", "no-day",
    ]  # fmt: skip
    assert await list_asked(town.owner) == ()


async def test_what_the_order_grants_needs_nobody(town: Town) -> None:
    """What the facts of a vehicle are enough for is granted as it is asked for."""
    clean = await add_vehicle(town.owner, van("AB300CD", "", category="N1", critair="1"), NOW)
    (found,) = await ask(town.on, town.owner, uuid4(), [town.wish("propre", vehicle=clean.id)])
    assert (found.state, found.decided_by) == ("granted", None)
    assert [right.kind for right in await list_rights(town.carrier, [clean.id], TODAY)] == ["propre"]


async def test_a_kind_for_a_body_asks_which_it_is(town: Town) -> None:
    """Granted at once to a breakdown lorry, refused to a van, and to nobody whose body is not known."""
    lorry = await add_vehicle(town.owner, van("AB301CD", "", body="recovery"), NOW)
    box = await add_vehicle(town.owner, van("AB302CD", "", body="box"), NOW)
    (found,) = await ask(town.on, town.owner, uuid4(), [town.wish("depannage", vehicle=lorry.id)])
    assert (found.state, found.decided_by, found.terms.decided_by) == ("granted", None, "automatic")
    wishes = [town.wish("depannage", vehicle=box.id), town.wish("depannage")]
    with pytest.raises(Unreadable) as caught:
        await ask(town.on, town.owner, uuid4(), wishes)
    assert [problem.code for problem in caught.value.problems] == ["vehicle-unsuited", "facts-missing"]
    assert caught.value.problems[1].message.endswith(": la carrosserie du véhicule.")
    assert await held(town) == []


async def test_what_no_fact_tells_is_not_taken_of_right(town: Town) -> None:
    """A kind of right that says no vehicle it is for is checked by the desk first, with its proofs."""
    await town.republish("    for: {body: {in: [recovery]}}\n", "")
    found = await asked(town, "depannage")
    assert (found.state, found.terms.form, found.terms.decided_by) == ("open", "of_right", "desk")
    assert found.terms.proofs == ("Certificat d’immatriculation",)
    assert await held(town) == []
    await decide(town.on, town.officers[0], [found.id], YES)
    assert await held(town) == [("depannage", None)]


async def test_the_second_officer_is_told_who_decided(town: Town) -> None:
    """Two at once: one decides, the other hears by whom."""
    found = await asked(town)
    outcomes = await asyncio.gather(*(decide(town.on, who, [found.id], YES) for who in town.officers))
    assert sorted(one.what for (one,) in outcomes) == ["already", "granted"]
    (late,) = next(each for each in outcomes if each[0].what == "already")
    assert late.said.startswith("Déjà accordée par ")
    assert await held(town) == [("occasionnel", 12)]


async def test_a_batch_is_decided_each_by_itself(town: Town) -> None:
    """What is decided already, or of elsewhere, keeps no other from being decided; a refusal says why."""
    first, second = await asked(town), await asked(town, number=1)
    await withdraw(town.on, town.owner, town.slug, second.id)
    outcomes = await decide(town.on, town.officers[0], [first.id, second.id, uuid4()], NO)
    assert sorted(one.what for one in outcomes) == ["already", "refused", "unknown"]
    with pytest.raises(Unreadable):
        await decide(town.on, town.officers[0], [first.id], Decision(granted=False, reason=" "))


async def test_two_people_decide_where_the_territory_wants_it(town: Town) -> None:
    """Who proposed does not confirm; somebody else does; what the carrier adds undoes a proposal."""
    first, second = town.officers
    async with scoped(Scope(town.slug, role="admin")) as connection:
        await connection.execute(
            "INSERT INTO derogation_setting (territory, item, active, set_by) VALUES ($1, $2, true, $3)",
            town.slug, SECOND_PERSON, first.person,
        )  # fmt: skip
    found = await asked(town)
    said = [(await decide(town.on, who, [found.id], YES))[0].what for who in (first, first)]
    await answer(town.on, town.owner, town.slug, found.id, "Un mot de plus.")
    said += [(await decide(town.on, who, [found.id], YES))[0].what for who in (second, second, first)]
    assert said == ["proposed", "second", "proposed", "second", "granted"]
    request, _ = await get_request(first, found.id)
    assert (request.proposed_by, request.decided_by) == (second.person, first.person)


async def test_a_question_an_answer_a_refusal_an_appeal(town: Town) -> None:
    """Both sides read what was said; a refusal is appealed once."""
    found = await asked(town)
    await question(town.on, town.officers[0], found.id, "Quel chantier ?")
    await answer(town.on, town.owner, town.slug, found.id, "Celui du port.")
    request, messages = await get_request(town.owner, found.id)
    assert (request.state, {one.side: one.text for one in messages}) == (
        "open", {"territory": "Quel chantier ?", "carrier": "Celui du port."},
    )  # fmt: skip
    with pytest.raises(Conflict):
        await appeal(town.on, town.owner, town.slug, found.id, "Non.")
    await decide(town.on, town.officers[0], [found.id], NO)
    with pytest.raises(Conflict, match="close"):
        await withdraw(town.on, town.owner, town.slug, found.id)
    again = await appeal(town.on, town.owner, town.slug, found.id, "Le chantier est public.")
    assert again.appeal_of == found.id
    with pytest.raises(Conflict, match="déjà"):
        await appeal(town.on, town.owner, town.slug, found.id, "Encore.")


async def test_a_kind_that_changes_while_requests_wait(town: Town) -> None:
    """It is decided on the terms asked, and said; a kind that is gone grants nothing more."""
    first, second = await asked(town), await asked(town, number=1)
    await town.republish("quota_days: 12", "quota_days: 24")
    (outcome,) = await decide(town.on, town.officers[0], [first.id], YES)
    assert outcome.changed
    assert "conditions demandées" in outcome.said
    assert await held(town) == [("occasionnel", 12)]
    await town.republish("occasionnel", "rare")
    (outcome,) = await decide(town.on, town.officers[0], [second.id], YES)
    assert outcome.what == "gone"
    (outcome,) = await decide(town.on, town.officers[0], [second.id], NO)
    assert outcome.what == "refused"


async def granted(town: Town, kind: str = "occasionnel") -> Request:
    """A right of the first vehicle."""
    found = await asked(town, kind)
    await decide(town.on, town.officers[0], [found.id], YES)
    request, _ = await get_request(town.owner, found.id)
    assert request.derogation is not None
    return request


async def test_a_day_is_counted_once_and_never_beyond_the_quota(town: Town) -> None:
    """Fifty at once on as many days, each twice: twelve are counted; seen by an officer, the same day is the same."""
    right = (await granted(town)).derogation
    assert right is not None
    days = [TODAY + timedelta(days=n) for n in range(25)]
    came = await asyncio.gather(
        *(declare(town.on, town.owner, town.slug, right, day) for day in days * 2), return_exceptions=True
    )
    counted = [one for one in came if not isinstance(one, BaseException)]
    assert {type(one) for one in came if isinstance(one, BaseException)} == {Conflict}
    assert sum(one.new for one in counted) == 12
    async with scoped(Scope(carrier=str(town.carrier))) as connection:
        assert await connection.fetchval("SELECT count(*) FROM derogation_day") == 12
        used = await connection.fetchval("SELECT min(day) FROM derogation_day")
    assert await held(town, used) == [("occasionnel", 1)]
    # Of another year, all are left.
    assert await held(town, date(2027, 3, 1)) == [("occasionnel", 12)]


async def test_declared_then_checked_is_one_day(town: Town) -> None:
    """By the carrier and by an officer."""
    right = (await granted(town)).derogation
    assert right is not None
    assert (await declare(town.on, town.owner, town.slug, right, TODAY)).new
    assert not (await check(town.on, town.officers[0], right)).new
    with pytest.raises(Conflict):
        await declare(town.on, town.owner, town.slug, right, TODAY - timedelta(days=1))


async def test_a_right_stops_as_soon_as_it_is_suspended(town: Town) -> None:
    """Suspended, resumed, revoked: what holds follows each time."""
    right = (await granted(town)).derogation
    assert right is not None
    officer = town.officers[0]
    for act, left in (("suspend", []), ("resume", [("occasionnel", 12)]), ("revoke", [])):
        await keep(town.on, officer, right, act, "Fraude constatée.")  # type: ignore[arg-type]
        assert await held(town) == left
    with pytest.raises(Conflict, match="retirée"):
        await keep(town.on, officer, right, "suspend", "Encore.")


async def test_a_broken_down_vehicle_is_replaced(town: Town) -> None:
    """Its days used are kept; a vehicle of elsewhere, or the right of another carrier, is not found."""
    right = (await granted(town)).derogation
    assert right is not None
    await declare(town.on, town.owner, town.slug, right, TODAY)
    stranger = await some_owner()
    with pytest.raises(NotFound):
        await replace_vehicle(town.on, stranger, town.slug, right, town.vehicles[1])
    await replace_vehicle(town.on, town.owner, town.slug, right, town.vehicles[1])
    assert await held(town) == []
    rights = await list_rights(town.carrier, [town.vehicles[1]], TODAY + timedelta(days=1))
    assert [one.days_left for one in rights] == [11]


async def test_each_side_keeps_to_its_part(town: Town) -> None:
    """An officer asks for nobody; a carrier decides nothing; of another’s, nothing is seen."""
    found = await asked(town)
    with pytest.raises(Refused):
        await decide(town.on, town.owner, [found.id], YES)
    with pytest.raises(Refused):
        await ask(town.on, town.officers[0], uuid4(), [town.wish()])
    stranger = await some_owner()
    with pytest.raises(NotFound):
        await get_request(stranger, found.id)
    with pytest.raises(NotFound):
        await withdraw(town.on, stranger, town.slug, found.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE request SET state = 'granted', decided_at = now(), decision = '{}', derogation = id WHERE id = $1",
        "UPDATE request SET proposed = '{}', proposed_by = asked_by, proposed_at = now() WHERE id = $1",
        (
            "INSERT INTO derogation (territory, carrier, kind, starts_on) SELECT territory, carrier, kind, starts_on"
            " FROM request WHERE id = $1"
        ),
        (
            "INSERT INTO derogation_day (territory, carrier, derogation, day, source)"
            " SELECT territory, carrier, id, now(), 'checked' FROM request WHERE id = $1"
        ),
        (
            "INSERT INTO request_message (territory, carrier, request, side, text, person)"
            " SELECT territory, carrier, id, 'territory', 'x', asked_by FROM request WHERE id = $1"
        ),
    ],
)
async def test_a_carrier_writes_no_decision(town: Town, statement: str) -> None:
    """The database itself refuses, whatever the application forgets."""
    found = await asked(town)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(Scope(town.slug, str(town.carrier), role="owner")) as connection:
            await connection.execute(statement, found.id)


async def test_what_was_decided_is_not_its_carriers_to_change(town: Town) -> None:
    """A refusal is there to be read, and no more."""
    found = await asked(town)
    await decide(town.on, town.officers[0], [found.id], NO)
    async with scoped(Scope(town.slug, str(town.carrier), role="owner")) as connection:
        touched = await connection.execute(
            "UPDATE request SET state = 'open', decided_by = NULL, decided_at = NULL, decision = NULL WHERE id = $1",
            found.id,
        )
    assert touched == "UPDATE 0"


async def test_what_happened_is_said_and_traced(town: Town) -> None:
    """Facts that letters hear, and a trace of each act, without a name nor a plate."""
    await granted(town)
    async with scoped(Scope(town.slug)) as connection:
        facts = await connection.fetch("SELECT topic, body::text FROM fact ORDER BY number")
        traces = await connection.fetch("SELECT what FROM audit ORDER BY number")
    topics = [row["topic"] for row in facts if row["topic"].startswith("derogation")]
    assert topics == ["derogation.asked", "derogation.granted"]
    assert {"derogation.asked", "derogation.granted"} <= {row["what"] for row in traces}
    assert not any("AB100CD" in row["body"] for row in facts)
    assert NOW.date() == TODAY
