"""The bays on the one map: shown, counted as discs are set, read with a keyboard, put away."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from secrets import token_bytes
from uuid import uuid4

import httpx
import pytest
from outdoors import clean
from playwright.sync_api import Browser, Page, expect
from quays import AT, Quay, Town, serving, some_quay

from tenants.migrate import Addresses

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quay]:
    """Started once there is something to serve."""
    yield from serving(database, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module", autouse=True)
async def town(site: Quay) -> Town:
    """There before the browser is."""
    return await some_quay(site.database)


@pytest.fixture
def page(site: Quay, town: Town, chromium: Browser) -> Iterator[Page]:
    """The map of the town, wide, over its bays."""
    site.start()
    with chromium.new_context(
        locale="fr-FR", base_url=site.address, bypass_csp=True, reduced_motion="reduce",
        viewport={"width": 1440, "height": 900},
    ) as context:  # fmt: skip
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
        page.goto(f"/?territory={town.slug}&view=16,{AT[1]},{AT[0]}")
        yield page


def set_disc(site: Quay, town: Town, code: str) -> None:
    """As the telephone of somebody else does."""
    now = datetime.now(UTC).isoformat()  # noqa: TID251  # as the product that serves it
    body = {"id": str(uuid4()), "territory": town.slug, "at": now, "means": "code", "code": code}
    headers = {"authorization": f"Disc {urlsafe_b64encode(token_bytes(32)).decode()}"}
    httpx.post(f"{site.address}/api/v1/stays", json=body, headers=headers).raise_for_status()


def test_bays_live_on_the_map_and_in_its_list(page: Page, site: Quay, town: Town) -> None:
    """A disc set elsewhere changes mark, list and card; keys open its card; what was read outlives the source."""
    market = town.bays[1]
    mark = page.locator(f'.baymark[data-bay="{market.code}"]')
    expect(mark).to_have_attribute("aria-label", re.compile("Aire du Marché.: 2 places libres sur 2"))
    expect(page.locator("#bay-told")).to_have_text("En direct.")
    set_disc(site, town, market.code)
    expect(mark).to_have_attribute("aria-label", re.compile("1 place libre sur 2"))
    expect(mark.locator(".free")).to_have_text("1")
    line = page.get_by_role("button", name="Aire du Marché 2 rue Haute 1 place libre sur 2")
    line.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("region", name="Aire du Marché")
    expect(card.get_by_role("heading")).to_be_focused()
    expect(card).to_contain_text("2 rue Haute")
    expect(card).to_contain_text("30\u00a0min")
    expect(card.get_by_role("link", name="Poser le disque ici")).to_have_attribute(
        "href", f"/B/{town.slug}/{market.code}"
    )
    set_disc(site, town, market.code)
    expect(card).to_contain_text("Complète")
    expect(page.locator(f'.baymark[data-bay="{market.code}"][data-free="none"]')).to_be_attached()
    clean(page, "carte-aires")
    page.set_viewport_size({"width": 1440, "height": 900})
    full = page.locator("#baylist").get_by_role("button", name=re.compile("Aire du Marché.*Complète"))
    expect(full).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(full).to_be_focused()
    box = page.get_by_role("group", name="Couches").get_by_label("Aires de livraison", exact=True)
    box.uncheck()
    expect(page.locator(".baymark")).to_have_count(0)
    expect(page.locator("#bays")).to_be_hidden()
    box.check()
    expect(full).to_be_visible()
    expect(page.locator("#bay-told")).to_have_text("En direct.")
    site.kill()
    expect(page.locator("#bay-told")).to_have_text(re.compile("^État lu à"))
    expect(full).to_be_visible()
