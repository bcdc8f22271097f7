"""J4: an officer checks in the street, the server killed; every code has its answer, every check is kept once."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from beats import Beat, Shown, film, some_beat
from outdoors import DOCUMENTS, FULL, Site, again, clean, opened, telephone, type_plate, verdict_of
from playwright.sync_api import Page, expect
from ports import free_port
from signing import COOKIE

from tenants.migrate import Addresses

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 25, 200
# Each verdict is written down as it appears; once told to go, the officer goes on with one gesture.
_WATCH = """
window.told = [];
const waiting = setInterval(() => {
  const verdict = document.querySelector("[data-part=verdict]");
  if (!verdict) return;
  clearInterval(waiting);
  new MutationObserver(() => {
    window.told.push({...verdict.dataset, word: verdict.querySelector("[data-part=word]").textContent});
    if (sessionStorage.getItem("go")) document.querySelector("[data-part=again]").click();
  }).observe(verdict, {attributes: true, attributeFilter: ["data-id"]});
}, 5);
"""


@pytest.fixture(scope="module")
def site(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Started once there is something to serve."""
    made = Site(database.runtime, free_port(), tmp_path_factory.mktemp("data"))
    yield made
    made.kill()


@pytest.fixture(scope="module", autouse=True)
async def beat(site: Site) -> Beat:
    """The territory, there before the browser is."""
    return await some_beat(site.folder, site.address)


def walk(site: Site, beat: Beat, folder: Path, count: int, patience: float) -> None:
    """A clip of so many codes, checked with the server killed; then sent."""
    codes = beat.codes(count, site.address)
    expected = {shown.url[-24:]: shown for shown in codes}
    film(codes, clip := folder / "codes.mjpeg")
    with telephone(clip, site, beat) as context:
        context.add_init_script(_WATCH)
        page = opened(context)
        expect(page.locator("[data-part=verdict][data-id]")).to_be_attached(timeout=30_000)
        before = page.evaluate("window.told")
        site.kill()
        page.evaluate("sessionStorage.setItem('go', '1')")
        page.reload()
        told = before + _until_all(page, expected, patience)
        for each in told:
            assert each["answer"] == expected[each["read"]].answer, each
        times = [int(each["ms"]) for each in told]
        print(  # noqa: T201  # a figure to quote
            f"\n{len(expected)} codes, {len(told)} vus, médiane image → verdict : {statistics.median(times)} ms"
        )
        assert "Hors ligne" in page.locator("[data-part=state]").inner_text()
        site.start()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("[data-part=state]")).not_to_contain_text("à envoyer", timeout=30_000)
        expect(page.locator("[data-part=state]")).to_contain_text("Données à jour")
        made = [(each["id"], each["answer"]) for each in before + page.evaluate("window.told")]
    kept = _kept(site, beat)
    assert len(made) == len({number for number, _ in made})
    assert kept == dict(made)


def _until_all(page: Page, expected: dict[str, Shown], patience: float) -> list[dict[str, str]]:
    deadline = time.monotonic() + patience
    while True:
        told: list[dict[str, str]] = page.evaluate("window.told")
        left = expected.keys() - {each["read"] for each in told}
        if not left:
            page.evaluate("document.querySelector('[data-part=from-scan]').click()")
            return told
        assert time.monotonic() < deadline, (len(told), [expected[each].answer for each in left], told[-5:])
        page.wait_for_timeout(200)


def _kept(site: Site, beat: Beat) -> dict[str, str]:
    with psycopg.connect(site.database) as connection:
        connection.execute("SELECT set_config('app.territory', %s, true)", [beat.slug])
        rows = connection.execute("SELECT id::text, answer, plate FROM pass_check").fetchall()
    assert not [row for row in rows if row[1] == "valid" and row[2]]
    return {number: answer for number, answer, _ in rows}


def test_codes_of_every_kind_without_a_server(site: Site, beat: Beat, tmp_path: Path) -> None:
    """Twenty-five of them."""
    site.start()
    walk(site, beat, tmp_path, FEW, 90)


