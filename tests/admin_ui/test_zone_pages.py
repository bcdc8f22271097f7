"""The pages of a tracé and of an import, without script: drawn, mended, disputed, imported whole or not at all."""

import html
import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from drafting import NOW, SHAPE, Town, some_town
from litestar import Litestar
from settling import settle
from shapefiles import RING, zipped
from signing import COOKIE, SignedByCookie
from visits import HERE

from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.drafts.drawing import DRAWN_FILE, IMPORTED_FILE
from tenants.drafts.model import Content
from tenants.drafts.starting import start_draft
from tenants.drafts.store import get_content
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Who

BOW = {"type": "Polygon", "coordinates": [[[7, 43], [7.1, 43.1], [7.1, 43], [7, 43.1], [7, 43]]]}
SMALL = {"type": "Polygon", "coordinates": [[[7, 43], [7.05, 43], [7.05, 43.05], [7, 43.05], [7, 43]]]}

type Form = Mapping[str, str]


@dataclass
class Desk:
    """A draft, and somebody in front of its pages."""

    client: httpx.AsyncClient
    town: Town
    who: Who
    draft: UUID
    home: str

    async def read(self, path: str, status: int = 200) -> str:
        """A page of the draft."""
        answer = await self.client.get(self.home + path)
        assert answer.status_code == status, answer.text
        return plain(answer.text)

    async def send(
        self, path: str, status: int = 303, file: bytes | None = None, form: Form | None = None, **more: str
    ) -> str:
        """A form of that page, sent; what follows."""
        filled = {**(form or {}), **more}
        page = "/zones/importer" if path.endswith("importer") else path
        bound = re.findall(r'name="form" value="(\w+)"', (await self.client.get(self.home + page)).text)[-1]
        files = {"file": ("zones.zip", file)} if file is not None else None
        answer = await self.client.post(
            self.home + path, data=filled | {"form": bound}, files=files, headers={"origin": HERE}
        )
        assert answer.status_code == status, answer.text
        if status == 303:
            answer = await self.client.get(answer.headers["location"])
            assert answer.status_code == 200, answer.text
        return plain(answer.text)

    async def content(self) -> Content:
        """What the draft holds."""
        return (await get_content(self.town.editor.scope(), self.draft))[1]


