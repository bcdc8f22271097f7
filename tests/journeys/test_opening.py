"""From a name to a territory that works, in a browser: opened by the nation, entered by its first administrator."""

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "platform/joptimiz/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EMAIL = "premiere@ouverture.example.org"
PASSWORD = "cheval agrafe pile correcte"
MOST_SCREENS = 7


@pytest.fixture
def context(chromium: Browser, product: str) -> Iterator[BrowserContext]:
    """A French browser that has never been here."""
    here = product.replace("127.0.0.1", "localhost")
    with chromium.new_context(locale="fr-FR", base_url=here, bypass_csp=True) as context:
        context.set_default_timeout(30_000)
        yield context


def faults(page: Page, name: str) -> list[str]:
    """What a machine finds wrong, in both widths and appearances."""
    found = []
    page.add_script_tag(path=AXE)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 860})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            said = page.evaluate("tags => axe.run({runOnly: tags})", RULES)["violations"]
            found += [f"{name}, {width}, {scheme}: {each['id']} {each['nodes'][0]['target']}" for each in said]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}, {width}: overflows")
    return found


@dataclass
class Walk:
    """The screens somebody went through, and what a machine found wrong with them."""

    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def screen(self, where: Page, name: str) -> None:
        """One more of them, checked."""
        self.seen.append(name)
        self.wrong.extend(faults(where, name))


def test_from_a_name_to_a_territory_that_works(
    context: BrowserContext, chromium: Browser, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Seven screens at most, the account apart, until its administrator reads the first draft; each checked."""
    page, walk = context.new_page(), Walk()
    page.goto("/connexion")
    page.get_by_role("button", name="Entrer : Équipe nationale de démonstration").click()
    page.wait_for_url(lambda url: "/connexion" not in url)
    started = time.perf_counter()
    colour = open_town(page, walk)
    slug = urlsplit(page.url).path.rpartition("/")[2]
    paper = tmp_path / "mode-d-emploi.pdf"
    page.pdf(path=str(paper), format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1
    base = page.url.partition("/national")[0]
    with chromium.new_context(locale="fr-FR", base_url=base, bypass_csp=True) as other:
        other.set_default_timeout(30_000)
        reading = other.new_page()
        read_first_draft(reading, walk)
        took = time.perf_counter() - started
        assert f"--brand:{colour}" in reading.request.get(f"/t/{slug}/marque.css").text()
        reading.goto("/territoire/reglages")
        walk.wrong.extend(faults(reading, "réglages"))
    with capfd.disabled():
        sys.stdout.write(f"\n  {len(walk.seen)} screens, {took:.1f} s with their checks: {', '.join(walk.seen)}\n")
    assert walk.wrong == []
    assert len(walk.seen) <= MOST_SCREENS


def open_town(page: Page, walk: Walk) -> str:
    """Found by its name, given a colour that is legible, opened; that colour."""
    page.goto("/national/territoires")
    page.get_by_label("Ouvrir un territoire").fill("bourganeuf")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Préparer l’ouverture").first.wait_for()
    walk.screen(page, "recherche")
    page.get_by_role("link", name="Préparer l’ouverture").first.click()
    page.get_by_label("Couleur").fill("#ffe100")
    page.get_by_label("Son adresse électronique").fill(EMAIL)
    walk.screen(page, "proposition")
    page.get_by_role("button", name="Ouvrir le territoire").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’est encore ouvert")
    said = page.locator("#p-colour").inner_text()
    nearest = re.search(r"#[0-9a-f]{6}(?=\.$)", said.strip())
    assert nearest, said
    page.get_by_label("Couleur").fill(nearest[0])
    page.get_by_role("button", name="Ouvrir le territoire").click()
    expect(page.get_by_role("status").first).to_contain_text("Une lettre est partie")
    walk.screen(page, "mode d’emploi")
    return nearest[0]


def read_first_draft(reading: Page, walk: Walk) -> None:
    """From the letter of the invitation to the draft of the territory."""
    join(reading)
    reading.goto("/boite")
    reading.get_by_role("listitem").filter(has_text=EMAIL).filter(has_text="Invitation").get_by_role("link").click()
    walk.screen(reading, "lettre")
    reading.locator(".letter a").first.click()
    walk.screen(reading, "invitation")
    reading.get_by_role("button", name="Accepter l’invitation").click()
    reading.goto("/territoire/reglement")
    walk.screen(reading, "règlement")
    reading.get_by_role("link", name="Premier règlement").click()
    expect(reading.get_by_text("territory.yaml").first).to_be_visible()
    walk.seen.append("projet")


def join(page: Page) -> None:
    """An account with the address that was invited, as anybody opens one."""
    page.goto("/inscription")
    page.get_by_label("Nom").fill("Ana Première")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.get_by_role("link", name="Ouvrir la boîte").click()
    letters = page.get_by_role("listitem").filter(has_text=EMAIL)
    letters.filter(has_not_text="Invitation").get_by_role("link").first.click()
    page.get_by_role("link", name=re.compile("confirmer")).click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir le compte").click()
    expect(page.get_by_role("status")).to_have_text("Votre compte est ouvert.")
