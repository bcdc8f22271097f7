"""Nobody loses a right unheard: invited, answered, recorded, decided; or, where it is urgent, heard afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from settling import settle
from signing import COOKIE, SignedByCookie, some_owner
from visits import HERE

from cirqliz.core.hearings import Said, band_of, may_follow
from cirqliz.service.asking import ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.desk import set_second
from cirqliz.service.hearings.answering import answer_hearing, waive_hearing
from cirqliz.service.hearings.deciding import decide_hearing, record_heard
from cirqliz.service.hearings.opening import drop_hearing
from cirqliz.service.hearings.reading import get_hearing, get_own_hearing, list_own
from cirqliz.service.held import list_rights
from cirqliz.service.keeping import replace_vehicle, resume
from cirqliz.service.refusals import Refused
from cirqliz.service.telling import remind
from joptimiz.telling import Everybody
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable

from .conftest import NOW, TODAY, Town, letter_text, officer
from .heard import PARIS, invite, later
from .test_desk_pages import HOME, Desk
from .test_told import told

CARRIERS = "/derogations/observations"
WHY = "Des livraisons à 14 h."
ORAL = {"how": "oral", "note": "Il l’admet."}


async def granted(town: Town, number: int = 0) -> UUID:
    """A right that is held."""
    (asked,) = await ask(town.on, town.owner, uuid4(), [town.wish(number=number)])
    (outcome,) = await decide(town.on, town.officers[0], [asked.id], Decision(granted=True, reason=""))
    assert outcome.derogation is not None
    return outcome.derogation


async def held(town: Town) -> list[str]:
    """What the vehicles of the carrier hold."""
    return [right.kind for right in await list_rights(town.carrier, town.vehicles, TODAY)]


async def test_heard_before_it_is_suspended(town: Town) -> None:
    """Told, answered, recorded, decided: it holds until then, and no longer from that instant."""
    on, agent, owner = town.on, town.officers[0], town.owner
    right = await granted(town)
    hearing = await invite(on, agent, right, "suspend", WHY)
    with pytest.raises(Conflict, match="déjà ouverte"):
        await invite(on, agent, right, "revoke", "Encore.")
    with pytest.raises(Conflict, match="pas encore été entendu"):
        await decide_hearing(on, agent, hearing, "suspend", WHY)
    assert await held(town) == ["occasionnel"]
    assert [one.id for one in await list_own(owner)] == [hearing]
    with pytest.raises(Unreadable):
        await answer_hearing(on, owner, town.slug, hearing, "  ")
    await answer_hearing(on, owner, town.slug, hearing, "Le chantier était fermé.", oral=True)
    # Asked to be heard in person: reading what was written is not enough, nor is it silence.
    for how in ("written", "none", ""):
        with pytest.raises(Unreadable):
            await record_heard(later(town.on, 30), agent, hearing, {"how": how}, PARIS)
    await record_heard(on, agent, hearing, ORAL, PARIS)
    with pytest.raises(Conflict, match="pris acte"):
        await answer_hearing(on, owner, town.slug, hearing, "Trop tard.")
    with pytest.raises(Conflict, match="d’une telle mesure"):
        await decide_hearing(on, agent, hearing, "revoke", WHY)
    with pytest.raises(Unreadable):
        await decide_hearing(on, agent, hearing, "suspend", " ")
    assert await decide_hearing(on, agent, hearing, "suspend", WHY) == "decided"
    assert await held(town) == []
    for again in (decide_hearing(on, agent, hearing, "suspend", WHY), drop_hearing(on, agent, hearing, "")):
        with pytest.raises(Conflict, match="close"):
            await again
    topics = [topic for _, those in await told(town) for topic in those]
    assert topics == ["asked", "granted", "suspending", "observed", "suspended"]
    await resume(on, agent, right)
    assert await held(town) == ["occasionnel"]


async def test_urgent_then_heard_and_ended(town: Town) -> None:
    """Suspended at that instant and told why; ended once heard, with less if that is decided; or it serves again."""
    on, agent, owner = town.on, town.officers[0], town.owner
    right = await granted(town)
    urgent = {"ground": "order", "urgency": "Une rixe se prépare."}
    hearing = await invite(on, agent, right, "revoke", WHY, **urgent)
    assert await held(town) == []
    with pytest.raises(Conflict, match="à entendre"):
        await resume(on, agent, right)
    await drop_hearing(on, agent, hearing, "Il n’y avait pas de rixe.")
    assert await held(town) == ["occasionnel"]
    hearing = await invite(on, agent, right, "revoke", WHY, **urgent)
    await waive_hearing(on, owner, town.slug, hearing)
    await record_heard(on, agent, hearing, {"how": "waived"}, PARIS)
    assert await decide_hearing(on, agent, hearing, "revoke", WHY) == "decided"
    with pytest.raises(Conflict, match="retirée"):
        await resume(on, agent, right)
    # What is said in one transaction is told in any order.
    topics = sorted(topic for _, those in await told(town) for topic in those)
    twice = ["suspended", "hearing"] * 2
    assert topics == sorted(["asked", "granted", "resumed", "spared", "observed", "revoked", *twice])
    async with scoped(Scope(town.slug)) as connection:
        bodies = await connection.fetchval("SELECT string_agg(body::text, ' ') FROM fact")
    assert str(hearing) in bodies
    assert not any(word in bodies for word in (WHY, "AB100CD", "rixe"))


async def test_no_answer_is_known_once_the_term_has_passed(town: Town) -> None:
    """Not a day before; the desk is then told, once; a vehicle that is replaced does not let its right escape."""
    on, agent = town.on, town.officers[0]
    hearing = await invite(on, agent, await granted(town), "revoke", WHY)
    due = (await get_hearing(agent, hearing)).due_on
    with pytest.raises(Unreadable):
        await record_heard(later(town.on, 15), agent, hearing, {"how": "none"}, PARIS)
    await told(town)
    await remind(town.slug, due, NOW, Everybody())
    assert await told(town) == []
    await remind(town.slug, due + timedelta(days=1), NOW, Everybody())
    assert sorted(await told(town)) == sorted((who.email, ("term",)) for who in town.officers)
    right = (await get_hearing(agent, hearing)).derogation
    moved = await replace_vehicle(on, town.owner, town.slug, right, town.vehicles[1])
    assert (await get_own_hearing(town.owner, hearing)).derogation == moved
    await record_heard(later(town.on, 16), agent, hearing, {"how": "none"}, PARIS)
    assert (await get_hearing(agent, hearing)).heard_on == due
    await decide_hearing(on, agent, hearing, "suspend", "Moins que prévu.")
    assert await held(town) == []


async def test_two_people_where_the_territory_wants_it(town: Town) -> None:
    """One proposes, another confirms the same; heard otherwise since, it is proposed again; urgency needs one."""
    on, (first, second) = town.on, town.officers
    await set_second(on, await officer(town.slug, "admin"), active=True)
    hearing = await invite(on, first, await granted_by_two(town), "revoke", WHY)
    await record_heard(on, first, hearing, ORAL, PARIS)
    assert await decide_hearing(on, first, hearing, "revoke", WHY) == "proposed"
    with pytest.raises(Conflict, match="proposée"):
        await decide_hearing(on, first, hearing, "revoke", WHY)
    await record_heard(on, second, hearing, ORAL | {"note": "Il le nie."}, PARIS)
    assert await decide_hearing(on, second, hearing, "revoke", WHY) == "proposed"
    came = await asyncio.gather(
        *(decide_hearing(on, who, hearing, "revoke", WHY) for who in (first, first)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in came) == ["Conflict", "str"]
    found = await get_hearing(first, hearing)
    assert (found.proposed_by, found.ended_by) == (second.person, first.person)
    assert await held(town) == []


async def test_a_proposal_is_confirmed_as_it_was_read(desks: tuple[Desk, Desk]) -> None:
    """The page carries the proposal itself: one that changed meanwhile is not confirmed unread."""
    desk, _ = desks
    on, (first, second) = desk.town.on, desk.town.officers
    await set_second(on, await officer(desk.town.slug, "admin"), active=True)
    hearing = await invite(on, first, await granted_by_two(desk.town), "revoke", WHY)
    await record_heard(on, first, hearing, ORAL, PARIS)
    page = f"{HOME}/auditions/{hearing}"
    assert await decide_hearing(on, first, hearing, "revoke", WHY) == "proposed"
    assert "propose de mettre fin au droit" in await desk.read(page)
    assert await decide_hearing(on, second, hearing, "suspend", WHY) == "proposed"
    assert "fait=proposed" in await desk.send(f"{page}/decision", 303, more={"measure": "revoke", "reason": WHY})
    assert await decide_hearing(on, second, hearing, "revoke", WHY) == "decided"


async def granted_by_two(town: Town) -> UUID:
    """A right where two people decide."""
    (asked,) = await ask(town.on, town.owner, uuid4(), [town.wish()])
    for who in town.officers:
        (outcome,) = await decide(town.on, who, [asked.id], Decision(granted=True, reason=""))
    assert outcome.derogation is not None
    return outcome.derogation


async def test_each_side_keeps_to_its_part(town: Town) -> None:
    """Another carrier finds nothing; a carrier decides nothing, a territory answers nothing, drivers neither."""
    on, agent, owner = town.on, town.officers[0], town.owner
    hearing = await invite(on, agent, await granted(town), "suspend", WHY)
    stranger = await some_owner()
    with pytest.raises(NotFound):
        await get_own_hearing(stranger, hearing)
    with pytest.raises(NotFound):
        await answer_hearing(on, stranger, town.slug, hearing, "Bonjour.")
    with pytest.raises(Refused):
        await record_heard(on, owner, hearing, ORAL, PARIS)
    with pytest.raises(Refused):
        await waive_hearing(on, agent, town.slug, hearing)
    async with scoped(Scope(town.slug, str(town.carrier), role="owner")) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE hearing SET state = 'dropped', ended_at = now()")
    async with scoped(Scope(town.slug, role="admin")) as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute("UPDATE hearing SET state = 'decided', ended_at = now()")


@pytest.fixture
async def desks(town: Town, app: SignedByCookie) -> AsyncIterator[tuple[Desk, Desk]]:
    """The desk of the territory, and that of the carrier."""
    who = await settle(town.slug, "admin", "Ana Exemple")
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(who.person))
        desk = Desk(client, town, who)
        yield desk, desk.be(town.owner)


async def test_the_pages_of_both_sides(desks: tuple[Desk, Desk]) -> None:
    """Each fault by its field; the queue says what waits; letters before and after; the carrier reads and answers."""
    desk, carrier = desks
    right = await granted(desk.town)
    form = f"{HOME}/droits/{right}/entendre"
    assert "Inviter à répondre" in await desk.read(form)
    for lacks, said in (
        ({"motive": ""}, "Choisissez une raison"), ({"motive": "other", "text": " "}, "Écrivez la raison"),
        ({"due": TODAY.isoformat()}, "trop court"), ({"due": "demain"}, "ne se lit pas"),
        ({"measure": "x"}, "envisagez"), ({"text": "x" * 1501}, "trop longue"),
    ):  # fmt: skip
        assert said in await desk.send(form, 422, more=typed() | lacks), said
    page = await _opened(desk, form)
    hearing = page.rsplit("/", 1)[1]
    assert "Titulaires à entendre : en attente d’une réponse" in await desk.read()
    assert "Voir la procédure" in await desk.read(f"{HOME}/droits/{right}")
    await _addressed(desk, carrier, page)
    assert (await desk.client.get(f"{page}/decision.pdf")).status_code == 409
    await _answered(carrier, hearing)
    assert "à décider après réponse" in await desk.read()
    assert "J’étais en panne." in await desk.read(page)
    for sent, said in (
        ({"how": "none"}, "Le titulaire a répondu"), ({"how": "oral"}, "Écrivez ce qui a été dit"),
        ({"how": "written", "on": "2026-01-01"}, "précède l’invitation"), ({}, "Dites comment"),
    ):  # fmt: skip
        assert said in await desk.send(f"{page}/entendu", 422, more=sent), said
    await desk.send(f"{page}/decision", 409, more={"measure": "suspend", "reason": WHY})
    await desk.send(f"{page}/entendu", 303, more={"how": "written"})
    await desk.send(f"{page}/decision", 422, more={"measure": "", "reason": WHY})
    await desk.send(f"{page}/decision", 303, more={"measure": "suspend", "reason": WHY})
    letter = letter_text(await desk.client.get(f"{page}/decision.pdf"))
    for words in ("Nous décidons de suspendre", "L121-1", "Voies et délais de recours", "à 14"):
        assert words in letter, words
    assert "Cette dérogation est suspendue" in await carrier.read(f"{CARRIERS}/{hearing}")
    assert "toutes les demandes ont leur réponse" in await desk.read()
    await desk.read(f"{HOME}/auditions/{uuid4()}", 404)
    await carrier.read(page, 403)


async def _opened(desk: Desk, form: str) -> str:
    """The page of a hearing that this form opens."""
    opened = await desk.send(form, 303, more=typed())
    return "/territoire" + opened.rsplit("/territoire", 1)[1].split("?")[0]


async def _addressed(desk: Desk, carrier: Desk, page: str) -> None:
    """The invitation bears the address that its holder gave."""
    home = {"street": "3, rue de l’Église", "postcode": "06500", "commune": "Menton"}
    assert "Code postal" in await carrier.send("/organisation/adresse", 422, more=home | {"postcode": "65"})
    await carrier.send("/organisation/adresse", 303, more=home)
    assert "06500 MENTON" in await carrier.read("/organisation")
    letter = letter_text(await desk.client.get(f"{page}/invitation.pdf"))
    for words in ("vos observations", "Transports Exemple 3 RUE DE L EGLISE 06500 MENTON", "rien ne change"):
        assert words in letter, words


async def _answered(carrier: Desk, hearing: str) -> None:
    """The carrier sees it beside its right and among its news, and answers."""
    page = f"{CARRIERS}/{hearing}"
    assert "Le territoire envisage de la suspendre" in await carrier.read("/derogations/droits")
    assert "Répondez jusqu’au" in await carrier.read(page)
    assert "Écrivez vos observations" in await carrier.send(f"{page}/repondre", 422, text="")
    await carrier.send(f"{page}/repondre", 303, text="J’étais en panne.")
    await carrier.send(f"{page}/renoncer", 303)
    assert "Vous renoncez" in await carrier.read(page)
    await carrier.be(await some_owner()).read(page, 404)


def typed() -> dict[str, str]:
    """An opening that is well filled in."""
    return {"measure": "suspend", "motive": "use", "text": WHY, "due": (TODAY + timedelta(days=15)).isoformat()}


def test_where_it_stands_and_what_may_follow() -> None:
    """A term that passed comes first; no more is decided than was told."""
    silent, due = Said(), date(2026, 12, 1)
    assert [band_of("open", due, due + timedelta(days=n), silent, proposed=False) for n in (0, 1)] == [
        "waiting",
        "lapsed",
    ]
    assert band_of("open", due, due, Said(wrote=True), proposed=False) == "answered"
    assert (band_of("heard", due, due, silent, proposed=True), tuple(may_follow("suspend"))) == ("second", ("suspend",))
    assert tuple(may_follow("revoke")) == ("revoke", "suspend")