def plain(text: str) -> str:
    """A page as it is read."""
    return html.unescape(text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def app(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, its clock stopped."""
    folder = str(tmp_path_factory.mktemp("zones"))
    return create_app(wire(Settings.of({"JOPTIMIZ_DATA": folder}), Shelf(), lambda: NOW))


@pytest.fixture
async def desk(app: Litestar) -> AsyncIterator[Desk]:
    """A draft over one zone, at the pages."""
    town = await some_town()
    who = await settle(town.slug, "editor")
    draft = await start_draft(town.editor, "Centre", NOW)
    transport = httpx.ASGITransport(SignedByCookie(app))  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(who.person))
        yield Desk(client, town, who, draft.id, f"/territoire/projets/{draft.id}")


CENTRE = "/zones/centre.geojson"


async def test_drawn_again(desk: Desk) -> None:
    """Read from the list, redrawn, measured; a second one on the same revision is shown both."""
    assert f'href="{desk.home}{CENTRE}"' in await desk.read("")
    shown = await desk.read(CENTRE)
    assert "Rien à corriger" in shown
    assert "km de contour" in shown
    await desk.send(CENTRE, act="enregistrer", revision="0", shape=json.dumps(SMALL))
    assert (await desk.content()).zones[0].shape == SMALL
    shown = await desk.send(CENTRE, 409, act="enregistrer", revision="0", shape=json.dumps(SHAPE))
    assert "Ce tracé vient d’être modifié" in shown
    assert "Le tracé de l’autre" in shown
    assert "7.05" in shown
    assert 'name="revision" value="1"' in shown
    await desk.send(CENTRE, act="enregistrer", revision="1", shape=json.dumps(SHAPE))
    assert (await desk.content()).zones[0].revision == 2


async def test_crossing_mended(desk: Desk) -> None:
    """Refused with its place and its repair; repaired by a button, then kept."""
    shown = await desk.send(CENTRE, 422, act="enregistrer", revision="0", shape=json.dumps(BOW))
    assert "Le contour se croise" in shown
    assert "<circle" in shown
    shown = await desk.send(CENTRE, 200, act="reparer-crossing", revision="0", shape=json.dumps(BOW))
    assert "Réparer le contour : fait ci-dessous, pas encore enregistré" in shown
    assert (await desk.content()).zones[0].revision == 0
    text = re.search(r'name="shape"[^>]*>(.*?)</textarea>', shown, re.DOTALL)
    assert text
    await desk.send(CENTRE, act="enregistrer", revision="0", shape=text[1])
    assert (await desk.content()).zones[0].shape["type"] == "MultiPolygon"


@pytest.mark.parametrize("shape", ["", "{", "[]", '{"type": "Point", "coordinates": [7, 43]}'])
async def test_what_is_no_shape(desk: Desk, shape: str) -> None:
    """A sentence, and what was written stays."""
    shown = await desk.send(CENTRE, 422, act="enregistrer", revision="0", shape=shape)
    assert 'role="alert"' in shown
    assert (await desk.content()).zones[0].revision == 0


async def test_new_and_removed(desk: Desk) -> None:
    """Named, declared with its tracé; twice the same name is refused; removed, it is to be drawn again."""
    filled = {"act": "enregistrer", "shape": json.dumps(SMALL), "name": "Vieille ville", "kind": "ztl"}
    shown = await desk.send("/zones/nouvelle", form=filled)
    assert "Vieille ville" in shown
    assert "aussi dans" in shown
    content = await desk.content()
    drawn = next(file.text for file in content.files if file.name == DRAWN_FILE)
    assert 'vieille-ville: {kind: ztl, name: "Vieille ville", geometry: zones/vieille-ville.geojson}' in drawn
    assert "Aucun problème" in await desk.read("")
    assert "Une zone s’appelle déjà" in await desk.send("/zones/nouvelle", 409, form=filled)
    for wrong in ({"name": " !"}, {"kind": ""}, {"shape": json.dumps(BOW), "name": "Autre"}):
        await desk.send("/zones/nouvelle", 422, form=(filled | {"name": "Encore"} | wrong))
    await desk.send("/zones/vieille-ville.geojson", act="retirer", revision="1")
    # A file still names it: it is drawn anew from nothing.
    assert "Rien n’est encore tracé" in await desk.read("/zones/vieille-ville.geojson")
    await desk.send("/zones/vieille-ville.geojson", shape=json.dumps(SHAPE), revision="0")
    assert "Rien n’est encore tracé" not in await desk.read("/zones/vieille-ville.geojson")
    await desk.read("/zones/jamais.geojson", 404)


async def test_composed(desk: Desk) -> None:
    """A commune less a tracé, in the rules’ own words; an unknown commune is told."""
    filled = {"act": "composer", "name": "Nice moins", "kind": "zfe", "communes": "06088", "part-0": "minus"}
    await desk.send("/zones/nouvelle", form=filled)
    drawn = next(file.text for file in (await desk.content()).files if file.name == DRAWN_FILE)
    assert 'geometry: {difference: [{communes: ["06088"]}, zones/centre.geojson]}' in drawn
    assert "Aucun problème" in await desk.read("")
    shown = await desk.send("/zones/nouvelle", 422, form=(filled | {"name": "Autre", "communes": "06088, 99999"}))
    assert "99999" in shown
    await desk.send("/zones/nouvelle", 422, act="composer", name="Rien", kind="zfe")


async def test_import(desk: Desk) -> None:
    """A Lambert-93 shapefile: its projection shown, a zone named; taken in one change."""
    shown = await desk.send("/zones/importer", 200, file=zipped())
    assert "Lambert-93" in shown
    assert "Ce que dit le fichier" in shown
    assert "Aire piétonne" in shown
    held = re.search(r'name="held" value="([^"]+)"', shown)
    assert held
    taking = {"act": "prendre", "held": held[1], "projection": "EPSG:2154", "target-1": "nouvelle", "name-1": "Cours"}
    assert "choisissez une sorte" in await desk.send("/zones/importer", 422, form=taking)
    assert len((await desk.content()).zones) == 1
    await desk.send("/zones/importer", 422, form=(taking | {"kind-1": "ztl", "projection": "EPSG:1"}))
    await desk.send("/zones/importer", form=(taking | {"kind-1": "pedestrian"}))
    content = await desk.content()
    cours = next(zone for zone in content.zones if zone.path == "zones/cours.geojson")
    coordinates = cours.shape["coordinates"]
    assert isinstance(coordinates, list)
    assert len(coordinates[0]) == len(RING)
    for place in coordinates[0]:
        assert any(place == pytest.approx(list(near), abs=5e-7) for near in RING)
    assert any(file.name == IMPORTED_FILE and "cours: {kind: pedestrian" in file.text for file in content.files)
    assert "déjà" in await desk.send("/zones/importer", 422, form=(taking | {"kind-1": "pedestrian"}))


async def test_import_nothing_half_applied(desk: Desk) -> None:
    """One object of two cannot be kept: both are left, the fault said with its number."""
    features = [
        {"type": "Feature", "properties": {"nom": f"Z{n}"}, "geometry": each} for n, each in enumerate((SMALL, BOW))
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    shown = await desk.send("/zones/importer", 200, file=data)
    held = re.search(r'name="held" value="([^"]+)"', shown)
    assert held
    rows = {f"{key}-{n}": value for n in (1, 2) for key, value in (("target", "nouvelle"), ("kind", "ztl"))}
    taking = {"act": "prendre", "held": held[1], "projection": "EPSG:4326", "name-1": "Un", "name-2": "Deux"} | rows
    shown = await desk.send("/zones/importer", 422, form=taking)
    assert "Objet 2 : Le contour se croise" in shown, re.findall(r"<li>(.*?)</li>", shown, re.DOTALL)
    assert len((await desk.content()).zones) == 1
    await desk.send("/zones/importer", form=(taking | {"mend-2": "oui"}))
    assert len((await desk.content()).zones) == 3


@pytest.mark.parametrize("file", [b"", b"\x89PNG", b"{", b"PK\x03\x04"])
async def test_import_refused(desk: Desk, file: bytes) -> None:
    """A sentence, and the field again."""
    shown = await desk.send("/zones/importer", 422, file=file)
    assert 'role="alert"' in shown
    assert 'type="file"' in shown


async def test_import_too_large_and_lost(desk: Desk) -> None:
    """200 MB announced: refused before any of it is read; a form that no page held is told."""

    async def never() -> AsyncIterator[bytes]:
        yield b"x"
        pytest.fail("the body was read")

    headers = {"origin": HERE, "content-length": "200000000", "content-type": "multipart/form-data; boundary=b"}
    answer = await desk.client.post(f"{desk.home}/zones/importer", content=never(), headers=headers)
    assert answer.status_code == 413
    assert "trop lourd" in answer.text
    for held in ("", "é", "AAAA", "eJwLAA=="):
        assert "Envoyez le fichier de nouveau" in await desk.send("/zones/importer", 422, held=held, act="prendre")
    assert "Choisissez un fichier" in await desk.send("/zones/importer", 422)
