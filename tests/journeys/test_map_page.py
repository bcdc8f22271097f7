"""The map page as a person meets it: mouse, finger, keyboard alone, both appearances, a shared address."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "platform/joptimiz/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DAY = "2026-11-24"
TRIP = "from=43.742,7.427&to=43.734,7.4197"
LORRY = f"vehicle=porteur-75&activity=delivery&{TRIP}"
PATIENCE = 20_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium est absent : apt-get install chromium")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


def visit(context: BrowserContext, address: str, query: str = "") -> Page:
    """The page, its map drawn and its first answers there; any script error fails the test."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    page.goto(f"{address}/?{query}")
    expect(page.locator("#map[data-ready]")).to_be_attached(timeout=PATIENCE)
    expect(answer(page)).to_have_attribute("aria-busy", "false")
    expect(page.locator("#zonelist > li .verdict").first).to_be_attached()
    return page


def answer(page: Page) -> Locator:
    """The region that holds the verdict."""
    return page.get_by_role("region", name="Réponse")


def test_same_lorry_same_points_two_hours_two_answers(chromium: Browser, product: str) -> None:
    """Forbidden at 10 h with its article and its way out; allowed at 4 h, with a route; the van passes at both."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, product, f"{LORRY}&at={DAY}T10:00")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile(r"Interdit à 10\sh"))
        expect(answer(page)).to_contain_text(re.compile(r"art\.\s2"))
        expect(answer(page)).to_contain_text("D-2026-001")
        expect(answer(page)).to_contain_text(re.compile(r"Ouvre à 23\sh, dans 13\sh"))
        page.get_by_role("button", name=re.compile(r"Partir à\s23\sh")).click()
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile(r"Autorisé"))

        page = visit(context, product, f"{LORRY}&at={DAY}T04:00")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile(r"Autorisé à 4\sh"))
        expect(answer(page)).to_contain_text(re.compile(r"Arrivée à 4\sh"))
        expect(page.get_by_text("Itinéraire pas à pas")).to_be_visible()

        for hour in ("10", "04"):
            page = visit(context, product, f"vehicle=fourgon-electrique&activity=delivery&{TRIP}&at={DAY}T{hour}:00")
            expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Autorisé"))


def test_a_missing_fact_is_never_a_yes(chromium: Browser, product: str) -> None:
    """An own vehicle without its facts is « À vérifier », the fact is named, and giving it gives the answer."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(
            context, product, f"vehicle=own&category=N2&gvw_kg=7500&activity=delivery&at={DAY}T10:00&zone=zfe-riviera"
        )
        expect(answer(page).get_by_role("heading")).to_have_text("À vérifier")
        expect(answer(page)).to_contain_text("la vignette Crit’Air")
        page.get_by_role("button", name="Compléter le véhicule").click()
        expect(page.get_by_label("Vignette")).to_be_focused()
        page.get_by_label("Vignette").select_option("4")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Interdit"))


def test_the_list_says_what_the_map_says(chromium: Browser, product: str) -> None:
    """Every zone the server publishes is in the list, with verdict and hours, and choosing one shows it."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, product, f"vehicle=porteur-75&activity=delivery&at={DAY}T10:00")
        published = context.request.get(f"{product}/api/v1/territories/riviera/zones").json()["features"]
        rows = page.locator("#zonelist > li")
        expect(rows).to_have_count(len(published))
        for row in rows.all():
            expect(row.locator(".verdict")).to_have_text(re.compile("Autorisé|Sous condition|À vérifier|Interdit"))
            expect(row.get_by_role("img")).to_have_attribute("aria-label", re.compile(r"de 0\sh à "))
        centre = page.locator('[data-zone="ztl-centre"]')
        expect(centre).to_contain_text("Interdit")
        expect(centre).to_contain_text("D-2026-001")
        centre.get_by_role("button", name=re.compile("Voir sur la carte")).click()
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Interdit"))
        assert parse_qs(urlsplit(page.url).query)["zone"] == ["ztl-centre"]


def test_points_are_placed_with_the_mouse_and_moved(chromium: Browser, product: str) -> None:
    """Two clicks on the map make a trip; dragging an end asks again; back undoes."""
    with chromium.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900}) as context:
        page = visit(
            context, product, f"vehicle=fourgon-electrique&activity=delivery&at={DAY}T10:00&view=16,43.7395,7.4235"
        )
        stage = page.locator("#map").bounding_box()
        assert stage is not None
        x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
        page.mouse.click(x - 150, y + 40)
        expect(page.get_by_label("Départ", exact=True)).not_to_have_value("")
        page.mouse.click(x + 60, y - 120)
        expect(page.get_by_label("Arrivée", exact=True)).not_to_have_value("")
        expect(page.get_by_role("heading", name="Zones du trajet")).to_be_visible()
        before = page.get_by_label("Arrivée", exact=True).input_value()
        page.mouse.move(x + 60, y - 120)
        page.mouse.down()
        page.mouse.move(x + 10, y - 90, steps=5)
        page.mouse.up()
        expect(page.get_by_label("Arrivée", exact=True)).not_to_have_value(before)
        page.go_back()
        expect(page.get_by_label("Arrivée", exact=True)).to_have_value(before)


def test_the_hour_is_drawn_and_dragged(chromium: Browser, product: str) -> None:
    """The ribbon is a slider: pressing on it sets the hour, and the verdicts follow."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, product, f"{LORRY}&at={DAY}T10:00")
        slider = page.get_by_role("slider", name="Heure")
        expect(slider).to_have_attribute("aria-valuetext", re.compile(r"10\sh, Interdit jusqu’à 23\sh"))
        track = page.locator("#slide").bounding_box()
        assert track is not None
        page.mouse.click(track["x"] + track["width"] * 4 / 24, track["y"] + 12)
        expect(slider).to_have_attribute("aria-valuetext", re.compile(r"4\sh, Autorisé jusqu’à 5\sh"))
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Autorisé"))


