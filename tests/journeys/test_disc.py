"""J3: a driver sets the disc in two taps, is told of its end, leaves in one; without a network too, without a name."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from beats import Shown, film
from driver import KEPT, choose, opened, running, seen_again, wait
from outdoors import FULL, clean
from playwright.sync_api import Browser, BrowserContext, expect
from quays import AT, Quay, Town, serving, some_quay
from walking import FLAGS

from tenants.migrate import Addresses

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quay]:
    """Started once there is something to serve."""
    yield from serving(database, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module", autouse=True)
async def town(site: Quay) -> Town:
    """There before the browser is."""
    return await some_quay(site.database)


@pytest.fixture
def telephone(site: Quay, town: Town, chromium: Browser) -> Iterator[BrowserContext]:
    """A driver’s, at the first bay."""
    yield from _telephone(site, chromium, ["geolocation", "notifications"])


@pytest.fixture
def hidden(site: Quay, town: Town, chromium: Browser) -> Iterator[BrowserContext]:
    """One that shares no position."""
    yield from _telephone(site, chromium, [])


@pytest.fixture
def filming(site: Quay, town: Town, chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """One that shares no position, whose camera sees the sign of the second bay."""
    film([Shown(f"{site.address}/B/{town.slug}/{town.bays[1].code}".upper(), "")], clip := tmp_path / "sign.mjpeg")
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    flags = [*FLAGS, *camera, f"--use-file-for-fake-video-capture={clip}"]
    browser = chromium.browser_type.launch(executable_path=shutil.which("chromium"), headless=True, args=flags)
    yield from _telephone(site, browser, ["camera"])
    browser.close()


def _telephone(site: Quay, chromium: Browser, permissions: list[str]) -> Iterator[BrowserContext]:
    if site.process is None:
        site.start()
    with chromium.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", base_url=site.address, bypass_csp=True, reduced_motion="reduce",
        viewport={"width": 390, "height": 844}, permissions=permissions, has_touch=True,
        geolocation={"longitude": AT[0] + 0.0001, "latitude": AT[1]},
    ) as context:  # fmt: skip
        context.set_default_timeout(20_000)
        yield context


def test_in_with_one_tap_out_with_one(telephone: BrowserContext, town: Town, site: Quay) -> None:
    """Conditions read before; then the five minutes, the end, each with its colour, its word, its way out.

    Why it ran over is said without a network, and sent later.
    """
    page = opened(telephone)
    expect(page.get_by_role("heading", name="Aire Saint-Roch")).to_be_visible()
    expect(page.get_by_text("Autorisé ici")).to_be_visible()
    expect(page.get_by_text("art.\u00a02")).to_be_visible()
    clean(page, "disque-aire")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Poser le disque").click()
    running(page, "Aire Saint-Roch")
    assert town.stays()[-1][1:] == ("GK107BD", 1, None)
    clean(page, "disque-en-cours")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Prolonger de 15\u00a0min").click()
    expect(page.get_by_role("button", name="Prolonger")).to_have_count(0)
    town.later(42)
    seen_again(page)
    expect(page.get_by_text("Bientôt la fin").first).to_be_visible()
    expect(page.get_by_role("button", name="Aller à 180\u00a0m")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="Bientôt la fin")).to_be_attached()
    town.later(6)
    seen_again(page)
    expect(page.get_by_text("Temps dépassé").first).to_be_visible()
    expect(page.get_by_text("n’est transmis à aucun service de verbalisation")).to_be_visible()
    clean(page, "disque-depasse")
    page.set_viewport_size({"width": 390, "height": 844})
    site.kill()
    page.get_by_role("button", name="Dire pourquoi").click()
    clean(page, "disque-pourquoi")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("dialog").get_by_role("button", name="Dépannage").click()
    expect(page.get_by_text("Raison dite\u00a0: dépannage.")).to_be_visible()
    expect(page.get_by_text("1\u00a0envoi en attente de réseau")).to_be_visible()
    site.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait(page, lambda: town.reason() == "service")
    expect(page.get_by_role("button", name="Changer la raison")).to_be_visible()
    page.get_by_role("button", name="Je repars").click()
    expect(page.get_by_text("Disque repris. Bonne route.")).to_be_visible()
    wait(page, lambda: town.stays()[-1][3] == "driver")


def test_without_a_network_it_is_kept_and_sent_later(telephone: BrowserContext, town: Town, site: Quay) -> None:
    """The server dead and the page opened anew: set by its code, left, set again; all of it is there afterwards."""
    page = opened(telephone, "AB-101-CD")
    expect(page.get_by_role("button", name="Poser le disque")).to_be_visible()
    page.wait_for_function(KEPT, arg=town.slug)
    before = len(town.stays())
    site.kill()
    page.goto(f"/B/{town.slug}/{town.bays[1].code}")
    expect(page.get_by_role("heading", name="Aire du Marché")).to_be_visible()
    expect(page.get_by_text("Hors ligne").first).to_be_visible()
    page.get_by_role("button", name="Poser le disque").click()
    expect(page.get_by_text("Sans réseau. Votre disque est gardé")).to_be_visible()
    expect(page.get_by_text("En règle")).to_be_visible()
    page.get_by_role("button", name="Je repars").click()
    expect(page.get_by_text("2\u00a0envois en attente de réseau")).to_be_visible()
    site.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Hors ligne")).to_have_count(0)
    wait(page, lambda: [row[1:] for row in town.stays()[before:]] == [("AB101CD", 1, "driver")])


def test_what_was_refused_meanwhile_is_told(telephone: BrowserContext, town: Town, site: Quay) -> None:
    """A vehicle that may not stop there at all is told before; a disc set twice in one bay, when it is sent."""
    page = opened(telephone, "AB-102-CD")
    page.get_by_role("button", name="Véhicule AB-102-CD").click()
    page.get_by_role("button", name="Ajouter un véhicule").click()
    dialog = page.get_by_role("dialog", name="Ajouter un véhicule")
    dialog.get_by_label("Semi-remorque").check()
    dialog.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text("Interdit ici")).to_be_visible()
    expect(page.get_by_text("art.\u00a03")).to_be_visible()
    expect(page.get_by_role("button", name="Poser le disque")).to_have_count(0)
    clean(page, "disque-interdit")


def test_two_vans_of_one_telephone(telephone: BrowserContext, town: Town) -> None:
    """Each has its place and its disc; double taps count once; a full bay asks for its sign."""
    before = len(town.stays())
    page = opened(telephone, "AB-103-CD")
    choose(page, "Aire du Marché")
    page.get_by_role("button", name="Poser le disque").dblclick()
    running(page, "Aire du Marché")
    page.get_by_role("button", name="Véhicule AB-103-CD").click()
    page.get_by_role("button", name="Ajouter un véhicule").click()
    dialog = page.get_by_role("dialog", name="Ajouter un véhicule")
    dialog.get_by_label("Plaque française").fill("AB 1O4 CD")
    dialog.get_by_role("button", name="Ajouter").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Vouliez-vous dire AB-104-CD")
    dialog.get_by_label("Plaque française").fill("AB104CD")
    dialog.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text("Disque en cours")).to_contain_text("AB-103-CD")
    choose(page, "Aire du Marché")
    page.get_by_role("button", name="Poser le disque").click()
    running(page, "Aire du Marché")
    assert sorted((row[1], row[2]) for row in town.stays()[before:]) == [("AB103CD", 1), ("AB104CD", 2)]
    page.get_by_role("button", name="Voir").click()
    expect(page.get_by_role("button", name="Véhicule AB-103-CD")).to_be_visible()
    page.get_by_role("button", name="Je repars").click()
    page.get_by_role("button", name="Voir").click()
    page.get_by_role("button", name="Je repars").click()
    expect(page.get_by_role("button", name="Poser le disque")).to_be_visible()
    page.get_by_role("button", name="Historique et réglages").click()
    page.get_by_role("button", name="Historique", exact=True).click()
    past = page.get_by_role("dialog", name="Historique de ce téléphone")
    expect(past.get_by_role("listitem")).to_have_count(2)
    past.get_by_role("button", name=re.compile("Effacer Aire du Marché")).first.click()
    expect(past.get_by_role("listitem")).to_have_count(1)
    past.get_by_role("button", name="Tout effacer").click()
    page.get_by_role("button", name="Historique et réglages").click()
    page.get_by_role("button", name="Historique", exact=True).click()
    expect(page.get_by_text("Aucun arrêt pour l’instant.")).to_be_visible()


def test_by_code_with_the_keyboard_alone(hidden: BrowserContext, town: Town) -> None:
    """No position is shared: what is typed is read as it was meant, a wrong sign is told; the focus stays."""
    page = opened(hidden, "")
    expect(page.get_by_text("La position n’est pas partagée")).to_be_visible()
    page.get_by_role("button", name="Saisir le code").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Les cinq lettres et chiffres du panneau")
    code = town.bays[2].code
    if (where := page.get_by_label("Territoire")).count():
        field.fill(code)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="Choisissez le territoire")).to_be_visible()
        where.select_option(town.slug)
        field.focus()
    field.fill(code[:-1] + ("A" if code[-1] != "A" else "C"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Ce code a une faute")).to_be_visible()
    clean(page, "disque-code")
    field.fill(f"{code[:2].lower()}-{code[2:]}")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Aire des Forges")).to_be_visible()
    page.get_by_role("button", name="Poser le disque").focus()
    page.keyboard.press("Enter")
    running(page, "Aire des Forges")
    page.get_by_role("button", name="Signaler").click()
    clean(page, "disque-signaler")
    page.get_by_role("button", name="Bloquée par une voiture").click()
    expect(page.get_by_text("Signalement gardé, merci.")).to_be_visible()
    wait(page, lambda: town.reports() == [("blocked", "car")])
    page.get_by_role("button", name="Je repars").focus()
    seen_again(page)
    page.wait_for_timeout(1_000)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Disque repris")).to_be_visible()
    wait(page, lambda: town.stays()[-1][1::2] == ("", "driver"))


def test_by_the_camera_before_the_sign(filming: BrowserContext, town: Town) -> None:
    """Its square is read, and the disc set as by somebody who stands there."""
    page = opened(filming, "AB-108-CD")
    page.get_by_role("button", name="Lire le panneau").click()
    expect(page.get_by_role("heading", name="Aire du Marché")).to_be_visible()
    page.get_by_role("button", name="Poser le disque").click()
    running(page, "Aire du Marché")
    page.get_by_role("button", name="Je repars").click()
    wait(page, lambda: town.stays()[-1][1::2] == ("AB108CD", "driver"))


def test_a_place_is_held_on_the_way(telephone: BrowserContext, town: Town) -> None:
    """Ten minutes, given back or taken by the disc."""
    page = opened(telephone, "AB-105-CD")
    choose(page, "Aire des Forges")
    page.get_by_role("button", name="Réserver 10\u00a0min").click()
    expect(page.get_by_text("Réservée pour vous jusqu’à")).to_be_visible()
    page.get_by_role("button", name="Libérer").click()
    expect(page.get_by_role("button", name="Réserver 10\u00a0min")).to_be_visible()


def test_a_place_that_another_takes_is_seen_at_once(telephone: BrowserContext, town: Town) -> None:
    """By the stream: the page itself asks every thirty seconds only."""
    page = opened(telephone, "AB-109-CD")
    expect(page.get_by_text("Vous y êtes, libre")).to_be_visible()
    headers = {"authorization": f"Disc {'A' * 43}"}
    said = {"id": str(uuid4()), "territory": town.slug, "bay": str(town.bays[0].id), "means": "sign"}
    now = page.evaluate("new Date().toISOString()")
    answer = telephone.request.post(
        "/api/v1/stays", data=said | {"at": now, "vehicle": {"plate": "AB-110-CD"}}, headers=headers
    )
    assert answer.status == 201, answer.text()
    expect(page.get_by_text("Vous y êtes, complète")).to_be_visible(timeout=10_000)
    assert telephone.request.post(f"/api/v1/stays/{said['id']}/end", data={"at": now}, headers=headers).ok
    expect(page.get_by_text("Vous y êtes, libre")).to_be_visible(timeout=10_000)


def test_a_full_telephone_says_so(telephone: BrowserContext, town: Town) -> None:
    """Nothing is shown as set that was not kept."""
    page = opened(telephone, "AB-106-CD")
    expect(page.get_by_role("button", name="Poser le disque")).to_be_visible()
    page.evaluate(FULL)
    page.get_by_role("button", name="Poser le disque").click()
    expect(page.get_by_text("Ce téléphone n’a plus de place")).to_be_visible()
    expect(page.get_by_role("button", name="Poser le disque")).to_be_visible()


def test_a_reminder_shows_while_the_page_is_shut(telephone: BrowserContext, town: Town) -> None:
    """What the server pushes is shown by the service worker."""
    page = opened(telephone, "AB-107-CD")
    devtools = telephone.new_cdp_session(page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: found.extend(
            each["registrationId"] for each in said["registrations"] if each["scopeURL"].endswith("/disque")
        ),
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    told = {
        "title": "Bientôt la fin",
        "body": "Aire Saint-Roch\u00a0: votre disque finit à 10\u00a0h\u00a052.",
        "stay": "1",
    }
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": page.evaluate("location.origin"), "registrationId": found[0], "data": json.dumps(told)},
    )
    shown = page.evaluate(
        "async () => { const at = await navigator.serviceWorker.getRegistration('/disque');"
        " for (let n = 0; n < 50; n++) { const [one] = await at.getNotifications();"
        " if (one) return [one.title, one.body]; await new Promise((done) => setTimeout(done, 100)); } }"
    )
    assert shown == [told["title"], told["body"]]
