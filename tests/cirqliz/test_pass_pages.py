"""Passes on screen and paper: the verdict for whoever scans, the codes of a carrier, the list of a territory."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from settling import settle
from signing import COOKIE, SignedByCookie, some_owner
from visits import HERE

from accounts.core.limits import SCANS
from accounts.service.throttle import forget, hold
from cirqliz.core.passes import token_of
from cirqliz.core.passes.lists import SIZE, StatusList, open_list
from cirqliz.service.asking import ask
from cirqliz.service.passes.keys import PassKeys
from cirqliz.service.passes.records import Held
from cirqliz.service.passes.showing import Looked, draw_codes, page_own
from cirqliz.service.passes.statuses import name_of
from joptimiz.app import create_app
from joptimiz.wiring import Services, wire
from tenants.database import Scope, scoped
from tenants.settings import Settings

from .conftest import NOW, Town
from .heard import keep
from .signers import TestSigner, some_payload
from .test_desk_pages import Desk
from .test_passes import granted

MINE = "/derogations/laissez-passer"
THEIRS = "/territoire/derogations/laissez-passer"


@pytest.fixture
def services(town: Town, tmp_path: Path) -> Services:
    """The product over the rules of the town."""
    return wire(Settings.of({"JOPTIMIZ_DATA": str(tmp_path)}), town.shelf, lambda: NOW)


@pytest.fixture
async def owner(town: Town, services: Services) -> AsyncIterator[Desk]:
    """The browser of a carrier whose first vehicle holds a right."""
    # Another test, at a later hour, may have scanned from here.
    await forget(SCANS, "127.0.0.1")
    transport = httpx.ASGITransport(SignedByCookie(create_app(services)))  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(town.owner.person))
        yield Desk(client, town, town.owner)


@pytest.fixture
async def admin(owner: Desk) -> Desk:
    """That of an administrator of the territory."""
    return owner.be(await settle(owner.town.slug, "admin", "Ana Exemple"))


async def the_pass(town: Town, state: str = "standing") -> Held:
    """The only one there is."""
    (held,), count = await page_own(town.owner, Looked(state), NOW)
    assert count == 1
    return held


async def token_for(town: Town, keys: PassKeys) -> str:
    """Its code."""
    (code,) = await draw_codes(keys, [await the_pass(town)], NOW)
    return code.token


def read_code(image: Image.Image) -> str:
    """What a code in a picture says."""
    (found,) = zxingcpp.read_barcodes(image)
    return str(found.text)


def pages_of(pdf: bytes, dpi: int) -> list[Image.Image]:
    """The pages of a file, as a printer of so many dots draws them."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


async def test_whoever_scans_is_told(owner: Desk, services: Services) -> None:
    """Valid, where, until when, by which text, the plate; never who, nor why, and no copy is kept."""
    town = owner.town
    right = await granted(town)
    token = await token_for(town, services.pass_keys)
    nobody = httpx.AsyncClient(transport=owner.client._transport, base_url=HERE)
    for address in (f"/P/{token}", f"/p/{token.lower()}"):
        answer = await nobody.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text.split("<body")[1]
        for said in ("VALIDE", "AB-100-CD", "Comparez avec la plaque", "Seuls les arrêtés", "Arrêté", "inclus"):
            assert said in answer.text, said
        assert town.owner.name not in answer.text
    on, officer = town.on, town.officers[0]
    for act, word in (("suspend", "SUSPENDU"), ("resume", "VALIDE"), ("revoke", "RETIRÉ")):
        await keep(on, officer, right, act, "Secret du dossier")  # type: ignore[arg-type]
        answer = await nobody.get(f"/P/{token}")
        assert word in answer.text
        assert "Secret du dossier" not in answer.text
    await nobody.aclose()


async def test_what_is_unknown_number_of_ours(owner: Desk, services: Services) -> None:
    """Is told so, in a word of its own, with no plate to compare."""
    signer = await services.pass_keys.get_signer(owner.town.slug, NOW)
    for code, word in (
        ("A", "CODE INCOMPLET"), ("A" * 200, "ILLISIBLE"), ("%C3%A9", "ILLISIBLE"), ("x" * 1_000, "ILLISIBLE"),
        (token_of(some_payload(), TestSigner(kid=b"\x07\x07\x07\x07")), "CLÉ INCONNUE"),
        # The name of a key of the territory, and another hand.
        (token_of(some_payload(), TestSigner(kid=signer.kid)), "FAUX"),
    ):  # fmt: skip
        answer = await owner.client.get(f"/P/{code}")
        assert answer.status_code == 200
        assert word in answer.text
        assert "Aucune plaque à comparer" in answer.text


