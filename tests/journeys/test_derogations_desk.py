"""Two territories decide what carriers ask, in a browser: a batch, the keyboard alone; each screen is clean."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "platform/joptimiz/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOME = "/territoire/derogations"
LIST = (
    "Immatriculation\tType\tDébut\tFin\tNuméro\n"
    "ZZ-900-ZY\tpassage occasionnel\t01/01/2026\t31/12/2029\tJ-1\n"
    "ZZ-901-ZY\tLivreur\t01/01/2026\t31/12/2029\tJ-2\n"
)


def enter(browser: Browser, address: str, name: str) -> tuple[BrowserContext, Page]:
    """Somebody of the demonstration, signed in on a device of their own."""
    context = browser.new_context(locale="fr-FR", base_url=address.replace("127.0.0.1", "localhost"), bypass_csp=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    page.goto("/connexion")
    page.get_by_role("button", name=f"Entrer : {name}").click()
    page.wait_for_url(lambda url: "/connexion" not in url)
    return context, page


def see(page: Page, name: str) -> None:
    """One screen: clean for a machine, at both widths and in both schemes, without overflow."""
    found: list[str] = []
    page.add_script_tag(path=AXE)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 860})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            said = page.evaluate("tags => axe.run({runOnly: tags})", RULES)["violations"]
            found += [f"{name}, {width}, {scheme}: {each['id']} {each['nodes'][0]['target']}" for each in said]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}, {width}: overflows")
    assert found == [], "\n".join(found)


@pytest.fixture
def desks(chromium: Browser, product: str) -> Iterator[tuple[Page, Page]]:
    """That of Riviera, and that of Martinique."""
    ours, page = enter(chromium, product, "Administrateur de territoire")
    theirs, other = enter(chromium, product, "Guichet du centre de la Martinique")
    yield page, other
    ours.close()
    theirs.close()


def test_two_desks_decide_by_batch(desks: tuple[Page, Page]) -> None:
    """One grants what is alike at once, the other refuses with the reason of its order; both then read the outcome."""
    page, other = desks
    page.goto(HOME)
    see(page, "file")
    page.get_by_role("button", name="Décider ensemble").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Décider 3 demandes")
    see(page, "décision")
    page.get_by_role("button", name="Refuser les 3 demandes").click()
    expect(page.get_by_text("Choisissez un motif de refus.").first).to_be_visible()
    see(page, "motif manquant")
    page.get_by_role("button", name="Accorder les 3 demandes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3\u00a0accordées")
    see(page, "résultat")
    page.goto(f"{HOME}/droits")
    expect(page.get_by_role("row", name="chantier")).to_have_count(3)
    see(page, "droits")
    other.goto(HOME)
    expect(other.get_by_text("Petit transporteur 1").first).to_be_visible()
    other.get_by_role("checkbox").first.check()
    expect(other.get_by_role("status")).to_have_text("1 demande choisie")
    other.get_by_role("button", name="Décider la sélection").click()
    other.get_by_label("Il manque une pièce\u00a0: Extrait Kbis.").check()
    other.get_by_role("button", name="Refuser").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("1\u00a0refusée")
    other.goto(f"{HOME}/statistiques")
    expect(other.get_by_role("row", name="artisan")).to_contain_text("1")
    see(other, "statistiques")


def test_a_right_is_suspended_and_resumed(desks: tuple[Page, Page]) -> None:
    """From the list to the act, with a reason; what a request says, and a question to its carrier."""
    page, _ = desks
    page.goto(f"{HOME}/droits?sorte=artisan")
    page.get_by_role("link", name="Toute l’entreprise").first.click()
    page.get_by_text("Suspendre", exact=True).click()
    page.get_by_label("Pourquoi").first.fill("Plainte de riverains.")
    see(page, "droit")
    page.get_by_role("button", name="Suspendre ce droit").click()
    expect(page.get_by_role("status")).to_contain_text("Le droit est suspendu")
    page.get_by_role("button", name="Reprendre le droit").click()
    expect(page.get_by_role("status")).to_contain_text("Le droit sert à nouveau")
    page.goto(f"{HOME}?sorte=artisan")
    page.get_by_role("link", name="Toute l’entreprise").first.click()
    expect(page.get_by_role("heading", name="Ce que le droit changerait")).to_be_visible()
    see(page, "demande")
    page.get_by_label("Question au transporteur").fill("Quelles rues, et quels jours ?")
    page.get_by_role("button", name="Envoyer la question").click()
    expect(page.get_by_role("status")).to_contain_text("La question est envoyée")
    expect(page.get_by_text("Quelles rues, et quels jours ?")).to_be_visible()


def test_with_the_keyboard_alone(desks: tuple[Page, Page]) -> None:
    """Two are chosen by their letters and granted, without a mouse."""
    page, _ = desks
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


def test_letters_are_signed_and_asked_for(desks: tuple[Page, Page]) -> None:
    """Who signs, what the texts say; letters of a day asked for together, then given up; each screen clean."""
    page, _ = desks
    page.goto(f"{HOME}/lettres/signature")
    page.get_by_text("Demande de dérogation refusée").click()
    expect(page.get_by_text("recours gracieux").first).to_be_visible()
    page.get_by_label("Tribunal administratif compétent").fill("Nice")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Il manque le mot qui précède la ville.").first).to_be_visible()
    see(page, "signature à corriger")
    page.get_by_label("Tribunal administratif compétent").fill("de Nice")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("La signature des lettres est enregistrée")
    page.goto(f"{HOME}/lettres")
    page.get_by_role("button", name="Préparer les lettres").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("lettres")
    see(page, "lettres en cours")
    page.get_by_role("button", name="Arrêter et ne rien garder").click()
    expect(page.get_by_role("heading", name="Arrêtées")).to_be_visible()


def test_an_existing_list_is_taken(desks: tuple[Page, Page]) -> None:
    """Pasted, a word explained, taken; each screen clean."""
    page, _ = desks
    page.goto(f"{HOME}/import")
    see(page, "import")
    page.get_by_label("Ou collez les lignes").fill(LIST)
    page.get_by_role("button", name="Lire la liste").click()
    expect(page.get_by_role("heading", name="À corriger")).to_be_visible()
    see(page, "import à corriger")
    page.get_by_label("« Livreur » veut dire").select_option(label="Le passage occasionnel")
    page.get_by_role("button", name="Relire avec ces choix").click()
    page.get_by_role("button", name="Prendre ces 2 dérogations").click()
    expect(page.get_by_role("status")).to_contain_text("2 dérogations sont prises")
    page.goto(f"{HOME}/droits?q=zz900zy")
    expect(page.get_by_role("row", name="ZZ-900-ZY")).to_contain_text("Sans compte")
