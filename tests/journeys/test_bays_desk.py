"""A territory keeps its bays in a browser: placed on the map, closed, held against the order, taken from a file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from walking import device, enter, examine, page_of

pytestmark = pytest.mark.browser
HOME = "/territoire/aires"
FILE = "id;nom;lon;lat;longueur\nF-1;Rue du fichier;7.4201;43.7345;12\nF-2;Ailleurs;1;1;9\n"

SENT_TWICE = """async () => {
  for (const _ of [1, 2]) document.querySelector('[data-wait] button[value=lire]').click();
  await new Promise((done) => setTimeout(done, 1500));
  const said = document.querySelector('[role=status].waitline').textContent;
  document.querySelector('.waitline button').click();
  return [said, document.querySelector('.waitline')];
}"""
"""What is said while the answer does not come, and after “stop”; the tool itself would wait for the page that comes."""


@pytest.fixture
def page(chromium: Browser, product: str) -> Iterator[Page]:
    """That of Riviera."""
    with device(chromium, product) as context:
        yield enter(page_of(context), "Administrateur de territoire")


def test_a_bay_is_placed_on_the_map_and_closed(page: Page) -> None:
    """The map fills the position, the form takes it; each screen clean."""
    page.goto(HOME)
    expect(page.get_by_role("row", name="Avenue de Fontvieille")).to_contain_text("3 places")
    examine(page)
    page.get_by_role("link", name="Ajouter une aire").click()
    page.get_by_label("Référence").fill("J-1")
    page.get_by_label("Nom").fill("Rue de l’essai")
    map_of = page.locator("[data-bay] .maplibregl-canvas")
    if map_of.count():
        page.get_by_role("button", name="Placer ici").click()
        expect(page.get_by_label("Longitude")).to_have_value("7.4220000")
    page.get_by_label("Longitude").fill("7,4202")
    page.get_by_label("Latitude").fill("43,7346")
    examine(page)
    page.get_by_role("button", name="Ajouter l’aire").click()
    expect(page.get_by_role("status").first).to_contain_text("dans l’inventaire")
    examine(page)
    page.get_by_label("Jusqu’au").fill("2030-01-01T08:00")
    page.get_by_label("Motif").fill("travaux")
    page.get_by_role("button", name="Fermer l’aire").click()
    expect(page.get_by_role("status").first).to_contain_text("L’aire est fermée")
    page.get_by_role("button", name="Ouvrir maintenant").click()
    expect(page.get_by_role("status").first).to_contain_text("L’aire est ouverte")
    page.get_by_text("Retirer de l’inventaire").click()
    page.get_by_role("button", name="Retirer l’aire").click()
    page.get_by_role("button", name="Remettre").click()
    expect(page.get_by_role("status").first).to_contain_text("L’aire est de retour")
    page.goto(f"{HOME}/ecarts")
    expect(page.get_by_role("row", name="Port de Fontvieille")).to_contain_text("L’arrêté donne 45")
    examine(page)


def test_a_file_is_taken_and_undone(page: Page) -> None:
    """Read, its faults told, its sound lines taken, then taken back; each screen clean."""
    page.goto(f"{HOME}/import")
    examine(page)
    page.get_by_label("Fichier", exact=True).set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    stopped: list[Route] = []
    page.route("**/import", lambda route: stopped.append(route))  # noqa: PLW0108  # Playwright marks what it calls
    assert page.evaluate(SENT_TWICE) == ["Lecture du fichier…Arrêter", None]
    assert len(stopped) == 1
    page.unroute_all()
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_text("1 aire se lit, 1 ligne est à corriger")).to_be_visible()
    examine(page)
    page.get_by_role("button", name="Prendre 1 ligne juste").click()
    expect(page.get_by_role("status").first).to_contain_text("1 aire nouvelle")
    page.get_by_role("button", name="Annuler l’import").first.click()
    expect(page.get_by_role("status").first).to_contain_text("1 aire est comme avant")
