"""A market-day zone in a browser, from a template to the road: one person writes, another approves, everybody reads."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from ports import free_port
from walking import enter, page_of, survey

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data-test")
ZONE = "ztl-larvotto"
SATURDAY = "2026-12-05"
GIVEN = {
    "Zone": "ZTL du Larvotto", "Fermeture à": "06:00", "Réouverture à": "14:00", "Sauf les": "15/08",
    "Numéro": "A-2026-140",
}  # fmt: skip
VAN = {"category": "N1", "gvw_kg": 3500, "length_cm": 600, "height_cm": 260, "critair": "2", "energy": "diesel"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The product with its demonstration, of this journey’s own: it publishes."""
    home = tmp_path_factory.mktemp("desk")
    for parent in (home, *home.parents[:2]):
        if parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o011)
    for name in ("extracts", "tiles"):
        (DATA / name).mkdir(exist_ok=True)
        (home / name).symlink_to(DATA / name)
    port = free_port()
    environment = os.environ | {
        "PORT": str(port), "JOPTIMIZ_DATA": str(home), "PYTHONPATH": f"{ROOT}:{ROOT}/platform",
    }  # fmt: skip
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "joptimiz", "run"], env=environment, cwd=ROOT, stdout=log, stderr=log
        )
    try:
        until(lambda: _ready(process, f"http://127.0.0.1:{port}"), 240)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _ready(process: subprocess.Popen[bytes], address: str) -> bool:
    assert process.poll() is None
    try:
        return httpx.get(f"{address}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


@dataclass
class Person:
    """Somebody at the desk, whose screens and inputs are counted."""

    page: Page
    inputs: int = 0
    screens: list[str] = field(default_factory=list)

    def see(self, name: str) -> None:
        """One more screen: clean for a machine, at both widths and in both schemes, without overflow."""
        self.screens.append(name)
        found = survey(self.page, name)
        assert found == [], "\n".join(found)

    def give(self, label: str, value: str) -> None:
        """One input filled or chosen."""
        self.inputs += 1
        held = self.page.get_by_label(label, exact=True)
        if held.evaluate("one => one.tagName") == "SELECT":
            held.select_option(label=value)
        else:
            held.fill(value)

    def press(self, name: str) -> None:
        """One button or link."""
        self.inputs += 1
        self.page.get_by_role("button", name=name, exact=True).click()


def come_in(browser: Browser, address: str, name: str) -> tuple[BrowserContext, Page]:
    """Somebody of the demonstration, signed in on a device of their own."""
    context = browser.new_context(locale="fr-FR", base_url=address, bypass_csp=True)
    context.set_default_timeout(20_000)
    return context, enter(page_of(context), name)


def verdict(address: str, time_: str, activity: str, day: str = SATURDAY) -> str:
    """What programs are answered in the zone."""
    body = {
        "at": f"{day}T{time_}:00+01:00", "territory": "riviera", "zone": ZONE, "vehicle": VAN, "activity": activity,
    }  # fmt: skip
    answer = httpx.post(f"{address}/api/v1/decisions", json=body, timeout=20)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["verdict"])


def test_a_market_day_from_a_template_to_the_road(chromium: Browser, address: str) -> None:
    """Two people, three screens, ten inputs; then the zone’s page, a map left open and the interface all say it."""
    reader = chromium.new_context(locale="fr-FR").new_page()
    reader.goto(f"{address}/?territory=riviera&vehicle=van&activity=transit&at={SATURDAY}T10:00")
    larvotto = reader.locator("#zonelist li", has_text="Larvotto").first
    expect(larvotto).to_contain_text("Autorisé")
    ours, page = come_in(chromium, address, "Administrateur de territoire")
    writer = Person(page)
    page.goto("/territoire/reglement/nouvelle?modele=marche")
    _write(writer)
    writer.press("Demander l’approbation")
    expect(page.get_by_text("Projet soumis")).to_be_visible()
    theirs, page = come_in(chromium, address, "Valideur de démonstration")
    validator = Person(page)
    page.goto(writer.page.url)
    _approve(validator, address)
    assert writer.inputs + validator.inputs <= 10
    assert len(writer.screens) + len(validator.screens) <= 3
    expect(larvotto).to_contain_text("Interdit")
    expect(reader.get_by_text("viennent de changer")).to_be_visible()
    _answers(address)
    _pages(page, address)
    ours.close()
    theirs.close()


def _write(writer: Person) -> None:
    """The template’s one screen, then the draft."""
    page, preview = writer.page, writer.page.locator("#preview")
    for label, value in GIVEN.items():
        writer.give(label, value)
    expect(preview).to_contain_text("Aucun problème")
    expect(preview.locator(".concerned li", has_text="Riverain")).to_contain_text("Autorisé")
    expect(preview.locator(".concerned li", has_text="Passage")).to_contain_text("Interdit")
    expect(preview).to_contain_text("sauf le 15 août")
    expect(preview.locator(".desk-week .day")).to_have_count(8)
    writer.see("nouvelle règle")
    writer.press("Créer le projet")
    expect(page.get_by_role("heading", level=1, name="Jour de marché")).to_be_visible()
    expect(page.locator(".desk-state").first).to_have_text("Enregistré.")
    expect(page.locator(".desk-week .day")).to_have_count(8)
    writer.see("projet")


