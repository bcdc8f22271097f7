"""The editor of an order in a browser: two people at once, problems where the cursor is, completion by keyboard."""

from collections.abc import Iterator

import pytest
from desk import Served, serving
from playwright.sync_api import Browser, Locator, Page, expect
from walking import AXE, EXAMINED, RULES

from rules.texts.typography import typeset

TEXT = """\
schema: joptimiz/rules@1
orders:
  A-1: {title: Marché du samedi}
zones:
  place: {kind: ztl, name: La place, geometry: zones/place.geojson}
rules:
  # Le marché.
  - {id: marche, do: prohibit, zones: [place], order: A-1, article: a_verifier}
"""


@pytest.fixture
def served() -> Iterator[Served]:
    """A text to edit."""
    with serving(TEXT) as one:
        yield one


def opened(chromium: Browser, served: Served, query: str = "") -> Page:
    """The page with its editor; any script error or refusal of the content policy fails the test."""
    page = chromium.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    page.on("console", lambda message: _no_refusal(message.text))
    page.goto(f"{served.url}?{query}")
    expect(page.locator(".desk-state")).to_have_text("Enregistré.")
    return page


def _no_refusal(said: str) -> None:
    assert "Content Security Policy" not in said, said


def editor(page: Page) -> Locator:
    """What one types in, named as its label."""
    return page.get_by_role("textbox", name="Règles en YAML")


def at_the_end(page: Page) -> None:
    """The cursor after all that is written."""
    editor(page).focus()
    page.keyboard.press("Control+End")


@pytest.mark.browser
def test_two_editors_type_at_once(chromium: Browser, served: Served) -> None:
    """Both end on the text of the server, with the words of both, in order."""
    pages = [opened(chromium, served), opened(chromium, served)]
    at_the_end(pages[0])
    editor(pages[1]).focus()
    pages[1].keyboard.press("Control+Home")
    for number in range(12):
        for page, word in zip(pages, ("un", "deux"), strict=True):
            page.keyboard.insert_text(f"# {word}{number} 😀\n")
    first, last = ("".join(f"# {word}{number} 😀\n" for number in range(12)) for word in ("deux", "un"))
    for page in pages:
        ends_on(page, first + TEXT + last)
        expect(page.locator(".desk-state")).to_have_text("Enregistré.")
    assert served.history.text == first + TEXT + last


def ends_on(page: Page, text: str) -> None:
    """Waits until an editor holds this text."""
    for _ in range(100):
        held = editor(page).evaluate("content => content.cmTile.view.state.doc.toString()")
        if held == text:
            return
        page.wait_for_timeout(200)
    assert held == text


@pytest.mark.browser
def test_a_problem_is_said_where_the_cursor_is(chromium: Browser, served: Served) -> None:
    """Underlined, in the list, under the editor, and in a bubble: with what may have been meant."""
    page = opened(chromium, served)
    at_the_end(page)
    page.keyboard.insert_text("  - {id: nuit, do: prohibt, zones: [place], order: A-1, article: a_verifier}")
    said = typeset("Ligne 9, colonne 20 : « prohibt » n’est pas une valeur de « do ». Vouliez-vous dire « prohibit » ?")
    expect(page.locator(".desk-here")).to_have_text(said)
    expect(page.locator(".cm-lintRange-error")).to_have_text("prohibt")
    page.locator(".cm-lintRange-error").hover()
    expect(page.locator(".cm-tooltip .hint")).to_contain_text("Vouliez-vous dire")
    page.keyboard.press("Control+Home")
    expect(page.locator(".desk-here")).to_have_text("")
    page.get_by_role("list", name="Problèmes du fichier").get_by_role("button").click()
    expect(page.locator(".desk-here")).to_have_text(said)
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.insert_text("prohibit")
    expect(page.locator(".desk-problems li")).to_have_count(0)


@pytest.mark.browser
def test_completion_goes_by_keyboard(chromium: Browser, served: Served) -> None:
    """A whole article, then a word by its French name; nothing is added to what is chosen."""
    page = opened(chromium, served)
    at_the_end(page)
    page.keyboard.type("  - {id: x, do: interd")
    offers = page.get_by_role("listbox", name="Propositions")
    expect(offers.get_by_role("option")).to_have_count(1)
    expect(offers).to_contain_text("interdire")
    page.wait_for_timeout(150)  # a choice made in the first moments of a list is taken for a slip
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("do: prohibit}")
    page.keyboard.type(", zones: [")
    expect(offers.get_by_role("option")).to_contain_text(["place"])
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("zones: [place]}")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("\n  - ")
    page.keyboard.type("autor")
    expect(offers.get_by_role("option")).to_contain_text(["autoriser"])
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("overrides: [règle]")


@pytest.mark.browser
def test_nothing_is_lost_without_network(chromium: Browser, served: Served) -> None:
    """It is said, kept and sent later; the key of habit only says that all is saved."""
    page = opened(chromium, served)
    served.down = True
    at_the_end(page)
    page.keyboard.insert_text("# hors ligne\n")
    expect(page.locator(".desk-state")).to_contain_text("Hors ligne")
    assert "hors ligne" not in served.history.text
    served.down = False
    page.keyboard.press("Control+s")
    expect(page.locator(".desk-state")).to_have_text("Enregistré.")
    assert served.history.text.endswith("# hors ligne\n")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_accessible(chromium: Browser, served: Served, scheme: str) -> None:
    """Axe finds nothing, with problems and offers shown, on a phone too."""
    served.history.text += "  - {id: y, do: non}\n"
    page = opened(chromium, served, f"scheme={scheme}")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".desk-problems li").first).to_be_visible()
    expect(page.locator(".desk-week")).to_be_visible()
    at_the_end(page)
    page.keyboard.type("  - {id: z, do: ")
    expect(page.get_by_role("listbox", name="Propositions")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(EXAMINED, {"runOnly": RULES})
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_a_textarea_remains_without_script(chromium: Browser, served: Served) -> None:
    """With the whole text, in its form."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(served.url)
    expect(page.get_by_label("Règles en YAML")).to_have_value(TEXT)


@pytest.mark.browser
def test_days_say_what_a_vehicle_may_do(chromium: Browser, served: Served) -> None:
    """A ribbon a day for the week, a month at a time for the year, each with its sentence."""
    page = opened(chromium, served)
    expect(page.get_by_role("img", name="interdit de 6\u00a0h à 14\u00a0h")).to_have_count(2)
    expect(page.locator("[data-week] .day")).to_have_count(8)
    expect(page.locator("[data-year] section")).to_have_count(12)
    expect(page.get_by_role("heading", name="décembre 2026")).to_be_visible()
