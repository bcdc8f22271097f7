"""J4, fleets: a telephone shows its code without a network; officers read it, and refuse its picture."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from beats import INSIDE, Beat, Shown, film, some_beat, some_pool
from outdoors import DOCUMENTS, Site, again, clean, verdict_of
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from ports import free_port
from signing import COOKIE
from walking import FLAGS

from tenants.migrate import Addresses
from tenants.who import Who

pytestmark = pytest.mark.browser
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
LOSE = """() => new Promise((done) => {
  const asked = indexedDB.deleteDatabase("joptimiz-telephone");
  asked.onsuccess = asked.onblocked = () => done();
})"""
FULL = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"


@pytest.fixture(scope="module")
def site(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Started once there is something to serve."""
    made = Site(database.runtime, free_port(), tmp_path_factory.mktemp("data"))
    yield made
    made.kill()


@pytest.fixture(scope="module")
async def beat(site: Site) -> Beat:
    """A territory, and who checks there."""
    return await some_beat(site.folder, site.address)


@pytest.fixture(scope="module")
async def pool(beat: Beat) -> tuple[Who, UUID]:
    """A carrier whose right two telephones may show."""
    return await some_pool(beat)


@contextmanager
def opened(player: Playwright, site: Site, *flags: str) -> Iterator[BrowserContext]:
    """A browser as wide as a telephone, that may be anybody’s."""
    browser: Browser = player.chromium.launch(
        executable_path=shutil.which("chromium"), headless=True, args=[*FLAGS, *flags]
    )  # fmt: skip
    context = browser.new_context(
        locale="fr-FR", base_url=site.address, bypass_csp=True, reduced_motion="reduce",
        viewport={"width": 390, "height": 844}, permissions=["camera", "geolocation"],
        geolocation={"longitude": INSIDE[0], "latitude": INSIDE[1]},
    )  # fmt: skip
    context.on("weberror", lambda error: pytest.fail(f"erreur de script : {error.error}"))
    yield context
    browser.close()


def be(context: BrowserContext, site: Site, who: Who) -> None:
    """Have a browser signed in."""
    context.add_cookies([{"name": COOKIE, "value": str(who.person), "url": site.address}])


def link_of(page: Page, label: str) -> str:
    """What the carrier gives to who drives."""
    page.get_by_label("Son nom, facultatif").fill(label)
    page.get_by_role("button", name="Faire son lien").click()
    return page.get_by_label("Lien", exact=True).input_value()


def enrolled(phone: Page, link: str) -> str:
    """Open a link, take it; what its code says."""
    phone.goto(link)
    clean(phone, "lien")
    phone.get_by_role("button", name="Utiliser ce téléphone").click()
    return shown_by(phone)


def shown_by(phone: Page) -> str:
    """The address that the code of a telephone holds now."""
    expect(phone.locator("body[data-state=live]")).to_be_attached(timeout=15_000)
    read = phone.locator("[data-part=code]").get_attribute("data-read")
    assert read
    return read


def test_a_fleet_shows_its_right(site: Site, beat: Beat, pool: tuple[Who, UUID], tmp_path: Path) -> None:
    """Enrolled, shown, shown again without a server; read by an officer, then too late, then taken back."""
    site.start()
    owner, right = pool
    with sync_playwright() as player, opened(player, site) as desk, opened(player, site) as hand:
        be(desk, site, owner)
        page, phone = desk.new_page(), hand.new_page()
        page.goto(f"/derogations/laissez-passer/telephones/{beat.slug}/{right}")
        link = link_of(page, "Camion bleu")
        enrolled(phone, link)
        clean(phone, "code")
        expect(phone.locator("body[data-kept]")).to_be_attached(timeout=15_000)
        _links_that_open_nothing(hand, phone, link)
        site.kill()
        phone.reload()
        expect(phone.get_by_text("Sans réseau\u00a0: le code marche")).to_be_visible(timeout=15_000)
        film([Shown(shown_by(phone), "valid")], clip := tmp_path / "code.mjpeg")
        site.start()
        with opened(player, site, *CAMERA, f"--use-file-for-fake-video-capture={clip}") as camera:
            be(camera, site, beat.officer)
            scanner = camera.new_page()
            _read_in_time_then_late(scanner, site)
            site.start()
            page.goto(f"/derogations/laissez-passer/telephones/{beat.slug}/{right}")
            page.locator("summary", has_text="Retirer Camion bleu").click()
            clean(page, "telephones")
            page.get_by_role("button", name="Retirer ce téléphone").click()
            expect(page.get_by_text("Le téléphone est retiré")).to_be_visible()
            scanner.reload()
            expect(scanner.locator("body[data-network=on]")).to_be_attached(timeout=15_000)
            again(scanner)
            verdict_of(scanner, "revoked")
        phone.evaluate("window.dispatchEvent(new Event('online'))")
        expect(phone.get_by_text("Ce téléphone a été retiré")).to_be_visible()


def _links_that_open_nothing(hand: BrowserContext, phone: Page, link: str) -> None:
    """A link that was taken; a telephone that lost its key, one that keeps nothing more, one that never had a link."""
    other = hand.browser.new_context(locale="fr-FR") if hand.browser else hand
    late = other.new_page()
    late.goto(link.split("#", maxsplit=1)[0])
    expect(late.get_by_text("Aucun droit sur ce téléphone")).to_be_visible()
    late.goto(link)
    late.reload()
    late.get_by_role("button", name="Utiliser ce téléphone").click()
    expect(late.get_by_text("Un autre téléphone a déjà pris ce lien.")).to_be_visible()
    late.goto(f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}")
    late.evaluate(FULL)
    late.get_by_role("button", name="Utiliser ce téléphone").click()
    expect(late.get_by_text("La mémoire de ce téléphone est pleine")).to_be_visible()
    late.evaluate("localStorage.setItem('joptimiz-telephone', 'oui')")
    late.evaluate(LOSE)
    late.goto("about:blank")
    late.goto(link.split("#", maxsplit=1)[0])
    expect(late.get_by_text("La clé de ce téléphone est perdue")).to_be_visible()
    other.close()
    assert phone.url.endswith("/laissez-passer")


def _read_in_time_then_late(scanner: Page, site: Site) -> None:
    """The code as it was filmed; without a server, two minutes later, it is a picture."""
    scanner.goto("/controle")
    verdict_of(scanner, "valid")
    expect(scanner.get_by_text("Droit de flotte, sans plaque")).to_be_visible()
    expect(scanner.locator("body[data-kept]")).to_be_attached(timeout=15_000)
    site.kill()
    scanner.evaluate(DOCUMENTS, 120)
    scanner.reload()
    verdict_of(scanner, "stamp_old")
    expect(scanner.get_by_text("Code périmé")).to_be_visible()
