"""What an officer does with a telephone, and the product behind it, which may be killed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from beats import INSIDE, Beat, pictured
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from signing import COOKIE
from walking import AXE, EXAMINED, FLAGS, RULES

ONE_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Site:
    """The product, that may be killed and started again at the same address."""

    database: str
    port: int
    folder: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Until it answers."""
        path = os.pathsep.join(map(str, (ROOT, ROOT / "platform", ROOT / "tests/accounts/kit")))
        command = [sys.executable, str(ROOT / "tests/accounts/kit/serving.py"), self.database, str(self.port)]
        self.process = subprocess.Popen([*command, str(self.folder)], env=os.environ | {"PYTHONPATH": path})
        deadline = time.monotonic() + 60
        while True:
            with suppress(httpx.TransportError):
                httpx.get(f"{self.address}/healthz", timeout=5)
                return
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def kill(self) -> None:
        """At once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)
            self.process = None


@contextmanager
def telephone(
    clip: Path | None, site: Site, beat: Beat, cameras: tuple[str, ...] = ONE_CAMERA, **more: object
) -> Iterator[BrowserContext]:
    """An officer’s, whose camera sees a clip."""
    flags = [*FLAGS, *cameras]
    if clip is not None:
        flags.append(f"--use-file-for-fake-video-capture={clip}")
    with sync_playwright() as player:
        browser: Browser = player.chromium.launch(
            executable_path=shutil.which("chromium"), headless=True, args=flags
        )  # fmt: skip
        told: dict[str, object] = {
            "permissions": ["camera", "geolocation"], "geolocation": {"longitude": INSIDE[0], "latitude": INSIDE[1]},
            "viewport": {"width": 390, "height": 844},
        } | more  # fmt: skip
        at = str(more.get("base_url", site.address))
        context = browser.new_context(
            locale="fr-FR", bypass_csp=True, reduced_motion="reduce", **({"base_url": at} | told),  # type: ignore[arg-type]
        )  # fmt: skip
        context.add_cookies([{"name": COOKIE, "value": str(beat.officer.person), "url": at}])
        yield context
        browser.close()


def opened(context: BrowserContext) -> Page:
    """The scanner, with all it keeps."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"erreur de script : {error}"))
    page.goto("/controle")
    expect(page.locator("body[data-ready][data-kept]")).to_be_attached(timeout=30_000)
    return page


LOOKING = """
const canvas = Object.assign(document.createElement("canvas"), {width: 960, height: 540});
const pen = canvas.getContext("2d");
let seen = null;
window.look = async (address) => {
  seen = Object.assign(new Image(), {src: address});
  await seen.decode();
};
setInterval(() => {
  pen.fillStyle = "#999";
  pen.fillRect(0, 0, 960, 540);
  if (seen) pen.drawImage(seen, 290, 80, 380, 380);
}, 60);
navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
"""
"""A camera before which any code may be held."""


def look(page: Page, code: str, answer: str) -> None:
    """Hold a code before it, and read the answer."""
    page.evaluate("delete document.querySelector('[data-part=verdict]').dataset.answer")
    page.evaluate("address => window.look(address)", pictured(code))
    # The frames of what was held there before have gone.
    page.wait_for_timeout(300)
    if page.get_by_role("button", name="Scanner").is_visible():
        page.get_by_role("button", name="Scanner").click()
    verdict_of(page, answer)


DOCUMENTS = """(change) => new Promise((done, failed) => {
  const asked = indexedDB.open("joptimiz-controle");
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const transaction = asked.result.transaction("documents", "readwrite");
    const store = transaction.objectStore("documents");
    if (change === "lose") store.clear();
    else store.get("ground").onsuccess = ({target}) => store.put({...target.result, skew: target.result.skew + change});
    transaction.oncomplete = () => { asked.result.close(); done(); };
  };
})"""


FULL = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
"""What a browser throws when its disk is full."""


def verdict_of(page: Page, answer: str) -> None:
    """Wait for this answer, and go on after it."""
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-answer", answer, timeout=20_000)
    expect(page.locator("[data-part=verdict]")).to_be_visible()


def again(page: Page) -> None:
    """One gesture; the last verdict is forgotten, so that the next one is seen to come."""
    page.evaluate("delete document.querySelector('[data-part=verdict]').dataset.answer")
    page.get_by_role("button", name="Scanner").click()


def type_plate(page: Page, plate: str) -> None:
    """By hand, from a verdict."""
    page.evaluate("delete document.querySelector('[data-part=verdict]').dataset.answer")
    page.get_by_role("button", name="Saisir à la main").click()
    page.get_by_label("Plaque française").fill(plate)
    page.keyboard.press("Enter")


def clean(page: Page, name: str) -> None:
    """No fault for a machine, narrow and wide, by day and by night; nothing slides sideways."""
    found: list[str] = []
    page.add_script_tag(path=AXE)
    for width, scheme in ((1440, "light"), (390, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        said = page.evaluate(EXAMINED, {"runOnly": RULES})["violations"]
        found += [f"{name}, {width}, {scheme}: {each['id']} {each['nodes'][0]['target']}" for each in said]
        if shots := os.environ.get("SHOTS"):
            page.screenshot(path=f"{shots}/{name}-{width}-{scheme}.png", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}, {width}: overflows")
    assert found == [], "\n".join(found)
