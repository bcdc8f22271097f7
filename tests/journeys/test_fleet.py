"""A carrier’s fleet in a browser: a list pasted and mended, a driver invited, another carrier kept out."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from signing import COOKIE, some_owner, some_person

from tenants.migrate import Addresses
from tenants.who import Who

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "platform/joptimiz/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GOOD = "\n".join(f"AB-{number:03}-CD\tN1\t3,5 t\tgazole\t2" for number in range(1, 18))
PASTED = (
    f"Plaque\tCatégorie\tPTAC\tÉnergie\tCrit'Air\n{GOOD}\n"
    "AB-12O-CE\tN1\t3,5 t\tgazole\t2\nEF-456-GH\tN1\tlourd\tgazole\t2\nGH-789-JK\tN1\t3,5 t\tcharbon\t2\n"
)


class People(NamedTuple):
    """Who signs in."""

    owner: Who
    guest: Who
    stranger: Who


@pytest.fixture(scope="module", autouse=True)
async def people(database: Addresses) -> People:
    """Two carriers and somebody to invite, there before the browser is."""
    return People(await some_owner(), await some_person("Nadia Berger"), await some_owner(name="Autre transport"))


@pytest.fixture(scope="module")
def address(database: Addresses, people: People, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The product, whose caller a cookie names."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    path = os.pathsep.join(map(str, (ROOT, ROOT / "platform", ROOT / "tests/accounts/kit")))
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/accounts/kit/serving.py"), database.runtime, str(port),
         str(tmp_path_factory.mktemp("data"))],
        env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{base}/healthz", timeout=5)
            break
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
    yield base
    process.terminate()
    process.wait(30)


def opened(browser: Browser, address: str, who: Who, width: int = 1440) -> BrowserContext:
    """A device where somebody is signed in; colours change at once, so that they can be measured."""
    context = browser.new_context(
        locale="fr-FR",
        viewport={"width": width, "height": 900},
        bypass_csp=True,
        base_url=address,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": COOKIE, "value": str(who.person), "url": address}])
    return context


def faults(page: Page) -> list[str]:
    """What a machine sees against accessibility, in both appearances; nor does the page scroll sideways."""
    page.add_script_tag(path=AXE)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        said = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
        found += [f"{v['id']}: {n['target']}" for v in said["violations"] for n in v["nodes"]]
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    return found


def read_as_a_driver(chromium: Browser, address: str, guest: Who, link: str) -> None:
    """Takes the invitation; sees the fleet, may not write it."""
    with opened(chromium, address, guest) as context:
        page = context.new_page()
        page.goto(link)
        page.get_by_role("button", name="Accepter l’invitation").click()
        page.get_by_role("link", name="Flotte").click()
        expect(page.get_by_text("Vous lisez cette flotte, sans la modifier.")).to_be_visible()
        expect(page.get_by_role("link", name="Ajouter un véhicule")).to_have_count(0)
        page.get_by_role("link", name="Lire AB-001-CD").click()
        expect(page.get_by_label(re.compile("^Plaque"))).to_be_disabled()
        expect(page.get_by_role("button")).to_have_count(0)
        refused = page.goto("/flotte/ajouter")
        assert refused is not None
        assert refused.status == 403


def test_a_fleet_is_pasted_mended_and_shared(chromium: Browser, address: str, people: People) -> None:
    """Twenty vehicles of which three are bad, mended and taken; a driver reads them, another carrier finds nothing."""
    with opened(chromium, address, people.owner) as context:
        page = context.new_page()
        page.goto("/flotte")
        expect(page.get_by_text("Votre flotte est vide.")).to_be_visible()
        page.get_by_role("link", name="Coller ou importer une liste").click()
        page.get_by_label(re.compile("Vos plaques")).fill(PASTED)
        page.get_by_role("button", name="Vérifier la liste").click()
        expect(page.get_by_text("17 lignes prêtes, 3 lignes à corriger")).to_be_visible()
        expect(page.get_by_label("Plaque, ligne 19")).to_have_accessible_description(re.compile("AB-120-CE"))
        page.get_by_label("Plaque, ligne 19").fill("AB-120-CE")
        page.get_by_label("PTAC, ligne 20").fill("3,5 t")
        page.get_by_label("Énergie, ligne 21").fill("GNV")
        page.get_by_role("button", name="Vérifier les lignes corrigées").click()
        expect(page.get_by_text("20 lignes prêtes, aucune ligne à corriger")).to_be_visible()
        page.get_by_role("button", name="Ajouter les 20 véhicules").click()
        expect(page.get_by_role("status")).to_contain_text("20 véhicules ajoutés")
        page.get_by_role("link", name="Voir la flotte").click()
        expect(page.locator(".fleet tbody tr")).to_have_count(20)
        page.get_by_role("link", name="Modifier AB-001-CD").click()
        card = page.url
        page.get_by_role("link", name="Organisation").click()
        page.get_by_label("Adresse électronique").fill(people.guest.email)
        page.get_by_role("button", name="Inviter").click()
        expect(page.get_by_text(f"Invitation envoyée à {people.guest.email}")).to_be_visible()
        page.goto("/boite")
        page.get_by_role("listitem").filter(has_text=people.guest.email).get_by_role("link").click()
        link = page.locator(".letter a").first.get_attribute("href") or ""
    read_as_a_driver(chromium, address, people.guest, link)
    with opened(chromium, address, people.stranger) as context:
        answer = context.new_page().goto(card)
        assert answer is not None
        assert answer.status == 404


def test_a_vehicle_is_archived_and_taken_back(chromium: Browser, address: str, people: People) -> None:
    """Added by its form, archived, taken back by the undo."""
    with opened(chromium, address, people.stranger) as context:
        page = context.new_page()
        page.goto("/flotte/ajouter")
        page.get_by_label(re.compile("^Plaque")).fill("ab 123")
        page.get_by_role("button", name="Ajouter le véhicule").click()
        expect(page.get_by_role("alert")).to_contain_text("n’est pas une plaque française")
        page.get_by_label(re.compile("^Plaque")).fill("ab 123 cd")
        page.get_by_label(re.compile("^Énergie")).select_option("electric")
        page.get_by_role("button", name="Ajouter le véhicule").click()
        expect(page.locator(".fleet tbody tr")).to_contain_text(
            re.compile(r"AB-123-CD.*Crit’Air\sE\s*calculé", re.DOTALL)
        )
        page.get_by_role("link", name="Modifier AB-123-CD").click()
        page.get_by_role("button", name="Archiver le véhicule").click()
        expect(page.get_by_text("Votre flotte est vide.")).to_be_visible()
        page.get_by_role("button", name="Reprendre le véhicule").click()
        expect(page.locator(".fleet tbody tr")).to_have_count(1)


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_axe_finds_nothing(chromium: Browser, address: str, people: People, width: int) -> None:
    """Every page of the room, wide and narrow, in both appearances."""
    with opened(chromium, address, people.stranger, width) as context:
        page = context.new_page()
        page.goto("/flotte/listes")
        page.get_by_label(re.compile("Vos plaques")).fill(PASTED)
        page.get_by_role("button", name="Vérifier la liste").click()
        assert faults(page) == []
        for path in ("/flotte", "/flotte/ajouter", "/flotte/listes", "/organisation", "/organisation/nouvelle"):
            page.goto(path)
            assert faults(page) == [], path
