"""The desk of bays: pages, forms, refusals, files, and signs that phones read."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pypdfium2
import pytest
import zxingcpp
from settling import settle
from signing import COOKIE, SignedByCookie
from visits import HERE

from admin_ui.derogations.carried import carry
from numeriz.core.signs import SignText
from numeriz.service.bays import get_bay, list_bays, list_removed
from numeriz.service.rows import described
from numeriz.service.signs import SIZES, Size, write_signs
from rules.written.lines import Row
from tenants.who import Who

from .conftest import ELSEWHERE, IN_CENTRE, Town

HOME = "/territoire/aires"


@dataclass
class Desk:
    """The browser of somebody of a territory."""

    client: httpx.AsyncClient
    town: Town
    who: Who

    async def read(self, path: str = "", status: int = 200) -> str:
        """A page, as its reader sees it."""
        answer = await self.client.get(HOME + path)
        assert answer.status_code == status, answer.text
        return said(answer.text)

    async def send(self, path: str, form: dict[str, str], status: int = 200, *, file: bytes | None = None) -> str:
        """A form of the desk, followed where it leads."""
        bound = re.findall(r'name="form" value="(\w+)"', (await self.client.get("/compte")).text)
        files = {"file": ("aires.csv", file)} if file is not None else None
        answer = await self.client.post(
            HOME + path, data={"form": bound[-1], **form}, files=files, headers={"origin": HERE}, follow_redirects=True
        )
        assert answer.status_code == status, answer.text
        return said(answer.text)

    async def form(self, path: str) -> dict[str, str]:
        """What the form of a bay holds."""
        page = (await self.client.get(HOME + path)).text
        form = page[page.index('class="zonework"') :]
        form = form[: form.index("</form>")]
        found = {}
        for tag in re.findall(r"<input[^>]*>", form):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and name[1] != "form" and ("checkbox" not in tag or " checked" in tag):
                found[name[1]] = html.unescape(value[1]) if value else ""
        for name, area in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
            found[name] = html.unescape(area)
        for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', form, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', options)
            found[name] = chosen[1] if chosen else ""
        return found


def said(text: str) -> str:
    """Without marks, as it is read."""
    bare = html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(bare.split())


@pytest.fixture
async def desk(town: Town, app: SignedByCookie) -> AsyncIterator[Desk]:
    """Its administrator."""
    who = await settle(town.slug, "admin", "Ana Exemple")
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(who.person))
        yield Desk(client, town, who)


async def test_from_an_empty_inventory_to_a_bay_and_back(desk: Desk) -> None:
    """Placed, read as it was said, changed, closed, opened, taken out, put back with its code."""
    assert "L’inventaire est vide" in await desk.read()
    lon, lat = desk.town.at(IN_CENTRE)
    form = {
        "reference": "A-1", "name": "12 rue d’Essai", "lon": f"{lon}".replace(".", ","), "lat": f"{lat}",
        "schedule": "Mo-Sa 08:00-12:00", "stay_max_min": "20", "active": "1", "approximate": "1", "kind": "goods",
        "equipment.lamp": "1",
    }  # fmt: skip
    page = await desk.send("/nouvelle", form)
    assert "L’aire est dans l’inventaire." in page
    assert "Aujourd’hui, pour un utilitaire diesel qui livre 30 min au plus en ce moment" in page
    assert "L’arrêté donne 30 min, le panneau 20 min." in page
    (bay,) = await list_bays(desk.town.slug)
    filled = await desk.form(f"/{bay.id}")
    assert await desk.send(f"/{bay.id}", filled)
    (same,) = await list_bays(desk.town.slug)
    assert (described(same), same.code) == (replace(described(bay), lon=round(bay.lon, 7)), bay.code)
    assert "C’est enregistré." in await desk.send(f"/{bay.id}", {**filled, "name": "14 rue d’Essai"})
    (renamed,) = await list_bays(desk.town.slug)
    assert (renamed.name, renamed.lon, renamed.equipment) == ("14 rue d’Essai", same.lon, ("lamp",))
    version = renamed.updated_at.isoformat()
    page = await desk.send(f"/{bay.id}/fermer", {"version": version, "until": "2026-12-01T08:00", "reason": "travaux"})
    assert "L’aire est fermée." in page
    assert "Fermée jusqu’au" in await desk.read("?etat=fermees")
    version = (await get_bay(desk.town.slug, bay.id)).updated_at.isoformat()
    assert "L’aire est ouverte." in await desk.send(f"/{bay.id}/fermer", {"version": version, "act": "ouvrir"})
    assert "L’aire est retirée" in await desk.send(f"/{bay.id}/retirer", {"version": version})
    assert "14 rue d’Essai" in await desk.read("/retirees")
    assert "L’aire est de retour" in await desk.send(f"/retirees/{bay.id}", {})
    assert (await get_bay(desk.town.slug, bay.id)).code == bay.code
    assert await list_removed(desk.town.keeper) == ()


async def test_what_is_typed_wrongly_is_told_and_stays(desk: Desk) -> None:
    """By field, all at once; nothing is written."""
    typed = {"reference": "A-1", "name": "Rue", "lon": "x", "lat": "", "schedule": "lundi", "places": "1,5"}
    page = await desk.send("/nouvelle", typed, 422)
    for told in ("« x » n’est pas un nombre", "La position manque", "Ces horaires ne se lisent pas", "nombre entier"):
        assert told in page
    typed = {"reference": "", "name": "Rue", "lon": "1", "lat": "1", "length_cm": "12"}
    page = await desk.send("/nouvelle", typed, 422)
    for told in ("La référence manque", "« 1,1 » n’est pas une position", "Il faut de 100 à 10000 cm"):
        assert told in page
    line = '{"type":"LineString","coordinates":[[7,43],[7.1,43.1]]}'
    typed = {"reference": "B", "name": "B", "lon": "7.1", "lat": "43.1", "outline": line}
    assert "n’est pas un polygone" in await desk.send("/nouvelle", typed, 422)
    bay = await desk.town.bay("A-1")
    version = bay.updated_at.isoformat()
    taken = {"reference": "A-1", "name": "B", "lon": "7.1", "lat": "43"}
    assert "porte déjà la référence" in await desk.send("/nouvelle", taken, 409)
    filled = await desk.form(f"/{bay.id}")
    assert "Rechargez la page" in await desk.send(f"/{bay.id}", {**filled, "version": "x"}, 422)
    stale = {**filled, "version": "2020-01-01T00:00:00+00:00"}
    assert "modifiée par quelqu’un d’autre" in await desk.send(f"/{bay.id}", stale, 409)
    assert "Dites jusqu’à quand" in await desk.send(f"/{bay.id}/fermer", {"version": version, "until": ""}, 422)
    past = {"version": version, "until": "2020-01-01T08:00"}
    assert "finit avant d’avoir commencé" in await desk.send(f"/{bay.id}/fermer", past, 422)
    await desk.read("/00000000-0000-0000-0000-000000000000", 404)
    assert [each.reference for each in await list_bays(desk.town.slug)] == ["A-1"]


async def test_a_long_list_is_searched_and_paged(desk: Desk) -> None:
    """By code, as typed by hand, by name, by state."""
    bays = [await desk.town.bay(f"N-{n:02}", name=f"Quai {n}") for n in range(52)]
    first = await desk.read()
    assert "Page 1 sur 2, 52 aires" in first
    assert "Quai 51" in await desk.read("?page=2")
    assert "Quai 51" in await desk.read("?page=99")
    found = await desk.read(f"?q={bays[7].code[:3].lower()}-{bays[7].code[3:]}")
    assert "Quai 7 N-07" in found
    assert "Quai 8" not in found
    assert "Aucune aire ne correspond" in await desk.read("?q=introuvable")
    assert "Aucune aire ne correspond" in await desk.read("?etat=hors-service")


async def test_discrepancies_between_order_and_ground(desk: Desk) -> None:
    """By kind: minutes, hours, sign, marking, order; none where all is said alike."""
    await desk.town.bay("A", sign="absent", marking="worn", approximate=True)
    await desk.town.bay("B", ELSEWHERE, hours="", stay_max_min=None, order_present=False)
    await desk.town.bay("C", hours="Mo-Sa 07:00-19:00; PH off", stay_max_min=30)
    page = await desk.read("/ecarts")
    for told in (
        "L’arrêté donne 30 min, le panneau 20 min.", "L’arrêté : du lundi au samedi, de 7 h à 19 h.",
        "Aucun panneau", "Le marquage est dégradé", "Aucune règle publiée n’y limite l’arrêt.",
        "Ni l’arrêté ni l’inventaire ne disent la durée et les horaires.", "Sa position vient d’un texte",
    ):  # fmt: skip
        assert told in page, told
    assert "12 rue d’Essai C ·" not in page
    only = await desk.read("/ecarts?sorte=sign")
    assert "Aucun panneau" in only
    assert "Le marquage" not in only


async def test_a_file_is_read_corrected_taken_and_undone(desk: Desk) -> None:
    """From the page alone, which carries it; a lost page is told."""
    assert "Choisissez un fichier." in await desk.send("/import", {"act": "lire"}, 422)
    lon, lat = desk.town.at(IN_CENTRE)
    text = f"cle;zz;lon;lat;longueur\nA;Marché;{lon};{lat};10\nB;Port;1;1;10\nC;Gare;{lon + 0.001};{lat};12\n"
    page = await desk.send("/import", {"act": "lire"}, file=text.encode())
    assert "2 aires se lisent, 1 ligne est à corriger" in page
    assert "« 1,1 » n’est pas une position" in page
    rows = tuple(Row(n, tuple(line.split(";"))) for n, line in enumerate(text.splitlines(), 1))
    chosen = {"held": carry(rows), "colonne-1": "reference", "colonne-2": "name", "unite-5": "m"}
    assert "il reste des lignes à corriger" in await desk.send("/import", {**chosen, "act": "prendre"}, 422)
    page = await desk.send("/import", {**chosen, "act": "prendre-justes"})
    assert "2 aires nouvelles, 0 modifiée, 0 inchangée, 1 ligne laissée" in page
    held = {"held": chosen["held"], "act": "lire"}
    bays = await list_bays(desk.town.slug)
    assert [(bay.reference, bay.name, bay.length_cm) for bay in bays] == [("A", "Marché", 1_000), ("C", "Gare", 1_200)]
    assert "Lues comme à votre dernier fichier" in await desk.send("/import", held)
    assert "Lues comme" not in await desk.send("/import", {**held, "act": "oublier"})
    taken = re.search(r"/import/([0-9a-f-]{36})/annuler", (await desk.client.get(f"{HOME}/import")).text)
    assert taken
    assert "2 aires sont comme avant" in await desk.send(f"/import/{taken[1]}/annuler", {})
    assert "déjà annulé" in await desk.send(f"/import/{taken[1]}/annuler", {}, 409)
    assert await list_bays(desk.town.slug) == ()
    assert "Ce formulaire est incomplet" in await desk.send("/import", {"held": "x"}, 422)
    assert "projection n’est pas connue" in await desk.send("/import", {**held, "projection": "EPSG:1"}, 422)


async def test_readers_read_and_write_nothing(desk: Desk, town: Town) -> None:
    """The desk shows them no button, its doors are shut to them."""
    bay = await town.bay()
    reader = await settle(town.slug, "reader", "Rémi Exemple")
    desk.client.cookies.set(COOKIE, str(reader.person))
    assert "sans pouvoir la modifier" in await desk.read(f"/{bay.id}")
    assert "Ajouter une aire" not in await desk.read()
    for path in ("/nouvelle", "/import", "/retirees"):
        await desk.read(path, 403)


@pytest.mark.parametrize("size", SIZES)
def test_a_printed_sign_is_read_by_any_phone(size: Size) -> None:
    """At seventy-two and a hundred and fifty dots an inch; its code and its words are text."""
    url = "https://joptimiz.example/B/martinique-centre/7KF3A"
    sign = SignText("7KF3A", url, "12 rue d’Essai", "Ville", ("30 min au plus", "Tous les jours"), demonstration=True)
    pdf = write_signs([sign, sign], size, {})
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 2
        words = document[0].get_textpage().get_text_range()
        for dots in (72, 150):
            image = document[0].render(scale=dots / 72).to_pil().convert("L")
            assert [found.text for found in zxingcpp.read_barcodes(image)] == [url]
    for told in ("7KF", "3A", "30 min au plus", "Démonstration"):
        assert told in words


async def test_signs_are_made_for_one_bay_or_all(desk: Desk) -> None:
    """With the law on them; a size that is none is told."""
    bay = await desk.town.bay()
    for path in (f"/{bay.id}/panneau.pdf?format=A6", "/panneaux.pdf"):
        answer = await desk.client.get(HOME + path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
        with pypdfium2.PdfDocument(answer.content) as document:
            words = document[0].get_textpage().get_text_range()
        assert "30 min au plus" in words
    await desk.read(f"/{bay.id}/panneau.pdf?format=A0", 422)
