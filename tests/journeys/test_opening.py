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
from walking import enter as enter_as
from walking import survey

pytestmark = pytest.mark.browser

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


@dataclass
class Watch:
    """The screens that were seen, and what a machine finds wrong in them."""

    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __call__(self, page: Page, name: str) -> None:
        """One more screen."""
        self.seen.append(name)
        self.wrong += survey(page, name)


def test_from_a_name_to_a_territory_that_works(
    context: BrowserContext, chromium: Browser, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Seven screens at most, the account apart, until its administrator reads the first draft; each checked."""
    page, screen = enter_as(context.new_page(), "Équipe nationale de démonstration"), Watch()
    started = time.perf_counter()
    colour = propose_and_open(page, screen)
    slug = urlsplit(page.url).path.rpartition("/")[2]
    paper = tmp_path / "mode-d-emploi.pdf"
    page.pdf(path=str(paper), format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1
    base = page.url.partition("/national")[0]
    with chromium.new_context(locale="fr-FR", base_url=base, bypass_csp=True) as other:
        other.set_default_timeout(30_000)
        reading = other.new_page()
        join(reading)
        enter(reading, screen)
        took = time.perf_counter() - started
        assert f"--brand:{colour}" in reading.request.get(f"/t/{slug}/marque.css").text()
        reading.goto("/territoire/reglages")
        screen.wrong += survey(reading, "réglages")
    with capfd.disabled():
        sys.stdout.write(f"\n  {len(screen.seen)} screens, {took:.1f} s with their checks: {', '.join(screen.seen)}\n")
    assert screen.wrong == []
    assert len(screen.seen) <= MOST_SCREENS


def propose_and_open(page: Page, screen: Watch) -> str:
    """From a name to the checklist, by a colour that is refused and the one proposed instead."""
    page.goto("/national/territoires")
    page.get_by_label("Ouvrir un territoire").fill("bourganeuf")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Préparer l’ouverture").first.wait_for()
    screen(page, "recherche")
    page.get_by_role("link", name="Préparer l’ouverture").first.click()
    page.get_by_label("Couleur").fill("#ffe100")
    page.get_by_label("Son adresse électronique").fill(EMAIL)
    screen(page, "proposition")
    page.get_by_role("button", name="Ouvrir le territoire").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’est encore ouvert")
    said = page.locator("#p-colour").inner_text()
    nearest = re.search(r"#[0-9a-f]{6}(?=\.$)", said.strip())
    assert nearest, said
    page.get_by_label("Couleur").fill(nearest[0])
    page.get_by_role("button", name="Ouvrir le territoire").click()
    expect(page.get_by_role("status").first).to_contain_text("Une lettre est partie")
    screen(page, "mode d’emploi")
    return nearest[0]


def enter(page: Page, screen: Watch) -> None:
    """By the letter, to the draft."""
    page.goto("/boite")
    page.get_by_role("listitem").filter(has_text=EMAIL).filter(has_text="Invitation").get_by_role("link").click()
    screen(page, "lettre")
    page.locator(".letter a").first.click()
    screen(page, "invitation")
    page.get_by_role("button", name="Accepter l’invitation").click()
    page.goto("/territoire/reglement")
    screen(page, "règlement")
    page.get_by_role("link", name="Premier règlement").click()
    expect(page.get_by_role("heading", name="Premier règlement")).to_be_visible()
    # Its page is checked where drafts are.
    screen.seen.append("projet")


def join(page: Page) -> None:
    """An account with the address that was invited, as anybody opens one."""
    page.goto("/inscription")
    page.get_by_label("Nom").fill("Ana Première")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Avec un mot de passe").check()
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.get_by_role("link", name="Ouvrir la boîte").click()
    letters = page.get_by_role("listitem").filter(has_text=EMAIL)
    letters.filter(has_not_text="Invitation").get_by_role("link").first.click()
    page.get_by_role("link", name=re.compile("confirmer")).click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir le compte").click()
    expect(page.get_by_role("status")).to_have_text("Votre compte est ouvert.")
