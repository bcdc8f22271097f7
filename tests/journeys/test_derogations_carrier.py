"""J2 in a browser: a carrier pastes twenty plates and asks three territories for all in six screens at most."""

import io
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import zxingcpp
from desking import TOWNS, Place, some_place
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from signing import COOKIE, some_owner
from walking import device, examine, faults, page_of

from tenants.migrate import Addresses
from tenants.who import Who

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PASTED = "Plaque\tCatégorie\tPTAC\tÉnergie\tCrit'Air\n" + "\n".join(
    f"AB-{number}-CD\tN1\t3,5 t\tgazole\t4" for number in range(101, 121)
)


class Ground(NamedTuple):
    """Who asks, and where."""

    owner: Who
    places: Sequence[Place]


@pytest.fixture(scope="module", autouse=True)
async def ground(database: Addresses) -> Ground:
    """A carrier and three territories, there before the browser is."""
    return Ground(await some_owner(), [await some_place(name) for name in TOWNS])


@pytest.fixture(scope="module")
def address(database: Addresses, ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
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


def test_twenty_vehicles_ask_three_territories(chromium: Browser, address: str, ground: Ground) -> None:
    """Each screen is counted; each is read by a machine, wide and narrow, in both appearances."""
    with device(chromium, address) as context:
        context.add_cookies([{"name": COOKIE, "value": str(ground.owner.person), "url": address}])
        page = page_of(context)
        screens: list[str] = []
        page.on("load", lambda shown: screens.append(shown.url.partition("?")[0]))
        page.goto("/flotte/listes")
        page.get_by_label(re.compile("Vos plaques")).fill(PASTED)
        page.get_by_role("button", name=re.compile("Lire|Continuer|Vérifier")).first.click()
        page.get_by_role("button", name=re.compile("Ajouter")).first.click()
        page.get_by_role("link", name="Voir où ils peuvent livrer").click()
        _choose(page, ground.places)
        expect(page.get_by_role("row")).to_have_count(21)
        page.get_by_role("link", name=re.compile("Tout demander")).click()
        page.get_by_role("button", name="Tout demander").click()
        expect(page.get_by_role("heading", name="Vos 41 demandes sont envoyées")).to_be_visible()
        # The same table, narrowed, is one screen; the list says what was added where it was read.
        assert len(dict.fromkeys(screens)) <= 6, screens
        examine(page)
        page.goto("/derogations?" + "&".join(f"t={place.slug}" for place in ground.places))
        expect(page.get_by_text("Demande en cours").first).to_be_visible()
        examine(page)


def _choose(page: Page, places: Sequence[Place]) -> None:
    """The three territories, by the keyboard alone."""
    page.locator(".matrixask summary").focus()
    page.keyboard.press("Enter")
    for place in places:
        box = page.locator(f"input[name=t][value={place.slug}]")
        box.focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 territoires choisis")).to_be_visible()


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_reads_each_page(chromium: Browser, address: str, ground: Ground, width: int) -> None:
    """Cards by vehicle; nothing slides sideways, a machine finds no fault."""
    with device(chromium, address, width) as context:
        context.add_cookies([{"name": COOKIE, "value": str(ground.owner.person), "url": address}])
        page = page_of(context)
        place = ground.places[0]
        found = []
        for path in (f"/derogations?t={place.slug}", "/derogations/demandes", "/derogations/droits"):
            page.goto(path)
            found += faults(page, path)
        page.goto(f"/derogations?t={place.slug}")
        page.get_by_role("link", name=re.compile("Pourquoi")).first.click()
        found += faults(page, "cell")
        page.get_by_role("link", name=re.compile("Demander le passage de secours")).click()
        found += faults(page, "ask")
        assert found == []


def test_a_right_is_used_and_its_vehicle_replaced(chromium: Browser, address: str, ground: Ground) -> None:
    """One tap for a day; three for another vehicle."""
    with device(chromium, address, 390) as context:
        context.add_cookies([{"name": COOKIE, "value": str(ground.owner.person), "url": address}])
        page = page_of(context)
        page.goto(f"/derogations?t={ground.places[0].slug}")
        page.get_by_role("link", name=re.compile("Pourquoi")).first.click()
        page.get_by_role("link", name=re.compile("Demander le passage de secours")).click()
        page.get_by_role("button", name="Demander").click()
        page.goto("/derogations/droits")
        page.get_by_role("button", name=re.compile("Utilisée aujourd’hui")).click()
        expect(page.get_by_role("status")).to_contain_text("Jour compté")
        page.get_by_role("link", name=re.compile("Véhicule en panne")).click()
        page.get_by_role("radio").first.check()
        assert faults(page, "replace") == []
        page.get_by_role("button", name=re.compile("Remplacer")).click()
        expect(page.get_by_role("status")).to_contain_text("La dérogation est maintenant celle de")
        assert faults(page, "rights") == []


def test_a_pass_is_held_out_and_read(chromium: Browser, address: str, ground: Ground) -> None:
    """The code of a telephone opens its verdict in another one; both are read by a machine, in both appearances."""
    with device(chromium, address, 390) as context:
        context.add_cookies([{"name": COOKIE, "value": str(ground.owner.person), "url": address}])
        page = page_of(context)
        page.goto("/derogations/laissez-passer")
        found = faults(page, "passes")
        page.get_by_role("link", name=re.compile("Afficher")).first.click()
        expect(page.get_by_role("img", name=re.compile("Code du laissez-passer"))).to_be_visible()
        found += faults(page, "code")
        # What a camera sees of that screen, whatever its appearance.
        page.emulate_media(color_scheme="dark")
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
        plate = page.locator(".plate").inner_text()
    with device(chromium, address, 390) as context:
        page = page_of(context)
        page.goto(code.text[len(address) :])
        expect(page.get_by_role("heading", name="VALIDE")).to_be_visible()
        assert page.locator(".plate").inner_text() == plate
        found += faults(page, "verdict")
        page.goto(code.text[len(address) : -40])
        expect(page.get_by_role("heading", name="CODE INCOMPLET")).to_be_visible()
        found += faults(page, "cut")
    assert found == []
