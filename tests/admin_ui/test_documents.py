"""`/pieces`: documents added, refused, opened, replaced, removed and taken back."""

import html
import io
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from drafting import some_town
from PIL import Image
from signing import COOKIE, NOW, SignedByCookie, joined, some_owner
from visits import HERE

from accounts.core.drafts import Draft
from accounts.service.vehicles import add_vehicle
from joptimiz.app import create_app
from joptimiz.wiring import wire
from rules.written.plates import Plate
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Who

PAGE = "/pieces"


@dataclass
class Carrier:
    """A browser of who keeps the documents of a carrier."""

    client: httpx.AsyncClient
    who: Who

    async def read(self, path: str = PAGE) -> str:
        """A page."""
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return plain(answer.text)

    async def send(
        self, at: str = PAGE, status: int = 303, files: Sequence[tuple[str, bytes]] = (), **filled: str
    ) -> str:
        """A form, with files under harmless names; the page it answers, or where it leads."""
        shown = (await self.client.get(PAGE)).text
        bound = re.findall(r'name="form" value="(\w+)"', shown)[-1]
        sent = [("file", (name, data, "application/pdf")) for name, data in files]
        answer = await self.client.post(at, data={"form": bound} | filled, files=sent or None, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        return answer.headers["location"] if status == 303 else plain(answer.text)

    async def only(self) -> str:
        """The address of the only document."""
        return str(re.findall(r'href="(/pieces/[0-9a-f-]{36})"', await self.read())[0])


def plain(text: str) -> str:
    """A page as it is read."""
    return html.unescape(text).replace("\u00a0", " ").replace("\u202f", " ")


def photo(colour: str = "white") -> bytes:
    """A photo that says where it was taken."""
    exif, kept = Image.Exif(), io.BytesIO()
    exif[0x010F] = "Appareil Secret"
    Image.new("RGB", (600, 400), colour).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


@pytest.fixture
async def carrier(database: Addresses, tmp_path: Path) -> AsyncIterator[Carrier]:
    """The owner of a carrier with one vehicle."""
    await some_town()
    who, shelf = await some_owner(), Shelf()
    await add_vehicle(who, Draft(Plate("FR", "GH456JK"), "Porteur", {}), NOW)
    await shelf.refresh()
    app = SignedByCookie(create_app(wire(Settings.of({"JOPTIMIZ_DATA": str(tmp_path)}), shelf, lambda: NOW)))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(who.person))
        yield Carrier(client, who)


async def test_several_are_added_once_opened_replaced_removed_and_taken_back(carrier: Carrier) -> None:
    """The whole life of a document, as its carrier sees it."""
    assert "Aucune pièce pour l’instant" in await carrier.read()
    files = [("recto.jpg", photo()), ('l’été "1".jpg', photo("red"))]
    where = await carrier.send(files=files, proof="Carte grise", plate="gh 456 jk", until="2027-03-01")
    page = await carrier.read(where)
    for word in ("2 pièces sont ajoutées.", "GH-456-JK", "Valable jusqu’au 1er mars 2027", "l’été 1.jpg"):
        assert word in page, word
    for address in re.findall(r'href="(/pieces/[0-9a-f-]{36})"', page)[1:]:
        await carrier.send(f"{address}/retirer")
    card = await carrier.only()
    file = await carrier.client.get(f"{card}/fichier")
    assert file.headers["content-disposition"].startswith("attachment; filename=")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["cache-control"] == "no-store"
    assert b"Secret" not in file.content
    assert Image.open(io.BytesIO(file.content)).size == (600, 400)
    where = await carrier.send(card, files=[("neuf.jpg", photo("blue"))])
    assert "La pièce est remplacée." in await carrier.read(where)
    where = await carrier.send(f"{await carrier.only()}/retirer")
    page = await carrier.read(where)
    assert "« Carte grise » est retirée." in page
    await carrier.send(re.findall(r'action="(/pieces/[0-9a-f-]{36}/reprendre)"', page)[0])
    assert "neuf.jpg" in await carrier.read()


async def test_what_is_wrong_is_said_and_what_was_typed_stays(carrier: Carrier) -> None:
    """A script under the name of a PDF, an unknown plate, no file, eleven files."""
    page = await carrier.send(
        status=422, files=[("kbis.pdf", b"#!/bin/sh\n")], proof="Extrait « K »", until="2027-01-01"
    )
    assert "Ce fichier est un programme" in page
    assert 'value="Extrait « K »"' in page
    assert 'value="2027-01-01"' in page
    assert "pas dans votre flotte" in await carrier.send(status=422, files=[("a.jpg", photo())], proof="x", plate="ZZ")
    assert "Choisissez un fichier." in await carrier.send(status=422, proof="Kbis")
    files = [(f"{n}.jpg", photo()) for n in range(11)]
    assert "10 fichiers au plus" in await carrier.send(status=422, files=files, proof="Kbis")
    assert "<script>" not in await carrier.send(status=422, files=[("<script>x</script>.svg", b"<svg/>")], proof="a")
    assert "Aucune pièce" in await carrier.read()


async def test_a_photo_of_30_megabytes_is_told_what_helps(carrier: Carrier) -> None:
    """413, as a page that leads back to the form."""
    page = await carrier.send(status=413, files=[("grande.jpg", photo() + b"\0" * 30_000_000)], proof="Kbis")
    assert "Cet envoi dépasse 25 Mo" in page
    assert "Taille moyenne" in page
    assert 'href="/pieces"' in page


async def test_others_find_nothing(carrier: Carrier) -> None:
    """Another carrier: 404. A driver of this one: 403. A form of elsewhere: refused."""
    await carrier.send(files=[("kbis.jpg", photo())], proof="Kbis")
    card = await carrier.only()
    answer = await carrier.client.post(f"{card}/retirer", headers={"origin": "https://ailleurs.example"})
    assert answer.status_code == 403
    driver = await joined(carrier.who, "driver")
    for who, status in ((await some_owner(), 404), (driver, 403)):
        carrier.client.cookies.set(COOKIE, str(who.person))
        for address in (card, f"{card}/fichier"):
            assert (await carrier.client.get(address)).status_code == status, address