async def test_too_many_scans_pause(owner: Desk) -> None:
    """From one network; the page says how long."""
    source = "2001:db8::/64"
    for _ in range(SCANS.free):
        await hold(SCANS, source, NOW)
    transport = httpx.ASGITransport(owner.client._transport.app, client=("2001:db8::7", 1))  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        answer = await client.get("/P/AAAA")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert "UNE PAUSE" in answer.text


async def test_lists_are_served_and_kept_a_minute(owner: Desk, services: Services) -> None:
    """As the draft says; what is not there is 404."""
    await granted(owner.town)
    held = await the_pass(owner.town)
    name = name_of(owner.town.slug, held.status)
    answer = await owner.client.get(f"/s/{name}")
    assert answer.headers["content-type"] == "application/statuslist+cwt"
    assert answer.headers["cache-control"] == "public, max-age=60"
    kid = (await services.pass_keys.get_signer(owner.town.slug, NOW)).kid
    keys = {kid: await services.pass_keys.list_named(kid)}
    found = open_list(answer.content, keys, NOW, f"{HERE}/s/{name}")
    assert isinstance(found, StatusList)
    assert found.get(held.status % SIZE) == 0
    assert (await owner.client.get("/s/ailleurs.0")).status_code == 404


async def test_a_carrier_shows_and_prints(owner: Desk) -> None:
    """Empty at first; then a code on a screen, as a picture, on paper, each the same address."""
    assert "aucun laissez-passer" in (await owner.read(MINE)).lower()
    await granted(owner.town)
    held = await the_pass(owner.town)
    here = f"{MINE}/{held.territory}/{held.id}"
    assert "AB-100-CD" in await owner.read(MINE)
    shown = (await owner.client.get(here)).text
    assert "force-light" in shown
    assert "<svg" in shown
    picture = Image.open(io.BytesIO((await owner.client.get(f"{here}/code.png")).content))
    address = read_code(picture)
    assert re.fullmatch(rf"{HERE.upper()}/P/[A-Z2-7]+", address)
    assert "VALIDE" in (await owner.client.get(address.removeprefix(HERE.upper()))).text
    assert b"80.0mm" in (await owner.client.get(f"{here}/code.svg")).content
    for file in ("feuille.pdf", "code.pdf"):
        answer = await owner.client.get(f"{here}/{file}")
        assert answer.headers["content-type"] == "application/pdf"
        for dpi in (72, 100, 150):
            assert [read_code(page) for page in pages_of(answer.content, dpi)] == [address], (file, dpi)


async def test_many_are_printed_in_one_file(owner: Desk) -> None:
    """Those that are chosen, or all; a sheet a vehicle."""
    town = owner.town
    assert (await owner.client.get(f"{MINE}/feuilles.pdf")).status_code == 404
    await granted(town, number=0)
    await granted(town, number=1)
    passes, _ = await page_own(town.owner, Looked(), NOW)
    for asked, count in (("", 2), (f"?choix={passes[0].id}&forme=code", 1)):
        answer = await owner.client.get(f"{MINE}/feuilles.pdf{asked}")
        assert len({read_code(page) for page in pages_of(answer.content, 100)}) == count
    assert (await owner.client.get(f"{MINE}/feuilles.pdf?choix=x")).status_code == 404
    assert (await owner.client.get(f"{MINE}/feuilles.pdf?choix={uuid4()}")).status_code == 404


async def test_lists_are_sought_and_turned(owner: Desk) -> None:
    """By part of a plate, as it is written; a page there is not is empty; wrong words are left out."""
    await granted(owner.town)
    for asked, found in (
        ("?q=b-100", True), ("?q=zz", False), ("?etat=over", False), ("?t=ailleurs", False), ("?page=2", False),
        ("?page=0&etat=x", True), ("?page=%C2%B2", True), ("?page=" + "9" * 40, False), ("?q=%00", True),
    ):  # fmt: skip
        assert ("AB-100-CD" in await owner.read(MINE + asked)) == found, asked


async def test_a_stopped_pass_is_not_drawn(owner: Desk, admin: Desk) -> None:
    """Its page says why; no file is made of it; then it serves again."""
    await granted(owner.town)
    held = await the_pass(owner.town)
    here, there = f"{MINE}/{held.territory}/{held.id}", f"{THEIRS}/{held.id}"
    assert "Dites pourquoi" in await admin.send(f"{there}/suspendre", 422)
    assert "fait=suspend" in await admin.send(f"{there}/suspendre", 303, reason="Feuille perdue")
    assert "déjà suspendu" in await admin.send(f"{there}/suspendre", 409, reason="Feuille perdue")
    page = await owner.read(here)
    assert "Feuille perdue" in page
    assert "Suspendu" in page
    assert (await owner.client.get(f"{here}/feuille.pdf")).status_code == 409
    assert "Suspendu" in await owner.read(f"{MINE}?etat=stopped")
    assert "fait=resume" in await admin.send(f"{there}/reprendre", 303)
    assert "fait=revoke" in await admin.send(f"{there}/retirer", 303, reason="Volée")
    assert "Volée" in await owner.read(f"{MINE}?etat=over")


