"""Coming in by ProConnect, through the pages, against oidc-provider with its settings, which is none of ours."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from arrivals import MAIL, SIRET, TOWN, Door, admin_of, invite, signed
from desks import PASSWORD
from elsewhere import Elsewhere, away_of, come_back
from signing import some_person
from visits import HERE, Visit, browser, services

from accounts.service.requests import decide, has_admin, list_requests, list_unkept
from accounts.service.sessions import find
from tenants.database import NOBODY, Scope, scoped
from tenants.migrate import Addresses
from tenants.who import Role, Who


async def test_the_first_agent_asks(door: Door) -> None:
    """An account is opened, strong, without role; the request waits, for the national team too; then it is granted."""
    visit = door.visit()
    back = await door.arrive("first", visit=visit)
    assert back.headers["location"] == f"/connexion/acces?territoire={TOWN}"
    who = await signed(visit)
    assert (who.name, who.email, who.strong, who.roles) == ("Camille Exemple", f"first@{MAIL}", True, ())
    page = await visit.client.get(back.headers["location"])
    assert "Votre demande est partie chez les administrateurs de Ville d’Arrivée" in page.text
    assert "l’équipe nationale" in page.text
    assert not await has_admin(TOWN)
    assert who.person in {each.person for each in await list_unkept(str(who.person))}
    again = await door.arrive("first", visit=visit)
    assert again.headers["location"] == back.headers["location"]
    (asked,) = [each for each in await list_requests(TOWN) if each.person == who.person]
    assert (asked.siret, asked.organisation) == (SIRET, "Métropole")
    operator = await some_person()
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, granted_by) VALUES ($1, 'operator', 'test')", operator.person
        )
    acting = Role("operator")
    await decide(Who(operator.person, "x", "x", (acting,), acting), TOWN, asked.id, "admin", door.clock())
    assert (await door.arrive("first", visit=visit)).headers["location"] == "/"
    assert (await signed(visit)).acting == Role("admin", TOWN)
    page = await visit.client.get(f"/connexion/acces?territoire={TOWN}")
    assert "Votre accès est ouvert" in page.text
    async with scoped(Scope(territory=TOWN)) as connection:
        rows = await connection.fetch("SELECT what, after FROM audit WHERE territory = $1 ORDER BY number", TOWN)
    assert [row["what"] for row in rows if str(who.person) in str(row["after"])] == ["access.granted"]
    assert "first@" not in str([tuple(row) for row in rows])


async def test_an_invitation_is_taken(door: Door) -> None:
    """With its role and its commune, by the address that ProConnect gives, and nobody else's."""
    by = await admin_of(TOWN)
    await invite(f"invited@{MAIL}", "editor", TOWN, by, "97209")
    visit = door.visit()
    assert (await door.arrive("invited", visit=visit)).headers["location"] == "/"
    assert (await signed(visit)).acting == Role("editor", TOWN, authority="97209")
    assert (await door.arrive("late")).headers["location"] == f"/connexion/acces?territoire={TOWN}"


async def test_an_account_is_never_taken_over(door: Door) -> None:
    """The holder of the address signs in first, links, and comes in by it then; unlinks, but never the last means."""
    visit = door.visit()
    visit.email = f"known@{MAIL}"
    await visit.join()
    refused = await door.arrive("known")
    assert refused.status_code == 409
    assert "Un compte existe déjà avec cette adresse" in refused.text
    assert (await visit.fill("/compte/liens", at="/compte/liens/proconnect")).status_code == 422
    away = await visit.fill("/compte/liens", at="/compte/liens/proconnect", current=PASSWORD)
    linked = await visit.client.get(await door.back(away, "known"))
    assert linked.headers["location"] == "/compte/liens?fait=linked"
    page = await visit.client.get("/compte/liens")
    assert "Délier ProConnect" in page.text
    assert "Relier ProConnect" not in page.text
    other = door.visit()
    assert (await door.arrive("known", visit=other)).status_code == 303
    assert (await signed(other)).person == (await signed(visit)).person
    gone = await visit.fill("/compte/liens", at="/compte/liens/retirer", issuer=door.there.issuer, current=PASSWORD)
    assert gone.headers["location"] == "/compte/liens?fait=unlinked"
    assert (await door.arrive("known")).status_code == 409


