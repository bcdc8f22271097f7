"""A stop found by its words, its coordinates or this device's position, and what is said when it is not."""

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

pytestmark = pytest.mark.browser

type Visit = Callable[..., Page]
LORRY = "vehicle=porteur-75&activity=delivery&at=2026-11-24T04:00"
NORTH, MIDDLE, SOUTH = "43.742,7.427", "43.7386,7.4265", "43.734,7.4197"


def french(browser: Browser, width: int = 1440, height: int = 900, **more: object) -> BrowserContext:
    """A device in France."""
    size = {"width": width, "height": height}
    return browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport=size, **more)  # type: ignore[arg-type]


def stops_of(page: Page) -> list[str]:
    """The stops as the address says them, in order."""
    query = parse_qs(urlsplit(page.url).query)
    return [*query.get("from", []), *query.get("via", []), *query.get("to", [])]


def field(page: Page, name: str) -> Locator:
    """A stop's own field."""
    return page.get_by_role("combobox", name=re.compile(f"^{name}$"))


def proposed(page: Page) -> Locator:
    """The choices that stand under the field."""
    return page.locator(".suggest [role=option]:visible")


def answered(page: Page) -> Locator:
    """The verdict as it is said, once nothing is being renewed."""
    region = page.get_by_role("region", name="Réponse")
    expect(region).to_have_attribute("aria-busy", "false")
    return region.get_by_role("heading", level=2)


def told(request: Request, rank: int = 1) -> dict[str, object]:
    """A stop as the server is told of it."""
    body = json.loads(request.post_data or "{}")
    return dict(body["stops"][rank])


def test_two_addresses_are_typed_and_the_trip_is_answered(chromium: Browser, visit: Visit) -> None:
    """With the keyboard alone: words, a choice, Enter; the focus stays in the field, the link keeps the names."""
    with french(chromium) as context:
        page = visit(context, LORRY)
        start = field(page, "Départ")
        start.focus()
        page.keyboard.type("rue grimaldi")
        expect(proposed(page).first).to_contain_text("Rue Grimaldi")
        expect(page.locator("#stops .told:visible")).to_contain_text("contributeurs d’OpenStreetMap")
        page.keyboard.press("ArrowDown")
        expect(proposed(page).first).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(start).to_be_focused()
        expect(start).to_have_value("Rue Grimaldi, Monaco")
        field(page, "Arrivée").focus()
        with page.expect_response("**/api/v1/routes") as answer:
            page.keyboard.type("9 av princesse alice")
            page.keyboard.press("Enter")
        assert answer.value.ok
        expect(field(page, "Arrivée")).to_have_value("9 Avenue Princesse Alice, Monaco")
        assert told(answer.value.request)["position"] == [7.42659, 43.7385]
        expect(answered(page)).to_have_text(re.compile("Autorisé|Sous condition|À vérifier|Interdit"))
        assert [stop.split("~")[3] for stop in stops_of(page)] == [
            "Rue Grimaldi, Monaco", "9 Avenue Princesse Alice, Monaco",
        ]  # fmt: skip


def test_words_that_name_nothing_say_what_to_do(chromium: Browser, visit: Visit) -> None:
    """Nothing found and no server each say so where one is writing, and leave the map as a way."""
    with french(chromium) as context:
        page = visit(context, LORRY)
        field(page, "Départ").fill("zzzzqqq")
        expect(page.locator("#stops .told:visible")).to_have_text(re.compile("Aucune adresse ne correspond"))
        expect(proposed(page)).to_have_text(["Placer sur la carte"])
        context.set_offline(True)
        field(page, "Départ").fill("rue grimaldi")
        expect(page.locator("#stops .told:visible")).to_have_text(re.compile("Le serveur ne répond pas"))
        proposed(page).click()
        expect(page.get_by_text("Placez le départ sur la carte.")).to_be_visible()