@pytest.mark.prove
def test_two_hundred_codes_without_a_server(site: Site, beat: Beat, tmp_path: Path) -> None:
    """At length."""
    if site.process is None:
        site.start()
    with psycopg.connect(site.database) as connection:
        connection.execute(
            "SELECT set_config('app.territory', %s, true), set_config('app.role', 'purge', true)", [beat.slug]
        )
        connection.execute("DELETE FROM pass_check")
    walk(site, beat, tmp_path, MANY, 280)


def test_the_territory_reads_numbers(site: Site, beat: Beat) -> None:
    """Of those checks, without a plate; the zones of its officer are a form."""
    if site.process is None:
        site.start()
    with telephone(None, site, beat) as context:
        context.add_cookies([{"name": COOKIE, "value": str(beat.admin.person), "url": site.address}])
        page = context.new_page()
        page.goto("/territoire/derogations/controles")
        page.locator("summary", has_text="toutes les zones").click()
        clean(page, "nombres")
        page.get_by_label("Vieux-Pont").check()
        page.get_by_role("button", name="Enregistrer ces zones").click()
        expect(page.get_by_role("status")).to_have_text("Les zones de cet agent sont enregistrées.")
        page.locator("summary", has_text="Vieux-Pont").click()
        page.get_by_label("Vieux-Pont").uncheck()
        page.get_by_role("button", name="Enregistrer ces zones").click()
        expect(page.locator("summary", has_text="toutes les zones")).to_be_visible()


def test_what_stands_in_the_way(site: Site, beat: Beat, tmp_path: Path) -> None:
    """No position, no network, old data, no keys, a full telephone, a clock that is off: each is said."""
    if site.process is None:
        site.start()
    code = next(each for each in beat.codes(FEW, site.address) if each.answer == "valid")
    film([code], clip := tmp_path / "one.mjpeg")
    with telephone(clip, site, beat, permissions=["camera"]) as context:
        page = opened(context)
        expect(page.locator("[data-part=hint-place]")).to_contain_text("refusée")
        expect(page.locator("[data-part=hint-clock]")).to_contain_text("d’écart")
        verdict_of(page, "to_check")
        clean(page, "a-verifier")
        page.get_by_text("Lieu, son et contrôles du jour").click()
        page.get_by_label("Zone où vous êtes").select_option("centre")
        again(page)
        verdict_of(page, "valid")
        expect(page.get_by_text("Déjà contrôlé")).to_be_visible()
        clean(page, "valide")
        type_plate(page, "ABI23CD")
        expect(page.get_by_text("Vouliez-vous dire AB-123-CD")).to_be_visible()
        clean(page, "plaque")
        page.get_by_label("Plaque française").fill("AB-802-CD")
        page.keyboard.press("Enter")
        verdict_of(page, "valid")
        page.get_by_label("Zone où vous êtes").select_option("quai")
        type_plate(page, "AB802CD")
        verdict_of(page, "to_check")
        clean(page, "a-voir")
        page.get_by_label("PTAC").fill("3,5")
        page.get_by_role("button", name="Juger à nouveau").click()
        verdict_of(page, "valid")
        type_plate(page, "zz 999 zz")
        verdict_of(page, "no_right")
        site.kill()
        _without_a_server(page)


def _without_a_server(page: Page) -> None:
    """A plate, three days, a full telephone, keys that are lost."""
    type_plate(page, "ZZ999ZZ")
    verdict_of(page, "not_looked_up")
    clean(page, "sans-reseau")
    page.evaluate(DOCUMENTS, 73 * 3600)
    page.reload()
    page.evaluate("sessionStorage.clear()")
    verdict_of(page, "stale")
    expect(page.locator("[data-part=state]")).to_contain_text("Données périmées")
    clean(page, "perimees")
    page.evaluate(FULL)
    again(page)
    expect(page.get_by_text("La mémoire de ce téléphone est pleine")).to_be_visible()
    page.evaluate(DOCUMENTS, "lose")
    page.reload()
    verdict_of(page, "stale")
    expect(page.get_by_text("Les clés manquent sur ce téléphone")).to_be_visible()
