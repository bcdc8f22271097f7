"""The map page as a person meets it: a question, its answer, a shared address, what goes wrong."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

type Visit = Callable[..., Page]
DAY = "2026-11-24"
TRIP = "from=43.742,7.427&to=43.734,7.4197"
LORRY = f"vehicle=porteur-75&activity=delivery&{TRIP}"


def answer(page: Page) -> Locator:
    """The region that holds the verdict."""
    return page.get_by_role("region", name="Réponse")


def arrival_of(page: Page) -> str:
    """Where the trip ends, as the address says it."""
    return parse_qs(urlsplit(page.url).query)["to"][0]


def test_same_lorry_same_points_two_hours_two_answers(chromium: Browser, visit: Visit) -> None:
    """Forbidden at 10 h with its article and its way out; allowed at 4 h, with a route; the van passes at both."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"{LORRY}&at={DAY}T10:00")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile(r"Interdit à 10\sh"))
        expect(answer(page)).to_contain_text(re.compile(r"art\.\s2"))
        expect(answer(page)).to_contain_text("D-2026-001")
        expect(answer(page)).to_contain_text(re.compile(r"Ouvre à 23\sh, dans 13\sh"))
        page.locator(".advice").get_by_role("button", name=re.compile(r"^Partir à\s\d")).click()
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile(r"Autorisé"))

        page = visit(context, f"{LORRY}&at={DAY}T04:00")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile(r"Autorisé à 4\sh"))
        expect(answer(page)).to_contain_text(re.compile(r"Arrivée à 4\sh"))
        expect(page.get_by_text("Itinéraire pas à pas")).to_be_visible()

        for hour in ("10", "04"):
            page = visit(context, f"vehicle=fourgon-electrique&activity=delivery&{TRIP}&at={DAY}T{hour}:00")
            expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Autorisé"))


def test_a_missing_fact_is_never_a_yes(chromium: Browser, visit: Visit) -> None:
    """An own vehicle without its facts is « À vérifier », the fact is named, and giving it gives the answer."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"vehicle=own&category=N2&gvw_kg=7500&activity=delivery&at={DAY}T10:00&zone=zfe-riviera")
        expect(answer(page).get_by_role("heading")).to_have_text("À vérifier")
        expect(answer(page)).to_contain_text("la vignette Crit’Air")
        asked = page.get_by_role("region", name="Ce qui manque").get_by_label("Vignette Crit’Air")
        asked.select_option("4")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Interdit"))
        assert parse_qs(urlsplit(page.url).query)["critair"] == ["4"]


def test_the_list_says_what_the_map_says(chromium: Browser, visit: Visit, product: str) -> None:
    """Every zone the server publishes is in the list, with verdict and hours, and choosing one shows it."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"vehicle=porteur-75&activity=delivery&at={DAY}T10:00")
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


def test_points_are_placed_with_the_mouse_and_moved(chromium: Browser, visit: Visit) -> None:
    """Two clicks on the map make a trip; dragging an end asks again; back undoes."""
    with chromium.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900}) as context:
        page = visit(context, f"vehicle=fourgon-electrique&activity=delivery&at={DAY}T10:00&view=16,43.7395,7.4235")
        stage = page.locator("#map").bounding_box()
        assert stage is not None
        x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
        page.mouse.click(x - 150, y + 40)
        expect(page.get_by_label("Départ", exact=True)).not_to_have_value("")
        page.mouse.click(x + 60, y - 120)
        expect(page.get_by_label("Arrivée", exact=True)).not_to_have_value("")
        expect(page.get_by_role("heading", name="Zones du trajet")).to_be_visible()
        before = arrival_of(page)
        page.mouse.move(x + 60, y - 120)
        page.mouse.down()
        page.mouse.move(x + 10, y - 90, steps=5)
        page.mouse.up()
        page.wait_for_function("to => !location.search.includes(to)", arg=f"to={before}")
        page.go_back()
        page.wait_for_function("to => location.search.includes(to)", arg=f"to={before}")
        expect(page.get_by_label("Arrivée", exact=True)).not_to_have_value("")


