"""J2 in a browser: twenty plates, three territories asked at once, two desks that decide; a route changes with it."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import zxingcpp
from desking import TOWNS, Place, some_place
from fleets import van
from laying import lay_streets
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from ports import free_port
from served import product
from signing import COOKIE, NOW, some_owner
from walking import device, examine, faults, page_of

from accounts.service.vehicles import add_vehicle
from tenants.migrate import Addresses
from tenants.who import Who

pytestmark = pytest.mark.browser
DESK = "/territoire/derogations"
PASTED = "Plaque\tCatégorie\tPTAC\tÉnergie\tCrit'Air\n" + "\n".join(
    f"AB-{number}-CD\tN1\t3,5 t\tgazole\t4" for number in range(101, 121)
)
ALONE, CORNER = (3.0, 44.0), (3.04, 44.05)
"""Where no other territory is, and streets in its closed zone."""
DEPOT, SHOP = [3.0401, 44.05], [3.0481, 44.0535]


class Ground(NamedTuple):
    """Who asks of which territories; and a carrier of two vans, who has asked for nothing."""

    owner: Who
    small: Who
    places: Sequence[Place]


@pytest.fixture(scope="module", autouse=True)
async def ground(database: Addresses) -> Ground:
    """Two carriers and three territories, there before the browser is."""
    small = await some_owner(name="Petit transport")
    for number in (201, 202):
        await add_vehicle(small, van(f"AB{number}CD", "", category="N1", gvw_kg=3500, critair="4"), NOW)
    places = [await some_place(name, alone=ALONE if name == TOWNS[-1] else None) for name in TOWNS]
    return Ground(await some_owner(), small, places)


@pytest.fixture(scope="module")
def address(
    database: Addresses, ground: Ground, draw_town: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The product, whose caller a cookie names; the last of the territories has its streets."""
    data = tmp_path_factory.mktemp("data")
    lay_streets(draw_town, ground.places[-1].slug, CORNER, [data])
    with product(database.runtime, free_port(), data) as base:
        yield base


@contextmanager
def opened(chromium: Browser, address: str, who: Who, width: int = 1440) -> Iterator[Page]:
    """A page on the device of somebody."""
    with device(chromium, address, width) as context:
        context.add_cookies([{"name": COOKIE, "value": str(who.person), "url": address}])
        yield page_of(context)


def test_twenty_vehicles_three_territories_two_desks(chromium: Browser, address: str, ground: Ground) -> None:
    """Six screens for the carrier; each screen is read by a machine, wide and narrow, in both appearances."""
    valmont, _, hautecombe = ground.places
    with opened(chromium, address, ground.owner) as page:
        _ask_for_all(page, ground.places)
        assert not _served(page, hautecombe)
        page.goto("/derogations?" + "&".join(f"t={place.slug}" for place in ground.places))
        expect(page.get_by_text("Demande en cours").first).to_be_visible()
        examine(page)
        with opened(chromium, address, hautecombe.officer) as desk:
            _grant_twenty(desk)
        assert _served(page, hautecombe)
        with opened(chromium, address, valmont.officer) as desk:
            _refuse_twenty(desk)
        page.goto("/derogations/demandes")
        expect(page.get_by_text("Refusée", exact=True).first).to_be_visible()
        examine(page)


def _ask_for_all(page: Page, places: Sequence[Place]) -> None:
    """From the plates to the requests; each screen is counted."""
    screens: list[str] = []
    page.on("load", lambda shown: screens.append(shown.url.partition("?")[0]))
    page.goto("/flotte/listes")
    page.get_by_label(re.compile("Vos plaques")).fill(PASTED)
    page.get_by_role("button", name=re.compile("Lire|Continuer|Vérifier")).first.click()
    page.get_by_role("button", name=re.compile("Ajouter")).first.click()
    page.get_by_role("link", name="Voir où ils peuvent livrer").click()
    _choose(page, places)
    expect(page.get_by_role("row")).to_have_count(21)
    page.get_by_role("link", name=re.compile("Tout demander")).click()
    page.get_by_role("button", name="Tout demander").click()
    expect(page.get_by_role("heading", name="Vos 41 demandes sont envoyées")).to_be_visible()
    # The same table, narrowed, is one screen; the list says what was added where it was read.
    assert len(dict.fromkeys(screens)) <= 6, screens
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


def _served(page: Page, place: Place) -> bool:
    """Whether a shop in the closed zone is on the route of one of the vans, the next afternoon."""
    found = page.request.get("/api/v1/vehicles?q=AB107CD").json()["vehicles"]
    (vehicle,) = (each["id"] for each in found)
    stops = [{"position": DEPOT}, {"position": SHOP, "activity": "delivery"}]
    asked = {
        "territory": place.slug, "vehicle": {}, "holder": {"vehicle": vehicle},
        "depart_at": "2026-12-01T15:00:00+01:00", "stops": stops,
    }  # fmt: skip
    answer = page.request.post("/api/v1/routes", data=asked)
    assert answer.status == 200, answer.text()
    served: bool = answer.json()["stops"][-1]["served"]
    return served


def _grant_twenty(desk: Page) -> None:
    """What is alike is granted at once."""
    desk.goto(DESK)
    examine(desk)
    desk.get_by_role("button", name="Décider ensemble").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Décider 20 demandes")
    examine(desk)
    desk.get_by_role("button", name="Accorder les 20 demandes").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("20\u00a0accordées")
    examine(desk)
    desk.goto(f"{DESK}/droits")
    expect(desk.get_by_role("row", name="fourgons")).to_have_count(20)
    examine(desk)


def _refuse_twenty(desk: Page) -> None:
    """The reason comes from the order, and is not left out."""
    desk.goto(DESK)
    desk.get_by_role("button", name="Décider ensemble").click()
    desk.get_by_role("button", name="Refuser les 20 demandes").click()
    expect(desk.get_by_text("Choisissez un motif de refus.").first).to_be_visible()
    examine(desk)
    desk.get_by_label("Il manque une pièce\u00a0: Kbis.").check()
    desk.get_by_role("button", name="Refuser les 20 demandes").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("20\u00a0refusées")
    desk.goto(f"{DESK}/statistiques")
    expect(desk.get_by_role("row", name="livraison")).to_contain_text("20")
    examine(desk)


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_reads_each_page(chromium: Browser, address: str, ground: Ground, width: int) -> None:
    """Cards by vehicle; nothing slides sideways, a machine finds no fault."""
    with opened(chromium, address, ground.small, width) as page:
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
    with opened(chromium, address, ground.small, 390) as page:
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
