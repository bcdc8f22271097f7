"""An agent comes in by ProConnect in a browser: asks, is let in by the administrator, sees their own territory only."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import uuid4

import pytest
from elsewhere import FIRM, FIRM_SECRET, Elsewhere, agent, provider, siret_of
from playwright.sync_api import Browser, Page, expect
from ports import free_port
from served import product
from signing import some_person, some_siret
from walking import device, faults

from tenants.database import Scope, scoped
from tenants.migrate import Addresses

pytestmark = pytest.mark.browser
SIREN = f"{uuid4().int % 10**9:09}"
TOWN, OTHER = f"parcours-{SIREN}", f"voisine-{SIREN}"
MAIL = f"{SIREN}.example.fr"
PEOPLE = {
    "head": agent(f"head@{MAIL}", siret_of(SIREN), given_name="Ange", usual_name="Direction"),
    "agent": agent(f"agent@{MAIL}", siret_of(SIREN)),
    "nowhere": agent(f"nowhere@{MAIL}", some_siret()),
}


class Place(NamedTuple):
    """The product, ProConnect, and the provider of the town itself."""

    site: str
    own: Elsewhere


@pytest.fixture(scope="module", autouse=True)
async def invited(database: Addresses) -> None:
    """A town whose administrator was invited, and a neighbour, there before the browser is."""
    by = await some_person()
    async with scoped(Scope(door="test")) as connection:
        for slug, name, siren in ((TOWN, "Ville du Parcours", SIREN), (OTHER, "Ville Voisine", None)):
            await connection.execute(
                "INSERT INTO territory (slug, name, siren, timezone) VALUES ($1, $2, $3, 'Europe/Paris')",
                slug, name, siren,
            )  # fmt: skip
        await connection.execute(
            "INSERT INTO invitation (token_sha256, email, role, territory, invited_by, expires_at)"
            " VALUES ($1, $2, 'admin', $3, $4, now() + interval '7 days')",
            uuid4().hex, f"head@{MAIL}", TOWN, by.person,
        )  # fmt: skip


@pytest.fixture(scope="module")
def place(database: Addresses, invited: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The product started with ProConnect’s settings."""
    port = free_port()
    site = f"http://localhost:{port}"
    folder = tmp_path_factory.mktemp("data")
    with (
        provider(PEOPLE, site) as pro,
        provider(PEOPLE, site) as own,
        product(database.runtime, port, folder, pro.settings) as base,
    ):
        yield Place(base, own)


def enter(page: Page, who: str) -> None:
    """By the button of the sign-in page, then as somebody at ProConnect."""
    page.goto("/connexion")
    page.get_by_role("button", name="S’identifier avec ProConnect").click()
    page.get_by_role("link", name=who, exact=True).click()


def test_an_agent_is_let_in(chromium: Browser, place: Place) -> None:
    """The administrator’s invitation is taken on arrival; the agent’s request is granted; each sees their own."""
    with device(chromium, place.site) as office, device(chromium, place.site, 390) as field:
        head, page = office.new_page(), field.new_page()
        enter(head, "head")
        head.wait_for_url(f"{place.site}/")
        enter(page, "agent")
        expect(page.get_by_role("heading", level=1)).to_have_text("Demande d’accès")
        expect(
            page.get_by_text("Votre demande est partie chez les administrateurs de Ville du Parcours")
        ).to_be_visible()
        assert faults(page) == []
        head.goto("/territoire/personnes")
        assert faults(head) == []
        asked = head.get_by_role("listitem").filter(has_text=f"agent@{MAIL}")
        asked.get_by_label("Rôle pour Camille Exemple").select_option("editor")
        asked.get_by_role("button", name="Accepter Camille Exemple").click()
        expect(head.get_by_role("status")).to_contain_text("L’accès est ouvert")
        expect(head.get_by_role("row").filter(has_text="Camille Exemple")).to_contain_text("Rédacteur")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre accès est ouvert")
        page.goto("/compte")
        expect(page.get_by_text("Ville du Parcours")).to_be_visible()
        expect(page.get_by_text("Ville Voisine")).to_have_count(0)
        page.get_by_role("button", name="Agir en tant que").click()
        refused = page.goto("/territoire/personnes")
        assert refused is not None
        assert refused.status == 403
        assert faults(page) == []


def test_the_people_of_a_town_sign_in_their_own_way(chromium: Browser, place: Place) -> None:
    """The administrator adds the town’s provider, tries it, finds it by an address, removes it; signs out there too."""
    with device(chromium, place.site) as context:
        page = context.new_page()
        enter(page, "head")
        page.goto("/territoire/connexion")
        page.get_by_role("button", name="Vérifier et ajouter").click()
        expect(page.get_by_role("alert")).to_contain_text("Le secret manque")
        assert faults(page) == []
        page.get_by_label("Nom affiché").fill("Annuaire de la ville")
        page.get_by_label("Adresse du fournisseur").fill(place.own.issuer)
        page.get_by_label("Identifiant").fill(FIRM)
        page.get_by_label("Secret", exact=True).fill(FIRM_SECRET)
        page.get_by_label("Fin des adresses").fill(MAIL)
        page.get_by_role("button", name="Vérifier et ajouter").click()
        expect(page.get_by_role("status")).to_contain_text("La connexion est en place")
        assert faults(page) == []
        page.get_by_role("button", name="Essayer Annuaire de la ville").click()
        page.get_by_role("link", name="agent", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("La connexion fonctionne")
        expect(page.get_by_text(f"agent@{MAIL}")).to_be_visible()
        assert faults(page) == []
        with device(chromium, place.site, 390) as other:
            phone = other.new_page()
            phone.goto("/connexion")
            assert faults(phone) == []
            phone.get_by_role("link", name="Passer par mon organisation").click()
            phone.get_by_label("Adresse ou SIRET").fill(f"agent@{MAIL}")
            phone.get_by_role("button", name="Chercher mon organisation").click()
            expect(phone.get_by_role("button", name="Continuer avec Ville du Parcours")).to_be_visible()
            assert faults(phone) == []
        page.get_by_role("link", name="Revenir aux connexions").click()
        page.get_by_label("Retirer Annuaire de la ville").click()
        page.get_by_role("button", name="Oui, retirer Annuaire de la ville").click()
        expect(page.get_by_role("status")).to_contain_text("La connexion est retirée")
        page.goto("/compte/liens")
        assert faults(page) == []
        page.locator("details.who summary").click()
        page.get_by_role("button", name="Se déconnecter").click()
        page.wait_for_url("http://127.0.0.1:*/session/end?*")


def test_somebody_from_nowhere(chromium: Browser, place: Place) -> None:
    """Cancelled first, then in without a role: each page says the way on."""
    with device(chromium, place.site) as context:
        page = context.new_page()
        page.goto("/connexion")
        page.get_by_role("button", name="S’identifier avec ProConnect").click()
        page.get_by_role("link", name="Annuler").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Vous ne vous êtes pas identifié.")
        assert faults(page) == []
        enter(page, "nowhere")
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre employeur n’est pas encore connu ici")
        assert faults(page) == []
