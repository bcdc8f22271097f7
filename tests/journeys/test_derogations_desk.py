"""A territory keeps its rights in a browser: suspended and heard, decided by the keyboard alone, taken from a list."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from walking import device, enter, examine, page_of

pytestmark = pytest.mark.browser
HOME = "/territoire/derogations"
LIST = (
    "Immatriculation\tType\tDébut\tFin\tNuméro\n"
    "ZZ-900-ZY\tpassage occasionnel\t01/01/2026\t31/12/2029\tJ-1\n"
    "ZZ-901-ZY\tLivreur\t01/01/2026\t31/12/2029\tJ-2\n"
)


@pytest.fixture
def page(chromium: Browser, product: str) -> Iterator[Page]:
    """That of Riviera."""
    with device(chromium, product) as context:
        yield enter(page_of(context), "Administrateur de territoire")


def test_a_right_is_suspended_and_resumed(page: Page) -> None:
    """At once where it is urgent, then heard and let be; what a request says, and a question to its carrier."""
    page.goto(f"{HOME}/droits?sorte=artisan")
    page.get_by_role("link", name="Toute l’entreprise").first.click()
    page.get_by_role("link", name="Suspendre d’urgence").click()
    page.get_by_label("Autre raison, à écrire ci-dessous.").check()
    page.get_by_label("Précision").fill("Plainte de riverains.")
    page.get_by_label("Il y a urgence").check()
    page.get_by_label("Ce qui presse").fill("La voie cède.")
    examine(page)
    page.get_by_role("button", name="Suspendre maintenant").click()
    expect(page.get_by_role("status")).to_contain_text("Le droit est suspendu")
    examine(page)
    page.get_by_label("De vive voix").check()
    page.get_by_label("Compte rendu").fill("La voie est consolidée.")
    page.get_by_role("button", name="Noter").click()
    expect(page.get_by_role("heading", name="Décider")).to_be_visible()
    examine(page)
    page.get_by_text("Ne pas donner suite", exact=True).click()
    page.get_by_role("button", name="Clore sans suite").click()
    expect(page.get_by_role("status")).to_contain_text("Vous n’y donnez pas suite")
    page.goto(f"{HOME}?sorte=artisan")
    page.get_by_role("link", name="Toute l’entreprise").first.click()
    expect(page.get_by_role("heading", name="Ce que le droit changerait")).to_be_visible()
    examine(page)
    page.get_by_label("Question au transporteur").fill("Quelles rues, et quels jours ?")
    page.get_by_role("button", name="Envoyer la question").click()
    expect(page.get_by_role("status")).to_contain_text("La question est envoyée")
    expect(page.get_by_text("Quelles rues, et quels jours ?")).to_be_visible()


def test_with_the_keyboard_alone(page: Page) -> None:
    """Two are chosen by their letters and granted, without a mouse."""
    page.goto(f"{HOME}?sorte=occasionnel")
    expect(page.locator("[data-keys]")).to_be_visible()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-chosen]")).to_have_text("2 demandes choisies")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Décider 2 demandes")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "accorder":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2\u00a0accordées")


def test_letters_are_signed_and_asked_for(page: Page) -> None:
    """Who signs, what the texts say; letters of a day asked for together, then given up; each screen clean."""
    page.goto(f"{HOME}/lettres/signature")
    page.get_by_text("Demande de dérogation refusée").click()
    expect(page.get_by_text("recours gracieux").first).to_be_visible()
    page.get_by_label("Tribunal administratif compétent").fill("Nice")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Il manque le mot qui précède la ville.").first).to_be_visible()
    examine(page)
    page.get_by_label("Tribunal administratif compétent").fill("de Nice")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("La signature des lettres est enregistrée")
    page.goto(f"{HOME}/lettres")
    page.get_by_role("button", name="Préparer les lettres").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("lettres")
    examine(page)
    page.get_by_role("button", name="Arrêter et ne rien garder").click()
    expect(page.get_by_role("heading", name="Arrêtées")).to_be_visible()


def test_an_existing_list_is_taken(page: Page) -> None:
    """Pasted, a word explained, taken; each screen clean."""
    page.goto(f"{HOME}/import")
    examine(page)
    page.get_by_label("Ou collez les lignes").fill(LIST)
    page.get_by_role("button", name="Lire la liste").click()
    expect(page.get_by_role("heading", name="À corriger")).to_be_visible()
    examine(page)
    page.get_by_label("« Livreur » veut dire").select_option(label="Le passage occasionnel")
    page.get_by_role("button", name="Relire avec ces choix").click()
    page.get_by_role("button", name="Prendre ces 2 dérogations").click()
    expect(page.get_by_role("status")).to_contain_text("2 dérogations sont prises")
    page.goto(f"{HOME}/droits?q=zz900zy")
    expect(page.get_by_role("row", name="ZZ-900-ZY")).to_contain_text("Sans compte")
