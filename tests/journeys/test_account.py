"""An account, from the first letter to the last session; each page for everyone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "platform/joptimiz/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "cheval agrafe pile correcte"
ANYBODY = ["connexion", "inscription", "connexion/oubli", "courrier?pour=oubli", "boite", "confirmer/inconnu"]
OWN = ["", "/profil", "/adresse", "/mot-de-passe", "/cles", "/code", "/donnees"]


@pytest.fixture(scope="module")
def site(product: str) -> str:
    """The product by the name that passkeys accept."""
    return f"http://localhost:{urlsplit(product).port}"


@pytest.fixture
def context(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    """A French browser that has never been here."""
    with chromium.new_context(locale="fr-FR", base_url=site) as context:
        context.set_default_timeout(20_000)
        yield context


def join(page: Page, site: str) -> str:
    """Sign up and follow the letter of the mailbox; the address."""
    email = f"{uuid4().hex[:12]}@example.org"
    page.goto(f"{site}/inscription")
    page.get_by_label("Nom").fill("Camille Exemple")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.get_by_role("link", name="Ouvrir la boîte").click()
    page.get_by_role("listitem").filter(has_text=email).get_by_role("link").click()
    page.get_by_role("link", name=re.compile("confirmer")).click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir le compte").click()
    expect(page.get_by_role("status")).to_have_text("Votre compte est ouvert.")
    return email


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


def plug_in(context: BrowserContext, page: Page) -> None:
    """An authenticator of this device, which knows who holds it."""
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_from_the_first_letter_to_a_passkey(chromium: Browser, context: BrowserContext, site: str) -> None:
    """Sign up, confirm, sign in, add a passkey, sign out, sign in with it, end the session left open elsewhere."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    email = join(page, site)
    plug_in(context, page)
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
    email = join(page, site)
    page.goto(f"{site}/compte/code")
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Relier une application").click()
    expect(page.get_by_role("img", name="Code QR")).to_be_visible()
    phone = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", ""))
    now = datetime.now(UTC)  # noqa: TID251  # the product's clock is the machine's
    page.get_by_label("Code affiché par l’application").fill(phone.at(now, counter_offset=-1))
    page.get_by_role("button", name="Mettre les codes en place").click()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
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


def test_faults_are_told_all_at_once_and_lead_to_their_fields(context: BrowserContext, site: str) -> None:
    """With the keyboard alone: the summary comes first, each line leads to its field, what was typed stays."""
    page = context.new_page()
    page.goto(f"{site}/inscription")
    page.get_by_label("Nom").fill("Camille")
    page.get_by_label("Adresse électronique").fill("camille")
    page.get_by_label("Mot de passe").fill("court")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("2 points à corriger")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Adresse électronique")).to_be_focused()
    expect(page.get_by_label("Adresse électronique")).to_have_value("camille")
    expect(page.get_by_label("Mot de passe")).to_have_value("")
    expect(page.get_by_label("Mot de passe")).to_have_accessible_description(re.compile("moins de 12 caractères"))
    expect(page).to_have_title(re.compile("^2 points à corriger"))


def test_without_script_and_in_english(chromium: Browser, site: str) -> None:
    """Everything but passkeys works without JavaScript; the language is the browser's, then the person's."""
    with chromium.new_context(locale="en-GB", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/connexion")
        expect(page.get_by_text(re.compile("Passkeys need JavaScript"))).to_be_visible()
        enter_english(page, f"{uuid4().hex}@example.org")
        expect(page.get_by_role("alert")).to_contain_text("do not match")
    with chromium.new_context(locale="fr-FR", java_script_enabled=False) as context:
        page = context.new_page()
        join(page, site)
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
        viewport={"width": width, "height": 860},
        bypass_csp=True,
        color_scheme="light",
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        faults = []
        for path in ANYBODY:
            page.goto(f"{site}/{path}")
            faults += examine(page, path)
        page.goto(f"{site}/inscription")
        page.get_by_role("button", name="Ouvrir mon compte").click()
        faults += examine(page, "inscription, avec des fautes")
        join(page, site)
        page.get_by_label("Compte de Camille Exemple").click()
        faults += examine(page, "compte, menu ouvert")
        for path in (f"compte{each}" for each in OWN):
            page.goto(f"{site}/{path}")
            faults += examine(page, path)
        faults += examine_codes(page, site)
        assert faults == []


def examine_codes(page: Page, site: str) -> list[str]:
    """The faults of the pages of one-time codes, which come one after the other."""
    page.goto(f"{site}/compte/code")
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Relier une application").click()
    faults = examine(page, "compte/code, dessin")
    phone = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", ""))
    page.get_by_label("Code affiché par l’application").fill(phone.now())
    page.get_by_role("button", name="Mettre les codes en place").click()
    faults += examine(page, "compte/code, codes de secours")
    page.goto(f"{site}/compte/codes")
    return faults + examine(page, "compte/codes")


def examine(page: Page, name: str) -> list[str]:
    """The faults of a page in both appearances."""
    faults = []
    page.add_script_tag(path=AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
        faults += [f"{name}, {scheme}: {v['id']} {n['target']}" for v in found["violations"] for n in v["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append(f"{name}: overflows")
    return faults


def test_the_map_offers_the_fleet(context: BrowserContext, site: str) -> None:
    """Signed in as a carrier, one chooses a vehicle of one's own on the map; its plate never enters the address."""
    page = context.new_page()
    join(page, site)
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