def _approve(validator: Person, address: str) -> None:
    """Read what changes, approve and publish: within a second programs are answered otherwise."""
    page = validator.page
    until(lambda: page.reload() is not None and page.get_by_text("Comparaison en cours").count() == 0, 30)
    expect(page.get_by_role("listitem").filter(has_text="autorisé → interdit").first).to_be_visible()
    validator.see("validation")
    assert verdict(address, "06:00", "transit") == "allowed"
    validator.press("Approuver et publier la version 2")
    live = page.get_by_role("status").filter(has_text="Version 2 publiée à")
    expect(live).to_contain_text("Tous les services répondent avec elle.")
    assert verdict(address, "06:00", "transit") == "forbidden"


def test_the_same_with_the_keyboard_alone(chromium: Browser, address: str) -> None:
    """From the template to the request for approval, without a mouse."""
    ours, page = come_in(chromium, address, "Administrateur de territoire")
    page.goto("/territoire/reglement/nouvelle?modele=marche")
    _reach(page, "f-zone")
    page.keyboard.type("Moneghetti")
    _reach(page, "f-sauf")
    page.keyboard.type("15/08")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Jour de marché")).to_be_visible()
    expect(page.locator(".desk-state").first).to_have_text("Enregistré.")
    _reach(page, "Demander l’approbation")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Projet soumis")).to_be_visible()
    ours.close()


def test_a_form_and_a_text_are_one_draft(chromium: Browser, address: str) -> None:
    """What the form writes comes by itself to a text that is open elsewhere; both screens and the bench are clean."""
    ours, page = come_in(chromium, address, "Administrateur de territoire")
    page.goto("/territoire/reglement/nouvelle?modele=marche")
    page.get_by_label("Zone", exact=True).select_option(label="ZTL du Larvotto")
    page.get_by_role("button", name="Créer le projet").click()
    expect(page.locator(".desk-state").first).to_have_text("Enregistré.")
    form = ours.new_page()
    form.goto(page.url)
    form.get_by_role("link", name="Ouvrir en formulaire").first.click()
    # Whatever its number: a market may have been published here before.
    card = form.locator("details[id^='rules-marche']").first
    card.locator("summary").first.click()
    card.locator("[name='f.article']").fill("77 bis")
    card.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(form.get_by_role("status").filter(has_text="C’est écrit")).to_be_visible()
    expect(page.locator(".cm-content").first).to_contain_text("77 bis")
    expect(page.locator("#changes ~ ul li").first).to_contain_text("autorisé → interdit")
    page.locator(".cm-content").first.press("Control+End")
    page.keyboard.type("\nvaleur: inconnue\n")
    expect(page.locator("#problems ~ ul li").first).to_contain_text("valeur")
    for _ in "\nvaleur: inconnue\n":
        page.keyboard.press("Backspace")
    expect(page.locator("section[aria-labelledby=problems]")).to_contain_text("Aucun problème")
    assert survey(form, "formulaire") == []
    form.get_by_role("button", name="Annuler").click()
    expect(page.locator(".cm-content").first).not_to_contain_text("77 bis")
    page.goto(f"{page.url}/banc?zone={ZONE}&cas=passage&quand={SATURDAY}T10:00")
    expect(page.get_by_role("heading", name="Ce projet")).to_be_visible()
    assert survey(page, "banc") == []
    ours.close()


def _reach(page: Page, what: str) -> None:
    """Go on with the tabulation key until this has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if what in page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]"):
            return
    raise AssertionError(f"{what}: out of reach of the keyboard")


def _answers(address: str) -> None:
    """Each edge of what was asked for."""
    assert [verdict(address, hour, "transit") for hour in ("05:59", "06:00", "13:59", "14:00")] == [
        "allowed", "forbidden", "forbidden", "allowed",
    ]  # fmt: skip
    assert [verdict(address, hour, "delivery") for hour in ("07:59", "08:00")] == ["allowed", "forbidden"]
    assert {verdict(address, "10:00", who) for who in ("resident", "emergency")} == {"allowed"}
    assert verdict(address, "10:00", "transit", "2026-12-06") == "allowed"
    assert verdict(address, "10:00", "transit", "2026-12-12") == "forbidden"


def _pages(page: Page, address: str) -> None:
    page.get_by_role("link", name=re.compile("Voir la page publique")).click()
    expect(page.get_by_role("main")).to_contain_text("Les rues du marché sont fermées")
    page.goto(f"{address}/?territory=riviera&at={SATURDAY}T10:00")
    expect(page.locator("#zonelist")).to_contain_text("Larvotto")