def test_the_journey_with_the_keyboard_alone(chromium: Browser, product: str) -> None:
    """Vehicle, both ends, hour and answer without a mouse; every stop of the tab key is visible."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, product, f"vehicle=fourgon-35&activity=delivery&at={DAY}T09:55")

        def tab_to(target: Locator) -> None:
            for _ in range(60):
                if target.evaluate("element => element === document.activeElement"):
                    return
                page.keyboard.press("Tab")
                assert page.evaluate("document.activeElement.getBoundingClientRect().width") > 0
            pytest.fail("le clavier n’atteint pas ce champ")

        tab_to(page.get_by_label("Véhicule", exact=True))
        page.keyboard.type("Porteur")
        expect(page.get_by_label("Véhicule", exact=True)).to_have_value("porteur-75")
        tab_to(page.get_by_label("Départ", exact=True))
        page.keyboard.type("43.742, 7.427")
        tab_to(page.get_by_label("Arrivée", exact=True))
        page.keyboard.type("43.734, 7.4197")
        tab_to(page.get_by_role("slider", name="Heure"))
        page.keyboard.press("ArrowRight")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile(r"Interdit à 10\sh"))
        page.keyboard.press("Home")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile(r"Autorisé à 0\sh"))
        page.keyboard.press("End")
        expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "1435")
        page.keyboard.press("PageDown")
        expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "1375")


def test_the_address_is_the_state(chromium: Browser, product: str) -> None:
    """Reloading, or opening the address elsewhere, shows the same question and the same answer."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(
            context, product, f"vehicle=own&category=N2&gvw_kg=7500&critair=3&{TRIP}&at={DAY}T10:30&activity=pickup"
        )
        page.get_by_label("Jour suivant").click()
        expect(page.locator("#day-name")).to_have_text("mercredi 25 novembre 2026")
        heading = answer(page).get_by_role("heading").inner_text()
        address = page.url
        page.reload()
        expect(answer(page).get_by_role("heading")).to_have_text(heading)
        expect(page.get_by_label("PTAC")).to_have_value("7,5")
        expect(page.get_by_label("Motif")).to_have_value("pickup")
        expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "630")
        assert page.url == address


def test_every_request_stays_at_home(chromium: Browser, product: str) -> None:
    """The page asks nothing of any other host, and breaks no rule of its content policy."""
    asked: list[str] = []
    refused: list[str] = []
    with chromium.new_context(locale="fr-FR") as context:
        context.on("request", lambda request: asked.append(request.url))
        context.on(
            "console", lambda message: refused.append(message.text) if "Content Security" in message.text else None
        )
        page = visit(context, product, f"{LORRY}&at={DAY}T04:00")
        page.locator("#zoom-in").click()
        page.get_by_label("Apparence sombre").first.click()
        page.wait_for_timeout(1_000)
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("blob:", "data:"))}
    assert hosts == {urlsplit(product).netloc}
    assert refused == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("query", [f"{LORRY}&at={DAY}T10:00", f"{LORRY}&at={DAY}T04:00", f"vehicle=own&at={DAY}T10:00"])
