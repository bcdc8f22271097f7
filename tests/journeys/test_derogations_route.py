"""A carrier asks for a vehicle, its territory grants: its route passes at once, and no more once suspended."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser
HOME = "/territoire/derogations"
START, SHOP = [7.4245, 43.7375], [7.42, 43.73]


def enter(browser: Browser, address: str, name: str) -> tuple[BrowserContext, Page]:
    """Somebody of the demonstration, signed in on a device of their own."""
    context = browser.new_context(locale="fr-FR", base_url=address.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/connexion")
    page.get_by_role("button", name=f"Entrer : {name}").click()
    page.wait_for_url(lambda url: "/connexion" not in url)
    return context, page


def test_a_route_changes_with_the_right(chromium: Browser, product: str) -> None:
    """Refused in the limited zone, served once granted, refused again once suspended: each at the next question."""
    ours, carrier = enter(chromium, product, "Responsable de transporteur")
    theirs, desk = enter(chromium, product, "Administrateur de territoire")
    found = carrier.request.get("/api/v1/vehicles?q=ZZ104DV").json()["vehicles"]
    (vehicle,) = (each["id"] for each in found if each["plate"].replace("-", "") == "ZZ104DV")
    assert _served(carrier, vehicle) is False
    carrier.goto("/derogations?t=riviera&v=ZZ-104-DV&motif=supply")
    carrier.get_by_role("link", name="Tout demander").click()
    carrier.get_by_role("button", name="Demander").click()
    expect(carrier.get_by_role("heading", level=1)).to_contain_text("envoyée")
    assert _served(carrier, vehicle) is False
    desk.goto(f"{HOME}?q=ZZ104DV")
    desk.get_by_role("checkbox").first.check()
    desk.get_by_role("button", name="Décider la sélection").click()
    desk.get_by_role("button", name="Accorder").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("accordée")
    assert _served(carrier, vehicle) is True
    desk.goto(f"{HOME}/droits?q=ZZ104DV")
    desk.get_by_role("link", name="ZZ-104-DV").first.click()
    desk.get_by_text("Suspendre", exact=True).click()
    desk.get_by_label("Pourquoi").first.fill("Essai.")
    desk.get_by_role("button", name="Suspendre ce droit").click()
    expect(desk.get_by_role("status")).to_contain_text("Le droit est suspendu")
    assert _served(carrier, vehicle) is False
    ours.close()
    theirs.close()


def _served(page: Page, vehicle: str) -> bool:
    """Whether the shop of the limited zone is reached tomorrow at three in the afternoon."""
    leaves = datetime.combine(date.today() + timedelta(1), time(15), ZoneInfo("Europe/Paris"))  # noqa: DTZ011
    body = {
        "territory": "riviera", "vehicle": {}, "holder": {"vehicle": vehicle}, "depart_at": leaves.isoformat(),
        "stops": [{"position": START}, {"position": SHOP, "activity": "supply"}],
    }  # fmt: skip
    answer = page.request.post("/api/v1/routes", data=body)
    assert answer.status == 200, answer.text()
    served: bool = answer.json()["stops"][-1]["served"]
    return served
