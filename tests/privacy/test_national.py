"""The national team: named at the command line, with a second factor, and every look leaves a trace."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from authenticator import Authenticator
from desks import PASSWORD
from scanning import assert_nowhere
from signing import NOW, some_owner, some_person
from team import Desk, role, traces
from visits import HERE

from accounts.service.operators import grant_operator, list_operators, revoke_operator
from accounts.service.privacy import list_requests, receive
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict, NotFound
from tenants.migrate import Addresses
from tenants.national import national
from tenants.relay import SetAside


async def test_the_team_is_named_and_unnamed_with_a_trace(database: Addresses) -> None:
    """An open account only, once; the list tells who has a second factor; taking back what is not held is said."""
    who = await some_person()
    now = NOW
    with pytest.raises(NotFound):
        await grant_operator("nobody@example.org", now)
    await grant_operator(who.email.upper(), now)
    with pytest.raises(Conflict):
        await grant_operator(who.email, now)
    assert [(each.email, each.strong) for each in await list_operators() if each.email == who.email] == [
        (who.email, False)
    ]
    await revoke_operator(who.email, now)
    assert who.email not in {each.email for each in await list_operators()}
    with pytest.raises(NotFound):
        await revoke_operator(who.email, now)
    assert {table for table, _ in await traces("ligne de commande: operator")} == {"role_held"}


PAGES = ("/national", "/national/donnees", "/national/faits")


async def test_who_is_not_of_the_team_is_refused(plain: Desk) -> None:
    """Without the role, without acting in it, without a second factor: each page says what is missing."""
    for path in PAGES:
        page = await plain.visit.client.get(path)
        assert (page.status_code, "quipe nationale" in page.text) == (403, True), path
    await role(plain, "operator")
    for path in PAGES:
        page = await plain.visit.client.get(path)
        assert page.status_code == 403, path
        assert "second facteur" in page.text
        assert "/compte/code" in page.text
    async with scoped(NOBODY) as connection:
        await connection.execute("UPDATE session SET acting = NULL, means = 'pwd otp mfa'")
    page = await plain.visit.client.get("/national")
    assert (page.status_code, "Choisir un rôle" in page.text) == (403, True)
    forms = ("/national/donnees", f"/national/donnees/{uuid4()}/effacer", "/national/donnees/plaque/effacer",
             f"/national/donnees/{uuid4()}/fichier", "/national/donnees/demandes", "/national/faits/x/reprendre",
             f"/national/donnees/demandes/{uuid4()}/refuser", "/national/faits/x/1/abandonner")  # fmt: skip
    for at in forms:
        sent = await plain.post("/compte/profil", at, query=plain.visit.email, motive="access", current=PASSWORD)
        assert sent.status_code == 403, at
        assert plain.visit.email not in sent.text


async def test_the_team_is_welcome_and_nothing_waits(desk: Desk) -> None:
    """Each page opens, is kept by no cache, and says so when there is nothing."""
    for path in PAGES:
        page = await desk.visit.client.get(path)
        assert page.status_code == 200, page.text
        assert page.headers["cache-control"] == "no-store"
    assert desk.visit.email in (await desk.visit.client.get("/national")).text


async def test_a_look_at_somebody_leaves_a_trace(desk: Desk) -> None:
    """Found or not, with the motive and a digest; never the address."""
    other = await some_person("Alix Cherché")
    page = await desk.post("/national/donnees", "/national/donnees", query=other.email, motive="access")
    assert page.status_code == 200
    assert "Alix Cherché" in page.text
    nobody = await desk.post("/national/donnees", "/national/donnees", query="x@example.org", motive="court")
    assert "Rien n’est gardé" in nobody.text
    said = await traces(f"{desk.person}: data of a person")
    assert [table for table, _ in said] == ["person", "person"]
    assert other.email not in repr(said)
    for query, motive, words in (
        (other.email, "", "Choisissez le motif"), ("x@", "access", "forme nom@domaine"), ("", "access", "plaque"),
    ):  # fmt: skip
        wrong = await desk.post("/national/donnees", "/national/donnees", query=query, motive=motive)
        assert (wrong.status_code, words in wrong.text) == (422, True), query
    assert len(await traces(f"{desk.person}: data of a person")) == 2


async def test_data_are_given_and_erased_at_a_request(desk: Desk, database: Addresses) -> None:
    """The request that waited is answered; a wrong password erases nobody; then nothing is left."""
    name = f"Yael{uuid4().hex[:8]}"
    other = await some_person(name)
    page, at = "/national/donnees", f"/national/donnees/{other.person}"
    kept = await desk.post(page, f"{page}/demandes", kind="erasure", subject=other.email, reason="Par courrier")
    assert kept.headers["location"] == f"{page}?fait=recue"
    assert "30 jours restants" in (await desk.visit.client.get(page)).text
    file = await desk.post(page, f"{at}/fichier", motive="access")
    assert json.loads(file.content)["person"][0]["name"] == name
    wrong = await desk.post(page, f"{at}/effacer", motive="erasure", current="pas celui-ci du tout")
    assert (wrong.status_code, "Rien n’a montré que c’est vous" in wrong.text) == (422, True)
    done = await desk.post(page, f"{at}/effacer", motive="erasure", current=PASSWORD)
    assert done.headers["location"] == f"{page}?fait=efface"
    await assert_nowhere(database, other.email, name)
    mine = [each for each in await list_requests(open_only=False) if each.by == str(desk.person)]
    assert {(each.kind, each.outcome) for each in mine} == {("access", "given"), ("erasure", "erased")}
    again = await desk.post(page, f"{at}/effacer", motive="erasure", current=PASSWORD)
    assert again.status_code == 404


async def test_a_plate_is_found_and_erased_everywhere(desk: Desk, database: Addresses) -> None:
    """In fleets and in lists, however it is typed."""
    number = uuid4().int % 900 + 100
    plate, typed = f"ZV{number}QK", f"zv-{number}-qk"
    for _ in range(2):
        owner = await some_owner()
        assert owner.acting
        async with scoped(Scope(carrier=owner.acting.carrier, role="owner")) as connection:
            await connection.execute(
                "INSERT INTO vehicle (carrier, plate) VALUES ($1, $2)", UUID(owner.acting.carrier), plate
            )
            await connection.execute(
                "INSERT INTO vehicle_import (carrier, person, name, columns, lines, problems, expires_at)"
                " VALUES ($1, $2, 'x', '[]', $3, '[]', now())",
                UUID(owner.acting.carrier), owner.person, json.dumps([typed.upper()]),
            )  # fmt: skip
    page = "/national/donnees"
    found = await desk.post(page, page, query=typed, motive="erasure")
    assert found.text.count("Transports Exemple") == 2
    gone = await desk.post(page, f"{page}/plaque/effacer", plate=plate, motive="erasure", current=PASSWORD)
    assert gone.headers["location"] == f"{page}?fait=plaque"
    await assert_nowhere(database, plate, typed)
    assert "Rien n’est gardé" in (await desk.post(page, page, query=plate, motive="erasure")).text


async def test_a_late_request_is_said_late_and_may_be_refused(desk: Desk) -> None:
    """A month, then days late; refused with a reason, and without one not."""
    at, by, door = desk.visit.clock() - timedelta(days=40), str(desk.person), f"{desk.person}: test"
    made = await receive("access", uuid4().hex * 2, door=door, by=by, reason="Par téléphone", at=at)
    page = "/national/donnees"
    assert "En retard" in (await desk.visit.client.get(page)).text
    for reason, status in (("", 422), ("x" * 301, 422), ("Identité non prouvée", 303)):
        sent = await desk.post(page, f"{page}/demandes/{made}/refuser", reason=reason)
        assert sent.status_code == status
    assert (await desk.post(page, f"{page}/demandes/{made}/refuser", reason="encore")).status_code == 404
    for wrong in ({"kind": "x", "subject": "a@b.fr", "reason": "r"}, {"kind": "access", "subject": "", "reason": "r"},
                  {"kind": "access", "subject": "a@b.fr", "reason": ""}):  # fmt: skip
        assert (await desk.post(page, f"{page}/demandes", **wrong)).status_code == 422


async def test_reading_across_territories_is_traced_even_when_it_fails(database: Addresses) -> None:
    """The trace is written before the first territory is read."""
    by = str(uuid4())
    async with scoped(Scope(door="test")) as connection:
        slug = f"essai-{uuid4()}"
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, 'x', 'Europe/Paris')", slug)

    async def fail(_: asyncpg.Connection, __: str) -> tuple[SetAside, ...]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await national(by, "why", "fact_set_aside", fail)
    assert await traces(f"{by}: why") == [("fact_set_aside", {"read": "every territory"})]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scoped(NOBODY) as connection:
            await connection.execute("SELECT record_read('person', 'x')")


async def test_a_passkey_stands_for_the_password(desk: Desk) -> None:
    """Without one, erasing is refused and the page says what is asked for; shown, it erases."""
    visit, key, other = desk.visit, Authenticator(HERE), await some_person()
    made = await visit.script("/compte/cles", "/compte/cles/question", PASSWORD)
    await visit.script("/compte/cles", "/compte/cles", key.make(made.text))
    page, at = "/national/donnees", f"/national/donnees/{other.person}/effacer"
    looked = await desk.post(page, page, query=other.email, motive="erasure")
    assert "Laissez vide pour montrer votre clé d’accès." in looked.text
    refused = await desk.post(page, at, motive="erasure")
    assert (refused.status_code, "Rien n’a montré que c’est vous" in refused.text) == (422, True)
    asked = await visit.script("/compte/cles", "/compte/preuve/question")
    assert (await visit.script("/compte/cles", "/compte/preuve", key.sign(asked.text))).status_code == 200
    assert (await desk.post(page, at, motive="erasure")).headers["location"] == "/national/donnees?fait=efface"
