"""The device of an officer: its camera, keys turned amid a shift, what stays on it and what goes."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from beats import Beat, some_beat
from driver import wait
from keeping import COUNT, EMPTY, HELD, number_in, run, turned, until
from outdoors import LOOKING, ONE_CAMERA, Site, clean, look, opened, telephone, type_plate, verdict_of
from playwright.sync_api import APIResponse, Page, Route, expect
from ports import free_port
from signing import COOKIE

from cirqliz.core.passes.number import number_of
from tenants.migrate import Addresses

FEW = 25
pytestmark = pytest.mark.browser
ASKS = ("--use-fake-device-for-media-stream",)
"""A browser that asks before it opens the camera; without a screen, nobody says yes."""

TORCH = """
MediaStreamTrack.prototype.getCapabilities = () => ({torch: true});
MediaStreamTrack.prototype.applyConstraints = async ({advanced: [{torch}]}) => { window.lit = torch; };
"""
"""What a camera with a light says and does; no machine without a screen has one."""


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
        page.add_init_script(TORCH)
        page.reload()
        expect(page.get_by_text("Visez le code")).to_be_visible()
        assert page.evaluate(on) == wanted
        page.get_by_label("Lampe").check()
        assert page.evaluate("window.lit") is True


def test_a_number_typed(site: Site, beat: Beat) -> None:
    """Told what is wrong with it; found; without a network, by the list, by what was read today, or not at all."""
    code = next(each for each in beat.codes(FEW, site.address) if each.answer == "valid")
    revoked, suspended, good = map(number_in, (beat.stopped["revoked"], beat.stopped["suspended"], code.url))
    nobody = number_of(77_777, b"12345678")
    with telephone(None, site, beat) as context:
        context.add_init_script(LOOKING)
        page = opened(context)
        look(page, code.url, "valid")
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
        context.set_offline(True)
        for number, answer, said in (
            (revoked, "revoked", "Dit par la liste"), (good, "valid", "sa lecture de tout à l’heure"),
            (nobody, "not_looked_up", "n’a pas été lu ici aujourd’hui"),
        ):  # fmt: skip
            type_number(page, number)
            verdict_of(page, answer)
            expect(page.get_by_text(said)).to_be_visible()


def test_passes_on_the_telephone_of_a_carrier(site: Site, beat: Beat) -> None:
    """Seen once, a pass and the list open without a network, and say of when they are; another one says what to do."""
    home = "/derogations/laissez-passer"
    with telephone(None, site, beat) as context:
        context.add_cookies([{"name": COOKIE, "value": str(beat.owner.person), "url": site.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
        page.goto(f"{home}/{beat.slug}/{beat.standing.id}")
        expect(page.locator("body[data-offline]")).to_be_attached(timeout=20_000)
        expect(page.locator("[data-part=kept]")).to_be_hidden()
        drawn = page.locator(".passcode").inner_html()
        clean(page, "montre")
        site.kill()
        page.reload()
        expect(page.locator("[data-part=kept]")).to_contain_text("Sans réseau")
        assert page.locator(".passcode").inner_html() == drawn
        expect(page.get_by_text(beat.standing.number)).to_be_visible()
        page.goto(f"{home}/{beat.slug}/{uuid4()}")
        expect(page.get_by_text("n’a pas encore été ouvert sur ce téléphone")).to_be_visible()
        page.get_by_role("link", name="Mes laissez-passer").click()
        expect(page.locator("[data-part=kept]")).to_contain_text("Sans réseau")
        expect(page.get_by_role("link", name="Afficher le code de AB-803-CD")).to_be_visible()
        site.start()
        page.reload()
        expect(page.locator("[data-part=kept]")).to_be_hidden()
        page.locator("details.who summary").click()
        page.get_by_role("button", name="Se déconnecter").click()
        page.wait_for_url("**/deconnexion")
        assert page.evaluate("caches.keys()") == []


def type_plate_unread(page: Page, plate: str) -> None:
    """A check that waits, for there is no network."""
    type_plate(page, plate)
    verdict_of(page, "not_looked_up")


def leave(page: Page) -> None:
    """Sign out, from the scanner."""
    if not page.get_by_role("button", name="Se déconnecter").is_visible():
        page.get_by_text("Lieu, son et contrôles du jour").click()
    page.get_by_role("button", name="Se déconnecter").click()


def test_signing_out_empties_the_telephone(site: Site, beat: Beat) -> None:
    """Checks that wait are sent first, or asked about; then nothing is left; who comes next sees nothing of it."""
    code = next(each.url for each in beat.codes(FEW, site.address) if each.answer == "valid")
    with telephone(None, site, beat) as context:
        context.add_init_script(LOOKING)
        page = opened(context)
        look(page, code, "valid")
        expect(page.locator("[data-part=state]")).not_to_contain_text("à envoyer")
        context.set_offline(True)
        type_plate_unread(page, "ZZ998ZZ")
        leave(page)
        expect(page.get_by_role("dialog")).to_contain_text("Sans réseau, la déconnexion ne se fait pas")
        page.get_by_role("button", name="Rester").click()
        context.set_offline(False)
        page.route(
            "**/api/v1/checks", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
        )
        leave(page)
        expect(page.get_by_role("dialog")).to_contain_text("Un contrôle n’a pas pu être envoyé")
        clean(page, "deconnexion")
        page.get_by_role("button", name="Rester").click()
        assert page.evaluate(HELD)["rows"]["queue"] == 1
        page.unroute_all()
        before = run(site, beat, "police", COUNT)
        leave(page)
        page.wait_for_url(f"{site.address}/")
        assert page.evaluate(HELD) == EMPTY
        ((count,),) = before
        assert run(site, beat, "police", COUNT) == [(int(str(count)) + 1,)]


def test_another_officer_on_the_same_telephone(site: Site, beat: Beat) -> None:
    """Sees no check of the first; one who moves acts there; a lost role empties it at once."""
    with telephone(None, site, beat) as context:
        page = opened(context)
        expect(page.get_by_text("Visez le code")).to_be_visible()
        page.get_by_role("button", name="Saisir à la main").click()
        page.get_by_label("Plaque française").fill("ZZ997ZZ")
        page.keyboard.press("Enter")
        verdict_of(page, "no_right")
        held = page.evaluate(HELD)
        assert (held["workers"], held["rows"]["documents"], len(held["caches"])) == (1, 1, 1)
        second = str(beat.second.person)
        context.add_cookies([{"name": COOKIE, "value": second, "url": site.address}])
        page.goto("/territoire/derogations")
        until(page, EMPTY)
        page = opened(context)
        page.get_by_text("Lieu, son et contrôles du jour").click()
        expect(page.get_by_text("Aucun contrôle aujourd’hui.")).to_be_visible()
        moved = "INSERT INTO role_held (person, name, territory, granted_by) VALUES (%s, 'police', %s, 'test')"
        run(site, beat, "", moved, second, beat.slug)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator(f"body[data-territory={beat.slug}][data-ready]")).to_be_attached()
        late: list[tuple[Route, APIResponse]] = []
        page.route("**/bundle", lambda route: late.append((route, route.fetch())))
        page.evaluate("window.dispatchEvent(new Event('online'))")
        wait(page, lambda: bool(late))
        run(site, beat, "", "DELETE FROM role_held WHERE person = %s", second)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("[data-part=state]")).to_contain_text("ce téléphone est vidé")
        until(page, EMPTY)
        for route, answer in late:
            route.fulfill(response=answer)
        page.wait_for_timeout(1_000)
        assert page.evaluate(HELD) == EMPTY
        expect(page.locator("[data-part=state]")).to_contain_text("ce téléphone est vidé")


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


def test_keys_turned_amid_a_shift(site: Site, beat: Beat) -> None:
    """What the new key signed has its own answer until the list comes, then is right; the old one ends."""
    old = next(each.url for each in beat.codes(FEW, site.address) if each.answer == "valid")
    with telephone(None, site, beat) as context:
        context.add_init_script(LOOKING)
        page = opened(context)
        look(page, old, "valid")
        context.set_offline(True)
        expect(page.locator("[data-part=state]")).to_contain_text("Données à jour")
        new = turned(site, beat)
        look(page, new, "unknown_key")
        context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("[data-part=state]")).to_contain_text("Données à jour")
        look(page, new, "valid")
        look(page, old, "unknown_key")
