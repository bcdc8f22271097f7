"""Walking the pages in a real browser: devices that hold passkeys, letters followed, what a machine sees of a page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from desks import PASSWORD
from playwright.sync_api import Browser, BrowserContext, Page, expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[3] / "platform/joptimiz/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (1440, 390)
GOOD = "\n".join(f"AB-{number:03}-CD\tN1\t3,5 t\tgazole\t2" for number in range(1, 18))
PASTED = (
    f"Plaque\tCatégorie\tPTAC\tÉnergie\tCrit'Air\n{GOOD}\n"
    "AB-12O-CE\tN1\t3,5 t\tgazole\t2\nEF-456-GH\tN1\tlourd\tgazole\t2\nGH-789-JK\tN1\t3,5 t\tcharbon\t2\n"
)
"""Twenty vehicles, of which three lines are to be mended."""


@contextmanager
def device(chromium: Browser, site: str, width: int = 1440) -> Iterator[BrowserContext]:
    """A French device that has never been here; colours change at once, so that they can be measured."""
    with chromium.new_context(
        locale="fr-FR", base_url=site, bypass_csp=True, reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    ) as context:  # fmt: skip
        context.set_default_timeout(20_000)
        yield context


def page_of(context: BrowserContext) -> Page:
    """A page whose script never fails."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    return page


def enter(page: Page, name: str) -> Page:
    """Somebody of the demonstration, who comes in by one click; the page."""
    page.goto("/connexion")
    page.get_by_role("button", name=f"Entrer : {name}").click()
    page.wait_for_url(lambda url: "/connexion" not in url)
    return page


class Authenticator:
    """What a device makes passkeys with, and knows who holds it by; a person may also refuse."""

    def __init__(self, page: Page) -> None:
        self._protocol = page.context.new_cdp_session(page)
        self._protocol.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = self._protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = made["authenticatorId"]

    def recognise(self, whose: bool) -> None:
        """Whether whoever tries next is the one who holds it."""
        self._protocol.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": whose})

    def lose(self) -> None:
        """Forget every passkey, as a device that is lost does."""
        self._protocol.send("WebAuthn.clearCredentials", {"authenticatorId": self._id})


def ask_account(page: Page, name: str, means: str) -> str:
    """Fill in the sign-up form; the address."""
    email = f"{uuid4().hex[:12]}@example.org"
    page.goto("/inscription")
    page.get_by_label("Nom").fill(name)
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label(means).check()
    return email


def join(page: Page, name: str = "Camille Exemple") -> str:
    """Sign up with a password and follow the letter of the mailbox; the address."""
    email = ask_account(page, name, "Avec un mot de passe")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.get_by_role("link", name="Ouvrir la boîte").click()
    follow(page, email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir le compte").click()
    expect(page.get_by_role("status")).to_have_text("Votre compte est ouvert.")
    return email


def follow(page: Page, email: str) -> None:
    """Follow the link of the last letter to an address, from the mailbox of this machine."""
    read_letter(page, email)
    page.get_by_role("link", name=re.compile("confirmer|invitation")).click()


def read_letter(page: Page, email: str) -> None:
    """Read the last letter to an address, in the mailbox of this machine."""
    page.goto("/boite")
    page.get_by_role("listitem").filter(has_text=email).first.get_by_role("link").click()


EXAMINED = """async (asked) => {
  for (let left = 2; ; left--) try { return await axe.run(asked); } catch (error) { if (!left) throw error; }
}"""
"""What axe finds; a page that redraws itself while it is read is read anew."""


def faults(page: Page, name: str = "") -> list[str]:
    """What a machine sees against accessibility, in both appearances; nor does the page scroll sideways.

    The dark one differs by its colours alone: only what depends on them is asked again.
    """
    page.add_script_tag(path=AXE)
    found = []
    for scheme, asked in (("light", {"type": "tag", "values": RULES}), ("dark", {"type": "rule", "values": COLOURS})):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        said = page.evaluate(EXAMINED, {"runOnly": asked, "resultTypes": ["violations"]})
        found += [f"{name}, {scheme}: {v['id']} {n['target']}" for v in said["violations"] for n in v["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{name}: overflows")
    return found


def survey(page: Page, name: str) -> list[str]:
    """The same wide and narrow; the page is then as wide as it was."""
    was, found = page.viewport_size, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += faults(page, f"{name}, {width} px")
    if was is not None:
        page.set_viewport_size(was)
    return found


def examine(page: Page) -> None:
    """Raises AssertionError for a page with such a fault, wide or narrow."""
    assert survey(page, page.url) == []