async def test_what_is_linked_to_one_is_not_linked_to_another(door: Door) -> None:
    """And the account that ProConnect opened keeps its only means of entry."""
    born = door.visit()
    await door.arrive("link", visit=born)
    last = await born.fill("/compte/liens", at="/compte/liens/retirer", issuer=door.there.issuer)
    assert last.status_code == 409
    assert "C’est votre seul moyen d’entrer" in last.text
    assert "En choisir un par courrier" in (await born.client.get("/compte/adresse")).text
    led = await born.fill("/compte/adresse", email="autre@example.org")
    assert (led.status_code, "Choisissez d’abord un mot de passe ou une clé d’accès" in led.text) == (422, True)
    unknown = await born.fill("/compte/liens", at="/compte/liens/retirer", issuer="https://x.example")
    assert unknown.status_code == 404
    visit = door.visit()
    await visit.join()
    away = await visit.fill("/compte/liens", at="/compte/liens/proconnect", current=PASSWORD)
    taken = await visit.client.get(await door.back(away, "link"))
    assert taken.status_code == 409
    assert "Ce compte est déjà relié" in taken.text


async def test_an_employer_we_do_not_know(door: Door) -> None:
    """The page says so, and the account stands without role."""
    visit = door.visit()
    back = await door.arrive("nowhere", visit=visit)
    assert back.headers["location"] == "/connexion/acces"
    assert "Votre employeur n’est pas encore connu ici" in (await visit.client.get("/connexion/acces")).text
    assert (await signed(visit)).roles == ()
    assert (await visit.client.get("/connexion/acces?territoire=nulle-part")).status_code == 404


async def test_a_refusal_holds_for_a_while(door: Door) -> None:
    """The agent reads it; a week later, a sign-in asks again."""
    by, visit = await admin_of(TOWN), door.visit()
    back = await door.arrive("refused", visit=visit)
    who = await signed(visit)
    (asked,) = [each for each in await list_requests(TOWN) if each.person == who.person]
    await decide(by, TOWN, asked.id, None, door.clock())
    page = (await visit.client.get(back.headers["location"])).text
    assert "Votre demande a été refusée" in page
    assert "Motif" not in page
    await door.arrive("refused", visit=visit)
    assert who.person not in {each.person for each in await list_requests(TOWN)}
    async with scoped(Scope(territory=TOWN)) as connection:
        await connection.execute(
            "UPDATE access_request SET decided_at = decided_at - interval '8 days',"
            " asked_at = asked_at - interval '8 days' WHERE person = $1",
            who.person,
        )
    await door.arrive("refused", visit=visit)
    assert who.person in {each.person for each in await list_requests(TOWN)}
    (asked,) = [each for each in await list_requests(TOWN) if each.person == who.person]
    await decide(by, TOWN, asked.id, None, door.clock(), reason="Écrivez à la mairie.")
    page = (await visit.client.get(back.headers["location"])).text
    assert "L’équipe nationale de JOPTIMIZ n’a pas donné suite" in page
    assert "Écrivez à la mairie." in page


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Vous ne vous êtes pas identifié."), ("en", "You did not sign in.")]
)
async def test_whoever_cancels_reads_how_to_go_on(door: Door, language: str, said: str) -> None:
    """In either language."""
    visit = door.visit()
    visit.client.headers["accept-language"] = language
    back = await door.arrive("", visit=visit)
    assert back.status_code == 403
    assert said in back.text
    assert 'href="/connexion"' in back.text


async def test_an_answer_serves_once_to_its_own_browser(door: Door) -> None:
    """Replayed, brought by another browser, after ten minutes, with a foreign state: each a page, nobody signed in."""
    visit, thief = door.visit(), door.visit()
    back = await door.back(await visit.fill("/connexion", at="/connexion/proconnect"), "other")
    assert (await thief.client.get(back)).status_code == 404
    kept = visit.client.cookies["joptimiz-outside"]
    assert (await visit.client.get(back)).status_code == 303
    visit.client.cookies.set("joptimiz-outside", kept)
    replayed = await visit.client.get(back)
    assert (replayed.status_code, "déjà servi" in replayed.text) == (404, True)
    late = door.visit()
    back = await door.back(await late.fill("/connexion", at="/connexion/proconnect"), "other")
    door.clock.turn(minutes=10)
    assert (await late.client.get(back)).status_code == 404
    door.clock.turn(minutes=-10)
    foreign = door.visit()
    await foreign.fill("/connexion", at="/connexion/proconnect")
    answer = await foreign.client.get(re.sub(r"state=[^&]+", "state=x", back))
    assert answer.status_code == 403
    assert "n’est pas celle de cette demande" in answer.text
    assert "joptimiz" not in foreign.client.cookies


