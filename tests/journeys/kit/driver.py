"""What a driver does with the page of the disc."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

PLATE = "GK-107-BD"
KEPT = """(slug) => new Promise((done) => {
  const asked = indexedDB.open("joptimiz-disque");
  asked.onsuccess = () => {
    const got = asked.result.transaction("bays").objectStore("bays").get(slug);
    got.onsuccess = () => { asked.result.close(); done(got.result?.bays.length === 3); };
  };
})"""
"""Whether the telephone keeps the three bays of a territory."""


def opened(context: BrowserContext, plate: str = PLATE, path: str = "/disque") -> Page:
    """The page, kept on the telephone, with a vehicle chosen once."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    page.goto(path)
    page.get_by_label("Plaque française").fill(plate)
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("body[data-ready][data-kept]")).to_be_attached()
    return page


def running(page: Page, bay: str) -> None:
    """The disc runs there, and the server knows."""
    expect(page.get_by_role("heading", name=bay)).to_be_visible()
    expect(page.get_by_text("En règle")).to_be_visible()
    expect(page.get_by_text(re.compile("Envoi du disque|Sans réseau"))).to_have_count(0)


def wait(page: Page, is_so: Callable[[], bool], patience: int = 20_000) -> None:
    """Until the server knows what the telephone already shows."""
    for _ in range(patience // 200):
        if is_so():
            return
        page.wait_for_timeout(200)
    assert is_so()


def choose(page: Page, bay: str) -> None:
    """Another bay than the one that is proposed."""
    page.get_by_role("button", name="Autre aire").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(bay)).click()


def seen_again(page: Page) -> None:
    """The driver takes the telephone in hand."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")
