"""A zone drawn with the mouse, written by hand, imported, mended, disputed: as two people at two browsers do it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from shapefiles import zipped

AXE = Path(__file__).resolve().parents[2] / "platform/joptimiz/frontend/node_modules/axe-core/axe.min.js"
WEST, SOUTH = 7.4175, 43.731
BOW = {
    "type": "Polygon",
    "coordinates": [[[WEST, SOUTH], [WEST + 0.002, SOUTH + 0.002], [WEST + 0.002, SOUTH], [WEST, SOUTH + 0.002],
                     [WEST, SOUTH]]],
}  # fmt: skip
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[WEST, SOUTH], [WEST + 0.002, SOUTH], [WEST + 0.002, SOUTH + 0.002], [WEST, SOUTH]]],
}
PATIENCE = 60_000


@pytest.fixture
def desk(product: str, chromium: Browser) -> Iterator[Page]:
    """The administrator of the demonstration, at a draft of their own."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    page = opened(context, product)
    page.goto(f"{product.replace('127.0.0.1', 'localhost')}/territoire/reglement")
    page.locator("input[name=title]").first.fill("Zones à tracer")
    page.locator("input[name=title]").first.press("Enter")
    page.wait_for_url("**/projets/**")
    yield page
    context.close()


def opened(context: BrowserContext, product: str) -> Page:
    """A page signed in; any script error or refusal of the content policy fails the test."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    page.on("console", lambda message: _no_refusal(message.text))
    page.goto(f"{product.replace('127.0.0.1', 'localhost')}/connexion")
    page.get_by_role("button", name="Administrateur de territoire").click()
    page.wait_for_url(lambda url: not url.endswith("/connexion"))
    return page


def _no_refusal(said: str) -> None:
    assert "Content Security Policy" not in said, said


def at(page: Page, path: str) -> Page:
    """A page of tracés with its map."""
    page.goto(path)
    expect(page.locator("[data-draw][data-ready]")).to_be_visible(timeout=PATIENCE)
    return page


def text(page: Page) -> str:
    """The coordinates as the page holds them."""
    return page.locator("#f-shape").input_value()


def write(page: Page, shape: object) -> None:
    """The coordinates written by hand."""
    page.locator("[data-coordinates]").evaluate("details => { details.open = true; }")
    page.locator("#f-shape").fill(json.dumps(shape))


@pytest.mark.browser
def test_drawn_with_the_mouse_and_by_hand(desk: Page) -> None:
    """Four clicks make an area that is measured; the list and the map stay in step; undone and redone."""
    home = desk.url
    at(desk, f"{home}/zones/nouvelle")
    box = desk.locator(".ground canvas").first.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for across, down in ((-80, -60), (80, -60), (80, 60), (-80, 60), (-80, -60)):
        desk.mouse.move(middle[0] + across, middle[1] + down, steps=4)
        desk.mouse.click(middle[0] + across, middle[1] + down)
    expect(desk.locator("[data-measure]")).to_contain_text("de contour")
    drawn = json.loads(text(desk))
    assert drawn["type"] == "Polygon"
    assert len(drawn["coordinates"][0]) == 5
    write(desk, SQUARE)
    expect(desk.locator("[data-measure]")).to_contain_text("4 sommets")
    desk.get_by_role("button", name="Annuler").click()
    assert json.loads(text(desk)) == drawn
    desk.get_by_role("button", name="Rétablir").click()
    assert json.loads(text(desk)) == SQUARE
    desk.get_by_label("Nom").fill("Port tracé")
    desk.get_by_label("Sorte de zone").select_option("ztl")
    desk.get_by_role("button", name="Créer la zone", exact=True).click()
    desk.wait_for_url("**/zones/port-trace.geojson")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Port tracé")


@pytest.mark.browser
def test_crossing_is_shown_and_mended(desk: Page) -> None:
    """Not kept while it crosses itself; mended by a button, then kept as by itself."""
    at(desk, f"{desk.url}/zones/ztl-centre.geojson")
    expect(desk.locator("[data-state]")).to_have_text("Enregistré.")
    write(desk, BOW)
    expect(desk.locator("[data-state]")).to_contain_text("Pas enregistré")
    expect(desk.locator("[data-faults]")).to_contain_text("se croise")
    desk.get_by_role("button", name="Réparer le contour").click()
    expect(desk.locator("[data-state]")).to_have_text("Enregistré.")
    assert json.loads(text(desk))["type"] == "MultiPolygon"


@pytest.mark.browser
def test_two_people_draw_the_same_zone(desk: Page, product: str, chromium: Browser) -> None:
    """The second is told, sees both, and chooses; what was not chosen is in the history."""
    path = f"{desk.url}/zones/ztl-larvotto.geojson"
    context = chromium.new_context(locale="fr-FR")
    other = at(opened(context, product), path)
    at(desk, path)
    with desk.expect_response(lambda answer: answer.request.method == "PUT"):
        write(desk, SQUARE)
    moved = json.loads(json.dumps(SQUARE).replace(str(WEST), str(WEST + 0.0005)))
    write(other, moved)
    expect(other.get_by_role("alert")).to_contain_text("vient de redessiner")
    other.get_by_role("button", name="Garder le mien").click()
    expect(other.locator("[data-state]")).to_have_text("Enregistré.")
    context.close()
    desk.reload()
    assert json.loads(text(desk)) == moved


@pytest.mark.browser
def test_a_shapefile_is_imported(desk: Page) -> None:
    """In Lambert-93: seen where it falls, named, taken, and drawn on its page."""
    home = desk.url
    desk.goto(f"{home}/zones/importer")
    ring = [(WEST, SOUTH), (WEST, SOUTH + 0.002), (WEST + 0.003, SOUTH + 0.002), (WEST + 0.003, SOUTH), (WEST, SOUTH)]
    file = {"name": "zones.zip", "mimeType": "application/zip", "buffer": zipped(rings=(ring,))}
    desk.locator("#f-file").set_input_files(file)  # type: ignore[arg-type]  # a dict is what it takes
    desk.get_by_role("button", name="Lire le fichier").click()
    expect(desk.get_by_role("radio", name=re.compile("^Lambert-93"))).to_be_checked()
    desk.get_by_label("Sorte").select_option("pedestrian")
    desk.get_by_role("button", name="Prendre ces tracés").click()
    desk.wait_for_url(home)
    at(desk, f"{home}/zones/aire-pietonne.geojson")
    assert abs(json.loads(text(desk))["coordinates"][0][0][0] - WEST) < 0.0031


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_them(desk: Page, scheme: str) -> None:
    """No fault found by axe, nothing wider than a phone."""
    home = desk.url
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two it takes
    for path in ("/zones/nouvelle", "/zones/ztl-centre.geojson", "/zones/importer"):
        desk.goto(home + path)
        if "importer" not in path:
            expect(desk.locator("[data-draw][data-ready]")).to_be_visible(timeout=PATIENCE)
        desk.evaluate(AXE.read_text(encoding="utf-8"))
        found = desk.evaluate("async () => (await axe.run()).violations.map(v => `${v.id}: ${v.nodes[0].html}`)")
        assert found == [], path
        desk.set_viewport_size({"width": 390, "height": 844})
        assert desk.evaluate("document.documentElement.scrollWidth") <= 390, path
        desk.set_viewport_size({"width": 1280, "height": 900})
