"""`/territoire/reglages`: what an administrator sets is what the public pages say."""

import html
import io
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from drafting import NOW, some_town
from PIL import Image
from settling import settle
from signing import COOKIE, SignedByCookie
from visits import HERE

from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.face.layers import LAYERS
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf

PAGE = "/territoire/reglages"


@dataclass
class Admin:
    """A browser of an administrator."""

    client: httpx.AsyncClient
    slug: str

    async def read(self, path: str = PAGE) -> str:
        """A page."""
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return html.unescape(answer.text).replace("\u00a0", " ")

    async def send(
        self,
        at: str = PAGE,
        status: int = 303,
        logo: bytes | None = None,
        layers: Iterable[str] | None = None,
        **filled: str,
    ) -> str:
        """A form of the page, as it stands but for what is filled in; what it answers."""
        shown = (await self.client.get(PAGE)).text
        sent = {name: re.findall(rf'name="{name}" value="(\w+)"', shown)[-1] for name in ("form", "number")} | filled
        if layers is not None:
            sent |= {"layers": "1"} | {f"layer.{layer}": "1" for layer in layers}
        files = {"logo": ("logo.png", logo, "image/png")} if logo is not None else None
        answer = await self.client.post(at, data=sent, files=files, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        return html.unescape(answer.text).replace("\u00a0", " ")


@pytest.fixture
async def admin(database: Addresses, tmp_path: Path) -> AsyncIterator[Admin]:
    """An administrator of a territory at its first version."""
    town = await some_town()
    who, shelf = await settle(town.slug, "admin"), Shelf()
    await shelf.refresh()
    app = SignedByCookie(create_app(wire(Settings.of({"JOPTIMIZ_DATA": str(tmp_path)}), shelf, lambda: NOW)))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(who.person))
        yield Admin(client, town.slug)


async def test_what_is_set_is_what_everybody_reads(admin: Admin) -> None:
    """Name, colour, logo and who answers, on public pages; undone, they are as before."""
    kept = io.BytesIO()
    Image.new("RGB", (32, 32), "#0b4f6c").save(kept, "PNG")
    await admin.send(
        logo=kept.getvalue(), director="Ana Exemple", bearers="Programme Exemple", name="Ville des essais",
        colour="#7a1f5c", contact="voirie@example.org", host="Hôte Exemple",
    )  # fmt: skip
    assert "Les réglages sont enregistrés." in await admin.read(f"{PAGE}?fait=change")
    legal = await admin.read(f"/t/{admin.slug}/mentions-legales")
    for word in ("Ville des essais", "voirie@example.org", "Ana Exemple", "Hôte Exemple", "Programme Exemple"):
        assert word in legal, word
    assert "voirie@example.org" in await admin.read(f"/t/{admin.slug}/accessibilite")
    style = await admin.client.get(f"/t/{admin.slug}/marque.css")
    assert "--brand:#7a1f5c;--on-brand:#ffffff" in style.text
    logo = await admin.client.get(f"/t/{admin.slug}/logo.png")
    assert Image.open(io.BytesIO(logo.content)).size == (32, 32)
    await admin.send(f"{PAGE}/reprendre")
    assert "Ana Exemple" not in await admin.read(f"/t/{admin.slug}/mentions-legales")
    assert (await admin.client.get(f"/t/{admin.slug}/logo.png")).status_code == 404


async def test_wrong_settings_are_told_and_kept_on_the_page(admin: Admin) -> None:
    """A colour that cannot be read comes with the nearest; an SVG, a lost update, a term, a SIREN."""
    shown = await admin.send(status=422, colour="#ffe100", name="Gardé", logo=b"<svg/>")
    assert "La plus proche qui convient" in shown
    assert "SVG" in shown
    assert 'value="Gardé"' in shown
    await admin.send(status=409, number="7", name="Perdu")
    assert "au moins" in await admin.send(f"{PAGE}/durees", 409, item="fact.heard", term="P1D")
    await admin.send(f"{PAGE}/durees", 422, item="fact.heard", term="demain")
    await admin.send(f"{PAGE}/durees", item="fact.heard", term="p60d")
    assert "60 jours" in await admin.read()
    assert "n’est pas un SIREN" in await admin.send(f"{PAGE}/alias", 422, aliases="12")
    await admin.send(f"{PAGE}/alias", aliases="256900911")
    assert 'value="256900911"' in await admin.read()
    await admin.send(f"{PAGE}/reprendre", 409, number="99999999999")


async def test_the_layers_of_the_map_are_shown_or_wait(admin: Admin) -> None:
    """What is ticked is shown first; undone, all are shown; a form without layers changes none."""
    at = f"/api/v1/territories/{admin.slug}/layers"

    async def shown() -> dict[str, bool]:
        return {each["layer"]: each["shown"] for each in (await admin.client.get(at)).json()["layers"]}

    before = await shown()
    assert all(before.values())
    layer = next(iter(before))
    await admin.send(layers=LAYERS.keys() - {layer})
    assert await shown() == before | {layer: False}
    assert f'name="layer.{layer}" value="1">' in await admin.read()
    await admin.send(f"{PAGE}/reprendre")
    assert await shown() == before
    await admin.send(f"{PAGE}/reprendre")
    await admin.send(name="Autre nom")
    assert await shown() == before | {layer: False}


async def test_nobody_else_sets_them(admin: Admin) -> None:
    """An editor of the same territory, or nobody."""
    editor = await settle(admin.slug, "editor")
    admin.client.cookies.set(COOKIE, str(editor.person))
    assert (await admin.client.get(PAGE)).status_code == 403
    admin.client.cookies.clear()
    assert (await admin.client.get(PAGE)).status_code in (302, 303, 401)
