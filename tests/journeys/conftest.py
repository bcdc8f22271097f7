"""A browser for the journeys that people make."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from walking import FLAGS

PATIENCE = 60_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium est absent : apt-get install chromium")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visit(product: str) -> Callable[..., Page]:
    """Opens the map page with a query; it comes back drawn and answered, and any script error fails the test."""

    def open_map(context: BrowserContext, query: str = "") -> Page:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
        page.goto(f"{product}/?{query}")
        expect(page.locator("#map[data-ready]")).to_be_attached(timeout=PATIENCE)
        expect(page.get_by_role("region", name="Réponse")).to_have_attribute("aria-busy", "false")
        expect(page.locator("#zonelist > li .verdict").first).to_be_attached()
        return page

    return open_map
