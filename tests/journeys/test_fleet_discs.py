"""The fleet on a telephone: its vehicle is one tap away, and who keeps the fleet sees its disc at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from walking import device, enter, examine, page_of

pytestmark = pytest.mark.browser


@pytest.fixture
def carrier(chromium: Browser, product: str) -> Iterator[BrowserContext]:
    """Who keeps the fleet of the demonstration."""
    with device(chromium, product) as context:
        yield context


def test_a_disc_of_the_fleet_is_seen_by_who_keeps_it(carrier: BrowserContext) -> None:
    """Without a plate typed; the list follows by itself, and again when the driver leaves."""
    desk = enter(page_of(carrier), "Responsable de transporteur")
    desk.goto("/disques")
    expect(desk.get_by_role("heading", name="Disques en cours")).to_be_visible()
    carrier.grant_permissions(["geolocation"])
    carrier.set_geolocation({"longitude": 7.42415, "latitude": 43.73995})
    phone = page_of(carrier)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto("/disque")
    expect(phone.get_by_role("heading", name="De votre flotte")).to_be_visible()
    examine(phone)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.get_by_label("Chercher dans votre flotte").fill("velo")
    phone.get_by_role("button", name=re.compile("électrique")).click()
    phone.get_by_role("button", name="Poser le disque").click()
    expect(phone.get_by_role("button", name="Je repars")).to_be_visible()
    bay = phone.get_by_role("heading", level=1).inner_text()
    see = "document.dispatchEvent(new Event('visibilitychange'))"
    expect(phone.get_by_text(re.compile("Envoi du disque"))).to_have_count(0)
    desk.evaluate(see)
    row = desk.get_by_role("row").filter(has_text="ZZ-101-DV").filter(has_text=bay)
    expect(row).to_be_visible()
    phone.get_by_role("button", name="Je repars").click()
    expect(phone.get_by_text("Disque repris")).to_be_visible()
    desk.evaluate(see)
    expect(row).to_have_count(0)
