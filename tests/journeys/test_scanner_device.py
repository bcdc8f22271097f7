"""The device of an officer: its camera, keys turned amid a shift, what stays on it and what goes."""

from collections.abc import Iterator

import pytest
from beats import Beat, some_beat
from outdoors import ONE_CAMERA, Site, clean, opened, telephone
from playwright.sync_api import Page, expect
from ports import free_port

from tenants.migrate import Addresses

pytestmark = pytest.mark.browser
ASKS = ("--use-fake-device-for-media-stream",)
"""A browser that asks before it opens the camera; without a screen, nobody says yes."""


@pytest.fixture(scope="module")
def site(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Started once there is something to serve."""
    made = Site(database.runtime, free_port(), tmp_path_factory.mktemp("data"))
    yield made
    made.kill()


@pytest.fixture(scope="module", autouse=True)
async def beat(site: Site) -> Beat:
    """The territory, there before the product is."""
    made = await some_beat(site.folder, site.address)
    site.start()
    return made


def typed(page: Page, why: str) -> None:
    """The field is open, with why above it; no black square is left."""
    expect(page.locator("[data-part=hint-camera]")).to_contain_text(why)
    expect(page.get_by_label("Plaque française")).to_be_focused()
    expect(page.locator("[data-part=video]")).to_be_hidden()


def test_a_camera_that_is_refused_comes_back(site: Site, beat: Beat) -> None:
    """The field at once, with how to mend it; allowed, it comes without reload; taken away, the field again."""
    with telephone(None, site, beat, ASKS, permissions=["geolocation"]) as context:
        page = opened(context)
        typed(page, "Autorisez-la dans les réglages")
        clean(page, "camera-refusee")
        page.get_by_label("Plaque française").fill("AB")
        context.grant_permissions(["camera", "geolocation"])
        expect(page.locator("[data-part=hint-camera]")).to_be_hidden()
        expect(page.get_by_label("Plaque française")).to_have_value("AB")
        page.get_by_role("button", name="Lire un code").click()
        expect(page.get_by_text("Visez le code")).to_be_visible()
        expect(page.locator("[data-part=torch]")).to_be_hidden()
        page.evaluate("document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")
        typed(page, "Une autre application tient la caméra")
        expect(page.get_by_text("Visez le code")).to_be_visible(timeout=15_000)


def test_no_camera_at_all(site: Site, beat: Beat) -> None:
    """None on this machine: the field, and its sentence."""
    with telephone(None, site, beat, (f"{ASKS[0]}=device-count=0", ONE_CAMERA[1])) as context:
        typed(opened(context), "Aucune caméra sur cet appareil")


def test_two_cameras(site: Site, beat: Beat) -> None:
    """The one chosen is opened again next time; a torch that the camera has may be lit."""
    with telephone(None, site, beat, (f"{ASKS[0]}=device-count=2", ONE_CAMERA[1])) as context:
        page = opened(context)
        page.get_by_text("Lieu, son et contrôles du jour").click()
        chosen = page.get_by_label("Caméra", exact=True)
        first = chosen.input_value()
        other = next(each for each in chosen.locator("option").all() if each.get_attribute("value") != first)
        chosen.select_option(wanted := other.get_attribute("value"))
        on = "document.querySelector('video').srcObject.getVideoTracks()[0].getSettings().deviceId"
        expect(page.get_by_text("Visez le code")).to_be_visible()
        page.reload()
        expect(page.get_by_text("Visez le code")).to_be_visible()
        assert page.evaluate(on) == wanted


def test_without_https(site: Site, beat: Beat) -> None:
    """Said, with how to mend it; plates are looked up all the same, and the check is sent."""
    resolver = "--host-resolver-rules=MAP controle.test 127.0.0.1"
    with telephone(None, site, beat, (*ONE_CAMERA, resolver), base_url=f"http://controle.test:{site.port}") as context:
        page = context.new_page()
        page.goto("/controle")
        typed(page, "n’est pas en https")
        page.get_by_label("Plaque française").fill("ZZ999ZZ")
        page.keyboard.press("Enter")
        expect(page.locator("[data-part=word]")).to_have_text("AUCUN DROIT")
        expect(page.locator("[data-part=state]")).not_to_contain_text("à envoyer")
