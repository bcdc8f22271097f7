"""A carrier’s fleet in a browser: another carrier kept out, a vehicle archived and taken back, narrow screens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from ports import free_port
from served import product
from signing import COOKIE, some_owner
from walking import PASTED, device, examine, faults

from tenants.migrate import Addresses
from tenants.who import Who

pytestmark = pytest.mark.browser


class People(NamedTuple):
    """Who signs in."""

    owner: Who
    stranger: Who


@pytest.fixture(scope="module", autouse=True)
async def people(database: Addresses) -> People:
    """Two carriers, there before the browser is."""
    return People(await some_owner(), await some_owner(name="Autre transport"))


@pytest.fixture(scope="module")
def address(database: Addresses, people: People, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The product, whose caller a cookie names."""
    with product(database.runtime, free_port(), tmp_path_factory.mktemp("data")) as base:
        yield base


@contextmanager
def opened(browser: Browser, address: str, who: Who, width: int = 1440) -> Iterator[BrowserContext]:
    """A device where somebody is signed in."""
    with device(browser, address, width) as context:
        context.add_cookies([{"name": COOKIE, "value": str(who.person), "url": address}])
        yield context


def test_another_carrier_finds_nothing(chromium: Browser, address: str, people: People) -> None:
    """The card of a vehicle of one does not exist for the other."""
    with opened(chromium, address, people.owner) as context:
        page = context.new_page()
        page.goto("/flotte/ajouter")
        page.get_by_label(re.compile("^Plaque")).fill("ab 001 cd")
        page.get_by_role("button", name="Ajouter le véhicule").click()
        page.get_by_role("link", name="Modifier AB-001-CD").click()
        card = page.url
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


def test_axe_finds_nothing(chromium: Browser, address: str, people: People) -> None:
    """Every page of the room on the narrowest screen; those that no journey walks, on the others too."""
    with opened(chromium, address, people.stranger, 320) as context:
        page = context.new_page()
        page.goto("/flotte/listes")
        page.get_by_label(re.compile("Vos plaques")).fill(PASTED)
        page.get_by_role("button", name="Vérifier la liste").click()
        assert faults(page) == []
        for path in ("/flotte", "/flotte/ajouter", "/flotte/listes", "/organisation", "/organisation/nouvelle"):
            page.goto(path)
            assert faults(page, path) == []
        page.goto("/flotte/ajouter")
        examine(page)