def test_a_point_is_called_after_the_address_where_it_is(chromium: Browser, visit: Visit) -> None:
    """A point placed without words takes the name of the nearest address, in its field and not in the link."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&from={NORTH}&to={MIDDLE}")
        expect(field(page, "Arrivée")).to_have_value("9 Avenue Princesse Alice")
        assert stops_of(page) == [NORTH, MIDDLE]


def test_coordinates_are_read_as_people_copy_them(chromium: Browser, visit: Visit) -> None:
    """Decimal degrees, degrees and minutes, a geo: link and a link of OpenStreetMap all place the stop."""
    with french(chromium) as context:
        page = visit(context, LORRY)
        for text in (
            "43.742, 7.427",
            "43°44′31,2″N 7°25′37,2″E",
            "geo:43.742,7.427;u=35",
            "https://www.openstreetmap.org/?mlat=43.742&mlon=7.427#map=17/43.1/7.1",
        ):
            field(page, "Départ").fill(text)
            field(page, "Départ").press("Enter")
            page.wait_for_function("stop => location.search.includes(stop)", arg=f"from={NORTH}")
            page.get_by_role("button", name="Effacer, Départ").click()
            expect(field(page, "Départ")).to_have_value("")
            assert stops_of(page) == []


def test_a_stop_off_the_streets_is_said_at_its_own_field(chromium: Browser, visit: Visit) -> None:
    """The server's complaint about the second of three stops stands under the second field, and goes with it."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&from={NORTH}&via=48.85,2.35&to={SOUTH}")
        second = page.locator("#stop-1")
        expect(second).to_have_attribute("aria-invalid", "true")
        expect(second).to_have_accessible_description(re.compile("hors des rues connues ici"))
        expect(page.locator("#stop-0")).not_to_have_attribute("aria-invalid", "true")
        second.fill("43.7386, 7.4265")
        second.press("Enter")
        expect(second).not_to_have_attribute("aria-invalid", "true")
        expect(answered(page)).to_have_text(re.compile("Autorisé|Interdit"))


def test_this_device_s_position_is_a_stop_and_a_refusal_is_said(chromium: Browser, visit: Visit) -> None:
    """« Ma position » places the stop; without the permission, what to do instead is said under the field."""
    with french(chromium, geolocation={"latitude": 43.742, "longitude": 7.427}, permissions=["geolocation"]) as context:
        page = visit(context, LORRY)
        field(page, "Départ").click()
        page.get_by_role("option", name="Ma position").click()
        page.wait_for_function("stop => location.search.includes(stop)", arg=f"from={NORTH}")
        context.clear_permissions()
        field(page, "Arrivée").click()
        page.get_by_role("option", name="Ma position").click()
        expect(field(page, "Arrivée")).to_have_accessible_description(re.compile("n’est pas partagée avec cette page"))


SLOW = """
window.answers = [];
navigator.geolocation.getCurrentPosition = (found, refused) => window.answers.push({ found, refused });
const here = { coords: { longitude: 7.427, latitude: 43.742 } };
window.answer = () => window.answers.splice(0).forEach(({ found }) => found(here));
window.refuse = () => window.answers.splice(0).forEach(({ refused }) => refused({ code: 3 }));
"""
"""A device that knows where it is when it is told to."""
WAIT = "Recherche de votre position"


def waiting(page: Page, rank: int) -> Locator:
    """What is said under a stop's field while its position is awaited."""
    return page.locator("#stops > li").nth(rank).locator(".told", has_text=WAIT)


def ask_position(page: Page, name: str) -> None:
    """« Ma position », of a stop that is not placed."""
    field(page, name).click()
    page.get_by_role("option", name="Ma position").click()
    expect(page.locator("#stops .told:visible")).to_contain_text(WAIT)


