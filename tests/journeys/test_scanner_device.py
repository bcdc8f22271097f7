"""The device of an officer: its camera, keys turned amid a shift, what stays on it and what goes."""

from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from beats import Beat, film, some_beat
from outdoors import ONE_CAMERA, Site, clean, opened, telephone, verdict_of
from playwright.sync_api import Page, expect
from ports import free_port

from cirqliz.core.passes.cose import Signed, unpack
from cirqliz.core.passes.number import number_of
from cirqliz.core.passes.payload import decode
from tenants.migrate import Addresses

FEW = 25
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


def number_in(url: str) -> str:
    """The number below a code."""
    token = url.rpartition("/")[2]
    signed = unpack(b32decode(token + "=" * (-len(token) % 8)))
    assert isinstance(signed, Signed)
    payload = decode(signed.payload)
    assert payload is not None
    return number_of(payload.status, payload.code)


def type_number(page: Page, number: str) -> None:
    """By hand, from wherever the officer is."""
    page.evaluate("delete document.querySelector('[data-part=verdict]').dataset.answer")
    field = page.get_by_label("Numéro du laissez-passer")
    if not field.is_visible():
        page.get_by_role("button", name="Saisir à la main").click()
    field.fill(number)
    page.keyboard.press("Enter")


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


def test_a_number_typed(site: Site, beat: Beat, tmp_path: Path) -> None:
    """Told what is wrong with it; found; without a network, by the list, by what was read today, or not at all."""
    code = next(each for each in beat.codes(FEW, site.address) if each.answer == "valid")
    film([code], clip := tmp_path / "one.mjpeg")
    revoked, suspended, good = map(number_in, (beat.stopped["revoked"], beat.stopped["suspended"], code.url))
    nobody = number_of(77_777, b"12345678")
    with telephone(clip, site, beat) as context:
        page = opened(context)
        verdict_of(page, "valid")
        expect(page.get_by_text(good)).to_be_visible()
        page.get_by_role("button", name="Saisir à la main").click()
        page.get_by_label("Numéro", exact=True).check()
        swapped = f"{revoked[1]}{revoked[0]}{revoked[2:]}"
        slips = {"": "manque", "7K2": "huit signes", "7*K2M9QX": "que des lettres", swapped: "signe est faux"}
        for number, wrong in slips.items():
            type_number(page, number)
            expect(page.get_by_text(wrong)).to_be_visible()
        clean(page, "numero")
        for number, answer in ((revoked, "revoked"), (suspended.lower(), "suspended"), (nobody, "unknown_number")):
            type_number(page, number)
            verdict_of(page, answer)
        clean(page, "numero-inconnu")
        site.kill()
        for number, answer, said in (
            (revoked, "revoked", "Dit par la liste"), (good, "valid", "sa lecture de tout à l’heure"),
            (nobody, "not_looked_up", "n’a pas été lu ici aujourd’hui"),
        ):  # fmt: skip
            type_number(page, number)
            verdict_of(page, answer)
            expect(page.get_by_text(said)).to_be_visible()
    site.start()


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
