"""One account, as the people of one day live it: a carrier with a passkey, a driver, an agent; each sees their own."""

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from elsewhere import agent, provider, siret_of
from playwright.sync_api import Browser, Page, expect
from ports import free_port
from served import product
from signing import some_person, some_siret
from walking import PASTED, Authenticator, ask_account, device, examine, follow, page_of, read_letter

from tenants.database import Scope, scoped
from tenants.migrate import Addresses

pytestmark = pytest.mark.browser
SIREN = f"{uuid4().int % 10**9:09}"
TOWN, MAIL = f"un-compte-{SIREN}", f"agent@{SIREN}.example.fr"
PEOPLE = {"agent": agent(MAIL, siret_of(SIREN), given_name="Ange", usual_name="Mairie")}


@pytest.fixture(scope="module", autouse=True)
async def town(database: Addresses) -> None:
    """A town that awaits its agent, there before the browser is."""
    by = await some_person()
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, siren, timezone) VALUES ($1, 'Ville d’Un Compte', $2, 'Europe/Paris')",
            TOWN, SIREN,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO invitation (token_sha256, email, role, territory, invited_by, expires_at)"
            " VALUES ($1, $2, 'admin', $3, $4, now() + interval '7 days')",
            uuid4().hex, MAIL, TOWN, by.person,
        )  # fmt: skip


