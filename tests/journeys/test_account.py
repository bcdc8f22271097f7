"""An account, from the first letter to the last session; each page for everyone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import pyotp
import pytest
from desks import PASSWORD
from playwright.sync_api import Browser, BrowserContext, Page, expect
from walking import Authenticator, ask_account, device, examine, faults, follow, join, page_of

pytestmark = pytest.mark.browser
ANYBODY = ["connexion/oubli", "boite", "confirmer/inconnu"]
OWN = ["/profil", "/adresse", "/mot-de-passe", "/cles", "/code", "/donnees"]


@pytest.fixture(scope="module")
def site(product: str) -> str:
    """The product by the name that passkeys accept."""
    return f"http://localhost:{urlsplit(product).port}"


@pytest.fixture
def context(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    """A French browser that has never been here."""
    with device(chromium, site) as context:
        yield context


def enter(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in from where the page is."""
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def sign_out(page: Page) -> None:
    """By the menu of the head."""
    page.get_by_label("Compte de Camille Exemple").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter").first).to_be_attached()


def test_from_the_first_letter_to_a_passkey(chromium: Browser, context: BrowserContext, site: str) -> None:
    """Sign up, confirm, sign in, add a passkey, sign out, sign in with it, end the session left open elsewhere."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    email = join(page)
    Authenticator(page)
    sign_out(page)
    page.goto(f"{site}/compte/cles")
    expect(page).to_have_url(re.compile(r"/connexion\?next="))
    enter(page, email)
    expect(page).to_have_url(f"{site}/compte/cles")
    page.get_by_label("Nom de la clé").fill("téléphone")
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_text("Donnez votre mot de passe actuel.")).to_be_visible()
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_role("status")).to_have_text("Clé d’accès ajoutée.")
    expect(page.get_by_role("listitem").filter(has_text="téléphone")).to_contain_text("jamais utilisée")
    with chromium.new_context(locale="fr-FR", user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0") as elsewhere:
        other = elsewhere.new_page()
        other.goto(f"{site}/connexion?next=/compte")
        enter(other, email)
        expect(other.get_by_role("heading", level=1)).to_have_text("Mon compte")
        sign_out(page)
        page.goto(f"{site}/connexion?next=/compte")
        page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
        expect(page.get_by_text("1 clé d’accès", exact=True)).to_be_visible()
        page.get_by_role("button", name=re.compile("Déconnecter Firefox, Windows")).click()
        expect(page.get_by_role("status")).to_have_text("Appareil déconnecté.")
        other.reload()
        expect(other.get_by_role("heading", level=1)).to_have_text("Se connecter")


def test_codes_of_a_telephone_and_recovery_codes(context: BrowserContext, site: str) -> None:
    """Link an application, sign in with its code, then without the telephone."""
    page = context.new_page()
    email = join(page)
    page.goto(f"{site}/compte/code")
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Relier une application").click()
    expect(page.get_by_role("img", name="Code QR")).to_be_visible()
    phone = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", ""))
    now = datetime.now(UTC)  # noqa: TID251  # the product's clock is the machine's
    page.get_by_label("Code affiché par l’application").fill(phone.at(now, counter_offset=-1))
    page.get_by_role("button", name="Mettre les codes en place").click()
    expect(page.locator(".codes li")).to_have_count(10)
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("link", name="Je les ai notés").click()
    for code in (phone.at(now, counter_offset=1), codes[0]):
        sign_out(page)
        page.goto(f"{site}/connexion?next=/compte")
        enter(page, email)
        expect(page.get_by_role("heading", level=1)).to_have_text("Donner le code")
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Continuer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    expect(page.get_by_text("9 codes restants")).to_be_visible()


def test_a_passkey_alone(context: BrowserContext, site: str) -> None:
    """It replaces the password before what matters, the last one stays, and a letter gives another when it is lost."""
    page = page_of(context)
    phone = Authenticator(page)
    email = open_with_key(page)
    page.get_by_role("link", name="Gérer : Clés d’accès").click()
    page.get_by_role("link", name=re.compile("^Retirer la clé")).click()
    phone.recognise(False)
    page.get_by_role("button", name=re.compile("^Retirer la clé")).click()
    expect(page.get_by_role("alert")).to_contain_text("La clé d’accès n’a pas été reconnue")
    phone.recognise(True)
    page.get_by_role("button", name=re.compile("^Retirer la clé")).click()
    expect(page.get_by_role("alert")).to_contain_text("C’est votre seul moyen d’entrer.")
    examine(page)
    page.goto("/compte/cles")
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_text("Cet appareil a déjà une clé d’accès de votre compte")).to_be_visible()
    sign_out(page)
    phone.lose()
    page.goto("/connexion/oubli")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_role("button", name="Recevoir le lien").click()
    follow(page, email)
    examine(page)
    page.get_by_role("button", name="Créer la clé sur cet appareil").click()
    expect(page.get_by_role("status")).to_contain_text("Votre clé d’accès est en place.")
    page.goto("/compte/mot-de-passe")
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer ce mot de passe").click()
    expect(page.get_by_role("status")).to_contain_text("Mot de passe changé.")


def open_with_key(page: Page) -> str:
    """Sign up with a passkey; the address."""
    email = ask_account(page, "Camille Exemple", "Avec une clé d’accès")
    page.get_by_role("button", name="Ouvrir mon compte").click()
    follow(page, email)
    page.get_by_role("button", name="Créer la clé et ouvrir le compte").click()
    expect(page.get_by_role("status")).to_have_text("Votre compte est ouvert.")
    return email


def test_faults_are_told_all_at_once_and_lead_to_their_fields(context: BrowserContext, site: str) -> None:
    """With the keyboard alone: the summary comes first, each line leads to its field, what was typed stays."""
    page = context.new_page()
    page.goto(f"{site}/inscription")
    page.get_by_label("Nom").fill("Camille")
    page.get_by_label("Adresse électronique").fill("camille")
    page.get_by_label("Avec un mot de passe").check()
    page.get_by_label("Mot de passe", exact=True).fill("court")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("2 points à corriger")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Adresse électronique")).to_be_focused()
    expect(page.get_by_label("Adresse électronique")).to_have_value("camille")
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_value("")
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_accessible_description(
        re.compile("moins de 12 caractères")
    )
    expect(page).to_have_title(re.compile("^2 points à corriger"))


def test_without_script_and_in_english(chromium: Browser, site: str) -> None:
    """Everything but passkeys works without JavaScript; the language is the browser's, then the person's."""
    with chromium.new_context(locale="en-GB", base_url=site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/connexion")
        expect(page.get_by_text(re.compile("Passkeys need JavaScript"))).to_be_visible()
        enter_english(page, f"{uuid4().hex}@example.org")
        expect(page.get_by_role("alert")).to_contain_text("do not match")
        page.goto("/inscription")
        expect(page.get_by_text("Passkeys need JavaScript and a recent browser.")).to_be_visible()
        page.get_by_label("Name").fill("Camille")
        page.get_by_label("E-mail address").fill(email := f"{uuid4().hex}@example.org")
        page.get_by_role("button", name="Open my account").click()
        follow(page, email)
        expect(page.get_by_text("A password is enough too.")).to_be_visible()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Open the account with this password").click()
        expect(page.get_by_role("status")).to_have_text("Your account is open.")
    with chromium.new_context(locale="fr-FR", base_url=site, java_script_enabled=False) as context:
        page = context.new_page()
        join(page)
        page.goto(f"{site}/compte/profil")
        page.get_by_label("Langue").select_option("English")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("status")).to_have_text("Name and language saved.")
        assert page.locator("html").get_attribute("lang") == "en"


def enter_english(page: Page, email: str) -> None:
    """Sign in, in English."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(chromium: Browser, site: str, width: int) -> None:
    """No accessibility fault that a machine can see, nothing overflowing, on any page, in both appearances."""
    with chromium.new_context(
        locale="fr-FR",
        base_url=site,
        viewport={"width": width, "height": 860},
        bypass_csp=True,
        color_scheme="light",
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        found = []
        for path in ANYBODY:
            page.goto(f"{site}/{path}")
            found += faults(page, path)
        page.goto(f"{site}/inscription")
        page.get_by_role("button", name="Ouvrir mon compte").click()
        found += faults(page, "inscription, avec des fautes")
        join(page)
        page.get_by_label("Compte de Camille Exemple").click()
        found += faults(page, "compte, menu ouvert")
        for path in (f"compte{each}" for each in OWN):
            page.goto(f"{site}/{path}")
            found += faults(page, path)
        found += examine_codes(page, site)
        assert found == []


def examine_codes(page: Page, site: str) -> list[str]:
    """The faults of the pages of one-time codes, which come one after the other."""
    page.goto(f"{site}/compte/code")
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Relier une application").click()
    found = faults(page, "compte/code, dessin")
    phone = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", ""))
    page.get_by_label("Code affiché par l’application").fill(phone.now())
    page.get_by_role("button", name="Mettre les codes en place").click()
    found += faults(page, "compte/code, codes de secours")
    page.goto(f"{site}/compte/codes")
    return found + faults(page, "compte/codes")


def test_the_map_offers_the_fleet(context: BrowserContext, site: str) -> None:
    """Signed in as a carrier, one chooses a vehicle of one's own on the map; its plate never enters the address."""
    page = context.new_page()
    join(page)
    page.goto("/organisation/nouvelle")
    page.get_by_label("Ce qu’elle est").select_option("carrier")
    page.get_by_label("Nom").fill("Transports d’essai")
    page.get_by_label("Pays").select_option("BE")
    page.get_by_role("button", name="Créer l’organisation").click()
    page.goto("/flotte/listes")
    page.get_by_label("Vos plaques").fill("Plaque\tCatégorie\tPTAC\tÉnergie\tCrit'Air\nAB-123-CD\tN1\t3,5 t\tgazole\t2")
    page.get_by_role("button", name="Vérifier la liste").click()
    page.get_by_role("button", name=re.compile("Ajouter")).click()
    page.goto("/")
    expect(page.locator("#vehicle optgroup")).to_have_attribute("label", "Ma flotte")
    page.get_by_label("Véhicule", exact=True).select_option(label="AB-123-CD")
    expect(page.locator("#vehicle-facts")).to_contain_text("Crit’Air 2, gazole")
    expect(page).to_have_url(re.compile("vehicle=own.*gvw_kg=3500"))
    assert "123" not in page.url
