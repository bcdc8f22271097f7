"""The demonstration entered by a click: programs and federations as people meet them."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from walking import enter, survey

pytestmark = pytest.mark.browser


@pytest.fixture
def context(chromium: Browser, product: str) -> Iterator[BrowserContext]:
    """A French browser that has never been here, and may copy."""
    with chromium.new_context(locale="fr-FR", base_url=product, bypass_csp=True) as context:
        context.set_default_timeout(20_000)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=product)
        yield context


def enter_at(context: BrowserContext, name: str, path: str) -> Page:
    """A page as somebody of the demonstration."""
    page = enter(context.new_page(), name)
    page.goto(path)
    return page


def test_a_program_is_added_used_and_revoked(context: BrowserContext, product: str) -> None:
    """Its secret, copied from the page, gets a token that reads the fleet; revoked, it opens nothing."""
    page = enter_at(context, "Responsable de transporteur", "/organisation/programmes")
    page.get_by_role("textbox", name="Nom").fill("Gestion des tournées")
    page.get_by_label("Lire la flotte").check()
    page.get_by_role("button", name="Ajouter le programme").click()
    page.get_by_role("button", name="Copier le secret").click()
    expect(page.get_by_text("Copié.")).to_be_visible()
    secret = page.evaluate("navigator.clipboard.readText()")
    client = page.get_by_label("Identifiant (client_id)").input_value()
    assert survey(page, "un programme ajouté") == []
    given = httpx.post(f"{product}/oauth/token", data={"grant_type": "client_credentials"}, auth=(client, secret))
    bearer = {"authorization": f"Bearer {given.json()['access_token']}"}
    assert httpx.get(f"{product}/api/v1/vehicles", headers=bearer).json()["count"] == 13
    page.get_by_role("link", name="Retirer Gestion des tournées").click()
    assert survey(page, "retirer") == []
    page.get_by_role("button", name="Retirer le programme").click()
    expect(page.get_by_text("Aucun programme")).to_be_visible()
    assert httpx.get(f"{product}/api/v1/vehicles", headers=bearer).status_code == 401


def test_a_federation_counts_one_more_then_one_less(context: BrowserContext, product: str, chromium: Browser) -> None:
    """The carrier that accepts is counted, and no more once it has left."""
    total = re.compile(r"Environ (\d+) véhicules")

    def counted(page: Page) -> int:
        page.reload()
        said = total.search(page.locator(".headline").inner_text())
        assert said
        return int(said[1])

    federation = enter_at(context, "Fédération de démonstration", "/federation")
    before = counted(federation)
    assert survey(federation, "fédération") == []
    with chromium.new_context(locale="fr-FR", base_url=product, bypass_csp=True) as other:
        carrier = enter_at(other, "Responsable de transporteur", "/organisation/federations")
        assert survey(carrier, "une offre") == []
        carrier.get_by_role("button", name="Rejoindre Fédération de démonstration").click()
        expect(carrier.get_by_text("Depuis le")).to_be_visible()
        assert counted(federation) in (before + 10, before + 15)
        carrier.get_by_role("button", name="Quitter Fédération de démonstration").click()
        expect(carrier.get_by_text("Aucune.")).to_be_visible()
    assert counted(federation) == before


def test_the_contract_shows_how_to_call(context: BrowserContext) -> None:
    """The page of the interface offers to sign in with a token, and names the scopes."""
    page = context.new_page()
    page.goto("/schema")
    page.locator("button.authorize").first.click()
    expect(page.get_by_text("fleet:write").first).to_be_visible()