@pytest.fixture(scope="module")
def site(database: Addresses, town: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The product, which knows ProConnect."""
    port = free_port()
    with (
        provider(PEOPLE, f"http://localhost:{port}") as pro,
        product(database.runtime, port, tmp_path_factory.mktemp("data"), pro.settings) as base,
    ):
        yield base


def sign_up(page: Page, name: str, look: Callable[[Page], None]) -> str:
    """Open an account with a passkey, as the letter asks, looking at each page; the address."""
    phone = Authenticator(page)
    email = ask_account(page, name, "Avec une clé d’accès")
    look(page)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Un courrier vient de partir")
    follow(page, email)
    look(page)
    phone.recognise(False)
    page.get_by_role("button", name="Créer la clé et ouvrir le compte").click()
    expect(page.get_by_role("alert")).to_contain_text("La clé n’a pas été créée")
    phone.recognise(True)
    page.get_by_role("button", name="Créer la clé et ouvrir le compte").click()
    expect(page.get_by_role("status")).to_have_text("Votre compte est ouvert.")
    return email


def found(page: Page) -> None:
    """An organisation, with its SIRET."""
    page.goto("/organisation/nouvelle")
    page.get_by_label("Ce qu’elle est").select_option("carrier")
    page.get_by_label("Nom").fill("Transports d’un compte")
    page.get_by_label("SIRET").fill(some_siret())
    examine(page)
    page.get_by_role("button", name="Créer l’organisation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Transports d’un compte")


def add_vehicles(page: Page) -> str:
    """Twenty vehicles pasted with three bad lines, mended, taken; the card of one."""
    page.goto("/flotte")
    expect(page.get_by_text("Votre flotte est vide.")).to_be_visible()
    examine(page)
    page.get_by_role("link", name="Coller ou importer une liste").click()
    page.get_by_label(re.compile("Vos plaques")).fill(PASTED)
    examine(page)
    page.get_by_role("button", name="Vérifier la liste").click()
    expect(page.get_by_text("17 lignes prêtes, 3 lignes à corriger")).to_be_visible()
    expect(page.get_by_label("Plaque, ligne 19")).to_have_accessible_description(re.compile("AB-120-CE"))
    examine(page)
    page.get_by_label("Plaque, ligne 19").fill("AB-120-CE")
    page.get_by_label("PTAC, ligne 20").fill("3,5 t")
    page.get_by_label("Énergie, ligne 21").fill("GNV")
    page.get_by_role("button", name="Vérifier les lignes corrigées").click()
    expect(page.get_by_text("20 lignes prêtes, aucune ligne à corriger")).to_be_visible()
    page.get_by_role("button", name="Ajouter les 20 véhicules").click()
    expect(page.get_by_role("status")).to_contain_text("20 véhicules ajoutés")
    page.get_by_role("link", name="Voir la flotte").click()
    expect(page.locator(".fleet tbody tr")).to_have_count(20)
    examine(page)
    page.get_by_role("link", name="Modifier AB-001-CD").click()
    examine(page)
    return page.url


def invite(page: Page, email: str) -> str:
    """Invite a driver; the link of the letter."""
    page.goto("/organisation")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_role("button", name="Inviter").click()
    expect(page.get_by_text(f"Invitation envoyée à {email}")).to_be_visible()
    examine(page)
    read_letter(page, email)
    return page.locator(".letter a").first.get_attribute("href") or ""


def drive(page: Page, link: str) -> None:
    """Take the invitation; read the fleet, and write nothing."""
    page.goto(link)
    examine(page)
    page.get_by_role("button", name="Accepter l’invitation").click()
    page.get_by_role("link", name="Flotte").click()
    expect(page.get_by_text("Vous lisez cette flotte, sans la modifier.")).to_be_visible()
    expect(page.locator(".fleet tbody tr")).to_have_count(20)
    expect(page.get_by_role("link", name="Ajouter un véhicule")).to_have_count(0)
    examine(page)
    page.get_by_role("link", name="Lire AB-001-CD").click()
    expect(page.get_by_label(re.compile("^Plaque"))).to_be_disabled()
    expect(page.get_by_role("button")).to_have_count(0)


def come_by_proconnect(page: Page, site: str) -> None:
    """The agent, whose invitation is taken on arrival."""
    page.goto("/connexion")
    examine(page)
    page.get_by_role("button", name="S’identifier avec ProConnect").click()
    page.get_by_role("link", name="agent", exact=True).click()
    page.wait_for_url(f"{site}/")
    page.goto("/territoire/personnes")
    examine(page)


def refusals(page: Page, *paths: str) -> list[int]:
    """What these addresses answer to who is signed in."""
    answers = [page.request.get(path, max_redirects=0) for path in paths]
    return [answer.status for answer in answers]


def test_one_account(chromium: Browser, site: str) -> None:
    """Passkeys on a phone, a fleet pasted and mended, a driver invited, an agent by ProConnect: each sees their own."""
    with device(chromium, site, 390) as pocket, device(chromium, site, 390) as cab, device(chromium, site) as office:
        carrier, driver, clerk = page_of(pocket), page_of(cab), page_of(office)
        boss = sign_up(carrier, "Camille Transport", examine)
        examine(carrier)
        found(carrier)
        card = add_vehicles(carrier)
        wheel = sign_up(driver, "Nadia Berger", lambda _: None)  # The same pages.
        link = invite(carrier, wheel)
        expect_stranger_to_be_refused(clerk, site, link)
        drive(driver, link)
        assert refusals(
            carrier, "/territoire/personnes", "/national/", "/flotte/00000000-0000-4000-8000-000000000000"
        ) == [403, 403, 404]
        assert refusals(driver, "/territoire/personnes", "/flotte/ajouter", "/organisation/programmes") == [403] * 3
        assert refusals(clerk, "/flotte", card, "/flotte/ajouter", "/organisation/programmes") == [403] * 4
        see_their_own(carrier, driver, clerk, boss, wheel)


def expect_stranger_to_be_refused(clerk: Page, site: str, link: str) -> None:
    """The agent comes in, and the driver’s link is worth nothing to them: it does not even say who invites."""
    come_by_proconnect(clerk, site)
    refused = clerk.goto(link)
    assert refused is not None
    assert refused.status == 409
    expect(clerk.get_by_text("Transports d’un compte")).to_have_count(0)


def see_their_own(carrier: Page, driver: Page, clerk: Page, boss: str, wheel: str) -> None:
    """Lists hold who and what belongs there; each account says one role."""
    carrier.goto("/organisation")
    for each in (boss, wheel):
        expect(carrier.get_by_text(each)).to_be_visible()
    driver.goto("/organisation")
    expect(driver.get_by_text(boss)).to_have_count(0)
    clerk.goto("/territoire/personnes")
    expect(clerk.get_by_text(MAIL).first).to_be_visible()
    for page, place in (
        (carrier, "Transports d’un compte"),
        (driver, "Transports d’un compte"),
        (clerk, "Ville d’Un Compte"),
    ):
        page.goto("/compte")
        expect(page.locator("section", has=page.locator("#roles")).get_by_role("listitem")).to_have_count(1)
        expect(page.get_by_text(place).first).to_be_visible()
    for email in (boss, wheel):
        clerk.goto("/territoire/personnes")
        expect(clerk.get_by_text(email)).to_have_count(0)
