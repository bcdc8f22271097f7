"""The public pages in a browser: what a machine can check of them, on paper too, without script and without others."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from walking import AXE, EXAMINED, RULES

pytestmark = pytest.mark.browser

ZONE = "/t/martinique-centre/zones/ztl-centre?vehicle=fourgon-35&at=2026-12-01T10:00"
PAGES = [
    "/t",
    "/t/riviera",
    "/t/lyon?vehicle=avion&gvw_kg=7&length_cm=abc",
    ZONE,
    "/t/lyon/zones/zfe-lyon",
    "/t/martinique-centre/zones/ztl-centre/avis",
    "/t/lyon/arretes",
    "/t/martinique-centre/arretes/D-972-001",
    "/t/lyon/versions?de=1&a=1",
    "/t/lyon/versions/1",
    "/t/lyon/donnees",
    "/t/lyon/accessibilite",
    "/t/lyon/mentions-legales",
    "/t/lyon/zones/zfe",
]


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_on_public_pages(chromium: Browser, product: str, width: int) -> None:
    """No fault that a machine can see, in both appearances; nothing is asked of another host."""
    asked: list[str] = []
    with chromium.new_context(
        locale="fr-FR", viewport={"width": width, "height": 860}, bypass_csp=True, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        # The pages of text are one column at every width.
        for path in PAGES if width > 900 else PAGES[:7]:
            page.goto(f"{product}{path}")
            page.add_script_tag(path=AXE)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                found = page.evaluate(EXAMINED, {"runOnly": RULES})
                faults = [
                    f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]
                ]
                assert faults == [], (path, scheme)
    assert [url for url in asked if not url.startswith((product, "data:"))] == []


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_public_pages_never_scroll_sideways(chromium: Browser, product: str, width: int) -> None:
    """From 320 px up."""
    with chromium.new_context(locale="fr-FR", viewport={"width": width, "height": 700}) as context:
        page = context.new_page()
        for path in PAGES:
            page.goto(f"{product}{path}")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_vehicle_is_checked_without_script(chromium: Browser, product: str) -> None:
    """A plain form: another vehicle, another verdict, and an address to share that says only what was filled in."""
    with chromium.new_context(locale="fr-FR", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{product}{ZONE}")
        expect(page.locator(".callout .verdict")).to_have_text("Sous condition")
        page.get_by_label("Véhicule", exact=True).select_option("semi-40")
        page.get_by_role("button", name="Vérifier", exact=True).click()
        expect(page.locator(".callout .verdict")).to_have_text("Interdit")
        assert page.url.endswith("?vehicle=semi-40&activity=delivery&at=2026-12-01T10%3A00")
        page.get_by_text("Décrire mon véhicule").click()
        page.get_by_label("PTAC (carte grise, F.2), en kg").fill("3,5 t")
        page.get_by_role("button", name="Vérifier ce véhicule").click()
        expect(page.locator(".callout .verdict")).to_have_text("Sous condition")
        page.get_by_label("PTAC (carte grise, F.2), en kg").fill("lourd")
        page.get_by_role("button", name="Vérifier ce véhicule").click()
        expect(page.locator("#p-gvw_kg")).to_contain_text("Écrivez un nombre")
        expect(page.locator(".callout .verdict")).to_have_text("À vérifier")


@pytest.mark.parametrize(
    "zone", ["martinique-centre/zones/ztl-centre", "lyon/zones/zfe-lyon", "riviera/zones/evenement-port-hercule"]
)
def test_the_notice_fits_on_one_sheet(chromium: Browser, product: str, zone: str) -> None:
    """One A4 page, whatever the zone has to say; nothing of it is cut, and its code leads back."""
    with chromium.new_context(locale="fr-FR", viewport={"width": 700, "height": 1000}) as context:
        page = context.new_page()
        page.goto(f"{product}/t/{zone}/avis")
        pdf = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
        page.emulate_media(media="print")
        assert (
            page.evaluate(
                "(() => { const s = document.querySelector('.sheet'); return s.scrollHeight - s.clientHeight })()"
            )
            <= 0
        )
        expect(page.locator(".qr svg")).to_be_visible()
        expect(page.locator(".sheet .bottom")).to_contain_text(f"/t/{zone}")


def test_the_map_leads_to_the_pages_and_back(chromium: Browser, product: str) -> None:
    """From the map to its territory’s zones, to one of them, and back to the map with the same vehicle."""
    with chromium.new_context(locale="fr-FR") as context:
        page: Page = context.new_page()
        page.goto(f"{product}/?territory=lyon")
        link = page.get_by_role("navigation", name="Outils").get_by_role("link", name="Zones et arrêtés")
        # Until the territory is known, the link leads to all of them.
        expect(link).to_have_attribute("href", "/t/lyon")
        link.click()
        expect(page).to_have_url(re.compile("/t/lyon$"))
        page.get_by_label("Véhicule", exact=True).select_option("vul-ancien")
        page.get_by_role("button", name="Vérifier", exact=True).click()
        page.get_by_role("link", name="ZFE de la Métropole de Lyon").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("ZFE de la Métropole")
        page.get_by_role("link", name="Voir sur la carte").click()
        expect(page).to_have_url(re.compile("territory=lyon(?=.*zone=zfe-lyon)(?=.*vehicle=vul-ancien)"))
