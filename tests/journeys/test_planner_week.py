"""The planner of one trip: its week of departures, its advice, its other ways, and what one leaves with."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from walking import AXE, EXAMINED, RULES

pytestmark = pytest.mark.browser

type Visit = Callable[..., Page]
GPX = "{http://www.topografix.com/GPX/1/1}"
DAY = "2026-11-24"
LORRY = "vehicle=porteur-75&activity=delivery&from=43.742,7.427&to=43.734,7.4197"
NOWHERE = "vehicle=porteur-75&activity=delivery&from=48.85,2.35&to=43.734,7.4197"


def french(browser: Browser, width: int = 1440, scheme: str = "light") -> BrowserContext:
    """A device in France."""
    return browser.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": width, "height": 860},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )


def heading(page: Page) -> Locator:
    """The verdict as it is said."""
    return page.get_by_role("region", name="Réponse").get_by_role("heading", level=2)


def slider(page: Page) -> Locator:
    """The departure."""
    return page.get_by_role("slider", name="Heure")


def weeks_hours(page: Page) -> None:
    """Waits until the ribbons draw the hours of the whole trip."""
    expect(page.locator("#ribbon-zone")).to_have_text(re.compile("Tout le trajet"))


def test_a_day_is_dragged_through_and_its_legal_hours_seen(chromium: Browser, visit: Visit) -> None:
    """The ribbon tells to the minute when leaving is permitted; a drag rests there, and the trip is lawful."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&at={DAY}T10:00")
        weeks_hours(page)
        expect(slider(page)).to_have_attribute(
            "aria-valuetext", re.compile(r"mardi 24 novembre, 10\sh, trajet interdit jusqu’à 2\d\sh")
        )
        expect(page.locator("#states")).to_contain_text("Permis")
        expect(page.locator("#week")).to_have_attribute("aria-label", re.compile(r"permis de 0\sh à "))
        opening = page.locator("#ticks .exact").last
        expect(opening).to_have_text(re.compile(r"2\d\sh"))
        track, mark = page.locator("#slide").bounding_box(), opening.bounding_box()
        assert track is not None
        assert mark is not None
        at = mark["x"] + mark["width"] / 2
        page.mouse.move(track["x"] + track["width"] * 10 / 24, track["y"] + 12)
        page.mouse.down()
        for x in range(int(track["x"] + track["width"] * 10 / 24), int(at), 90):
            page.mouse.move(x, track["y"] + 12)
        page.mouse.move(at - 3, track["y"] + 12)
        page.mouse.up()
        expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("trajet permis"))
        expect(slider(page)).to_have_text(opening.inner_text())
        expect(heading(page)).to_have_text(re.compile("Autorisé|Sous condition"))


def test_the_week_is_walked_with_the_keyboard(chromium: Browser, visit: Visit) -> None:
    """Arrows of five minutes that stop at an opening, pages of an hour, day edges; past midnight it is another day."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&at={DAY}T22:50")
        weeks_hours(page)
        slider(page).focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
            if "permis" in (slider(page).get_attribute("aria-valuetext") or ""):
                break
        opened = int(slider(page).get_attribute("aria-valuenow") or 0)
        page.keyboard.press("ArrowLeft")
        expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("trajet interdit"))
        assert opened - int(slider(page).get_attribute("aria-valuenow") or 0) <= 5
        page.keyboard.press("End")
        expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(r"mardi 24 novembre, 23\sh\s55"))
        page.keyboard.press("ArrowRight")
        expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(r"mercredi 25 novembre, 0\sh, "))
        page.keyboard.press("PageDown")
        expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(r"mardi 24 novembre, 23\sh, "))


def test_a_finger_on_the_week_chooses_day_and_hour(chromium: Browser, visit: Visit) -> None:
    """On a phone a press on Friday's ribbon leaves on Friday; the table says the same hours."""
    with french(chromium, 390) as context:
        page = visit(context, f"{LORRY}&at={DAY}T10:00")
        weeks_hours(page)
        friday = page.locator('.wrow[data-date="2026-11-27"] .bands')
        friday.scroll_into_view_if_needed()
        box = friday.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] * 3 / 24, box["y"] + box["height"] / 2)
        expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(r"vendredi 27 novembre, [23]\sh.*permis"))
        page.get_by_text("Heures de la semaine", exact=True).click()
        row = page.get_by_role("row", name=re.compile(r"ven\. 27 nov\."))
        expect(row).to_contain_text(re.compile(r"0\sh –"))


