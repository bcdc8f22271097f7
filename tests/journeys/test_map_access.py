"""The map page for everyone: keyboard alone, both appearances, narrow screens, what a machine can check."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from walking import AXE, EXAMINED, RULES

pytestmark = pytest.mark.browser

type Visit = Callable[..., Page]
DAY = "2026-11-24"
TRIP = "from=43.742,7.427&to=43.734,7.4197"
LORRY = f"vehicle=porteur-75&activity=delivery&{TRIP}"


def answer(page: Page) -> Locator:
    """The region that holds the verdict."""
    return page.get_by_role("region", name="Réponse")


def test_the_journey_with_the_keyboard_alone(chromium: Browser, visit: Visit) -> None:
    """Vehicle, both ends, hour and answer without a mouse; every stop of the tab key is visible."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"vehicle=fourgon-35&activity=delivery&at={DAY}T09:55")

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


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "query",
    [
        f"{LORRY}&at={DAY}T10:00",
        f"{LORRY}&at={DAY}T04:00",
        f"vehicle=own&at={DAY}T10:00&zone=zfe-riviera",
        f"territory=martinique-centre&zone=ztl-centre&vehicle=fourgon-35&activity=works&right=artisan:3&at={DAY}T15:00",
        f"territory=martinique-centre&zone=ztl-centre&vehicle=fourgon-35&activity=pickup&at={DAY}T10:00",
        f"territory=lyon&to=45.75,4.86&vehicle=vul-ancien&activity=delivery&right=petit-rouleur&at={DAY}T10:00",
    ],
)
def test_axe_finds_nothing(chromium: Browser, visit: Visit, width: int, query: str) -> None:
    """No accessibility fault that a machine can see, in both appearances, wide and narrow."""
    with chromium.new_context(
        locale="fr-FR", viewport={"width": width, "height": 860}, bypass_csp=True, color_scheme="light"
    ) as context:
        page = visit(context, query)
        expect(page.locator(".waits")).to_have_count(0)
        if "vehicle=own" in query and width < 900:
            page.get_by_label("Changer le véhicule et le trajet").click()
        if "right=" in query and width > 900:
            page.locator("#rights > summary").click()
        page.add_script_tag(path=AXE)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = page.evaluate(EXAMINED, {"runOnly": RULES})
            faults = [
                f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]
            ]
            assert faults == [], scheme


@pytest.mark.parametrize("path", ["accessibilite", "mentions-legales"])
def test_axe_finds_nothing_on_the_pages_of_text(chromium: Browser, visit: Visit, path: str) -> None:
    """The legal pages are reachable from the map and have no fault that a machine can see."""
    with chromium.new_context(locale="fr-FR", bypass_csp=True) as context:
        page = visit(context)
        page.locator(f'footer a[href="/{path}"]').click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.add_script_tag(path=AXE)
        assert page.evaluate(EXAMINED, {"runOnly": RULES})["violations"] == []


@pytest.mark.parametrize("width", [320, 390, 720, 1024])
@pytest.mark.parametrize(
    "query", [f"vehicle=own&category=N2&{TRIP}", "territory=lyon&vehicle=vul-ancien&to=45.75,4.86"]
)
def test_nothing_overflows_sideways(chromium: Browser, visit: Visit, width: int, query: str) -> None:
    """From 320 px up the page never scrolls sideways, in any of the sheet's three states."""
    with chromium.new_context(locale="fr-FR", viewport={"width": width, "height": 700}) as context:
        page = visit(context, f"{query}&at={DAY}T10:00&activity=delivery")
        expect(page.locator(".waits")).to_have_count(0)
        opened = ["#edit", "#done", "#show-list"] if width < 900 else []
        for button in ["", *opened]:
            if button:
                page.locator(button).click()
            for root in ("document.documentElement", "document.getElementById('panel')"):
                assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, (button, root)


def test_on_a_phone_the_map_stays_in_sight(chromium: Browser, visit: Visit) -> None:
    """At 390 px the sheet takes at most 55 % of the height and what is touched is at least 44 px high."""
    with chromium.new_context(locale="fr-FR", viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = visit(context, f"{LORRY}&at={DAY}T10:00")
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


def test_an_appearance_chosen_is_kept(chromium: Browser, visit: Visit) -> None:
    """The switch wins over the system, and is remembered on this device before the first paint."""
    with chromium.new_context(locale="fr-FR", color_scheme="light") as context:
        page = visit(context)
        page.get_by_label("Apparence sombre").first.click()
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        page.reload()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        page.get_by_label("Apparence du système").first.click()
        assert page.evaluate("'theme' in document.documentElement.dataset") is False