@pytest.mark.parametrize(
    ("who", "hours", "said"),
    [
        ("late", -2, "n’a plus cours, ou pas encore"),
        ("nameless", 0, "Aucune adresse électronique"),
    ],
)
async def test_answers_that_do_not_do(door: Door, who: str, hours: int, said: str) -> None:
    """A clock that is wrong, nobody's address: a page, nobody signed in."""
    visit = door.visit()
    back = await door.back(await visit.fill("/connexion", at="/connexion/proconnect"), who)
    door.clock.turn(hours=hours)
    answer = await visit.client.get(back)
    assert answer.status_code == 403
    assert said in answer.text
    assert "joptimiz" not in visit.client.cookies


async def test_one_factor_does_not_do(door: Door) -> None:
    """Even when the browser takes the question out of the address."""
    visit = door.visit()
    away = away_of(await visit.fill("/connexion", at="/connexion/proconnect"))
    weaker = re.sub(r"claims=[^&]+", "acr_values=eidas1", away)
    async with httpx.AsyncClient(trust_env=False) as there:
        back = await come_back(there, weaker, "weak", HERE)
    answer = await visit.client.get(back)
    assert (answer.status_code, "deux facteurs" in answer.text) == (403, True)


async def test_a_silent_source(database: Addresses, tmp_path: Path) -> None:
    """A page that says to come back, in each language."""
    wired, post, clock = services(tmp_path, **Elsewhere("http://127.0.0.1:9").settings)
    for language, said in (("fr", "ne répond pas"), ("en", "does not answer")):
        visit = Visit(browser(wired, HERE, "198.51.100.250"), post, clock, "x")
        visit.client.headers["accept-language"] = language
        answer = await visit.fill("/connexion", at="/connexion/proconnect")
        assert (answer.status_code, said in answer.text) == (503, True)


async def test_without_proconnect_nothing_offers_it(database: Addresses, tmp_path: Path) -> None:
    """No button, no page, no way to link."""
    wired, post, clock = services(tmp_path)
    visit = Visit(browser(wired, HERE, "203.0.113.8"), post, clock, "x")
    assert "ProConnect" not in (await visit.client.get("/connexion")).text
    assert (await visit.client.get("/connexion/proconnect")).status_code == 404
    assert (await visit.fill("/connexion", at="/connexion/proconnect")).status_code == 404


async def test_a_form_of_elsewhere_begins_nothing(door: Door) -> None:
    """Nor one without its binding."""
    visit = door.visit()
    for headers in ({"origin": "https://evil.example"}, {"origin": HERE}):
        answer = await visit.client.post("/connexion/proconnect", headers=headers)
        assert answer.status_code == 403


async def test_signing_out_goes_there_too(door: Door) -> None:
    """The browser is sent there with its ID token, of which nothing is left; another sign-in must be proved again."""
    visit = door.visit()
    async with httpx.AsyncClient(trust_env=False) as there:
        away = await visit.fill("/connexion", at="/connexion/proconnect")
        await visit.client.get(await come_back(there, away_of(away), "leaver", HERE))
        session = (await find(visit.client.cookies["joptimiz"], door.clock())).signed.session  # type: ignore[union-attr]
        left = await visit.fill("/compte", at="/deconnexion")
        assert "Vous êtes déconnecté de JOPTIMIZ" in left.text
        asked = dict(parse_qsl(urlsplit(away_of(left)).query))
        assert asked["post_logout_redirect_uri"] == f"{HERE}/connexion/sortie"
        assert asked["id_token_hint"].count(".") == 2
        page = await there.get(away_of(left))
        assert 'name="xsrf"' in page.text
    assert (await visit.client.get("/connexion/sortie")).headers["location"] == "/"
    assert (await visit.client.get("/compte")).status_code == 303
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow("SELECT id_token, ended_at FROM session WHERE id = $1", session)
    assert (row["id_token"], row["ended_at"]) == (None, door.clock())