def test_the_wait_for_a_position_is_given_up(chromium: Browser, visit: Visit) -> None:
    """By its button, by Escape from anywhere in its row, by writing something else: what comes later is dropped."""
    with french(chromium, permissions=["geolocation"]) as context:
        context.add_init_script(SLOW)
        page = visit(context, LORRY)
        ask_position(page, "Départ")
        page.locator("#stops").get_by_role("button", name="Annuler").click()
        expect(waiting(page, 0)).to_be_hidden()
        expect(field(page, "Départ")).to_be_focused()
        expect(page.locator("#stops .told:visible")).to_contain_text("Recherche arrêtée.")
        page.keyboard.press("Escape")
        ask_position(page, "Départ")
        page.keyboard.press("Escape")
        expect(waiting(page, 0)).to_be_hidden()
        ask_position(page, "Départ")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.locator("#stops").get_by_role("button", name="Annuler")).to_be_focused()
        page.wait_for_timeout(300)
        expect(waiting(page, 0)).to_be_visible()
        page.keyboard.press("Escape")
        expect(waiting(page, 0)).to_be_hidden()
        ask_position(page, "Départ")
        page.keyboard.type("43.7386, 7.4265")
        expect(waiting(page, 0)).to_be_hidden()
        page.keyboard.press("Enter")
        page.wait_for_function("stop => location.search.includes(stop)", arg=f"from={MIDDLE}")
        page.evaluate("answer()")
        page.wait_for_timeout(200)
        assert stops_of(page) == [MIDDLE]


def test_a_position_goes_to_the_stop_that_asked(chromium: Browser, visit: Visit) -> None:
    """The order changes while it is awaited: the wait and the answer follow the stop; a stop taken out has none."""
    with french(chromium, permissions=["geolocation"]) as context:
        context.add_init_script(SLOW)
        page = visit(context, f"{LORRY}&from={MIDDLE}&to={SOUTH}")
        page.get_by_role("button", name="Ajouter une étape").click()
        ask_position(page, r"Étape\s2")
        page.get_by_role("button", name=re.compile(r"^Motif, durée et ordre, Étape\s2$")).click()
        page.get_by_role("button", name="Monter").click()
        expect(waiting(page, 0)).to_be_visible()
        expect(waiting(page, 1)).to_be_hidden()
        page.locator("#stop-0-activity").select_option("pickup")
        page.evaluate("answer()")
        page.wait_for_function("stop => location.search.includes(stop)", arg=f"from={NORTH}")
        expect(waiting(page, 0)).to_be_hidden()
        assert stops_of(page) == [f"{NORTH}~pickup", MIDDLE, SOUTH]
        page.get_by_role("button", name="Inverser").click()
        page.get_by_role("button", name="Ajouter une étape").click()
        ask_position(page, r"Étape\s3")
        page.get_by_role("button", name="Inverser").click()
        page.evaluate("refuse()")
        expect(page.locator("#stop-1")).to_have_accessible_description(re.compile("se fait attendre"))
        expect(page.locator("#stop-2")).not_to_have_accessible_description(re.compile("se fait attendre"))
        before = stops_of(page)
        ask_position(page, r"Étape\s2")
        page.get_by_role("button", name=re.compile(r"^Motif, durée et ordre, Étape\s2$")).click()
        page.get_by_role("button", name="Retirer").click()
        page.evaluate("answer()")
        page.wait_for_timeout(200)
        assert stops_of(page) == before == [f"{NORTH}~pickup", MIDDLE, SOUTH]
        expect(page.locator("#stops .told", has_text=WAIT)).to_be_hidden()


def test_a_trip_is_described_with_a_thumb(chromium: Browser, visit: Visit) -> None:
    """At 390 px: from the invitation to the answer, every thing touched is at least 44 px high and within reach."""
    with french(chromium, 390, 844, has_touch=True, is_mobile=True) as context:
        page = visit(context, LORRY)
        page.get_by_role("button", name="Décrire le trajet").tap()
        expect(field(page, "Départ")).to_be_focused()
        page.keyboard.type("43.742, 7.427")
        proposed(page).first.tap()
        field(page, "Arrivée").tap()
        page.get_by_role("option", name="Placer sur la carte").tap()
        expect(page.get_by_text("Placez l’arrivée sur la carte.")).to_be_visible()
        page.touchscreen.tap(180, 250)
        expect(answered(page)).to_have_text(re.compile("Autorisé|Sous condition|À vérifier|Interdit"))
        page.get_by_label("Changer le véhicule et le trajet").tap()
        page.get_by_role("button", name="Ajouter une étape").tap()
        expect(field(page, r"Étape\s2")).to_be_focused()
        for touched in page.locator(".itinerary :is(.btn, .inbtn, .suggest li):visible").all():
            box = touched.bounding_box()
            assert box is not None
            assert box["height"] >= 44, touched.inner_text()