def test_an_advice_then_another_way_are_taken_and_undone(chromium: Browser, visit: Visit) -> None:
    """A refused trip is told when to leave; its ways are compared by their gas, seen on the map, taken and undone."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&at={DAY}T10:00")
        asked = page.url
        page.locator(".advice").get_by_role("button", name=re.compile(r"Partir à\s\d")).click()
        expect(heading(page)).to_have_text(re.compile("Autorisé|Sous condition"))
        page.get_by_role("button", name="Revenir à la question").click()
        expect(heading(page)).to_have_text(re.compile(r"Interdit à 10\sh"))
        ways = page.get_by_role("region", name="Autres façons de faire ce trajet")
        expect(ways.get_by_role("columnheader", name="CO₂e")).to_be_visible()
        take = ways.locator("button[data-key^=way]").first
        plain = page.locator("#map canvas").screenshot()
        ways.locator("tbody", has=page.locator("button[data-key^=way]")).first.hover()
        page.wait_for_timeout(500)
        assert page.locator("#map canvas").screenshot() != plain
        take.click()
        expect(heading(page)).to_have_text(re.compile("Autorisé|Sous condition"))
        assert page.url != asked
        page.get_by_role("button", name="Revenir à la question").click()
        expect(heading(page)).to_have_text(re.compile(r"Interdit à 10\sh"))
        assert page.url == asked


def test_a_trip_is_taken_along_as_a_file(chromium: Browser, visit: Visit, tmp_path: Path) -> None:
    """GPX and GeoJSON hold the way from end to end; without a way there is nothing to save, and the page says why."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&at={DAY}T04:00")
        files = {}
        for name in ("GPX", "GeoJSON"):
            with page.expect_download() as download:
                page.get_by_role("button", name=f"Enregistrer le trajet au format {name}").click()
            files[name] = tmp_path / download.value.suggested_filename
            download.value.save_as(files[name])
        expect(page.locator("#kept")).to_contain_text("Fichier enregistré")
        points = ET.parse(files["GPX"]).getroot().findall(f".//{GPX}trkpt")
        assert len(points) > 10
        assert abs(float(points[-1].get("lat", 0)) - 43.734) < 0.002
        features = json.loads(files["GeoJSON"].read_text())["features"]
        assert "LineString" in {feature["geometry"]["type"] for feature in features}
        page = visit(context, f"{NOWHERE}&at={DAY}T04:00")
        expect(page.get_by_role("button", name="Imprimer")).to_be_disabled()
        expect(page.locator("#kept")).to_contain_text("aucun trajet")


@pytest.mark.parametrize("width", [390, 1440])
def test_paper_frames_the_trip(chromium: Browser, visit: Visit, width: int, tmp_path: Path) -> None:
    """Printed from a phone or a desk, the map holds both ends, steps and hours are open; the screen comes back."""
    with french(chromium, width, "dark") as context:
        page = visit(context, f"{LORRY}&at={DAY}T04:00")
        page.evaluate(
            """addEventListener("beforeprint", () => {
              const box = document.getElementById("map").getBoundingClientRect();
              const ends = [...document.querySelectorAll(".stop")].map((stop) => stop.getBoundingClientRect());
              const held = (end) => end.left > box.left && end.right < box.right && end.top > box.top
                && end.bottom < box.bottom;
              window.printed = { width: box.width, inside: ends.filter(held).length };
            })"""
        )
        before = page.locator("#map").bounding_box()
        pdf = page.pdf(path=tmp_path / "trajet.pdf", prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF")
        assert page.evaluate("window.printed") == {"width": 663, "inside": 2}
        assert page.locator("#map").bounding_box() == before
        page.emulate_media(media="print")
        expect(page.locator(".steps li").first).to_be_visible()
        expect(page.locator(".weekhours table")).to_be_visible()
        expect(page.locator(".legal").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_in_the_planner(chromium: Browser, visit: Visit, width: int) -> None:
    """With the week, the ways and the steps open: no fault that a machine can see, in both appearances."""
    with french(chromium, width) as context:
        page = visit(context, f"{LORRY}&at={DAY}T10:00")
        weeks_hours(page)
        expect(page.locator(".ways")).to_be_attached()
        page.get_by_text("Itinéraire pas à pas").click()
        page.get_by_text("Heures de la semaine", exact=True).click()
        page.locator(".steps button").first.click()
        page.add_script_tag(path=AXE)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = page.evaluate(EXAMINED, {"runOnly": RULES})
            faults = [
                f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]
            ]
            assert faults == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