def test_axe_finds_nothing(chromium: Browser, product: str, scheme: str, width: int, query: str) -> None:
    """No accessibility fault that a machine can see, in both appearances, wide and narrow."""
    with chromium.new_context(
        locale="fr-FR",
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 860},
        bypass_csp=True,
    ) as context:
        page = visit(context, product, query)
        if "vehicle=own" in query and width < 900:
            page.get_by_label("Changer le véhicule et le trajet").click()
        page.add_script_tag(path=AXE)
        found = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
        faults = [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]]
        assert faults == []


@pytest.mark.parametrize("path", ["accessibilite", "mentions-legales"])
def test_axe_finds_nothing_on_the_pages_of_text(chromium: Browser, product: str, path: str) -> None:
    """The legal pages are reachable from the map and have no fault that a machine can see."""
    with chromium.new_context(locale="fr-FR", bypass_csp=True) as context:
        page = visit(context, product)
        page.locator(f'footer a[href="/{path}"]').click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.add_script_tag(path=AXE)
        assert page.evaluate("tags => axe.run({runOnly: tags}).then(r => r.violations.map(v => v.id))", RULES) == []


@pytest.mark.parametrize("width", [320, 390, 720, 1024])
def test_nothing_overflows_sideways(chromium: Browser, product: str, width: int) -> None:
    """From 320 px up the page never scrolls sideways, in any of the sheet's three states."""
    with chromium.new_context(locale="fr-FR", viewport={"width": width, "height": 700}) as context:
        page = visit(context, product, f"vehicle=own&category=N2&{TRIP}&at={DAY}T10:00&activity=delivery")
        opened = ["#edit", "#show-list"] if width < 900 else []
        for button in ["", *opened]:
            if button:
                page.locator(button).click()
            for root in ("document.documentElement", "document.getElementById('panel')"):
                assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, (button, root)


def test_on_a_phone_the_map_stays_in_sight(chromium: Browser, product: str) -> None:
    """At 390 px the sheet takes at most 55 % of the height and what is touched is at least 44 px high."""
    with chromium.new_context(locale="fr-FR", viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = visit(context, product, f"{LORRY}&at={DAY}T10:00")
        sheet = page.locator("#panel").bounding_box()
        assert sheet is not None
        assert sheet["height"] <= 0.55 * 844 + 1
        expect(answer(page).get_by_role("heading")).to_be_in_viewport()
        expect(page.get_by_role("slider")).to_be_in_viewport()
        for button in page.locator(".btn:visible, .textbtn:visible").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 44, button.inner_text()
        expect(page.locator(".credit")).to_be_in_viewport()
        expect(page.locator(".credit")).to_contain_text("contributeurs d’OpenStreetMap, ODbL")


def test_what_goes_wrong_is_said(chromium: Browser, product: str) -> None:
    """A point off the map, a lorry of 90 t, a silent server: each in words, and what to do."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(
            context, product, f"vehicle=porteur-75&activity=delivery&at={DAY}T10:00&from=48.85,2.35&to=43.734,7.4197"
        )
        expect(
            page.get_by_role("alert").or_(answer(page).get_by_role("heading", name="Aucun trajet possible"))
        ).to_be_visible()

        page = visit(context, product, f"vehicle=own&category=N3&gvw_kg=44000&{TRIP}&at={DAY}T10:00&activity=delivery")
        page.get_by_label("PTAC").fill("90")
        page.get_by_label("PTAC").press("Tab")
        expect(page.locator("#fact-gvw_kg-p")).to_be_visible()
        expect(page.get_by_label("PTAC")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("PTAC").fill("lourd")
        page.get_by_label("PTAC").press("Tab")
        expect(page.locator("#fact-gvw_kg-p")).to_contain_text("Écrivez un nombre")

        page = visit(context, product, f"{LORRY}&at={DAY}T10:00")
        context.set_offline(True)
        page.get_by_label("Jour suivant").click()
        expect(page.get_by_role("alert")).to_contain_text("Le serveur ne répond pas")
        context.set_offline(False)
        page.get_by_role("button", name="Réessayer").click()
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Interdit"))


def test_an_appearance_chosen_is_kept(chromium: Browser, product: str) -> None:
    """The switch wins over the system, and is remembered on this device before the first paint."""
    with chromium.new_context(locale="fr-FR", color_scheme="light") as context:
        page = visit(context, product)
        page.get_by_label("Apparence sombre").first.click()
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        page.reload()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        page.get_by_label("Apparence du système").first.click()
        assert page.evaluate("'theme' in document.documentElement.dataset") is False