async def test_a_lost_sheet_is_made_again(owner: Desk, admin: Desk, services: Services) -> None:
    """The code that was lost is refused, another serves; what is stopped, or was made again, is not made again."""
    await granted(owner.town)
    lost = await the_pass(owner.town)
    token = await token_for(owner.town, services.pass_keys)
    here = f"{MINE}/{lost.territory}/{lost.id}"
    assert "Perdu ou volé" in await owner.read(here)
    sent = await owner.send(f"{here}/refaire", 303)
    made = await the_pass(owner.town)
    assert (made.derogation, made.vehicle, made.ends_at) == (lost.derogation, lost.vehicle, lost.ends_at)
    assert made.id != lost.id
    assert made.code != lost.code
    assert made.status != lost.status
    assert f"{MINE}/{made.territory}/{made.id}?fait=refait" in sent
    assert "Voici le nouveau code" in await owner.read(f"{MINE}/{made.territory}/{made.id}?fait=refait")
    assert ">RETIRÉ<" in (await owner.client.get(f"/P/{token}")).text
    await owner.send(f"{here}/refaire", 409)
    await admin.send(f"{THEIRS}/{made.id}/suspendre", 303, reason="Contrôle")
    await owner.send(f"{MINE}/{made.territory}/{made.id}/refaire", 409)


async def test_a_territory_finds_its_passes(owner: Desk, admin: Desk) -> None:
    """Empty, found by plate, one by one; whether codes say the plate is its administrator’s choice."""
    assert "Aucun laissez-passer n’est en cours" in await admin.read(THEIRS)
    await granted(owner.town)
    held = await the_pass(owner.town)
    assert "AB-100-CD" in await admin.read(f"{THEIRS}?q=100")
    assert "le passage occasionnel" in (await admin.read(f"{THEIRS}/{held.id}")).lower()
    assert "fait=plaques" in await admin.send(f"{THEIRS}/plaques", 303, hidden="1")
    assert "Inscrire la plaque" in await admin.read(THEIRS)
    picture = (await owner.client.get(f"{MINE}/{held.territory}/{held.id}/code.png")).content
    address = read_code(Image.open(io.BytesIO(picture))).removeprefix(HERE.upper())
    verdict = (await owner.client.get(address)).text
    assert "VALIDE" in verdict
    assert "AB-100-CD" not in verdict
    reader = owner.be(await settle(owner.town.slug, "reader", "Léa Exemple"))
    assert "AB-100-CD" in await reader.read(f"{THEIRS}/{held.id}")
    await reader.send(f"{THEIRS}/{held.id}/suspendre", 403, reason="x")
    await reader.send(f"{THEIRS}/plaques", 403, hidden="1")


async def test_a_right_of_all_is_shown_by_the_vehicle_that_comes(owner: Desk) -> None:
    """Chosen among those that have none; nobody chosen is told so."""
    right = await granted(owner.town, "artisan")
    assert "Choisir un véhicule" in await owner.read(MINE)
    page = f"{MINE}/vehicule/{owner.town.slug}/{right}"
    assert "AB-102-CD" in await owner.read(page)
    assert "Aucun véhicule n’est choisi" in await owner.send(page, 409, vehicle="")
    await owner.send(page, 404, vehicle=str(uuid4()))
    for vehicle in owner.town.vehicles:
        assert f"{MINE}/{owner.town.slug}/" in await owner.send(page, 303, vehicle=str(vehicle))
    assert "a déjà son laissez-passer" in await owner.read(page)


async def test_what_is_anothers_is_not_there(owner: Desk, admin: Desk) -> None:
    """Neither to another carrier nor to another territory; a driver shows, and makes none."""
    right = await granted(owner.town)
    held = await the_pass(owner.town)
    other = owner.be(await some_owner())
    for file in ("", "/feuille.pdf", "/code.png"):
        await other.read(f"{MINE}/{held.territory}/{held.id}{file}", 404)
    await other.read(f"{MINE}/vehicule/{held.territory}/{right}", 404)
    slug = f"ailleurs-{uuid4().hex[:6]}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", slug)
    stranger = owner.be(await settle(slug, "admin", "Zoé Exemple"))
    await stranger.read(f"{THEIRS}/{held.id}", 404)
    await stranger.send(f"{THEIRS}/{held.id}/retirer", 404, reason="x")
    assert "AB-100-CD" in await admin.read(THEIRS)
    assert await ask(owner.town.on, owner.town.owner, uuid4(), [owner.town.wish(number=2)])