def test_the_hour_is_drawn_and_dragged(chromium: Browser, visit: Visit) -> None:
    """The ribbon is a slider: pressing on it sets the hour, and the verdicts follow."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"{LORRY}&at={DAY}T10:00")
        slider = page.get_by_role("slider", name="Heure")
        expect(slider).to_have_attribute("aria-valuetext", re.compile(r"10\sh, trajet interdit jusqu’à 22\sh\s5\d"))
        track = page.locator("#slide").bounding_box()
        assert track is not None
        page.mouse.click(track["x"] + track["width"] * 4 / 24, track["y"] + 12)
        expect(slider).to_have_attribute("aria-valuetext", re.compile(r"4\sh, trajet permis jusqu’à 4\sh\s5\d"))
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Autorisé"))


def test_a_layer_is_put_away_and_stays_so(chromium: Browser, visit: Visit, product: str) -> None:
    """The kinds of zone of this territory are boxes of the legend; what is put away here is remembered here."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"{LORRY}&at={DAY}T05:30")
        layers = page.get_by_role("group", name="Couches")
        known = httpx.get(f"{product}/api/v1/territories/riviera/layers").json()["layers"]
        assert [box.inner_text() for box in layers.locator("label").all()] == [each["name"] for each in known]
        page.wait_for_timeout(500)
        plain = page.locator("#map canvas").screenshot()
        for box in layers.get_by_role("checkbox").all():
            box.uncheck()
        page.wait_for_timeout(500)
        assert page.locator("#map canvas").screenshot() != plain
        page.reload()
        expect(layers.get_by_role("checkbox").first).not_to_be_checked()


def test_the_address_is_the_state(chromium: Browser, visit: Visit) -> None:
    """Reloading, or opening the address elsewhere, shows the same question and the same answer."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"vehicle=own&category=N2&gvw_kg=7500&critair=3&{TRIP}&at={DAY}T10:30&activity=pickup")
        page.get_by_label("Jour suivant").click()
        expect(page.locator("#day-name")).to_have_text("mercredi 25 novembre 2026")
        heading = answer(page).get_by_role("heading").inner_text()
        address = page.url
        page.reload()
        expect(answer(page).get_by_role("heading")).to_have_text(heading)
        expect(page.get_by_label("PTAC")).to_have_value("7,5")
        expect(page.get_by_label("Motif", exact=True)).to_have_value("pickup")
        expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "630")
        assert page.url == address


def test_every_request_stays_at_home(chromium: Browser, visit: Visit, product: str) -> None:
    """The page asks nothing of any other host, and breaks no rule of its content policy."""
    asked: list[str] = []
    refused: list[str] = []
    with chromium.new_context(locale="fr-FR") as context:
        context.on("request", lambda request: asked.append(request.url))
        context.on(
            "console", lambda message: refused.append(message.text) if "Content Security" in message.text else None
        )
        page = visit(context, f"{LORRY}&at={DAY}T04:00")
        page.locator("#zoom-in").click()
        page.get_by_label("Apparence sombre").first.click()
        page.wait_for_timeout(1_000)
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("blob:", "data:"))}
    assert hosts == {urlsplit(product).netloc}
    assert refused == []


def test_dangerous_goods_are_said_of_an_own_vehicle(chromium: Browser, visit: Visit) -> None:
    """Chosen in the form, they are in the address and in the signs that the way obeys."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"vehicle=own&category=N2&gvw_kg=7500&critair=2&{TRIP}&at={DAY}T04:00&activity=delivery")
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Autorisé"))
        expect(page.locator("body")).to_contain_text("Aucune marchandise dangereuse n’est déclarée")
        page.get_by_label("Marchandises dangereuses").select_option(label="Oui (ADR)")
        expect(page.locator("body")).to_contain_text("aux marchandises dangereuses sont respectées")
        assert parse_qs(urlsplit(page.url).query)["dangerous_goods"] == ["adr"]


def test_what_goes_wrong_is_said(chromium: Browser, visit: Visit) -> None:
    """A point off the map, a lorry of 90 t, a silent server: each in words, and what to do."""
    with chromium.new_context(locale="fr-FR") as context:
        page = visit(context, f"vehicle=porteur-75&activity=delivery&at={DAY}T10:00&from=48.85,2.35&to=43.734,7.4197")
        expect(
            page.get_by_role("alert").or_(answer(page).get_by_role("heading", name="Aucun trajet possible"))
        ).to_be_visible()

        page = visit(context, f"vehicle=own&category=N3&gvw_kg=44000&{TRIP}&at={DAY}T10:00&activity=delivery")
        page.get_by_label("PTAC").fill("90")
        page.get_by_label("PTAC").press("Tab")
        expect(page.locator("#fact-gvw_kg-p")).to_be_visible()
        expect(page.get_by_label("PTAC")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#fact-gvw_kg-p")).to_contain_text("Au plus 72")
        page.get_by_label("PTAC").fill("lourd")
        page.get_by_label("PTAC").press("Tab")
        expect(page.locator("#fact-gvw_kg-p")).to_contain_text("Écrivez un nombre")

        page = visit(context, f"{LORRY}&at={DAY}T10:00")
        context.set_offline(True)
        page.get_by_label("Jour suivant").click()
        expect(page.get_by_role("alert")).to_contain_text("Le serveur ne répond pas")
        context.set_offline(False)
        page.get_by_role("button", name="Réessayer").click()
        expect(answer(page).get_by_role("heading")).to_have_text(re.compile("Interdit"))
